"""A bill of materials: what others have made of a bundle, which files of it that is, and under which licence.

Source:
    ECMA-424, CycloneDX 1.6; Package-URL specification, for ``purl``.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from whitelabel.model import Evidence, Piece

SUFFIX = ".cdx.json"
MEDIA_TYPE = "application/vnd.cyclonedx+json; version=1.6"

_SPACE = uuid.UUID("c1a7d7f0-4a53-5b0e-9f2a-6d2f2c0a7e31")
"""Within which serial numbers are derived: the same contents have the same one."""


def bom(told: Evidence) -> bytes:
    """The bill of a brand's bundle. It tells neither a time nor a machine: what it is about, tells its serial number.

    Args:
        told: What is known of the bundle.
    """
    values = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, f'{told.brand} {told.version} {told.sha256}')}",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "whitelabel", "version": told.tool_version}]},
            "component": {
                "type": "application",
                "bom-ref": "bundle",
                "name": told.name,
                "version": told.version,
                "hashes": [{"alg": "SHA-256", "content": told.sha256}],
            },
        },
        "components": [_component(number, piece) for number, piece in enumerate(told.pieces, 1)],
        "dependencies": [
            {"ref": "bundle", "dependsOn": [f"piece-{number}" for number, _ in enumerate(told.pieces, 1)]}
        ],
    }
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _component(number: int, piece: Piece) -> dict[str, Any]:
    made_by = piece.made_by
    about: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"piece-{number}",
        "name": made_by.name,
        "version": made_by.version,
        "licenses": _licences(piece),
    }
    if made_by.copyright:
        about["copyright"] = made_by.copyright
    if made_by.purl:
        about["purl"] = made_by.purl
    about["properties"] = [{"name": "whitelabel:licence-file", "value": piece.licence_path}]
    about["components"] = [
        {
            "type": "file",
            "bom-ref": f"piece-{number}/{path}",
            "name": path,
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }
        for path, digest in piece.files
    ]
    return about


def _licences(piece: Piece) -> list[dict[str, Any]]:
    """The licence: one that SPDX numbers goes with its text, others in the form that CycloneDX has for them."""
    licence = piece.made_by.licence
    text = {"contentType": "text/plain", "content": piece.licence_text}
    if licence.startswith("LicenseRef-") and " " not in licence:
        return [{"license": {"name": licence, "text": text}}]
    if " " in licence or "+" in licence:
        return [{"expression": licence}]
    return [{"license": {"id": licence, "text": text}}]
