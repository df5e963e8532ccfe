"""What a colour is: a space, three components, an alpha; the shape that Design Tokens 2025.10 gives it."""

from __future__ import annotations

import math
from dataclasses import dataclass

SPACES = (
    "srgb",
    "srgb-linear",
    "hsl",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "display-p3",
    "a98-rgb",
    "prophoto-rgb",
    "rec2020",
    "xyz-d65",
    "xyz-d50",
)
"""The colour spaces of Design Tokens (Color Module 2025.10, section 4), which are those of CSS Color 4."""

LIMIT = 1e6
"""No component is farther from zero: beyond it powers overflow, and nothing there is a colour."""


class ColorError(ValueError):
    """A text or a value that is no colour; the message says what it is and what was wanted."""


@dataclass(frozen=True, slots=True)
class Color:
    """A static colour.

    Attributes:
        space: One of ``SPACES``.
        components: In the units of Design Tokens: RGB and XYZ from 0 to 1; hue in degrees; saturation, whiteness,
            blackness and the lightness of hsl, lab and lch from 0 to 100; the lightness of oklab and oklch from 0 to 1.
            ``None`` is CSS's ``none``: a component that is missing, counted as 0.
        alpha: 0 (clear) to 1 (opaque).

    Raises:
        ColorError: For a space that is not known, a component that is not finite or beyond ``LIMIT``, an alpha that is
            not from 0 to 1. A component outside of its gamut is a colour all the same.

    Source:
        Design Tokens Format Module 2025.10, Color Module, sections 3 and 4; CSS Color 4, section 4.4 (missing).
    """

    space: str
    components: tuple[float | None, float | None, float | None]
    alpha: float = 1.0

    def __post_init__(self) -> None:
        if self.space not in SPACES:
            raise ColorError(f"'{self.space}' is no colour space; wanted one of " + ", ".join(SPACES))
        if len(self.components) != 3:
            raise ColorError(f"a colour has three components, not {len(self.components)}")
        for component in self.components:
            # A comparison with NaN is false, so this refuses it along with the infinities.
            if component is not None and not -LIMIT <= component <= LIMIT:
                raise ColorError(f"the component '{component:g}' is out of all range")
        if not 0.0 <= self.alpha <= 1.0:
            raise ColorError(f"the alpha '{self.alpha:g}' is not from 0 to 1")

    @property
    def numbers(self) -> tuple[float, float, float]:
        """The components with 0 for what is missing."""
        first, second, third = self.components
        return (first or 0.0, second or 0.0, third or 0.0)


def byte(value: float) -> int:
    """A share from 0 to 1 as a byte, halves up, clipped.

    >>> [byte(share) for share in (-1.0, 0.5, 2.0)]
    [0, 128, 255]
    """
    return min(255, max(0, math.floor(value * 255.0 + 0.5)))
