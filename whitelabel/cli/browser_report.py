"""What a browser found in bundles, as `verify --browser --format json` printed it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whitelabel.cli.settings import Usage

if TYPE_CHECKING:
    from whitelabel.package.order import Opened

_SEEN = re.compile(r"WL6[67]\d")
"""Codes of what only a browser sees."""

_BUNDLE = {"bundle": str, "sha256": str, "opened": int}
_PROBLEM = {"code": str, "path": str}


def read_browser_report(place: Path) -> dict[str, Opened]:
    """What was found in each bundle, by the digest of its contents; those that weren't opened are left out.

    Raises:
        Usage: It is no such report.
        OSError: It can't be read.
    """
    from whitelabel.disk.kept import fits
    from whitelabel.package.order import Opened

    try:
        told: Any = json.loads(place.read_bytes())
        bundles = [_part(one, _BUNDLE) for one in told["bundles"] if one.get("opened") is not None]
        problems = [_part(one, _PROBLEM) for one in told["problems"] if _SEEN.fullmatch(str(one.get("code")))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        bundles, problems = None, None
    if not fits(bundles, [_BUNDLE]) or not fits(problems, [_PROBLEM]):
        message = f"'{place}' is no report of pages that were opened"
        raise Usage(message, f"make one: whitelabel verify --browser --format json > {place}")
    found: dict[str, Opened] = {}
    for one in bundles or ():
        counts = Counter(each["code"] for each in problems or () if each["path"].startswith(f"{one['bundle']}/"))
        found[one["sha256"]] = Opened(one["opened"], tuple(sorted(counts.items())))
    return found


def _part(told: Any, form: Mapping[str, type]) -> dict[str, Any]:
    return {name: told[name] for name in form}
