"""Archives taken apart in memory, as strangers hand them in: what could harm whoever unpacks one is refused before it is unpacked.

What is read is what every reader sees: a ZIP archive's members follow each other from the first byte to the index, and tell the same
as it; behind a TAR archive's end is nothing. So nothing lies in one that a reader of another make would find, and this one not.
"""

from __future__ import annotations

import calendar
import io
import re
import stat
import struct
import tarfile
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

_ROOM = 128 * 1024**2
_RATIO = 100
"""Bytes that any archive may hold, and how many more for each of its own. Texts shrink to a tenth, seldom to a thirtieth."""

LIMIT = 2 * 1024**3
"""Bytes of an archive's files at most."""

_CUT = "it is cut or changed"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _BEHIND, _UTF8 = 0x0001, 0x0008, 0x0800
_UNIX = 3
_ZIP, _ZSTD = b"PK\3\4", b"\x28\xb5\x2f\xfd"
_EMPTY_ZIP = b"PK\5\6"
_FAR = 0xFFFFFFFF
_PIECE = 1024
"""Bytes of a frame that are unpacked at once; they become 32 MiB at most, since four tell of 128 KiB."""

_WINDOW = 2**27


class Stored(NamedTuple):
    """A file as it stands in a ZIP archive.

    Attributes:
        method: 0 as it is, 8 deflated.
        size: When it is unpacked.
    """

    method: int
    crc: int
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """How an archive was packed.

    Attributes:
        moment: What its first file tells of its time, in seconds since 1970.
        stored: Files of a ZIP archive by path.
        stream: A TAR archive as it is before it is packed.
    """

    form: Literal["zip", "tar.zst"]
    moment: int
    stored: Mapping[str, Stored] = field(default_factory=dict, repr=False)
    stream: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What is in an archive.

    Attributes:
        files: Bytes by path.
        odd: What is no file, and what it is instead.
        packed: How it was packed.
    """

    files: Mapping[str, bytes]
    odd: Mapping[str, str]
    packed: Packed


class Refused(Exception):
    """An archive can't be read, or had better not be; says why."""


def unpack(data: bytes) -> Unpacked:
    """Take an archive apart.

    Args:
        data: A ZIP archive, or a TAR archive in frames of zstd.

    Raises:
        Refused: It is neither, is cut or changed, or could harm whoever unpacks it.

    Source:
        PKWARE, APPNOTE.TXT 6.3.10, 4.3; RFC 8878, 3.1; IEEE Std 1003.1-2024, pax.
    """
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_zip(data)
    if data.startswith(_ZSTD):
        return _of_tar(data)
    raise Refused("it is no archive, or its beginning is cut or changed")


def _room(data: bytes) -> int:
    return min(LIMIT, _ROOM + _RATIO * len(data))


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_DRIVE = re.compile(r"[A-Za-z]:")


def _refuse_name(name: str) -> None:
    """See to it that a name stays where the archive is unpacked, on every system."""
    steps = name.removesuffix("/").split("/")
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or ".." in steps:
        raise Refused(f"it holds '{name}', a name that leads elsewhere")
    if any(not step or step == "." for step in steps) or any(
        unicodedata.category(letter) in ("Cc", "Cs") for letter in name
    ):
        raise Refused(f"it holds '{name}', a name that systems read in several ways")


def _refuse_twins(names: Sequence[str], folders: Set[str]) -> None:
    """See to it that no two names are one where case or the way of writing an accent doesn't count, and no file is a folder."""
    known: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in known:
            both = "twice" if known[folded] == name else f"and '{known[folded]}', which are one name on some systems"
            raise Refused(f"it holds '{name}' {both}")
        known[folded] = name
    for folded, name in known.items():
        end = folded.rfind("/")
        while end > 0:
            if folded[:end] in known and known[folded[:end]] not in folders:
                raise Refused(f"it holds '{known[folded[:end]]}', and '{name}' below it")
            end = folded.rfind("/", 0, end)


def _odd(mode: int) -> str:
    """What something is by its mode; empty for a file."""
    kind = stat.S_IFMT(mode)
    if kind in (0, stat.S_IFREG):
        return ""
    return "a link" if kind == stat.S_IFLNK else "no file"


