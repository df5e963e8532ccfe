"""Caddy: a snippet to import in the brand's site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whitelabel.render.edge.rules import PLAIN, Door, Hours, Lock, Rules
from whitelabel.render.edge.words import calendars, checked, heading, languages, lasting, of_what

OUTPUTS = ("edge/Caddyfile",)


def emit(told: Rules) -> tuple[str]:
    """The snippet.

    Source:
        Caddy documentation, Caddyfile: "import", "map", "vars", "route" (its directives keep the order in which they
        stand), "handle", "file_server" (status); request matchers: "path" (without regard to case, after cleaning),
        "expression", "not". A matcher whose expression fails doesn't match; so what is asked is who may enter.
    """
    return ("".join(_snippet(told)),)


def _name(told: Rules, part: str) -> str:
    return f"lock_{told.slug.replace('-', '_')}_{part}"


def _snippet(told: Rules) -> Iterator[str]:
    site = told.domain or "acme.example"
    yield f"""# {heading(told)}: import it in the brand's site, in a route and before all that answers there.
#
#     import /srv/{told.slug}/edge/Caddyfile
#
#     {site} {{
#         root * /srv/{told.slug}/site
#         route {{
#             vars visitor_country ...
#             vars visitor_region ...
#             import region-lock-{told.slug}
#             file_server
#         }}
#     }}
#
# What it can do: tell countries and regions apart, and shut at the end of the last day of each grant.
# What it can't: know where a visitor is. It believes the variables visitor_country (ISO 3166-1, "RU") and visitor_region
# (what stands behind the hyphen in ISO 3166-2, "MOW"; or nothing), in capitals, which you have to set; who isn't placed is
# refused. They come from a plugin that reads a geo database, or from a proxy that you trust, and from it alone:
#
#     @proxy remote_ip 192.0.2.10
#     vars @proxy visitor_country {{header.X-Country}}
#
# Never take a place from a header that a visitor can send.
#
# {lasting(told)}

(region-lock-{told.slug}) {{
"""
    names = calendars(told)
    for number, lock in enumerate(told.locks, 1):
        yield from _lock(told, number, lock, names)
    if told.locks and told.pages:
        yield "\n\t# What a refused visitor sees, in a language of his own.\n"
        rows = [(f'"~(?i){wish}"', told.pages[tag]) for wish, tag in languages(told.locales)]
        yield _map("{header.Accept-Language}", _name(told, "page"), rows, told.pages[told.locales[0]])
    for number in range(1, len(told.locks) + 1):
        yield f"\n\thandle @{_name(told, f'refused_{number}')} {{\n\t\theader Cache-Control no-store\n"
        if told.pages:
            yield f"\t\trewrite * {{{_name(told, 'page')}}}\n\t\tfile_server {{\n\t\t\tstatus 451\n\t\t}}\n"
        else:
            yield f'\t\theader Content-Type "text/plain; charset=utf-8"\n\t\trespond "{PLAIN.strip()}" 451\n'
        yield "\t}\n"
    if told.locks:
        paths = " ".join(path for door in told.doors for path in _paths(door))
        yield "\n\t# No cache between this server and its visitors may keep what is shown to one for another.\n"
        yield f'\t@{_name(told, "any")} path {paths}\n\theader @{_name(told, "any")} Cache-Control "private, no-cache"\n'
    yield "}\n"


def _map(source: str, target: str, rows: list[tuple[str, str]], default: str) -> str:
    inner = "".join(f"\t\t{key} {value}\n" for key, value in rows)
    return f"\tmap {source} {{{target}}} {{\n{inner}\t\tdefault {default}\n\t}}\n"


def _lock(told: Rules, number: int, lock: Lock, names: Mapping[Hours, str]) -> Iterator[str]:
    country, region, place = (_name(told, f"{part}_{number}") for part in ("country", "region", "place"))
    yield (
        f"\n\t# Where {of_what(lock)} are open, and when.\n"
        if number > 1
        else f"\t# Where {of_what(lock)} are open, and when.\n"
    )
    rows = [(code, names[hours]) for code, hours in lock.countries.items()]
    yield _map("{vars.visitor_country}", country, rows, "never")
    rows = [(code, names.get(hours, "never")) for code, hours in lock.regions.items()]
    yield _map('"{vars.visitor_country}-{vars.visitor_region}"', region, rows, f"{{{country}}}")
    used = {names[hours]: hours for hours in (*lock.countries.values(), *lock.regions.values()) if hours}
    paths = " ".join(path for door in told.doors if door.lock == number - 1 for path in _paths(door))
    asked = " || ".join(f'({{{region}}} == "{name}"{_between(hours)})' for name, hours in used.items())
    yield f"\t@{_name(told, f'refused_{number}')} {{\n\t\tpath {paths}\n"
    if asked:
        yield f"\t\tnot expression `{asked}`\n"
    yield "\t}\n"


def _between(hours: Hours) -> str:
    now = "int({time.now.unix})"
    parts: list[str] = []
    for start, end in hours:
        bounds = [f"{now} >= {start}"] if start else []
        bounds += [f"{now} < {end}"] if end is not None else []
        parts.append(" && ".join(bounds) or "true")
    joined = " || ".join(parts)
    return "" if joined == "true" else f" && ({joined})"


def _paths(door: Door) -> Iterator[str]:
    """All spellings of an address; the matcher itself sees to case and to slashes that stand twice."""
    yield checked(door.folder)
    yield f"{door.folder}/*"
    for path in door.also:
        stem = checked(path).rstrip("/")
        yield from (f"{stem}/", f"{stem}/index", f"{stem}/index.html")
        if stem:
            yield stem
