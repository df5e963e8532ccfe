"""A brand's signs from the logo that it really has: what is given is cleaned, what is missing is made.

WL514: a logo takes too much to draw
    More time or memory than any logo needs: filters upon filters, markers on every point, great pictures within. Export
    it again as plain shapes.
WL529: a font takes too much to set letters in
    The logo is drawn without it, and not with it: a letter of it grows to thousands of others, or has more strokes than can be
    drawn in the time there is. Export the font again, or name another.
WL531: a logo shows nothing
    Nothing in it can be seen: it is empty, or as see-through as the page behind it.
WL532: a logo can't be told from the paper that it is for
    The brand's own file for light or for dark paper vanishes there. Exchange the two, or leave one out: what is missing
    is made.
WL533: a sign is far from square
    Icons are square: a sign, in one colour too, that is more than twice as wide as high, or as high as wide, is small in
    them.
WL534: a sign in one colour has several
    Masks know where there is colour, and not which. The sign is drawn in black, with holes where one of its colours lies
    on another; one that is black on nothing is taken as it is.
WL535: a logo meets a fault of this program
    It was neither read nor refused. Please report it, with the file; until it is mended, export the logo in another way.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from whitelabel.picture.fence import fault_of_ours, fenced
from whitelabel.picture.form import sniff
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.value import Picture
from whitelabel.picture.warm import SIGN, from_the_second_on
from whitelabel.problem import Problem, Span, error, warning

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.form import RasterForm
    from whitelabel.picture.lettering import Face, Letters, Outline
    from whitelabel.picture.sanitise import Run

VERSION = "9"
"""Raised with every change that may change what comes of a logo."""

MAX_RATIO = 20
"""Longer side by shorter side; no page has a place for more."""

LONGEST = 1024
"""Pixels of a raster's longer side that are kept: twice the largest icon, more than three for each that a header shows."""

_PIXELS = 800 * 800
"""Pixels of a raster that are kept in all: of a square one as many as its icons need, of a wordmark all that its sign has."""

TABS = {"light": ("#ffffff",), "dark": ("#202124",)}
"""What is behind an icon in browsers' tabs, at its lightest and at its darkest."""

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Given:
    """A file of the brand, for one variant; whoever tells of it calls it by its name."""

    variant: str
    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a brand gives, and where its logo has to be seen.

    Attributes:
        given: The brand's files; ``light`` or ``dark`` is among them.
        papers: Opaque colours by mode, such as ``#ffffff``.
        places: Opaque colours of single papers by the name that the logo's variant for them gets, such as ``mail``.
        vanishing: What is done where the logo can't be told from a paper.
        names: Name and short name, for a monogram.
        ink, plate: The colours of a monogram.
        fonts: Fonts for a monogram, and for text in drawings: family as written or empty, and the file's bytes.
    """

    given: tuple[Given, ...]
    papers: Mapping[Mode, tuple[str, ...]]
    vanishing: Literal["lighten", "plate"]
    names: tuple[str, str]
    ink: str
    plate: str
    fonts: tuple[tuple[str, bytes], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sign:
    """One variant: the picture, how it was come by (``model.Origin``), from which file, and what fills it to its edges."""

    variant: str
    picture: Picture
    origin: str
    path: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """What came of it.

    Attributes:
        signs: None where a file was refused.
        problems: With the variant that each is about, or with ``font`` and the number of one of the wish's. Those without a
            place are about the file as a whole.
    """

    signs: tuple[Sign, ...]
    problems: tuple[tuple[str, Problem], ...]


NEEDS = (
    "lxml.etree",
    *(f"PIL.{name}" for name in "Image ImageChops ImageCms ImageDraw ImageFilter ImageOps".split()),
    *(f"PIL.{name}ImagePlugin" for name in "Bmp Gif Ico Jpeg Png Ppm WebP".split()),
    "resvg",
    "brotli",
    "deflate",
    "cssselect2",
    "tinycss2",
    "uharfbuzz",
    *(
        f"whitelabel.picture.{name}"
        for name in "draw encode ground legible lettering mark mono monogram numbering raster sanitise trim "
        "svg_build svg_cost svg_image svg_sheet svg_transform".split()
    ),
)
"""Modules that looking at a logo needs: within the fence no file can be opened to load one."""

_CALLS = itertools.count()

SECONDS, ALONE = 2.0, 1.0
"""Processor time for all of a brand's files together, and for one; they take some hundredths."""


