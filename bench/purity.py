"""Prints what it takes to look for the marks of many brands in one bundle, beside GNU grep on the same bytes.

    .venv/bin/python -m bench.purity [--brands 100 1000 10000] [--megabytes 5]

A brand has eight marks: a name of two words and a short one, a legal name, a domain, a mail address, an address, a telephone number and
a mark. The bundle is pages of a line a paragraph, half of them in Russian, in which 500 marks of the brands are planted as they
are written. `compile` is done once for a set of marks and kept, `load` once a process. `one pass` looks for all marks in the text as it is;
`every way` looks at the pages as files, through markup and all encodings, as `whitelabel verify` does. `grep -F` looks for what is
written, letter by letter; with `-i -w` as words in any case, which is nearest to a pass. Found are the planted ones. Seconds of the
processor; grep's are those of its process, and `ended` says that it came to no end of its own. `same marks` is a
second bundle's pass.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from whitelabel.model import Mark
from whitelabel.verify.marks import Owned
from whitelabel.verify.matcher import Matcher, compiled
from whitelabel.verify.search import search

SYLLABLES = "ka ro min ta vel dor su pi gran lo ne tri bo ar ex um il qua nor den vik sol mar tem pon zu fe".split()
WORDS = "deal contract register sign buyer seller court title office paper price open send check keep found every day".split()
RUSSIAN = (
    "сделка договор подпись покупатель продавец реестр выписка цена открыть каждый день бумаги адрес проверка".split()
)
PLANTED = 500


def marks(brands: int) -> list[Owned]:
    """The marks of so many brands, the same each time."""
    chance = random.Random("purity")
    found: list[Owned] = []
    for number in range(brands):
        name = "".join(chance.choices(SYLLABLES, k=chance.randint(3, 5)))
        title = name.title()
        phone = f"+7 495 {chance.randint(1_000_000, 9_999_999)}"
        for kind, text in (
            ("name", f"{title} Realty"),
            ("name", title),
            ("legal name", f"{title} Realty LLC"),
            ("domain", f"deals.{name}.example"),
            ("mail address", f"help@{name}.example"),
            ("address", f"https://{name}.example/help"),
            ("telephone number", phone),
            ("mark", f"{title}-{number % 97}"),
        ):
            found.append(Owned(f"b{number}", f"b{number}", Mark(text, kind, False, "brand.yaml", 1, 1)))
    return found


def pages(known: Sequence[Owned], size: int) -> tuple[str, int]:
    """So many bytes of pages, and how many marks are planted in them."""
    chance = random.Random("pages")
    lines: list[str] = []
    length = 0
    while length < size:
        words = chance.choices(RUSSIAN if len(lines) % 2 else WORDS, k=14)
        lines.append(
            f'<p class="card card--{chance.randint(0, 99)}"><b>{words[0].title()}</b> {" ".join(words[1:])}.</p>'
        )
        length += len(lines[-1].encode()) + 1
    for place in chance.sample(range(len(lines)), PLANTED):
        lines[place] = lines[place].replace("</b>", f"</b> by {chance.choice(known).mark.text},")
    return "\n".join(lines), PLANTED


def taken(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of the processor that a piece of work takes, and what it gives."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def grepped(options: str, marks_file: Path, text_file: Path, locale: str = "C.UTF-8") -> tuple[float, object]:
    """Seconds of the processor that grep takes, and in how many lines it finds something."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["grep", *options.split(), "-c", "-f", str(marks_file), str(text_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": locale})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, int(done.stdout) if done.returncode in (0, 1) else "ended"


def measure(brands: int, size: int, place: Path) -> None:
    """A table for so many brands."""
    known = marks(brands)
    text, planted = pages(known, size)
    data = text.encode()
    marks_file, text_file = place / "marks", place / "pages.html"
    marks_file.write_text("\n".join(one.mark.text for one in known) + "\n", "utf-8")
    text_file.write_bytes(data)
    compiling, made = taken(lambda: compiled(known))
    assert isinstance(made, bytes)
    loading, finder = taken(lambda: Matcher(known, made))
    assert isinstance(finder, Matcher)
    first, found = taken(lambda: finder.find(text))
    again, _ = taken(lambda: finder.find(text))
    whole, searched = taken(lambda: search("pages.html", data, finder))
    assert isinstance(found, list)
    print(f"\n{brands:,} brands, {len(known):,} marks, {len(data) / 1e6:.1f} MB, {planted} planted")
    print(f"{'':<28} {'seconds':>8} {'found':>7}")
    rows: list[tuple[str, float, object]] = [
        ("compile", compiling, ""),
        ("load", loading, ""),
        ("one pass", first, len(found)),
        ("same marks, one pass", again, ""),
        ("every way", whole, len(getattr(searched, "hits", ()))),
        ("grep -F", *grepped("-F", marks_file, text_file)),
        ("grep -F -i -w", *grepped("-F -i -w", marks_file, text_file)),
        ("grep -F -i -w, ASCII", *grepped("-F -i -w", marks_file, text_file, "C")),
    ]
    for name, seconds, count in rows:
        print(f"{name:<28} {seconds:>8.2f} {count:>7}")


def main() -> None:
    """Measures each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--brands", type=int, nargs="+", default=[100, 1000, 10_000], help="how many (default 100 1000 10000)"
    )
    parser.add_argument("--megabytes", type=float, default=5.0, help="of the bundle (default 5)")
    asked = parser.parse_args()
    if shutil.which("grep") is None:
        sys.exit("grep is missing")
    with tempfile.TemporaryDirectory() as place:
        for brands in asked.brands:
            measure(brands, int(asked.megabytes * 1e6), Path(place))


if __name__ == "__main__":
    main()
