"""Values before and after, as a bundle's own ``brand.json`` tells them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.render.small import bundle
from whitelabel.change import ValueChange
from whitelabel.compare.values import compare_contrast, compare_values, read_values
from whitelabel.model import Contrast
from whitelabel.problem import Span

BRAND = "brands/acme/brand.yaml"
AS_IT_IS = """name: Acme
domain: acme.example
logo: logo.svg
status: live
region_lock: {contract: {ref: A-1, signed: 2025-12-01}, grants: [{territories: [RU-MOW], exclusivity: non-exclusive}]}
"""


def state(more: str = "", was: str = "", becomes: str = "", **changes: str) -> dict[str, Any]:
    made = bundle({BRAND: AS_IT_IS.replace(was, becomes) + more, **changes})
    found = read_values(made["site/brand.json"])
    assert found is not None
    return dict(found)


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one.what, one.name, one.where, one.before, one.after) for one in compare_values(before, after)]


def test_nothing_differs_from_itself() -> None:
    assert compare_values(state(), state()) == ()


def test_a_colour_is_told_as_one_and_what_differs_in_one_mode_with_it() -> None:
    dark = 'tokens: {color.primary: {light: "#0000ff", dark: "rgb(0 200 255 / 50%)"}}\n'

    assert compare_values(state(), state(dark))[-1] == ValueChange(
        "token", "color.primary", "dark", "#0000ff", "#00c8ff80", ("#0000ff", "#00c8ff")
    )


def test_fields_texts_languages_and_signs() -> None:
    german = {"base_theme/locales/de.yaml": "home:\n  title: Los mit {brand}\n  description: Alles\n"}
    before = state(**german)
    after = state("locales: [en, de]\ntexts: {en: {home.title: Hello}}\ncontact: {email: a@acme.example}\n", **german)

    assert told(before, after) == [
        ("field", "contact.email", "", None, "a@acme.example"),
        ("text", "home.title", "en", "Start with Acme", "Hello"),
        ("locale", "de", "", None, "de"),
    ]
    assert told(after, before)[-1] == ("locale", "de", "", "de", None)


def test_another_drawing_is_another_sign() -> None:
    other = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H9z" fill="#0a5cff"/></svg>'

    assert ("logo", "light", "", "/assets/logo.*.svg", "/assets/logo.*.svg") in told(
        state(), state(**{"brands/acme/logo.svg": other})
    )


def test_a_pair_that_crosses_what_is_asked_is_told_and_no_other() -> None:
    def tokens(ink: str) -> dict[str, Any]:
        return {
            "tokens": {mode: {"color.ink": ink, "color.paper": "#ffffff", "size": "1px"} for mode in ("light", "dark")}
        }

    pair = Contrast("color.ink", "color.paper", "AA", Span(""))
    (light, dark) = compare_contrast(tokens("#000000"), tokens("#aaaaaa"), [pair, pair])

    assert (light.mode, dark.mode, light.passes, light.before, round(light.after, 2)) == (
        "light",
        "dark",
        False,
        21,
        2.32,
    )
    assert compare_contrast(tokens("#aaaaaa"), tokens("#000000"), [pair])[0].passes
    assert compare_contrast(tokens("#000000"), tokens("#111111"), [pair]) == ()
    assert compare_contrast(tokens("#000000"), tokens("url(x)"), [pair]) == ()
    assert compare_contrast(tokens("#000000"), tokens("#aaaaaa"), [Contrast("size", "no.such", "AA", Span(""))]) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("tokens"),
        lambda told: told["tokens"].pop("dark"),
        lambda told: told["tokens"]["dark"].update(size=1),
        lambda told: told.update(texts=[]),
        lambda told: told["texts"].update(en=[]),
        lambda told: told.update(locales="en"),
        lambda told: told.update(logo=None),
    ],
)
def test_what_nobody_wrote_so_tells_nothing(spoil: Any) -> None:
    values = state()
    spoil(values)

    assert read_values(json.dumps(values).encode()) is None


@pytest.mark.parametrize("data", [None, b"", b"7", b"[]", b"{" * 100_000])
def test_what_is_no_object_tells_nothing(data: bytes | None) -> None:
    assert read_values(data) is None