def studied(wish: Wish) -> Study:
    """The study, made where its time and memory are bounded."""
    from_the_second_on(
        _CALLS, lambda: _study(dataclasses.replace(wish, given=(Given("light", "", SIGN.data),), fonts=()))
    )
    made = _tried(lambda: _study(wish), wish.given[0], SECONDS)
    if not _failed(made):
        return made
    alone = [_alone(given) for given in wish.given]
    guilty = tuple(found for study in alone if _failed(study) for found in study.problems)
    font = _guilty_font(wish) if not guilty else None
    if font is not None:
        return Study((), ((f"font {font}", _excessive(*wish.fonts[font])),))
    return Study((), guilty or made.problems)


_FAILURES = frozenset({"WL514", "WL535"})
_TRIALS = 8
"""Fonts that are tried one by one; a brand seldom has more files for all of its roles."""


def _tried(work: Callable[[], Study], given: Given, seconds: float) -> Study:
    """What comes of some work within the fence; where nothing does, a study that says so of a file."""

    def told() -> bytes:
        try:
            return pack(work())
        except (MemoryError, RecursionError):
            raise
        except Exception as bug:
            return pack(Study((), ((given.variant, _fault(given, bug)),)))

    made = fenced(told, NEEDS, seconds)
    return unpack(made) if made is not None else Study((), ((given.variant, _too_much(given)),))


def _failed(study: Study) -> bool:
    """Whether a study came to no end of its own."""
    return any(problem.code in _FAILURES for _, problem in study.problems)


def _guilty_font(wish: Wish) -> int | None:
    """The number of the font without which the study comes to an end, where there is one."""
    stock = tuple(("", data) for data in stock_fonts())
    own = [number for number, font in enumerate(wish.fonts) if font[1] not in stock_fonts()]

    def fails(*fonts: tuple[str, bytes]) -> bool:
        trial = dataclasses.replace(wish, fonts=(*fonts, *stock))
        return _failed(_tried(lambda: _study(trial), wish.given[0], SECONDS))

    if not own or fails():
        return None
    return next((number for number in own[:_TRIALS] if fails(wish.fonts[number])), own[0])


def _excessive(family: str, data: bytes) -> Problem:
    from whitelabel.picture.lettering import Excess, Face

    return error("WL529", f"the font '{family or Face.read(data).family}' {Excess('')}", hint=FONT_HINT)


FONT_HINT = "export the font again, or name another"


def _fault(given: Given, bug: Exception) -> Problem:
    message = f"the logo '{given.name}' meets a fault of this program: {fault_of_ours(bug)}"
    return error("WL535", message, hint="report it, with the file; until then, export the logo in another way")


def unpack(data: bytes) -> Study:
    """A study from its bytes.

    Raises:
        ValueError: They are no study.
    """
    head, _, body = data.partition(b"\n")
    try:
        known = json.loads(head)
        pictures, start = [], 0
        for about in known["pictures"]:
            size = about.pop("bytes")
            pictures.append(Picture(data=body[start : start + size], **about))
            start += size
        signs = tuple(Sign(picture=pictures[entry.pop("picture")], **entry) for entry in known["signs"])
        problems = tuple((variant, _problem(entry)) for variant, entry in known["problems"])
    except (KeyError, TypeError, AttributeError, IndexError) as broken:
        raise ValueError("no study") from broken
    return Study(signs, problems)


def looked_at(given: Given) -> tuple[Picture | None, tuple[Problem, ...]]:
    """One file cleaned, where its time and memory are bounded, and what is wrong with it."""
    study = _alone(given)
    return (study.signs[0].picture if study.signs else None), tuple(problem for _, problem in study.problems)


def _alone(given: Given) -> Study:
    """One file, in the variant that it is for."""

    def work() -> Study:
        problems: list[tuple[str, Problem]] = []
        picture = _read(given, _no_letters, problems)
        signs = (Sign(given.variant, picture, "given", given.path),) if picture is not None else ()
        return Study(signs, tuple(problems))

    return _tried(work, given, ALONE)


