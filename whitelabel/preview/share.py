"""What there is to see now, as files that stand alone: for whoever signs it off, without a server, from any folder."""

from __future__ import annotations

import html
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from string import Template
from urllib.parse import quote

from whitelabel.disk.handover import hand_over
from whitelabel.live import Live
from whitelabel.model import ResolvedBrand, Rights
from whitelabel.preview import told
from whitelabel.preview.classic import classic
from whitelabel.preview.inject import with_fonts
from whitelabel.problem import Problem, merged
from whitelabel.report.sheet import purpose_of, sheet
from whitelabel.report.sheet_shown import as_html, language_of
from whitelabel.sight import Sight
from whitelabel.verify.links import addresses_in
from whitelabel.verify.links.address import SITE, Address, target

Progress = Callable[[int, int, str], None]

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shared:
    """What was written.

    Attributes:
        brands: Slugs of those that are shown.
        files: How many files there are; none where no brand is as it should be.
        problems: Of all that were asked for.
    """

    brands: tuple[str, ...]
    files: int
    problems: tuple[Problem, ...]
    rights: Rights | None


def share(live: Live, slugs: Sequence[str], place: Path, *, progress: Progress) -> Shared:
    """Write what there is to see of brands.

    Args:
        live: The project.
        slugs: Of the brands; one with a mistake is left out.
        place: The folder; free, as ``is_free`` tells.
        progress: Told after each brand.

    Raises:
        OSError: A file can't be read or written; nothing of it is left.
    """
    problems: list[Problem] = []
    written: dict[str, bytes] = {}
    shown: list[Sight] = []
    for number, slug in enumerate(slugs, 1):
        found = _examined(live, slug)
        problems.extend(found)
        sight = live.sight(slug)
        if sight.is_now and not any(problem.is_error for problem in found):
            site = told.Site(live, slug)
            files = {path: with_fonts(site[path]) if path.endswith(".css") else site[path] for path in site}
            files = classic(files)
            written |= {f"{slug}/{path}": _standing_alone(path, data, files) for path, data in files.items()}
            written[f"{slug}.sheet.html"] = _sheet(sight, files)
            shown.append(sight)
        progress(number, len(slugs), slug)
    if written:
        written["index.html"] = _index(shown, written)
        hand_over(place, dict(sorted(written.items())))
    ground = live.ground
    rights = ground.rights if ground is not None else None
    return Shared(tuple(sight.slug for sight in shown), len(written), merged(problems), rights)


def _examined(live: Live, slug: str) -> tuple[Problem, ...]:
    steps = live.examine(slug)
    while True:
        try:
            next(steps)
        except StopIteration as over:
            found: tuple[Problem, ...] = over.value
            return found


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _standing_alone(path: str, data: bytes, files: Mapping[str, bytes]) -> bytes:
    """A file of a site with addresses that lead to the same files from any folder, on a server or not.

    Those that name a host stay: they tell where the page is to be.
    """
    by_place: dict[tuple[int, int], list[Address]] = defaultdict(list)
    for address in addresses_in(SITE + path, data):
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//", address.text):
            by_place[address.start, address.end].append(address)
    is_markup = path.endswith((".html", ".svg"))
    for (start, end), addresses in sorted(by_place.items(), reverse=True):
        raw = data[start:end].decode("utf-8", "surrogateescape")
        for address in sorted(addresses, key=lambda one: -len(one.text)):
            near = _near(path, address, files)
            if near is not None:
                raw = _replaced(raw, address.text, near, is_markup=is_markup)
        data = data[:start] + raw.encode("utf-8", "surrogateescape") + data[end:]
    return data


def _near(path: str, address: Address, files: Mapping[str, bytes]) -> str | None:
    """The same address, relative to the file that it stands in; ``None`` where it leads to no file or is within the page."""
    meant = target(address, "")
    if meant is None or address.text.startswith("#") or not address.text:
        return None
    name = meant.path.removeprefix("/")
    found = next((one for one in (name, f"{name}index.html", f"{name}/index.html") if one in files), None)
    if found is None:
        return None
    tail = re.search(r"[?#].*", address.text, re.DOTALL)
    return quote(posixpath.relpath(found, posixpath.dirname(path) or ".")) + (tail[0] if tail else "")


def _replaced(raw: str, written: str, near: str, *, is_markup: bool) -> str:
    """A stretch of a file with one address in place of another; there may be several in it."""
    if is_markup:
        written, near = (
            html.escape(text, quote=False) if text in raw else html.escape(text) for text in (written, near)
        )
    if raw == written:
        return near
    pattern = r"""(?<![^\s,"'(])""" + re.escape(written) + r"""(?![^\s,"')])"""
    return re.sub(pattern, lambda _: near, raw)


# ── The start page ────────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(sight: Sight, files: Mapping[str, bytes]) -> bytes:
    assert sight.resolved is not None
    brand = sight.resolved.brands[sight.slug]
    icons = {SITE + path: data for path, data in files.items() if purpose_of(SITE + path)[1] != "other"}
    about = sheet(brand, sight.resolved.project.theme, icons, ())
    return as_html(about, language_of(brand.locales[0])).encode()


def _index(shown: Sequence[Sight], written: Mapping[str, bytes]) -> bytes:
    page = Template(package_files("whitelabel.preview").joinpath("share.html").read_text("utf-8"))
    names = [sight.name for sight in shown]
    title = names[0] if len(names) == 1 else f"{len(names)} brands"
    return page.substitute(title=html.escape(title), brands="\n".join(_brand(one, written) for one in shown)).encode()


def _brand(sight: Sight, written: Mapping[str, bytes]) -> str:
    """One brand: its pages by language, wide and narrow."""
    assert sight.resolved is not None
    brand: ResolvedBrand = sight.resolved.brands[sight.slug]
    slug, name = sight.slug, html.escape(sight.name)
    rows: list[str] = []
    first = ""
    for locale in brand.locales:
        links = []
        for page in brand.pages:
            path = f"{slug}/{locale}/{page.name}/index.html"
            if path in written:
                first = first or quote(path)
                title = html.escape(_title(written[path], sight.name) or page.name)
                links.append(f'<a href="{quote(path)}" target="{slug}">{title}</a>')
        tag, language = html.escape(locale), html.escape(_own_name(locale))
        rows.append(f'<p lang="{tag}"><b>{language}</b> <span>{" ".join(links)}</span></p>')
    return f"""<section aria-labelledby="{slug}.name">
<header><h2 id="{slug}.name">{name}</h2><a href="{slug}.sheet.html">Icons</a></header>
<nav aria-label="Pages of {name}">{"".join(rows)}</nav>
<div class="frames">
<div class="wide"><iframe name="{slug}" src="{first}" title="{name}, 1280 pixels wide" loading="lazy"></iframe></div>
<div class="narrow"><iframe src="{first}" title="{name}, 390 pixels wide" loading="lazy"></iframe></div>
</div>
</section>"""


def _title(page: bytes, brand: str) -> str:
    """What a page is called, without the brand's name behind it; empty where it has no title."""
    found = _TITLE.search(page)
    text = " ".join(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else ""
    return re.sub(rf"\s\W\s{re.escape(brand)}$", "", text)


def _own_name(tag: str) -> str:
    """What a language is called by those who speak it.

    Source:
        CLDR, "localeDisplayNames".

    >>> _own_name("ru"), _own_name("de")
    ('Русский', 'Deutsch')
    """
    from babel import Locale

    name = Locale.parse(tag, sep="-").get_display_name() or tag
    return name[0].upper() + name[1:]
