"""Marks are found as words, whatever they are dressed in, and nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.market import matcher, owned, shown
from whitelabel.verify.matcher import _Words

DRESSED = {
    "as it is": "Kvadrat",
    "capitals": "KVADRAT",
    "small": "kvadrat",
    "odd case": "kVaDrAt",
    "full width": "Ｋｖａｄｒａｔ",
    "mathematical": "𝐊𝐯𝐚𝐝𝐫𝐚𝐭",
    "accents": "Kvádrát",
    "accents apart": "Kva\u0301drat",
    "Cyrillic letters among Latin ones": "Kvаdrаt",
    "small capitals": "ᴋᴠᴀᴅʀᴀᴛ",
    "soft hyphen": "Kvad\u00adrat",
    "zero width": "Kv\u200bad\u200crat",
    "word joiner": "Kvad\u2060rat",
    "bidi override": "\u202eKvadrat",
    "snake": "kvadrat_logo",
    "capitals and snake": "KVADRAT_HOST",
    "camel": "myKvadratLogo",
    "camel after capitals": "XMLKvadrat",
    "digits after": "kvadrat2",
    "class": "btn--kvadrat__icon",
    "file": "kvadrat.min.js",
    "other alphabet": "Квадрат",
    "other alphabet, capitals": "КВАДРАТ",
}


@pytest.mark.parametrize("how", DRESSED)
def test_a_mark_is_found(how: str) -> None:
    text = f"It is {DRESSED[how]}, you know"
    found = shown(text, "Kvadrat")

    assert len(found) == 1 and found[0] in DRESSED[how] and len(found[0]) >= len("Kvadrat")


@pytest.mark.parametrize(
    "text", ["kvadratic", "Kvadrata", "unkvadrat", "kva drat", "kvad-rat", "quadrat", "кvad", "квадраты"]
)
def test_another_word_is_not(text: str) -> None:
    assert shown(f"It is {text}, you know", "Kvadrat") == []


@pytest.mark.parametrize(
    "text",
    [
        "AdminLTE",
        "adminlte",
        "ADMINLTE",
        "admin-lte",
        "admin_lte",
        "Admin LTE",
        "myAdminLTEMenu",
        "AdminLte",
        "admin.lte",
        "window.adminLTE",
    ],
)
def test_parts_are_found_joined_and_split(text: str) -> None:
    assert len(shown(f"see {text} there", "AdminLTE")) == 1


@pytest.mark.parametrize(
    "text",
    ["acme  realty", "Acme\nRealty", "ACME-REALTY", "acmeRealty", "acmerealty", "Acme «Realty»", "Acme & Realty"],
)
def test_a_name_of_two_words_is_found(text: str) -> None:
    assert shown(f"by {text} of", "Acme Realty") == [text.rstrip("»")]


@pytest.mark.parametrize(
    "text",
    ['["acme", "realty"]', "Acme. Realty", "acme; realty", "acme = realty", "acme {realty", "acme {color: red} realty"],
)
def test_words_that_stand_apart_are_no_name(text: str) -> None:
    assert shown(text, "Acme Realty") == []


def test_a_name_with_a_number_is_found_with_and_without_a_space() -> None:
    assert shown("Зюйд 45, ЗЮЙД-45, зюйд45, zuid 45, zuid45Logo", "Зюйд 45", "zuid45") == [
        *("Зюйд 45", "ЗЮЙД-45", "зюйд45", "zuid 45", "zuid45"),
    ]  # fmt: skip


def test_a_name_is_found_where_its_letters_stand_apart() -> None:
    assert shown("K V A D R A T, k-v-a-d-r-a-t, К в а д р а т; A c m e", "Kvadrat", "Acme") == [
        *("K V A D R A T", "k-v-a-d-r-a-t", "К в а д р а т"),
    ]  # fmt: skip


def test_a_domain_is_found_as_an_address_and_in_its_own_letters() -> None:
    text = "https://deals.acme.example/x?a deals_acme_example deals acme example кот.рф xn--j1aef.xn--p1ai xdeals.acme.example"

    assert shown(text, owned("deals.acme.example", "domain"), owned("xn--j1aef.xn--p1ai", "domain")) == [
        *("deals.acme.example", "deals_acme_example", "xn--j1aef.xn--p1ai"),
    ]  # fmt: skip
    assert shown("http://пример.рф/", owned("xn--e1afmkfd.xn--p1ai", "domain")) == ["пример.рф"]


def test_an_address_is_found_without_its_scheme() -> None:
    marks = owned("https://docs.example/acme/terms", "address"), owned("mailto:cert@acme.example", "address")

    assert shown("see //docs.example/acme/terms, or CERT@acme.example", *marks) == [
        "docs.example/acme/terms",
        "CERT@acme.example",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "+7 495 000-31-40",
        "tel:+74950003140",
        "8 (495) 000-31-40",
        "8-495-000-3140",
        "495.000.31.40",
        "007 495 0003140",
        "0 495 000 31 40",
    ],
)
def test_a_number_is_found_however_it_is_grouped(text: str) -> None:
    found = shown(f"call {text}, or", owned("+7 495 000-31-40", "telephone number"))

    assert [re.sub(r"\D", "", one)[-10:] for one in found] == ["4950003140"]


def test_a_number_among_numbers_is_found_and_part_of_a_longer_one_is_not() -> None:
    number = owned("+7 495 000-31-40")

    assert shown("+7 495 111-22-33 +7 495 000-31-40 8 800 555-35-35", number) == ["7 495 000-31-40"]
    assert shown("14950003140 495000314077 M495.000 31 40", number) == []


def test_a_mark_of_one_spelling_counts_in_this_one() -> None:
    assert shown("apple Apple APPLE myApplePie app\u00adle Ap\u00adple", owned("Apple", exact=True)) == [
        "Apple",
        "Apple",
        "Ap\u00adple",
    ]


def test_a_mark_of_two_letters_counts_in_its_own_spelling() -> None:
    assert shown("gx GX Gx aGXb", "GX") == ["GX"]


def test_a_word_of_the_language_that_looks_like_a_mark_in_another_alphabet_is_none() -> None:
    assert shown("В церкви пел хор, и сор в доме", "Xop", "Cop") == []
    assert shown("the new хор keyboard", "Xop") == ["хор"]
    assert shown("ПОЁТ ХОР СЕГОДНЯ, and НОР too", "Xop", "Hop") == ["НОР"]


def test_digests_and_pictures_as_text_hold_no_names() -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0cafe0a"

    assert shown(f"{digest} x4aqz7cafe2k9 data:{'Cafe' * 30}", "Cafe") == []


def test_the_longest_mark_of_an_owner_is_told() -> None:
    marks = (
        owned("Acme"),
        owned("Acme Realty"),
        owned("help@acme.example"),
        owned("acme.example"),
        owned("Realty", party="b"),
    )

    assert shown("Acme Realty, help@acme.example", *marks) == ["Acme Realty", "Realty", "help@acme.example"]


def test_a_mark_of_several_owners_is_found_once_for_all() -> None:
    (found,) = matcher(owned("Acme", party="a"), owned("ACME", party="b")).find("by Acme")

    assert found.marks == (0, 1)


def test_how_a_mark_differs_is_told() -> None:
    looks = [found.look for found in matcher("Kvadrat").find("KVADRAT, Квадрат, Kvаdrat, kvad\u00adrat")]

    assert looks == [
        "",
        "in another spelling",
        "in letters that look alike",
        "with what isn't seen between its letters",
    ]


def test_without_marks_nothing_is_found() -> None:
    assert matcher().find("Acme") == []


LETTERS = st.text(alphabet="ab ЖжЯ\u00adß.-_\n\u0301ﬁ🙂", max_size=30)


@given(LETTERS, LETTERS, st.sampled_from(["Kvadrat", "kv\u00adadrat", "Kva\u0301drat", "KVADRAT", "ｋｖａｄｒａｔ"]))
def test_a_place_in_the_text_is_exact(before: str, after: str, word: str) -> None:
    text = f"{before} {word} {after}"

    assert [
        (found.start, text[found.start : found.end].rstrip("\u00ad\u0301")) for found in matcher("Kvadrat").find(text)
    ] == [(len(before) + 1, word)]


WORDS = st.lists(st.sampled_from(["acme", "Acme", "realty", "acmerealty", "AcmeRealty", "x", "acmes"]), max_size=12)


@given(WORDS, st.sampled_from([" ", "  ", "-", "_"]))
def test_what_is_found_is_what_a_reader_of_words_finds(words: list[str], gap: str) -> None:
    text = gap.join(words)
    wanted = re.findall(r"(?<![^\W_])acme[ _-]*realty(?![^\W_])", text, re.IGNORECASE)

    assert shown(text, "Acme Realty") == wanted


@given(st.lists(st.sampled_from([" ", "   ", "a", "word", "ü", "x" * 40]), max_size=60), st.data())
def test_words_stand_where_they_stand(parts: list[str], data: st.DataObject) -> None:
    flat = "".join(parts)
    spans = [found.span() for found in re.finditer("[^ ]+", flat)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whitelabel.verify.matcher._BLOCK", 7)
        words = _Words(flat)
    asked = data.draw(st.lists(st.sampled_from(range(len(spans))), max_size=9)) if spans else []
    assert [words.span(number) for number in asked] == [spans[number] for number in asked]
