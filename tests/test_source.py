"""Readers of YAML and JSON: what they keep, what they refuse, and that nothing crashes them."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whitelabel import source
from whitelabel.problem import Problem, Span
from whitelabel.source import MAX_BYTES, MAX_DEPTH, MAX_NODES, Mapping, Scalar, Sequence, read_json, read_yaml

NAMES = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
WORDS = {"true": True, "false": False, "null": None}


def typed(node: source.Node) -> Any:
    """What a node means in JSON."""
    if isinstance(node, Mapping):
        return {key.text: typed(value) for key, value in node}
    if isinstance(node, Sequence):
        return [typed(item) for item in node.items]
    if not node.plain:
        return node.text
    return WORDS[node.text] if node.text in WORDS else json.loads(node.text)


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_json_means_what_the_standard_library_says(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node = read_json(text.encode(), "x.json")
    assert not isinstance(node, Problem)
    assert typed(node) == json.loads(text)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A map whose keys stand once."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def refuse(word: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


@given(st.text(st.sampled_from('{}[]",:-+.eE01d8 \\untrfals\n\t\u2028'), max_size=24))
def test_json_is_refused_where_the_standard_library_refuses_it_or_a_key_stands_twice(text: str) -> None:
    try:
        valid = json.dumps(json.loads(text, object_pairs_hook=once, parse_constant=refuse), ensure_ascii=False).encode()
    except ValueError:  # what is half a character can't be encoded
        valid = b""
    assert isinstance(read_json(text.encode(), "x.json"), Problem) is (not valid)


@given(VALUES)
def test_json_is_yaml(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assume(not re.search("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", text))
    node = read_yaml(text.encode(), "x.yaml")
    assert not isinstance(node, Problem)
    assert typed(node) == value


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,10}[A-Za-z0-9]", fullmatch=True))
def test_a_plain_word_of_yaml_stays_the_word_that_was_written(word: str) -> None:
    node = read_yaml(f"[{word}]".encode(), "x.yaml")
    assert node == Sequence((Scalar(word, True, Span("")),), Span(""))


@pytest.mark.parametrize("word", "NO no on off yes y 012 0o17 0x1F 1:30 1.10 2026-01-01 1_000 .inf 1e3 TRUE".split())
def test_what_other_readers_turn_into_something_else_stays_a_word(word: str) -> None:
    node = read_yaml(f"a: {word}".encode(), "x.yaml")
    assert source.plain_value(node) == {"a": word}  # type: ignore[arg-type]


@given(st.binary(max_size=64))
def test_no_bytes_crash_a_reader(data: bytes) -> None:
    for read in (read_yaml, read_json):
        assert isinstance(read(data, "x"), Problem | Scalar | Sequence | Mapping)


@given(st.text(st.sampled_from("ab:-?#&*!|>'\"%@`{}[],~<.\n\r\t \\é\u2028\ufeff\0"), max_size=32))
def test_no_text_crashes_the_reader_of_yaml_and_places_lie_in_the_text(text: str) -> None:
    found = read_yaml(text.encode(), "x")
    if isinstance(found, Problem):
        assert found.span is not None
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= found.span.line <= len(lines) + 1
        if found.span.line <= len(lines):
            assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 2


def places(text: str) -> dict[str, str]:
    """Where each scalar begins and how long it is."""
    found: dict[str, str] = {}

    def gather(node: source.Node) -> None:
        if isinstance(node, Scalar):
            found[node.text] = f"{node.span.line}:{node.span.column}+{node.span.length}"
        elif isinstance(node, Sequence):
            for item in node.items:
                gather(item)
        else:
            for key, value in node:
                gather(key)
                gather(value)

    for read in (read_yaml, read_json):
        node = read(text.encode(), "x")
        if not isinstance(node, Problem):
            gather(node)
    return found


def test_every_scalar_of_yaml_knows_its_place_in_characters() -> None:
    text = 'имя: Акме\r\n"k 2": [один, "два"]\r\n\r\nthree: |\r\n  block\r\n'
    assert places(text) == {
        "имя": "1:1+3", "Акме": "1:6+4", "k 2": "2:1+5", "один": "2:9+4", "два": "2:15+5", "three": "4:1+5",
        "block\n": "4:8+1",
    }  # fmt: skip


def test_every_scalar_of_json_knows_its_place_in_characters() -> None:
    text = '{\r\n\t"имя": ["Акме", -1.5e3,\r\n  true]\r}'
    assert places(text) == {"имя": "2:2+5", "Акме": "2:10+6", "-1.5e3": "2:18+6", "true": "3:3+4"}


def test_a_byte_order_mark_is_no_character_of_the_text() -> None:
    assert read_json(b"\xef\xbb\xbf[1]", "x") == read_json(b"[1]", "x")
    for read in (read_yaml, read_json):
        found = read(b"\xef\xbb\xbf[\xc3\xa9\xff", "x")
        assert isinstance(found, Problem) and str(found.span) == "x:1:3"


def test_a_span_takes_no_part_in_equality() -> None:
    assert read_yaml(b"a: 1", "x") == read_yaml(b"# more\n\na:   1", "y")
    assert read_yaml(b"a: 1", "x") != read_yaml(b"a: '1'", "x")


def test_an_empty_file_of_yaml_is_an_empty_map() -> None:
    for data in (b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf", b"---\n...\n"):
        node = read_yaml(data, "x")
        assert isinstance(node, Mapping | Scalar) and not source.plain_value(node)


HUGE = {
    "bytes": (b"#" * (MAX_BYTES + 1), "the file has 4,194,305 bytes"),
    "values": (b"[" + b"a," * (MAX_NODES + 1) + b"]", "more than 100,000 values"),
    "depth": (b"[" * 100_000, f"nested more than {MAX_DEPTH} deep"),
    "depth of maps": (b"{a: " * 50_000, f"nested more than {MAX_DEPTH} deep"),
    "depth of blocks": (b"- " * 100_000, f"nested more than {MAX_DEPTH} deep"),
    "depth of keys": (b"? " * 100_000, f"nested more than {MAX_DEPTH} deep"),
    "laughs": (b"a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "an anchor '&a'"),
    "tags": (b"!x " * 100_000, "a tag '!x'"),
    "open quotes": (b"a: '" * 100_000, "not YAML"),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_refused_in_no_time(name: str) -> None:
    data, message = HUGE[name]
    started = time.process_time()
    found = read_yaml(data, "x")
    assert time.process_time() - started < 10
    assert isinstance(found, Problem) and message in found.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" + b"1," * MAX_NODES + b"1]", "more than 100,000 values"),
        (b"[" * 100_000, f"nested more than {MAX_DEPTH} deep"),
        (b'{"a":' * 100_000, f"nested more than {MAX_DEPTH} deep"),
        (b'"' + b"\\u0041" * 600_000 + b'"', ""),
    ],
)
def test_json_has_the_same_limits(data: bytes, message: str) -> None:
    started = time.process_time()
    found = read_json(data, "x")
    assert time.process_time() - started < 10
    assert (message in found.message) if isinstance(found, Problem) else not message


def test_a_file_at_the_limits_is_read() -> None:
    assert isinstance(read_yaml(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "x"), Sequence)
    assert isinstance(read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "x"), Sequence)
    assert isinstance(read_yaml(b"a: " + b"x" * (MAX_BYTES - 3), "x"), Mapping)


def test_at_stops_at_the_deepest_node_there_is() -> None:
    node = read_yaml(b"a:\n  b: [c, {d: e}]\n", "x")
    assert isinstance(node, Mapping)
    assert str(source.at(node, ("a", "b", 1, "d")).span) == "x:2:14"
    assert str(source.at(node, ("a", "b", 7, "d")).span) == "x:2:6"
    assert str(source.at(node, ("a", "z")).span) == "x:2:3"
    assert str(source.key_span(node, ("a", "b", 1, "d"))) == "x:2:11"
    assert str(source.key_span(node, ("z",))) == "x:1:1"
    assert str(source.key_span(node, ())) == "x:1:1"
