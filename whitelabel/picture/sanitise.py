"""A guest's SVG, read by an allow-list and written anew: only what is drawn, in one form.

WL504: a logo has no size
    An SVG needs a `viewBox`, or `width` and `height` in pixels.
WL511: an SVG is no well-formed drawing
    It is no well-formed XML, or its root is no `svg`. The place is in the SVG itself. Export it again as SVG; an
    export in UTF-8 is always taken.
WL512: an SVG holds something that can't be kept
    A reference to another file or host, an entity, foreign content, or a value that only a browser can work out:
    without it the logo would look another way. Export it again as plain shapes; text as outlines.
WL513: an SVG is too big or too deep
    More elements, levels or copies than a logo has, or a filter that no logo needs.
WL515: something was taken out of an SVG
    A script, an event handler, an animation, a link or another thing that does what a drawing doesn't. The logo looks
    the same without it, and is used so. Take it out of the file to be rid of the warning.
WL516: a logo has text whose font is not at hand
    Letters look the same everywhere only as outlines. Convert the text to outlines in the drawing program, or put the
    font under `fonts:`, so that the outlines can be made here.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from whitelabel.picture.svg_source import Element, Fault, Source, read
from whitelabel.picture.svg_style import Scheme, Styles
from whitelabel.picture.svg_text import Letters, Run, text_maker
from whitelabel.picture.value import Picture
from whitelabel.problem import Problem, Related, Span, error, warning

__all__ = ["Clean", "Run", "sanitise"]


@dataclass(frozen=True, slots=True)
class Clean:
    """A drawing that is safe.

    Attributes:
        picture: In the normal form.
        dropped: What was taken out, as warnings; one for each kind of thing.
        adapts: Whether it has rules for dark surroundings: read it again with ``scheme="dark"`` for that look.
    """

    picture: Picture
    dropped: tuple[Problem, ...]
    adapts: bool


def sanitise(
    data: bytes,
    path: str,
    span: Span,
    *,
    scheme: Scheme = "light",
    letters: Letters | None = None,
) -> Clean | Problem:
    """Read a guest's SVG and write it anew in the normal form.

    Args:
        data: The file's bytes.
        path: The file's path, for places in it.
        span: Where the file is named.
        scheme: Which rules for the surroundings hold.
        letters: Makes outlines of text in a font that is at hand, or ``None`` where it isn't.

    Returns:
        The drawing, or why it is refused.
    """
    named = (Related(span, "named here"),)
    source: Source | None = None
    try:
        source = read(data)
        return _cleaned(source, path, named, scheme, letters)
    except Fault as fault:
        text = source.text if source is not None else data.decode("utf-8", "replace")
        return error(fault.code, fault.message, _place(source, text, path, fault.at), hint=fault.hint, related=named)


def _cleaned(
    source: Source,
    path: str,
    named: tuple[Related, ...],
    scheme: Scheme,
    letters: Letters | None,
) -> Clean:
    from whitelabel.picture.svg_build import Builder
    from whitelabel.picture.svg_frame import shown_size
    from whitelabel.picture.svg_tree import text_of

    styles = Styles(source, scheme, shown_size(source.root))
    tree, box = Builder(source, styles, text_maker(letters)).drawing()
    text = text_of(tree, box)
    dropped = tuple(
        warning(
            "WL515",
            f"{kind} was taken out of the SVG" + (f", {count} times" if count > 1 else ""),
            _place(source, source.text, path, first),
            hint="take it out of the file; the logo looks the same without",
            related=named,
        )
        for kind, (first, count) in source.taken.items()
    )
    return Clean(Picture("svg", text.encode(), *box), dropped, styles.adapts)


def _place(source: Source | None, text: str, path: str, at: Element | tuple[int, int] | None) -> Span:
    """Where an element's tag stands in its line, which is all that the parser keeps."""
    if at is None:
        return Span(path)
    if isinstance(at, tuple):
        return Span(path, *at)
    before = 0
    for element in source.root.walk() if source is not None else ():
        if element is at:
            break
        before += element.tag == at.tag and element.line == at.line
    else:
        before = 0  # it was taken out, and is found where the first of its kind stands
    lines = text.split("\n", at.line)
    shown = lines[at.line - 1] if len(lines) >= at.line else ""
    found = list(itertools.islice(re.finditer(rf"<(?:[\w.-]+:)?{re.escape(at.tag)}(?![\w.-])", shown), before + 1))
    if not found:
        return Span(path, at.line)
    return Span(path, at.line, found[-1].start() + 1, len(found[-1][0]))
