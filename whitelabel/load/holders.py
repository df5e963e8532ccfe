"""What is read of every brand, chosen or not: who holds the rights, and which; nobody can hide a conflict."""

from __future__ import annotations

import datetime
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from pydantic import Field

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree
from whitelabel.load.contracts import FOLDER as CONTRACTS
from whitelabel.load.contracts import contract_path, read_contract
from whitelabel.load.grants import RegionLockKeys, read_grants
from whitelabel.load.project import mark_of, read_marks
from whitelabel.load.schema import Keys, Line, read
from whitelabel.model import Grant, Holder, LogoFile, Mark, pack_logos, pack_marks
from whitelabel.problem import Problem, Span, error
from whitelabel.rights.grant import Strength
from whitelabel.same import States


class RightsKeys(Keys):
    """What of a brand file concerns all other brands."""

    party: Line | None = Field(default=None)
    status: Literal["draft", "live"] = Field(default="live")
    region_lock: RegionLockKeys | None = Field(default=None)


_NAMES = ("name", "short_name", "legal_name", "domain")


def brand_path(slug: str) -> str:
    """Where a brand's own file stands."""
    return f"brands/{slug}/brand.yaml"


@functools.lru_cache(maxsize=2)
def brand_nodes(path: str, data: bytes) -> source.Node | Problem:
    """A brand's file, parsed; it is asked for twice in a row where the brand and its rights are read."""
    return source.read_yaml(data, path)


def load_holders(
    tree: Tree, slugs: Sequence[str], *, in_contracts: bool, index: Index | None
) -> tuple[dict[str, Holder], dict[str, Problem]]:
    """Read the rights of all brands.

    Args:
        tree: The project's files.
        slugs: Of all brands.
        in_contracts: Whether rights stand in ``contracts/``.
        index: What was read before; takes what is read now. Without one it is held in memory, every place with it.

    Returns:
        Who holds what, and for each brand whose rights can't be read the mistake that is in the way, by slug.
    """
    known = set(slugs)
    if in_contracts:
        known |= {path[len(CONTRACTS) + 1 : -len(".yaml")] for path in tree.files if is_contract(path)}
    holders: dict[str, Holder] = {}
    unreadable: dict[str, Problem] = {}
    for slug in sorted(known):
        found = _load(tree, slug, in_contracts=in_contracts, index=index)
        if isinstance(found, Problem):
            unreadable[slug] = found
        else:
            holders[slug] = found
    return holders, unreadable


def is_contract(path: str) -> bool:
    """Whether a path is that of a brand's contract."""
    return path.startswith(f"{CONTRACTS}/") and path.count("/") == 1 and path.endswith(".yaml")


def _load(tree: Tree, slug: str, *, in_contracts: bool, index: Index | None) -> Holder | Problem:
    brand = tree.files.get(brand_path(slug))
    contract = tree.files.get(contract_path(slug)) if in_contracts else None
    if index is None:
        missing = tree.odd.get(contract_path(slug) if in_contracts else brand_path(slug), "missing")
        return _held(slug, brand, contract, missing, in_contracts=in_contracts)
    path = contract_path(slug) if in_contracts else brand_path(slug)
    key = " ".join((path, brand.digest if brand else "-", contract.digest if contract else "-"))
    record = index.recall(key, _RECORD)
    if record is not None:
        return _from_record(slug, path, record)
    missing = tree.odd.get(path, "missing")
    found = _of_contract(slug, brand, contract, missing) if in_contracts else _of_brand(slug, brand, missing)
    if isinstance(found, Holder):
        index.keep(key, _to_record(found))
    return found


_HELD: States[Holder | Problem] = States(16_384)


def _held(
    slug: str, brand: Blob | None, contract: Blob | None, missing: str, *, in_contracts: bool
) -> Holder | Problem:
    def made() -> Holder | Problem:
        return _of_contract(slug, brand, contract, missing) if in_contracts else _of_brand(slug, brand, missing)

    return _HELD.get(slug, (brand, contract, missing, in_contracts), made)


def _missing(path: str, what: str) -> Problem:
    return error("WL110", f"'{path}' is {what}; a file was wanted", Span(path))


