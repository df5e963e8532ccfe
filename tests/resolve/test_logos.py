"""A logo lies in the brand's folder, is what its content says, and is looked at once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from tests.render.small import DAY, FILES, LOGO, files, resolved
from whitelabel.disk.tree import Tree
from whitelabel.load import load
from whitelabel.model import Logo
from whitelabel.problem import Problem
from whitelabel.resolve import resolve

BRAND = FILES["brands/acme/brand.yaml"]


def picture(form: str, width: int = 300, height: int = 100) -> bytes:
    image = Image.new("RGB", (width, height), "#ffffff")
    image.paste("#1b4d3e", (10, 10, width - 10, height - 10))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def logos(changes: dict[str, str | bytes | None]) -> tuple[dict[str, Logo], list[Problem]]:
    problems: list[Problem] = []
    found = resolved(changes, problems)
    brand = found.brands.get("acme")
    return dict(brand.logos) if brand else {}, problems


def named(name: str, data: str | bytes) -> dict[str, str | bytes | None]:
    return {"brands/acme/brand.yaml": BRAND.replace("logo.svg", name), f"brands/acme/{name}": data}


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.png", picture("PNG"), "png"),
        ("a.JPEG", picture("JPEG"), "png"),
        ("a.webp", picture("WEBP"), "png"),
        ("a.png", picture("JPEG"), "png"),
        ("a.png", LOGO, "svg"),
        ("a", picture("PNG"), "png"),
    ],
)
def test_a_logo_is_what_its_content_says(name: str, data: str | bytes, form: str) -> None:
    found, problems = logos(named(name, data))
    assert problems == []
    assert found["light"].origin == "plate" or found["light"].picture.form == form


def test_a_logo_is_shown_as_large_as_fits_the_themes_box() -> None:
    found, _ = logos({"base_theme/theme.yaml": FILES["base_theme/theme.yaml"] + "logo: {box: [100, 50]}\n"})
    assert (found["light"].width, found["light"].height) == (100, 25)


def test_too_many_bytes_are_told_before_they_are_read() -> None:
    _, problems = logos(named("a.png", picture("PNG") + b"\0" * 4_200_000))
    assert [(problem.code, str(problem.span)) for problem in problems] == [("WL505", "brands/acme/brand.yaml:3:7")]


def test_a_mistake_in_a_drawing_has_its_place_there_and_tells_where_the_file_is_named() -> None:
    bad = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n <image href="http://a.example/"/></svg>'
    _, problems = logos(named("a.svg", bad))
    assert [(problem.code, str(problem.span)) for problem in problems] == [("WL512", "brands/acme/a.svg:2:2")]
    assert [str(related.span) for related in problems[0].related] == ["brands/acme/brand.yaml:3:7"]


def test_a_mistake_of_the_file_as_a_whole_has_its_place_where_it_is_named() -> None:
    _, problems = logos(named("a.png", b"GIF89a"))
    assert [(problem.code, str(problem.span)) for problem in problems] == [("WL503", "brands/acme/brand.yaml:3:7")]


CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "nothing": {},
    "a comment": {"brands/acme/brand.yaml": "# words\n" + BRAND},
    "a text": {"base_theme/locales/en.yaml": "home:\n  title: Go\n  description: All of it\n"},
    "a header's colour": {"brands/acme/brand.yaml": BRAND + "colors: {header: '#223344'}\n"},
    "the logo": {"brands/acme/logo.svg": LOGO.replace("#0a5cff", "#0a5cfe")},
    "the name": {"brands/acme/brand.yaml": BRAND.replace("name: Acme", "name: Bcme")},
    "the rule": {"base_theme/theme.yaml": FILES["base_theme/theme.yaml"] + "logo: {vanishing: plate}\n"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_logo_is_looked_at_again_only_when_something_changed_that_it_depends_on(what: str) -> None:
    kept: dict[str, bytes] = {}
    looked: list[str] = []

    def remember(key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        if key not in kept:
            looked.append(key)
            kept[key] = work()[0]
        return kept[key]

    for changes in ({}, CHANGES[what]):
        problems: list[Problem] = []
        project = load(Tree.of(files(changes)), (), problems)
        assert project is not None
        resolve(project, (), DAY, problems, remember=remember)
    assert len(looked) == (1 if what in ("nothing", "a comment", "a text") else 2)


def test_what_was_refused_is_not_worth_keeping() -> None:
    told: list[bool] = []

    def remember(key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        del key
        made, is_kept = work()
        told.append(is_kept)
        return made

    for data in (LOGO, "<svg"):
        problems: list[Problem] = []
        project = load(Tree.of(files({"brands/acme/logo.svg": data})), (), problems)
        assert project is not None
        resolve(project, (), DAY, problems, remember=remember)
    assert told == [True, False]
