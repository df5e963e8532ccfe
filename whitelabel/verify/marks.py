"""What is looked for: the marks of all parties, each with its owner.

Who may name whom is a matter of parties: what one party's brands, vendor included, are called must not show in what is made
for another. With ``policy.rights: contracts`` partners write their brand files themselves, and their words don't widen what
others are scanned for: of them the contract's marks count alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from whitelabel.disk.files import CONTRACTS
from whitelabel.model import Holder, Mark, Requirement, Vendor, marks_told, pack_marks
from whitelabel.verify.fold import plain

LEFT = "\0"
"""Stands for the party of brands that left: nobody is of it."""

REQUIRED = "\1"
"""Stands for nobody: its marks are texts that have to be there."""

TEXT = "required text"

LINK = "link "
"""How the kind of a mark begins that is the target of a link; its name follows."""


class Owned(NamedTuple):
    """A mark, and whose it is.

    Attributes:
        party: Of the owner.
        slug: The brand that it names; empty where that is none of today's.
    """

    party: str
    slug: str
    mark: Mark


def all_marks(vendor: Vendor, holders: Mapping[str, Holder], business: Collection[str] = ()) -> tuple[Owned, ...]:
    """The marks of all parties, each once, in the order of the brands.

    Args:
        vendor: Whose own marks, and those of brands that left, are among them.
        holders: All brands, chosen or not.
        business: Names of the links that lead to where a party sells itself: their targets are marks of it.
    """
    kinds = {f"{LINK}{name}" for name in business}
    home = home_of(vendor, holders)
    found: list[Owned] = []
    for slug, holder in holders.items():
        marks = tuple(mark for mark in holder.marks if not mark.kind.startswith(LINK) or mark.kind in kinds)
        if vendor.policy.rights == "contracts" and holder.party != home:
            marks = tuple(mark for mark in marks if mark.path.startswith(f"{CONTRACTS}/"))
        found += (Owned(holder.party, slug, mark) for mark in marks)
    found += (Owned(home, vendor.brand, mark) for mark in vendor.marks)
    found += (Owned(LEFT, "", mark) for mark in vendor.purity.marks)
    found += (Owned(REQUIRED, "", _required(one)) for one in vendor.purity.require)
    return tuple(_narrowed(found))


def home_of(vendor: Vendor, holders: Mapping[str, Holder]) -> str:
    """The vendor's party."""
    own = holders.get(vendor.brand)
    return own.party if own is not None else vendor.brand


def key_of(
    vendor: Vendor, holders: Mapping[str, Holder], logos: Mapping[str, str], business: Collection[str] = ()
) -> str:
    """SHA-256 of all that the marks depend on; where one is written isn't of it.

    Args:
        vendor: Whose own marks are among them.
        holders: All brands, chosen or not.
        logos: SHA-256 of each file of a logo, by path.
        business: Names of the links that lead to where a party sells itself.
    """
    own = (*vendor.marks, *vendor.purity.marks, *map(_required, vendor.purity.require))
    told = [vendor.brand, vendor.policy.rights, marks_told(pack_marks(own)), str(len(vendor.marks)), *sorted(business)]
    told += (f"{slug} {holder.party} {marks_told(holder.packed_marks)}" for slug, holder in holders.items())
    told += (f"{file.path} {logos[file.path]}" for one in holders.values() for file in one.logos if file.path in logos)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _required(one: Requirement) -> Mark:
    return Mark(" ".join(one.text.split()), TEXT, False, one.span.path, one.span.line, one.span.column)


def _narrowed(marks: list[Owned]) -> Iterator[Owned]:
    """Each mark of a party once; a word that it narrows somewhere is narrow wherever it comes from."""
    narrow = {(one.party, plain(one.mark.text)) for one in marks if one.mark.is_exact}
    seen: set[tuple[str, str, bool]] = set()
    for one in marks:
        folded = plain(one.mark.text)
        is_exact = (one.party, folded) in narrow
        key = (one.party, one.mark.text if is_exact else folded, is_exact)
        if folded and key not in seen and (one.mark.is_exact or not is_exact):
            seen.add(key)
            yield one


def shown_kind(mark: Mark) -> str:
    """What a mark is taken for: a word that is written as a mark may be a number, an address or a domain."""
    if mark.kind != "mark" and not mark.kind.startswith(LINK):
        return mark.kind
    if _NUMBER.fullmatch(mark.text):
        return "telephone number"
    if "@" in mark.text and _HOST.fullmatch(mark.text.rpartition("@")[2]):
        return "mail address"
    if mark.text.startswith(("http://", "https://", "mailto:")):
        return "address"
    return "domain" if _HOST.fullmatch(mark.text) else "mark"


_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d){6,14}")
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
