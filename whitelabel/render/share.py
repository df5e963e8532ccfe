"""``site/<locale>/og.png``: what is shown of a page where its address is shared; the brand's logo, type and colours.

WL541: no font of the brand has a character of the share card's line
    The card is made without its line. Name a font that has the language's script under `fonts` of the brand or the theme.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whitelabel import color
from whitelabel.disk.blob import Blob
from whitelabel.model import Action, Desk, Font, Kind, Read, canonical
from whitelabel.picture.stock import FAMILY, stock_fonts
from whitelabel.picture.together import Work
from whitelabel.problem import Span, warning
from whitelabel.render.context import texts
from whitelabel.render.fonts import characters
from whitelabel.render.formats import language
from whitelabel.render.paths import share_path
from whitelabel.render.picture import lent, origin, received
from whitelabel.render.tokens import measure

if TYPE_CHECKING:
    from whitelabel.picture.card import Card

LIMIT = 300_000
"""Bytes; some who show cards take no larger ones."""

_READABLE = 4.5
_LEADING = (1.04, 1.25)


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    digest, values = lent(desk, desk.brand.logos["share"])
    inputs = [("logo", digest)]
    cards = [_card(desk, locale) for locale in desk.brand.locales]
    inputs += sorted({(f"font:{name}", name) for card in cards for name in card["fonts"]})
    params = {
        "look": _look(desk),
        "logo": values,
        "cards": cards,
    }
    outputs = tuple(f"site{share_path(locale)}" for locale in desk.brand.locales)
    yield Action("share", KIND.stamp, tuple(inputs), canonical(params), outputs, origin(desk, "light"))


def _card(desk: Desk, locale: str) -> dict[str, Any]:
    """What is said in a language, with the digests of the fonts that have its characters."""
    assert desk.brand is not None
    rule = desk.project.theme.share
    line = texts(desk, locale).get(rule.line, "")
    # A place where a word may be cut is no sign that is printed.
    said = line.replace("\u00ad", "").strip() if isinstance(line, str) else ""
    fonts, missing = _fonts(desk, said)
    if missing:
        shown = " ".join(sorted(missing)[:8])
        message = f"no font of the brand has {shown}, which the share card's line in '{locale}' is written with"
        hint = f"name a font that has the script of '{locale}' under 'fonts'; the card shows the logo alone until then"
        desk.warnings.append(warning("WL541", message, desk.brand.brand.key_span("fonts"), hint=hint))
        return {"line": "", "fonts": [], "rtl": language(locale)["dir"] == "rtl"}
    return {"line": said, "fonts": fonts, "rtl": language(locale)["dir"] == "rtl"}


def _fonts(desk: Desk, line: str) -> tuple[list[str], set[str]]:
    """Digests of the fonts that a line is set in, the first that has a character first; and what none of them has."""
    wanted = {ord(character) for character in line if not character.isspace()}
    needed: list[str] = []
    for font, blob in _candidates(desk):
        having = characters(font, blob) & wanted
        if having:
            needed.append(desk.lend(blob))
            wanted -= having
        if not wanted:
            break
    return needed, {chr(code) for code in wanted}


def _candidates(desk: Desk) -> Iterator[tuple[Font, Blob]]:
    """The role's own fonts, the theme's of the role, those of other roles, then what is at hand without a project."""
    assert desk.brand is not None
    role, own, theme = desk.project.theme.share.font, desk.brand.fonts, desk.project.theme.fonts
    others = [name for name in own if name != role]
    ranked = [own.get(role), theme.get(role), *(own[name] for name in others)]
    seen: set[str] = set()
    for font in filter(None, ranked):
        for path in font.files:
            if path not in seen and path in desk.project.files:
                seen.add(path)
                yield font, desk.project.files[path]
    stock = Font("stock", (), FAMILY, "sans-serif", Span(""))
    for data in stock_fonts():
        yield stock, Blob.of(data)


def _look(desk: Desk) -> dict[str, Any]:
    rule = desk.project.theme.share
    paper = _color(desk, rule.paper) or color.parse("#ffffff")
    ink = _color(desk, rule.ink) or color.ink_on([paper])
    readable = color.passing(ink, [paper], _READABLE) or color.ink_on([paper])
    accents = [found for found in (_color(desk, name) for name in rule.accents) if found is not None]
    return {
        "paper": color.opaque(paper),
        "ink": color.opaque(readable),
        "accents": [color.opaque(color.over(accent, paper)) for accent in accents],
        "radius": max(0.0, _number(desk, rule.radius, 8)),
        "weight": min(1000.0, max(1.0, _number(desk, rule.weight, 700))),
        "tracking": _number(desk, rule.tracking, 0),
        "leading": min(_LEADING[1], max(_LEADING[0], _number(desk, rule.leading, 1.1))),
    }


def _color(desk: Desk, name: str) -> color.Color | None:
    assert desk.brand is not None
    token = desk.brand.tokens.get(name)
    return token.light.color if token is not None else None


def _number(desk: Desk, name: str, otherwise: float) -> float:
    assert desk.brand is not None
    token = desk.brand.tokens.get(name)
    found = measure(token, "light") if token is not None else None
    return otherwise if found is None else found


# ── Drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _render(action: Action, read: Read) -> Work:
    from whitelabel.picture.card import Look, card
    from whitelabel.picture.lettering import Face

    params = json.loads(action.params)
    faces = {name[5:]: Face.read(read(digest)) for name, digest in action.inputs if name.startswith("font:")}
    look = {**params["look"], "accents": tuple(params["look"]["accents"])}
    logo = received(params["logo"], read(dict(action.inputs)["logo"]))

    def work() -> Iterator[bytes]:
        for entry in params["cards"]:
            fonts = [faces[name] for name in entry["fonts"]]
            yield _drawn(card(logo, entry["line"], fonts, Look(**look, is_rtl=entry["rtl"])))

    return Work(work, action.origin)


def _drawn(card: Card) -> bytes:
    """The card as PNG, with fewer colours where it would be too large."""
    from PIL import Image

    from whitelabel.picture.encode import png

    image = card.image()
    data = png(image)
    for colors in (256, 64, 16, 4):
        if len(data) <= LIMIT:
            break
        data = png(image.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB"))
    return data


KIND = Kind(
    "share",
    5,
    _plan,
    _render,
    stored=True,
    drawn=True,
    libraries=("deflate", "pillow", "resvg", "uharfbuzz", "fonttools", "brotli", "babel"),
)
