"""What the gallery and the pages are told of a brand that is looked at, put together from what the project knows of it.

WL703: a file that the preview doesn't show
    ``watch`` keeps all addresses under ``/__whitelabel/`` for itself, on every origin, and the bundle has a file there. It is built
    as it is, but nobody sees it in the preview.

WL707: a file that the system doesn't let us read
    Its permissions are in the way, or its disk is. What could be read last is shown until it can be read again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from whitelabel import color
from whitelabel.live import Live
from whitelabel.model import MODES, Figure, ResolvedBrand, Theme, TokenValue
from whitelabel.preview.addresses import Answer, address_of, answer, refused
from whitelabel.preview.inject import RESERVED
from whitelabel.preview.stage import Card, Details, Icon, PageAt, Pair, Status, TokenAt
from whitelabel.problem import Problem, error, warning
from whitelabel.render.paths import page_outputs
from whitelabel.report.sheet import purpose_of, sheet
from whitelabel.report.sheet_shown import as_html, language_of
from whitelabel.rights import Claim, Table
from whitelabel.rights.told import told_ground
from whitelabel.sight import Sight

SITE = "site/"
_PAIRS = 8
"""How many pairs are told: the worst."""

_PLACE = re.compile(r"(.+?:\d+):\d+ ")
_OF_FONT = "derived: font of "
_UNMADE = refused(HTTPStatus.INTERNAL_SERVER_ERROR)
_NO_ICONS = frozenset({"other", "manifest", "mail", "share"})


class Unmade(LookupError):
    """A file of the site has a mistake."""


class Site(Mapping[str, bytes]):
    """Files of a brand's site by path in the document root, each made when it is asked for."""

    def __init__(self, live: Live, slug: str) -> None:
        self._live = live
        self._slug = slug

    def _paths(self) -> Iterator[str]:
        plan = self._live.sight(self._slug, at_once=True).plan
        for action in plan.actions if plan is not None else ():
            yield from (path.removeprefix(SITE) for path in action.outputs if path.startswith(SITE))

    def __iter__(self) -> Iterator[str]:
        return self._paths()

    def __len__(self) -> int:
        return sum(1 for _ in self._paths())

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._live.has(self._slug, SITE + path)

    def __getitem__(self, path: str) -> bytes:
        if path not in self:
            raise KeyError(path)
        made = self._live.file(self._slug, SITE + path)
        if made is None:
            raise Unmade(path)
        return made


def answered(live: Live, slug: str, target: str) -> Answer:
    """A file of a brand's site by its address, as a static host answers it; status 500 where it can't be made.

    Raises:
        OSError: A file can't be read.
    """
    try:
        site = Site(live, slug)
        return answer(site, target) if live.sight(slug, at_once=True).plan is not None else _UNMADE
    except Unmade:
        return _UNMADE


def card(sight: Sight, problems: Sequence[Problem]) -> Card:
    """A brand in the gallery.

    Args:
        problems: All that is known of it now.
    """
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    status: Status = "wrong" if errors else "warned" if warnings else "right"
    brand = _brand(sight)
    common = sum(problem.is_error and not problem.brands for problem in problems)
    return Card(sight.slug, sight.name, status, errors, warnings, brand.locales[0] if brand is not None else "", common)


def details(sight: Sight, problems: Sequence[Problem], text: str) -> Details:
    """All that the gallery tells of a brand.

    Args:
        problems: All that is known of it now.
        text: The same as the command line prints it.
    """
    told, brand = card(sight, problems), _brand(sight)
    if brand is None or sight.plan is None or sight.resolved is None:
        return Details(told, text)
    outputs = [path for action in sight.plan.actions for path in action.outputs]
    worst = sorted(brand.figures, key=lambda figure: figure.ratio / figure.pair.ratio)[:_PAIRS]
    return Details(
        told,
        text,
        tuple(_territory(brand.standing.in_force, brand.standing.table)),
        tuple(_pages(brand, sight.resolved.project.theme, frozenset(outputs))),
        brand.locales,
        tuple(map(_pair, worst)),
        tuple(_icons(outputs)),
    )


