"""`whitelabel territories statement`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

RIVAL = """
name: Globex Realty
domain: globex.example
logo: logo.svg
colors: {primary: "#123456"}
region_lock:
  contract: GX-77
  grants:
    - {territories: [ES-AN], exclusivity: exclusive}
"""


@pytest.fixture
def shop(starter: Path) -> Path:
    """The starter's project with one more brand, which holds Andalusia."""
    add(starter, "globex", RIVAL)
    return starter


def add(root: Path, slug: str, text: str) -> None:
    folder = root / "brands" / slug
    folder.mkdir()
    (folder / "brand.yaml").write_text(text, "utf-8")


def state(run: Run, *words: str, on: str = "2026-06-01") -> Any:
    return run("territories", "statement", "--on", on, *words)


def test_it_is_printed_in_the_brand_s_first_language(run: Run, shop: Path) -> None:
    spanish, german = state(run, "--brand", "marisol"), state(run, "--brand", "marisol", "--language", "de")

    assert (spanish.code, spanish.err) == (0, "")
    assert spanish.out.startswith("Marisol\nStatement of rights\n")
    assert german.out.startswith("Marisol\nAuskunft über Vertriebsrechte\n")
    assert "Andalusia (ES-AN)" in spanish.out
    assert "lobex" not in spanish.out


@pytest.mark.parametrize("name", ["acme.html", "acme.TXT"])
def test_both_audiences_get_the_same_bytes(run: Run, shop: Path, name: str) -> None:
    told = []
    for audience in ("vendor", "partner"):
        printed = [
            state(run, "--audience", audience, "--brand", "marisol", "--format", form)
            for form in ("text", "json", "github")
        ]
        wrote = state(run, "--audience", audience, "--brand", "marisol", "-o", name)
        assert (wrote.code, wrote.out) == (0, f"wrote {name}\n")
        told.append((printed, Path(name).read_bytes()))

    assert told[0] == told[1]
    assert told[0][1].startswith(b"<!doctype html>" if name.endswith("html") else b"Marisol\n")


def test_as_json_it_stands_beside_the_problems(run: Run, shop: Path) -> None:
    done = state(run, "--brand", "marisol", "--format", "json")

    told = json.loads(done.out)
    assert list(told) == ["version", "statement", "problems"]
    assert told["statement"]["brand"] == "marisol"
    assert told["statement"]["not_available"] == [{"products": ["bookings"], "territories": ["ES-AN"]}]
    assert told["problems"] == []


def test_a_brand_in_conflict_is_told_which_of_its_own_grants_are_contested(run: Run, shop: Path) -> None:
    add(shop, "rival", RIVAL.replace("ES-AN", "ES-VC").replace("Globex", "Rival"))

    done = state(run, "--brand", "marisol", "--format", "json")

    told = json.loads(done.out)
    assert done.code == 0
    assert told["statement"]["grants"][0]["not_available"] == [{"products": ["bookings"], "territories": ["ES-VC"]}]
    assert [problem["message"] for problem in told["problems"]] == ["'bookings' is not available in ES-VC"]
    assert "ival" not in done.out


def test_an_unknown_brand_is_refused_without_naming_those_there_are(run: Run, shop: Path) -> None:
    done = state(run, "--brand", "globe")

    assert (done.code, done.err) == (1, "")
    assert done.out == "error WL110: unknown brand 'globe'; there is no 'brands/globe/'\n\n1 error\n"


def test_a_brand_whose_own_file_is_broken_is_told_where(run: Run, shop: Path) -> None:
    (shop / "brands/globex/brand.yaml").write_text("name: [", "utf-8")

    done = state(run, "--brand", "globex")

    assert done.code == 1
    assert done.out.startswith("brands/globex/brand.yaml:2:1: error WL003")


def test_where_the_rights_of_another_cannot_be_read_nothing_is_stated(run: Run, shop: Path) -> None:
    (shop / "brands/globex/brand.yaml").write_text("name: [", "utf-8")

    text, form = state(run, "--brand", "marisol"), state(run, "--brand", "marisol", "--format", "json")

    assert (text.code, form.code) == (1, 1)
    assert text.out == (
        "error WL316: something outside of this brand's folder rejects it\n"
        "  hint: ask the vendor, whose build shows it\n"
        "\n"
        "1 error\n"
    )
    assert json.loads(form.out)["statement"] is None


def test_outside_of_a_project_there_is_nothing_to_state(run: Run, tmp_path: Path) -> None:
    done = run("territories", "statement", "-C", str(tmp_path), "--brand", "acme")

    assert (done.code, "WL190" in done.out) == (1, True)


def test_a_file_that_can_t_be_written_is_told_by_its_name(run: Run, shop: Path) -> None:
    done = state(run, "--brand", "marisol", "--audience", "partner", "-o", "nowhere/marisol.html")

    assert (done.code, done.out) == (4, "")
    assert done.err == "error: writing the statement: no such file or directory: 'nowhere/marisol.html'\n"


def test_a_file_is_a_page_or_text(run: Run, shop: Path) -> None:
    done = state(run, "--brand", "marisol", "-o", "marisol.pdf")

    assert (done.code, done.out) == (2, "")
    assert done.err == "error: 'marisol.pdf' ends in neither .html nor .txt\n  hint: name it 'marisol.html'\n"
