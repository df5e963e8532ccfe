"""Archives that strangers hand in: nothing that could harm whoever unpacks one is unpacked, and it is said why."""

from __future__ import annotations

import io
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.disk.unpack import Refused, unpack
from whitelabel.package.archive import Member, archive, member
from whitelabel.package.order import EARLIEST
from whitelabel.package.tarball import END, entry, packed, tarball

NAMES = st.lists(st.text("abß漢", min_size=1, max_size=90), min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(NAMES, st.binary(max_size=999) | st.binary(max_size=9).map(lambda one: one * 999), max_size=6)


def zipped(files: dict[str, bytes], moment: int = EARLIEST) -> bytes:
    return b"".join(archive({path: member(path, data) for path, data in files.items()}, moment))


def tarred(files: dict[str, bytes], common: Iterable[str] = (), moment: int = EARLIEST) -> bytes:
    frames = {path: packed(entry(path, files[path], moment), once=True) for path in common}
    return b"".join(tarball(files, frames, moment))


def may_stand_together(files: dict[str, bytes]) -> bool:
    """Whether no name is another's folder."""
    return not any(other.startswith(f"{one}/") for one in files for other in files)


@given(FILES.filter(may_stand_together), st.integers(0, 5))
def test_what_was_packed_comes_out_of_either_form(files: dict[str, bytes], shared: int) -> None:
    folded = {name.casefold() for name in files}
    if len(folded) < len(files):
        return
    found = unpack(zipped(files)), unpack(tarred(files, sorted(files)[:shared]))
    assert [(one.files, one.odd, one.packed.moment if files else EARLIEST) for one in found] == [
        (files, {}, EARLIEST)
    ] * 2


# ── Names, kinds and sizes ────────────────────────────────────────────────────────────────────────────────────────


def with_zipfile(*names: str | zipfile.ZipInfo, data: bytes = b"x", **options: object) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as made:  # type: ignore[call-overload]
        for name in names:
            made.writestr(name, data)
    return stream.getvalue()


def with_tarfile(*members: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as made:
        for one in members:
            made.addfile(one, io.BytesIO(bytes(one.size)))
    return packed(stream.getvalue())


LEADS = "a name that leads elsewhere"
SEVERAL = "a name that systems read in several ways"
BETWEEN = "there is something between its files that no list tells of"


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["../a"], f"it holds '../a', {LEADS}"),
        (["a/../../b"], f"it holds 'a/../../b', {LEADS}"),
        (["/etc/passwd"], f"it holds '/etc/passwd', {LEADS}"),
        (["C:/a"], f"it holds 'C:/a', {LEADS}"),
        (["a\\b"], f"it holds 'a\\b', {LEADS}"),
        (["a//b"], f"it holds 'a//b', {SEVERAL}"),
        (["./a"], f"it holds './a', {SEVERAL}"),
        (["a\nb"], f"it holds 'a\nb', {SEVERAL}"),
        (["a", "a"], "it holds 'a' twice"),
        (["a.js", "A.js"], "it holds 'A.js' and 'a.js', which are one name on some systems"),
        (["\u00e9.js", "e\u0301.js"], "it holds 'e\u0301.js' and '\u00e9.js', which are one name on some systems"),
        (["a", "a/b"], "it holds 'a', and 'a/b' below it"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_could_harm_are_refused(names: list[str], why: str) -> None:
    hostile = [with_zipfile(*names), with_tarfile(*(_sized(name, 1) for name in names))]
    for data in hostile:
        with pytest.raises(Refused) as refused:
            unpack(data)
        assert str(refused.value) == why


def _sized(name: str, size: int) -> tarfile.TarInfo:
    one = tarfile.TarInfo(name)
    one.size = size
    return one


def test_links_and_devices_are_told_as_what_they_are() -> None:
    link = zipfile.ZipInfo("site/link")
    link.external_attr, link.create_system = 0o120777 << 16, 3
    kinds = {
        "link": tarfile.SYMTYPE,
        "hard": tarfile.LNKTYPE,
        "pipe": tarfile.FIFOTYPE,
        "disk": tarfile.BLKTYPE,
        "tty": tarfile.CHRTYPE,
    }
    members = []
    for name, kind in kinds.items():
        members.append(tarfile.TarInfo(name))
        members[-1].type, members[-1].linkname = kind, "/etc/passwd"

    assert unpack(with_zipfile(link)).odd == {"site/link": "a link"}
    assert unpack(with_tarfile(*members)).odd == {
        **dict.fromkeys(("link", "hard"), "a link"),
        **dict.fromkeys(("pipe", "disk", "tty"), "no file"),
    }


def bomb_of_frames() -> bytes:
    """A gigabyte in 32 kB, whose head says that it is small."""
    head = b"\x28\xb5\x2f\xfd" + bytes([0b1010_0000]) + struct.pack("<I", 4096)
    block = struct.pack("<I", 128 * 1024 << 3 | 1 << 1)[:3] + b"\0"
    return head + block * 8192


def overlapping() -> bytes:
    """Every line of the index leads to the same file."""
    data = bytes(2**20)
    plain = zipped({f"{number:03}": data if not number else b"" for number in range(300)})
    found = bytearray(plain)
    at = found.index(b"PK\1\2")
    first = bytes(found[at : at + 46])
    while found[at : at + 4] == b"PK\1\2":
        found[at + 10 : at + 28] = first[10:28]
        found[at + 42 : at + 46] = first[42:46]
        at += 49
    return bytes(found)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: with_zipfile("a", data=bytes(2**28), compression=zipfile.ZIP_DEFLATED), "honestly hold"),
        (lambda: with_tarfile(_sized("a", 2**28)), "honestly hold"),
        (bomb_of_frames, "cut or changed"),
        (overlapping, "honestly hold|two things|no list tells of"),
    ],
)
def test_what_would_fill_the_memory_is_refused_at_once(make: Callable[[], bytes], why: str) -> None:
    data = make()
    started = time.process_time()
    with pytest.raises(Refused, match=why):
        unpack(data)
    assert time.process_time() - started < 1


