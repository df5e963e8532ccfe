"""Colours that a logo is known by, and what a brand's colours may be for it.

What is seen is gathered into tones: near colours into one, so that the noise of a JPEG or the steps of a gradient count
as what they are. Where two tones meet, the pixels between them hold mixtures that nobody chose; these are left out.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from whitelabel.color import Color, contrast, css, oklch, passing
from whitelabel.color.space import linear_to_oklab, painted, to_linear
from whitelabel.picture.fence import NEEDS, fenced
from whitelabel.picture.trim import differing, paper_of, paper_under
from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.draw import Drawing

Byte3: TypeAlias = tuple[int, int, int]
Lab: TypeAlias = tuple[float, float, float]

AREA = 160 * 160
"""Pixels that are looked at: enough for the small parts of a wordmark, few enough to count one by one."""

_LONGEST = 640
_VISIBLE = 128
_SOLID = 250
_FLAT = 20
_EDGE_WORTH = 0.1

_GREY = 0.04
_DARK, _TINT = 0.34, 0.17
_VIVID = 0.13
_WHITE = 0.9

_NEAR = 0.085
_FAMILY = 32.0
_PURE = 0.2
_WORTH = 0.02
_SPECK = 0.004
_AMID = 0.5
_BESIDE = 20.0


@dataclass(frozen=True, slots=True)
class Tone:
    """One colour of a picture.

    Attributes:
        color: A colour that pixels have; of a gradient, one in its middle.
        share: Of all that is seen, the paper of an opaque picture left aside; 0 to 1.
    """

    color: Color
    share: float

    @property
    def is_grey(self) -> bool:
        """Whether it has no hue to speak of."""
        return _is_grey(self.color)

    @property
    def weight(self) -> float:
        """How much it catches the eye: its share, less where it is hardly a colour."""
        return self.share * min(1.0, oklch(self.color)[1] / _VIVID)


def _is_grey(color: Color) -> bool:
    lightness, chroma, _ = oklch(color)
    return chroma < _least_chroma(lightness)


def _least_chroma(lightness: float) -> float:
    """The chroma from which a hue is seen: the darker, the more of it is still black to the eye."""
    return _GREY + _TINT * max(0.0, _DARK - lightness)


def prominent(picture: Drawing | Image) -> tuple[Tone, ...]:
    """The tones of a picture: coloured ones first, by how much they catch the eye, then greys by their share.

    Args:
        picture: One that may be drawn here: ours, or a guest's within the fence.

    Returns:
        None where nothing is seen.

    Source:
        CSS Color 4, section 9 (OKLab), in which near and far are measured.
    """
    from PIL.Image import Image

    image, border = _seen(picture) if isinstance(picture, Image) else _drawn(picture)
    paper, bins = _off_paper(image, border)
    groups = _without_mixtures(_groups(bins), paper)
    total = sum(group.weight for group in groups)
    tones = [Tone(group.color(), group.weight / total) for group in groups]
    coloured = [tone for tone in tones if not tone.is_grey and tone.share >= _SPECK]
    least = _WORTH * sum(tone.weight for tone in coloured)
    greys = [tone for tone in tones if tone.is_grey and tone.share >= _WORTH]
    return (
        *sorted((tone for tone in coloured if tone.weight >= least), key=lambda tone: -tone.weight),
        *sorted(greys, key=lambda tone: -tone.share),
    )


_NEEDS = (
    *NEEDS,
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.PpmImagePlugin",
    "resvg",
    "whitelabel.picture.draw",
)


def tones_of(picture: Picture) -> tuple[Tone, ...]:
    """``prominent`` of a picture that comes from a guest: it is drawn where its time and memory are bounded.

    Args:
        picture: Cleaned.

    Returns:
        None where nothing is seen, or where it takes too much to draw.
    """

    def work() -> bytes:
        from whitelabel.picture.draw import Drawing

        found = [(tone.color.numbers, tone.share) for tone in prominent(Drawing(picture))]
        return json.dumps(found).encode()

    made = fenced(work, _NEEDS) or b"[]"
    return tuple(Tone(Color("srgb", (r, g, b)), share) for (r, g, b), share in json.loads(made))


# ── Proposals ─────────────────────────────────────────────────────────────────────────────────────────────────────

Reason = Literal["logo", "ink", "darkened", "turned", "warm"]

APART = 40.0
"""Degrees between two hues that nobody takes for one."""

TURN, STEP = 150.0, 60.0
"""How far a derived colour's hue is turned from the primary's, and each next one's from the one before."""