def _of_brand(slug: str, blob: Blob | None, missing: str) -> Holder | Problem:
    """A brand's rights from its own file; ``missing`` is what stands in the file's place where there is none."""
    path = brand_path(slug)
    if blob is None:
        return _missing(path, missing)
    node = brand_nodes(path, blob.read())
    if isinstance(node, Problem):
        return node
    if not isinstance(node, source.Mapping):
        return error("WL103", "the file is no map of keys", node.span)
    problems: list[Problem] = []
    is_draft = _text(node.get("status")) == "draft"
    written = read(RightsKeys, _cut(node, RightsKeys.model_fields), problems)
    if written is None or problems:
        # A draft holds nothing, whatever is wrong with what it wants.
        marks = read_marks(node.get("marks"))
        return _holder(slug, path, slug, (), node, is_draft=True, marks=marks) if is_draft else problems[0]
    lock = written.region_lock
    if not is_draft and lock is None:
        return error("WL112", "a live brand needs 'region_lock'", Span(path))
    grants = read_grants(lock.grants, lock.contract, node, ("region_lock", "grants")) if lock else ()
    return _holder(
        slug, path, written.party or slug, grants, node, is_draft=is_draft, marks=read_marks(node.get("marks"))
    )


def _of_contract(slug: str, brand: Blob | None, contract: Blob | None, missing: str) -> Holder | Problem:
    """A contract holds whatever the brand file says: whoever edits that can't make rights vanish by a word."""
    node = source.read_yaml(brand.read(), brand_path(slug)) if brand else None
    about = node if isinstance(node, source.Mapping) else None
    is_draft = about is not None and _text(about.get("status")) == "draft"
    path = contract_path(slug)
    problems: list[Problem] = []
    found = None
    if contract is None:
        problems.append(_missing(path, missing))
    else:
        found = read_contract(slug, contract, problems)
    if contract is None and is_draft:
        return _holder(slug, path, slug, (), about, is_draft=True)
    if found is None or problems:
        return problems[0]
    return _holder(slug, path, found.party, found.grants, about, is_draft=False, marks=found.marks)


def _cut(node: source.Mapping, keys: Mapping[str, object]) -> source.Mapping:
    return source.Mapping(tuple((key, value) for key, value in node if key.text in keys), node.span)


def _text(node: source.Node | None) -> str:
    return node.text if isinstance(node, source.Scalar) and not node.is_null else ""


_MARKED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "short_name"),
    "legal name": ("legal_name",),
    "domain": ("domain",),
    "mail address": ("contact.email", "mail.from", "mail.reply_to"),
    "telephone number": ("contact.phone",),
    "address": ("contact.url", "legal.terms", "legal.privacy", "security.contact"),
}
"""Keys of a brand file whose values are marks, by what these are."""


def _named(node: source.Mapping | None) -> Iterator[Mark]:
    """What a brand file says that is the brand's alone, whether its other keys are right or not."""
    if node is None:
        return
    for kind, keys in _MARKED.items():
        for key in keys:
            value = source.found(node, tuple(key.split(".")))
            if isinstance(value, source.Scalar) and not value.is_null and value.text.strip():
                yield mark_of(value, kind)
    links = node.get("links")
    for name, value in links if isinstance(links, source.Mapping) else ():
        if isinstance(value, source.Scalar) and not value.is_null and _LINK.fullmatch(name.text):
            target = mark_of(value, f"link {name.text}")
            number = _TELEPHONE.sub("", target.text)
            if number:
                yield target._replace(text=number)
    forms = node.get("names")
    for _, cases in forms if isinstance(forms, source.Mapping) else ():
        for _, form in cases if isinstance(cases, source.Mapping) else ():
            if isinstance(form, source.Scalar) and not form.is_null and form.text.strip():
                yield mark_of(form, "case form")


_LINK = re.compile(r"[a-z0-9-]+")
_TELEPHONE = re.compile(r"\Atel:\s*", re.IGNORECASE)


