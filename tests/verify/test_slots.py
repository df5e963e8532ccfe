"""What a brand gives is in its bundle, and what the theme lets brands set is used by something."""

from __future__ import annotations

import pytest

from tests.render.small import DARK, FILES, TOKENS, bundle, resolved
from whitelabel.problem import Problem
from whitelabel.verify.slots import Slots

HOME = "base_theme/templates/pages/home.html.j2"
SHOWN = FILES[HOME]
STYLED = {
    HOME: SHOWN.replace("</head>", '<link rel="stylesheet" href="{{ asset(\'a.css\') }}"></head>'),
    "base_theme/assets/a.css": "p { color: var(--color-ink); font: var(--font-body) }",
}


def told(changes: dict[str, str], *brand: str) -> list[str]:
    """All that is said of a project with files changed, and lines added to the brand file."""
    whole = {HOME: SHOWN, **changes}
    if brand:
        whole["brands/acme/brand.yaml"] = FILES["brands/acme/brand.yaml"] + "\n".join(brand) + "\n"
    problems: list[Problem] = []
    project = resolved(whole, problems)
    assert not problems
    found = Slots(project.project.theme).check(project.brands["acme"], bundle(whole))
    return [f"{one.span} {one.severity} {one.code}: {one.message}" for one in found]


def test_a_theme_that_shows_all_that_brands_give_is_fine() -> None:
    assert told({}) == []
    assert told(STYLED, "colors: {primary: '#123456'}", "texts: {en: {home.title: Hello}}") == []


def test_a_logo_that_no_page_shows_has_fallen_off() -> None:
    assert told({HOME: SHOWN.replace("{{ logo().src }}", "data:,")}) == [
        "brands/acme/brand.yaml:3:1 error WL645: the logo is set here, and nothing of the theme asks for it any more"
    ]


LOCALE = "base_theme/locales/en.yaml"
MORE = FILES[LOCALE] + "more:\n  one: The first\n  two: The second & last\n  sum: '12'\n"


@pytest.mark.parametrize(
    "use",
    [
        '{{ t("more.one") }}{{ t("more.two") }}',
        '{% for n in ("one", "two", "sum") %}{{ t("more." ~ n) }}{% endfor %}',
        '{% set key = "more.one" if true else "" %}{{ t(key) }}{{ t("more.two") }}',
    ],
)
def test_a_text_is_used_where_a_template_names_it_or_a_page_shows_it(use: str) -> None:
    page = SHOWN.replace("<h1>", f"{use}<h1>")
    assert told({LOCALE: MORE, HOME: page}, "texts: {en: {more.one: Mine, more.two: Mine & ours}}") == []


def test_a_text_that_is_used_no_more_is_told_to_the_theme_and_to_the_brand_that_sets_it() -> None:
    assert told({LOCALE: MORE}) == [
        "base_theme/locales/en.yaml:5:8 warning WL646: the text 'more.one' is used by nothing",
        "base_theme/locales/en.yaml:6:8 warning WL646: the text 'more.two' is used by nothing",
    ]
    assert told({LOCALE: MORE}, "texts: {en: {more.one: Mine}}")[-1] == (
        "brands/acme/brand.yaml:6:24 error WL645: the text 'more.one' is set here, and nothing of the theme asks for it any more"
    )


def test_a_text_that_the_theme_has_for_another_bundle_is_a_warning() -> None:
    page = SHOWN.replace("<h1>", '{% if false %}{{ t("more.one") }}{{ t("more.two") }}{% endif %}<h1>')
    assert told({LOCALE: MORE, HOME: page}, "texts: {en: {more.one: Mine}}") == [
        "brands/acme/brand.yaml:6:24 warning WL645: the text 'more.one' is set here, and nothing in this bundle shows it"
    ]


