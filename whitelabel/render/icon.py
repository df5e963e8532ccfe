"""The icons that browsers and home screens ask for, each drawn at its own size from the brand's sign."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel import color
from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.picture.together import Work
from whitelabel.picture.value import Picture
from whitelabel.render.picture import lent, origin, received

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

_ROUND = 0.18
"""Radius of a plate's corners, as a share of its side."""

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
        "paper": logos["mark"].ground or (color.fallback(paper)[:7] if paper is not None else "#ffffff"),
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

    mark = drawing_of(pictures["mark"])
    # What can't be told from a dark tab stands on a plate wherever an icon can't change with the scheme.
    bare = mark if "mark-dark" not in pictures else drawing_of(_plated(pictures["mark"], paper, padding))
    close = _CLOSE if bare is mark and not fills else 0.0
    inset = 0.0 if fills else padding
    return (
        ico([icon(bare, side, paper=None, padding=close) for side in _ICO]),
        _adapting(pictures, 0.0 if fills else _CLOSE).encode(),
        _document(_centred(pictures["mono"], "m", _CLOSE)).encode(),
        png(icon(mark, 180, paper=paper, padding=inset)),
        png(icon(bare, 192, paper=None, padding=close)),
        png(icon(bare, 512, paper=None, padding=close)),
        png(icon(mark, 512, paper=paper, padding=inset, within_circle=True)),
    )


def _document(content: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" width="{_SIDE}" height="{_SIDE}">'
    return f"{head}{content}</svg>\n"


def _plated(picture: Picture, paper: str, padding: float) -> Picture:
    from whitelabel.picture.compose import drawn as composed

    plate = f'<rect width="{_SIDE}" height="{_SIDE}" rx="{_SIDE * _ROUND:g}" fill="{paper}"/>'
    return composed((0.0, 0.0, _SIDE, _SIDE), plate + _centred(picture, "m", padding))


def _adapting(pictures: dict[str, Picture], padding: float) -> str:
    """The sign as one drawing, which changes with the scheme where it has to."""
    day = _centred(pictures["mark"], "l", padding)
    if "mark-dark" not in pictures:
        return _document(day)
    style = ".n{display:none}@media (prefers-color-scheme:dark){.d{display:none}.n{display:inline}}"
    night = _centred(pictures["mark-dark"], "d", padding)
    return _document(f'<style>{style}</style><g class="d">{day}</g><g class="n">{night}</g>')


def _centred(picture: Picture, prefix: str, padding: float) -> str:
    from whitelabel.picture.compose import placed

    room = _SIDE * (1 - 2 * padding)
    scale = room / max(picture.width, picture.height)
    width, height = picture.width * scale, picture.height * scale
    if picture.form == "png" and max(picture.width, picture.height) > _EMBEDDED:
        picture = _small(picture)
    return placed(picture, (_SIDE - width) / 2, (_SIDE - height) / 2, width, height, prefix)


def _small(picture: Picture) -> Picture:
    from whitelabel.picture.draw import Drawing
    from whitelabel.picture.encode import png

    image = Drawing(picture).fitted(_EMBEDDED)
    return Picture("png", png(image), 0, 0, image.width, image.height)


KIND = Kind("icon", 2, _plan, _render, stored=True, libraries=("deflate", "pillow", "resvg"))
