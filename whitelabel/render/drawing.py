"""The theme's pictures that are drawn for each brand: ``img/a.svg.j2`` becomes ``img/a.svg`` in its colours, with its logo.

Each comes out twice, since a picture in a page doesn't see which of its schemes the page shows: for light and for dark.

WL543: a theme picture is no well-formed SVG
    What came of ``NAME.svg.j2`` can't be read as XML, or its root isn't ``<svg xmlns="http://www.w3.org/2000/svg">``.
WL544: a theme picture asks for something outside of itself, or holds a script
    Browsers load nothing for a picture, and run nothing in it. What it shows has to be in it: shapes, or data addresses.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from whitelabel import color
from whitelabel.model import LOGO_VARIANTS, MODES, Action, Desk, Kind, Mode, Read, Token, canonical
from whitelabel.problem import Problem, Rejected, Span, error
from whitelabel.render.context import brand_values, lend_templates
from whitelabel.render.environment import LIBRARIES, Mistake, Renderer, is_dark, parsed, path_of, prepare
from whitelabel.render.paths import address, fingerprinted
from whitelabel.render.picture import lent, received
from whitelabel.render.tokens import measure

_SVG = "{http://www.w3.org/2000/svg}"
_FALLBACKS = {"dark": "light", "mark-dark": "mark"}
_DENSITY = 3
"""Pixels for each unit of a picture, where a logo made of pixels has them: it is sharp on all screens."""

_ALIGNMENTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    pictures = desk.project.theme.pictures
    if not pictures:
        return
    values = desk.give(canonical(_values(desk)).encode())
    known = desk.brand.logos
    logos = {variant: lent(desk, known[variant]) for variant in sorted(LOGO_VARIANTS) if variant in known}
    digests = tuple((f"logo:{variant}", digest) for variant, (digest, _) in logos.items())
    shapes = {variant: values for variant, (_, values) in logos.items()}
    for name, template in pictures.items():
        inputs = (("context", values), *digests, *lend_templates(desk, template.name))
        params = canonical({"template": template.name, "logos": shapes})
        stem = name.removesuffix(".svg")
        action = Action("drawing", KIND.stamp, inputs, params, (), Span(template.path))
        action = action.named(fingerprinted(name), fingerprinted(f"{stem}-dark.svg"))
        desk.addresses[name], desk.addresses[f"dark:{name}"] = map(address, action.outputs)
        yield action


def _values(desk: Desk) -> dict[str, Any]:
    assert desk.brand is not None
    tokens = desk.brand.tokens
    return {
        "brand": brand_values(desk),
        "features": dict(desk.brand.features),
        "tokens": {name: [_printed(token, mode) for mode in MODES] for name, token in tokens.items()},
        "measures": {name: [measure(token, mode) for mode in MODES] for name, token in tokens.items()},
    }


def _printed(token: Token, mode: Mode) -> str:
    """A value for SVG: colours as sRGB, which is all that programs for drawings know."""
    value = token.value(mode)
    return color.fallback(value.color) if value.color is not None else value.css


class _Renderer(Renderer):
    """Renders a picture for one brand in one mode: it sees no language and no page."""

    def __init__(self, action: Action, read: Read, mode: Mode) -> None:
        params = json.loads(action.params)
        super().__init__(parsed(dict(action.inputs)["context"], read), {}, "", params)
        self.action = action
        self.read = read
        self.mode = mode
        self.placed = 0

    def token(self, name: str, mode: str | None = None) -> Markup | str:
        """The value of a token, in the picture's own mode where none is named."""
        return super().token(name, self.mode if mode is None else mode)

    def measure(self, name: str, mode: str | None = None) -> float:
        """A token's number, of a dimension its pixels, to reckon with."""
        if name not in self.context["tokens"]:
            raise Mistake(f"the theme has no token '{name}'", text=name, known=self.context["tokens"])
        pair = self.context["measures"].get(name, [None, None])
        found: float | None = pair[is_dark(self.mode if mode is None else mode)]
        if found is None:
            raise Mistake(f"the token '{name}' is no number and no dimension", text=name)
        return found

    def logo_picture(
        self,
        variant: str = "light",
        *,
        x: float = 0,
        y: float = 0,
        width: Any = None,
        height: Any = None,
        align: str = "middle",
    ) -> Markup:
        """A variant of the logo, as large as fits a box, in the middle of its height."""
        from whitelabel.picture.compose import embeddable, placed

        logos = self.params["logos"]
        known = variant if variant in logos else _FALLBACKS.get(variant, variant)
        if known not in logos:
            known = ", ".join(sorted({*logos, *_FALLBACKS}))
            raise Mistake(
                f"a picture can't show the logo's variant '{variant}'; one of {known} was wanted", text=variant
            )
        if align not in _ALIGNMENTS:
            raise Mistake(f"'{align}' is no alignment; one of {', '.join(_ALIGNMENTS)} was wanted", text=align)
        if not all(isinstance(side, int | float) and side > 0 for side in (width, height)):
            box = f'logo_picture("{variant}", width=96, height=24)'
            message = f"a logo fits a box, whose width and height are numbers above 0, such as {box}"
            raise Mistake(message, name="logo_picture")
        picture = received(logos[known], self.read(dict(self.action.inputs)[f"logo:{known}"]))
        scale = min(width / picture.width, height / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        x, y = x + (width - wide) * _ALIGNMENTS[align], y + (height - high) / 2
        self.placed += 1
        picture = embeddable(picture, math.ceil(max(wide, high) * _DENSITY))
        return Markup(placed(picture, x, y, wide, high, f"logo{self.placed}-"))  # noqa: S704 - a cleaned picture

    def words(self) -> dict[str, Any]:
        """What such a picture may call."""
        known = super().words()
        own = {"logo_picture": self.logo_picture, "measure": self.measure}
        return {**own, **{name: known[name] for name in ("feature", "range", "token")}}

    def values(self) -> dict[str, Any]:
        """What it may read."""
        return {"brand": super().values()["brand"], "mode": self.mode}


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    template = json.loads(action.params)["template"]
    templates = prepare(action.inputs, read)
    made = []
    for mode in MODES:
        text = _Renderer(action, read, mode).render(template, templates, read).strip() + "\n"
        fault = _fault(text, path_of(template), read(dict(templates)[template]).decode("utf-8-sig"))
        if fault is not None:
            raise Rejected(fault)
        made.append(text.encode())
    return tuple(made)


# ── What came of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _fault(text: str, path: str, template: str) -> Problem | None:
    """What is wrong with a picture, at the template's line where that can be told."""
    from lxml import etree

    def place(number: int) -> Span:
        lines = text.split("\n")
        wanted = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        found = [(at, line) for at, line in enumerate(template.splitlines(), 1) if wanted and line.strip() == wanted]
        if len(found) != 1:
            return Span(path)
        return Span(path, found[0][0], found[0][1].index(wanted) + 1, len(wanted))

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as broken:
        what = re.sub(r", line \d+, column \d+.*", "", broken.msg or "unreadable")
        message = f"the picture is no well-formed XML: {what[:1].lower()}{what[1:]}"
        return error("WL543", message, place(broken.lineno or 0), hint="close what is opened, and quote every value")
    if root.tag != f"{_SVG}svg" or root.getroottree().docinfo.doctype:
        message = f"the picture begins with <{etree.QName(root).localname}>"
        hint = 'begin with <svg xmlns="http://www.w3.org/2000/svg" viewBox="…">, without a document type'
        return error(
            "WL543", f"{message}; an <svg> of SVG's namespace was wanted", place(root.sourceline or 0), hint=hint
        )
    for node in root.getroottree().xpath("//node()"):
        outside = _outside(node)
        if outside:
            hint = "draw it in the picture; logo_picture() puts the brand's logo there"
            return error("WL544", f"the picture {outside}", place(getattr(node, "sourceline", 0) or 0), hint=hint)
    return None


def _outside(node: Any) -> str:
    """What a node asks for that isn't in the picture, or runs; empty for most."""
    from lxml import etree

    if isinstance(node, str):
        # Text that is shown asks for nothing; that of a style sheet is read with its element.
        return ""
    if node.tag is etree.PI:
        return f"holds the instruction <?{node.target}?>"
    if not isinstance(node.tag, str):
        return ""
    name = etree.QName(node).localname
    if name in ("script", "foreignObject", "iframe"):
        return f"holds a <{name}>"
    sheet = [("style", "".join(node.itertext()))] if name == "style" else []
    for attribute, value in [*node.attrib.items(), *sheet]:
        bare = attribute.rpartition("}")[2].lower()
        if bare.startswith("on"):
            return f"holds a script in '{bare}'"
        if bare in ("href", "src") and not value.strip().lower().startswith(("#", "data:image/")):
            return f"asks for '{value.strip()[:60]}'"
        asked = _ASKED.search(value) if bare not in ("href", "src") else None
        if asked:
            return f"asks for '{asked.group(0)[:60]}'"
    return ""


_ASKED = re.compile(r"""@import[^;]*|url\(\s*(?!["']?\s*(?:\#|data:image/))[^)]*\)?""", re.IGNORECASE)

KIND = Kind("drawing", 2, _plan, _render, libraries=(*LIBRARIES, "lxml", "deflate", "pillow"))
