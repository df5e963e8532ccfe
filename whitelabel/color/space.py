"""The numbers behind a colour: sRGB, linear light, OKLab and OKLCH, and the way into the sRGB gamut.

Own arithmetic for what a build asks thousands of times; the rarer spaces go through coloraide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from whitelabel.color.value import Color, byte

Triple: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Triple, Triple, Triple]

# ── Matrices: CSS Color 4, section 18 (sample code for colour conversions) ─────────────────────────────────────────

_SRGB_TO_XYZ: Matrix = (
    (0.4123907992659593, 0.357584339383878, 0.1804807884018343),
    (0.21263900587151024, 0.715168678767756, 0.07219231536073371),
    (0.01933081871559182, 0.11919477979462598, 0.9505321522496607),
)
_XYZ_TO_SRGB: Matrix = (
    (3.240969941904523, -1.5373831775700941, -0.4986107602930035),
    (-0.9692436362808797, 1.8759675015077204, 0.04155505740717562),
    (0.05563007969699365, -0.20397695888897652, 1.0569715142428784),
)
_P3_TO_XYZ: Matrix = (
    (0.48657094864821615, 0.26566769316909306, 0.1982172852343625),
    (0.2289745640697488, 0.6917385218365064, 0.07928691409374498),
    (0.0, 0.0451133818589026, 1.043944368900976),
)
_XYZ_TO_LMS: Matrix = (
    (0.819022437996703, 0.3619062600528904, -0.1288737815209879),
    (0.03298365393238847, 0.9292868615863434, 0.03614466635064236),
    (0.04817718935962421, 0.2642395317527308, 0.6335478284694309),
)
_LMS_TO_XYZ: Matrix = (
    (1.226879875845924, -0.5578149944602171, 0.2813910456659647),
    (-0.04057574521480083, 1.112286803280317, -0.07171105806551635),
    (-0.07637293667466008, -0.42149333240224324, 1.5869240198367818),
)
_ROOT_TO_OKLAB: Matrix = (
    (0.21045426830931396, 0.7936177747023053, -0.0040720430116192585),
    (1.9779985324311686, -2.42859224204858, 0.450593709617411),
    (0.025904042465547734, 0.7827717124575297, -0.8086757549230774),
)
_OKLAB_TO_ROOT: Matrix = (
    (1.0, 0.3963377773761749, 0.21580375730991364),
    (1.0, -0.10556134581565857, -0.0638541728258133),
    (1.0, -0.08948417752981186, -1.2914855480194092),
)


def _apply(matrix: Matrix, vector: Triple) -> Triple:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    x, y, z = vector
    return (a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z)


def _product(left: Matrix, right: Matrix) -> Matrix:
    """Right first, then left, in one matrix."""
    columns = [_apply(left, (right[0][k], right[1][k], right[2][k])) for k in range(3)]
    (a, d, g), (b, e, h), (c, f, i) = columns
    return ((a, b, c), (d, e, f), (g, h, i))


_SRGB_TO_LMS = _product(_XYZ_TO_LMS, _SRGB_TO_XYZ)
_LMS_TO_SRGB = _product(_XYZ_TO_SRGB, _LMS_TO_XYZ)
_P3_TO_SRGB = _product(_XYZ_TO_SRGB, _P3_TO_XYZ)

JND = 0.02
"""A difference in OKLab that is just noticeable (CSS Color 4, section 13.2)."""

NEUTRAL = 4e-6
"""Below this OKLCH chroma a hue has no meaning (CSS Color 4, section 9.3)."""


# ── Steps between spaces ──────────────────────────────────────────────────────────────────────────────────────────


def to_linear(value: float) -> float:
    """One sRGB component as linear light; what lies outside of 0 to 1 is mirrored and extended.

    Source:
        CSS Color 4, section 10.2 (sRGB).
    """
    size = abs(value)
    return value / 12.92 if size <= 0.04045 else math.copysign(((size + 0.055) / 1.055) ** 2.4, value)


def from_linear(value: float) -> float:
    """One component of linear light as sRGB, the way back of ``to_linear``."""
    size = abs(value)
    return value * 12.92 if size <= 0.0031308 else math.copysign(1.055 * size ** (1 / 2.4) - 0.055, value)


def _each_to_linear(rgb: Triple) -> Triple:
    return (to_linear(rgb[0]), to_linear(rgb[1]), to_linear(rgb[2]))


def _each_from_linear(rgb: Triple) -> Triple:
    return (from_linear(rgb[0]), from_linear(rgb[1]), from_linear(rgb[2]))


def linear_to_oklab(rgb: Triple) -> Triple:
    """Linear sRGB as OKLab."""
    l, m, s = _apply(_SRGB_TO_LMS, rgb)
    return _apply(_ROOT_TO_OKLAB, (math.cbrt(l), math.cbrt(m), math.cbrt(s)))


def oklab_to_linear(lab: Triple) -> Triple:
    """OKLab as linear sRGB."""
    l, m, s = _apply(_OKLAB_TO_ROOT, lab)
    return _apply(_LMS_TO_SRGB, (l * l * l, m * m * m, s * s * s))


def to_polar(lab: Triple) -> Triple:
    """Lightness, a, b as lightness, chroma, hue; the hue of what has none is 0."""
    l, a, b = lab
    chroma = math.hypot(a, b)
    return (l, 0.0, 0.0) if chroma < NEUTRAL else (l, chroma, math.degrees(math.atan2(b, a)) % 360.0)


def from_polar(lch: Triple) -> Triple:
    """Lightness, chroma, hue as lightness, a, b."""
    l, chroma, hue = lch
    angle = math.radians(hue)
    return (l, chroma * math.cos(angle), chroma * math.sin(angle))


def _hsl_to_srgb(hsl: Triple) -> Triple:
    hue, saturation, lightness = hsl[0] % 360.0, max(0.0, hsl[1]) / 100.0, hsl[2] / 100.0
    reach = saturation * min(lightness, 1.0 - lightness)

    def channel(offset: float) -> float:
        k = (offset + hue / 30.0) % 12.0
        return lightness - reach * max(-1.0, min(k - 3.0, 9.0 - k, 1.0))

    return (channel(0.0), channel(8.0), channel(4.0))


def _hwb_to_srgb(hwb: Triple) -> Triple:
    white, black = hwb[1] / 100.0, hwb[2] / 100.0
    if white + black >= 1.0:
        grey = white / (white + black)
        return (grey, grey, grey)
    red, green, blue = _hsl_to_srgb((hwb[0], 100.0, 50.0))
    share = 1.0 - white - black
    return (red * share + white, green * share + white, blue * share + white)


def clamped(color: Color) -> Triple:
    """The numbers as CSS uses them: lightness within its range, chroma not negative."""
    first, second, third = color.numbers
    if color.space in {"oklab", "oklch"}:
        first = min(1.0, max(0.0, first))
    elif color.space in {"lab", "lch"}:
        first = min(100.0, max(0.0, first))
    if color.space in {"lch", "oklch"}:
        second = max(0.0, second)
    return (first, second, third)


def _by_coloraide(color: Color) -> Triple:
    from coloraide import Color as Outside

    x, y, z = Outside(color.space, clamped(color)).convert("xyz-d65").coords()
    return _apply(_XYZ_TO_SRGB, (x, y, z))


_TO_LINEAR: dict[str, Callable[[Triple], Triple]] = {
    "srgb": _each_to_linear,
    "srgb-linear": lambda rgb: rgb,
    "hsl": lambda hsl: _each_to_linear(_hsl_to_srgb(hsl)),
    "hwb": lambda hwb: _each_to_linear(_hwb_to_srgb(hwb)),
    "oklab": oklab_to_linear,
    "oklch": lambda lch: oklab_to_linear(from_polar(lch)),
    "display-p3": lambda rgb: _apply(_P3_TO_SRGB, _each_to_linear(rgb)),
    "xyz-d65": lambda xyz: _apply(_XYZ_TO_SRGB, xyz),
}


@lru_cache(maxsize=8192)
def to_linear_srgb(color: Color) -> Triple:
    """A colour's linear sRGB, not mapped: components outside of 0 to 1 lie outside of the gamut.

    Source:
        CSS Color 4, section 12.1 (converting colours); missing components are 0.
    """
    convert = _TO_LINEAR.get(color.space)
    return convert(clamped(color)) if convert else _by_coloraide(color)


@lru_cache(maxsize=8192)
def unmapped(color: Color) -> Triple:
    """A colour's sRGB, not mapped into the gamut."""
    return color.numbers if color.space == "srgb" else _each_from_linear(to_linear_srgb(color))