def pack(study: Study) -> bytes:
    """A study as bytes; a picture that several variants share is there once."""
    places = {picture: place for place, picture in enumerate(dict.fromkeys(sign.picture for sign in study.signs))}
    signs = [
        {
            "picture": places[sign.picture],
            **{name: getattr(sign, name) for name in ("variant", "origin", "path", "ground")},
        }
        for sign in study.signs
    ]
    pictures = [
        {"bytes": len(one.data), **{name: getattr(one, name) for name in ("form", "x", "y", "width", "height")}}
        for one in places
    ]
    problems = [[variant, dataclasses.asdict(problem)] for variant, problem in study.problems]
    head = json.dumps({"pictures": pictures, "signs": signs, "problems": problems})
    return head.encode() + b"\n" + b"".join(picture.data for picture in places)


def _problem(entry: Mapping[str, Any]) -> Problem:
    span = Span(**entry["span"]) if entry["span"] else None
    return Problem(entry["code"], entry["severity"], entry["message"], span, entry["hint"])


def _too_much(given: Given) -> Problem:
    message = f"the logo '{given.name}' takes more time or memory to draw than any logo needs"
    return error("WL514", message, hint="export it again as plain shapes")


# ── Within the fence ──────────────────────────────────────────────────────────────────────────────────────────────


def _study(wish: Wish) -> Study:
    problems: list[tuple[str, Problem]] = []
    letters = _letters(wish)
    found: dict[str, Sign] = {}
    own_dark: Picture | None = None
    for given in wish.given:
        picture = _read(given, letters, problems)
        if picture is not None:
            found[given.variant] = Sign(given.variant, picture, "given", given.path)
        if given.variant == "light" and picture is not None:
            own_dark = _own_dark(given, letters)
    if any(problem.is_error for _, problem in problems):
        return Study((), tuple(problems))
    if own_dark is not None:
        found.setdefault("dark", Sign("dark", own_dark, "given", found["light"].path))
    signs = {**_for_papers(wish, found, problems)}
    signs |= _for_squares(wish, signs, found, problems) | _for_places(wish, signs, found)
    ordered = ("light", "dark", "mark", "mark-dark", "mono", *wish.places)
    return Study(tuple(signs[variant] for variant in ordered if variant in signs), tuple(problems))


def _read(given: Given, letters: Letters, problems: list[tuple[str, Problem]]) -> Picture | None:
    """A guest's file as a picture of ours without empty borders; what is wrong goes into ``problems``."""
    from whitelabel.picture.draw import drawing_of, of_image
    from whitelabel.picture.trim import cropped, cut, visible_box

    def refuse(code: str, message: str, hint: str) -> None:
        problems.append((given.variant, error(code, message, hint=hint)))

    form = sniff(given.data)
    if form is None:
        what = "is neither SVG, PNG, JPEG nor WebP by its content" if given.data else "is empty"
        refuse("WL503", f"the logo '{given.name}' {what}", "export it as SVG or PNG")
        return None
    picture = _cleaned(given, letters, problems) if form == "svg" else None
    image = _decoded(given, form, refuse) if form != "svg" else None
    if picture is not None:
        drawing = drawing_of(picture)
    elif image is not None:
        drawing = of_image(image)
    else:
        return None
    box = visible_box(drawing)
    if box is None:
        refuse("WL531", f"nothing can be seen in the logo '{given.name}'", "export it again, with its shapes")
        return None
    width, height = round(box[2], 1), round(box[3], 1)
    if max(box[2:]) > MAX_RATIO * min(box[2:]):
        message = f"the logo '{given.name}' is {width:g} wide and {height:g} high"
        hint = "export it with all of its parts, or another form of it"
        refuse("WL505", f"{message}; one side is more than {MAX_RATIO} times the other", hint)
        return None
    return cropped(picture, box) if picture is not None else cut(drawing.whole(), box)


def _cleaned(given: Given, letters: Letters, problems: list[tuple[str, Problem]]) -> Picture | None:
    from whitelabel.picture.sanitise import sanitise
    from whitelabel.picture.svg_sheet import without_sheet

    clean = sanitise(given.data, given.path, Span(""), letters=letters)
    if isinstance(clean, Problem):
        problems.append((given.variant, dataclasses.replace(clean, related=())))
        return None
    problems.extend((given.variant, dataclasses.replace(problem, related=())) for problem in clean.dropped)
    return without_sheet(clean.picture)


