"""Texts are complete in every language, and stand for the same values.

WL430: a text is missing in a language
    Every language of the theme has every text. The place is the file; the message counts when many are missing.
WL431: a text stands for other values than in the source language
    A placeholder was lost or misspelt in translation.
WL432: a plural lacks a category of its language
    Russian needs one, few, many and other; English one and other (CLDR).
WL433: a brand lacks a text that the theme leaves to it
    `requires.texts` of `theme.yaml`; in each of the brand's languages.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from whitelabel.model import Resolved, ResolvedBrand, Text, Theme
from whitelabel.problem import Problem, Related, Span, error, nearest
from whitelabel.same import once_for

_MANY = 20
"""Mistakes of one kind that are told one by one."""


@functools.cache
def _categories(tag: str) -> frozenset[str]:
    """Plural categories that whole numbers of a language fall into.

    Source:
        CLDR, UTS #35 part 3, "Language Plural Rules".
    """
    from babel import Locale

    rule = Locale.parse(tag, sep="-").plural_form
    return frozenset(rule(number) for number in range(0, 201))


def check_theme_texts(resolved: Resolved) -> Iterator[Problem]:
    """Mistakes between the languages of the theme, once for all brands."""
    theme = resolved.project.theme
    first = theme.texts.get(theme.source_locale)
    if first is None:
        return
    for tag, texts in theme.texts.items():
        yield from _beside(tag, tag, texts, theme.source_locale, first)


@once_for(64)
def _beside(tag: str, texts: Mapping[str, Text], source_tag: str, first: Mapping[str, Text]) -> tuple[Problem, ...]:
    """Mistakes of a language beside the source language, or of that itself."""
    path, found = f"base_theme/locales/{tag}.yaml", list[Problem]()
    if tag != source_tag:
        found += _missing(first, texts, path, tag)
        found += _superfluous(first, texts, source_tag)
    return (*found, *_in_themselves(path, tag, texts, first))


@once_for(256)
def _in_themselves(tag: str, texts: Mapping[str, Text], first: Mapping[str, Text]) -> tuple[Problem, ...]:
    """Mistakes of texts, the theme's or a brand's, each beside the one of the source language."""
    found = list[Problem]()
    for key, text in texts.items():
        found += _placeholders(key, text, first.get(key))
        found += _plural(key, text, tag)
    return tuple(found)


def _missing(first: Mapping[str, Text], texts: Mapping[str, Text], path: str, tag: str) -> Iterator[Problem]:
    missing = [key for key in first if key not in texts]
    for key in missing[:_MANY]:
        related = (Related(first[key].span, "the source language has it here"),)
        hint = f"add '{key}:' to the file"
        yield error("WL430", f"the text '{key}' is missing in '{tag}'", Span(path), related=related, hint=hint)
    if len(missing) > _MANY:
        yield error("WL430", f"{len(missing) - _MANY} more texts are missing in '{tag}'", Span(path))


def _superfluous(first: Mapping[str, Text], texts: Mapping[str, Text], source_tag: str) -> Iterator[Problem]:
    superfluous = [key for key in texts if key not in first]
    for key in superfluous[:_MANY]:
        near = nearest(key, first)
        hint = f"did you mean '{near}'?" if near else f"add it to '{source_tag}' too, or take it away"
        message = f"the text '{key}' is not in the source language '{source_tag}'"
        yield error("WL430", message, texts[key].span, hint=hint)
    if len(superfluous) > _MANY:
        message = f"{len(superfluous) - _MANY} more texts are not in the source language '{source_tag}'"
        yield error("WL430", message, texts[superfluous[_MANY]].span)


def _placeholders(key: str, text: Text, first: Text | None) -> Iterator[Problem]:
    if first is None or first is text:
        return
    lost = sorted(first.placeholders - text.placeholders)
    added = sorted(text.placeholders - first.placeholders)
    if not lost and not added:
        return
    # A language may leave the number to its words: "one file", "ein Dokument".
    if set(lost) | set(added) == {"count"} and "plural" in (text.kind, first.kind):
        return
    parts = [f"lacks '{{{name}}}'" for name in lost]
    parts += [f"has '{{{name}}}', which the source language doesn't" for name in added]
    known = ", ".join(f"{{{name}}}" for name in sorted(first.placeholders))
    hint = f"use {known}" if known else "take it away"
    related = (Related(first.span, "the source language has it here"),)
    yield error("WL431", f"the text '{key}' " + " and ".join(parts), text.span, related=related, hint=hint)


def _plural(key: str, text: Text, tag: str) -> Iterator[Problem]:
    if text.kind != "plural":
        return
    missing = sorted(_categories(tag) - set(text.forms))
    if missing:
        hint = "add " + ", ".join(f"'{form}:'" for form in missing)
        message = f"the plural '{key}' lacks forms that '{tag}' has: {', '.join(missing)}"
        yield error("WL432", message, text.span, hint=hint)


def check_brand_texts(brand: ResolvedBrand, theme: Theme) -> Iterator[Problem]:
    """Mistakes in one brand's own texts."""
    first = theme.texts.get(theme.source_locale, {})
    for tag, texts in brand.brand.texts.items():
        yield from _in_themselves(f"{brand.brand.path} {tag}", tag, texts, first)
    for tag in brand.locales:
        for key in theme.required_texts:
            if key not in brand.texts[tag]:
                span = brand.brand.key_span("texts", tag)
                hint = f"add '{key}:' under 'texts: {tag}:'; the theme leaves it to each brand"
                yield error("WL433", f"the text '{key}' is missing in '{tag}'", span, hint=hint)
