"""A brand's fonts: the files under fingerprinted names, and the style sheet that names them by role.

A family is called after its role, so that a style sheet never depends on a brand's choice. Beside each goes a fallback
face of the same measures, made from a font that readers have. A font that comes too late for the first paint waits for
the next page (``font-display: optional``): two faces never break all lines alike, and nothing may move under a reader.

WL523: a font can't be read
    The file is damaged, or its tables say nothing of its characters. Export it again.
"""

from __future__ import annotations

import functools
import io
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whitelabel.disk import Blob
from whitelabel.model import Action, Desk, Font, Kind, Read, canonical
from whitelabel.problem import Rejected, error
from whitelabel.render.asset import copied
from whitelabel.render.paths import ROOT, address

_FORMATS = {b"wOF2": "woff2", b"wOFF": "woff", b"OTTO": "opentype"}
_LICENCE = re.compile(r"(?:LICEN[CS]E|OFL|COPYING)(?:-([A-Za-z0-9-]+))?(?:\.txt|\.md)?", re.IGNORECASE)
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
    placed: dict[str, str] = {}
    for font in desk.brand.fonts.values():
        for path in font.files:
            if path in placed:
                continue
            _facts_of(font, desk.project.files[path])
            action = copied(desk, desk.project.files[path], f"fonts/{posixpath.basename(path)}")
            placed[path] = address(action.outputs[0])
            yield action
    yield from _licences(desk, placed)
    yield _sheet(desk, placed)
    for locale in desk.brand.locales:
        desk.addresses[f"preload:{locale}"] = "\n".join(_preloads(desk, locale, placed))


def _licences(desk: Desk, placed: dict[str, str]) -> Iterator[Action]:
    """The licences that stand beside the fonts: most allow a font to be passed on only together with them.

    ``LICENSE-inter.txt`` is that of ``inter-latin.woff2``; one without a name after it is everybody's in its folder.
    """
    common = desk.common or desk
    known: list[tuple[str, str, str]] = common.once("licences", lambda: list(_known_licences(desk.project.files)))
    for path, folder, subject in known:
        if any(posixpath.dirname(font) == folder and posixpath.basename(font).startswith(subject) for font in placed):
            stem, suffix = posixpath.splitext(posixpath.basename(path))
            yield copied(desk, desk.project.files[path], f"fonts/{stem}{suffix or '.txt'}")


def _known_licences(files: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Path, folder and subject of every licence in the project."""
    for path in files:
        folder, name = posixpath.split(path)
        match = _LICENCE.fullmatch(name)
        if match is not None:
            yield path, folder, (match.group(1) or "").lower()


def _sheet(desk: Desk, placed: dict[str, str]) -> Action:
    assert desk.brand is not None
    files = desk.project.files
    roles = [
        {
            "role": font.role,
            "fallback": font.fallback,
            "files": [[files[path].digest, placed[path]] for path in font.files],
        }
        for font in desk.brand.fonts.values()
        if font.files
    ]
    digests = {files[path].digest for font in desk.brand.fonts.values() for path in font.files}
    inputs = tuple(("font", digest) for digest in sorted(digests))
    action = Action("fonts", KIND.stamp, inputs, canonical(roles)).named(f"{ROOT}/fonts.*.css")
    desk.addresses["fonts.css"] = address(action.outputs[0])
    return action


def _preloads(desk: Desk, locale: str, placed: dict[str, str]) -> list[str]:
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
        paths = desk.brand.fonts[role].files if role in desk.brand.fonts else ()
        facts = [_facts(desk.project.files[path]) for path in paths]
        for path, known, used in zip(paths, facts, _used(facts), strict=True):
            if placed[path] not in found and known.form == "woff2" and codes & used:
                found.append(placed[path])
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


@functools.lru_cache(maxsize=512)
def _facts(blob: Blob) -> _Facts:
    from fontTools.ttLib import TTFont

    data = blob.read()
    font = TTFont(io.BytesIO(data), lazy=True)
    cmap = font.getBestCmap()
    return _Facts(
        form=_FORMATS.get(data[:4], "truetype"),
        characters=frozenset(cmap),
        weight=_weights(font),
        style=_style(font),
        measures=_measures(font, cmap),
    )


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


def _facts_of(font: Font, blob: Blob) -> _Facts:
    """What pages need to know of a font that somebody wrote down."""
    try:
        return _facts(blob)
    except OSError:
        raise
    # fontTools raises whatever its tables' readers stumble over.
    except Exception as broken:
        hint = "export it again as WOFF2"
        raise Rejected(
            error("WL523", f"a font of the role '{font.role}' can't be read", font.span, hint=hint)
        ) from broken


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    rules: list[str] = []
    for entry in json.loads(action.params):
        fonts = [_facts(_blob(digest, read)) for digest, _ in entry["files"]]
        for facts, used, (_, target) in zip(fonts, _used(fonts), entry["files"], strict=True):
            if used:
                rules.append(_face(entry["role"], target, facts, used))
        measures = next((facts.measures for facts in fonts if facts.measures), None)
        if measures:
            rules.append(_fallback(entry["role"], entry["fallback"], measures))
    return ("\n".join(rules).encode(),)


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


def _weights(font: Any) -> str:
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    if "wght" in axes:
        return f"{axes['wght'].minValue:g} {axes['wght'].maxValue:g}"
    return str(font["OS/2"].usWeightClass)


def _style(font: Any) -> str:
    return "italic" if font["head"].macStyle & 2 or font["OS/2"].fsSelection & 1 else "normal"


def _measures(font: Any, cmap: dict[int, str]) -> tuple[float, float, float, float] | None:
    advances = [font["hmtx"][cmap[ord(letter)]][0] for letter in _SAMPLE if ord(letter) in cmap]
    if not advances:
        return None
    units, metrics = font["head"].unitsPerEm, font["hhea"]
    width = sum(advances) / len(advances) / units
    if width <= 0:
        return None
    return width, metrics.ascent / units, -metrics.descent / units, metrics.lineGap / units


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


KIND = Kind("fonts", 1, _plan, _render, stored=True, libraries=("fonttools", "brotli"))
