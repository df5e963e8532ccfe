"""What is asked of archives: the time that they tell, their forms, and what is known of their pages from a browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["zip", "tar.zst"]

FORMS: tuple[Form, ...] = ("zip", "tar.zst")

EARLIEST = 315_532_800
"""1980-01-01 in seconds since 1970: no archive tells of an earlier day."""


LATEST = 4_354_819_199
"""2107-12-31, the last second of it: nor of a later one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a browser found in a bundle's pages.

    Attributes:
        pages: How many were opened.
        found: How many problems of each code.
    """

    pages: int
    found: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of archives.

    Attributes:
        moment: What their members tell of their time, in seconds since 1970.
        forms: At least one, in the order of ``FORMS``.
        opened: What a browser found, by the digest of a bundle's contents.
    """

    moment: int = EARLIEST
    forms: tuple[Form, ...] = ("zip",)
    opened: Mapping[str, Opened] = field(default_factory=dict)

    def key(self, contents: str) -> str:
        """SHA-256 of all that is asked of the archive of these contents."""
        seen = self.opened.get(contents)
        told = [self.moment, self.forms, [seen.pages, seen.found] if seen is not None else None]
        return sha256(json.dumps(told).encode()).hexdigest()
