"""The manifest: every file, and one identity of them all."""

from __future__ import annotations

import datetime
import hashlib
import json

from whitelabel.package import contents_digest, manifest


def test_the_whole_manifest() -> None:
    files = {"site/b.txt": b"b", "emails/ё.txt": b""}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    made = manifest(
        "acme",
        "Deals",
        "1.4.0",
        "k",
        {path: len(data) for path, data in files.items()},
        digests,
        {"theme": "t", "brand": "b"},
        valid=(None, datetime.date(2026, 12, 31)),
    )
    assert json.loads(made) == {
        "version": 1,
        "brand": "acme",
        "product": {"name": "Deals", "version": "1.4.0"},
        "key": "k",
        "valid_from": None,
        "valid_until": "2026-12-31",
        "sha256": contents_digest(digests),
        "made_from": {"brand": "b", "theme": "t"},
        "files": [
            {"path": "emails/ё.txt", "bytes": 0, "sha256": digests["emails/ё.txt"]},
            {"path": "site/b.txt", "bytes": 1, "sha256": digests["site/b.txt"]},
        ],
    }
    assert made.endswith(b"}\n")
    assert "ё".encode() in made


def test_the_identity_is_what_sha256sum_would_say_of_its_own_listing() -> None:
    digests = {"b": "22", "a": "11"}
    assert contents_digest(digests) == hashlib.sha256(b"11  a\n22  b\n").hexdigest()
    assert contents_digest(dict(reversed(digests.items()))) == contents_digest(digests)
    assert contents_digest({"a": "11"}) != contents_digest(digests)
