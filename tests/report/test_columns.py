"""Texts in columns."""

from __future__ import annotations

from whitelabel.report.columns import WIDTH, cells, columns, safe, wrapped


def test_columns_stand_under_each_other_whatever_their_letters() -> None:
    assert columns([("Тула", "1"), ("東京", "20"), ("e\u0301", "300")], right=(1,), indent="  ") == [
        "  Тула    1",
        "  東京   20",
        "  e\u0301     300",
    ]


def test_a_column_that_is_empty_throughout_is_left_out() -> None:
    assert columns([("a", "", "b"), ("cc", "", "")]) == ["a   b", "cc"]
    assert columns([("", "")]) == []
    assert columns([]) == []


def test_the_last_column_is_folded_into_the_room_that_is_left() -> None:
    words = " ".join(f"RU-{number:03}" for number in range(30))

    lines = columns([("acme", words), ("b", "KZ")])

    assert max(map(len, lines)) <= WIDTH
    assert [line[:6] for line in lines] == ["acme  ", "      ", "      ", "b     "]
    assert " ".join(line[6:] for line in lines[:3]) == words


def test_a_word_that_is_too_long_stands_alone() -> None:
    assert wrapped("a " + "b" * 20 + " c", 10) == ["a", "b" * 20, "c"]


def test_what_moves_the_cursor_is_made_visible() -> None:
    assert safe("a\x1b[2J\u202eb\n") == "a\\x1b[2J\\u202eb\\n"
    assert cells("Тула") == 4
