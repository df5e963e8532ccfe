"""The finished bundle: its files, the manifest that tells of each, and the archive that holds them."""

from __future__ import annotations

from whitelabel.package.manifest import contents_digest, manifest

__all__ = ["contents_digest", "manifest"]