def _decoded(given: Given, form: RasterForm, refuse: Callable[[str, str, str], None]) -> Image | None:
    from whitelabel.picture.raster import RasterFault, decode, size_of
    from whitelabel.picture.trim import without_noise

    try:
        short, long = sorted(size_of(given.data, form))
        image = decode(given.data, form, round(min(LONGEST, math.sqrt(_PIXELS * long / short))))
    except RasterFault as fault:
        refuse(fault.code, f"the logo '{given.name}' {fault.message}", fault.hint)
        return None
    return image if form == "png" else without_noise(image)


def _own_dark(given: Given, letters: Letters) -> Picture | None:
    """How a drawing looks on dark paper that says so itself, by a media query."""
    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.sanitise import sanitise
    from whitelabel.picture.trim import cropped, visible_box

    if b"prefers-color-scheme" not in given.data or sniff(given.data) != "svg":
        return None
    clean = sanitise(given.data, given.path, Span(""), scheme="dark", letters=letters)
    if isinstance(clean, Problem) or not clean.adapts:
        return None
    box = visible_box(drawing_of(clean.picture))
    return cropped(clean.picture, box) if box is not None else None


def _for_papers(wish: Wish, found: Mapping[str, Sign], problems: list[tuple[str, Problem]]) -> dict[str, Sign]:
    """The logo for light and for dark papers; the second only where it differs."""
    if "light" in found and "dark" in found:
        for mode in MODES:
            if _vanishes(found[mode].picture, wish.papers[mode]):
                name = found[mode].path.rpartition("/")[2]
                papers = ", ".join(wish.papers[mode])
                message = f"the logo '{name}' can't be told from the {mode} paper it is for ({papers})"
                hint = "exchange the two, or leave this one out: it is made from the other"
                problems.append((mode, warning("WL532", message, hint=hint)))
        return {"light": found["light"], "dark": found["dark"]}
    one = found.get("light") or found["dark"]
    made = {mode: _helped(one, mode, wish.papers[mode], wish.vanishing) for mode in MODES}
    signs = {str(mode): sign or dataclasses.replace(one, variant=mode) for mode, sign in made.items()}
    return signs if any(made.values()) else {"light": signs["light"]}


def _for_squares(
    wish: Wish, signs: Mapping[str, Sign], found: Mapping[str, Sign], problems: list[tuple[str, Problem]]
) -> dict[str, Sign]:
    """The sign for icons, for dark tabs where it has to differ, and in one colour."""
    from whitelabel.picture.mono import mono

    own = found.get("mark")
    made: dict[str, Sign] = {}
    if own is not None:
        problems.extend(_far_from_square(own))
        made["mark"] = own
    else:
        # A plate is none of the sign's.
        whole = signs["light"] if signs["light"].origin != "plate" else found.get("light") or found["dark"]
        made["mark"] = _cut(whole, "mark") or _monogram(wish)
    mark = made["mark"]
    day, night = (_helped(mark, "mark", TABS[mode], "lighten") for mode in MODES)
    if _ground(mark.picture):
        # A tile may melt into a tab: what stands on it is seen all the same.
        day = night = None
    if day is not None:
        # What can't be seen on light tabs was drawn for dark ones.
        made["mark"] = day
        night = night or mark
    if night is not None:
        made["mark-dark"] = dataclasses.replace(night, variant="mark-dark")
        if mark.origin == "found" and "dark" in signs and signs["dark"].origin != "plate":
            made["mark-dark"] = _cut(signs["dark"], "mark-dark") or made["mark-dark"]
    made = {variant: dataclasses.replace(sign, ground=_ground(sign.picture)) for variant, sign in made.items()}
    if "mono" in found:
        problems.extend(_far_from_square(found["mono"]))
        made["mono"] = _in_one_colour(found["mono"], problems)
    else:
        # A plate is none of the sign's, here either.
        sign = mark if made["mark"].origin == "plate" else made["mark"]
        plain = sign.picture if mark.origin != "monogram" else _letters_alone(wish)
        made["mono"] = Sign("mono", mono(plain), "drawn", mark.path)
    return made


def _far_from_square(sign: Sign) -> Iterator[tuple[str, Problem]]:
    shape = max(sign.picture.width, sign.picture.height) / min(sign.picture.width, sign.picture.height)
    if shape > 2:
        message = f"the sign '{sign.path.rpartition('/')[2]}' is {shape:.1f} times as long on one side as on the other"
        hint = "icons are square: give one that is nearly so, or leave it out, and one is made"
        yield sign.variant, warning("WL533", message, hint=hint)


