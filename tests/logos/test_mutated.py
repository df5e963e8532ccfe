"""Drawings that chance has changed: always a problem, or a drawing as it is promised."""

from __future__ import annotations

import pickle
import random
import re
import time
from collections.abc import Iterator

import pytest

from tests.logos import choice, strict
from tests.logos.hostile_svgs import HOSTILE, Snare
from tests.logos.reading import read
from whitelabel.picture.fence import fenced
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.problem import Problem, Span

ROUNDS = 12
BATCHES = 10
BATCH = 25
SECONDS = 0.9
LONGEST = 12_000

_PIECE = re.compile(r"<[^<>]*>|[^<>]+")
_VALUE = re.compile(r"""=\s*("[^"]*"|'[^']*')""")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NAME = re.compile(r"(?<=[<\s])[A-Za-z][\w:-]*")
_NUMBERS = (
    "0 -0 1e9 -1e9 1e30 1e-30 1e308 1e999 NaN inf 1e 1. .5. +5 0x1 99999999999999999999 -.5e-5 50% 1em 1in calc(1px) 1e5"
).split(" ")
_VALUES = (
    "url(#a)", "url(#p0)", "url(#b) red", "none", "inherit", "currentColor", "var(--x)", "var(--x,url(#a))", "#a", "#", "", " ",
    "red", "rgb(1,2,3", "rgba(1 2 3/.5)", "hsl(1e9 1% 1%)", "color-mix(in srgb,red,blue)", "auto", "context-fill", "initial",
    "translate(1)", "rotate(1 2)", "matrix(1 2 3 4 5 6)", "scale(0)", "rotate(1e9deg)", "translate(calc(1px))", "M0 0", "m1,1 z",
    "A1 1 0 11 5 5", "data:image/png;base64,AAAA", "userSpaceOnUse", "objectBoundingBox", "a", "a b", "fill:url(#a)",
    "fill:red;--x:blue", "transform:scale(2)", "display:none", "display:contents", "&#x22;", "&lt;", "&amp;amp;", "&#10;",
    "\\75rl(#a)", "/**/red", "url( '#a' )", "URL(#a)", "SourceGraphic", "1 2 3 4", "1,,2", "é", "\U0001f600",
)  # fmt: skip
_NAMES = (
    "g svg use path rect image text tspan symbol defs mask clipPath pattern marker filter linearGradient radialGradient stop "
    "style switch a title script foreignObject feImage feMerge feMergeNode feBlend feOffset feFlood feTile view metadata "
    "id href xlink:href fill stroke style class transform mask clip-path filter marker-mid d points x y width height viewBox "
    "opacity display visibility overflow xml:space systemLanguage gradientUnits patternTransform mix-blend-mode onload "
    "stroke-width stroke-dasharray font-size color offset stop-color preserveAspectRatio in result stdDeviation"
).split()


def _bases() -> list[str]:
    snare = Snare("http://127.0.0.1:9", "/nothing")
    logos = [choice.original(name) for name in choice.committed()[::3]]
    hostile = [entry.laid(snare) for entry in HOSTILE.values()]
    texts = (data.decode("utf-8", "ignore") for data in (*logos, *hostile) if len(data) <= LONGEST)
    return [text for text in texts if "<" in text]


def _changed(text: str, bases: list[str], chance: random.Random) -> str:
    """The text with one change."""

    def swapped(pattern: re.Pattern[str], group: int, new: str) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text
        at = chance.choice(found)
        return text[: at.start(group)] + new + text[at.end(group) :]

    pieces = _PIECE.findall(text) or [""]
    index = chance.randrange(len(pieces))
    match chance.randrange(9):
        case 0:
            return swapped(_NUMBER, 0, chance.choice(_NUMBERS))
        case 1:
            return swapped(_VALUE, 1, f'"{chance.choice(_VALUES)}"')
        case 2:
            return swapped(_NAME, 0, chance.choice(_NAMES))
        case 3:
            return "".join([*pieces[:index], *pieces[index + 1 :]])
        case 4:
            return "".join([*pieces[:index], *pieces[index : index + 4], *pieces[index:]])
        case 5:
            others = _PIECE.findall(chance.choice(bases))
            start = chance.randrange(len(others))
            return "".join([*pieces[:index], *others[start : start + chance.randrange(1, 12)], *pieces[index:]])
        case 6:
            name, value = chance.choice(_NAMES), chance.choice((*_VALUES, *_NUMBERS))
            end = len(pieces[index].rstrip("/>"))
            piece = f'{pieces[index][:end]} {name}="{value}"{pieces[index][end:]}'
            return "".join([*pieces[:index], piece, *pieces[index + 1 :]])
        case 7:
            values = [found[1] for found in _VALUE.finditer(chance.choice(bases))] or ['""']
            return swapped(_VALUE, 1, chance.choice(values))
    inner = "".join(pieces[index : index + chance.randrange(1, 6)])
    tag = chance.choice(_NAMES[:31])
    wrapped = f'<{tag} id="{chance.choice("ab")}">{inner}</{tag}>'
    return "".join(pieces[:index]) + wrapped + "".join(pieces[index:])[len(inner) :]


def _fault(text: str) -> str:
    """What is wrong with how a text is read, or nothing."""
    begun = time.process_time()
    try:
        found = sanitise(text.encode(), "logo.svg", Span("brand.yaml"))
        again = sanitise(found.picture.data, "logo.svg", Span("brand.yaml")) if isinstance(found, Clean) else None
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    if time.process_time() - begun > SECONDS:
        return f"took {time.process_time() - begun:.2f} s"
    if isinstance(found, Problem):
        return "" if found.is_error and found.hint else f"is refused unclearly: {found.code} {found.message}"
    try:
        strict.check(found.picture.data)
    except strict.Doubt as doubt:
        return str(doubt)
    if not isinstance(again, Clean):
        return f"is refused when it is read again: {again}"
    return "" if again.picture == found.picture and not again.dropped else "is another when it is read again"


def _batch(texts: list[str]) -> list[tuple[str, str]]:
    """Texts with what is wrong with them."""
    made = fenced(lambda: pickle.dumps([_fault(text) for text in texts]), seconds=BATCH * SECONDS)
    if made is None:
        if len(texts) == 1:
            return [(texts[0], "wanted more than the fence gives")]
        return [found for text in texts for found in _batch([text])]
    return [(text, fault) for text, fault in zip(texts, pickle.loads(made), strict=True) if fault]


def _mutants(seed: int) -> Iterator[list[str]]:
    bases = _bases()
    chance = random.Random(seed)
    for _ in range(BATCHES):
        batch = []
        for _ in range(BATCH):
            text = chance.choice(bases)
            for _ in range(chance.choice((1, 1, 2, 3, 6))):
                text = _changed(text, bases, chance)
            batch.append(text)
        yield batch


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_chance_makes_of_a_drawing_is_refused_or_as_promised(seed: int) -> None:
    read(b"")
    wrong = [found for batch in _mutants(seed) for found in _batch(batch)]
    assert not wrong, "\n".join(["", *(f"{fault}\n    {text[:3000]}" for text, fault in wrong)])
