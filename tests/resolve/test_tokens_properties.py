"""What holds for tokens whatever they are."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st

from whitelabel import source
from whitelabel.load.tokens import load_tokens
from whitelabel.model import MODES, PaletteEntry, TokenOverride
from whitelabel.problem import Problem, Span
from whitelabel.resolve.token_types import family_css, number_css
from whitelabel.resolve.tokens import TokenTheme, prepare, resolve_tokens

NUMBERS = st.floats(-1000, 1000).map(lambda value: round(value, 4))
POSITIVE = st.floats(0, 1000).map(lambda value: round(value, 4))
UNIT = st.floats(0, 1).map(lambda value: round(value, 4))


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(members)


COLORS = st.one_of(
    _object(colorSpace=st.just("srgb"), components=st.lists(UNIT, min_size=3, max_size=3), alpha=UNIT),
    _object(colorSpace=st.just("oklch"), components=st.tuples(UNIT, UNIT, st.floats(0, 359)).map(list)),
)
DIMENSIONS = _object(value=NUMBERS, unit=st.sampled_from(["px", "rem"]))
LENGTHS = _object(value=POSITIVE, unit=st.sampled_from(["px", "rem"]))
DURATIONS = _object(value=POSITIVE, unit=st.sampled_from(["ms", "s"]))
NAMES = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" "), min_size=1, max_size=20).filter(
    lambda name: name.strip() != "" and name.strip().isprintable() and not (name.startswith("{") and name.endswith("}"))
)
FAMILIES = st.lists(NAMES, min_size=1, max_size=3)
CURVES = st.tuples(UNIT, NUMBERS, UNIT, NUMBERS).map(list)
STROKES = st.sampled_from(["solid", "dashed", "groove"])
LAYERS = _object(
    color=COLORS, offsetX=DIMENSIONS, offsetY=DIMENSIONS, blur=LENGTHS, spread=DIMENSIONS, inset=st.booleans()
)
VALUES = {
    "color": COLORS,
    "dimension": DIMENSIONS,
    "fontFamily": FAMILIES,
    "fontWeight": st.integers(1, 1000),
    "duration": DURATIONS,
    "cubicBezier": CURVES,
    "number": NUMBERS,
    "strokeStyle": STROKES,
    "border": _object(color=COLORS, width=LENGTHS, style=STROKES),
    "transition": _object(duration=DURATIONS, delay=DURATIONS, timingFunction=CURVES),
    "shadow": st.one_of(LAYERS, st.lists(LAYERS, min_size=1, max_size=3)),
    "gradient": st.lists(_object(color=COLORS, position=UNIT), min_size=2, max_size=4),
    "typography": _object(
        fontFamily=FAMILIES, fontSize=LENGTHS, fontWeight=st.integers(1, 1000), letterSpacing=DIMENSIONS, lineHeight=POSITIVE
    ),
}  # fmt: skip
TYPED = st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind]))


def _theme(data: dict[str, Any], palette: list[PaletteEntry] | None = None) -> tuple[TokenTheme, list[Problem]]:
    node = source.read_json(json.dumps(data).encode(), "tokens.json")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    return prepare(load_tokens(node, problems), None, palette or [], problems), problems


@settings(max_examples=150, deadline=None)
@given(TYPED, st.integers(1, 8))
def test_a_chain_of_aliases_gives_what_the_value_itself_gives(typed: tuple[str, Any], length: int) -> None:
    kind, value = typed
    chain: dict[str, Any] = {f"t{n}": {"$value": f"{{t{n + 1}}}"} for n in range(length)}
    theme, problems = _theme({**chain, f"t{length}": {"$type": kind, "$value": value}})
    assert problems == []
    assert len({token.light for token in map(_plain, theme.tokens.values())}) == 1
    assert {token.type for token in theme.tokens.values()} == {kind}
    assert len(theme.tokens["t0"].light.trail) == length + 1


def _plain(token: Any) -> Any:
    import dataclasses

    return dataclasses.replace(token, light=dataclasses.replace(token.light, data=json.dumps(token.light.data)))


@settings(max_examples=150, deadline=None)
@given(TYPED)
def test_resolved_data_is_read_again_as_the_same_value(typed: tuple[str, Any]) -> None:
    kind, value = typed
    first, problems = _theme({"t": {"$type": kind, "$value": value}})
    assert problems == []
    again, problems = _theme({"t": {"$type": kind, "$value": first.tokens["t"].light.data}})
    assert problems == []
    assert again.tokens["t"].light == first.tokens["t"].light


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_printed_css_is_one_declaration_whose_tokens_come_back_the_same(typed: tuple[str, Any]) -> None:
    kind, value = typed
    theme, _ = _theme({"t": {"$type": kind, "$value": value}})
    printed = theme.tokens["t"].light
    for text in (printed.css, *(part for _, part in printed.parts)):
        sheet = tinycss2.parse_stylesheet(f":root{{--t:{text};--end:1}}")
        assert len(sheet) == 1 and "</" not in text and "<" not in text
        found = tinycss2.parse_blocks_contents(sheet[0].content)
        assert [declaration.name for declaration in found] == ["--t", "--end"]
        assert not any(token.type == "error" for token in found[0].value)
        again = tinycss2.serialize(tinycss2.parse_component_value_list(text))
        assert _tokens(again) == _tokens(text)


def _tokens(text: str) -> list[Any]:
    return [
        (token.type, getattr(token, "value", getattr(token, "name", "")))
        for token in tinycss2.parse_component_value_list(text)
    ]


@pytest.mark.soak
@settings(max_examples=200, deadline=None)
@given(TYPED.filter(lambda typed: typed[0] not in ("strokeStyle", "gradient", "typography")))
def test_printed_css_is_read_again_as_the_same_value(typed: tuple[str, Any]) -> None:
    kind, value = typed
    theme, _ = _theme({"t": {"$type": kind, "$value": value}})
    printed = theme.tokens["t"].light
    node = source.Scalar(printed.css, False, Span("brand.yaml"))
    problems: list[Problem] = []
    tokens = resolve_tokens(theme, {"t": TokenOverride(node, None, node.span)}, problems=problems)
    assert problems == []
    assert tokens["t"].light.css == printed.css


@given(NAMES)
def test_a_fonts_name_is_one_string_or_generic_word_that_reads_back(name: str) -> None:
    tokens = tinycss2.parse_component_value_list(family_css(name.strip()))
    assert len(tokens) == 1
    assert tokens[0].type in ("string", "ident")
    assert tokens[0].value == name.strip()


@given(st.floats(-1e6, 1e6))
def test_a_number_is_printed_without_exponent_and_as_near_as_six_decimals(value: float) -> None:
    printed = number_css(round(value, 6) + 0.0)
    assert "e" not in printed
    assert abs(float(printed) - value) <= 5.1e-7


COLOR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
BRAND = st.fixed_dictionaries(
    {},
    optional={
        "color.primary": COLOR,
        "color.paper": COLOR,
        "color.ink": st.one_of(COLOR, st.just("{color.primary-900}")),
        "color.link": st.sampled_from(["{color.primary-text}", "{color.ink}", "red"]),
        "border.card": st.sampled_from(["1px solid {color.primary-200}", "2px dashed {color.ink}"]),
        "space.s": st.integers(0, 40).map("{}px".format),
    },
)
_RED = {"colorSpace": "srgb", "components": [1, 0, 0]}
THEME = {
    "color": {
        "$type": "color",
        "primary": {"$value": _RED},
        "paper": {"$value": {"colorSpace": "srgb", "components": [1, 1, 1]}},
        "ink": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0]}},
        "link": {"$value": "{color.primary}"},
    },
    "space": {"$type": "dimension", "s": {"$value": {"value": 8, "unit": "px"}}},
    "border": {
        "$type": "border",
        "card": {"$value": {"color": "{color.link}", "width": "{space.s}", "style": "solid"}},
        "twice": {"$value": "{border.card}"},
    },
}
PALETTE = PaletteEntry("primary", "color.primary", True, ("hover", "pressed"), True, ("color.paper",), True)


def _overrides(brand: dict[str, str]) -> dict[str, TokenOverride]:
    return {
        name: TokenOverride(source.Scalar(text, False, Span("brand.yaml")), None, Span("brand.yaml"))
        for name, text in brand.items()
    }


@pytest.mark.soak
@settings(max_examples=60, deadline=None)
@given(BRAND, st.randoms())
def test_neither_the_order_of_overrides_nor_a_prepared_theme_changes_what_comes_out(
    brand: dict[str, str], random: Any
) -> None:
    theme, problems = _theme(THEME, [PALETTE])
    assert problems == []
    told: list[Problem] = []
    first = resolve_tokens(theme, _overrides(brand), problems=told)
    order = list(brand.items())
    random.shuffle(order)
    told_again: list[Problem] = []
    assert resolve_tokens(theme, _overrides(dict(order)), problems=told_again) == first
    assert told_again == told == []
    assert resolve_tokens(pickle.loads(pickle.dumps(theme)), _overrides(brand), problems=told) == first
    # What only depends on the overridden is worked out anew; all of it, worked out at once, is the same.
    data = json.loads(json.dumps(THEME))
    for name, text in brand.items():
        group, own = name.split(".")
        if name != "border.card":
            shown = first[name].light.data
            data[group][own] = {"$value": text if text.startswith("{") else shown}
    if "border.card" not in brand:
        whole, problems = _theme(data, [PALETTE])
        assert problems == []
        for name, token in whole.tokens.items():
            for mode in MODES:
                assert first[name].value(mode).css == token.value(mode).css, (name, mode)


def test_a_theme_of_thousands_of_tokens_is_prepared_and_a_brand_costs_only_what_depends_on_it() -> None:
    data: dict[str, Any] = {"color": {"$type": "color", "primary": {"$value": _RED}}}
    data["size"] = {"$type": "dimension", **{f"s{n}": {"$value": {"value": n, "unit": "px"}} for n in range(2000)}}
    data["use"] = {f"u{n}": {"$value": f"{{size.s{n}}}"} for n in range(2000)}
    theme, problems = _theme(data)
    assert problems == []
    tokens = resolve_tokens(theme, _overrides({"size.s7": "99px"}), problems=problems)
    changed = [name for name, token in tokens.items() if token is not theme.tokens[name]]
    assert changed == ["size.s7", "use.u7"]
    assert tokens["use.u7"].light.css == "99px"
