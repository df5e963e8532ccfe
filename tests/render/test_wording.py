"""Texts with the brand's name filled in: case forms, languages, placeholders, plurals."""

from __future__ import annotations

import pytest

from tests.render.small import FILES, bundle

HOME = "base_theme/templates/pages/home.html.j2"


def shown(template: str, locales: str, texts: dict[str, str], brand: str = "") -> dict[str, str]:
    changes: dict[str, str | bytes | None] = {HOME: template}
    changes["brands/acme/brand.yaml"] = FILES["brands/acme/brand.yaml"] + f"locales: [{locales}]\n{brand}"
    title = "home: {title: A, description: A}\n"
    changes |= {f"base_theme/locales/{tag}.yaml": title + text for tag, text in texts.items()}
    made = bundle(changes)
    return {tag: made[f"site/{tag}/index.html"].decode() for tag in locales.split(", ")}


CASES = """open: {inflected: "Кабинет {brand.genitive} для {brand.dative}", plain: "Кабинет компании «{brand}»"}\n"""


def test_the_inflected_sentence_is_taken_where_the_brand_gives_every_case() -> None:
    names = "names: {ru: {genitive: Акме, dative: Акмэ}}\n"
    assert shown("{{ t('open') }}", "ru", {"ru": CASES}, names) == {"ru": "Кабинет Акме для Акмэ"}


def test_the_plain_sentence_is_taken_where_one_case_is_missing() -> None:
    names = "names: {ru: {genitive: Акме}}\n"
    assert shown("{{ t('open') }}", "ru", {"ru": CASES}, names) == {"ru": "Кабинет компании «Acme»"}


def test_a_regions_case_forms_win_over_its_languages() -> None:
    names = "names: {ru: {genitive: А, dative: Б}, ru-KZ: {dative: В}}\n"
    made = shown("{{ t('open') }}", "ru, ru-KZ", {"ru": CASES}, names)
    assert made == {"ru": "Кабинет А для Б", "ru-KZ": "Кабинет А для В"}


RU = "n: {one: '{count} сделка', few: '{count} сделки', many: '{count} сделок', other: '{count} сделки'}\n"
EN = "n: {one: '{count} deal', other: '{count} deals'}\n"


@pytest.mark.parametrize(
    ("count", "ru", "en"),
    [
        ("0", "0 сделок", "0 deals"),
        ("1", "1 сделка", "1 deal"),
        ("2", "2 сделки", "2 deals"),
        ("5", "5 сделок", "5 deals"),
        ("11", "11 сделок", "11 deals"),
        ("21", "21 сделка", "21 deals"),
        ("1.5", "1,5 сделки", "1.5 deals"),
        ("1234", "1\u00a0234 сделки", "1,234 deals"),
    ],
)
def test_plurals_follow_cldr(count: str, ru: str, en: str) -> None:
    assert shown(f"{{{{ t('n', count={count}) }}}}", "ru, en", {"ru": RU, "en": EN}) == {"ru": ru, "en": en}


def test_values_are_escaped_and_markup_stays_markup() -> None:
    template = (
        "{% macro a() %}<a href='/'>{{ brand.name }}</a>{% endmacro %}{{ t('hi', who='<b>') }}|{{ t('hi', who=a()) }}"
    )
    texts = {"en": "hi: '<i>{who} & {brand.legal} {{x}}'\n"}
    assert shown(template, "en", texts) == {
        "en": "&lt;i&gt;&lt;b&gt; &amp; Acme {x}|&lt;i&gt;<a href='/'>Acme</a> &amp; Acme {x}"
    }
