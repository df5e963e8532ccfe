"""Whether an archive is the one that its evidence is about: by digests alone, with what stands beside it.

WL711: an archive isn't the one that its statement is about
    The statement beside it names another digest. Somebody has changed it, or packed it anew, or the two are of different builds.
    Take both from where they were built.
WL712: a statement can't be read, or isn't as it was made
    It is no in-toto Statement about an archive, or a fact in it isn't the one that its digest was made of.
WL713: a statement is about another bundle
    What it says of the contents, of the brand, of the version or of what they were made from isn't what the archive's manifest says.
WL714: what goes with an archive isn't as it was made
    The page or the bill of materials beside it is missing, or isn't the one whose digest the statement tells.
WL715: the list of digests tells of something else
    `SHA256SUMS` beside the archive has another digest for one of these files, or can't be read.
WL716: an archive was packed by another program
    What is in it is as it was made: only its packing isn't. It is known by its contents; its own digest tells nothing any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from whitelabel.disk.sums import NAME as SUMS
from whitelabel.disk.sums import read_sums
from whitelabel.disk.unpack import Packed, Stored
from whitelabel.package.archive import Member, archive
from whitelabel.package.bom import SUFFIX as BOM
from whitelabel.package.order import FORMS
from whitelabel.package.provenance import CONTENTS, PREDICATE, STATEMENT, fact_digest
from whitelabel.package.provenance import SUFFIX as STATED
from whitelabel.package.tarball import END, entry
from whitelabel.problem import Problem, Span, error, warning

PAGE = ".html"
_AGAIN = "take the archive, and what goes with it, anew from where it was built"


def names_beside(name: str) -> tuple[str, ...]:
    """What may stand beside an archive and tell of it, its list of digests last; nothing for what isn't called as an archive is.

    >>> names_beside("acme-1.4.0.tar.zst")
    ('acme-1.4.0.intoto.json', 'acme-1.4.0.cdx.json', 'acme-1.4.0.html', 'SHA256SUMS')
    """
    for form in FORMS:
        if name.endswith(f".{form}"):
            stem = name.removesuffix(f".{form}")
            return stem + STATED, stem + BOM, stem + PAGE, SUMS
    return ()


def statement_of(name: str) -> str:
    """The name of the statement about an archive; empty for what isn't called as an archive is."""
    return next((one for one in names_beside(name) if one.endswith(STATED)), "")


def check_archive(
    at: str,
    name: str,
    data: bytes,
    packed: Packed,
    files: Mapping[str, bytes],
    beside: Mapping[str, bytes],
    manifest: bytes,
) -> Iterator[Problem]:
    """What of an archive doesn't fit to what stands beside it.

    Args:
        at: What leads to the folder that it lies in, with ``/`` at its end, or nothing.
        name: The archive's.
        data: Its bytes.
        packed: How it was packed.
        files: What is in it, by path.
        beside: What there is of ``names_beside``, by name.
        manifest: Its manifest, which can be read.
    """
    told: Mapping[str, Any] = json.loads(manifest)
    digest = hashlib.sha256(data).hexdigest()
    stated = statement_of(name)
    if stated in beside:
        yield from _check_statement(at, name, digest, beside[stated], stated, beside, told)
    elif not _is_ours(data, packed, files):
        message = f"'{name}' was packed by another program; what is in it is as it was made"
        yield warning(
            "WL716", message, Span(at + name), hint="take it as it was built where its own digest has to hold"
        )
    if SUMS in beside:
        yield from _check_sums(
            at, {name: digest, **{one: _sha256(beside[one]) for one in beside if one != SUMS}}, beside[SUMS]
        )


def _is_ours(data: bytes, packed: Packed, files: Mapping[str, bytes]) -> bool:
    """Whether an archive is, byte for byte, what comes of putting its members together as we do."""
    if packed.form == "zip":
        members = {path: _member(one) for path, one in packed.stored.items()}
        return b"".join(archive(members, packed.moment)) == data
    every = (entry(path, one, packed.moment) for path, one in sorted(files.items()))
    return b"".join((*every, END)) == packed.stream


