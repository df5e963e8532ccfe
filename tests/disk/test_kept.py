"""What was kept is known again; whatever else stands in its place is nothing."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.disk.sealed import sealed
from whitelabel.disk import kept
from whitelabel.disk.kept import (
    clear_unfinished,
    each_value,
    fits,
    is_size,
    or_none,
    read_kept,
    read_sealed,
    write_sealed,
)


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    data = {"a": [1, None, "\udc80 \0"]}
    write_sealed(tmp_path / "new/kept", "v 1", data)
    assert read_sealed(tmp_path / "new/kept", "v 1", dict) == data
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["kept"]


@pytest.mark.parametrize("broken", [KeyboardInterrupt, OSError])
def test_nothing_is_left_of_what_was_not_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: type[BaseException]
) -> None:
    def ended(*_: object) -> None:
        raise broken

    monkeypatch.setattr(Path, "replace", ended)
    with pytest.raises(KeyboardInterrupt) if broken is KeyboardInterrupt else contextlib.nullcontext():
        write_sealed(tmp_path / "kept", "v 1", [])
    assert list(tmp_path.iterdir()) == []


def test_what_killed_processes_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in ("kept.0123abcd", "0a.ffffffff", "kept", "kept.old", ".0123abcd", "kept.0123abcde"):
        (tmp_path / name).touch()
    (tmp_path / "ab").mkdir()
    clear_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".0123abcd", "ab", "kept", "kept.0123abcde", "kept.old"]
    clear_unfinished(tmp_path / "none")


def test_another_version_is_not_even_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sealed(tmp_path / "kept", "v 1", [])
    monkeypatch.setattr(kept.json, "loads", lambda _: pytest.fail("parsed"))
    assert read_sealed(tmp_path / "kept", "v 2", list) is None
    assert read_sealed(tmp_path / "kept", "v", list) is None


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[" * 100_000, b'{"a":' * 100_000, b"\xff", b"\x00", b"nothing", b"9" * 5000, b'"\\ud800', b"[] []"],
    ids=lambda text: repr(text[:8]),
)
def test_rubbish_under_a_right_seal_is_nothing(tmp_path: Path, text: bytes) -> None:
    assert read_sealed(sealed(tmp_path / "kept", text), "v 1", lambda _: True) is None


@pytest.mark.parametrize("number", [errno.EACCES, errno.EISDIR, errno.EIO, errno.EMFILE, errno.ESTALE])
def test_what_cannot_be_read_for_any_reason_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    write_sealed(tmp_path / "kept", "v 1", [])

    def failing(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", failing)
    assert read_kept(tmp_path / "kept") is None
    assert read_sealed(tmp_path / "kept", "v 1", list) is None


@pytest.mark.parametrize("stands", [Path.mkdir, os.mkfifo, lambda place: place.symlink_to("/etc/passwd")])
def test_what_is_no_file_is_nothing_and_stops_no_writing(tmp_path: Path, stands: Callable[[Path], object]) -> None:
    stands(tmp_path / "kept")
    assert read_sealed(tmp_path / "kept", "v 1", list) is None
    write_sealed(tmp_path / "kept", "v 1", [])
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize(
    ("data", "form", "expected"),
    [
        ("a", str, True),
        (1, str, False),
        (True, int, False),
        (1, float, False),
        ([], [str], True),
        (["a", "b"], [str], True),
        (["a", 1], [str], False),
        ({}, [str], False),
        ("ab", [str], False),
        ([["a"], []], [[str]], True),
        ([["a"], [1]], [[str]], False),
        ([1, "a"], (int, str), True),
        ([1], (int, str), False),
        ([1, "a", 2], (int, str), False),
        ({"a": 1}, {"a": int}, True),
        ({"a": "1"}, {"a": int}, False),
        ({}, {"a": int}, False),
        ({"a": 1, "b": 1}, {"a": int}, False),
        ([], {"a": int}, False),
        (None, or_none(str), True),
        (1, or_none(str), False),
        ({"x": [1]}, each_value([int]), True),
        ({"x": [1], "y": 1}, each_value([int]), False),
        ([], each_value(int), False),
        (0, is_size, True),
        (-1, is_size, False),
        (2**63, is_size, False),
        (1.0, is_size, False),
        (float("inf"), is_size, False),
        (True, is_size, False),
    ],
)
def test_data_fit_their_form_or_they_do_not(data: Any, form: Any, expected: bool) -> None:
    assert fits(data, form) is expected
