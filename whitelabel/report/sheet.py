"""What a bundle shows of a brand's logo, put together for who signs it off: each file, its size, and how it was come by."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from whitelabel import color
from whitelabel.model import Logo, ResolvedBrand, Theme
from whitelabel.problem import Problem

if TYPE_CHECKING:
    from whitelabel.picture.value import Picture

Purpose = Literal[
    "favicon",
    "icon",
    "touch-icon",
    "any",
    "maskable",
    "monochrome",
    "logo",
    "sign",
    "mail",
    "share",
    "manifest",
    "other",
]

Mode = Literal["light", "dark"]

PURPOSES: tuple[tuple[str, Purpose, tuple[str, ...]], ...] = (
    (r"favicon\.ico", "favicon", ("mark",)),
    (r"icon\.svg", "icon", ("mark", "mark-dark")),
    (r"apple-touch-icon\.png", "touch-icon", ("mark",)),
    (r"icon-maskable-\d+\.png", "maskable", ("mark",)),
    (r"icon-mono\.svg", "monochrome", ("mono",)),
    (r"icon-\d+\.png", "any", ("mark",)),
    (r"site\.webmanifest", "manifest", ()),
    (r"[^/]+/og\.png", "share", ("share",)),
    (r"assets/logo-mail\..*", "mail", ("mail",)),
    (r"assets/logo[.@].*", "logo", ("light",)),
    (r"assets/logo-dark[.@].*", "logo", ("dark",)),
    (r"assets/logo-mark[.@].*", "sign", ("mark",)),
    (r"assets/logo-mark-dark[.@].*", "sign", ("mark-dark",)),
    (r"assets/logo-mono[.@].*", "monochrome", ("mono",)),
)
"""What a file of ``site/`` is for, and the variants that it shows; the first pattern that fits the whole path counts."""

_TYPES = {
    "ico": "image/x-icon",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "webmanifest": "application/manifest+json",
}
_ICO_ENTRY = struct.Struct("<BBBBHHII")
_PNG = b"\x89PNG\r\n\x1a\n"
_VIEW_BOX = re.compile(rb"""\bviewBox=["']\s*[-+.\de]+[\s,]+[-+.\de]+[\s,]+([-+.\de]+)[\s,]+([-+.\de]+)""")
_ROOT = re.compile(rb"<svg\b[^>]*>")
_PICTURES = "WL5"
_NEEDS = (
    *(f"PIL.{name}" for name in "BmpImagePlugin GifImagePlugin PpmImagePlugin ImageFilter ImageOps".split()),
    "resvg",
    "whitelabel.picture.draw",
    "whitelabel.picture.outline",
)
"""What measuring imports beside what the fence has: Pillow's first look at any file loads the plug-ins."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the bundle.

    Attributes:
        path: In the bundle.
        sizes: Width and height of each picture in it, in pixels; of a drawing its own size; none for what is no picture.
        variants: Of the logo, that it shows and that the brand has.
    """

    path: str
    data: bytes
    sizes: tuple[tuple[int, int], ...]
    purpose: Purpose
    variants: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Digest of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def media_type(self) -> str:
        """What a server says that it is."""
        return _TYPES.get(self.path.rpartition(".")[2], "application/octet-stream")

    @property
    def is_drawing(self) -> bool:
        """Whether it has any size that is asked for."""
        return self.path.endswith(".svg")


@dataclass(frozen=True, slots=True)
class Ground:
    """A logo on a paper that the theme declares.

    Attributes:
        token: Name of the paper's colour.
        paper: Such as ``#ffffff``.
        ratio: The contrast with it that nine tenths of the logo's outline reach, 1 to 21.
    """

    token: str
    mode: Mode
    paper: str
    variant: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of the product in a language, where its address is shared or found."""

    locale: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is to be signed off.

    Attributes:
        version: Of the product.
        logos: By variant, with how each was come by.
        files: In the order in which they are told.
        grounds: Where the header's logo stands.
        mail: The e-mails' paper.
        accent: The brand's first colour.
        lines: In each of the brand's languages.
        problems: About pictures, as the partner may see them.
    """

    slug: str
    name: str
    short_name: str
    host: str
    version: str
    locales: tuple[str, ...]
    logos: Mapping[str, Logo]
    files: tuple[Made, ...]
    grounds: tuple[Ground, ...]
    mail: str
    accent: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def sha256(self) -> str:
        """The identity of all files: SHA-256 over the sorted lines ``sha256  path``."""
        lines = "".join(f"{made.sha256}  {made.path}\n" for made in sorted(self.files, key=lambda made: made.path))
        return hashlib.sha256(lines.encode()).hexdigest()

    def of(self, purpose: Purpose, variant: str = "") -> tuple[Made, ...]:
        """Files of a purpose, of one variant where that is said."""
        return tuple(
            made for made in self.files if made.purpose == purpose and (not variant or variant in made.variants)
        )

    def about(self, made: Made) -> tuple[Problem, ...]:
        """The problems of the files that one was made from."""
        return tuple(problem for problem in self.problems if _concerns(problem, made, self.logos))


