"""What each role is set in for one brand: the brand's files, a family that the theme offers, or one of the system.

WL521: a font is no font that pages can use
    WOFF2, WOFF, TrueType or OpenType by its content.
WL524: a font is damaged, too big, or holds what pages don't need
    More bytes or characters than any font has once it is unpacked, or a table such as `SVG`, which can hold anything.
WL522: a font's role is unknown
    The theme names the roles: body, heading …
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
from collections.abc import Mapping

from whitelabel import source
from whitelabel.disk import Blob
from whitelabel.model import Brand, Font
from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.resolve.font_file import font_fault
from whitelabel.resolve.logos import locate

_MAGIC = (b"wOF2", b"wOFF", b"\x00\x01\x00\x00", b"OTTO", b"true")


def _checked(brand: Brand, font: Font, files: Mapping[str, Blob], odd: Mapping[str, str]) -> list[Problem]:
    found: list[Problem] = []
    folder = posixpath.dirname(brand.path)
    for position, path in enumerate(font.files):
        written = path if path.startswith("/") else posixpath.relpath(f"/{path}", f"/{folder}")
        span = _place(brand, font.role, position)
        located = locate(brand, written, span, files, odd, "font")
        if isinstance(located, Problem):
            found.append(located)
            continue
        data = located[1].read()
        if not data.startswith(_MAGIC):
            message = f"the font '{written}' is no font by its content; WOFF2, WOFF, TrueType or OpenType was wanted"
            found.append(error("WL521", message, span, hint="export the font as WOFF2"))
            continue
        fault = font_fault(data)
        if fault:
            hint = "export the font as WOFF2, with the characters that pages need"
            found.append(error("WL524", f"the font '{written}' {fault}", span, hint=hint))
    return found


def _place(brand: Brand, role: str, position: int) -> Span:
    """Where a file of a role was written: alone, in a list, or under ``files``."""
    written = source.at(brand.node, ("fonts", role))
    steps: source.Loc = ("files", position) if isinstance(written, source.Mapping) else (position,)
    return source.at(written, steps).span


def resolve_fonts(
    brand: Brand, theme: Mapping[str, Font], files: Mapping[str, Blob], odd: Mapping[str, str], problems: list[Problem]
) -> dict[str, Font]:
    """Every role's font for a brand; a brand's family that the theme offers brings the theme's files."""
    offered = {font.family: font for font in theme.values() if font.family}
    resolved = dict(theme)
    for role, font in brand.fonts.items():
        if role not in theme:
            hint = did_you_mean(role, theme)
            problems.append(error("WL522", f"the theme has no role '{role}' for a font", font.span, hint=hint))
            continue
        fallback = font.fallback or theme[role].fallback
        if font.files:
            problems.extend(_checked(brand, font, files, odd))
            resolved[role] = dataclasses.replace(font, fallback=fallback)
        else:
            known = offered.get(font.family)
            resolved[role] = dataclasses.replace(
                font, files=known.files if known else (), fallback=known.fallback if known else fallback
            )
    return resolved


def font_family(font: Font) -> str:
    """The role's list of families as CSS.

    >>> from whitelabel.problem import Span
    >>> font_family(Font("body", ("a.woff2",), "", "sans-serif", Span("")))
    '"body", "body fallback", sans-serif'
    """
    fallback = font.fallback or "sans-serif"
    if font.files:
        return f'"{font.role}", "{font.role} fallback", {fallback}'
    # JSON escapes quotes and backslashes as CSS strings do; names with anything else special never pass the schema.
    return f"{json.dumps(font.family, ensure_ascii=False)}, {fallback}" if font.family else fallback
