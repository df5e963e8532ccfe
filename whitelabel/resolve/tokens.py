"""Design tokens under a brand: the theme's values, what the palette derives, what the brand writes over them.

The theme is worked out once (``prepare``); a brand costs what depends on the tokens that it overrides (``resolve_tokens``).

A token's value in light is the brand's, else the theme's. In dark it is the brand's ``dark``; else, where the brand gives
one value only, that value, or the counterpart derived from it when the palette says ``dark: true``; else what
tokens.dark.json says; else the derived counterpart; else the light definition read again among dark values, so that
aliases follow. A brand that gives ``dark`` alone leaves light to the theme.

WL217: two tokens with one custom property
    '.' becomes '-' in a custom property's name, so 'color.a.b' and 'color.a-b' are both '--color-a-b', and a typography
    token 'text.h1' also makes '--text-h1-font-size'. Mend it by renaming one of the two.

WL218: a brand overrides a token that the theme doesn't have
    Brands give values to the theme's own tokens, never new ones. Mend the spelling; 'colors: {primary: …}' stands for
    the token 'color.primary'.

WL219: a brand overrides a token that is deprecated (a warning)
    The theme's tokens file marks the token with '$deprecated' and will drop it. Mend it by overriding the token that
    the message or the theme's notes name instead.

WL220: tokens.dark.json does not fit tokens.json
    The dark file holds what changes in dark: tokens that tokens.json or the palette defines, with the same types.
    Mend it by defining the token in tokens.json first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whitelabel.model import (
    MODES,
    PaletteEntry,
    RawToken,
    Token,
    TokenFile,
    TokenOverride,
)
from whitelabel.problem import Problem, Related, Span, did_you_mean, error, warning
from whitelabel.resolve.token_graph import (
    Book,
    Definition,
    Derived,
    Flat,
    Follower,
    Found,
    Key,
    Written,
    flatten,
    tell_text_colors,
    written,
)
from whitelabel.resolve.token_types import PARTS, article
from whitelabel.source import Scalar

_STEPS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "950")
_THEME = Span("base_theme/theme.yaml")


@dataclass(frozen=True, slots=True)
class TokenTheme:
    """The theme's tokens worked out, and what a brand's need in addition; made by ``prepare``, good for every brand.

    Attributes:
        tokens: By name: in the order of tokens.json, then what the palette and the fonts derive.
        book: All definitions.
        known: The values by name and mode.
        users: For a value, the values that are made from it directly.
        order: The place of each token among all, mistaken ones included.
        details: What tokens.json says of each of its tokens beside the value.
        counterparts: How the dark value of a seed is derived, where the palette asks for it.
        fonts: The CSS text of each role, as the theme has it.
        problems: What was found, so that it isn't told for each brand again.
    """

    tokens: Mapping[str, Token]
    book: Book
    known: Mapping[Key, Found]
    users: Mapping[Key, tuple[Key, ...]]
    order: Mapping[str, int]
    details: Mapping[str, Flat]
    counterparts: Mapping[str, Derived]
    fonts: Mapping[str, str] = field(default_factory=dict)
    problems: frozenset[Problem] = frozenset()


def prepare(
    base: TokenFile,
    dark: TokenFile | None,
    palette: Sequence[PaletteEntry],
    problems: list[Problem],
    *,
    fonts: Mapping[str, str] | None = None,
    paper: str = "color.paper",
) -> TokenTheme:
    """Work out the theme's own tokens, in light and in dark.

    Args:
        base: tokens.json.
        dark: tokens.dark.json, if there is one.
        palette: What is to be derived.
        problems: Takes every mistake of the two files and of the palette.
        fonts: The CSS text of each font role, as the theme has it; each becomes a token ``font.ROLE``.
        paper: The token on whose dark value dark counterparts are seen.

    Returns:
        The theme's tokens; those that are mistaken are left out.

    Source:
        Design Tokens Format Module 2025.10.
    """
    found: dict[Problem, None] = {}
    light_flat, groups = flatten([base], found)
    dark_flat, dark_groups = flatten([dark, base], found) if dark is not None else (light_flat, groups)
    definitions: dict[Key, Definition] = {
        (name, "light"): written(flat.raw.node, flat.raw.type, flat.group_type) for name, flat in light_flat.items()
    }
    counterparts: dict[str, Derived] = {}
    for entry in palette:
        for name, rule in _derivations(entry):
            definitions.setdefault((name, "light"), rule)
            if name not in dark_flat:
                definitions[name, "dark"] = rule
        if entry.dark:
            counterparts[entry.seed] = Derived("dark", entry.seed, "", (paper,), entry.span)
    for role, text in (fonts or {}).items():
        if f"font.{role}" not in light_flat:
            definitions[f"font.{role}", "light"] = definitions[f"font.{role}", "dark"] = _font(role, text)
    names = [name for name, mode in definitions if mode == "light"]
    documents = {file.path: file.node for file in (base, dark) if file is not None}
    book = Book(definitions, groups | dark_groups, documents)
    follower = Follower(book, {}, lambda _: None)
    for name in names:
        value = follower.find((name, "light"))
        if value is not None:
            book.types[name] = value.type
    _define_dark(definitions, light_flat, dark_flat, counterparts, book.types, found)
    for entry in palette:
        _check_entry(entry, follower, paper)
    for name in names:
        follower.find((name, "dark"))
    tokens = _collect(names, follower.known, light_flat, definitions)
    for problem in (*found, *follower.problems, *_check_types(names, follower, dark_flat)):
        found[problem] = None
    for problem in (*_check_css_names(tokens.values()), *tell_text_colors(follower.text_colors)):
        found[problem] = None
    problems += sorted(found, key=_place)
    return TokenTheme(
        tokens,
        book,
        {key: value for key, value in follower.known.items() if value is not None},
        _users(follower.asked),
        {name: place for place, name in enumerate(names)},
        light_flat,
        counterparts,
        dict(fonts or {}),
        frozenset(found),
    )


def told_of(theme: TokenTheme) -> list[Problem]:
    """What ``prepare`` told of it, in the same order."""
    return sorted(theme.problems, key=_place)


def resolve_tokens(
    theme: TokenTheme,
    overrides: Mapping[str, TokenOverride],
    *,
    problems: list[Problem],
    fonts: Mapping[str, str] | None = None,
) -> dict[str, Token]:
    """A brand's tokens.

    Args:
        theme: What ``prepare`` gave.
        overrides: What the brand writes, by the token's name.
        problems: Takes every mistake in it; the theme's own are not told again.
        fonts: The CSS text of the font roles that the brand has otherwise than the theme.

    Returns:
        All tokens by name, in the theme's order. Mistaken ones are left out.
    """
    values: dict[Key, Definition] = {}
    told: list[Problem] = []
    for role, text in (fonts or {}).items():
        name = f"font.{role}"
        if theme.fonts.get(role) != text and name not in theme.details:
            values[name, "light"] = values[name, "dark"] = _font(role, text)
    for name, override in overrides.items():
        told += _check_override(theme, name, override)
        _write(theme, name, override, values)
    dirty = _reach(values, theme.users)
    follower = Follower(theme.book, values, lambda key: None if key in dirty else theme.known.get(key))
    last = len(theme.order)
    names = sorted({name for name, _ in dirty}, key=lambda name: (theme.order.get(name, last), name))
    for mode in MODES:
        for name in names:
            if (name, mode) in dirty:
                follower.find((name, mode))
    known = {(name, mode): follower.known.get((name, mode)) for name in names for mode in MODES}
    for name, mode in known.keys() - dirty:
        known[name, mode] = theme.known.get((name, mode))
    changed = _collect(names, known, theme.details, theme.book.definitions)
    tokens = dict(theme.tokens)
    for name in names:
        if name in changed:
            tokens[name] = changed[name]
        else:
            tokens.pop(name, None)
    told += [problem for problem in follower.problems if problem not in theme.problems]
    problems += sorted(told, key=_place)
    return tokens


# ── Definitions ───────────────────────────────────────────────────────────────────────────────────────────────────


def _derivations(entry: PaletteEntry) -> list[tuple[str, Derived]]:
    """The tokens that one palette entry asks for."""
    found: list[tuple[str, Derived]] = []
    stem = f"color.{entry.name}"
    if entry.scale:
        found += [(f"{stem}-{step}", Derived("scale", entry.seed, step, (), entry.span)) for step in _STEPS]
    found += [(f"{stem}-{state}", Derived("state", entry.seed, state, (), entry.span)) for state in entry.states]
    if entry.ink:
        states = tuple(f"{stem}-{state}" for state in entry.states)
        found.append((f"color.on-{entry.name}", Derived("ink", entry.seed, "", states, entry.span)))
    if entry.text:
        found.append((f"{stem}-text", Derived("text", entry.seed, "", entry.text, entry.span)))
    return found


def _font(role: str, text: str) -> Written:
    node = Scalar(text, False, _THEME)
    return written(node, "fontFamily", reads_css=True, origin=f"derived: font of {role}")


def _define_dark(
    definitions: dict[Key, Definition],
    light: Mapping[str, Flat],
    dark: Mapping[str, Flat],
    counterparts: Mapping[str, Derived],
    types: Mapping[str, str],
    problems: dict[Problem, None],
) -> None:
    """The definitions in dark of all tokens that are written in either file."""
    for name, flat in dark.items():
        below = light.get(name)
        raw = flat.raw
        if below is not None and raw is below.raw:
            definitions[name, "dark"] = counterparts.get(name) or definitions[name, "light"]
            continue
        if (name, "light") not in definitions:
            known = [known for known, mode in definitions if mode == "light"]
            message = f"'{name}' is defined for dark only"
            hint = did_you_mean(name, known) or "define it in tokens.json"
            problems[error("WL220", message, raw.span, hint=hint)] = None
            continue
        said = below.raw.type if below is not None else ""
        definitions[name, "dark"] = written(raw.node, raw.type or said, flat.group_type or types.get(name, ""))


def _check_entry(entry: PaletteEntry, follower: Follower, paper: str) -> None:
    """Tells of a seed, a paper that does not exist, even where nothing is derived from it in the end."""
    wanted = [(entry.seed, "its seed"), *((name, "a paper of its text") for name in entry.text)]
    wanted += [(f"color.{entry.name}-{state}", f"its {state} state") for state in entry.states]
    if entry.dark:
        wanted.append((paper, "the paper of its dark counterpart"))
    for name, role in wanted:
        kind = follower.book.types.get(name)
        if (name, "light") not in follower.book.definitions:
            message = f"'{entry.name}' has '{name}' as {role}; there is no such token"
            problem = error("WL207", message, entry.span, hint=follower.near(name))
        elif kind is not None and kind != "color":
            message = f"'{entry.name}' has '{name}' as {role}; it is {article(kind)}, a color is wanted"
            problem = error("WL214", message, entry.span, hint="name a token of type color")
        else:
            continue
        follower.problems[problem] = None


def _place(problem: Problem) -> Span:
    return problem.span or _THEME


# ── Checks over all ───────────────────────────────────────────────────────────────────────────────────────────────


def _check_types(names: Iterable[str], follower: Follower, dark: Mapping[str, Flat]) -> list[Problem]:
    """A token has one type in both modes."""
    told: list[Problem] = []
    for name in names:
        light, other = follower.known.get((name, "light")), follower.known.get((name, "dark"))
        if light is not None and other is not None and light.type != other.type:
            place = follower.place((name, "dark")) if name in dark else None
            message = f"'{name}' is {article(light.type)} in light and {article(other.type)} in dark"
            told.append(error("WL220", message, place, hint=f"give it {article(light.type)}"))
    return told


def _check_css_names(tokens: Iterable[Token]) -> list[Problem]:
    """No custom property is written by two tokens."""
    taken: dict[str, Token] = {}
    told: list[Problem] = []
    for token in tokens:
        stem = token.css_name
        for name in (stem, *(f"{stem}-{part}" for part in PARTS.get(token.type, ()))):
            first = taken.setdefault(name, token)
            if first is not token:
                message = f"'{token.name}' and '{first.name}' are both '{name}' in CSS"
                related = [Related(first.span, f"'{first.name}' is defined here")]
                told.append(error("WL217", message, token.span, hint="rename one of the two", related=related))
                break
    return told


def _users(asked: Mapping[Key, set[Key]]) -> dict[Key, tuple[Key, ...]]:
    """For each value, those that are made from it directly."""
    found: dict[Key, list[Key]] = {}
    for key, needs in asked.items():
        for need in needs:
            found.setdefault(need, []).append(key)
    return {key: tuple(users) for key, users in found.items()}


def _reach(start: Iterable[Key], users: Mapping[Key, tuple[Key, ...]]) -> set[Key]:
    """Some values and all that are made from them, however far."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in seen:
                seen.add(user)
                waiting.append(user)
    return seen