def _in_one_colour(own: Sign, problems: list[tuple[str, Problem]]) -> Sign:
    """A brand's own sign for masks, as it is where it is black."""
    from whitelabel.picture.mono import mono, told_apart

    inks = told_apart(own.picture)
    if inks == [(0, 0, 0)]:
        return own
    if len(inks) > 1:
        message = f"the sign in one colour '{own.path.rpartition('/')[2]}' has several; it is drawn in black"
        hint = "give one that is black on nothing, with holes in it, or leave it out, and one is made"
        problems.append((own.variant, warning("WL534", message, hint=hint)))
    return dataclasses.replace(own, picture=mono(own.picture), origin="drawn")


def _for_places(wish: Wish, signs: Mapping[str, Sign], found: Mapping[str, Sign]) -> dict[str, Sign]:
    """The logo for single papers: the first variant that is well seen there, or what is made of the first."""
    from whitelabel.picture.tone import side_of

    made: dict[str, Sign] = {}
    for place, paper in wish.places.items():
        modes = MODES if side_of(paper) == "light" else MODES[::-1]
        known = [group[mode] for mode in modes for group in (found, signs) if mode in group]
        for sign in dict.fromkeys(known):
            other = _helped(sign, place, (paper,), wish.vanishing)
            if other is None:
                made[place] = dataclasses.replace(sign, variant=place)
                break
            made.setdefault(place, other)
    return made


def _cut(sign: Sign, variant: str) -> Sign | None:
    from whitelabel.picture.mark import find_mark
    from whitelabel.picture.trim import cropped

    box = find_mark(sign.picture)
    return Sign(variant, cropped(sign.picture, box), "found", sign.path) if box is not None else None


def _vanishes(picture: Picture, papers: Sequence[str]) -> bool:
    from whitelabel.picture.legible import vanishes

    return vanishes(picture, papers)


def _helped(sign: Sign, variant: str, papers: Sequence[str], rule: Literal["lighten", "plate"]) -> Sign | None:
    made = _help(sign.picture, tuple(papers), rule)
    return Sign(variant, made[0], made[1], sign.path) if made is not None else None


@lru_cache(maxsize=64)
def _help(picture: Picture, papers: tuple[str, ...], rule: Literal["lighten", "plate"]) -> tuple[Picture, str] | None:
    """Headers, e-mails and cards are often of one colour."""
    from whitelabel.picture.legible import helped

    return helped(picture, papers, rule)


def _monogram(wish: Wish) -> Sign:
    from whitelabel.picture.monogram import initials, monogram

    picture = monogram(initials(*wish.names), _faces(wish), wish.ink, wish.plate)
    return Sign("mark", picture, "monogram", "")


def _letters_alone(wish: Wish) -> Picture:
    from whitelabel.picture.monogram import initials, monogram

    return monogram(initials(*wish.names), _faces(wish), "#000000", None)


def _faces(wish: Wish) -> list[Face]:
    return [face for _, face in _named_faces(wish)]


def _named_faces(wish: Wish) -> list[tuple[str, Face]]:
    """The fonts that can be read; what is wrong with others is told where fonts are checked."""
    from whitelabel.picture.font_tables import FontFault
    from whitelabel.picture.lettering import Face

    found = []
    for family, data in wish.fonts:
        with contextlib.suppress(FontFault):
            found.append((family, Face.read(data)))
    return found


def _letters(wish: Wish) -> Letters:
    """Sets text of drawings in the brand's fonts; they are opened when the first text is met."""
    known: list[Letters] = []

    def letters(run: Run) -> Outline | None:
        from whitelabel.picture.lettering import letters_of

        if not known:
            known.append(letters_of(_named_faces(wish)))
        return known[0](run)

    return letters


def _no_letters(run: Run) -> None:
    """No font is at hand."""


@lru_cache(maxsize=8)
def _ground(picture: Picture) -> str:
    """The colour that fills the picture's square to all of its edges, or nothing."""
    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.ground import ground_of
    from whitelabel.picture.recolor import hexadecimal

    found = ground_of(drawing_of(picture).image(_TILE, _TILE)) if 0.9 < picture.width / picture.height < 1.1 else None
    return hexadecimal(found) if found is not None else ""


_TILE = 48
"""Pixels of a tile's side from which its edges are known."""
