"""A brand's logo files: where they lie, what they are by content, and how large.

WL501: a logo or font is missing
    The file that the brand file names is not in the brand's folder.
WL502: a file lies outside the brand's folder
    A brand reads only inside its own folder: no `..`, no absolute path, no link.
WL503: a logo is empty, or is not what its name says
    The format is read from the content: SVG, PNG, JPEG or WebP, one picture that doesn't move.
WL504: a logo has no size
    An SVG needs a `viewBox`, or `width` and `height` in pixels.
WL505: a logo is too big, or out of all proportion
    More bytes or pixels than any logo needs; a smaller export looks the same. Or one side is more than 20 times the
    other, which no page has a place for.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from whitelabel.disk import Blob
from whitelabel.model import Brand, Logo
from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.resolve.svg import refuse_active

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 12_000_000
MAX_RATIO = 20

Format = Literal["svg", "png", "jpeg", "webp"]
_SUFFIXES: Mapping[str, Format] = {".svg": "svg", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}


_KINDS = {"logo": tuple(_SUFFIXES), "font": (".woff2", ".woff", ".ttf", ".otf")}


def sniff(data: bytes) -> Format | None:
    """The format of a picture by its first bytes.

    >>> sniff(b"\\x89PNG\\r\\n\\x1a\\n....")
    'png'
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return None
    if head.startswith(b"<") and re.search(rb"<([\w-]+:)?svg\b", data[:65536]):
        return "svg"
    return None


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
    path = posixpath.normpath(posixpath.join(folder, written))
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


def _pixels(text: str | None) -> float | None:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*", text or "")
    return float(match.group(1)) if match else None


def _svg_size(root: _Element) -> tuple[int, int] | None:
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        box_width, box_height = (float(box[2]), float(box[3])) if len(box) == 4 else (0.0, 0.0)
    except ValueError:
        box_width = box_height = 0.0
    if width is None or height is None:
        width, height = box_width, box_height
    if not (0 < width < 100_000 and 0 < height < 100_000):
        return None
    return max(1, round(width)), max(1, round(height))


def _raster_size(data: bytes, kind: Format) -> tuple[int, int] | Literal["moves"] | None:
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
                size = image.size
                if getattr(image, "n_frames", 1) > 1:
                    return "moves"
                if size[0] * size[1] <= MAX_PIXELS:
                    image.load()
                return size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return (1 << 20, 1 << 20)
    except Exception:  # decoders of damaged files raise nearly anything
        return None


_SMALLER = "export it smaller; a logo is shown a few hundred pixels wide"


def read_logo(variant: str, path: str, blob: Blob, span: Span) -> Logo | Problem:
    """One logo file, looked at by its content."""
    name = posixpath.basename(path)
    if blob.size == 0:
        return error("WL503", f"the logo '{name}' is empty", span, hint="export it again")
    if blob.size > MAX_BYTES:
        return error(
            "WL505", f"the logo '{name}' has {blob.size:,} bytes; at most {MAX_BYTES:,} are read", span, hint=_SMALLER
        )
    data = blob.read()
    kind = sniff(data)
    if kind is None:
        message = f"the logo '{name}' is neither SVG, PNG, JPEG nor WebP by its content"
        return error("WL503", message, span, hint="export it as SVG or PNG")
    suffix = posixpath.splitext(name)[1].lower()
    if _SUFFIXES.get(suffix) != kind:
        hint = f"rename it to '{posixpath.splitext(name)[0]}.{'jpg' if kind == 'jpeg' else kind}'"
        return error("WL503", f"the logo '{name}' is {kind.upper()} by its content", span, hint=hint)
    size: tuple[int, int] | Literal["moves"] | None
    if kind == "svg":
        root = refuse_active(data, path, span)
        if isinstance(root, Problem):
            return root
        size = _svg_size(root)
        if size is None:
            hint = "export it again with a viewBox"
            return error("WL504", f"the logo '{name}' has neither a 'viewBox' nor a size in pixels", span, hint=hint)
    else:
        size = _raster_size(data, kind)
        if size is None:
            return error(
                "WL503",
                f"the logo '{name}' is damaged: it can't be decoded as {kind.upper()}",
                span,
                hint="export it again",
            )
        if size == "moves":
            message = f"the logo '{name}' is an animation; one picture was wanted"
            return error("WL503", message, span, hint="export its first picture alone")
        if size[0] * size[1] > MAX_PIXELS:
            message = f"the logo '{name}' has more than {MAX_PIXELS // 1_000_000} million pixels"
            return error("WL505", message, span, hint=_SMALLER)
    if max(size) > MAX_RATIO * min(size):
        message = (
            f"the logo '{name}' is {size[0]} wide and {size[1]} high; one side is more than {MAX_RATIO} times the other"
        )
        return error("WL505", message, span, hint="cut the empty space around it away, and export it again")
    return Logo(variant, path, blob, kind, *size)


def resolve_logos(
    brand: Brand, files: Mapping[str, Blob], odd: Mapping[str, str], problems: list[Problem]
) -> dict[str, Logo]:
    """All variants of a brand's logo that it gives, by name; what is wrong goes into ``problems``."""
    found: dict[str, Logo] = {}
    for variant, written in brand.logo.items():
        span = brand.span("logo", variant)
        located = locate(brand, written, span, files, odd, "logo")
        logo = located if isinstance(located, Problem) else read_logo(variant, *located, span)
        if isinstance(logo, Problem):
            problems.append(logo)
        else:
            found[variant] = logo
    return found
