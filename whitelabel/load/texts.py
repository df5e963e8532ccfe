"""Texts of one language: plain ones, plurals, and sentences that need a case form of the brand's name.

WL401: a text is broken
    A `{` without its `}`, or a placeholder that is no name. `{name}` stands for a value; `{{` and `}}` print a brace.
    Or it holds a control character, or one that turns the direction of what follows. Or it has more than 20,000
    characters.
WL402: a text has forms that its language or its kind doesn't know
    A plural is a map of CLDR categories (zero, one, two, few, many, other) and needs `other`; a text that inflects
    the brand's name is a map of `inflected` and `plain`.
WL403: a text needs a case form and has no sentence without it
    A brand may give no such form. Write the text as `{inflected: …, plain: …}`; `plain` is used where the form is
    missing.
"""

from __future__ import annotations

import re

from whitelabel import source
from whitelabel.model import BRAND_FIELDS, CASES, PLURALS, Message, Text
from whitelabel.problem import Problem, Span, did_you_mean, error

MAX_LENGTH = 20_000

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*|brand\.[a-z]+")
_UNSEEN = re.compile("[^\\t\\n\x20-\x7e\xa0-\u2027\u202f-\U0010ffff]")
_CASE_FIELDS = frozenset(f"brand.{case}" for case in CASES)
_INFLECTED = frozenset(("inflected", "plain"))


def _message(scalar: source.Scalar, problems: list[Problem]) -> Message | None:
    if len(scalar.text) > MAX_LENGTH:
        message = f"the text has {len(scalar.text):,} characters; at most {MAX_LENGTH:,} are taken"
        problems.append(error("WL401", message, scalar.span, hint="cut it in several texts"))
        return None
    unseen = _UNSEEN.search(scalar.text)
    if unseen:
        message = f"the character U+{ord(unseen.group()):04X} may not stand in a text; visible text was wanted"
        problems.append(error("WL401", message, scalar.span, hint="take the character away"))
        return None
    parts: list[str | tuple[str]] = []
    for match in _PIECE.finditer(scalar.text):
        piece = match.group()
        if piece in ("{{", "}}"):
            parts.append(piece[0])
        elif piece in ("{", "}"):
            wanted = "has no '}'" if piece == "{" else "has no '{' before it"
            problems.append(
                error("WL401", f"'{piece}' {wanted}", scalar.span, hint=f"write '{piece * 2}' to print a brace")
            )
            return None
        elif match.group(1) is None:
            parts.append(piece)
        else:
            name = match.group(1).strip()
            if not _NAME.fullmatch(name):
                hint = "name values in lower case, such as {days}; write '{{' and '}}' to print braces"
                problems.append(error("WL401", f"'{piece}' names no value", scalar.span, hint=hint))
                return None
            if name.startswith("brand.") and name not in BRAND_FIELDS and name not in _CASE_FIELDS:
                hint = did_you_mean(name, [*BRAND_FIELDS, *_CASE_FIELDS])
                problems.append(error("WL401", f"'{piece}' is no value of a brand", scalar.span, hint=hint))
                return None
            parts.append((name,))
    return tuple(parts)


def cases_needed(message: Message) -> frozenset[str]:
    """Case forms of the brand's name that a message asks for."""
    return frozenset(part[0] for part in message if isinstance(part, tuple)) & _CASE_FIELDS


def _text(key: str, node: source.Node, problems: list[Problem]) -> Text | None:
    if isinstance(node, source.Scalar):
        message = _message(node, problems)
        if message is None:
            return None
        if cases_needed(message):
            problems.append(_no_sentence_without(key, message, node.span))
            return None
        return Text("plain", {"other": message}, node.span)
    assert isinstance(node, source.Mapping)
    forms: dict[str, Message] = {}
    for form, value in node:
        assert isinstance(value, source.Scalar)
        if value.is_null and not value.text:
            told = f"nothing stands for '{form.text}' of '{key}'; text was wanted"
            problems.append(error("WL103", told, value.span, hint='write the text, or "" for no text at all'))
            continue
        read = _message(value, problems)
        if read is not None:
            forms[form.text] = read
    kind = "inflected" if _INFLECTED & set(forms) else "plural"
    needed = _INFLECTED if kind == "inflected" else {"other"}
    if len(forms) < len(node.items):
        return None
    if not needed <= set(forms):
        missing = next(iter(needed - set(forms)))
        kinds = "a text that inflects the brand's name" if kind == "inflected" else "a plural"
        told = f"'{key}' is {kinds} and lacks the form '{missing}'"
        problems.append(error("WL402", told, node.span, hint=f"add '{missing}:'"))
        return None
    bare = [forms["plain"]] if kind == "inflected" else list(forms.values())
    needy = [message for message in bare if cases_needed(message)]
    if needy:
        problems.append(_no_sentence_without(key, needy[0], node.span))
        return None
    return Text("inflected" if kind == "inflected" else "plural", forms, node.span)


def _no_sentence_without(key: str, message: Message, span: Span) -> Problem:
    case = min(cases_needed(message))
    hint = f"write it as {{inflected: …, plain: …}}, where 'plain' does without '{{{case}}}'"
    return error("WL403", f"'{key}' needs '{{{case}}}', which a brand may not have", span, hint=hint)


def _nothing(key: str, span: Span) -> Problem:
    hint = f"leave '{key}' out to inherit, or write \"\" for no text at all"
    return error("WL103", f"nothing stands for '{key}'; text was wanted", span, hint=hint)


def _is_forms(node: source.Mapping) -> bool:
    keys = {key.text for key, _ in node}
    scalars = all(isinstance(value, source.Scalar) for _, value in node)
    return bool(keys) and scalars and (keys <= set(PLURALS) or keys <= _INFLECTED)


def load_texts(node: source.Node, problems: list[Problem]) -> dict[str, Text]:
    """Texts by key, from nested or dotted keys.

    Args:
        node: A map of texts; maps whose keys are plural categories, or ``inflected`` and ``plain``, are one text.
        problems: Takes what is wrong.
    """
    texts: dict[str, Text] = {}
    written: dict[str, Span] = {}

    def gather(prefix: str, holder: source.Mapping) -> None:
        for key, value in holder:
            name = prefix + key.text
            if isinstance(value, source.Mapping) and not _is_forms(value):
                gather(name + ".", value)
                continue
            if isinstance(value, source.Sequence):
                problems.append(error("WL103", f"'{name}' is a list; text was wanted", value.span))
                continue
            if isinstance(value, source.Scalar) and value.is_null and not value.text:
                problems.append(_nothing(name, value.span))
                continue
            if name in written:
                message = f"the key '{name}' is written twice; first in line {written[name].line}"
                problems.append(error("WL006", message, key.span, hint="keep one of the two"))
                continue
            written[name] = key.span
            text = _text(name, value, problems)
            if text is not None:
                texts[name] = text

    if isinstance(node, source.Mapping):
        gather("", node)
    else:
        problems.append(error("WL103", "a map of texts was wanted", node.span))
    return texts