def _oklab(color: Color) -> Triple:
    if color.space == "oklab":
        return clamped(color)
    if color.space == "oklch":
        return from_polar(clamped(color))
    return linear_to_oklab(to_linear_srgb(color))


@lru_cache(maxsize=16384)
def pixel_oklab(rgb: tuple[int, int, int]) -> Triple:
    """OKLab of a pixel, eight bits a channel of sRGB: for those who look at thousands.

    Source:
        CSS Color 4, section 9 (OKLab and OKLCH).
    """
    red, green, blue = (_LINEAR[value] for value in rgb)
    return linear_to_oklab((red, green, blue))


_LINEAR = tuple(to_linear(value / 255.0) for value in range(256))


@lru_cache(maxsize=8192)
def oklch(color: Color) -> Triple:
    """Lightness (0 to 1), chroma (0 to about 0.4) and hue (degrees) in OKLCH.

    Returns:
        The hue of a grey is 0. The colour is not mapped into a gamut first.

    Source:
        CSS Color 4, section 9 (OKLab and OKLCH).
    """
    return to_polar(_oklab(color))


def distance(one: Color, other: Color) -> float:
    """How far two colours are apart, alpha left aside; 0.02 is just noticeable.

    Source:
        CSS Color 4, section 19 (ΔE OK).
    """
    return math.dist(_oklab(one), _oklab(other))


