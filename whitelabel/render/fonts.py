"""A brand's fonts: the files under fingerprinted names, and the style sheet that names them by role.

A family is called after its role, so that a style sheet never depends on a brand's choice. Beside each goes a fallback
face of the same measures, made from a font that readers have. A font that comes too late for the first paint waits for
the next page (``font-display: optional``): two faces never break all lines alike, and nothing may move under a reader.

WL523: a font can't be read
    The file is damaged, or its tables say nothing of its characters. Export it again.
WL528: there is nothing to cut
    `subset` is asked for, and none of the role's files has a character that the brand's languages and texts need.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import posixpath
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whitelabel.disk.blob import Blob
from whitelabel.model import Action, Desk, Font, Kind, Read, canonical
from whitelabel.picture import font_facts
from whitelabel.picture.font_tables import FontFault, font_tables
from whitelabel.problem import Rejected, error
from whitelabel.render.asset import copied
from whitelabel.render.font_cut import LIBRARIES, Cut, cut, cut_for
from whitelabel.render.paths import ROOT, address, fingerprinted

_FORMATS = {b"wOF2": "woff2", b"wOFF": "woff", b"OTTO": "opentype"}
_LICENCE = re.compile(r"(?:LICEN[CS]E|OFL|COPYING)(?:-([A-Za-z0-9-]+))?(?:\.txt|\.md)?", re.IGNORECASE)
_INITIALS = tuple("LOCloc")
_PRELOADS = 6

# Fonts that stand in, with their metric twins, and the average width of the letters of _SAMPLE in them, in 1/2048 em
# (read from the twins: Liberation Sans, Serif and Mono).
_STAND_INS = {
    "sans-serif": (("Arial", "Liberation Sans", "Arimo"), 1019.3),
    "serif": (("Times New Roman", "Liberation Serif", "Tinos"), 951.4),
    "monospace": (("Courier New", "Liberation Mono", "Cousine"), 1229.0),
}
_SAMPLE = "etaoinshrdlcumwfgypbvk"


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    placed: dict[_Piece, str] = {}
    for font in desk.brand.fonts.values():
        for piece in _pieces(desk, font):
            if piece not in placed:
                action = _piece_action(desk, piece)
                placed[piece] = address(action.outputs[0])
                yield action
    yield from _licences(desk, {piece.path for piece in placed})
    yield _sheet(desk, placed)
    for locale in desk.brand.locales:
        desk.addresses[f"preload:{locale}"] = "\n".join(_preloads(desk, locale, placed))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A file that goes out: as it is, or cut.

    Attributes:
        left: What pages need to know of it as it goes out.
    """

    path: str
    blob: Blob
    left: _Facts
    cut: Cut | None


def _pieces(desk: Desk, font: Font) -> tuple[_Piece, ...]:
    """What goes out of a role's files."""
    found: tuple[_Piece, ...] = desk.once(f"font of {font.role}", lambda: tuple(_made_pieces(desk, font)))
    return found


def _made_pieces(desk: Desk, font: Font) -> Iterator[_Piece]:
    """A role's files, or those of a font that is cut of which anything is left."""
    asked: Cut | None = desk.once("font cut", lambda: _needed(desk)) if font.subset else None
    is_empty = True
    for path in font.files:
        blob = desk.project.files[path]
        facts = _facts_of(font, blob)
        left = _left(facts, asked)
        is_empty = is_empty and all(chr(code).isspace() for code in left.characters)
        if asked is None or left.characters:
            yield _Piece(path, blob, left, asked if left is not facts else None)
    if is_empty and asked is not None:
        message = (
            f"nothing would be left of the fonts of the role '{font.role}': they have no letters for its languages"
        )
        hint = "leave 'subset' out, or name fonts for these languages"
        raise Rejected(error("WL528", message, font.span, hint=hint))


def _needed(desk: Desk) -> Cut:
    """What a bundle's languages need of a font, and all that it says in the brand's words or the theme's."""
    assert desk.brand is not None
    brand = desk.brand.brand
    said = [brand.name, brand.short_name, brand.legal_name, *brand.contact.values()]
    said += [name for cases in brand.names.values() for name in cases.values()]
    for texts in desk.brand.texts.values():
        for text in texts.values():
            said += [part for form in text.forms.values() for part in form if isinstance(part, str)]
    return cut_for(desk.brand.locales, said)


def _piece_action(desk: Desk, piece: _Piece) -> Action:
    name = f"fonts/{posixpath.basename(piece.path)}"
    if piece.cut is None:
        return copied(desk, piece.blob, name)
    params = canonical(dataclasses.asdict(piece.cut))
    action = Action("fonts", KIND.stamp, (("cut", desk.lend(piece.blob)),), params)
    return action.named(fingerprinted(f"{posixpath.splitext(name)[0]}.woff2"))


