"""Which real logos are read, and where they lie.

The choice is a rule, not a taste: of each package so many, half of them those that use the most different parts of SVG
(of equals the longer file, then the earlier name), the other half spread evenly over the rest by name. What comes of a
logo takes no part in it. `python -m tests.logos.choice` prints the list; a test compares it with the committed one.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"

# Package, its folder of drawings, how many of it are read.
PACKAGES = (
    ("simple-icons", "icons", 90),
    ("devicon", "icons", 140),
    ("super-tiny-icons", "images/svg", 70),
    ("flag-icons", "flags", 80),
    ("@iconify-json/logos", "", 120),
)

HEAD = """\
# 500 real logos: package, then the file without its suffix, or the icon's name. Written by `python -m tests.logos.choice`.
# Of each package half are those that use the most different parts of SVG, half are spread evenly over the rest by name;
# choice.py says it exactly. Chosen before any was read, and none is dropped after it failed. The first of each ten is
# read by `make test`, all by `make soak`.
"""

_PARTS = tuple(
    re.compile(part)
    for part in (
        "<style",
        "<mask",
        "<clipPath",
        "<filter",
        "<use",
        "<symbol",
        "<image",
        "<text",
        "<linearGradient",
        "<radialGradient",
        "<pattern",
        "<marker",
        "<switch",
        "<script",
        "<svg[^>]*>.*<svg",
        "<!DOCTYPE",
        "<!ENTITY",
        r"<\?xml",
        "<!--",
        "sodipodi|inkscape",
        "xlink:",
        "xml:space",
        " style=",
        " class=",
        " opacity=",
        " fill-rule=",
        " stroke=",
        "stroke-dasharray",
        " transform=",
        "gradientTransform",
        "mix-blend-mode",
        "enable-background",
        "preserveAspectRatio",
        "currentColor",
        '="[0-9.]+%"',
        r"rgba?\(|hsla?\(",
    )
)


def _richness(text: str) -> tuple[int, int]:
    return sum(bool(part.search(text)) for part in _PARTS), len(text)


@functools.cache
def _icons() -> Mapping[str, bytes]:
    """The icons of the package that keeps them in one file, each as the program that serves them writes it."""
    kept = json.loads((MODULES / "@iconify-json" / "logos" / "icons.json").read_text("utf-8"))
    found = {}
    for name, icon in kept["icons"].items():
        left, top = icon.get("left", 0), icon.get("top", 0)
        width, height = (icon.get(side, kept.get(side, 16)) for side in ("width", "height"))
        linked = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in icon["body"] else ""
        found[name] = (
            f'<svg xmlns="http://www.w3.org/2000/svg"{linked} width="{width}" height="{height}" '
            f'viewBox="{left} {top} {width} {height}">{icon["body"]}</svg>'
        ).encode()
    return found


def original(name: str) -> bytes:
    """A logo's bytes by its name in the list, such as ``devicon linux/linux-original``."""
    package, _, inner = name.partition(" ")
    folder = next(folder for known, folder, _ in PACKAGES if known == package)
    return (MODULES / package / folder / f"{inner}.svg").read_bytes() if folder else _icons()[inner]


def _every(package: str, folder: str) -> list[str]:
    if not folder:
        return sorted(f"{package} {name}" for name in _icons())
    root = MODULES / package / folder
    return sorted(f"{package} {path.relative_to(root).as_posix().removesuffix('.svg')}" for path in root.rglob("*.svg"))


def chosen() -> list[str]:
    """The names that the rule gives, by package and name."""
    found = []
    for package, folder, count in PACKAGES:
        richness = {name: _richness(original(name).decode("utf-8", "replace")) for name in _every(package, folder)}
        rich = sorted(richness, key=lambda name: (*(-part for part in richness[name]), name))[: count // 2]
        rest = [name for name in richness if name not in set(rich)]
        wanted = count - len(rich)
        found += sorted([*rich, *(rest[number * len(rest) // wanted] for number in range(wanted))])
    return found


def committed() -> list[str]:
    """The names of the committed list."""
    lines = (HERE / "names.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    sys.stdout.write(HEAD + "".join(f"{name}\n" for name in chosen()))
