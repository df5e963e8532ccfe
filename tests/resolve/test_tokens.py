"""Tokens of a theme under a brand: references followed, dark modes, derived colours, and every mistake in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from whitelabel import color, source
from whitelabel.load.tokens import load_tokens
from whitelabel.model import PaletteEntry, Token, TokenFile, TokenOverride
from whitelabel.problem import Problem, Span, show
from whitelabel.resolve.tokens import TokenTheme, prepare, resolve_tokens

BASE, DARK, BRAND = "base_theme/tokens.json", "base_theme/tokens.dark.json", "brands/acme/brand.yaml"
ENTRY = Span("base_theme/theme.yaml", 4, 12, 7)


def rgb(text: str) -> dict[str, Any]:
    value = color.parse(text)
    return {"colorSpace": "srgb", "components": list(value.components)}


def px(value: float, unit: str = "px") -> dict[str, Any]:
    return {"value": value, "unit": unit}


def _file(data: Mapping[str, Any] | str, path: str, problems: list[Problem]) -> TokenFile:
    text = data if isinstance(data, str) else json.dumps(data, indent=1, ensure_ascii=False)
    node = source.read_json(text.encode(), path)
    assert not isinstance(node, Problem), node
    return load_tokens(node, problems)


def theme_of(
    base: Mapping[str, Any] | str,
    dark: Mapping[str, Any] | str | None = None,
    palette: Sequence[PaletteEntry] = (),
    fonts: Mapping[str, str] | None = None,
) -> tuple[TokenTheme, str]:
    problems: list[Problem] = []
    dark_file = _file(dark, DARK, problems) if dark is not None else None
    theme = prepare(_file(base, BASE, problems), dark_file, palette, problems, fonts=fonts)
    return theme, told(problems, {BASE: base, DARK: dark})


def told(problems: Sequence[Problem], texts: Mapping[str, Any]) -> str:
    def line(path: str, number: int) -> str | None:
        text = texts.get(path)
        return text.split("\n")[number - 1] if isinstance(text, str) else None

    return "\n".join(show(problem, line) for problem in problems)


def overrides_of(yaml: str) -> dict[str, TokenOverride]:
    node = source.read_yaml(yaml.encode(), BRAND)
    assert isinstance(node, source.Mapping), node
    found = {}
    for key, value in node:
        pair = isinstance(value, source.Mapping) and (value.get("light") or value.get("dark"))
        if pair and isinstance(value, source.Mapping):
            found[key.text] = TokenOverride(value.get("light"), value.get("dark"), key.span)
        else:
            found[key.text] = TokenOverride(value, None, key.span)
    return found


def brand_of(theme: TokenTheme, yaml: str, fonts: Mapping[str, str] | None = None) -> tuple[dict[str, Token], str]:
    problems: list[Problem] = []
    tokens = resolve_tokens(theme, overrides_of(yaml), problems=problems, fonts=fonts)
    return tokens, told(problems, {BRAND: yaml})


def css_of(tokens: Mapping[str, Token]) -> dict[str, str]:
    return {name: token.light.css for name, token in tokens.items()}


ALL_TYPES = {
    "color": {"$type": "color", "line": {"$value": {"colorSpace": "display-p3", "components": [0, 0.5, 1], "alpha": 0.5}}},
    "space": {"$type": "dimension", "s": {"$value": px(8)}, "m": {"$value": px(1.5, "rem")}},
    "family": {"$type": "fontFamily", "one": {"$value": "Comic, Sans"}, "two": {"$value": ["Inter", "sans-serif"]}},
    "weight": {"$type": "fontWeight", "number": {"$value": 350}, "name": {"$value": "extra-bold"}},
    "time": {"$type": "duration", "fast": {"$value": px(120, "ms")}, "slow": {"$value": px(1.5, "s")}},
    "curve": {"$type": "cubicBezier", "out": {"$value": [0.5, -1, 1, 2]}},
    "ratio": {"$type": "number", "tight": {"$value": 1.2}},
    "stroke": {
        "$type": "strokeStyle",
        "word": {"$value": "groove"},
        "dashes": {"$value": {"dashArray": ["{space.s}", px(4)], "lineCap": "round"}},
    },
    "border": {
        "$type": "border",
        "card": {"$value": {"color": "{color.line}", "width": px(1), "style": "{stroke.word}"}},
    },
    "change": {
        "$type": "transition",
        "calm": {"$value": {"duration": "{time.fast}", "delay": px(0, "ms"), "timingFunction": "{curve.out}"}},
    },
    "shadow": {
        "$type": "shadow",
        "low": {
            "$value": {"color": "{color.line}", "offsetX": px(0), "offsetY": "{space.s}", "blur": px(2), "spread": px(0)}
        },
        "both": {
            "$value": [
                "{shadow.low}",
                {**{name: px(-1) for name in ("offsetX", "offsetY", "spread")}, "blur": px(3), "color": rgb("#000000"),
                 "inset": True},
            ]
        },
    },
    "gradient": {
        "$type": "gradient",
        "end": {"$value": [{"color": rgb("#ffffff"), "position": 1}]},
        "sky": {"$value": [{"color": "{color.line}", "position": -3}, "{gradient.end}"]},
    },
    "text": {
        "$type": "typography",
        "h1": {
            "$value": {
                "fontFamily": "{family.two}",
                "fontSize": "{space.m}",
                "fontWeight": "{weight.name}",
                "letterSpacing": px(-0.5),
                "lineHeight": "{ratio.tight}",
            }
        },
    },
}  # fmt: skip


def test_all_thirteen_types_are_printed_as_css() -> None:
    theme, problems = theme_of(ALL_TYPES)
    assert problems == ""
    assert css_of(theme.tokens) == {
        "color.line": "color(display-p3 0 0.5 1 / 0.5)",
        "space.s": "8px",
        "space.m": "1.5rem",
        "family.one": '"Comic, Sans"',
        "family.two": '"Inter", sans-serif',
        "weight.number": "350",
        "weight.name": "800",
        "time.fast": "120ms",
        "time.slow": "1.5s",
        "curve.out": "cubic-bezier(0.5, -1, 1, 2)",
        "ratio.tight": "1.2",
        "stroke.word": "groove",
        "stroke.dashes": "dashed",
        "border.card": "1px groove color(display-p3 0 0.5 1 / 0.5)",
        "change.calm": "120ms cubic-bezier(0.5, -1, 1, 2) 0ms",
        "shadow.low": "0px 8px 2px 0px color(display-p3 0 0.5 1 / 0.5)",
        "shadow.both": "0px 8px 2px 0px color(display-p3 0 0.5 1 / 0.5), inset -1px -1px 3px -1px #000000",
        "gradient.end": "linear-gradient(90deg, #ffffff 100%, #ffffff 100%)",
        "gradient.sky": "linear-gradient(90deg, color(display-p3 0 0.5 1 / 0.5) 0%, #ffffff 100%)",
        "text.h1": '800 1.5rem/1.2 "Inter", sans-serif',
    }
    assert theme.tokens["text.h1"].light.parts == (
        ("font-family", '"Inter", sans-serif'),
        ("font-size", "1.5rem"),
        ("font-weight", "800"),
        ("letter-spacing", "-0.5px"),
        ("line-height", "1.2"),
    )
    assert theme.tokens["shadow.both"].light.data[1] == {
        "color": {"colorSpace": "srgb", "components": [0, 0, 0]},
        "offsetX": px(-1),
        "offsetY": px(-1),
        "blur": px(3),
        "spread": px(-1),
        "inset": True,
    }


def test_resolved_data_is_read_again_as_the_same_tokens() -> None:
    theme, _ = theme_of(ALL_TYPES)
    flat = {name.replace(".", "-"): {"$type": t.type, "$value": t.light.data} for name, t in theme.tokens.items()}
    again, problems = theme_of(flat)
    assert problems == ""
    assert [token.light for token in again.tokens.values()] == [token.light for token in theme.tokens.values()]


def test_types_come_from_the_token_then_the_reference_then_the_nearest_group() -> None:
    theme, problems = theme_of(
        {
            "$type": "number",
            "a": {"$value": 1},
            "group": {"$type": "color", "b": {"$value": rgb("red")}, "c": {"$value": "{a}"}, "d": {"$type": "fontWeight", "$value": 400}},
        }
    )  # fmt: skip
    assert problems == ""
    assert {name: token.type for name, token in theme.tokens.items()} == {
        "a": "number",
        "group.b": "color",
        "group.c": "number",
        "group.d": "fontWeight",
    }


def test_pointers_reach_tokens_parts_of_values_and_other_places_of_the_document() -> None:
    theme, problems = theme_of(
        {
            "base": {"a/b~c": {"$type": "color", "$value": {"colorSpace": "srgb", "components": [0.2, 0.4, 0.8]}}},
            "whole": {"$ref": "#/base/a~1b~0c"},
            "value": {"$ref": "#/base/a~1b~0c/$value"},
            "red": {"$ref": "#/base/a~1b~0c/$value/components/0", "$type": "number"},
            "mixed": {
                "$type": "color",
                "$value": {
                    "colorSpace": {"$ref": "#/whole/$value/colorSpace"},
                    "components": [1, {"$ref": "#/base/a~1b~0c/$value/components/1"}, "{red}"],
                    "alpha": {"$ref": "#/group/$extensions/com.example/alpha"},
                },
            },
            "group": {"$extensions": {"com.example": {"alpha": 0.5}}},
            "size": {"$type": "dimension", "$value": {"value": {"$ref": "#/red"}, "unit": "rem"}},
        }
    )
    assert problems == ""
    assert css_of(theme.tokens) == {
        "base.a/b~c": "#3366cc",
        "whole": "#3366cc",
        "value": "#3366cc",
        "red": "0.2",
        "mixed": "#ff663380",
        "size": "0.2rem",
    }
    assert theme.tokens["base.a/b~c"].css_name == "--base-a-b-c"


def test_a_group_extends_another_deeply_and_its_own_tokens_win() -> None:
    theme, problems = theme_of(
        {
            "input": {
                "$type": "dimension",
                "$deprecated": "use field",
                "$root": {"$value": px(1)},
                "field": {"width": {"$value": px(12)}, "height": {"$value": px(3)}},
            },
            "amount": {"$extends": "{input}", "field": {"width": {"$value": px(100)}}, "gap": {"$value": px(2)}},
            "price": {"$extends": "#/amount", "$deprecated": False},
            "part": {"$type": "dimension", "$extends": "{price.field}"},
            "link": {"$ref": "#/price/field/width"},
        }
    )
    assert problems == ""
    assert css_of(theme.tokens) == {
        "input.$root": "1px",
        "input.field.width": "12px",
        "input.field.height": "3px",
        "amount.$root": "1px",
        "amount.field.width": "100px",
        "amount.field.height": "3px",
        "amount.gap": "2px",
        "price.$root": "1px",
        "price.field.width": "100px",
        "price.field.height": "3px",
        "price.gap": "2px",
        "part.width": "100px",
        "part.height": "3px",
        "link": "100px",
    }
    assert theme.tokens["amount.gap"].deprecated == "use field"
    assert theme.tokens["price.gap"].deprecated == ""
    assert theme.tokens["price.$root"].css_name == "--price"


def test_dark_changes_reach_groups_that_extend_and_tokens_that_refer() -> None:
    theme, problems = theme_of(
        {
            "a": {"$type": "color", "paper": {"$value": rgb("white")}, "line": {"$value": "{a.paper}"}},
            "b": {"$extends": "{a}"},
            "c": {"$type": "color", "$value": "{b.line}"},
        },
        {"a": {"paper": {"$value": rgb("black")}}},
    )
    assert problems == ""
    assert {name: token.dark.css for name, token in theme.tokens.items()} == {
        "a.paper": "#000000",
        "a.line": "#000000",
        "b.paper": "#000000",
        "b.line": "#000000",
        "c": "#000000",
    }
    assert theme.tokens["c"].dark.trail == (
        f"{BASE}:23:13 c",
        f"{BASE}:15:14 b.line",
        f"{DARK}:4:14 a.paper",
    )


CASES = {
    "a circle": (
        """{"color": {"$type": "color",
  "x": {"$value": "{color.a}"},
  "a": {"$value": "{color.b}"},
  "b": {"$value": "{color.a}"}}}""",
        """base_theme/tokens.json:3:19: error WL208: references go in a circle: color.a → color.b → color.a
    3 |   "a": {"$value": "{color.b}"},
      |                   ^^^^^^^^^^^
  base_theme/tokens.json:4:19: 'color.b' refers onward
  hint: give one of these tokens a value of its own""",
    ),
    "a circle of itself by a pointer": (
        """{"n": {"$type": "dimension", "$value": {"value": {"$ref": "#/n/$value/value"}, "unit": "px"}}}""",
        """base_theme/tokens.json:1:40: error WL208: references go in a circle: n → n
    1 | {"n": {"$type": "dimension", "$value": {"value": {"$ref": "#/n/$value/value"}, "unit": "px"}}}
      |                                        ^
  hint: give one of these tokens a value of its own""",
    ),
    "an unknown name": (
        """{"color": {"$type": "color",
  "primary": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0]}},
  "a": {"$value": "{color.b}"},
  "b": {"$value": "{color.primry}"}}}""",
        """base_theme/tokens.json:4:19: error WL207: there is no token 'color.primry': color.a → color.b → color.primry
    4 |   "b": {"$value": "{color.primry}"}}}
      |                   ^^^^^^^^^^^^^^^^
  base_theme/tokens.json:3:19: 'color.a' refers onward
  hint: did you mean 'color.primary'?""",
    ),
    "a group": (
        """{"c": {"$type": "number", "g": {"$root": {"$value": 1}}, "a": {"$value": "{c.g}"}}}""",
        """base_theme/tokens.json:1:74: error WL207: 'c.g' is a group, no token: c.a → c.g
    1 | {"c": {"$type": "number", "g": {"$root": {"$value": 1}}, "a": {"$value": "{c.g}"}}}
      |                                                                          ^^^^^^^
  hint: did you mean 'c.g.$root'?""",
    ),
    "a pointer to nothing": (
        """{"a": {"$type": "number", "$ref": "#/b/$value/x"}}""",
        """base_theme/tokens.json:1:35: error WL207: '#/b/$value/x' leads nowhere: a → #/b/$value/x
    1 | {"a": {"$type": "number", "$ref": "#/b/$value/x"}}
      |                                   ^^^^^^^^^^^^^^
  hint: known here: a""",
    ),
    "a pointer to a missing part": (
        """{"s": {"$type": "dimension", "$value": {"value": 1, "unit": "px"}},
  "a": {"$type": "number", "$ref": "#/s/$value/valeu"}}""",
        """base_theme/tokens.json:2:36: error WL207: the value of 's' has no 'valeu': a → #/s/$value/valeu
    2 |   "a": {"$type": "number", "$ref": "#/s/$value/valeu"}}
      |                                    ^^^^^^^^^^^^^^^^^^
  hint: did you mean 'value'?""",
    ),
    "badly formed references": (
        """{"$type": "number", "a": {"$value": "{a..b}"}, "b": {"$ref": "other.json#/a"}, "c": {"$ref": "#/a~2"}}""",
        """base_theme/tokens.json:1:37: error WL209: '{a..b}' is no reference
    1 | {"$type": "number", "a": {"$value": "{a..b}"}, "b": {"$ref": "other.json#/a"}, "c": {"$ref": "#/a~2"}}
      |                                     ^^^^^^^^
  hint: write it as {color.primary}