WARM = 70.0
_BADGE = (0.76, 0.14)

_SHOWS = 3.0
"""Contrast on white from which a button or a large letter is seen there (WCAG 2.2, 1.4.3 and 1.4.11)."""

_RIVAL = 2.0
"""How many times as much the first of two tones may catch the eye, and the other still be the main one."""

_EQUAL = 1.1
_PAPER = Color("srgb", (1.0, 1.0, 1.0))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A colour for a brand.

    Attributes:
        name: Such as ``primary``.
        share: Of the logo, 0 where the logo doesn't have it.
        reason: ``logo``: a colour of it; ``ink``: of a logo without colours the grey that shows on paper; ``darkened``:
            its pale grey, made dark enough to show; ``turned``: the primary's hue turned, light enough for a badge;
            ``warm``: the same in amber, where the primary has no hue.
    """

    name: str
    color: Color
    share: float
    reason: Reason

    @property
    def hex(self) -> str:
        """As a brand file says it."""
        return css(self.color)


def proposed(tones: Sequence[Tone], names: Sequence[str], known: Color | None = None) -> tuple[Proposal, ...]:
    """A colour for each name: the logo's most prominent one, others of it that are of another hue, then derived ones.

    Of the colours that are about as prominent the main one is one that shows on white paper, if any does.

    Args:
        tones: As ``prominent`` gives them.
        names: The first gets the brand's main colour.
        known: The main colour, where somebody has said it.

    Returns:
        One each; none where nothing is known and the logo shows nothing but white.
    """
    if not names:
        return ()
    main = _main(tones, names[0], known)
    if main is None:
        return ()
    found = [main]
    for name in names[1:]:
        others = [
            tone for tone in tones if not tone.is_grey and all(_is_apart(tone.color, made.color) for made in found)
        ]
        if not others:
            break
        tone = _first(others, _weight)
        found.append(Proposal(name, tone.color, tone.share, "logo"))
    lightness, chroma = _BADGE
    hue = oklch(main.color)[2]
    reason: Reason = "warm" if _is_grey(main.color) else "turned"
    for step in range(len(found), len(names)):
        turned = (hue + TURN if reason == "turned" else WARM) + STEP * (step - 1)
        found.append(Proposal(names[step], painted(lightness, chroma, turned % 360.0), 0.0, reason))
    return tuple(found)


def _main(tones: Sequence[Tone], name: str, known: Color | None) -> Proposal | None:
    if known is not None:
        return Proposal(name, known, next((tone.share for tone in tones if tone.color == known), 0.0), "logo")
    coloured = [tone for tone in tones if not tone.is_grey]
    if coloured:
        tone = _first(_rivals(coloured), _weight)
        return Proposal(name, tone.color, tone.share, "logo")
    inks = [tone for tone in tones if _shows(tone)]
    if inks:
        tone = _first(inks, _share)
        return Proposal(name, tone.color, tone.share, "ink")
    pale = next((tone for tone in tones if oklch(tone.color)[0] < _WHITE), None)
    dark = passing(pale.color, [_PAPER], _SHOWS) if pale is not None else None
    return Proposal(name, dark, 0.0, "darkened") if dark is not None else None


def _rivals(tones: Sequence[Tone]) -> Sequence[Tone]:
    """Those that show on paper, of the ones that catch the eye about as much as the first; all of these where none does."""
    most = max(tone.weight for tone in tones)
    near = [tone for tone in tones if tone.weight * _RIVAL >= most]
    return [tone for tone in near if _shows(tone)] or near


def _first(tones: Sequence[Tone], size: Callable[[Tone], float]) -> Tone:
    """The largest; of nearly equal ones that which stands out most from paper, so that no pixel more or less decides."""
    most = max(size(tone) for tone in tones)
    equal = [tone for tone in tones if size(tone) * _EQUAL >= most]
    return max(equal, key=lambda tone: (contrast(tone.color, _PAPER), tone.color.numbers))


def _weight(tone: Tone) -> float:
    return tone.weight


def _share(tone: Tone) -> float:
    return tone.share


def _shows(tone: Tone) -> bool:
    return contrast(tone.color, _PAPER) >= _SHOWS


def _is_apart(one: Color, other: Color) -> bool:
    return _is_grey(other) or turn(oklch(one)[2], oklch(other)[2]) >= APART


def turn(one: float, other: float) -> float:
    """The angle between two hues, 0 to 180."""
    return abs((one - other + 180.0) % 360.0 - 180.0)


# ── Pixels ────────────────────────────────────────────────────────────────────────────────────────────────────────

_LINEAR = tuple(to_linear(value / 255.0) for value in range(256))


def _lab(pixel: Byte3) -> Lab:
    red, green, blue = (_LINEAR[channel] for channel in pixel)
    return linear_to_oklab((red, green, blue))


@dataclass(slots=True)
class _Bin:
    """Pixels of nearly one colour.

    Attributes:
        inside: Of the weight, what lies amid its like.
        most: The commonest pixel, and how much it weighs.
    """

    lab: Lab
    weight: float
    inside: float
    most: tuple[float, Byte3]


def _drawn(drawing: Drawing) -> tuple[Image, Byte3 | None]:
    """The picture at about so many pixels, no larger than it is where it is made of pixels, and the colour around it."""
    picture = drawing.picture
    scale = math.sqrt(AREA / (picture.width * picture.height))
    scale = min(scale, _LONGEST / max(picture.width, picture.height))
    if picture.form == "png":
        scale = min(scale, 1.0)
    width, height = (max(1, round(length * scale)) for length in (picture.width, picture.height))
    image = drawing.image(width, height)
    return image, paper_of(image) if picture.form == "svg" else paper_under(drawing)


def _seen(image: Image) -> tuple[Image, Byte3 | None]:
    """An image with no more pixels than are looked at, and the colour around it."""
    from PIL import Image as Pillow

    image = image if image.mode == "RGBA" else image.convert("RGBA")
    border = paper_of(image)
    scale = math.sqrt(AREA / (image.width * image.height))
    if scale >= 1.0:
        return image, border
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Pillow.Resampling.BOX), border


def _off_paper(image: Image, border: Byte3 | None) -> tuple[Byte3 | None, list[_Bin]]:
    """The paper that an image was taken from, if any, and what is seen on it.

    Args:
        image: What is looked at.
        border: The colour all around it: of paper, or of a surface that was drawn, which is part of a logo.
    """
    if border is not None:
        bins = _bins(image, border)
        if _is_paper(border, bins):
            return border, bins
    return None, _bins(image, None)


def _is_paper(border: Byte3, bins: Sequence[_Bin]) -> bool:
    """Whether it is hardly coloured for its lightness, and most of what stands on it is darker, as ink is."""
    lightness, a, b = _lab(border)
    if math.hypot(a, b) >= _VIVID * lightness:
        return False
    return sum(part.weight if part.lab[0] < lightness else -part.weight for part in bins) > 0.0


def _bins(image: Image, paper: Byte3 | None) -> list[_Bin]:
    """What is seen on the paper, by colour; the heaviest first."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    inner = _inner(image)
    seen = differing(image.convert("RGB"), paper) if paper is not None else Pillow.new("L", image.size, 255)
    counts: dict[Byte3, list[float]] = {}
    for layer, worth in ((0, _EDGE_WORTH), (255, 1.0)):
        mask = ImageChops.darker(seen, inner.point([255 * (value == layer) for value in range(256)]))
        bare = Pillow.new("RGBA", image.size, (0, 0, 0, 0))
        bare.paste(image, mask=mask)
        for number, pixel in bare.getcolors(image.width * image.height) or []:
            if not isinstance(pixel, tuple) or pixel[3] < _VISIBLE:
                continue
            r, g, b, alpha = pixel
            if layer and alpha < _SOLID:
                # A see-through surface is seen on paper; at an edge the shape's own colour is meant.
                r, g, b = (round((value * alpha + 255 * (255 - alpha)) / 255) for value in (r, g, b))
            entry = counts.setdefault((r, g, b), [0.0, 0.0])
            entry[0] += number * worth
            entry[1] += number * worth if layer else 0.0
    return _gathered(counts)