def test_a_sparse_file_of_a_terabyte_is_refused() -> None:
    one = tarfile.TarInfo("a")
    one.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**40)}
    one.size = 512
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as made:
        made.addfile(one, io.BytesIO(b"1\n1099511627775\n1\n".ljust(512, b"\0")))
    with pytest.raises(Refused, match="can't be checked"):
        unpack(packed(stream.getvalue()))


# ── What another reader would find ────────────────────────────────────────────────────────────────────────────────

FEW = {"manifest.json": b"{}", "site/index.html": b"<p>hello</p>" * 40}


def _other_name_before(data: bytes) -> bytes:
    return data.replace(b"site/index.html", b"site/indax.html", 1)


def _between(data: bytes) -> bytes:
    """A file more before the index, which the index doesn't tell of; its own place is mended."""
    extra = zipped({"evil": b"x"})
    extra = extra[: extra.index(b"PK\1\2")]
    at = data.index(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    last = bytearray(data[end:])
    last[16:20] = struct.pack("<I", at + len(extra))
    return data[:at] + extra + data[at:end] + bytes(last)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda data: b"#!/bin/sh\n" + data, "no archive"),
        (lambda data: data + b"x", "its end is missing, or something stands behind it"),
        (lambda data: data[:-2] + b"\2\0hi", "its end is missing, or something stands behind it"),
        (lambda data: data[:-1], "its end is missing"),
        (_other_name_before, "its index and its files tell two things"),
        (_between, BETWEEN),
        (lambda data: data[:10], "its end is missing|cut or changed"),
        (lambda _: b"", "no archive"),
    ],
)
def test_a_zip_archive_in_which_another_reader_finds_something_else_is_refused(
    harm: Callable[[bytes], bytes], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        unpack(harm(zipped(FEW)))


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda data: data + packed(entry("evil", b"x", EARLIEST) + END), "something behind its end"),
        (lambda data: data + b"x", "cut or changed"),
        (lambda data: data[:-1], "cut or changed"),
        (lambda data: packed(entry("manifest.json", b"{}", EARLIEST) + b"\1" * 512 + END), "something behind its end"),
        (lambda _: packed(b"no tar" * 999), "cut or changed"),
        (lambda _: zstandard.ZstdCompressor(write_content_size=False).compress(END), "can't be checked"),
        (lambda _: b"\x28\xb5\x2f\xfd", "cut or changed"),
    ],
)
def test_a_tar_archive_with_something_behind_its_end_is_refused(harm: Callable[[bytes], bytes], why: str) -> None:
    with pytest.raises(Refused, match=why):
        unpack(harm(tarred(FEW)))


def test_what_is_encrypted_or_told_behind_is_refused() -> None:
    for flag in (1, 8):
        data = bytearray(zipped({"a": b"a"}))
        for at in (6, data.index(b"PK\1\2") + 8):
            data[at] |= flag
        with pytest.raises(Refused, match="can't be checked"):
            unpack(bytes(data))


def test_a_file_that_is_longer_than_it_says_is_refused() -> None:
    data = zlib.compress(b"a" * 999, wbits=-15)
    for size in (998, 1000):
        made = b"".join(archive({"a": Member(8, zlib.crc32(b"a" * 999), size, data)}))
        with pytest.raises(Refused, match="'a' in it is cut or changed"):
            unpack(made)


def test_far_and_many_files_are_found_by_numbers_of_64_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.package.archive._FAR", 100)
    files = {f"{number}.txt": bytes([number]) * 50 for number in range(9)}
    assert unpack(zipped(files)).files == files
