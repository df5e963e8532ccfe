"""Fonts of a role as the theme and the brands write them: a family, a file, several files, or a map."""

from __future__ import annotations

import posixpath
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from whitelabel.load.schema import Flag, Keys, Line, text_or_map
from whitelabel.model import Font
from whitelabel.problem import Span

Generic = Literal["serif", "sans-serif", "monospace", "system-ui", "ui-rounded", "cursive"]
FONT_SUFFIXES = (".woff2", ".woff", ".ttf", ".otf")


class FontKeys(Keys):
    """What a role is set in."""

    family: Line | None = Field(
        default=None, description="Name of the family: of the reader's system, or for others to ask for."
    )
    files: list[Line] = Field(
        default=[], max_length=50, description="WOFF2 or TrueType files, several for several scripts or weights."
    )
    subset: Flag = Field(
        default=False,
        description="Whether only the characters go out that the brand's languages and texts need.",
    )
    fallback: Generic = Field(default="sans-serif", description="Generic family at the end of the list.")


FontValue = Annotated[
    Annotated[Line, Tag("text")]
    | Annotated[Annotated[list[Line], Field(max_length=50)], Tag("list")]
    | Annotated[FontKeys, Tag("map")],
    Discriminator(text_or_map),
]


def font(role: str, value: str | list[str] | FontKeys, folder: str, span: Span) -> Font:
    """A role's font from what was written.

    Args:
        role: body, heading …
        value: A family's name, a file, files, or a map.
        folder: What file names are relative to, from the project's root.
        span: Where it was written.
    """
    if isinstance(value, str) and not value.lower().endswith(FONT_SUFFIXES):
        return Font(role, (), value, "", span)
    if isinstance(value, str):
        value = [value]
    keys = FontKeys(files=value, family=None, fallback="sans-serif") if isinstance(value, list) else value
    files = tuple(posixpath.normpath(posixpath.join(folder, name)) for name in keys.files)
    return Font(role, files, keys.family or "", keys.fallback, span, subset=keys.subset)
