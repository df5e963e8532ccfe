"""The style sheet of a brand's design tokens: light, dark by preference, dark by the reader's switch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from whitelabel import color
from whitelabel.model import Action, Desk, Kind, Mode, Read, Token, canonical
from whitelabel.render.paths import ROOT, address


def _properties(token: Token, mode: Mode) -> Iterator[tuple[str, str]]:
    value = token.value(mode)
    yield token.css_name, value.css
    for part, text in value.parts:
        yield f"{token.css_name}-{part}", text


def measure(token: Token, mode: Mode) -> float | None:
    """A token's number; of a dimension its CSS pixels, at 16 to the rem; ``None`` of what has none."""
    data = token.value(mode).data
    if isinstance(data, Mapping):
        data = data["value"] * (16 if data["unit"] == "rem" else 1) if data.keys() == {"value", "unit"} else None
    return float(data) if isinstance(data, int | float) else None


def _scheme(token: Token | None, mode: Mode) -> str:
    """Which of the browser's own colours suit the paper."""
    paper = token.value(mode).color if token is not None else None
    return "dark" if paper is not None and color.is_dark(paper) else "light"


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    tokens = desk.brand.tokens
    light = [pair for token in tokens.values() for pair in _properties(token, "light")]
    dark = [pair for token in tokens.values() for pair in _properties(token, "dark")]
    paper = tokens.get("color.paper")
    params = canonical(
        {
            "light": [("color-scheme", _scheme(paper, "light")), *light],
            "dark": [("color-scheme", _scheme(paper, "dark")), *dark],
        }
    )
    action = Action("tokens", KIND.stamp, (), params).named(f"{ROOT}/tokens.*.css")
    desk.addresses["tokens.css"] = address(action.outputs[0])
    yield action


def _block(pairs: list[list[str]]) -> str:
    return ";".join(f"{name}:{value}" for name, value in pairs)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    del read
    params = json.loads(action.params)
    light = dict(params["light"])
    changed = _block([pair for pair in params["dark"] if light.get(pair[0]) != pair[1]])
    sheet = f":root{{{_block(params['light'])}}}\n"
    if changed:
        sheet += f'@media (prefers-color-scheme:dark){{:root:not([data-scheme="light"]){{{changed}}}}}\n'
        sheet += f':root[data-scheme="dark"]{{{changed}}}\n'
    return (sheet.encode(),)


KIND = Kind("tokens", 1, _plan, _render)
