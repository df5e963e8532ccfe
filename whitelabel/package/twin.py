"""Packed twins of a site's texts, for servers that send a file's ``.br`` or ``.gz`` in its place: the same bytes on any machine."""

from __future__ import annotations

import posixpath

VERSION = 1
"""Of which files have twins, and of how these are packed."""

_TEXTS = frozenset(
    {
        *(".html", ".css", ".js", ".mjs", ".json", ".map", ".svg", ".xml", ".txt", ".csv", ".webmanifest", ".wasm"),
        *(".ttf", ".otf", ".ico"),
    }
)
"""Endings of what packs well."""

_FEWEST = 512
"""Bytes from which a twin saves more than its head costs."""

_WORTH = 0.95
"""Of a file's size, which its twin stays below."""

_BROTLI, _BROTLI_SMALL = 7, 11
_GZIP, _GZIP_SMALL = 9, 12
"""Levels of brotli's eleven, and of libdeflate's twelve for gzip: of a brand's own files, and of what is packed once for all bundles.
Of pages the second ones take 25 and 15 times as long, and save a tenth and a fortieth."""


def may_have_twin(path: str) -> bool:
    """Whether a file of a bundle is one that packs well, and that a server sends."""
    return path.startswith("site/") and posixpath.splitext(path)[1].lower() in _TEXTS


def twin(data: bytes, ending: str, *, once: bool = False) -> bytes | None:
    """A file's twin, or ``None`` where it would save nothing.

    Args:
        data: The file's bytes.
        ending: ``br`` or ``gz``.
        once: Whether it is packed once for all bundles.

    Source:
        RFC 7932, "Brotli Compressed Data Format"; RFC 1952, "GZIP file format specification", without name or time.
    """
    if len(data) < _FEWEST:
        return None
    if ending == "br":
        import brotli

        packed = bytes(brotli.compress(data, quality=_BROTLI_SMALL if once else _BROTLI))
    else:
        import deflate

        packed = bytes(deflate.gzip_compress(data, _GZIP_SMALL if once else _GZIP))
    return packed if len(packed) < _WORTH * len(data) else None
