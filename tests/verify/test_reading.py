"""Files are read by what they are; what is cut is told, and every decoded letter leads back to its place."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import re
import zipfile
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.planting import Plant, plants
from whitelabel.verify.reading import KINDS, Look, look, packed
from whitelabel.verify.reading.text import Page, Text, View, decoded, joined

BINARY = {
    "PNG",
    "JPEG",
    "WebP",
    "GIF",
    "ICO",
    "EOT",
    "TrueType",
    "WOFF",
    "WOFF2",
    "PDF",
    "ZIP",
    "gzip",
    "Brotli",
    "AVIF",
    "MP4",
}
ONE_EACH = list(
    {plant.kind: plant for plant in plants() if plant.kind in BINARY and "behind" not in plant.how}.values()
)


def seen(name: str, data: bytes) -> tuple[Look, list[View]]:
    views: list[View] = []
    return look(name, data, views, []), views


@pytest.mark.parametrize("plant", ONE_EACH, ids=lambda plant: plant.kind)
def test_a_file_that_is_cut_can_not_be_read(plant: Plant) -> None:
    assert seen(plant.path, plant.data)[0].why == ""
    lengths = [len(plant.data) * part // 8 for part in range(2, 8)]
    told = [seen(plant.path, plant.data[:length])[0].why for length in lengths]

    assert all(told), [length for length, why in zip(lengths, told, strict=True) if not why]


@given(st.sampled_from(ONE_EACH), st.data())
def test_a_file_that_is_spoilt_is_read_or_told(plant: Plant, data: st.DataObject) -> None:
    spoilt = bytearray(plant.data)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(seen(plant.path, bytes(spoilt))[0], Look)


def test_bytes_that_are_nothing_can_not_be_read() -> None:
    assert seen("a.bin", bytes(range(256)) * 9)[0] == Look("unknown", "it is of no kind that can be read")
    assert seen("a.br", b"no")[0].why == "it is cut"


def test_a_file_tells_its_kind_by_its_bytes_and_a_text_by_its_name() -> None:
    page = b"<!doctype html><p>Hi"

    assert [seen(name, data)[0].kind for name, data in (("a.jpg", page), ("a", page), ("a.js", page), ("a.txt", b"hi"))] == [
        *("markup", "markup", "script", "text"),
    ]  # fmt: skip
    assert seen("a.html", gzip.compress(page))[0].kind == "gzip"
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_too_many_files_in_one_another_are_told() -> None:
    data = b"Kvadrat"
    for _ in range(9):
        data = gzip.compress(data)

    assert seen("a.gz", data)[0].why == "too many files lie in one another"


def test_an_archive_that_unpacks_to_more_than_any_bundle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_LIMIT", 1024 * 1024)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", bytes(256 * 1024))

    assert seen("a.zip", stream.getvalue())[0].why == "there is more in it than can be looked at"
    assert seen("a.gz", gzip.compress(bytes(2 * 1024 * 1024)))[0].why == "there is more in it than can be looked at"


def test_a_picture_that_is_carried_in_text_and_cut_is_text() -> None:
    cut = base64.b64encode(b"\x89PNG\r\n\x1a\n" + os.urandom(40)).decode()

    assert seen("a.css", f"a{{background:url(data:image/png;base64,{cut})}}".encode())[0].why == ""


def test_a_member_has_lines_of_its_own() -> None:
    page = Page("one\r\ntwo\rthree\n", "a/b.txt")

    assert [page.place(offset) for offset in (0, 4, 5, 9, 15)] == [(1, 1), (1, 5), (2, 1), (3, 1), (4, 1)]
    assert [page.line(number) for number in (1, 2, 3, 4)] == ["one", "two", "three", ""]


@given(
    st.text(alphabet="ab<>&\\% \n", max_size=40),
    st.text(alphabet="KvЖ🙂", min_size=1, max_size=6),
    st.text(alphabet="ab \n", max_size=300),
)
def test_what_is_decoded_leads_back(before: str, word: str, after: str) -> None:
    ways = {
        "a.html": "".join(f"&#{ord(letter)};" for letter in word),
        "a.js": "".join(f"\\u{{{ord(letter):x}}}" for letter in word),
        "a.css": "".join(f"\\{ord(letter):x} " for letter in word),
        "a.txt": quote(word, safe=""),
    }
    for name, written in ways.items():
        text = f"{before}x{written}{after}"
        if html.unescape(before + "x") != before + "x" or "%" in before or "\\" in before:
            continue
        places = [
            view.text.at(match.start())
            for view in seen(name, text.encode())[1]
            for match in re.finditer(re.escape("x" + word), view.text.text)
        ]
        assert len(before) in places


@given(st.lists(st.text(alphabet="abc", max_size=9), min_size=1, max_size=6), st.integers(0, 30), st.integers(0, 30))
def test_a_stretch_of_a_text_leads_where_the_text_does(parts: list[str], start: int, end: int) -> None:
    text = joined(Text(part, ((0, 100 * number),)) for number, part in enumerate(parts))
    start, end = sorted((min(start, len(text.text)), min(end, len(text.text))))
    cut = text.cut(start, end)

    assert cut.text == text.text[start:end]
    assert [cut.at(place) for place in range(end - start)] == [text.at(place) for place in range(start, end)]


def test_what_stands_far_from_all_that_is_decoded_is_left_out() -> None:
    text = Text("a" * 1000 + "%" + "b" * 1000 + "%" + "c")
    (found,) = decoded(text, re.compile("%"), lambda _: "!")

    assert len(found.text) < 400
    assert [text.text[found.at(place)] for place, letter in enumerate(found.text) if letter == "!"] == ["%", "%"]
    assert {text.text[found.at(place)] == letter for place, letter in enumerate(found.text) if letter.isalpha()} == {
        True
    }


@pytest.mark.soak
def test_a_file_of_escapes_ends_in_time() -> None:
    nested = json.dumps({"a": "\\\"'+'" * 2_000})
    for _ in range(3):
        nested = json.dumps({"a": nested, "b": "&amp;%25&lt;b&gt;" * 50})

    assert seen("a.json", nested.encode())[0].why == ""