def tokens(sight: Sight) -> Mapping[str, TokenAt]:
    """Where the value of each custom property comes from, in each mode."""
    brand = _brand(sight)
    found: dict[str, TokenAt] = {}
    if brand is None:
        return found
    for token in brand.tokens.values():
        trails = {mode: _trail(brand, token.value(mode)) for mode in MODES}
        places = {mode: _place(trail) for mode, trail in trails.items()}
        css = {mode: token.value(mode).css for mode in MODES}
        found[token.css_name] = TokenAt(token.name, css, trails, places)
        for part, _ in token.light.parts:
            texts = {mode: dict(token.value(mode).parts).get(part, "") for mode in MODES}
            found[f"{token.css_name}-{part}"] = TokenAt(token.name, texts, trails, places)
    return found


def icon_sheet(live: Live, slug: str) -> bytes:
    """The sheet of a brand's icons, as ``whitelabel assets`` draws it; empty where there are none."""
    sight = live.sight(slug, at_once=True)
    brand = _brand(sight)
    if brand is None or sight.resolved is None:
        return b""
    paths = [SITE + path for path in Site(live, slug) if purpose_of(SITE + path)[1] != "other"]
    files = {path: data for path in paths if (data := live.file(slug, path))}
    told = sheet(brand, sight.resolved.project.theme, files, sight.problems)
    return as_html(told, language_of(brand.locales[0])).encode()


def shadowed(sight: Sight) -> tuple[Problem, ...]:
    """Files of the bundle that the preview doesn't show, since their addresses are its own."""
    actions = sight.plan.actions if sight.plan is not None else ()
    return tuple(
        warning(
            "WL703",
            f"'{path}' is built, but the preview keeps '{RESERVED}' for itself",
            action.origin if action.origin.path else None,
            hint="give the folder another name",
            brands=(sight.slug,),
        )
        for action in actions
        for path in action.outputs
        if path.startswith("site" + RESERVED)
    )


def unread(broken: OSError, root: Path) -> Problem:
    """What is told of a file that can't be read."""
    reason = (broken.strerror or str(broken) or type(broken).__name__).rstrip(".")
    path = Path(os.fsdecode(broken.filename)) if isinstance(broken.filename, str | bytes) else root
    place = path.relative_to(root) if path.is_relative_to(root) else path
    return error("WL707", f"'{place.as_posix()}' can't be read: {reason[:1].lower()}{reason[1:]}")


def _brand(sight: Sight) -> ResolvedBrand | None:
    return sight.resolved.brands[sight.slug] if sight.resolved is not None else None


def _territory(claims: Iterable[Claim], table: Table) -> Iterator[str]:
    for claim in claims:
        yield f"{told_ground(claim.territory, table, 6)}, {claim.strength}, {' and '.join(sorted(claim.products))}"


def _pages(brand: ResolvedBrand, theme: Theme, outputs: frozenset[str]) -> Iterator[PageAt]:
    """Each page, and each notice in a page's place, at each of its addresses; first the one that counts."""
    shown = {page.name for page in (*brand.pages, *brand.notices)}
    for page in (page for page in theme.pages if page.name in shown):
        for locale in brand.locales:
            paths = [path for path in page_outputs(brand, page.name, locale) if path in outputs]
            for path in sorted(paths, key=len):
                yield PageAt(page.name, locale, address_of(path.removeprefix(SITE)))


def _pair(figure: Figure) -> Pair:
    pair = figure.pair
    inks = color.css(figure.ink), color.css(figure.paper)
    return Pair(pair.ink, pair.paper, figure.mode, figure.ratio, pair.ratio, *inks)


def _icons(outputs: Iterable[str]) -> Iterator[Icon]:
    known = sorted((purpose_of(path)[:2], path) for path in outputs if path.startswith(SITE))
    for (_, purpose), path in known:
        if purpose not in _NO_ICONS:
            yield Icon(purpose, "/" + quote(path.removeprefix(SITE)))


def _trail(brand: ResolvedBrand, value: TokenValue) -> tuple[str, ...]:
    """Where a value comes from; what a font's role is set in stands under ``fonts``, not among tokens."""
    fonts = (brand.fonts.get(step.removeprefix(_OF_FONT)) for step in value.trail if step.startswith(_OF_FONT))
    return (*value.trail, *(f"{font.span} fonts.{font.role}" for font in fonts if font is not None))


def _place(trail: Sequence[str]) -> str:
    found = (match[1] for step in trail if (match := _PLACE.match(step)))
    return next(found, "")