def _licences(desk: Desk, placed: Iterable[str]) -> Iterator[Action]:
    """The licences that stand beside the fonts: most allow a font to be passed on only together with them.

    ``LICENSE-inter.txt`` is that of ``inter-latin.woff2``; one without a name after it is everybody's in its folder.
    """
    common = desk.common or desk
    known: list[tuple[str, str, str]] = common.once("licences", lambda: list(_known_licences(common.project.files)))
    for path, folder, subject in known:
        if any(posixpath.dirname(font) == folder and posixpath.basename(font).startswith(subject) for font in placed):
            stem, suffix = posixpath.splitext(posixpath.basename(path))
            yield copied(desk, desk.project.files[path], f"fonts/{stem}{suffix or '.txt'}")


def _known_licences(files: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Path, folder and subject of every licence in the project."""
    for path in files:
        folder, _, name = path.rpartition("/")
        # There are as many as all brands have files.
        match = _LICENCE.fullmatch(name) if name.startswith(_INITIALS) else None
        if match is not None:
            yield path, folder, (match.group(1) or "").lower()


def _sheet(desk: Desk, placed: Mapping[_Piece, str]) -> Action:
    assert desk.brand is not None
    roles = []
    used: dict[str, Blob] = {}
    for font in desk.brand.fonts.values():
        if font.files:
            pieces = _pieces(desk, font)
            used |= {piece.blob.digest: piece.blob for piece in pieces}
            files = [
                [piece.blob.digest, placed[piece], dataclasses.asdict(piece.cut) if piece.cut else None]
                for piece in pieces
            ]
            roles.append({"role": font.role, "fallback": font.fallback, "files": files})
    inputs = tuple(("font", desk.lend(used[digest])) for digest in sorted(used))
    action = Action("fonts", KIND.stamp, inputs, canonical(roles)).named(f"{ROOT}/fonts.*.css")
    desk.addresses["fonts.css"] = address(action.outputs[0])
    return action


def _preloads(desk: Desk, locale: str, placed: Mapping[_Piece, str]) -> list[str]:
    """The files that the first lines of a page in a language are set in."""
    assert desk.brand is not None
    title = desk.brand.texts[locale].get("home.title")
    # Every line has spaces and digits, which fonts cut by script often keep with the Latin letters alone.
    wanted = set(" 0123456789.,")
    for form in title.forms.values() if title else ():
        wanted.update(*(part for part in form if isinstance(part, str)))
    codes = {ord(character) for character in wanted}
    found: list[str] = []
    for role in ("body", "heading"):
        pieces = _pieces(desk, desk.brand.fonts[role]) if role in desk.brand.fonts else ()
        for piece, used in zip(pieces, _used([piece.left for piece in pieces]), strict=True):
            if placed[piece] not in found and piece.left.form == "woff2" and codes & used:
                found.append(placed[piece])
    return found[:_PRELOADS]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What pages need to know of a font.

    Attributes:
        characters: Code points that it has.
        measures: Average width of the letters of ``_SAMPLE``, ascent, descent and line gap, in em; ``None`` where it
            has none of these letters.
    """

    form: str
    characters: frozenset[int]
    weight: str
    style: str
    measures: tuple[float, float, float, float] | None


def _facts(blob: Blob) -> _Facts:
    facts, codes = _packed_facts(blob)
    return dataclasses.replace(facts, characters=_unpacked(codes))


@functools.lru_cache(maxsize=512)
def _packed_facts(blob: Blob) -> tuple[_Facts, bytes]:
    """What there is to know of a font, its characters packed: as a set, those of one could take 16 MB for all the build."""
    data = blob.read()
    found = font_tables(data)
    tables = found.tables
    glyphs = font_facts.glyphs(tables)
    least, greatest = font_facts.weights(tables)
    facts = _Facts(
        form=_FORMATS.get(data[:4], "truetype"),
        characters=frozenset(),
        weight=f"{least:g}" if least == greatest else f"{least:g} {greatest:g}",
        style="italic" if font_facts.is_italic(tables) else "normal",
        measures=_measures(tables, font_facts.advances(tables, packed="hmtx" in found.packed), glyphs),
    )
    return facts, _packed(glyphs)


_MARKED = re.compile(rb"[^\0]+")


def _packed(codes: Iterable[int]) -> bytes:
    """Code points as marks, eight a byte.

    >>> sorted(_unpacked(_packed([0, 65, 0x20AC])))
    [0, 65, 8364]
    """
    known = tuple(codes)
    marks = bytearray(max(known, default=0) // 8 + 1)
    for code in known:
        marks[code >> 3] |= 1 << (code & 7)
    return bytes(marks)


def _unpacked(marks: bytes) -> frozenset[int]:
    places = (place for run in _MARKED.finditer(marks) for place in range(*run.span()))
    return frozenset(8 * place + bit for place in places for bit in range(8) if marks[place] >> bit & 1)


def _left(facts: _Facts, asked: Cut | None) -> _Facts:
    """What pages need to know of a font when it goes out; the same where there is nothing to cut."""
    kept = asked.kept(facts.characters) if asked is not None else facts.characters
    return facts if kept == facts.characters else dataclasses.replace(facts, form="woff2", characters=kept)


def _used(fonts: Sequence[_Facts]) -> list[frozenset[int]]:
    """The code points that each font of a role is used for: those that none before it has, in its style and weight.

    Fonts cut by script share spaces and signs; where two claim one, browsers fetch the last for it.
    """
    taken: dict[tuple[str, str], frozenset[int]] = {}
    used: list[frozenset[int]] = []
    for facts in fonts:
        known = taken.get((facts.style, facts.weight), frozenset())
        used.append(facts.characters - known)
        taken[facts.style, facts.weight] = known | facts.characters
    return used


def characters(font: Font, blob: Blob) -> frozenset[int]:
    """The code points that a font has; whoever wrote it down is told where it can't be read."""
    return _facts_of(font, blob).characters


def _facts_of(font: Font, blob: Blob) -> _Facts:
    """What pages need to know of a font that somebody wrote down."""
    try:
        return _facts(blob)
    except OSError:
        raise
    except (FontFault, struct.error, IndexError, KeyError) as broken:
        hint = "export it again as WOFF2"
        raise Rejected(
            error("WL523", f"a font of the role '{font.role}' can't be read", font.span, hint=hint)
        ) from broken


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    if action.inputs and action.inputs[0][0] == "cut":
        return (_cut_file(action, read),)
    rules: list[str] = []
    for entry in json.loads(action.params):
        fonts = [
            _left(_facts(_blob(digest, read)), Cut(**asked) if asked else None) for digest, _, asked in entry["files"]
        ]
        for facts, used, (_, target, _) in zip(fonts, _used(fonts), entry["files"], strict=True):
            if used:
                rules.append(_face(entry["role"], target, facts, used))
        measures = next((facts.measures for facts in fonts if facts.measures), None)
        if measures:
            rules.append(_fallback(entry["role"], entry["fallback"], measures))
    return ("\n".join(rules).encode(),)


def _cut_file(action: Action, read: Read) -> bytes:
    """A font with the characters that are left; the file as it is where that is no larger."""
    data = read(action.inputs[0][1])
    asked = Cut(**json.loads(action.params))
    made = cut(data, asked.kept(font_facts.glyphs(font_tables(data).tables)))
    if made is None:
        hint = "leave 'subset' out, or export the font again"
        raise Rejected(error("WL523", "a font can't be cut", action.origin, hint=hint))
    return min(made, data, key=len) if data.startswith(b"wOF2") else made


def _blob(digest: str, read: Read) -> Blob:
    data = read(digest)
    return Blob(digest, len(data), data)


def _unicode_range(codes: Iterable[int]) -> str:
    """Code points as CSS.

    Source:
        CSS Fonts 4, 4.5 "unicode-range".

    >>> _unicode_range([0x41, 0x42, 0x43, 0x20AC])
    'U+41-43,U+20AC'
    """
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def _measures(
    tables: Mapping[str, bytes], advances: Sequence[int], glyphs: Mapping[int, int]
) -> tuple[float, float, float, float] | None:
    widths = [advances[min(glyphs[ord(letter)], len(advances) - 1)] for letter in _SAMPLE if ord(letter) in glyphs]
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    if not widths or not sum(widths) or not units:
        return None
    ascent, descent, gap = struct.unpack_from(">hhh", tables["hhea"], 4)
    return sum(widths) / len(widths) / units, ascent / units, -descent / units, gap / units


def _face(role: str, target: str, facts: _Facts, used: frozenset[int]) -> str:
    return (
        f'@font-face{{font-family:"{role}";font-style:{facts.style};font-weight:{facts.weight};font-display:optional;'
        f'src:url("{target}") format("{facts.form}");unicode-range:{_unicode_range(used)}}}'
    )


def _fallback(role: str, generic: str, measures: tuple[float, float, float, float]) -> str:
    """A face of the role's measures, drawn by a font that readers have.

    Source:
        CSS Fonts 4, 11 "Metrics override descriptors"; CSS Fonts 5, "size-adjust".
    """
    names, stand_in_width = _STAND_INS.get(generic, _STAND_INS["sans-serif"])
    width, ascent, descent, gap = measures
    size = width / (stand_in_width / 2048)
    sources = ",".join(f'local("{name}")' for name in names)
    return (
        f'@font-face{{font-family:"{role} fallback";src:{sources};size-adjust:{size:.2%};'
        f"ascent-override:{ascent / size:.2%};descent-override:{descent / size:.2%};"
        f"line-gap-override:{gap / size:.2%}}}"
    )


KIND = Kind("fonts", 2, _plan, _render, stored=True, libraries=LIBRARIES)
