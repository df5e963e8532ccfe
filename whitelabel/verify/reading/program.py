"""WebAssembly: the words in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece

MAGIC = b"\0asm"
_WORDS = re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){4,}")


def read(data: bytes) -> Iterator[Piece]:
    """Runs of letters, as `strings` shows them."""
    yield Piece("its texts", "\n".join(run.decode("utf-8", "replace") for run in _WORDS.findall(data)))