def sheet(brand: ResolvedBrand, theme: Theme, files: Mapping[str, bytes], problems: Iterable[Problem]) -> Sheet:
    """What is to be signed off.

    Args:
        brand: Whose logo it is.
        theme: What it stands in.
        files: Bytes by path in the bundle, of all that is made from the logo.
        problems: As the reader may see them; those about other things than pictures are left out.
    """
    own = brand.brand
    return Sheet(
        slug=own.slug,
        name=own.name,
        short_name=own.short_name or own.name[:12].rstrip(),
        host=own.domain,
        version=theme.version,
        locales=brand.locales,
        logos=brand.logos,
        files=_files(brand, files),
        grounds=_grounds(brand, theme.papers),
        mail=_hex(brand, theme.logo.mail, "light", "#ffffff"),
        accent=_hex(brand, "color.primary", "light", "#000000"),
        lines=tuple(_line(brand, theme, locale) for locale in brand.locales),
        problems=tuple(problem for problem in problems if problem.code.startswith(_PICTURES)),
    )


def _hex(brand: ResolvedBrand, name: str, mode: Mode, otherwise: str) -> str:
    token = brand.tokens.get(name)
    value = token.value(mode).color if token is not None else None
    return color.opaque(value) if value is not None else otherwise


def _line(brand: ResolvedBrand, theme: Theme, locale: str) -> Line:
    home = theme.pages[0].name if theme.pages else ""
    title = _said(brand, locale, f"{home}.title") or _said(brand, locale, theme.share.line) or brand.brand.name
    return Line(locale, title, _said(brand, locale, f"{home}.description"))


def _said(brand: ResolvedBrand, locale: str, key: str) -> str:
    """A text with the brand's names in their places; empty where it needs anything else."""
    text = brand.texts.get(locale, {}).get(key)
    if text is None or text.kind == "plural":
        return ""
    own = brand.brand
    names = {"brand": own.name, "brand.short": own.short_name or own.name, "brand.legal": own.legal_name or own.name}
    message = text.forms["plain" if text.kind == "inflected" else "other"]
    parts = [part if isinstance(part, str) else names.get(part[0]) for part in message]
    return "" if None in parts else "".join(part or "" for part in parts).replace("\u00ad", "").strip()


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(brand: ResolvedBrand, files: Mapping[str, bytes]) -> tuple[Made, ...]:
    found: list[tuple[tuple[int, int, str], Made]] = []
    for path, data in files.items():
        rank, purpose, variants = purpose_of(path)
        known = tuple(variant for variant in variants if variant in brand.logos)
        locale = path.split("/")[1]
        place = brand.locales.index(locale) if locale in brand.locales else -1
        found.append(((rank, place, path), Made(path, data, sizes(path, data), purpose, known)))
    return tuple(made for _, made in sorted(found, key=lambda entry: entry[0]))


def purpose_of(path: str) -> tuple[int, Purpose, tuple[str, ...]]:
    """The place of a file among all, what it is for, and the variants that it may show.

    >>> purpose_of("site/assets/logo-mark-dark.pascwmx3hx.svg")[1:]
    ('sign', ('mark-dark',))
    """
    for rank, (pattern, purpose, variants) in enumerate(PURPOSES):
        if re.fullmatch(pattern, path.removeprefix("site/")):
            return rank, purpose, variants
    return len(PURPOSES), "other", ()


