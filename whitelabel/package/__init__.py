"""The finished bundle: its files, and the manifest that tells of each."""

from __future__ import annotations

from whitelabel.package.manifest import contents_digest, manifest

__all__ = ["contents_digest", "manifest"]