def _gathered(counts: dict[Byte3, list[float]]) -> list[_Bin]:
    """Exact colours by the upper bits of their channels."""
    gathered: dict[int, list[float]] = {}
    most: dict[int, tuple[float, Byte3]] = {}
    for pixel, (weight, inside) in sorted(counts.items()):
        r, g, b = pixel
        key = r >> 3 << 10 | g >> 3 << 5 | b >> 3
        held = gathered.get(key)
        if held is None:
            gathered[key] = [weight, inside, r * weight, g * weight, b * weight]
            most[key] = (weight, pixel)
            continue
        held[0] += weight
        held[1] += inside
        held[2] += r * weight
        held[3] += g * weight
        held[4] += b * weight
        if weight > most[key][0]:
            most[key] = (weight, pixel)
    bins = []
    for key, (weight, inside, *sums) in gathered.items():
        red, green, blue = (round(channel / weight) for channel in sums)
        bins.append(_Bin(_lab((red, green, blue)), weight, inside, most[key]))
    return sorted(bins, key=lambda part: (-part.weight, part.most[1]))


def _inner(image: Image) -> Image:
    """Where a pixel's four neighbours are like it: 255, else 0; steps of a gradient are alike."""
    from PIL import ImageChops

    inner = None
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        for band in ImageChops.difference(image, ImageChops.offset(image, across, down)).split():
            inner = band if inner is None else ImageChops.lighter(inner, band)
    assert inner is not None
    return inner.point([255 * (value <= _FLAT) for value in range(256)])


