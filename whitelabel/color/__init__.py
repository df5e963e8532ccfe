"""Colours: read, written, compared and derived; no tokens, no brands."""

from whitelabel.color.legibility import contrast, ink_on, is_dark, luminance, over, passing
from whitelabel.color.palette import STEPS, State, dark_counterpart, scale, state
from whitelabel.color.space import oklch, to_srgb
from whitelabel.color.syntax import css, fallback, opaque, parse
from whitelabel.color.value import SPACES, Color, ColorError

__all__ = [
    "SPACES",
    "STEPS",
    "Color",
    "ColorError",
    "State",
    "contrast",
    "css",
    "dark_counterpart",
    "fallback",
    "ink_on",
    "is_dark",
    "luminance",
    "oklch",
    "opaque",
    "over",
    "parse",
    "passing",
    "scale",
    "state",
    "to_srgb",
]
