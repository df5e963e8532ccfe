"""How far apart two drawings look in a browser."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIDES = (64, 256)
"""Pixels of the longer side at which two drawings are compared."""

PAPERS = ("#ffffff", "#6a8f3c")
"""White, and a colour between, on which what lets paper through is seen."""

AT_ONCE = 40
"""Drawings on one page."""

BROKEN = 256
"""More than any difference: the browser shows one of the two not at all."""

Pair = tuple[float, float, bytes, bytes]
"""Width and height that say how a drawing is proportioned, and its two SVGs."""

# Gives which pictures are shown.
_SHOWN = """
() => Promise.all([...document.images].map(image => image.decode().then(() => true, () => false)))
"""


def _sheet(side: int, sizes: list[tuple[int, int]], drawings: list[bytes]) -> str:
    cells = []
    for (width, height), drawing in zip(sizes, drawings, strict=True):
        address = f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"
        image = f'<img src="{address}" style="width:{width}px;height:{height}px">'
        cells += [f'<div style="background:{paper}">{image}</div>' for paper in PAPERS]
    return (
        "<!doctype html><style>body{margin:0;display:grid;grid-template-columns:repeat(8,max-content);gap:0}"
        f"div{{width:{side}px;height:{side}px}}img{{display:block}}</style>{''.join(cells)}"
    )


def _seen(page: Page, side: int, sizes: list[tuple[int, int]], drawings: list[bytes]) -> tuple[Image.Image, list[bool]]:
    page.set_content(_sheet(side, sizes, drawings))
    shown = page.evaluate(_SHOWN)
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as shot:
        return shot.convert("RGB"), shown


def _differences(page: Page, pairs: Mapping[str, Pair], side: int) -> Iterator[tuple[str, int]]:
    sizes = [
        (max(1, round(side * width / max(width, height))), max(1, round(side * height / max(width, height))))
        for width, height, _, _ in pairs.values()
    ]
    before, shown = _seen(page, side, sizes, [pair[2] for pair in pairs.values()])
    after, shown_too = _seen(page, side, sizes, [pair[3] for pair in pairs.values()])
    difference = ImageChops.difference(before, after)
    for index, name in enumerate(pairs):
        cells = range(index * len(PAPERS), (index + 1) * len(PAPERS))
        if shown[cells[0]] != shown_too[cells[0]]:
            yield name, BROKEN
            continue
        for cell in cells:
            left, top = cell % 8 * side, cell // 8 * side
            part = difference.crop((left, top, left + side, top + side))
            yield name, max(most for _, most in part.getextrema())


def apart(browser: Browser, pairs: Mapping[str, Pair]) -> dict[str, int]:
    """The largest difference between two drawings in any channel of any pixel, by name: 0 to 255, or ``BROKEN``.

    Both are shown as ``<img>`` in the same box, in each size and on each paper.
    """
    page = browser.new_page(viewport={"width": 8 * max(SIDES), "height": 4 * max(SIDES)})
    found = dict.fromkeys(pairs, 0)
    try:
        names = iter(pairs)
        while batch := list(itertools.islice(names, AT_ONCE)):
            for side in SIDES:
                for name, most in _differences(page, {name: pairs[name] for name in batch}, side):
                    found[name] = max(found[name], most)
    finally:
        page.close()
    return found
