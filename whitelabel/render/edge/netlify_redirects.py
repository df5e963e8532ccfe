"""Netlify: rules for a site without Edge Functions, which know countries alone."""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.render.edge.rules import REFUSAL, Door, Lock, Rules
from whitelabel.render.edge.words import checked, heading, lasting

OUTPUTS = ("edge/netlify/_redirects",)


def emit(told: Rules) -> tuple[str]:
    """The rules.

    Source:
        Netlify documentation: "Redirects and rewrites" (the first rule that matches is taken; ``_redirects`` before
        ``netlify.toml``; a slash at the end of a path makes no difference), "Rewrites and proxies", "Shadowing" (with ``!`` a
        rule is taken though a file is there), "Redirect options" (status; ``Country``, ``Language`` and ``Cookie``; the
        cookie ``nf_country`` stands for another country, which is why whoever carries it is refused).
    """
    return ("".join(_file(told)),)


def _file(told: Rules) -> Iterator[str]:
    yield f"""# {heading(told)}: put these lines before all others in _redirects of the folder that you deploy.
#
# What it can do: tell countries apart. A country of which a grant holds some regions only stays shut.
# What it can't: see regions, nor end by itself; edge-functions/region-lock.js beside it does both. Use one of the two: these
# rules would refuse whom the function lets in.
#
# {lasting(told)}
"""
    if told.knows_regions:
        yield "# Here a grant holds regions: take the function, or visitors from there are refused.\n"
    for door in told.doors:
        yield "\n" + "".join(_rules(told, door, told.locks[door.lock]))


def _rules(told: Rules, door: Door, lock: Lock) -> Iterator[str]:
    default = told.pages.get(told.locales[0], f"/{REFUSAL}.html")
    # A rule can't tell the time: what isn't open always up to the end of this bundle's days is open as the bundle is put in
    # place, since only grants in force are in it.
    open_to = ",".join(lock.countries)
    for path in _paths(door):
        if open_to:
            yield f"{path} {default} 451! Cookie=nf_country\n"
            yield f"{path} {door.file} 200! Country={open_to}\n"
        spoken: dict[str, str] = {}
        for tag in told.locales:
            spoken.setdefault(tag.partition("-")[0], tag)
        for language, tag in list(spoken.items())[1:]:
            if told.pages:
                yield f"{path} {told.pages[tag]} 451! Language={language}\n"
        yield f"{path} {default} 451!\n"


def _paths(door: Door) -> Iterator[str]:
    yield f"{checked(door.folder)}/*"
    for path in door.also:
        stem = checked(path).rstrip("/")
        yield from (stem or "/", f"{stem}/index.html", f"{stem}/index")
