"""One feature of SVG in each of many small drawings: kept as a browser draws it, or refused, never drawn another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.logos import strict
from tests.logos.features import FEATURES
from tests.logos.looks import Pair, apart
from tests.logos.programs import PROGRAMS
from tests.logos.reading import read
from whitelabel.picture.sanitise import Clean
from whitelabel.problem import Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
# What only a browser can work out, or what browsers draw each in its own way.
_REFUSED = frozenset(
    """
    calc clip-path-basic color-rec2020 css-transform-box figma-backdrop filter-attr-fn filter-fn
    filter-step-unreadable id-percent
    marker-context points-broken points-cut points-semicolon root-transform-moved root-units-font-cut
    spare-colour-of-pattern spare-colour-of-point transform-percent undisplayed-filter undisplayed-step units-font
    units-viewport use-svg-percent
    """.split()
)

_PARTS = 12
_WHOLE = 'viewBox="0 0 128 96"'
_ENTITIES = (
    '<!DOCTYPE svg [<!ENTITY c "red"><!ENTITY ns "http://www.w3.org/2000/svg">]>'
    '<svg xmlns="&ns;" viewBox="0 0 128 96"><rect width="20" height="20" fill="&c;"/></svg>'
)


def _drawings() -> dict[str, bytes]:
    written = {name: f"<svg {_XMLNS} {root or _WHOLE}>{body}</svg>" for name, (root, body) in FEATURES.items()}
    return {name: text.encode() for name, text in (written | PROGRAMS | {"entities": _ENTITIES}).items()}


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.soak) for part in range(1, _PARTS))])
def test_a_feature_is_kept_as_a_browser_draws_it_or_refused(part: int, browser: Browser) -> None:
    wrong: dict[str, str] = {}
    pairs: dict[str, Pair] = {}
    for name, data in list(_drawings().items())[part::_PARTS]:
        found = read(data).result
        if name in _REFUSED and isinstance(found, Problem) and found.code in ("WL504", "WL512") and found.hint:
            continue
        if name in _REFUSED or not isinstance(found, Clean):
            wrong[name] = str(found)
            continue
        strict.check(found.picture.data)
        again = read(found.picture.data).result
        if not isinstance(again, Clean) or again.picture != found.picture:
            wrong[name] = "read again, it is another"
        pairs[name] = (found.picture.width, found.picture.height, data, found.picture.data)
    wrong |= {name: f"looks {most} grey levels apart" for name, most in apart(browser, pairs).items() if most > 1}
    assert not wrong, "\n".join(f"{name}: {what}" for name, what in wrong.items())