# ── The sRGB gamut ────────────────────────────────────────────────────────────────────────────────────────────────


def fits(rgb: Triple) -> bool:
    """Whether sRGB components lie within the gamut once they are rounded to bytes."""
    return all(-0.5 / 255.0 <= value < 255.5 / 255.0 for value in rgb)


def _clip(rgb: Triple) -> Triple:
    r, g, b = rgb
    return (min(1.0, max(0.0, r)), min(1.0, max(0.0, g)), min(1.0, max(0.0, b)))


def _is_inside(linear: Triple) -> bool:
    return min(linear) >= 0.0 and max(linear) <= 1.0


def _reduced(lch: Triple) -> Triple:
    """Linear sRGB of an OKLCH colour, with as much of its chroma as clipping may take unnoticed."""
    lightness, high, hue = lch
    a, b = from_polar((0.0, 1.0, hue))[1:]

    def at(chroma: float) -> tuple[Triple, Triple, float]:
        lab = (lightness, chroma * a, chroma * b)
        full = oklab_to_linear(lab)
        clipped = _clip(full)
        return full, clipped, math.dist(lab, linear_to_oklab(clipped))

    full, clipped, error = at(high)
    if error < JND:
        return clipped
    low, low_is_inside = 0.0, True
    while high - low > 1e-4:
        middle = (low + high) / 2.0
        full, clipped, error = at(middle)
        if low_is_inside and _is_inside(full):
            low = middle
        elif error >= JND:
            high = middle
        elif JND - error < 1e-4:
            break
        else:
            low, low_is_inside = middle, False
    return clipped


@lru_cache(maxsize=8192)
def to_srgb(color: Color) -> Triple:
    """A colour's sRGB, mapped into the gamut: hue and lightness stay, chroma gives way.

    Returns:
        Red, green, blue, each from 0 to 1. What lies within the gamut after rounding to bytes is only clipped.

    Source:
        CSS Color 4, section 13.2 (gamut mapping by chroma reduction in OKLCH with local clipping).
    """
    rgb = unmapped(color)
    if fits(rgb):
        return _clip(rgb)
    lch = oklch(color)
    if lch[0] >= 1.0 - 1e-6:
        return (1.0, 1.0, 1.0)
    if lch[0] <= 0.0:
        return (0.0, 0.0, 0.0)
    return _each_from_linear(_reduced(lch))


def snapped(rgb: Triple, alpha: float = 1.0) -> Color:
    """The sRGB colour whose components are whole bytes, as it will be printed."""
    r, g, b = rgb
    return Color("srgb", (byte(r) / 255.0, byte(g) / 255.0, byte(b) / 255.0), alpha)


@lru_cache(maxsize=8192)
def painted(lightness: float, chroma: float, hue: float, alpha: float = 1.0) -> Color:
    """The sRGB colour of bytes nearest to an OKLCH colour, with less chroma where the gamut has no more.

    Unlike ``to_srgb`` nothing is clipped, so that the hue stays as it is.

    Args:
        lightness: OKLCH lightness; below 0 is black, above 1 white.
        chroma: The chroma wished for.
        hue: Degrees.
        alpha: Handed on.
    """
    if lightness >= 1.0 or lightness <= 0.0:
        return snapped((1.0, 1.0, 1.0) if lightness >= 1.0 else (0.0, 0.0, 0.0), alpha)
    a, b = from_polar((0.0, 1.0, hue))[1:]
    linear = oklab_to_linear((lightness, chroma * a, chroma * b))
    if not fits(_each_from_linear(linear)):
        low, high = 0.0, chroma
        while high - low > 1e-4:
            middle = (low + high) / 2.0
            if _is_inside(oklab_to_linear((lightness, middle * a, middle * b))):
                low = middle
            else:
                high = middle
        linear = oklab_to_linear((lightness, low * a, low * b))
    return snapped(_each_from_linear(linear), alpha)
