"""Which language of the theme a brand's language is written in, and its texts over the theme's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from whitelabel.model import Brand, Text


def lookup(tag: str, known: Collection[str]) -> str:
    """The known language tag that serves a wanted one, or an empty string.

    Args:
        tag: BCP 47, such as ``ru-KZ``.
        known: Tags of the theme's locales.

    Source:
        RFC 4647, 3.4: the tag is shortened from its end until one is known.

    >>> lookup("ru-KZ", {"ru", "en"})
    'ru'
    """
    parts = tag.split("-")
    while parts:
        shortened = "-".join(parts)
        if shortened in known:
            return shortened
        parts.pop()
    return ""


def brand_locales(brand: Brand, known: Mapping[str, object], source_locale: str) -> tuple[str, ...]:
    """The brand's languages that the theme speaks, the first its default; the theme's source where it names none."""
    spoken = tuple(tag for tag in brand.locales if lookup(tag, known))
    if brand.locales:
        return spoken
    return (source_locale,) if source_locale in known else tuple(sorted(known))[:1]


def brand_texts(brand: Brand, tag: str, theme: Mapping[str, Mapping[str, Text]]) -> dict[str, Text]:
    """All texts of one language: the theme's, under the brand's for the language, under its own for the region."""
    texts = dict(theme[lookup(tag, theme)])
    parts = tag.split("-")
    for count in range(1, len(parts) + 1):
        texts.update(brand.texts.get("-".join(parts[:count]), {}))
    return texts
