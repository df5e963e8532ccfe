"""Values as a brand writes them, in CSS's spelling or in the format's: what is read, what is printed, what is refused."""

from __future__ import annotations

import json
import time

import pytest

from whitelabel import source
from whitelabel.load.tokens import TYPES, load_tokens
from whitelabel.model import TokenOverride
from whitelabel.problem import Problem, Related, Span, error
from whitelabel.resolve.tokens import TokenTheme, prepare, resolve_tokens

BRAND = "brands/acme/brand.yaml"
BASE = json.dumps(
    {
        "color": {"$type": "color", "$value": {"colorSpace": "srgb", "components": [1, 0, 0]}},
        "dimension": {"$type": "dimension", "$value": {"value": 8, "unit": "px"}},
        "fontFamily": {"$type": "fontFamily", "$value": "serif"},
        "fontWeight": {"$type": "fontWeight", "$value": 400},
        "duration": {"$type": "duration", "$value": {"value": 200, "unit": "ms"}},
        "cubicBezier": {"$type": "cubicBezier", "$value": [0, 0, 1, 1]},
        "number": {"$type": "number", "$value": 2},
        "strokeStyle": {"$type": "strokeStyle", "$value": "solid"},
        "border": {
            "$type": "border",
            "$value": {"color": "{color}", "width": "{dimension}", "style": "{strokeStyle}"},
        },
        "transition": {
            "$type": "transition",
            "$value": {"duration": "{duration}", "delay": "{duration}", "timingFunction": "{cubicBezier}"},
        },
        "shadow": {
            "$type": "shadow",
            "$value": {
                "color": "{color}",
                "offsetX": "{dimension}",
                "offsetY": "{dimension}",
                "blur": "{dimension}",
                "spread": "{dimension}",
            },
        },
        "gradient": {
            "$type": "gradient",
            "$value": [{"color": "{color}", "position": 0}, {"color": "{color}", "position": 1}],
        },
        "typography": {
            "$type": "typography",
            "$value": {
                "fontFamily": "{fontFamily}",
                "fontSize": "{dimension}",
                "fontWeight": "{fontWeight}",
                "letterSpacing": "{dimension}",
                "lineHeight": "{number}",
            },
        },
        "deep": {"$value": "{shadow-of-theme}"},
        "shadow-of-theme": {
            "$type": "shadow",
            "$value": {
                "color": "{color}",
                "offsetX": "{dimension}",
                "offsetY": "{dimension}",
                "blur": "{dimension}",
                "spread": "{dimension}",
            },
        },
        "plain": {"$type": "fontFamily", "$value": ["serif"]},
        "other": {"$type": "color", "$value": {"colorSpace": "srgb", "components": [0, 0, 1]}},
    }
)


@pytest.fixture(scope="module")
def theme() -> TokenTheme:
    node = source.read_json(BASE.encode(), "base_theme/tokens.json")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    found = prepare(load_tokens(node, problems), None, [], problems)
    assert problems == []
    assert set(TYPES) < set(found.tokens)
    return found


def written(theme: TokenTheme, kind: str, value: source.Node) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    tokens = resolve_tokens(theme, {kind: TokenOverride(value, None, value.span)}, problems=problems)
    return (tokens[kind].light.css if kind in tokens else ""), problems


def _yaml(text: str) -> source.Node:
    node = source.read_yaml(f"value: {text}".encode(), BRAND)
    assert isinstance(node, source.Mapping), node
    value = node.get("value")
    assert value is not None
    return value


