"""Each mark that is planted is found, in its file and on its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.verify.market import matcher, owned
from tests.verify.planting import MARKS, Plant, plants
from whitelabel.verify.search import search, search_names

PLANTS = list(plants())
KINDS = {"domain": "domain", "mail address": "mail address", "number": "telephone number"}
MATCHER = matcher(*(owned(text, KINDS.get(kind, "name"), party=kind) for kind, text in MARKS.items()))
TEXTS = list(MARKS.values())
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "purity.md"


def found(plant: Plant) -> bool:
    searched = search(plant.path, plant.data, MATCHER)
    hits = [*searched.hits, *search_names([plant.path], MATCHER).get(plant.path, ())]
    wanted = TEXTS.index(plant.mark)
    return searched.look.why == "" and any(
        wanted in hit.marks and plant.line in (hit.line, -1) and hit.member == plant.member for hit in hits
    )


@pytest.mark.parametrize("kind", sorted({plant.kind for plant in PLANTS}))
def test_what_is_planted_is_found(kind: str) -> None:
    lost = [(plant.how, plant.mark, plant.path) for plant in PLANTS if plant.kind == kind and not found(plant)]

    assert lost == []


def test_the_document_tells_what_was_planted_and_found() -> None:
    planted = Counter(plant.kind for plant in PLANTS)
    ways = {kind: len({plant.how for plant in PLANTS if plant.kind == kind}) for kind in planted}
    known = Counter(plant.kind for plant in PLANTS if found(plant))
    rows = [
        f"| {kind} | {ways[kind]} | {planted[kind]} | {known[kind]} |" for kind in sorted(planted, key=str.casefold)
    ]
    total = f"| all | {sum(ways.values())} | {len(PLANTS)} | {known.total()} |"

    assert len(PLANTS) >= 300 and "\n".join([*rows, total]) in DOCUMENT.read_text("utf-8")
