"""Packed twins: what servers send in a file's place unpacks to it, and is smaller."""

from __future__ import annotations

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.package.twin import may_have_twin, twin

TEXT = st.text(min_size=1, max_size=40).map(lambda one: (one * 99).encode())


@given(st.binary(max_size=2000) | TEXT, st.booleans())
def test_a_twin_unpacks_to_its_file_and_saves_something(data: bytes, once: bool) -> None:
    packed, zipped = twin(data, "br", once=once), twin(data, "gz", once=once)
    assert packed is None or (brotli.decompress(packed), len(packed) < len(data)) == (data, True)
    assert zipped is None or (gzip.decompress(zipped), len(zipped) < len(data)) == (data, True)
    assert len(data) >= 512 or packed is zipped is None


def test_a_gzip_twin_tells_no_time_and_no_name() -> None:
    packed = twin(b"a" * 999, "gz")
    # RFC 1952, 2.3: no flags, no time, the slowest or no way said, no system said.
    assert packed is not None and (packed[:8], packed[9]) == (b"\x1f\x8b\x08\0\0\0\0\0", 0xFF)


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("site/index.html", True),
        ("site/a.SVG", True),
        ("site/a.png", False),
        ("site/a.woff2", False),
        ("site/a.css.br", False),
        ("emails/en/welcome.html", False),
        ("manifest.json", False),
    ],
)
def test_what_packs_well_and_is_served_may_have_one(path: str, may: bool) -> None:
    assert may_have_twin(path) == may
