"""A picture that is ours: made from what a guest sent, and holding nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height, in a picture's own units."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as the sanitiser writes it, or pixels without anything beside them.

    Attributes:
        form: ``svg`` is UTF-8 in the sanitiser's normal form, whose root has exactly this picture's box; ``png`` has 8 bits
            a channel, sRGB, with or without alpha, and no metadata.
        x, y: Of its left upper corner, in its own units; 0 for ``png``.
        width, height: CSS pixels of ``svg``, pixels of ``png``.
    """

    form: Literal["svg", "png"]
    data: bytes
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """All of it."""
        return (self.x, self.y, self.width, self.height)