# ── ZIP ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_INDEX = struct.Struct("<4sBBHHHIIIIHHHHHII")
_HEAD = struct.Struct("<4sHHHIIIIHH")
_END = struct.Struct("<4sHHHHIIH")
_WIDE_END = struct.Struct("<4sQHHIIQQQQ")
_LOCATOR = struct.Struct("<4sIQI")


class _Entry(NamedTuple):
    """A line of a ZIP archive's index.

    Attributes:
        at: Where the file's own bytes begin.
    """

    name: bytes
    flags: int
    method: int
    stamp: int
    crc: int
    packed: int
    size: int
    mode: int
    at: int


def _of_zip(data: bytes) -> Unpacked:
    try:
        entries = list(_entries(data))
    except struct.error:
        raise Refused(_CUT) from None
    if sum(one.size for one in entries) > _room(data):
        raise Refused("it holds more than an archive of its size can honestly hold")
    names = [_name(one) for one in entries]
    folders = {name[:-1] for name in names if name.endswith("/")}
    _refuse_twins([name.removesuffix("/") for name in names], folders)
    files: dict[str, bytes] = {}
    odd: dict[str, str] = {}
    stored: dict[str, Stored] = {}
    for name, one in zip(names, entries, strict=True):
        packed = data[one.at : one.at + one.packed]
        what = _odd(one.mode)
        if name.endswith("/"):
            if one.packed or one.size:
                raise Refused(f"it holds '{name}', a folder with bytes in it")
        elif what:
            odd[name] = what
        else:
            files[name] = _inflated(name, one, packed)
            stored[name] = Stored(one.method, one.crc, one.size, packed)
    moment = _moment(entries[0].stamp) if entries else 0
    return Unpacked(files, odd, Packed("zip", moment, stored))


def _entries(data: bytes) -> Iterator[_Entry]:
    """The index, held against what stands before each file."""
    count, at, end = _index(data)
    position, expected = at, 0
    for _ in range(count):
        sig, _, host, _, flags, method, stamp, crc, packed, size, long, extra, remark, _, _, mode, start = (
            _INDEX.unpack_from(data, position)
        )
        if sig != b"PK\1\2" or flags & (_ENCRYPTED | _BEHIND) or method not in (_STORED, _DEFLATED):
            raise Refused(_CUT if sig != b"PK\1\2" else "it is packed in a way that can't be checked")
        position += _INDEX.size
        name = data[position : position + long]
        if start == _FAR:
            start = _far(data[position + long : position + long + extra])
        position += long + extra + remark
        before = _HEAD.unpack_from(data, start)
        if start != expected or before[0] != _ZIP:
            raise Refused("there is something between its files that no list tells of")
        if before[2:8] != (flags, method, stamp, crc, packed, size) or before[8] != len(name):
            raise Refused("its index and its files tell two things")
        begins = start + _HEAD.size
        if data[begins : begins + len(name)] != name:
            raise Refused("its index and its files tell two things")
        # Whatever else stands before the file is no part of it.
        begins += len(name) + before[9]
        expected = begins + packed
        yield _Entry(name, flags, method, stamp, crc, packed, size, mode >> 16 if host == _UNIX else 0, begins)
    if expected != at or position != end:
        raise Refused("there is something between its files that no list tells of")


def _index(data: bytes) -> tuple[int, int, int]:
    """How many files the index tells of, where it begins, and where it ends."""
    last = len(data) - _END.size
    sig, disk, first, here, count, size, at, remark = _END.unpack_from(data, max(last, 0))
    if sig != _EMPTY_ZIP or disk or first or here != count or remark:
        raise Refused("its end is missing, or something stands behind it")
    end = last
    if count == 0xFFFF or _FAR in (size, at):
        sig, _, place, disks = _LOCATOR.unpack_from(data, last - _LOCATOR.size)
        end = last - _LOCATOR.size - _WIDE_END.size
        wide = _WIDE_END.unpack_from(data, place)
        if sig != b"PK\6\7" or disks != 1 or place != end or wide[0] != b"PK\6\6" or wide[6] != wide[7]:
            raise Refused(_CUT)
        count, size, at = wide[7:]
    if at + size != end:
        raise Refused("there is something between its files that no list tells of")
    return count, at, end