def sizes(path: str, data: bytes) -> tuple[tuple[int, int], ...]:
    """Width and height of each picture in a file of ours, the smallest first.

    Source:
        ICO: the directory of .ico files; PNG (3rd edition), 11.2.1 IHDR; RFC 9649, 2.6 and 2.7 (WebP).
    """
    if path.endswith(".ico"):
        return tuple(sorted((side, side) for side, _ in ico_pictures(data)))
    if data.startswith(_PNG):
        return (struct.unpack(">II", data[16:24]),)
    if path.endswith(".svg"):
        root = _ROOT.search(data)
        box = _VIEW_BOX.search(root[0]) if root else None
        return ((round(float(box[1])), round(float(box[2]))),) if box else ()
    return (_webp_size(data),) if path.endswith(".webp") else ()


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return (1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack("<HH", data[26:30])
    return (width & 0x3FFF, height & 0x3FFF)


def ico_pictures(data: bytes) -> list[tuple[int, bytes]]:
    """The pictures of an icon file, each as a file of its own: side in pixels, and bytes.

    A picture that isn't PNG stays one of an icon file, with a directory for it alone.
    """
    count = struct.unpack_from("<H", data, 4)[0]
    found = []
    for number in range(count):
        entry = _ICO_ENTRY.unpack_from(data, 6 + 16 * number)
        side, length, start = entry[0] or 256, entry[6], entry[7]
        picture = data[start : start + length]
        if not picture.startswith(_PNG):
            picture = struct.pack("<HHH", 0, 1, 1) + _ICO_ENTRY.pack(*entry[:7], 22) + picture
        found.append((side, picture))
    return sorted(found, key=lambda entry: entry[0])


# ── Where a logo stands ───────────────────────────────────────────────────────────────────────────────────────────


def _grounds(brand: ResolvedBrand, papers: Sequence[str]) -> tuple[Ground, ...]:
    found = []
    modes: tuple[Mode, ...] = ("light", "dark")
    for mode in modes:
        variant = mode if mode in brand.logos else "light"
        colors = [_hex(brand, token, mode, "#ffffff") for token in papers]
        reached = contrasts(brand.logos[variant].picture, colors)
        places = zip(papers, colors, reached, strict=True)
        found += [Ground(token, mode, paper, variant, ratio) for token, paper, ratio in places]
    return tuple(found)


def contrasts(picture: Picture, papers: Sequence[str]) -> list[float]:
    """The contrast with each paper that nine tenths of a logo's outline reach, 1 to 21.

    Args:
        picture: A logo.
        papers: Colours such as ``#ffffff``.

    Returns:
        As many as there are papers; 0 stands for a picture that can't be measured.
    """
    from whitelabel.picture.fence import NEEDS, fenced

    def work() -> bytes:
        from whitelabel.picture.draw import Drawing
        from whitelabel.picture.outline import outline_contrast

        drawing = Drawing(picture)
        return json.dumps([outline_contrast(drawing, paper) for paper in papers]).encode()

    measured = fenced(work, (*NEEDS, *_NEEDS))
    found: list[float] = json.loads(measured) if measured is not None else [0.0] * len(papers)
    return found


def _concerns(problem: Problem, made: Made, logos: Mapping[str, Logo]) -> bool:
    sources = [logos[variant].path for variant in made.variants if variant in logos]
    named = any(source and f"'{source.rpartition('/')[2]}'" in problem.message for source in sources)
    return named or (problem.span is not None and problem.span.path in sources)


# ── As data ───────────────────────────────────────────────────────────────────────────────────────────────────────


def note(logo: Logo) -> str:
    """Where a variant comes from: the brand's file, or its name."""
    return f"from {logo.path}" if logo.path else "from the brand's name"


def as_object(told: Sheet) -> dict[str, Any]:
    """The sheet as JSON data."""
    return {
        "product_version": told.version,
        "sha256": told.sha256,
        "files": [
            {
                "path": made.path,
                "bytes": len(made.data),
                "sha256": made.sha256,
                "width": made.sizes[-1][0] if made.sizes else None,
                "height": made.sizes[-1][1] if made.sizes else None,
                "purpose": made.purpose,
                "from": list(made.variants),
            }
            for made in told.files
        ],
        "signs": [
            {"variant": variant, "origin": logo.origin, "note": note(logo)} for variant, logo in told.logos.items()
        ],
    }


def manifest_of(told: Sheet) -> dict[str, Any]:
    """What home screens are told."""
    made = told.of("manifest")
    found: dict[str, Any] = json.loads(made[0].data) if made else {}
    return found