def _member(one: Stored) -> Member:
    return Member(one.method, one.crc, one.size, one.data)


def _check_statement(
    at: str,
    name: str,
    digest: str,
    data: bytes,
    stated: str,
    beside: Mapping[str, bytes],
    manifest: Mapping[str, Any],
) -> Iterator[Problem]:
    span = Span(at + stated)
    told = _Told.of(data)
    if told is None:
        yield error("WL712", f"'{stated}' is no statement about an archive", span, hint=_AGAIN)
        return
    if digest not in told.archives:
        message = f"'{name}' isn't the archive that '{stated}' is about"
        if told.contents == manifest["sha256"]:
            message += "; it holds the same, packed anew"
        yield error("WL711", message, Span(at + name), hint=_AGAIN)
    for what, said, meant in told.compared(manifest):
        if said != meant:
            message = f"'{stated}' is about another bundle: {what} is '{said}' there, and '{meant}' in the manifest"
            yield error("WL713", message, span, hint=_AGAIN)
    for fact in told.spoilt:
        yield error("WL712", f"what '{stated}' tells of {fact} isn't as it was made", span, hint=_AGAIN)
    for other in names_beside(name)[1:-1]:
        meant = told.beside.get(other)
        if meant is None:
            yield error("WL712", f"'{stated}' doesn't tell of '{other}'", span, hint=_AGAIN)
        elif other not in beside:
            yield error("WL714", f"'{other}' is missing", span, hint=_AGAIN)
        elif _sha256(beside[other]) != meant:
            yield error("WL714", f"'{other}' isn't as it was made", Span(at + other), hint=_AGAIN)


class _Told:
    """What a statement says.

    Args:
        statement: As JSON data.

    Raises:
        LookupError, TypeError, AttributeError, ValueError: It has another form.
    """

    def __init__(self, statement: Any) -> None:
        if (statement["_type"], statement["predicateType"]) != (STATEMENT, PREDICATE):
            raise ValueError(statement["_type"])
        subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
        build, run = statement["predicate"]["buildDefinition"], statement["predicate"]["runDetails"]
        self.contents: str = subjects.pop(CONTENTS)
        self.archives = frozenset(subjects.values())
        self.parameters: dict[str, Any] = dict(build["externalParameters"])
        self.made_from = {one["name"]: one["digest"]["sha256"] for one in build["resolvedDependencies"]}
        facts = [one for one in run["byproducts"] if "annotations" in one]
        self.spoilt = [one["name"] for one in facts if fact_digest(one["annotations"]) != one["digest"]["sha256"]]
        self.beside = {one["name"]: one["digest"]["sha256"] for one in run["byproducts"] if "annotations" not in one}

    @classmethod
    def of(cls, data: bytes) -> _Told | None:
        try:
            return cls(json.loads(data))
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
            return None

    def compared(self, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        """What is said of a bundle, and what its manifest says."""
        product, made_from = (_map(manifest.get(name)) for name in ("product", "made_from"))
        yield "the digest of its contents", self.contents, manifest["sha256"]
        yield "the brand", self.parameters.get("brand"), manifest["brand"]
        yield "the version", self.parameters.get("version"), product.get("version")
        for name, label in (("valid_from", "its first day"), ("valid_until", "its last day")):
            yield label, self.parameters.get(name), manifest.get(name)
        for name, digest in made_from.items():
            yield f"the digest of what it is made from ({name})", self.made_from.get(name), digest


def _map(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _check_sums(at: str, digests: Mapping[str, str], data: bytes) -> Iterator[Problem]:
    listed = read_sums(data)
    if listed is None:
        yield error("WL715", f"'{SUMS}' is no list of digests", Span(at + SUMS), hint=_AGAIN)
        return
    for name, digest in digests.items():
        if listed.get(name, digest) != digest:
            yield error("WL715", f"'{SUMS}' has another digest for '{name}'", Span(at + SUMS), hint=_AGAIN)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
