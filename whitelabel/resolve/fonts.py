"""What each role is set in for one brand: the brand's files, a family that the theme offers, or one of the system.

WL521: a font is no font that pages can use
    WOFF2, WOFF, TrueType or OpenType by its content.
WL524: a font is damaged, too big, or holds what pages don't need
    More bytes or characters than any font has once it is unpacked, or than all of a brand's fonts together need, or a table
    such as `SVG`, which can hold anything.
WL522: a font's role is unknown
    The theme names the roles: body, heading …
WL525: a font may not be used in pages
    Its maker says so in the file (`fsType`): no embedding, or of its bitmaps alone. Ask the foundry for its web font, whose
    file says otherwise; the entry is theirs to change.
WL526: a font may not be cut
    `subset` is asked for, and the font's maker forbids subsetting in the file (`fsType`). Leave `subset` out, or ask the
    foundry for a file that may be cut.
WL527: a font is for preview and print only
    Its maker allows in the file (`fsType`) that documents are looked at and printed, which may or may not cover web pages.
    Ask the foundry; a web font's file says 0 or 8.
WL528: there is nothing to cut
    `subset` is asked for, and the role has no files, or none of its files has a character that the brand's languages and
    texts need.
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
from collections.abc import Iterator, Mapping

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.model import Brand, Font
from whitelabel.picture.font_facts import Permission
from whitelabel.problem import Problem, Span, did_you_mean, error, warning
from whitelabel.resolve.font_file import MAX_CHARACTERS, MAX_UNPACKED, Sound, judged
from whitelabel.resolve.logos import locate

_MAGIC = (b"wOF2", b"wOFF", b"\x00\x01\x00\x00", b"OTTO", b"true")


def _checked(
    brand: Brand, font: Font, files: Mapping[str, Blob], odd: Mapping[str, str], known: dict[str, Sound]
) -> list[Problem]:
    """What is wrong with a role's files; those that are sound go into ``known``, by digest.

    Where these are too many, no more are looked at: each is small, and takes its time to unpack.
    """
    found: list[Problem] = []
    folder = posixpath.dirname(brand.path)
    for position, path in enumerate(font.files):
        if _are_many(known):
            break
        written = path if path.startswith("/") else posixpath.relpath(f"/{path}", f"/{folder}")
        span = _place(brand, font.role, position)
        located = locate(brand, written, span, files, odd, "font")
        if isinstance(located, Problem):
            found.append(located)
            continue
        told = list(_told(located[1], f"the font '{written}'", font, span))
        found.extend(told)
        sound = judged(located[1]) if not any(problem.is_error for problem in told) else ""
        if isinstance(sound, Sound):
            known[located[1].digest] = sound
        if _are_many(known):
            more = _are_many(known)
            message = f"the fonts of the brand have more than {more} together, '{written}' among them"
            hint = "name fewer fonts, or those that have the characters of the brand's languages alone"
            found.append(error("WL524", message, span, hint=hint))
    return found


def _are_many(known: Mapping[str, Sound]) -> str:
    """Of what a brand's fonts have more than is read, if of anything."""
    if sum(font.characters for font in known.values()) > MAX_CHARACTERS:
        return f"{MAX_CHARACTERS:,} characters"
    return f"{MAX_UNPACKED >> 20} MB" if sum(font.unpacked for font in known.values()) > MAX_UNPACKED else ""


def _told(blob: Blob, name: str, font: Font, span: Span) -> Iterator[Problem]:
    """What is wrong with a font's file, and what its maker forbids."""
    if not blob.read().startswith(_MAGIC):
        message = f"{name} is no font by its content; WOFF2, WOFF, TrueType or OpenType was wanted"
        yield error("WL521", message, span, hint="export the font as WOFF2")
        return
    found = judged(blob)
    if isinstance(found, Sound):
        yield from _forbidden(found.allowed, name, font, span)
    else:
        hint = "export the font as WOFF2, with the characters that pages need"
        yield error("WL524", f"{name} {found}", span, hint=hint)


