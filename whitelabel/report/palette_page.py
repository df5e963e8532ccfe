"""A logo's colours and what comes of them, as one HTML page that stands alone and asks no host for anything."""

from __future__ import annotations

import base64
import hashlib

from whitelabel.color import Color, css, ink_on, opaque, passing
from whitelabel.model import MODES, Mode
from whitelabel.report.own_files import own_template, own_text
from whitelabel.report.palette import AA, Look, Palette, told
from whitelabel.report.palette_text import failing, oklch_text, reason, share, shortfalls

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_LEVELS = {"AA": ("aa", "text"), "UI": ("ui", "edges"), "": ("low", "neither")}


def palette_page(palette: Palette) -> str:
    """The page: light and dark side by side, each with the logo, a specimen, and every value.

    Returns:
        HTML that asks nothing of any host; equal palettes give equal text.
    """
    page = _Page(palette)
    body = own_template("palette.html").render(page=page, palette=palette, modes=MODES)
    style = own_text("palette.css") + page.rules()
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    head = own_template("palette_head.html").render(palette=palette, style=style, policy=policy)
    return head + body


class _Page:
    """What the template asks for; colours become classes as they are met, since the page allows no style but its own."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.classes: dict[tuple[str, str], str] = {}
        self.told, self.share, self.oklch, self.css = told, share, oklch_text, css
        self.reason, self.failing = reason, failing

    def fill(self, color: Color) -> str:
        """The class of a ground in a colour, with an ink that reads on it."""
        return self._class(opaque(color), css(ink_on([color])))

    def pair(self, ground: Color, ink: Color | None) -> str:
        """The class of a ground with an ink of its own."""
        return self._class(opaque(ground), css(ink or ink_on([ground])))

    def words(self, look: Look, mode: Mode) -> str:
        """The class of words in a colour on the page's paper: the shade that the theme derives for it, if it reads."""
        side, paper = look.side(mode), self.palette.grounds[mode]["paper"]
        own = passing(side.text or side.color, [paper], AA) or self.palette.grounds[mode]["ink"]
        return self._class("transparent", css(own))

    def level(self, ratio: float, reached: str) -> tuple[str, str]:
        """How a ratio is shown: a class, and what it is enough for."""
        return _LEVELS[reached]

    def shortfalls(self, look: Look, mode: Mode) -> list[str]:
        """What is told of one mode."""
        return [line for line in shortfalls(look) if line.startswith(f"in {mode} ")]

    def picture(self, mode: Mode) -> str:
        """The logo as an address that holds it."""
        picture = self.palette.pictures[mode]
        return f"data:{_TYPES[picture.form]};base64,{base64.b64encode(picture.data).decode()}"

    def size(self, mode: Mode) -> tuple[int, int]:
        """The logo's size on the page."""
        picture = self.palette.pictures[mode]
        scale = min(260 / picture.width, 64 / picture.height)
        return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))

    def rules(self) -> str:
        """The style of this page's own colours."""
        lines = []
        for mode, own in self.palette.grounds.items():
            values = "".join(f"--{name}:{css(color)};" for name, color in own.items())
            lines.append(f".{mode}{{{values}}}")
        lines += [f".{name}{{background:{ground};color:{ink}}}" for (ground, ink), name in self.classes.items()]
        return "\n".join(lines) + "\n"

    def _class(self, ground: str, ink: str) -> str:
        return self.classes.setdefault((ground, ink), f"c{len(self.classes)}")