# ── Tones ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Group:
    """Colours that are taken for one."""

    def __init__(self, first: _Bin) -> None:
        self.parts = [first]
        self.lab = first.lab
        self.weight = first.weight
        self.inside = first.inside

    def add(self, parts: Sequence[_Bin]) -> None:
        self.parts.extend(parts)
        for part in parts:
            self.weight += part.weight
            self.inside += part.inside

    @property
    def most(self) -> tuple[float, Byte3]:
        """The commonest pixel."""
        return max((part.most for part in self.parts), key=lambda most: (most[0], most[1]))

    @property
    def is_flat(self) -> bool:
        """Whether most of it is filled with one colour."""
        return self.most[0] >= _PURE * self.weight

    def pixel(self) -> Byte3:
        """The pixel that it is known by: the commonest, or of a gradient one from the middle of its weight."""
        if self.is_flat:
            return self.most[1]
        passed = 0.0
        for part in sorted(self.parts, key=lambda part: part.lab):
            passed += part.weight
            if passed * 2.0 >= self.weight:
                return part.most[1]
        return self.most[1]

    def color(self) -> Color:
        """The colour that it is known by."""
        r, g, b = self.pixel()
        return Color("srgb", (r / 255.0, g / 255.0, b / 255.0))

    def is_of(self, other: _Group) -> bool:
        """Whether two are of one family: both grey, or of about one hue."""
        (light, a, b), (other_light, c, d) = self.lab, other.lab
        grey = math.hypot(a, b) < _least_chroma(light)
        other_grey = math.hypot(c, d) < _least_chroma(other_light)
        if grey or other_grey:
            return grey and other_grey
        return turn(math.degrees(math.atan2(b, a)), math.degrees(math.atan2(d, c))) <= _FAMILY


def _groups(bins: Sequence[_Bin]) -> list[_Group]:
    """Near colours together, and the steps of a gradient; the heaviest first."""
    groups: list[_Group] = []
    for part in bins:
        near = min(groups, key=lambda group: math.dist(group.lab, part.lab), default=None)
        if near is not None and math.dist(near.lab, part.lab) <= _NEAR:
            near.add((part,))
        else:
            groups.append(_Group(part))
    joined: list[_Group] = []
    for group in sorted(groups, key=lambda group: -group.weight):
        whole = next((other for other in joined if not other.is_flat and other.is_of(group)), None)
        if whole is not None and not group.is_flat:
            whole.add(group.parts)
        else:
            joined.append(group)
    return sorted(joined, key=lambda group: -group.weight)


def _without_mixtures(groups: Sequence[_Group], paper: Byte3 | None) -> list[_Group]:
    """Those that are more than the pixels between two others, or between another and the paper, or its strongest noise."""
    kept: list[_Group] = []
    ends = [paper] if paper is not None else []
    for group in groups:
        is_edge = group.inside < _AMID * group.weight
        if is_edge and any(_is_between(group.pixel(), *pair) for pair in itertools.combinations(ends, 2)):
            continue
        if is_edge and paper is not None and math.dist(group.lab, _lab(paper)) <= _NEAR:
            continue
        kept.append(group)
        ends.append(group.pixel())
    return kept


def _is_between(pixel: Byte3, one: Byte3, other: Byte3) -> bool:
    """Whether a colour may be a mixture of two, as edges are mixed: byte by byte."""
    way = [end - start for start, end in zip(one, other, strict=True)]
    gone = [value - start for start, value in zip(one, pixel, strict=True)]
    length = sum(step * step for step in way)
    if not length:
        return False
    place = sum(step * went for step, went in zip(way, gone, strict=True)) / length
    return 0.0 < place < 1.0 and math.dist(gone, [step * place for step in way]) <= _BESIDE