READ = [
    ("color", "tomato", "#ff6347"),
    ("color", "'#0a5cff80'", "#0a5cff80"),
    ("color", "{colorSpace: oklch, components: [0.7, none, 120], alpha: 0.5}", "#9e9e9e80"),
    ("color", "'{other}'", "#0000ff"),
    ("color", "{$ref: '#/other'}", "#0000ff"),
    ("dimension", "12px", "12px"),
    ("dimension", "+.5REM", "0.5rem"),
    ("dimension", "0", "0px"),
    ("dimension", "{value: 1e1, unit: px}", "10px"),
    ("fontFamily", "Inter, 'PT Sans', serif", '"Inter", "PT Sans", serif'),
    ("fontFamily", "Golos Text", '"Golos Text"'),
    ("fontFamily", "['A, B', serif]", '"A, B", serif'),
    ("fontFamily", "'{plain}, Inter'", 'serif, "Inter"'),
    ("fontFamily", r"""'"a\"b;}</style>"'""", r'"a\"b;}\3c /style\3e "'),
    ("fontWeight", "650", "650"),
    ("fontWeight", "'650'", "650"),
    ("fontWeight", "semi-bold", "600"),
    ("duration", "0.2s", "0.2s"),
    ("duration", "0", "0ms"),
    ("cubicBezier", "ease-in-out", "cubic-bezier(0.42, 0, 0.58, 1)"),
    ("cubicBezier", "cubic-bezier(.2,-1,0,+1)", "cubic-bezier(0.2, -1, 0, 1)"),
    ("cubicBezier", "[0.2, 0, 0, 1]", "cubic-bezier(0.2, 0, 0, 1)"),
    ("number", "1.50", "1.5"),
    ("number", "1e-7", "0"),
    ("strokeStyle", "dotted", "dotted"),
    ("strokeStyle", "{dashArray: [4px, '{dimension}'], lineCap: butt}", "dashed"),
    ("border", "'1px solid #ccc'", "1px solid #cccccc"),
    ("border", "'rgb(0 0 0 / 20%) dashed {dimension}'", "8px dashed #00000033"),
    ("border", "none", "0px solid #00000000"),
    ("transition", "200ms", "200ms cubic-bezier(0.25, 0.1, 0.25, 1) 0ms"),
    ("transition", "'{duration} ease-out 1s'", "200ms cubic-bezier(0, 0, 0.58, 1) 1s"),
    ("shadow", "0 1px 2px red", "0px 1px 2px 0px #ff0000"),
    ("shadow", "'inset 0 1px {other}, {deep}'", "inset 0px 1px 0px 0px #0000ff, 8px 8px 8px 8px #ff0000"),
    ("shadow", "none", "0px 0px 0px 0px #00000000"),
    ("gradient", "'red, lime 25%, #00f'", "linear-gradient(90deg, #ff0000 0%, #00ff00 25%, #0000ff 100%)"),
    ("gradient", "linear-gradient(90deg, red 10%, {other})", "linear-gradient(90deg, #ff0000 10%, #0000ff 100%)"),
    ("typography", "600 1.5rem/1.2 Inter, serif", '600 1.5rem/1.2 "Inter", serif'),
    ("typography", "'bold {dimension} / {number} {fontFamily}'", "700 8px/2 serif"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "css"), READ)
def test_css_spelling_and_the_formats_own_are_read(theme: TokenTheme, kind: str, text: str, css: str) -> None:
    assert written(theme, kind, _yaml(text)) == (css, [])