def _far(extra: bytes) -> int:
    """Where a file begins that lies too far behind for 32 bits."""
    while len(extra) >= 4:
        kind, long = struct.unpack_from("<HH", extra)
        if kind == 1:
            return int(struct.unpack_from("<Q", extra, 4 + long - 8)[0])
        extra = extra[4 + long :]
    raise Refused(_CUT)


def _name(entry: _Entry) -> str:
    try:
        name = entry.name.decode("utf-8" if entry.flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Refused(_CUT) from None
    _refuse_name(name)
    return name


def _inflated(name: str, entry: _Entry, packed: bytes) -> bytes:
    if entry.method == _STORED:
        found, is_whole = packed, len(packed) == entry.size == entry.packed
    else:
        try:
            found, is_whole = _whole(packed, entry.size)
        except zlib.error:
            raise Refused(f"'{name}' in it is cut or changed") from None
    if not is_whole or zlib.crc32(found) != entry.crc:
        raise Refused(f"'{name}' in it is cut or changed")
    return found


def _whole(packed: bytes, size: int) -> tuple[bytes, bool]:
    """A deflated file's bytes, and whether they are so many, and all bits behind their end are zero, as everybody packs them.

    Source:
        RFC 1951, 3.2.3: what is left of the last byte means nothing.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    found = inflater.decompress(packed[:-1], size + 1)
    before = inflater.copy()
    last = inflater.decompress(packed[-1:], max(1, size + 1 - len(found)))
    is_whole = inflater.eof and not inflater.unused_data and len(found) + len(last) == size
    if is_whole and packed[-1]:
        # Without its highest bit the last byte ends nothing, or means the same: then that bit lay behind the end.
        without = packed[-1] & ~(1 << packed[-1].bit_length() - 1)
        try:
            is_whole = before.decompress(bytes([without]), size + 1) != last or not before.eof
        except zlib.error:
            is_whole = True
    return found + last, is_whole


def _moment(stamp: int) -> int:
    """A time as MS-DOS wrote it, as seconds since 1970."""
    day, clock = stamp >> 16, stamp & 0xFFFF
    when = (1980 + (day >> 9), day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2)
    try:
        return calendar.timegm(when)
    except ValueError:
        return 0


# ── TAR ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_tar(data: bytes) -> Unpacked:
    stream = _thawed(data)
    files: dict[str, bytes] = {}
    odd: dict[str, str] = {}
    names: list[str] = []
    folders: set[str] = set()
    moment = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(stream), mode="r:", encoding="utf-8", errors="strict") as archive:
            for member in archive:
                _refuse_name(member.name)
                names.append(member.name)
                moment = moment or int(member.mtime)
                if member.issparse() or member.size > len(stream):
                    raise Refused("it is packed in a way that can't be checked")
                if member.isreg():
                    found = archive.extractfile(member)
                    files[member.name] = found.read() if found is not None else b""
                    if len(files[member.name]) != member.size:
                        raise Refused(_CUT)
                elif member.isdir():
                    folders.add(member.name)
                else:
                    odd[member.name] = "a link" if member.issym() or member.islnk() else "no file"
            rest = stream[archive.offset :]
    except (tarfile.TarError, UnicodeError, ValueError, OverflowError):
        raise Refused(_CUT) from None
    if rest.strip(b"\0"):
        raise Refused("there is something behind its end, or its end is missing")
    _refuse_twins(names, folders)
    return Unpacked(files, odd, Packed("tar.zst", moment, stream=stream))


def _thawed(data: bytes) -> bytes:
    """What is in the frames, which say beforehand how much that is."""
    import zstandard

    found, at, room = bytearray(), 0, _room(data)
    while at < len(data):
        try:
            size = zstandard.frame_content_size(data[at : at + 64])
            if size < 0:
                raise Refused("it is packed in a way that can't be checked")
            room -= size
            if room < 0:
                raise Refused("it holds more than an archive of its size can honestly hold")
            frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
            before = len(found)
            while not frame.eof and at < len(data):
                piece = data[at : at + _PIECE]
                found += frame.decompress(piece)
                at += len(piece)
                if len(found) - before > size:
                    raise Refused(_CUT)
            at -= len(frame.unused_data)
        except zstandard.ZstdError:
            raise Refused(_CUT) from None
        if not frame.eof or len(found) - before != size:
            raise Refused(_CUT)
    return bytes(found)
