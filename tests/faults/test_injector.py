"""Faults come where they are wanted: in this process or in one that it forks, and once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.faults.injector import Faults


def _calls(place: Path) -> int:
    """Four calls, of which one may fail; how many did."""
    failed = 0
    try:
        with place.open("wb", buffering=0) as stream:
            stream.write(b"x")
            os.fchmod(stream.fileno(), 0o600)
    except OSError as refused:
        assert refused.errno == errno.EMFILE
        failed += 1
    return failed


@pytest.mark.parametrize("passing", range(12))
def test_a_call_of_whichever_process_has_the_turn_fails_once(faults: Faults, ground: Path, passing: int) -> None:
    with faults.armed(passing, errno.EMFILE):
        children = []
        for number in range(2):
            child = os.fork()
            if child == 0:
                os._exit(_calls(ground / str(number)))
            children.append(child)
        failed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
        failed += _calls(ground / "own")
    assert failed == 1
    assert faults.failed.split("/")[0].strip() in ("open", "write", "fchmod", "close")


def test_what_lies_elsewhere_passes_and_is_not_counted(faults: Faults, ground: Path, tmp_path: Path) -> None:
    with faults.armed(0, errno.EMFILE):
        assert _calls(tmp_path / "file") == 0
    assert faults.failed == ""


def test_the_log_tells_each_call_and_where_it_leads(faults: Faults, ground: Path, tmp_path: Path) -> None:
    with faults.logged(tmp_path / "log"):
        _calls(ground / "file")
        with os.scandir(ground) as entries:
            assert [entry.stat().st_size for entry in entries if entry.name == "file"] == [1]
    assert (tmp_path / "log").read_text("utf-8").splitlines() == [
        *("open file", "write file", "fchmod file", "close file"),
        *("scandir .", "readdir .", "stat file"),
    ]