def _collect(
    names: Iterable[str],
    known: Mapping[Key, Found | None],
    details: Mapping[str, Flat],
    definitions: Mapping[Key, Definition],
) -> dict[str, Token]:
    """The tokens whose values are good in both modes."""
    tokens: dict[str, Token] = {}
    for name in names:
        light, dark = known.get((name, "light")), known.get((name, "dark"))
        if light is None or dark is None:
            continue
        flat = details.get(name)
        if flat is None:
            definition = definitions.get((name, "light"))
            span = definition.span if isinstance(definition, Derived) else _THEME
            tokens[name] = Token(name, light.type, light.shown, dark.shown, span=span)
        else:
            tokens[name] = _token(name, light, dark, flat)
    return tokens


def _token(name: str, light: Found, dark: Found, flat: Flat) -> Token:
    raw: RawToken = flat.raw
    extensions: Mapping[str, Any] = raw.extensions
    return Token(name, light.type, light.shown, dark.shown, raw.description, flat.deprecated, extensions, raw.span)


# ── Brands ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_override(theme: TokenTheme, name: str, override: TokenOverride) -> list[Problem]:
    if name not in theme.order:
        hint = did_you_mean(name, theme.order) or "a brand gives values to the theme's tokens only"
        return [error("WL218", f"the theme has no token '{name}'", override.span, hint=hint)]
    flat = theme.details.get(name)
    if flat is not None and flat.deprecated:
        reason = "" if flat.deprecated == "deprecated" else f": {flat.deprecated}"
        message = f"the token '{name}' is deprecated{reason}"
        return [warning("WL219", message, override.span, hint="take it away, or override what replaces it")]
    return []


def _write(theme: TokenTheme, name: str, override: TokenOverride, values: dict[Key, Definition]) -> None:
    """The definitions that a brand's value makes."""
    kind = theme.book.types.get(name)
    if kind is None:
        return
    light = written(override.light, kind, reads_css=True) if override.light is not None else None
    if light is not None:
        values[name, "light"] = light
    if override.dark is not None:
        values[name, "dark"] = written(override.dark, kind, reads_css=True)
    elif light is not None:
        values[name, "dark"] = theme.counterparts.get(name) or light
