"""Archives: what went in comes out, whoever opens them, and the same files are the same bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.package import archive as archive_module
from whitelabel.package.archive import archive, member
from whitelabel.package.order import EARLIEST, LATEST

PATHS = st.lists(st.text("abcß漢/.", min_size=1, max_size=12).filter(lambda path: path.strip("/.")), min_size=1)
FILES = st.dictionaries(
    PATHS.map("x".join), st.binary(max_size=3000) | st.binary(max_size=30).map(lambda one: one * 99)
)


def made(files: dict[str, bytes], moment: int = EARLIEST) -> bytes:
    return b"".join(archive({path: member(path, data) for path, data in files.items()}, moment))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        return {about.filename: found.read(about) for about in found.infolist()}


@given(FILES)
def test_what_went_in_comes_out(files: dict[str, bytes]) -> None:
    assert opened(made(files)) == files


@given(FILES)
def test_the_same_files_are_the_same_bytes_in_whatever_order_they_come(files: dict[str, bytes]) -> None:
    assert made(files) == made(dict(reversed(files.items())))


def test_members_tell_of_no_person_machine_or_day() -> None:
    with zipfile.ZipFile(io.BytesIO(made({"site/b.html": b"b" * 99, "site/a.png": b"a" * 99}))) as found:
        told = [
            (one.filename, one.date_time, one.compress_type, one.external_attr >> 16, one.extra, one.comment)
            for one in found.infolist()
        ]
        assert found.comment == b""
    assert told == [
        ("site/a.png", (1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o100644, b"", b""),
        ("site/b.html", (1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED, 0o100644, b"", b""),
    ]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (0, (1980, 1, 1, 0, 0, 0)),
        (1_700_000_001, (2023, 11, 14, 22, 13, 20)),
        (LATEST, (2107, 12, 31, 23, 59, 58)),
        (LATEST + 1_000_000, (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_a_moment_is_told_as_far_as_zip_can(moment: int, told: tuple[int, ...]) -> None:
    with zipfile.ZipFile(io.BytesIO(made({"a": b"a"}, moment))) as found:
        assert found.infolist()[0].date_time == told


def test_what_does_not_get_smaller_is_stored_as_it_is() -> None:
    noise = bytes(range(256))
    assert (member("a.html", noise).data, member("a.png", b"a" * 999).data) == (noise, b"a" * 999)
    assert len(member("a.html", b"a" * 999).data) < 99


@pytest.mark.skipif(shutil.which("unzip") is None, reason="there is no unzip")
def test_unzip_takes_it_for_whole(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(made({"site/index.html": b"<p>" * 999, "site/ü.txt": b"", "a.png": b"a"}))
    done = subprocess.run(["unzip", "-t", tmp_path / "a.zip"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1][:38]) == (0, "No errors detected in compressed data ")


def test_far_and_many_members_are_found_by_numbers_of_64_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "_FAR", 100)
    files = {f"{number}.txt": bytes([number]) * 50 for number in range(9)}
    assert opened(made(files)) == files


@pytest.mark.soak
def test_more_members_than_sixteen_bits_count_are_all_there() -> None:
    files = {f"{number}": b"" for number in range(66_000)}
    assert opened(made(files)).keys() == files.keys()
