"""A fresh process that studies the logos of a folder as a build does, and tells what was still to be loaded within the fence.

Whatever a child process looks for that was not loaded before the fork is told, be it found or not: a module, or a codec,
which is one too. Each `*.logo` gets its verdict beside it; the folder's `*.font` are the brand's.
"""

from __future__ import annotations

import mmap
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from whitelabel.picture import fence, palette, study, together
from whitelabel.picture.card import Look, card
from whitelabel.picture.fence import Fenced, fenced
from whitelabel.picture.lettering import Face
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.value import Picture
from whitelabel.problem import Problem, Span
from whitelabel.render import font_cut
from whitelabel.report.sheet import contrasts

PAPERS = {"light": ("#ffffff",), "dark": ("#121212",)}
_told = mmap.mmap(-1, 1 << 16)


class _Watch:
    """Notes which modules are looked for, and finds none."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        _told.write(name.encode() + b"\n")


def _watched(work: Callable[[], bytes]) -> Callable[[], bytes]:
    def watched() -> bytes:
        sys.meta_path.insert(0, _Watch())
        return work()

    return watched


def _fenced(work: Callable[[], bytes], needs: Sequence[str], seconds: float = 5.0) -> bytes | None:
    return fenced(_watched(work), needs, seconds)


def _begun(work: Callable[[], bytes], needs: Sequence[str], seconds: float = 5.0) -> Fenced:
    return Fenced(_watched(work), needs, seconds)


def verdict(path: Path, fonts: Sequence[tuple[str, bytes]]) -> str:
    """How a logo's signs came to be; or what is wrong with it."""
    given = (study.Given("light", path.name, path.read_bytes()),)
    wish = study.Wish(given, PAPERS, "lighten", ("Éire", ""), "#ffffff", "#0a5cff", tuple(fonts))  # type: ignore[arg-type]
    made = study.studied(wish)
    refused = [problem.message for _, problem in made.problems if problem.is_error]
    if refused:
        return refused[0]
    logo = made.signs[0].picture
    (drawn,) = together.drawn([together.Work(lambda: [_card(logo, fonts)], Span(""))])
    if isinstance(drawn, Problem):
        return drawn.message
    contrasts(logo, ["#ffffff"])
    palette.tones_of(logo)
    return " ".join(sign.origin for sign in made.signs)


def _card(logo: Picture, fonts: Sequence[tuple[str, bytes]]) -> bytes:
    from whitelabel.picture.encode import png

    faces = [Face.read(data) for _, data in fonts]
    return png(card(logo, "Aa Яя é", faces, Look("#ffffff", "#000000", ("#0a5cff",))).image())


def main(folder: Path) -> None:
    """One after the other."""
    for module in (fence, font_cut, palette, study):
        module.fenced = _fenced  # type: ignore[attr-defined]
    together.Fenced = _begun  # type: ignore[assignment, misc]
    # What is made ready from the second on would hide what the first had to look for.
    for module in (study, together):
        module.from_the_second_on = lambda *_: None  # type: ignore[attr-defined]
    own = [path.read_bytes() for path in sorted(folder.glob("*.font"))]
    fonts = [*(("Own", data) for data in own), *(("", data) for data in stock_fonts())]
    for path in sorted(folder.glob("*.logo")):
        path.with_suffix(".made").write_text(verdict(path, fonts), "utf-8")
    for data in own:
        assert font_cut.cut(data, frozenset(b"Ab")) is not None
    sys.stdout.write(_told[:].rstrip(b"\0").decode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
