"""A plan for people: said once what many have in common, and never longer than people read."""

from __future__ import annotations

import re

from tests.report.plans import HOSTILE, foreseen, full
from whitelabel.change import Change, FileChange, ValueChange
from whitelabel.report.paint import ansi, plain
from whitelabel.report.plan_text import plan_text

THEME = ValueChange("text", "home.title", "en", "Old", "New", at="base_theme/locales/en.yaml:2:3")


def changed(slug: str, *values: ValueChange, sizes: tuple[int, int] = (1, 2)) -> Change:
    files = (FileChange("site/index.html", "site/index.html", *sizes),)
    return Change(slug, slug.title(), "changed", files=files, values=values)


def own(color: str) -> ValueChange:
    return ValueChange(
        "token", "color.primary", "", "#000000", color, ("#000000", color), f"brands/x/brand.yaml:{color}"
    )


def text(*changes: Change, since: str = "") -> str:
    return plan_text(changes, foreseen(*changes, since=since), plain, swatches=False)


def test_what_all_have_in_common_is_said_once() -> None:
    many = [changed(f"brand-{number}", THEME) for number in range(10_000)]

    assert text(*many) == (
        "~ brand-0, brand-1, brand-2, brand-3, brand-4, brand-5, brand-6, brand-7, brand-8, brand-9, brand-10, brand-11 "
        "and 9,988 more: 1 file changed\n"
        "    ~ text home.title, en: Old → New [base_theme/locales/en.yaml:2:3]\n"
        "    ~ file site/index.html: 1 → 2 bytes\n"
        "\n"
        "10,000 brands: 10,000 changed"
    )


def test_a_text_that_names_each_brand_is_said_once() -> None:
    def named(slug: str) -> ValueChange:
        return ValueChange("text", "home.title", "en", f"Start with {slug.title()}", f"{slug.title()}: begin")

    assert "~ text home.title, en: Start with {brand} → {brand}: begin\n" in text(
        changed("acme", named("acme")), changed("beta", named("beta"))
    )
    assert "~ text home.title, en: Start with Acme → Acme: begin\n" in text(changed("acme", named("acme")))


def test_brands_that_change_alike_stand_together_beside_what_is_common() -> None:
    found = text(
        changed("acme", THEME, own("#111111")),
        changed("beta", THEME, own("#111111"), sizes=(3, 4)),
        changed("gamma", THEME),
        changed("delta", THEME, own("#222222")),
    )

    assert found == (
        "~ all 4 brands that change: 1 file changed\n"
        "    ~ text home.title, en: Old → New [base_theme/locales/en.yaml:2:3]\n"
        "    ~ file site/index.html\n"
        "\n"
        "~ acme, beta\n"
        "    ~ token color.primary: #000000 → #111111\n"
        "\n"
        "~ gamma (Gamma): nothing else\n"
        "\n"
        "~ delta (Delta)\n"
        "    ~ token color.primary: #000000 → #222222 [brands/x/brand.yaml:#222222]\n"
        "\n"
        "4 brands: 4 changed"
    )


def test_a_plan_of_thousands_of_different_changes_stays_short() -> None:
    many = [changed(f"brand-{number}", own(f"#{number:06x}")) for number in range(1, 10_000)]
    many += [Change(f"new-{number}", "New", "new", count=1, bytes=1) for number in range(1_000)]

    found = text(*many)

    assert len(found) < 10_000
    assert "~ 9,969 more brands with changes of their own\n" in found
    assert "+ 970 more new\n" in found


def test_many_files_are_counted_by_folder() -> None:
    files = tuple(FileChange(f"site/{tag}/{number}.html", "", None, 5) for tag in ("en", "ru") for number in range(20))

    assert "      and 28 more files: 20 in site/ru, 8 in site/en\n" in text(
        Change("acme", "Acme", "changed", files=files)
    )


def test_no_word_moves_the_cursor() -> None:
    for word in HOSTILE:
        changes, known, _ = full(word)
        found = plan_text(changes, known, plain, swatches=False)
        assert re.sub("\n", "", found).isprintable()
        assert not re.search(r"^\s*::", found, re.MULTILINE)


def test_on_a_terminal_colours_are_seen() -> None:
    found = plan_text([changed("acme", own("#0a5cff"))], foreseen(changed("acme", own("#0a5cff"))), ansi, swatches=True)

    assert "\x1b[38;2;0;0;0m██\x1b[0m #000000 → \x1b[38;2;10;92;255m██\x1b[0m #0a5cff" in found


def test_where_there_is_nothing_it_says_so() -> None:
    assert text() == "no brand; nothing changes"
    assert text(Change("acme", "Acme", "unchanged"), since="v1") == "1 brand: 1 unchanged; nothing differs"
