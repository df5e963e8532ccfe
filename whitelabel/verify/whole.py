"""Whether a bundle is what its manifest says: every file there, as it was made, and no other.

WL611: a file isn't as it was made
    It has as many bytes as the manifest says, and others: somebody, or a failing disk, has changed it.
WL612: a file is longer or shorter than it was made
    It was cut on its way, or something was added.
WL613: a file is missing
    The manifest names it. Take the bundle from where it was built.
WL614: a file is in the bundle that was not made
    The manifest doesn't name it. What stands in a document root is served.
WL615: a bundle can't be told from others
    Its manifest is missing, can't be read, or doesn't agree with itself; or an archive is cut.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from whitelabel.disk.kept import fits, is_size
from whitelabel.problem import Problem, Span, error

MANIFEST = "manifest.json"
_AGAIN = "take the bundle anew from where it was built"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a manifest says.

    Attributes:
        files: Size and SHA-256 by path.
        sha256: Of the contents.
    """

    brand: str
    files: Mapping[str, tuple[int, str]] = field(repr=False)
    sha256: str


def read_listing(at: str, data: bytes | None) -> Listing | Problem:
    """A bundle's manifest.

    Args:
        at: What leads to the bundle.
        data: The manifest's bytes; ``None`` where there is none.
    """
    span = Span(f"{at}{MANIFEST}")
    if data is None:
        return error("WL615", f"'{MANIFEST}' is missing", span, hint="name the folder or the archive of a bundle")
    try:
        told = json.loads(data)
        known = {name: told[name] for name in ("brand", "sha256", "files")}
    except (ValueError, KeyError, TypeError, RecursionError):
        return error("WL615", f"'{MANIFEST}' can't be read", span, hint=_AGAIN)
    if not fits(known, {"brand": str, "sha256": str, "files": [{"path": str, "bytes": is_size, "sha256": str}]}):
        return error("WL615", f"'{MANIFEST}' isn't that of a bundle", span, hint=_AGAIN)
    files = {one["path"]: (one["bytes"], one["sha256"]) for one in known["files"]}
    lines = "".join(f"{sha256}  {path}\n" for path, (_, sha256) in sorted(files.items()))
    if hashlib.sha256(lines.encode()).hexdigest() != known["sha256"] or len(files) != len(known["files"]):
        return error("WL615", f"'{MANIFEST}' doesn't agree with itself", span, hint=_AGAIN)
    return Listing(known["brand"], files, known["sha256"])


def check_whole(at: str, listing: Listing, files: Mapping[str, bytes], odd: Mapping[str, str]) -> Iterator[Problem]:
    """What differs between a bundle and its manifest, each problem with the brand.

    Args:
        at: What leads to the bundle.
        listing: What the manifest says.
        files: The files that are there, the manifest among them.
        odd: What else is there, and what that is.
    """
    brands = (listing.brand,)
    for path, (size, sha256) in listing.files.items():
        span = Span(at + path)
        data = files.get(path)
        if data is None:
            what = odd.get(path)
            message = f"'{path}' is {what}; a file was wanted" if what else f"'{path}' is missing"
            yield error("WL613", message, span, hint=_AGAIN, brands=brands)
        elif len(data) != size:
            message = f"'{path}' has {len(data):,} bytes; {size:,} were made"
            yield error("WL612", message, span, hint=_AGAIN, brands=brands)
        elif hashlib.sha256(data).hexdigest() != sha256:
            yield error("WL611", f"'{path}' isn't as it was made", span, hint=_AGAIN, brands=brands)
    for path in sorted((files.keys() | odd.keys()) - listing.files.keys() - {MANIFEST}):
        yield error("WL614", f"'{path}' was not made", Span(at + path), hint="take it away", brands=brands)
