"""Which values differ between two states of a bundle, as ``site/brand.json`` tells them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whitelabel import color, source
from whitelabel.change import ContrastChange, ValueChange, What, plain
from whitelabel.disk.kept import each_value, fits
from whitelabel.model import MODES, Contrast, Mode, ResolvedBrand

_FORM = {
    "tokens": {"light": each_value(str), "dark": each_value(str)},
    "texts": each_value(dict),
    **dict.fromkeys(("features", "links", "logo", "pages", "assets", "contact", "legal", "mail"), dict),
    "products": [str],
    "locales": [str],
}
_FIELDS = ("name", "short_name", "legal_name", "domain")
_GROUPS = ("contact", "legal", "mail")
_MADE = frozenset({"phone_href"})
"""What another field of the brand gives."""


def read_values(data: bytes | None) -> Mapping[str, Any] | None:
    """What the file tells; ``None`` where it isn't there, or isn't what this version writes."""
    if data is None:
        return None
    try:
        told = json.loads(data)
        known = {name: told[name] for name in _FORM}
        return told if fits(known, _FORM) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def compare_values(
    before: Mapping[str, Any], after: Mapping[str, Any], brand: ResolvedBrand | None = None
) -> tuple[ValueChange, ...]:
    """What differs, in the order in which a person asks for it.

    Args:
        before, after: As ``read_values`` gives them.
        brand: The brand as it would be built, which knows where its values are written.
    """
    return (
        *_fields(before, after, brand),
        *_logo(before, after),
        *_tokens(before["tokens"], after["tokens"], brand),
        *_fonts(before["assets"], after["assets"]),
        *_texts(before["texts"], after["texts"], brand),
        *_mapped("feature", before["features"], after["features"], brand, "features"),
        *_mapped("link", before["links"], after["links"], brand, "links"),
        *_listed("product", before["products"], after["products"]),
        *_listed("locale", before["locales"], after["locales"]),
        *_listed("page", before["pages"], after["pages"]),
    )


def compare_contrast(
    before: Mapping[str, Any], after: Mapping[str, Any], pairs: Iterable[Contrast]
) -> tuple[ContrastChange, ...]:
    """The pairs that cross what is asked of them.

    Args:
        before, after: As ``read_values`` gives them.
        pairs: What the theme asks now.
    """
    found: list[ContrastChange] = []
    for pair in pairs:
        for mode in MODES:
            one, other = (_ratio(state["tokens"][mode], pair) for state in (before, after))
            if one is not None and other is not None and (one >= pair.ratio) != (other >= pair.ratio):
                found.append(ContrastChange(pair.ink, pair.paper, mode, pair.ratio, one, other))
    return tuple(dict.fromkeys(found))


def _ratio(tokens: Mapping[str, str], pair: Contrast) -> float | None:
    ink, paper = (_color(tokens.get(name, "")) for name in (pair.ink, pair.paper))
    if ink is None or paper is None:
        return None
    return color.contrast(color.over(ink, paper), paper)


def _color(css: str) -> color.Color | None:
    try:
        return color.parse(css)
    except color.ColorError:
        return None


def _hex(css: str | None) -> str:
    found = _color(css) if css else None
    return color.opaque(found) if found is not None else ""


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], brand: ResolvedBrand | None) -> Iterator[ValueChange]:
    def flat(state: Mapping[str, Any]) -> dict[str, str | None]:
        found = {name: _text(state.get(name)) for name in _FIELDS}
        for group in _GROUPS:
            found |= {f"{group}.{name}": _text(value) for name, value in state[group].items() if name not in _MADE}
        return found

    one, other = flat(before), flat(after)
    for name in dict.fromkeys((*other, *one)):
        if one.get(name) != other.get(name):
            at = _written(brand, *name.split(".")) if other.get(name) is not None else ""
            # A short name that nobody gives is the name.
            is_derived = not at and other.get(name) is not None
            yield ValueChange("field", name, "", one.get(name), other.get(name), at=at, is_derived=is_derived)


def _written(brand: ResolvedBrand | None, *keys: str) -> str:
    """Where the brand's file says something; empty where it doesn't."""
    node: source.Node | None = brand.brand.node if brand is not None else None
    for key in keys:
        node = node.get(key) if isinstance(node, source.Mapping) else None
    return str(node.span) if node is not None else ""


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _logo(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ValueChange]:
    """Variants of the logo that are another sign: their names carry what they are made from."""
    one, other = ({name: _sign(value) for name, value in state["logo"].items()} for state in (before, after))
    for name in dict.fromkeys((*other, *one)):
        if one.get(name) != other.get(name):
            yield ValueChange("logo", name, "", _plain(one.get(name)), _plain(other.get(name)))


def _sign(value: Any) -> str | None:
    return _text(value.get("src")) if isinstance(value, dict) else None


def _plain(address: str | None) -> str | None:
    return plain(f"site{address}").removeprefix("site") if address is not None else None


def _tokens(
    before: Mapping[Mode, Mapping[str, str]], after: Mapping[Mode, Mapping[str, str]], brand: ResolvedBrand | None
) -> Iterator[ValueChange]:
    rows: list[ValueChange] = []
    for name in dict.fromkeys((*after["light"], *after["dark"], *before["light"], *before["dark"])):
        changes = {mode: (before[mode].get(name), after[mode].get(name)) for mode in MODES}
        if changes["light"] == changes["dark"]:
            rows += _token(name, "", changes["light"], brand)
        else:
            for mode in MODES:
                rows += _token(name, mode, changes[mode], brand)
    # What somebody wrote comes before what follows from it.
    yield from sorted(rows, key=lambda row: row.is_derived)


def _token(
    name: str, where: str, values: tuple[str | None, str | None], brand: ResolvedBrand | None
) -> Iterator[ValueChange]:
    before, after = values
    if before == after:
        return
    token = brand.tokens.get(name) if brand is not None else None
    trail = token.value("dark" if where == "dark" else "light").trail if token is not None else ()
    at = trail[0].partition(f" {name}")[0] if trail and after is not None else ""
    yield ValueChange("token", name, where, before, after, (_hex(before), _hex(after)), at, len(trail) > 1)


def _fonts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ValueChange]:
    """The style sheet that says what is set in which font: its name carries all that it is made from."""
    one, other = (_text(state.get("fonts.css")) for state in (before, after))
    if one != other:
        yield ValueChange("font", "fonts.css", "", _plain(one), _plain(other))


def _texts(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], brand: ResolvedBrand | None
) -> Iterator[ValueChange]:
    for tag in dict.fromkeys((*after, *before)):
        one, other = before.get(tag, {}), after.get(tag, {})
        # Of a language that comes or goes it is told, and not of each of its words.
        if not one or not other:
            continue
        known = brand.texts.get(tag, {}) if brand is not None else {}
        for key in dict.fromkeys((*other, *one)):
            if one.get(key) != other.get(key):
                at = str(known[key].span) if key in known and known[key].span.path else ""
                yield ValueChange("text", key, tag, _text(one.get(key)), _text(other.get(key)), at=at)


def _mapped(
    what: What, before: Mapping[str, Any], after: Mapping[str, Any], brand: ResolvedBrand | None, group: str
) -> Iterator[ValueChange]:
    for name in dict.fromkeys((*after, *before)):
        one, other = _text(before.get(name)), _text(after.get(name))
        if one != other:
            yield ValueChange(what, name, "", one, other, at=_written(brand, group, name))


def _listed(what: What, before: Iterable[str], after: Iterable[str]) -> Iterator[ValueChange]:
    one, other = tuple(before), tuple(after)
    for name in dict.fromkeys((*other, *one)):
        if (name in one) != (name in other):
            yield ValueChange(what, name, "", name if name in one else None, name if name in other else None)
