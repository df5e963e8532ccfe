"""The icons that browsers and home screens ask for, each drawn at its own size from the brand's sign."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from whitelabel import color
from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.picture.together import Work
from whitelabel.picture.value import Picture
from whitelabel.render.picture import lent, origin, received

if TYPE_CHECKING:
    from PIL.Image import Image

OUTPUTS = (
    "site/favicon.ico",
    "site/icon.svg",
    "site/icon-mono.svg",
    "site/apple-touch-icon.png",
    "site/icon-192.png",
    "site/icon-512.png",
    "site/icon-maskable-512.png",
)

_ICO = (16, 32, 48)
_SIDE = 64
"""Side of the drawings, in their own units."""

_CLOSE = 0.04
"""Share of the side that stays free around a sign that stands on nothing."""

_SNUG = 0.08
"""Share of the side that stays free on a plate in icons so small that each pixel counts."""

_SMALL = 48
"""Pixels of the side of the largest of these."""

_EMBEDDED = 256
"""Pixels of a raster within a drawing."""


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    logos = desk.brand.logos
    pictures = {variant: lent(desk, logos[variant]) for variant in ("mark", "mark-dark", "mono") if variant in logos}
    rule = desk.project.theme.icons
    token = desk.brand.tokens.get(rule.paper)
    paper = token.light.color if token is not None else None
    params = {
        "paper": logos["mark"].ground or (color.opaque(paper) if paper is not None else "#ffffff"),
        "fills": bool(logos["mark"].ground),
        "padding": rule.padding,
        "pictures": {variant: values for variant, (_, values) in pictures.items()},
    }
    inputs = tuple(sorted((variant, digest) for variant, (digest, _) in pictures.items()))
    yield Action("icon", KIND.stamp, inputs, canonical(params), OUTPUTS, origin(desk, "mark"))


def _render(action: Action, read: Read) -> Work:
    params = json.loads(action.params)
    pictures = {variant: received(params["pictures"][variant], read(digest)) for variant, digest in action.inputs}
    return Work(lambda: _drawn(pictures, params["paper"], params["padding"], fills=params["fills"]), action.origin)


def _drawn(pictures: dict[str, Picture], paper: str, padding: float, *, fills: bool) -> tuple[bytes, ...]:
    """All icons, in the order of their outputs.

    Args:
        paper: What lies behind icons that may not be see-through.
        padding: Share of their side that stays free on each side.
        fills: Whether the sign fills its own square to the edges with that very colour.
    """
    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.encode import ico, png
    from whitelabel.picture.square import icon

    sign, paper = (pictures["mark"], paper) if fills else _on_paper(pictures, paper)
    mark = drawing_of(sign)
    inset = 0.0 if fills else padding

    def free(side: int) -> Image:
        """An icon that has nothing behind it, unless it can't be told from a dark tab: it can't change with the scheme."""
        if "mark-dark" not in pictures:
            return icon(mark, side, paper=None, padding=0.0 if fills else _CLOSE)
        return icon(mark, side, paper=None, padding=min(padding, _SNUG) if side <= _SMALL else padding, plate=paper)

    return (
        ico([free(side) for side in _ICO]),
        _adapting(pictures, 0.0 if fills else _CLOSE).encode(),
        _document(_centred(pictures["mono"], "m", _CLOSE)).encode(),
        png(icon(mark, 180, paper=paper, padding=inset)),
        png(free(192)),
        png(free(512)),
        png(icon(mark, 512, paper=paper, padding=inset, within_circle=True)),
    )


def _on_paper(pictures: Mapping[str, Picture], paper: str) -> tuple[Picture, str]:
    """The variant of the sign that can be told from a paper; where none can, the sign and another paper."""
    if color.luminance(color.parse(paper)) > _LIGHT:
        return pictures["mark"], paper
    from whitelabel.picture.legible import vanishes

    for variant in ("mark", "mark-dark"):
        if variant in pictures and not vanishes(pictures[variant], [paper]):
            return pictures[variant], paper
    return pictures["mark"], next((other for other in _PAPERS if not vanishes(pictures["mark"], [other])), paper)


_LIGHT = 0.8
"""Relative luminance of papers that are like a light tab, on which every sign is seen."""

_PAPERS = ("#ffffff", "#16181d")
"""What is taken where the theme's paper won't do."""


def _document(content: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" width="{_SIDE}" height="{_SIDE}">'
    return f"{head}{content}</svg>\n"


def _adapting(pictures: dict[str, Picture], padding: float) -> str:
    """The sign as one drawing, which changes with the scheme where it has to."""
    day = _centred(pictures["mark"], "l", padding)
    if "mark-dark" not in pictures:
        return _document(day)
    style = ".n{display:none}@media (prefers-color-scheme:dark){.d{display:none}.n{display:inline}}"
    night = _centred(pictures["mark-dark"], "d", padding)
    return _document(f'<style>{style}</style><g class="d">{day}</g><g class="n">{night}</g>')


def _centred(picture: Picture, prefix: str, padding: float) -> str:
    from whitelabel.picture.compose import embeddable, placed

    room = _SIDE * (1 - 2 * padding)
    scale = room / max(picture.width, picture.height)
    width, height = picture.width * scale, picture.height * scale
    return placed(embeddable(picture, _EMBEDDED), (_SIDE - width) / 2, (_SIDE - height) / 2, width, height, prefix)


KIND = Kind("icon", 5, _plan, _render, stored=True, drawn=True, libraries=("deflate", "pillow", "resvg"))