REFUSED = [
    ("color", "url(x)", "WL215"),
    ("color", "'red;}'", "WL215"),
    ("color", "var(--x)", "WL215"),
    ("color", "{colorSpace: srgb, components: [1, 2, 0]}", "WL226"),
    ("color", "{colorSpace: srgb, components: [1, 0]}", "WL225"),
    ("color", "{colorSpace: rgb, components: [1, 0, 0]}", "WL225"),
    ("color", "{colorSpace: oklch, components: [0.5, 0.1, 360]}", "WL226"),
    ("color", "{colorSpace: srgb, components: [1, 0, 0], alpha: 1.5}", "WL226"),
    ("color", "{colorSpace: srgb, components: [1, 0, 0], hex: '#fff'}", "WL225"),
    ("color", "oklch(50% 1e308 0)", ""),
    ("dimension", "", "WL225"),
    ("dimension", "''", "WL223"),
    ("dimension", "12", "WL212"),
    ("dimension", "12em", "WL212"),
    ("dimension", "1e308px", "WL226"),
    ("dimension", "1e999px", "WL226"),
    ("dimension", "NaNpx", "WL223"),
    ("dimension", "calc(1px + 1px)", "WL223"),
    ("dimension", "'12px; color: red'", "WL223"),
    ("dimension", "12px /* c */", "WL223"),
    ("dimension", "12px}", "WL223"),
    ("dimension", "'1\\32 px'", "WL223"),
    ("dimension", "{value: '12', unit: px}", "WL225"),
    ("dimension", "{value: 12}", "WL213"),
    ("dimension", "[12]", "WL225"),
    ("fontFamily", "url(x)", "WL223"),
    ("fontFamily", "'a;b'", "WL223"),
    ("fontFamily", "'a}b'", "WL223"),
    ("fontFamily", "'a,,b'", "WL223"),
    ("fontFamily", r"""'"a\a b"'""", "WL225"),
    ("fontFamily", r'''"a\nb\u202Ec, 'x\ty'"''', "WL225"),
    ("fontFamily", "[]", "WL225"),
    ("fontWeight", "1001", "WL226"),
    ("fontWeight", "0", "WL226"),
    ("fontWeight", "Bold", "WL225"),
    ("duration", "-1ms", "WL226"),
    ("duration", "5", "WL212"),
    ("cubicBezier", "cubic-bezier(2, 0, 0, 1)", "WL226"),
    ("cubicBezier", "cubic-bezier(0, 0, 1)", "WL225"),
    ("cubicBezier", "steps(4)", "WL223"),
    ("number", "nan", "WL223"),
    ("number", "inf", "WL223"),
    ("number", "1e9", "WL226"),
    ("number", "'true'", "WL223"),
    ("strokeStyle", "wavy", "WL225"),
    ("border", "1px solid", "WL223"),
    ("border", "1px 1px solid red", "WL223"),
    ("border", "-1px solid red", "WL226"),
    ("border", "1px solid url(x)", "WL223"),
    ("border", "1px solid expression(alert(1))", "WL215"),
    ("border", "{color: red, width: 1px}", "WL213"),
    ("transition", "ease", "WL223"),
    ("shadow", "0 red", "WL223"),
    ("shadow", "0 0 -1px red", "WL226"),
    ("shadow", "{color: red, offsetX: 0, offsetY: 0, blur: 0, spread: 0, inset: 1}", "WL225"),
    ("gradient", "red", "WL223"),
    ("gradient", "linear-gradient(45deg, red, blue)", "WL223"),
    ("typography", "1rem Inter", "WL223"),
    ("typography", "1rem/1.5 url(x)", "WL223"),
]


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_what_is_no_value_of_the_type_is_refused_at_its_place(
    theme: TokenTheme, kind: str, text: str, code: str
) -> None:
    node = _yaml(text)
    css, problems = written(theme, kind, node)
    if not code:
        assert (css == "") == bool(problems)
        assert "1e308" not in css
        return
    assert [problem.code for problem in problems] == [code], problems
    assert css == ""
    place = problems[0].span
    assert place is not None and place.path == BRAND


def test_a_value_that_is_wrong_only_in_its_use_is_told_there_and_points_at_the_brand(theme: TokenTheme) -> None:
    _, problems = written(theme, "dimension", _yaml("-1px"))
    assert problems[0] == error(
        "WL226",
        "the width -1 is out of range; from 0 to 1000000 is wanted",
        problems[0].span,
        related=[Related(Span(BRAND, 1, 8, 4), "'dimension' has its value from here")],
    )


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    "hostile",
    ["(" * 2000, "{" * 1000, "a," * 999, "calc(" * 300, "\\" * 1999, '"' * 1999, "rgb(" * 400, "9" * 1999, "x" * 100_000],
    ids=lambda text: text[:5],
)  # fmt: skip
def test_hostile_texts_are_refused_or_quoted_in_a_blink(theme: TokenTheme, kind: str, hostile: str) -> None:
    started = time.process_time()
    css, problems = written(theme, kind, source.Scalar(hostile, False, Span(BRAND)))
    assert problems or kind == "fontFamily"
    assert len(css) < 20_000
    assert time.process_time() - started < 10
