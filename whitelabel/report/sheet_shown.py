"""The sheet to sign off as people see it: an HTML page that stands alone, and a table on a terminal.

The page holds each picture once, as a custom property of its style; the places where a picture will live are drawn around it
in CSS. It asks no host for anything, and forbids it to itself: its policy allows its own style by its digest, and no script.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from whitelabel import color
from whitelabel.problem import Problem, printable
from whitelabel.report.columns import columns
from whitelabel.report.listing import counted
from whitelabel.report.own_files import own_template, own_text
from whitelabel.report.sheet import Ground, Made, Purpose, Sheet, ico_pictures, manifest_of
from whitelabel.report.sheet_words import LANGUAGES, ORIGINS, PURPOSES, VARIANTS, WORDS

ENLARGED = 192
"""CSS pixels to which the pictures of ``favicon.ico`` are enlarged: a whole number of times for each of them."""

_SHORT = 12
_EXPONENT = 5
_POINTS = 72
_SCHEME = re.compile(rb"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)")


def language_of(tag: str) -> str:
    """The language of a sheet for a brand's own.

    >>> language_of("ru-KZ"), language_of("kk")
    ('ru', 'en')
    """
    short = tag.replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else "en"


def as_html(told: Sheet, language: str) -> str:
    """The page.

    Args:
        told: What is to be signed off.
        language: One of `LANGUAGES`.

    Returns:
        HTML that asks nothing of any host; equal sheets give equal text.
    """
    return _Page(told, language).html()


# ── As text ───────────────────────────────────────────────────────────────────────────────────────────────────────


def as_text(told: Sheet) -> str:
    """The same as a table in plain text, in English."""
    rows = [("FILE", "PIXELS", "BYTES", "SHOWS", "FOR")]
    for made in told.files:
        shows = ", ".join(made.variants)
        rows.append((made.path, pixels(made, "any"), f"{len(made.data):,}", shows, made.purpose))
    signs = [("VARIANT", "HOW", "FROM")]
    signs += [(variant, ORIGINS["en"][logo.origin], printable(logo.path)) for variant, logo in told.logos.items()]
    count = counted(len(told.files), "file")
    size = sum(len(made.data) for made in told.files)
    lines = [f"{printable(told.name)} ({told.slug}), product version {printable(told.version)}", ""]
    lines += [*columns(rows, right=(2,)), "", *columns(signs), ""]
    return "\n".join([*lines, f"{count}, {size:,} bytes, SHA-256 {told.sha256}"])


def pixels(made: Made, any_size: str) -> str:
    """The sizes of a file's pictures."""
    if made.is_drawing and made.purpose in ("icon", "monochrome"):
        return any_size
    sides = [f"{width}" if made.path.endswith(".ico") else f"{width} × {height}" for width, height in made.sizes]
    return ", ".join(sides)


# ── As a page ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Picture:
    """A custom property that holds a picture, and its size in CSS pixels."""

    name: str
    data: bytes
    media_type: str
    width: int = 0
    height: int = 0

    @property
    def url(self) -> str:
        return f'url("data:{self.media_type};base64,{base64.b64encode(self.data).decode()}")'


