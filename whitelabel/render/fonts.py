"""A brand's fonts: the files under fingerprinted names, and the style sheet that names them by role.

A family is called after its role, so that a style sheet never depends on a brand's choice. Beside each goes a fallback
face of the same measures, made from a font that readers have, so that nothing moves when the real one arrives.
"""

from __future__ import annotations

import functools
import io
import json
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.render.asset import ROOT, address

_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}
_LICENCE = re.compile(r"(?:LICEN[CS]E|OFL|COPYING)(?:-([A-Za-z0-9-]+))?(?:\.txt|\.md)?", re.IGNORECASE)
_PRELOADS = 4

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
            stem, suffix = posixpath.splitext(posixpath.basename(path))
            inputs = (("file", desk.lend(desk.project.files[path])),)
            action = Action("fonts", KIND.version, inputs, "").named(f"{ROOT}/fonts/{stem}.*{suffix}")
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
    for path, blob in desk.project.files.items():
        folder, name = posixpath.split(path)
        match = _LICENCE.fullmatch(name)
        if match is None:
            continue
        subject = (match.group(1) or "").lower()
        if any(posixpath.dirname(font) == folder and posixpath.basename(font).startswith(subject) for font in placed):
            inputs = (("file", desk.lend(blob)),)
            stem, suffix = posixpath.splitext(name)
            yield Action("fonts", KIND.version, inputs, "").named(f"{ROOT}/fonts/{stem}.*{suffix or '.txt'}")


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
    action = Action("fonts", KIND.version, inputs, canonical(roles)).named(f"{ROOT}/fonts.*.css")
    desk.addresses["fonts.css"] = address(action.outputs[0])
    return action


def _preloads(desk: Desk, locale: str, placed: dict[str, str]) -> list[str]:
    """The files that the first lines of a page in a language are set in."""
    assert desk.brand is not None
    texts = desk.brand.texts[locale]
    title = texts.get("home.title")
    letters = {
        character
        for form in (title.forms.values() if title else ())
        for part in form
        if isinstance(part, str)
        for character in part
        if character.isalpha()
    }
    found: list[str] = []
    for role in ("body", "heading"):
        font = desk.brand.fonts.get(role)
        for path in font.files if font else ():
            blob = desk.project.files[path]
            if placed[path] not in found and path.endswith(".woff2") and letters & _letters(blob.digest, blob.read):
                found.append(placed[path])
    return found[:_PRELOADS]


_coverage: dict[str, frozenset[str]] = {}


def _letters(digest: str, read: Any) -> frozenset[str]:
    if digest not in _coverage:
        _coverage[digest] = frozenset(chr(code) for code in _open(read()).getBestCmap() if chr(code).isalpha())
    return _coverage[digest]


def _open(data: bytes) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), lazy=True)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    if not action.params:
        return tuple(read(digest) for _, digest in action.inputs)
    rules: list[str] = []
    for entry in json.loads(action.params):
        faces = [_face(entry["role"], target, digest, read(digest)) for digest, target in entry["files"]]
        rules += faces
        rules += [
            face for digest, _ in entry["files"] if (face := _fallback(entry["role"], entry["fallback"], read(digest)))
        ][:1]
    return ("\n".join(rules).encode(),)


@functools.lru_cache(maxsize=512)
def _unicode_range(digest: str, data: bytes) -> str:
    """The characters that a font has, as CSS.

    Source:
        CSS Fonts 4, 4.5 "unicode-range".
    """
    del digest
    codes = sorted(_open(data).getBestCmap())
    runs: list[list[int]] = []
    for code in codes:
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


def _face(role: str, target: str, digest: str, data: bytes) -> str:
    font = _open(data)
    form = _FORMATS[posixpath.splitext(target)[1].lower()]
    return (
        f'@font-face{{font-family:"{role}";font-style:{_style(font)};font-weight:{_weights(font)};font-display:swap;'
        f'src:url("{target}") format("{form}");unicode-range:{_unicode_range(digest, data)}}}'
    )


def _fallback(role: str, generic: str, data: bytes) -> str:
    """A face of the role's measures, drawn by a font that readers have.

    Source:
        CSS Fonts 4, 11 "Metrics override descriptors"; CSS Fonts 5, "size-adjust".
    """
    names, stand_in_width = _STAND_INS.get(generic, _STAND_INS["sans-serif"])
    opened = _open(data)
    cmap = opened.getBestCmap()
    advances = [opened["hmtx"][cmap[ord(letter)]][0] for letter in _SAMPLE if ord(letter) in cmap]
    if not advances:
        return ""
    units = opened["head"].unitsPerEm
    width = sum(advances) / len(advances) / units
    size = width / (stand_in_width / 2048)
    metrics = opened["hhea"]
    sources = ",".join(f'local("{name}")' for name in names)
    return (
        f'@font-face{{font-family:"{role} fallback";src:{sources};size-adjust:{size:.2%};'
        f"ascent-override:{metrics.ascent / units / size:.2%};descent-override:{-metrics.descent / units / size:.2%};"
        f"line-gap-override:{metrics.lineGap / units / size:.2%}}}"
    )


KIND = Kind("fonts", 1, _plan, _render, stored=True)
