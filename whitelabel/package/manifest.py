"""``manifest.json``: every file of the bundle with size and digest, and what it was made from."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

NAME = "manifest.json"
VERSION = 1


def contents_digest(digests: Mapping[str, str]) -> str:
    """The identity of a bundle: SHA-256 over the sorted lines ``sha256  path`` of its files, the manifest aside.

    It is the same on any machine, where an archive's bytes depend on its compressor.
    """
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def manifest(
    brand: str,
    product: str,
    version: str,
    key: str,
    sizes: Mapping[str, int],
    digests: Mapping[str, str],
    made_from: Mapping[str, str],
    *,
    valid: tuple[datetime.date | None, datetime.date | None] = (None, None),
) -> bytes:
    """The manifest of a bundle.

    Args:
        brand: Slug.
        product: Name of the product.
        version: Of the product.
        key: Of everything that the bundle was made from; equal keys give equal bundles.
        sizes: Of each file in bytes, by path in the bundle.
        digests: SHA-256 of each, by path.
        made_from: Digests of the sources, by what they are.
        valid: First and last day on which the rights behind the bundle are the same; ``None`` where that is open. The day
            of the build counts by these alone, so that it changes no byte.
    """
    starts, ends = (day.isoformat() if day else None for day in valid)
    values: dict[str, Any] = {
        "version": VERSION,
        "brand": brand,
        "product": {"name": product, "version": version},
        "key": key,
        "valid_from": starts,
        "valid_until": ends,
        "sha256": contents_digest(digests),
        "made_from": dict(sorted(made_from.items())),
        "files": [{"path": path, "bytes": size, "sha256": digests[path]} for path, size in sorted(sizes.items())],
    }
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"