class _Page:
    def __init__(self, told: Sheet, language: str) -> None:
        self.told = told
        self.language = language
        self.words = WORDS[language]
        self.origins = ORIGINS[language]
        self.variants = VARIANTS[language]
        self.purposes = PURPOSES[language]
        self.apps = self.words["apps"].split(",")
        self.manifest = manifest_of(told)
        self.number = {made.path: number for number, made in enumerate(told.files)}

    # ── Pictures ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def pictures(self) -> tuple[_Picture, ...]:
        """Each picture once; of an icon file each of its own, of a drawing that adapts its two looks beside it."""
        found: list[_Picture] = []
        for made in self.told.files:
            name = f"f{self.number[made.path]}"
            if not made.sizes:
                continue
            if made.path.endswith(".ico"):
                for side, data in ico_pictures(made.data):
                    kind = "image/png" if data.startswith(b"\x89PNG") else made.media_type
                    found.append(_Picture(f"{name}-{side}", data, kind, side, side))
                continue
            found.append(_Picture(name, made.data, made.media_type, *made.sizes[-1]))
            if made.purpose == "icon" and _SCHEME.search(made.data):
                found += [
                    _Picture(f"{name}-{mode}", decided(made.data, mode), made.media_type, *made.sizes[-1])
                    for mode in ("light", "dark")
                ]
        return tuple(found)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(picture.name for picture in self.pictures)

    def shown(self, made: Made) -> str:
        """The class that shows a file; empty for what is no picture."""
        name = f"f{self.number[made.path]}"
        if made.path.endswith(".ico"):
            return f"{name}-{max(made.sizes)[0]}"
        return name if name in self._names else ""

    def one(self, purpose: Purpose, variant: str = "") -> Made | None:
        """The first file of a purpose."""
        return next(iter(self.told.of(purpose, variant)), None)

    def largest(self, purpose: Purpose) -> str:
        """The class of the largest picture of a purpose."""
        found = max(self.told.of(purpose), key=lambda made: made.sizes[-1], default=None)
        return self.shown(found) if found else ""

    @cached_property
    def ico(self) -> str:
        """What begins the class of each picture of ``favicon.ico``."""
        made = self.one("favicon")
        return f"f{self.number[made.path]}" if made else ""

    @property
    def ico_sides(self) -> list[int]:
        """The sides of its pictures."""
        made = self.one("favicon")
        return [width for width, _ in made.sizes] if made else []

    def tab(self, mode: str) -> str:
        """The class of what a browser of a scheme shows in its tabs."""
        made = self.one("icon")
        name = f"f{self.number[made.path]}" if made else ""
        return f"{name}-{mode}" if f"{name}-{mode}" in self._names else name or "favicon"

    @property
    def mono(self) -> str:
        """The class of the sign in one colour."""
        made = next((made for made in self.told.of("monochrome") if made.path.endswith("icon-mono.svg")), None)
        return f"mask-{self.shown(made)}" if made else ""

    def cards(self) -> Iterator[tuple[str, str, str, str]]:
        """Of each language: its tag, title and description, and the class of its card."""
        by_locale = {made.path.split("/")[1]: made for made in self.told.of("share")}
        for line in self.told.lines:
            if line.locale in by_locale:
                yield line.locale, line.title, line.about, self.shown(by_locale[line.locale])

    def logo(self, variant: str) -> str:
        """The class of the header's logo."""
        return f"logo-{variant}"

    # ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def title(self) -> str:
        """What a tab says."""
        return self.told.lines[0].title if self.told.lines else self.told.name

    @property
    def host(self) -> str:
        """Where the pages are; a brand that is a draft may have no address yet."""
        return self.told.host or "–"

    @property
    def initial(self) -> str:
        """Stands for a sender without a picture."""
        return self.told.name[:1].upper()

    def pixels(self, made: Made) -> str:
        """The sizes of a file's pictures."""
        return pixels(made, self.words["any_size"])

    def counted(self, number: int) -> str:
        """A number with its thousands apart."""
        return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")

    def ratio(self, ground: Ground) -> str:
        """A contrast, rounded down: what is written is reached."""
        told = f"{math.floor(ground.ratio * 10) / 10:.1f} : 1"
        return told if self.language == "en" else told.replace(".", ",")

    def is_faint(self, ground: Ground) -> bool:
        """Whether a logo is less clear than a control has to be (WCAG 2.2, 1.4.11): for who signs, no mistake."""
        return ground.ratio < 3

    def how(self, variant: str) -> str:
        """How a variant was come by."""
        logo = self.told.logos.get(variant)
        return self.origins[logo.origin] if logo else ""

    def place(self, problem: Problem) -> str:
        """Where a problem stands."""
        span = problem.span
        return f"{span.path}:{span.line}:{span.column}" if span and span.path else ""

    def about(self, made: Made) -> list[int]:
        """The numbers of the problems of what a file was made from."""
        concerning = self.told.about(made)
        return [number for number, problem in enumerate(self.told.problems, 1) if problem in concerning]

    # ── Style ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def style(self) -> str:
        """The page's style: what is the same on all pages, then the pictures and colours of this one."""
        rules = [":root{" + "".join(f"--{picture.name}:{picture.url};" for picture in self.pictures) + "}"]
        rules += [f".{picture.name}{{background-image:var(--{picture.name})}}" for picture in self.pictures]
        rules += [f".own-{p.name}{{width:{p.width}px;height:{p.height}px}}" for p in self.pictures]
        if self.ico:
            known = [(16, 1), (32, 2), (48, 3)]
            fine = ",".join(f"var(--{self.ico}-{side}) {times}x" for side, times in known if side in self.ico_sides)
            rules.append(f".favicon{{background-image:image-set({fine})}}")
        rules += self._logo_rules()
        if self.mono:
            name = self.mono.removeprefix("mask-")
            rules.append(f".{self.mono}{{-webkit-mask-image:var(--{name});mask-image:var(--{name})}}")
        for number, ground in enumerate(self.told.grounds):
            rules.append(f".ground-{number}{{background:{ground.paper}}}")
        rules += [
            f".mail-paper{{background:{self.told.mail}}}",
            f".splash{{background:{_color(self.manifest.get('background_color'))};"
            f"color:{_ink(_color(self.manifest.get('background_color')))}}}",
            f":root{{--brand:{self.told.accent};--on-brand:{_ink(self.told.accent)}}}",
        ]
        return own_text("sheet.css") + "\n".join(rules) + "\n"

    def _logo_rules(self) -> Iterator[str]:
        """Of each variant the drawing, or pixels by the screen's fineness, at the size that it has on pages."""
        for variant, logo in self.told.logos.items():
            if variant in ("mail", "share"):
                continue
            made = self.told.of("logo" if variant in ("light", "dark") else "sign", variant)
            drawing = next((each for each in made if each.is_drawing), None)
            if drawing:
                image = f"var(--f{self.number[drawing.path]})"
            else:
                fine = sorted((each for each in made if each.path.endswith(".png")), key=lambda each: each.sizes)
                given = [f"var(--f{self.number[each.path]}) {times}x" for times, each in enumerate(fine, 1)]
                image = f"image-set({','.join(given)})" if given else "none"
            yield (
                f".logo-{variant}{{background-image:{image};width:{logo.width}px;aspect-ratio:{logo.width}/{logo.height}}}"
            )
        mail = self.one("mail")
        if mail:
            width, height = mail.sizes[0]
            yield f".mail-logo{{width:{width // 2}px;aspect-ratio:{width}/{height}}}"

    def html(self) -> str:
        """The whole page."""
        style = self.style()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return own_template("sheet.html.j2").render(
            page=self,
            told=self.told,
            words=self.words,
            style=style,
            policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            squircle=squircle(),
            enlarged=ENLARGED,
            short=_SHORT,
        )


def decided(drawing: bytes, mode: str) -> bytes:
    """A drawing that adapts to the scheme, as it looks in one of them on whatever screen it is seen, and on paper.

    >>> decided(b"@media (prefers-color-scheme:dark){a{}}", "light")
    b'@media not all{a{}}'
    """
    return _SCHEME.sub(lambda asked: b"all" if asked[1].decode() == mode else b"not all", drawing)


def squircle() -> str:
    """The outline of a superellipse in a square of side 1, as SVG path data: the shape of icons on iOS."""
    points = []
    for step in range(_POINTS):
        angle = 2 * math.pi * step / _POINTS
        x, y = math.cos(angle), math.sin(angle)
        reach = (abs(x) ** _EXPONENT + abs(y) ** _EXPONENT) ** (-1 / _EXPONENT)
        points.append(f"{0.5 + x * reach / 2:.4f} {0.5 + y * reach / 2:.4f}")
    return "M" + "L".join(points) + "Z"


def _color(written: object) -> str:
    """A colour of the manifest, which is one of ours."""
    return written if isinstance(written, str) else "#ffffff"


def _ink(paper: str) -> str:
    """Black or white, whichever is read better on a paper."""
    return color.opaque(color.ink_on([color.parse(paper)]))
