"""A brand's logo files: where they lie, and the signs that are made of them.

WL501: a logo or font is missing
    The file that the brand file names is not in the brand's folder.
WL502: a file lies outside the brand's folder
    A brand reads only inside its own folder: no `..`, no absolute path, no link.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import cast

from whitelabel import color
from whitelabel.disk.blob import Blob
from whitelabel.model import MODES, Brand, Font, Logo, Origin, Remember, Theme, Token, canonical, digest, installed
from whitelabel.picture.raster_file import MAX_BYTES
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.study import VERSION, Given, Mode, Study, Wish, pack, studied, unpack
from whitelabel.problem import Problem, Related, Span, did_you_mean, error

_KINDS = {"logo": (".svg", ".png", ".jpg", ".jpeg", ".webp"), "font": (".woff2", ".woff", ".ttf", ".otf")}
_LIBRARIES = ("brotli", "cssselect2", "deflate", "fonttools", "lxml", "pillow", "resvg", "tinycss2", "uharfbuzz")


def locate(
    brand: Brand, written: str, span: Span, files: Mapping[str, Blob], odd: Mapping[str, str], what: str
) -> tuple[str, Blob] | Problem:
    """A file that a brand names, or why it can't be had.

    Args:
        brand: Whose folder it has to lie in.
        written: The name as written.
        span: Where.
        files: The project's files by path.
        odd: What is no file, by path.
        what: What the file is to be: ``logo`` or ``font``.
    """
    folder = posixpath.dirname(brand.path)
    outside = error(
        "WL502", f"the {what} '{written}' lies outside '{folder}/'", span, hint="copy the file into the folder"
    )
    if "\\" in written or written.startswith("/") or re.match(r"[A-Za-z]:", written):
        return outside
    path = brand.file(written)
    if not path.startswith(folder + "/"):
        return outside
    steps = path.split("/")
    for end in range(1, len(steps) + 1):
        kind = odd.get("/".join(steps[:end]))
        if kind is not None:
            hint = "export it smaller" if kind.startswith("bigger") else "copy the file itself"
            return error("WL502", f"the {what} '{written}' is {kind}; a file was wanted", span, hint=hint)
    blob = files.get(path)
    if blob is None:
        near = [name[len(folder) + 1 :] for name in files if name.startswith(folder + "/")]
        hint = did_you_mean(written, [name for name in near if name.lower().endswith(_KINDS[what])])
        hint = hint or f"copy the file into '{folder}/'"
        return error("WL501", f"the {what} '{written}' is not in '{folder}/'", span, hint=hint)
    return path, blob


def resolve_logos(
    brand: Brand,
    theme: Theme,
    tokens: Mapping[str, Token],
    fonts: Mapping[str, Font],
    files: Mapping[str, Blob],
    odd: Mapping[str, str],
    remember: Remember,
    problems: list[Problem],
) -> dict[str, Logo]:
    """All variants of a brand's logo, given and made, by name; what is wrong goes into ``problems``.

    Args:
        remember: Gives what was made before; an unchanged logo is not looked at again.
    """
    given: dict[str, tuple[str, Blob]] = {}
    before = len(problems)
    for variant, written in brand.logo.items():
        located = locate(brand, written, brand.span("logo", variant), files, odd, "logo")
        if isinstance(located, Problem):
            problems.append(located)
        elif located[1].size > MAX_BYTES:
            name = posixpath.basename(located[0])
            message = f"the logo '{name}' has {located[1].size:,} bytes; at most {MAX_BYTES:,} are read"
            hint = "export it smaller; a logo is shown a few hundred pixels wide"
            problems.append(error("WL505", message, brand.span("logo", variant), hint=hint))
        else:
            given[variant] = located
    if len(problems) > before:
        return {}
    study = _study(brand, theme, tokens, fonts, files, given, remember)
    faces = _faces(fonts, files)
    for about, problem in study.problems:
        kind, _, number = about.partition(" ")
        place = faces[int(number)][0].span if kind == "font" else brand.span("logo", about)
        problems.append(_placed(problem, place))
    return {
        sign.variant: Logo(
            sign.variant,
            sign.picture,
            cast(Origin, sign.origin),
            sign.path,
            sign.ground,
            *_shown(sign.picture.width, sign.picture.height, theme.logo.box),
        )
        for sign in study.signs
    }


def _study(
    brand: Brand,
    theme: Theme,
    tokens: Mapping[str, Token],
    fonts: Mapping[str, Font],
    files: Mapping[str, Blob],
    given: Mapping[str, tuple[str, Blob]],
    remember: Remember,
) -> Study:
    faces = [(font.family, blob) for font, blob in _faces(fonts, files)]
    plate = _hex(tokens, "color.primary", "light") or "#444444"
    papers = {mode: _papers(theme, tokens, mode) for mode in MODES}
    single = {"mail": theme.logo.mail, "share": theme.share.paper}
    places = {place: _hex(tokens, name, "light") or "#ffffff" for place, name in single.items()}
    ink = _hex(tokens, "color.on-primary", "light") or color.css(color.ink_on([color.parse(plate)]))
    wish = {
        "given": [[variant, path, blob.digest] for variant, (path, blob) in given.items()],
        "papers": papers,
        "places": places,
        "vanishing": theme.logo.vanishing,
        "names": [brand.name, brand.short_name],
        "ink": ink,
        "plate": plate,
        "fonts": [[family, blob.digest] for family, blob in faces],
    }
    stamp = [VERSION, *(f"{library}={installed(library)}" for library in _LIBRARIES)]

    def made() -> tuple[bytes, bool]:
        study = studied(
            Wish(
                given=tuple(Given(variant, path, blob.read()) for variant, (path, blob) in given.items()),
                papers={mode: tuple(papers[mode]) for mode in MODES},
                places=places,
                vanishing=theme.logo.vanishing,
                names=(brand.name, brand.short_name),
                ink=ink,
                plate=plate,
                fonts=(*((family, blob.read()) for family, blob in faces), *(("", data) for data in stock_fonts())),
            )
        )
        # What was refused is looked at again: the reason may have been the machine's.
        return pack(study), bool(study.signs)

    kept = remember(digest(canonical([stamp, wish]).encode()), made)
    try:
        return unpack(kept)
    except (ValueError, RecursionError):
        # What was kept under this key is no study of ours.
        return unpack(made()[0])


def _faces(fonts: Mapping[str, Font], files: Mapping[str, Blob]) -> list[tuple[Font, Blob]]:
    """The files of all fonts, in the order in which a study is given them."""
    return [(font, files[path]) for font in _typed(fonts) for path in font.files if path in files]


def _typed(fonts: Mapping[str, Font]) -> Sequence[Font]:
    """The fonts that a monogram may be set in: headings' first."""
    return [fonts[role] for role in sorted(fonts, key=lambda role: (role != "heading", role != "body", role))]


def _papers(theme: Theme, tokens: Mapping[str, Token], mode: Mode) -> list[str]:
    """The opaque colours of the papers on which a logo may stand."""
    found = [_hex(tokens, name, mode) for name in theme.papers or ("color.paper",)]
    return list(dict.fromkeys(paper for paper in found if paper)) or ["#ffffff" if mode == "light" else "#121212"]


def _hex(tokens: Mapping[str, Token], name: str, mode: Mode) -> str:
    value = tokens[name].value(mode).color if name in tokens else None
    return color.opaque(value) if value is not None else ""


def _placed(problem: Problem, named: Span) -> Problem:
    """A problem with a logo or a font, at its own place in the file or where the file is named."""
    if problem.span is None:
        return dataclasses.replace(problem, span=named)
    return dataclasses.replace(problem, related=(Related(named, "named here"),))


def _shown(width: float, height: float, box: tuple[int, int]) -> tuple[int, int]:
    """The size in CSS pixels at which a logo fits the theme's box."""
    scale = min(box[0] / width, box[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
