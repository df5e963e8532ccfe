"""Of what was shown the last states are had, and no more than there is room for."""

from __future__ import annotations

import pytest

from whitelabel.last_files import LastFiles


def test_of_a_file_whose_name_tells_its_contents_few_states_are_held() -> None:
    held = LastFiles()
    names = [f"site/assets/a.{letter * 10}.css" for letter in "abcdefghijkl"]
    for name in (*names, names[-1]):
        held.put("acme", name, name.encode())
        held.put("beta", name.replace(".css", ".js"), b"x")
        held.put("acme", "site/index.html", b"page")
    assert [name for name in names if held.get("acme", name)] == names[-8:]
    assert held.get("beta", names[-1].replace(".css", ".js")) == b"x" and held.get("acme", "site/index.html") == b"page"


def test_what_was_shown_longest_ago_goes_where_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.last_files._MOST", 10)
    held = LastFiles()
    for number in range(9):
        held.put("acme", f"site/{number}.txt", b"123")
    assert [held.get("acme", f"site/{number}.txt") for number in range(9)] == [None] * 6 + [b"123"] * 3
    held.put("acme", "site/8.txt", b"12345678901")
    assert held.get("acme", "site/8.txt") is None