base_theme/tokens.json:1:62: error WL209: 'other.json#/a' is no reference
    1 | {"$type": "number", "a": {"$value": "{a..b}"}, "b": {"$ref": "other.json#/a"}, "c": {"$ref": "#/a~2"}}
      |                                                              ^^^^^^^^^^^^^^^
  hint: write it as #/color/primary/$value
base_theme/tokens.json:1:94: error WL209: '#/a~2' is no reference
    1 | {"$type": "number", "a": {"$value": "{a..b}"}, "b": {"$ref": "other.json#/a"}, "c": {"$ref": "#/a~2"}}
      |                                                                                              ^^^^^^^
  hint: write it as #/color/primary/$value""",
    ),
    "no type": (
        """{"a": {"$value": 1}}""",
        """base_theme/tokens.json:1:18: error WL206: the type of 'a' is said nowhere
    1 | {"a": {"$value": 1}}
      |                  ^
  hint: write "$type" beside its value, or in its group""",
    ),
    "another type": (
        """{"a": {"$type": "number", "$value": 1},
  "b": {"$type": "border", "$value": {"color": "{a}", "width": "{c}", "style": "wavy", "styl": 1}},
  "c": {"$type": "color", "$value": "{a}"}}""",
        """base_theme/tokens.json:2:48: error WL214: 'a' is a number; a color is wanted
    2 |   "b": {"$type": "border", "$value": {"color": "{a}", "width": "{c}", "style": "wavy", "styl": 1}},
      |                                                ^^^^^
  base_theme/tokens.json:1:37: 'a' gets its value here
base_theme/tokens.json:2:80: error WL225: 'wavy' is no strokeStyle
    2 |   "b": {"$type": "border", "$value": {"color": "{a}", "width": "{c}", "style": "wavy", "styl": 1}},
      |                                                                                ^^^^^^
  hint: known here: dashed, dotted, double, groove, inset, outset, ridge, solid
base_theme/tokens.json:2:88: error WL213: a border has no 'styl'
    2 |   "b": {"$type": "border", "$value": {"color": "{a}", "width": "{c}", "style": "wavy", "styl": 1}},
      |                                                                                        ^^^^^^
  hint: did you mean 'style'?
base_theme/tokens.json:3:37: error WL214: 'a' is a number; a color is wanted
    3 |   "c": {"$type": "color", "$value": "{a}"}}
      |                                     ^^^^^
  base_theme/tokens.json:1:37: 'a' gets its value here""",
    ),
    "groups that extend in a circle, an unknown group and a token": (
        """{"$type": "number", "t": {"$value": 1},
  "a": {"$extends": "{b}"}, "b": {"$extends": "{c}"}, "c": {"$extends": "{a}"},
  "d": {"e": {"$extends": "{d}"}}, "f": {"$extends": "{g}"}, "h": {"$extends": "{t}"}}""",
        """base_theme/tokens.json:2:21: error WL221: '$extends' comes back to where it began: a → b → c → a
    2 |   "a": {"$extends": "{b}"}, "b": {"$extends": "{c}"}, "c": {"$extends": "{a}"},
      |                     ^^^^^
  hint: let one of these groups stand on its own
base_theme/tokens.json:3:27: error WL221: '$extends' comes back to where it began: d.e → d → d.e
    3 |   "d": {"e": {"$extends": "{d}"}}, "f": {"$extends": "{g}"}, "h": {"$extends": "{t}"}}
      |                           ^^^^^
  hint: let one of these groups stand on its own
base_theme/tokens.json:3:54: error WL207: there is no group 'g': f → g
    3 |   "d": {"e": {"$extends": "{d}"}}, "f": {"$extends": "{g}"}, "h": {"$extends": "{t}"}}
      |                                                      ^^^^^
  hint: known here: a, b, c, d, d.e, f, h
base_theme/tokens.json:3:80: error WL221: 't' is a token; '$extends' takes a group
    3 |   "d": {"e": {"$extends": "{d}"}}, "f": {"$extends": "{g}"}, "h": {"$extends": "{t}"}}
      |                                                                                ^^^^^
  hint: refer to it by "$value": "{t}\"""",
    ),
    "one custom property for two": (
        """{"$type": "number", "a": {"b": {"$value": 1}}, "a-b": {"$value": 2}}""",
        """base_theme/tokens.json:1:48: error WL217: 'a-b' and 'a.b' are both '--a-b' in CSS
    1 | {"$type": "number", "a": {"b": {"$value": 1}}, "a-b": {"$value": 2}}
      |                                                ^^^^^
  base_theme/tokens.json:1:27: 'a.b' is defined here
  hint: rename one of the two""",
    ),
    "colours as text": (
        """{"$type": "color", "a": {"$value": "#0a5cff"},
  "b": {"$value": "rgb(0 0 0 / 50%)"}}""",
        """base_theme/tokens.json:1:36: warning WL216: 2 colours are written as text; Design Tokens 2025.10 has objects
    1 | {"$type": "color", "a": {"$value": "#0a5cff"},
      |                                    ^^^^^^^^^
  hint: write "#0a5cff" as {"colorSpace": "srgb", "components": [0.03922, 0.3608, 1]}""",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_in_the_tokens_file_is_told_with_the_way_that_led_there(case: str) -> None:
    text, expected = CASES[case]
    assert theme_of(text)[1] == expected


def test_a_long_chain_of_references_is_refused_and_never_overflows() -> None:
    chain = {f"t{n}": {"$value": f"{{t{n + 1}}}"} for n in range(5000)}
    _, problems = theme_of({"$type": "number", **chain, "t5000": {"$value": 1}})
    first = problems.split("\n")[0]
    assert first == ("base_theme/tokens.json:4:13: error WL208: references lead on more than 48 times before 't48'")


def test_groups_that_copy_copies_are_refused_before_they_grow() -> None:
    bomb: dict[str, Any] = {"$type": "number", "g0": {"t": {"$value": 1}}}
    for n in range(1, 40):
        bomb[f"g{n}"] = {"x": {"$extends": f"{{g{n - 1}}}"}, "y": {"$extends": f"{{g{n - 1}}}"}}
    _, problems = theme_of(bomb)
    assert problems == (
        "base_theme/tokens.json:1:1: error WL224: there are more than 20,000 tokens and groups, or 48 of them "
        "in each other\n  hint: let fewer groups extend groups that extend others"
    )


@pytest.mark.parametrize("inner", ["", ".x"])
def test_a_long_chain_of_groups_is_refused_and_never_overflows(inner: str) -> None:
    chain: dict[str, Any] = {f"g{n}": {"$extends": f"{{g{n + 1}{inner}}}"} for n in range(400)}
    _, problems = theme_of({"$type": "number", **chain, "g400": {"x": {"t": {"$value": 1}}}})
    assert "WL221: '$extends' leads on more than 48 times" in problems or "WL207: there is no group" in problems


# ── Dark and derived ──────────────────────────────────────────────────────────────────────────────────────────────

COLORS = {
    "color": {
        "$type": "color",
        "primary": {"$value": rgb("#0a5cff")},
        "paper": {"$value": rgb("white")},
        "ink": {"$value": rgb("#111111")},
        "link": {"$value": "{color.primary-text}"},
    }
}
NIGHT = {"color": {"paper": {"$value": rgb("#0b0f1a")}, "ink": {"$value": rgb("#eeeeee")}}}


def _palette(name: str = "primary", **wanted: Any) -> PaletteEntry:
    return PaletteEntry(name, f"color.{name}", span=ENTRY, **wanted)


FULL = _palette(scale=True, states=("hover", "pressed"), ink=True, text=("color.paper",), dark=True)


def test_the_palette_derives_tokens_after_those_of_the_file_in_each_mode() -> None:
    theme, problems = theme_of(COLORS, NIGHT, [FULL])
    assert problems == ""
    assert list(theme.tokens) == [
        *(f"color.{name}" for name in ("primary", "paper", "ink", "link")),
        *(f"color.primary-{step}" for step in (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)),
        "color.primary-hover",
        "color.primary-pressed",
        "color.on-primary",
        "color.primary-text",
    ]
    seed, night = color.parse("#0a5cff"), color.parse("#0b0f1a")
    dark = color.dark_counterpart(seed, night)
    tokens = theme.tokens
    assert tokens["color.primary"].dark.color == dark
    assert tokens["color.primary-200"].light.color == color.scale(seed)[200]
    assert tokens["color.primary-200"].dark.color == color.scale(dark)[200]
    assert tokens["color.primary-hover"].dark.color == color.state(dark, "hover")
    assert tokens["color.primary-text"].dark.color == color.passing(dark, [night], 4.5)
    assert tokens["color.link"].dark.color == tokens["color.primary-text"].dark.color
    ink = tokens["color.on-primary"]
    for mode in ("light", "dark"):
        for name in ("color.primary", "color.primary-hover", "color.primary-pressed"):
            paper = tokens[name].dark.color if mode == "dark" else tokens[name].light.color
            shown = ink.dark.color if mode == "dark" else ink.light.color
            assert paper is not None and shown is not None
            assert color.contrast(shown, paper) >= 4.5
    assert tokens["color.primary-hover"].dark.trail == (
        "derived: hover of color.primary",
        "derived: dark counterpart of color.primary",
        f"{BASE}:5:14 color.primary",
    )


def test_written_tokens_win_over_derived_ones_in_their_mode() -> None:
    base = {"color": {**COLORS["color"], "primary-hover": {"$value": rgb("#010101")}}}
    night = {
        "color": {**NIGHT["color"], "primary": {"$value": rgb("#020202")}, "on-primary": {"$value": rgb("#030303")}}
    }
    theme, problems = theme_of(base, night, [FULL])
    assert problems == ""
    tokens = theme.tokens
    assert (tokens["color.primary-hover"].light.css, tokens["color.primary-hover"].dark.css) == ("#010101", "#010101")
    assert tokens["color.primary"].dark.css == "#020202"
    assert tokens["color.on-primary"].light.css == "#f8faff"
    assert tokens["color.on-primary"].dark.css == "#030303"


def test_a_seed_that_is_missing_or_no_colour_is_told_once_at_the_palette() -> None:
    _, problems = theme_of(
        {"color": {"$type": "color", "primery": {"$value": rgb("red")}}},
        None,
        [_palette(scale=True, ink=True, text=("color.papr",), dark=True)],
    )
    assert (
        problems
        == """base_theme/theme.yaml:4:12: error WL207: 'primary' has 'color.primary' as its seed; there is no such token
  hint: did you mean 'color.primery'?
base_theme/theme.yaml:4:12: error WL207: 'primary' has 'color.papr' as a paper of its text; there is no such token
  hint: did you mean 'color.primery'?
base_theme/theme.yaml:4:12: error WL207: 'primary' has 'color.paper' as the paper of its dark counterpart; there is no such token
  hint: did you mean 'color.primery'?"""
    )
    _, problems = theme_of({"color": {"primary": {"$type": "number", "$value": 1}}}, None, [_palette(ink=True)])
    assert (
        problems
        == """base_theme/theme.yaml:4:12: error WL214: 'primary' has 'color.primary' as its seed; it is a number, a color is wanted
  hint: name a token of type color"""
    )


def test_a_text_that_no_shade_can_be_is_told() -> None:
    base = {"color": {"$type": "color", "primary": {"$value": rgb("blue")}, "a": {"$value": rgb("#767676")}, "b": {"$value": rgb("#777777")}, "c": {"$value": rgb("#111111")}, "d": {"$value": rgb("#ffffff")}}}  # fmt: skip
    _, problems = theme_of(base, None, [_palette(text=("color.a", "color.c", "color.d"))])
    assert problems.split("\n")[0] == (
        "base_theme/theme.yaml:4:12: error WL222: no colour of the hue of 'color.primary' has 4.5:1 on color.a and "
        "color.c and color.d at once"
    )


def test_a_dark_paper_made_of_a_derived_dark_colour_is_a_circle_in_dark_only() -> None:
    night = {"color": {"paper": {"$value": "{color.primary-950}"}}}
    _, problems = theme_of(COLORS, night, [FULL])
    assert problems.split("\n")[0] == (
        f"{ENTRY.path}:4:12: error WL208: references go in a circle in dark mode: "
        "color.primary → color.paper → color.primary-950 → color.primary"
    )


def test_the_dark_file_defines_nothing_new_and_no_other_type() -> None:
    night = """{"color": {"papper": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0]}},
  "ink": {"$type": "number", "$value": 1}}}"""
    _, problems = theme_of(COLORS, night)
    assert "WL220: 'color.papper' is defined for dark only" in problems
    assert "hint: did you mean 'color.paper'?" in problems
    assert (
        "base_theme/tokens.dark.json:2:40: error WL220: 'color.ink' is a color in light and a number in dark"
        in problems
    )


# ── Brands ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_brands_one_value_counts_in_both_modes_but_a_seeds_counterpart_is_derived() -> None:
    night = {"color": {**NIGHT["color"], "primary": {"$value": rgb("#020202")}}}
    theme, _ = theme_of(COLORS, night, [FULL])
    tokens, problems = brand_of(theme, 'color.primary: tomato\ncolor.ink: "#222"')
    assert problems == ""
    assert (tokens["color.ink"].light.css, tokens["color.ink"].dark.css) == ("#222222", "#222222")
    assert tokens["color.primary"].light.css == "#ff6347"
    assert tokens["color.primary"].dark.color == color.dark_counterpart(color.parse("#ff6347"), color.parse("#0b0f1a"))
    assert tokens["color.primary-hover"].light.trail == (
        "derived: hover of color.primary",
        "brands/acme/brand.yaml:1:16 color.primary",
    )
    assert theme.tokens["color.primary"].light.css == "#0a5cff"


def test_a_brand_may_give_light_and_dark_apart_or_dark_alone() -> None:
    theme, _ = theme_of(COLORS, NIGHT, [FULL])
    tokens, problems = brand_of(theme, 'color.primary: {light: red, dark: lime}\ncolor.ink: {dark: "#ddd"}')
    assert problems == ""
    assert (tokens["color.primary"].light.css, tokens["color.primary"].dark.css) == ("#ff0000", "#00ff00")
    assert (tokens["color.ink"].light.css, tokens["color.ink"].dark.css) == ("#111111", "#dddddd")


def test_fonts_are_tokens_that_others_refer_to_and_that_brands_change() -> None:
    base = {
        "text": {
            "$type": "typography",
            "p": {
                "$value": {"fontFamily": "{font.body}", "fontSize": px(1, "rem"), "fontWeight": 400, "lineHeight": 1.5}
            },
        }
    }
    theme, problems = theme_of(base, fonts={"body": '"body", "body fallback", sans-serif'})
    assert problems == ""
    assert theme.tokens["text.p"].light.css == '400 1rem/1.5 "body", "body fallback", sans-serif'
    tokens, problems = brand_of(theme, "{}", fonts={"body": "Inter, serif"})
    assert problems == ""
    assert tokens["font.body"].light.css == '"Inter", serif'
    assert tokens["font.body"].light.trail == ("derived: font of body",)
    assert tokens["text.p"].dark.css == '400 1rem/1.5 "Inter", serif'


def test_mistakes_of_a_brand_stand_at_its_keys_and_values() -> None:
    base = {
        **COLORS,
        "radius": {"$type": "dimension", "card": {"$value": px(8)}, "old": {"$deprecated": "use radius.card", "$value": px(8)}},
    }  # fmt: skip
    theme, _ = theme_of(base, NIGHT, [FULL])
    tokens, problems = brand_of(
        theme,
        """color.primery: red
color.primary: "{radius.card}"
color.ink: "{color.inc}"
color.paper: currentColor
radius.card: 12
radius.old: 12pt
""",
    )
    assert (
        problems
        == """brands/acme/brand.yaml:1:1: error WL218: the theme has no token 'color.primery'
    1 | color.primery: red
      | ^^^^^^^^^^^^^
  hint: did you mean 'color.primary'?
brands/acme/brand.yaml:2:16: error WL214: 'radius.card' is a dimension; a color is wanted
    2 | color.primary: "{radius.card}"
      |                ^^^^^^^^^^^^^^^
  brands/acme/brand.yaml:5:14: 'radius.card' gets its value here
brands/acme/brand.yaml:3:12: error WL207: there is no token 'color.inc': color.ink → color.inc
    3 | color.ink: "{color.inc}"
      |            ^^^^^^^^^^^^^
  hint: did you mean 'color.ink'?
brands/acme/brand.yaml:4:14: error WL215: 'currentcolor' depends on where it stands; wanted a fixed colour such as #1a5fb4 or oklch(50% 0.1 250)
    4 | color.paper: currentColor
      |              ^^^^^^^^^^^^
brands/acme/brand.yaml:5:14: error WL212: '12' has no unit
    5 | radius.card: 12
      |              ^^
  hint: write 12px or 12rem
brands/acme/brand.yaml:6:1: warning WL219: the token 'radius.old' is deprecated: use radius.card
    6 | radius.old: 12pt
      | ^^^^^^^^^^
  hint: take it away, or override what replaces it
brands/acme/brand.yaml:6:13: error WL212: 'pt' is no unit of a dimension
    6 | radius.old: 12pt
      |             ^^^^
  hint: known here: px, rem"""
    )
    assert tokens == {}


def test_a_brand_may_close_a_circle_which_is_told_at_its_place() -> None:
    theme, _ = theme_of(COLORS, NIGHT, [FULL])
    _, problems = brand_of(theme, 'color.primary: "{color.link}"')
    assert problems.split("\n")[0] == (
        "brands/acme/brand.yaml:1:16: error WL208: references go in a circle: "
        "color.primary → color.link → color.primary-text → color.primary"
    )