def _logos(slug: str, node: source.Mapping | None) -> Iterator[LogoFile]:
    """The files in a brand's folder that its file gives as its logo, whatever is wrong with its other keys."""
    given = node.get("logo") if node is not None else None
    for value in (one for _, one in given) if isinstance(given, source.Mapping) else (given,):
        if isinstance(value, source.Scalar) and value.text and not any(letter in value.text for letter in "\t\n\r\0"):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(brand_path(slug)), value.text))
            if path.startswith(f"brands/{slug}/"):
                yield LogoFile(path, value.span.line, value.span.column)


def _first(node: source.Node | None) -> str:
    return _text(node.items[0]) if isinstance(node, source.Sequence) and node.items else ""


def _holder(
    slug: str,
    path: str,
    party: str,
    grants: tuple[Grant, ...],
    node: source.Mapping | None,
    *,
    is_draft: bool,
    marks: tuple[Mark, ...] = (),
) -> Holder:
    names = [_text(node.get(key)) for key in _NAMES] if node else []
    color = source.at(node, ("colors", "primary")) if node else None
    if isinstance(color, source.Mapping):
        color = color.get("light")
    words = (slug, *names, party, *(mark.text for mark in marks), *(grant.contract for grant in grants))
    return Holder(
        slug=slug,
        path=path,
        party=party,
        is_draft=is_draft,
        grants=grants,
        name=(names[0] if names else "") or slug,
        color=_text(color),
        locale=_first(node.get("locales")) if node else "",
        words=tuple(dict.fromkeys(word for word in words if word)),
        packed_marks=pack_marks((*_named(node), *marks)),
        packed_logos=pack_logos(_logos(slug, node)),
    )


# ── Remembered ────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_record(holder: Holder) -> list[Any]:
    """A holder as JSON data; of places only the grants' own, since a mistake is looked for in the file itself."""
    grants = [
        [
            [word for word, _ in grant.territories],
            *(grant.exclusivity, grant.up_to, list(grant.products), grant.starts, grant.ends, grant.contract),
            *(grant.run_off_days, grant.span.line, grant.span.column, grant.span.length),
        ]
        for grant in holder.grants
    ]
    about = [holder.party, holder.is_draft, holder.name, holder.color, holder.locale]
    return [*about, list(holder.words), holder.packed_marks, holder.packed_logos, grants]


def _is_day(data: Any) -> bool:
    try:
        return data == "" or bool(datetime.date.fromisoformat(data))
    except (ValueError, TypeError):
        return False


def _is_strength(data: Any) -> bool:
    return data in get_args(Strength)


def _is_number(data: Any) -> bool:
    return type(data) is int and 0 <= data <= _LARGEST


_LARGEST = 1_000_000
"""A larger number is looked up in the file itself."""

_PLACE = (_is_number, _is_number, _is_number)
_GRANT = ([str], _is_strength, _is_number, [str], _is_day, _is_day, str, _is_number, *_PLACE)
_MARKS = re.compile(r"(?:[a-z0-9 -]+\t[01]\t[^\t\n\f]+\t[^\t\n\f]+\n)*\f(?:[\d ]{3,})?")


def _is_marks(data: Any) -> bool:
    if type(data) is not str or not _MARKS.fullmatch(data):
        return False
    return 2 * data.count("\n") == len(data.partition("\f")[2].split())


_LOGOS = re.compile(r"(?:brands/[^\t\n\r\0]+\t\d{1,9}\t\d{1,9}\n)*")


def _is_logos(data: Any) -> bool:
    return type(data) is str and _LOGOS.fullmatch(data) is not None and "/../" not in data


_RECORD = (str, bool, str, str, str, [str], _is_marks, _is_logos, [_GRANT])
"""What ``_to_record`` makes, as in ``fits``."""


def _from_record(slug: str, path: str, record: list[Any]) -> Holder:
    party, is_draft, name, color, locale, words, packed_marks, packed_logos, written = record
    grants = []
    for territories, exclusivity, up_to, products, starts, ends, contract, run_off_days, *place in written:
        span = Span(path, *place)
        placed = tuple((word, span) for word in territories)
        grants.append(Grant(placed, exclusivity, up_to, tuple(products), starts, ends, contract, run_off_days, span))
    about = (name, color, locale, tuple(words), packed_marks, packed_logos)
    return Holder(slug, path, party, is_draft, tuple(grants), *about)