def test_an_application_asks_by_the_name() -> None:
    script = {
        "base_theme/static/app.js": 'show(brand.texts["more.one"], brand.texts["more.two"], brand.tokens["color.deep"])'
    }
    tokens = TOKENS.replace('"header"', '"deep": {"$value": "{color.primary}"}, "header"')
    assert told({LOCALE: MORE, "base_theme/tokens.json": tokens, **script}, "texts: {en: {more.one: Mine}}") == []


def test_a_token_is_used_where_another_one_that_is_used_is_made_of_it() -> None:
    tokens = TOKENS.replace(
        '"header"', '"deep": {"$value": "{color.deeper}"}, "deeper": {"$value": "{color.ink}"}, "header"'
    )
    used = STYLED | {"base_theme/assets/a.css": "p { color: var(--color-deep) }"}
    assert told({**used, "base_theme/tokens.json": tokens}, "tokens: {color.deeper: '#123456'}") == []
    assert told({**STYLED, "base_theme/tokens.json": tokens}, "tokens: {color.deeper: '#123456'}") == [
        "brands/acme/brand.yaml:6:10 error WL645: the token 'color.deeper' is set here, and nothing of the theme asks for it any more",
        "base_theme/tokens.json:4:3 warning WL646: the token 'color.deep' is used by nothing",
    ]


def test_a_seed_is_used_where_what_is_derived_from_it_is() -> None:
    tokens = TOKENS.replace('"header"', '"brand": {"$value": "{color.primary}"}, "header"')
    theme = FILES["base_theme/theme.yaml"] + "palette: {brand: {from: color.brand, scale: true}}\n"
    files = {"base_theme/tokens.json": tokens, "base_theme/theme.yaml": theme}
    styled = STYLED | {"base_theme/assets/a.css": "p { color: var(--color-brand-700) }"}
    assert told({**styled, **files}) == []
    assert [line.partition(": ")[2] for line in told({**STYLED, **files})] == [
        "the token 'color.brand' is used by nothing"
    ]


def test_a_token_of_dark_paper_alone_is_looked_at_too() -> None:
    dark = DARK.replace('"ink"', '"primary": {"$value": "{color.ink}"}, "ink"')
    assert told({"base_theme/tokens.dark.json": dark}) == []


def test_a_switch_and_a_link_that_nothing_asks_for_have_fallen_off() -> None:
    theme = (
        FILES["base_theme/theme.yaml"]
        + "features: {chat: {default: true}}\nlinks: {help: {from: contact.url}, buy: {}}\n"
    )
    own = ("features: {chat: false}", "links: {buy: 'https://acme.example/buy'}")
    page = SHOWN.replace("<h1>", "{% if feature('chat') %}!{% endif %}{{ link('buy') }}<h1>")
    assert told({"base_theme/theme.yaml": theme, HOME: page}, *own) == []
    assert told({"base_theme/theme.yaml": theme}, *own) == [
        "brands/acme/brand.yaml:6:12 error WL645: the switch 'chat' is set here, and nothing of the theme asks for it any more",
        "brands/acme/brand.yaml:7:9 error WL645: the link 'buy' is set here, and nothing of the theme asks for it any more",
    ]


def test_a_notice_need_not_show_what_the_product_did() -> None:
    """Rights have ended: all that is left of the product is a page that says so."""
    theme = FILES["base_theme/theme.yaml"].replace(
        "emails:", "  closed: {template: pages/closed.html.j2, lock: never}\nemails:"
    )
    ended = FILES["brands/acme/brand.yaml"].replace(
        "non-exclusive", "non-exclusive, until: 2026-11-01, run_off_days: 90"
    )
    files = {
        "base_theme/theme.yaml": theme,
        "base_theme/templates/pages/closed.html.j2": "<!doctype html><title>{{ page.title }}</title>",
        "base_theme/locales/en.yaml": FILES[LOCALE] + "closed: {title: Closed, description: No more}\n",
        "brands/acme/brand.yaml": ended,
    }
    assert told(files) == []
