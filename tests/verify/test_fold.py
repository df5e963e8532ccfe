"""Folded text leads back to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.verify.fold import ALIKE, CUTS, LOOSE, PLAIN, Folds, Way, script, seen

TABLES = pytest.mark.parametrize("table", [LOOSE, ALIKE, PLAIN, CUTS], ids=["loose", "alike", "plain", "cuts"])


@TABLES
@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("Ёё\u00ad«»ҚңÄ Az09")))
def test_text_folded_as_bytes_is_what_its_characters_fold_to(table: Folds, text: str) -> None:
    assert table(text) == "".join(table[ord(character)] for character in text)


@TABLES
@given(st.lists(st.text(alphabet=st.sampled_from("aß§ñ\u0131Ǆﬃ㎏ы漢字𝔎\ue000\ue081\ufffe"), min_size=1)))
def test_texts_of_whatever_characters_fold_one_after_the_other(table: Folds, texts: list[str]) -> None:
    assert [table(text) for text in texts] == [text.translate(table) for text in texts]


@TABLES
def test_a_text_of_many_characters_folds(table: Folds) -> None:
    text = "".join(map(chr, range(0x100, 0x500)))
    assert table(text) == text.translate(table)


@TABLES
@given(st.text())
def test_each_folded_character_leads_back_to_its_own(table: Folds, text: str) -> None:
    way = Way(text, table)
    places = [place for place, character in enumerate(text) for _ in table[ord(character)]]

    assert [way.back(place) for place in range(len(table(text)))] == places


def test_case_width_accents_and_ligatures_fold() -> None:
    assert PLAIN("ŁódźＡﬁ½ẞ Ёлка\tß") == "lodzafi12ss елка ss"


def test_letters_fold_to_what_they_look_like_in_their_own_case() -> None:
    assert ALIKE("НОР нор ΝΟνο") == "hop нop novo"


def test_what_is_not_seen_goes() -> None:
    assert seen("a\u200d\u00adb \n c\ufeff") == "ab c"


def test_a_letter_tells_its_alphabet() -> None:
    assert [script(letter) for letter in "aЖλ1\uff21"] == ["LATIN", "CYRILLIC", "GREEK", "", "LATIN"]
