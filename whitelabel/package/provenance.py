"""What an archive was made from, and what was found of it, as a statement that others can check and sign.

It is an in-toto Statement whose predicate is SLSA's provenance. The facts of ours (rights, purity, contrast, accessibility,
licences) are by-products of the build: each is a resource descriptor whose ``annotations`` are the facts, in words that people read,
and whose digest is that of these annotations as canonical JSON. So every reader of SLSA's provenance takes the statement as it is,
which a field of our own would not let each do. What stands beside it as a file (bill of materials, page) is a by-product too.

Source:
    in-toto Attestation Framework, Statement v1 and ResourceDescriptor v1; SLSA Provenance v1 (slsa.dev/spec/v1.1/provenance).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from whitelabel.model import Artifact, Evidence, canonical

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "pkg:pypi/whitelabel#archive/v1"
"""How archives are made; ``docs/artifacts.md`` says what each parameter means. It stays while they mean the same."""

SUFFIX = ".intoto.json"
CONTENTS = "contents"
"""The subject that stands for what is in the archives, however it is packed."""

_JSON = "application/json"


def provenance(told: Evidence, facts: Mapping[str, Any], beside: Sequence[tuple[Artifact, str]]) -> bytes:
    """The statement about a brand's archives.

    Args:
        told: What is known.
        facts: Our own, by what they are about.
        beside: Files that go with it, each with its media type.
    """
    subjects = [_resource(one.name, one.sha256) for one in told.archives]
    subjects.append(_resource(CONTENTS, told.sha256))
    made_from = [_resource(name, digest) for name, digest in sorted(told.made_from.items())]
    more: Mapping[str, dict[str, Any]] = {
        "tool": {"uri": f"pkg:pypi/whitelabel@{told.tool_version}"},
        "lock": {"annotations": {"libraries": dict(told.libraries)}},
    }
    made_from += [_resource(name, digest) | more[name] for name, digest in sorted(told.tool.items())]
    findings = [
        {"name": name, "digest": {"sha256": fact_digest(fact)}, "mediaType": _JSON, "annotations": fact}
        for name, fact in facts.items()
    ]
    findings += [{**_resource(one.name, one.sha256), "mediaType": kind} for one, kind in beside]
    valid = {"valid_from": _day(told.valid.starts), "valid_until": _day(told.valid.ends)}
    statement = {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "brand": told.brand,
                    "product": told.product,
                    "version": told.version,
                    "closed": told.is_closed,
                    **valid,
                },
                "internalParameters": {"SOURCE_DATE_EPOCH": told.moment},
                "resolvedDependencies": made_from,
            },
            "runDetails": {
                "builder": {
                    "id": f"pkg:pypi/whitelabel@{told.tool_version}",
                    "version": {"whitelabel": told.tool_version},
                },
                "byproducts": findings,
            },
        },
    }
    return json.dumps(statement, ensure_ascii=False).encode() + b"\n"


def fact_digest(fact: Any) -> str:
    """SHA-256 of a fact as canonical JSON: keys sorted, no spaces, UTF-8."""
    return sha256(canonical(fact).encode()).hexdigest()


def _resource(name: str, digest: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": digest}}


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
