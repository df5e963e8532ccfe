"""Slugs, and what a brand file gives."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel import source
from whitelabel.disk.tree import Tree
from whitelabel.load.brand import SLUG, check_slug, load_brand
from whitelabel.model import Brand
from whitelabel.problem import Problem, Span


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True))
def test_what_the_format_says_is_a_slug(slug: str) -> None:
    devices = "artifacts|con|prn|aux|nul|com[0-9]|lpt[0-9]"
    assert (check_slug(slug, Span("x")) is None) is (re.fullmatch(devices, slug) is None)


@given(st.text(max_size=70))
def test_a_slug_is_a_host_name_and_a_folder_on_any_system(slug: str) -> None:
    if check_slug(slug, Span("x")) is None:
        assert re.fullmatch("[a-z0-9-]{1,63}", slug) and slug[0] != "-" != slug[-1]


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "A", "a_b", "a.b", "a b", "é", "a\n", "a" * 64, "con", "nul", "com1", "artifacts", "CON"]
)
def test_anything_else_is_none(slug: str) -> None:
    problem = check_slug(slug, Span("x"))
    assert problem is not None and problem.code == "WL111" and problem.hint


def test_the_longest_slug_has_63_characters() -> None:
    assert SLUG.fullmatch("a" * 63) and not SLUG.fullmatch("a" * 64)


@given(st.text(max_size=30))
def test_the_name_that_a_hint_proposes_is_a_slug(folder: str) -> None:
    problem = check_slug(folder, Span("x"))
    proposed = re.search("to '(.*)'", problem.hint) if problem is not None else None
    if proposed:
        assert SLUG.fullmatch(proposed[1])


def test_slugs_are_folders_and_what_stands_in_their_place() -> None:
    tree = Tree(
        dict.fromkeys(["brands/b/brand.yaml", "brands/a/logo.svg", "brands/README.md", "base_theme/x"], None),  # type: ignore[arg-type]
        {"brands/link": "a symbolic link", "brands/c/brand.yaml": "a named pipe"},
    )
    assert tree.brands == ("a", "b", "c", "link")


def brand(text: str) -> tuple[Brand | None, list[Problem]]:
    node = source.read_yaml(text.encode(), "brands/acme/brand.yaml")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    return load_brand("acme", node, problems), problems


def test_a_brand_is_what_its_file_says() -> None:
    found, problems = brand("""
      name: "  Acme  "
      domain: Deals.Acme.example.
      contact: {phone: "+7 495 000-00-00"}
      logo: logo.svg
      colors: {primary: navy, accent: {light: red, dark: tomato}}
      tokens: {radius.card: 12px, color.paper: {dark: black}}
      fonts: {body: Inter, heading: fonts/a.woff2, mono: {files: [b.woff2], fallback: monospace}}
      locales: [RU_kz, en]
      texts: {RU_kz: {home.title: Акме}}
      features: {chat: false, hero: on}
      links: {help: HTTPS://Acme.example/help}
      marks: [Acme, {text: акме, case: exact}]
      mail: {from: deals@Acme.example}
      region_lock:
        contract: {ref: C-1}
        grants:
          - {territories: RU -RU-MOW, exclusivity: sole, from: 2026-01-01}
          - {territories: [NO, "150"], exclusivity: shared, up_to: 3, contract: C-2, products: [deals]}
    """)
    assert problems == [] and found is not None
    assert (found.name, found.domain, found.party, found.status) == ("Acme", "deals.acme.example", "acme", "live")
    assert found.logo == {"light": "logo.svg"}
    assert {name: (value.light, value.dark) for name, value in found.overrides.items()} == {
        "color.primary": (source.Scalar("navy", True, Span("")), None),
        "color.accent": (source.Scalar("red", True, Span("")), source.Scalar("tomato", True, Span(""))),
        "radius.card": (source.Scalar("12px", True, Span("")), None),
        "color.paper": (None, source.Scalar("black", True, Span(""))),
    }
    assert {role: (font.files, font.family, font.fallback) for role, font in found.fonts.items()} == {
        "body": ((), "Inter", ""),
        "heading": (("brands/acme/fonts/a.woff2",), "", "sans-serif"),
        "mono": (("brands/acme/b.woff2",), "", "monospace"),
    }
    assert found.locales == ("ru-KZ", "en") and list(found.texts) == ["ru-KZ"]
    assert found.features == {"chat": "false", "hero": "on"}
    assert found.links == {"help": "https://acme.example/help"}
    assert found.mail == {"from": "deals@acme.example"}
    assert [[word for word, _ in grant.territories] for grant in found.grants] == [["RU", "-RU-MOW"], ["NO", "150"]]
    assert [str(span) for _, span in found.grants[1].territories] == [
        "brands/acme/brand.yaml:19:28", "brands/acme/brand.yaml:19:32",
    ]  # fmt: skip
    assert [(grant.contract, grant.starts, grant.up_to, grant.products) for grant in found.grants] == [
        ("C-1", "2026-01-01", 0, ()), ("C-2", "", 3, ("deals",)),
    ]  # fmt: skip


def test_a_long_brand_file_is_judged_in_no_time() -> None:
    texts = ", ".join(f"t{number}: x" for number in range(40_000))
    started = time.process_time()
    found, problems = brand(f"name: Acme\nlogo: x.svg\nstatus: draft\ntexts: {{ru: {{{texts}}}}}")
    assert time.process_time() - started < 10
    assert problems == [] and found is not None and len(found.texts["ru"]) == 40_000


@pytest.mark.parametrize("key", ["colors", "fonts", "tokens", "features", "links"])
def test_a_map_longer_than_any_theme_is_refused_as_one_mistake(key: str) -> None:
    values = ", ".join(f"x{number}: https://acme.example" for number in range(20_000))
    found, problems = brand(f"name: Acme\nlogo: x.svg\nstatus: draft\n{key}: {{{values}}}")
    assert found is None or not found.links
    assert [problem.message.partition(";")[0] for problem in problems] == [f"'{key}' has 20,000 items"]