def _forbidden(allowed: Permission, name: str, font: Font, span: Span) -> Iterator[Problem]:
    flags = f"fsType 0x{allowed.flags:04x}"
    ask = "ask its foundry for the web font, and for the licence that goes with it"
    if allowed.use == "none":
        yield error(
            "WL525", f"{name} may not be used in pages: its maker allows no embedding ({flags})", span, hint=ask
        )
    elif not allowed.as_outlines:
        message = f"{name} may not be used in pages: its maker allows only bitmaps to be embedded ({flags})"
        yield error("WL525", message, span, hint=ask)
    else:
        if font.subset and not allowed.may_cut:
            hint = "leave 'subset' out, or ask its foundry for a file that may be cut"
            yield error("WL526", f"{name} may not be cut: its maker forbids subsetting ({flags})", span, hint=hint)
        if allowed.use == "print":
            message = f"{name} may be embedded for preview and print only ({flags})"
            hint = "ask its foundry whether the licence covers web pages, and for the file that says so"
            yield warning("WL527", message, span, hint=hint)


def check_theme_fonts(theme: Mapping[str, Font], files: Mapping[str, Blob], problems: list[Problem]) -> None:
    """Tell what is wrong with the vendor's own fonts; one that several roles are set in is told once."""
    told: set[tuple[str, bool]] = set()
    for font in theme.values():
        for path in font.files:
            if path in files and (path, font.subset) not in told:
                told.add((path, font.subset))
                problems.extend(_told(files[path], f"the font '{posixpath.basename(path)}'", font, font.span))


def _uncuttable(font: Font, files: Mapping[str, Blob]) -> Iterator[Problem]:
    """What forbids that a brand cuts the theme's fonts; all else about them is the vendor's to hear."""
    for path in font.files:
        if path in files:
            told = _told(files[path], f"the theme's font '{posixpath.basename(path)}'", font, font.span)
            yield from (problem for problem in told if problem.code == "WL526")


def _place(brand: Brand, role: str, position: int) -> Span:
    """Where a file of a role was written: alone, in a list, or under ``files``."""
    written = source.at(brand.node, ("fonts", role))
    steps: source.Loc = ("files", position) if isinstance(written, source.Mapping) else (position,)
    return source.at(written, steps).span


def resolve_fonts(
    brand: Brand, theme: Mapping[str, Font], files: Mapping[str, Blob], odd: Mapping[str, str], problems: list[Problem]
) -> dict[str, Font]:
    """Every role's font for a brand; a brand's family that the theme offers brings the theme's files."""
    offered = {font.family: font for font in theme.values() if font.family}
    resolved = dict(theme)
    sound: dict[str, Sound] = {}
    for role, font in brand.fonts.items():
        if role not in theme:
            hint = did_you_mean(role, theme)
            hint = hint or f"take it away, or have '{role}' declared under 'fonts:' of base_theme/theme.yaml"
            problems.append(error("WL522", f"the theme has no role '{role}' for a font", font.span, hint=hint))
            continue
        fallback = font.fallback or theme[role].fallback
        if font.files:
            problems.extend(_checked(brand, font, files, odd, sound))
            resolved[role] = dataclasses.replace(font, fallback=fallback)
            continue
        known = offered.get(font.family)
        if known is None or not known.files:
            if font.subset:
                message = f"the role '{role}' has no files that could be cut"
                hint = "leave 'subset' out, or name the files"
                problems.append(error("WL528", message, font.span, hint=hint))
            resolved[role] = dataclasses.replace(
                font, files=(), fallback=known.fallback if known else fallback, subset=False
            )
            continue
        cut = dataclasses.replace(font, files=known.files, fallback=known.fallback, subset=font.subset or known.subset)
        if font.subset and not known.subset:
            problems.extend(_uncuttable(cut, files))
        resolved[role] = cut
    return resolved


def font_family(font: Font) -> str:
    """The role's list of families as CSS.

    >>> from whitelabel.problem import Span
    >>> font_family(Font("body", ("a.woff2",), "", "sans-serif", Span("")))
    '"body", "body fallback", sans-serif'
    """
    fallback = font.fallback or "sans-serif"
    if font.files:
        return f'"{font.role}", "{font.role} fallback", {fallback}'
    # JSON escapes quotes and backslashes as CSS strings do; names with anything else special never pass the schema.
    return f"{json.dumps(font.family, ensure_ascii=False)}, {fallback}" if font.family else fallback
