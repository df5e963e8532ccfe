"""A plan becomes a bundle: its files are made, listed, packed and written, where they don't stand already.

What goes with its archives is made in ``evidence.py``.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from whitelabel import render, source
from whitelabel.disk.files import ARCHIVES
from whitelabel.disk.files import shown_from as _shown
from whitelabel.disk.kept import fits, is_size
from whitelabel.disk.look import Look
from whitelabel.disk.publish import (
    Publisher,
    Written,
    archive_look,
    bundle_digests,
    bundle_look,
    read_bundle_file,
)
from whitelabel.evidence import evidence, pieces
from whitelabel.model import Action, Artifact, BrandPlan, Kind, Piece, Read, Resolved, ResolvedBrand, canonical, digest
from whitelabel.outcome import BrandOutcome
from whitelabel.package import contents_digest, manifest
from whitelabel.package.archive import Member, archive, member
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.package.order import Form, Order
from whitelabel.package.tarball import entry, packed, tarball
from whitelabel.package.twin import VERSION as TWINS
from whitelabel.package.twin import may_have_twin, twin
from whitelabel.problem import Problem, pack, unpack
from whitelabel.render.paths import page_outputs
from whitelabel.run import ingredients, nothing_stands, run
from whitelabel.run.recall import Recall
from whitelabel.run.store import Store
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.origin import MadeFrom
from whitelabel.verify.slots import Slots

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*render.SHARED, *render.OWN)}

Facts: TypeAlias = dict[str, tuple[int, str]]
"""Size and SHA-256 of each file of a bundle, by path."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made for one brand.

    Attributes:
        written: What is to be published; nothing where all stands as it should.
        looks: What that looks like which stands so, by its name in the folder of bundles.
    """

    outcome: BrandOutcome
    written: tuple[Written, ...] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)


class Maker:
    """Makes bundles of plans.

    Args:
        root: The project's folder.
        publisher: What bundles are written by.
        store: What was made before.
        order: What is asked of archives; ``None`` where none is wanted.
        verifier: Looks at what was made.
    """

    def __init__(self, root: Path, publisher: Publisher, store: Store, order: Order | None, verifier: Verifier) -> None:
        self._root = root
        self._publisher = publisher
        self._store = store
        self._order = order
        self._verifier = verifier
        self._slots: Slots | None = None
        self._common: dict[str, str] = {}
        """Digests of what all brands have in common, by path: it is hashed once."""
        self._members: dict[tuple[str, str], Member] = {}
        """How that stands in archives, by path and digest: it is packed once. The same bytes under another name may be packed
        another way."""
        self._frames: dict[tuple[str, str], bytes] = {}
        """The same for archives of the other form."""
        self._twins: dict[tuple[str, str], bytes | None] = {}
        """The packed twins of what all brands have in common, by their path and the digest of what they are made from."""

    @property
    def common(self) -> Mapping[str, str]:
        """SHA-256 of what all brands have in common, by path; nothing before the first one is made."""
        return self._common

    def __call__(self, resolved: Resolved, plan: BrandPlan, problems: list[Problem]) -> Bundle | None:
        """Make one brand's bundle, and its archive.

        Args:
            resolved: The project with this brand.
            plan: What to make.
            problems: Takes mistakes that only running shows.

        Returns:
            ``None`` where there is one.
        """
        started = time.perf_counter()
        slug, out, brand = plan.brand, self._publisher.out, resolved.brands[plan.brand]
        seen = bundle_look(out, slug)
        facts, files = _standing(out, resolved, plan), None
        written: list[Written] = []
        looks: dict[str, Look] = {}
        if facts is not None:
            looks[slug] = seen
        else:
            recall = Recall(KINDS, self._store, plan, lambda path: read_bundle_file(out, slug, path))
            files = run(plan, KINDS, _reader(plan), self._store, problems, recall)
            if files is None:
                return None
            self._add_twins(resolved, plan, files)
            facts = self._listed(resolved, plan, files)
            recall.note({path: sha256 for path, (_, sha256) in facts.items()})
            ingredients.keep(self._store, plan)
        held = files if files is not None else _read(out, slug, facts)
        if self._slots is None:
            self._slots = Slots(resolved.project.theme)
        at = f"{_shown(out / slug, self._root)}/"
        found = [*check_links(held, at), *self._slots.check(brand, held)]
        drawn = {path for action in plan.actions if shows_logo(action) for path in action.outputs}
        at_hand = drawn if files is not None else None
        allowed = self._allowed(plan, brand.brand.node, at, facts, held, found, at_hand)
        digests = {path: sha256 for path, (_, sha256) in facts.items()}
        others = pieces(resolved, plan, digests, found)
        problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)
        if allowed is None or any(problem.is_error for problem in found):
            return None
        if not self._common:
            shared = _common_paths(plan)
            shared |= {path for path in facts if _twinned(path, resolved) in shared}
            self._common = {path: facts[path][1] for path in shared}
        if files is not None:
            written.append(self._publisher.write(slug, files, self._common))
        artifacts: list[Artifact] = []
        if self._order is not None and brand.brand.status != "draft":
            made = self._artifacts(resolved, plan, held, digests, len(allowed), others)
            artifacts.extend(self._place(name, data, written, looks) for name, data in made)
        archive_at = _shown(out / ARCHIVES / artifacts[0].name, self._root) if artifacts else ""
        outcome = BrandOutcome(
            slug,
            brand.brand.name,
            "unchanged" if files is None else "built",
            pages=len(brand.pages) * len(brand.locales),
            files=len(facts),
            bytes=sum(size for size, _ in facts.values()),
            seconds=time.perf_counter() - started,
            bundle=_shown(out / slug, self._root),
            sha256=contents_digest(_without_listing(facts)),
            colors=_colors(brand),
            archive=archive_at,
            archive_sha256=artifacts[0].sha256 if artifacts else "",
            artifacts=tuple((one.name, one.sha256) for one in artifacts),
            allowed=allowed,
        )
        return Bundle(outcome, tuple(written), looks)

    def _allowed(
        self,
        plan: BrandPlan,
        node: source.Node,
        at: str,
        facts: Facts,
        files: Mapping[str, bytes],
        problems: list[Problem],
        drawn: set[str] | None,
    ) -> tuple[int, ...] | None:
        """The allowances that a bundle makes use of; ``None`` where it shows what is another's.

        Of a bundle that was found to be right this is known; of one that is to take its place what is new is looked at. One of
        which there is something to warn of is looked at again, so that it is told where that stands then.

        Args:
            slug: Of the brand.
            at: What leads to the bundle.
            facts: Of its files.
            files: Bytes by path.
            problems: Takes what is wrong.
            drawn: Paths of what was drawn of the brand's logo just now; ``None`` for a bundle that stands.
        """
        slug, digests = plan.brand, {path: sha256 for path, (_, sha256) in facts.items()}
        self._verifier.given(slug, node)
        key = self._verifier.key(slug, at, digests)
        known = _verdict(self._store, key)
        if known is not None:
            problems.extend(known.warnings)
            return known.used
        clean = self._clean(slug, at, facts) if drawn is not None else {}
        found = self._verifier.verify(slug, at, files, digests, clean, _inputs(plan), drawn or ())
        problems.extend(found.problems)
        if any(problem.is_error for problem in found.problems):
            return None
        if any(problem.related for problem in found.problems):
            # Where else they lead may change without the bundle.
            return tuple(sorted(found.used))
        told = json.dumps([sorted(found.used), sorted(found.special), list(map(pack, found.problems))]).encode()
        self._store.put(key, (told,), stored=True, own=True)
        return tuple(sorted(found.used))

    def _clean(self, slug: str, at: str, facts: Facts) -> dict[str, tuple[str, bytes | None]]:
        """The published bundle's files where it was found to be right: digests, and the bytes of those that come anew."""
        stood = _listed_files(read_bundle_file(self._publisher.out, slug, MANIFEST))
        known = _verdict(self._store, self._verifier.key(slug, at, stood)) if stood else None
        if known is None:
            return {}
        same = {sha256 for _, sha256 in facts.values()}
        found: dict[str, tuple[str, bytes | None]] = {}
        for path, sha256 in stood.items():
            if path not in known.special:
                data = (
                    read_bundle_file(self._publisher.out, slug, path) if sha256 not in same and path in facts else None
                )
                found[path] = sha256, data if data is not None and digest(data) == sha256 else None
        return found

    def _add_twins(self, resolved: Resolved, plan: BrandPlan, files: dict[str, bytes]) -> None:
        """Add the packed twins that the theme asks for; those of what all brands have in common are packed once."""
        shared = _common_paths(plan) if resolved.project.theme.twins else frozenset()

        def remembered(path: str, data: bytes, ending: str) -> bytes | None:
            if path not in shared:
                return twin(data, ending)
            key = f"{path}.{ending}", digest(data)
            if key not in self._twins:
                self._twins[key] = twin(data, ending, once=True)
            return self._twins[key]

        _add_twins(resolved, plan, files, remembered)

    def _listed(self, resolved: Resolved, plan: BrandPlan, files: dict[str, bytes]) -> Facts:
        """Size and digest of each file, the manifest's too, which is added to them."""
        known = self._common
        facts = {path: (len(data), known[path] if path in known else digest(data)) for path, data in files.items()}
        files[MANIFEST] = _listing(resolved, plan, facts)
        return {**facts, MANIFEST: (len(files[MANIFEST]), digest(files[MANIFEST]))}

    def _artifacts(
        self,
        resolved: Resolved,
        plan: BrandPlan,
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        exceptions: int,
        others: tuple[Piece, ...],
    ) -> Iterator[tuple[str, bytes]]:
        """Names and bytes of a bundle's archives, and then of what goes with them."""
        assert self._order is not None
        contents = contents_digest({path: sha256 for path, sha256 in digests.items() if path != MANIFEST})
        archives = []
        for form in self._order.forms:
            name = f"{plan.brand}-{resolved.project.theme.version}.{form}"
            data = self._archive(form, files, digests)
            archives.append(Artifact(name, len(data), digest(data)))
            yield name, data
        yield from evidence(
            resolved,
            plan.brand,
            archives,
            files,
            digests,
            moment=self._order.moment,
            contents=contents,
            made_from=_made_from(plan),
            exceptions=exceptions,
            held=others,
            opened=self._order.opened.get(contents),
        )

    def _archive(self, form: Form, files: Mapping[str, bytes], digests: Mapping[str, str]) -> bytes:
        assert self._order is not None
        moment = self._order.moment
        if form == "zip":
            members = {path: self._member(path, data, digests[path]) for path, data in files.items()}
            return b"".join(archive(members, moment))
        common = {path: self._frame(path, files[path], digests[path]) for path in self._common if path in files}
        return b"".join(tarball(files, common, moment))

    def _place(self, name: str, data: bytes, written: list[Written], looks: dict[str, Look]) -> Artifact:
        """Write a file that stands beside the bundles, where it doesn't stand there already."""
        out = self._publisher.out
        seen = archive_look(out, name)
        if read_bundle_file(out, ARCHIVES, name) == data:
            looks[f"{ARCHIVES}/{name}"] = seen
        else:
            written.append(self._publisher.write_file(f"{ARCHIVES}/{name}", data))
        return Artifact(name, len(data), digest(data))

    def _member(self, path: str, data: bytes, sha256: str) -> Member:
        if path not in self._common:
            return member(path, data)
        if (path, sha256) not in self._members:
            self._members[path, sha256] = member(path, data, once=True)
        return self._members[path, sha256]

    def _frame(self, path: str, data: bytes, sha256: str) -> bytes:
        if (path, sha256) not in self._frames:
            assert self._order is not None
            self._frames[path, sha256] = packed(entry(path, data, self._order.moment), once=True)
        return self._frames[path, sha256]


def shows_logo(action: Action) -> bool:
    """Whether an action draws nothing but a brand's logo, or what holds it."""
    return action.kind in _LOGO_KINDS or any(path.startswith("site/assets/logo") for path in action.outputs)


_LOGO_KINDS = frozenset({"logo", "icon", "share", "webmanifest"})


def in_memory(
    resolved: Resolved, plan: BrandPlan, store: Store, problems: list[Problem], out: Path | None = None
) -> dict[str, bytes] | None:
    """A brand's bundle by path, as it would be published; it is neither looked at nor written.

    Args:
        resolved: The project with this brand.
        plan: What to make.
        store: What was made before.
        problems: Takes mistakes that only running shows.
        out: A folder of bundles; what the brand's has already of what is to be made is taken from it.

    Returns:
        ``None`` where there is one.
    """
    standing: Callable[[Action], tuple[bytes, ...] | None] = nothing_stands
    if out is not None:
        standing = Recall(KINDS, store, plan, partial(read_bundle_file, out, plan.brand))
    files = run(plan, KINDS, _reader(plan), store, problems, standing)
    if files is None:
        return None
    common = _common_paths(plan) if resolved.project.theme.twins else frozenset()
    _add_twins(resolved, plan, files, lambda path, data, ending: twin(data, ending, once=path in common))
    facts = {path: (len(data), digest(data)) for path, data in files.items()}
    return {**files, MANIFEST: _listing(resolved, plan, facts)}


def _common_paths(plan: BrandPlan) -> frozenset[str]:
    """Paths of what all brands have in common, but for its packed twins."""
    return frozenset(path for action in plan.actions if action.key in plan.common for path in action.outputs)


def _add_twins(
    resolved: Resolved, plan: BrandPlan, files: dict[str, bytes], pack: Callable[[str, bytes, str], bytes | None]
) -> None:
    """Add the packed twins that the theme asks for to a bundle.

    A locked page's further addresses have none: its lock shuts the folder of the page and these addresses, and whoever asked for
    the twin would go round it.

    Args:
        resolved: The project with this brand.
        plan: What the bundle is made from.
        files: Bytes by path; takes the twins.
        pack: Gives a twin of a path and its bytes, by its ending; ``None`` where it would save nothing.
    """
    endings = resolved.project.theme.twins
    if not endings:
        return
    brand = resolved.brands[plan.brand]
    locked = {page.name for page in (*brand.pages, *brand.notices) if page.lock != "never"}
    bare = {path for name in locked for locale in brand.locales for path in page_outputs(brand, name, locale)[1:]}
    for path, data in [(path, data) for path, data in files.items() if may_have_twin(path) and path not in bare]:
        for ending in endings:
            found = pack(path, data, ending) if f"{path}.{ending}" not in files else None
            if found is not None:
                files[f"{path}.{ending}"] = found


def _twinned(path: str, resolved: Resolved) -> str:
    """The path of what a file is the packed twin of, where it may be one; else its own."""
    stem, _, ending = path.rpartition(".")
    return stem if ending in resolved.project.theme.twins else path


def _key(resolved: Resolved, plan: BrandPlan) -> str:
    """Of everything that a bundle is made from."""
    twins = resolved.project.theme.twins
    return digest(canonical([plan.key, twins, TWINS]).encode()) if twins else plan.key


@dataclass(frozen=True, slots=True)
class _Right:
    """What was found of a bundle that is right.

    Attributes:
        used: The allowances that it makes use of.
        special: Paths of files that have to do with these, or with warnings.
    """

    used: tuple[int, ...]
    special: frozenset[str]
    warnings: tuple[Problem, ...]


_WARNING = {
    **{"code": str, "severity": lambda data: data == "warning", "message": str, "hint": str, "brands": [str]},
    **{"span": dict.fromkeys(("line", "column", "length"), is_size) | {"path": str}},
    **{"related": (), "excerpt": (str, is_size)},
}
"""The form of a warning that is kept, as in ``fits``."""


def _verdict(store: Store, key: str) -> _Right | None:
    """What was found of a bundle before; ``None`` where that isn't known."""
    kept = store.get(key, stored=True, count=1, own=True)
    try:
        told: Any = json.loads(kept[0]) if kept is not None else None
    except ValueError:
        return None
    if not fits(told, ([is_size], [str], [_WARNING])):
        return None
    return _Right(tuple(told[0]), frozenset(told[1]), tuple(map(unpack, told[2])))


def _listed_files(listing: bytes | None) -> dict[str, str]:
    """Digests of the files of a bundle by path, its listing's own too; nothing where that can't be read."""
    if listing is None:
        return {}
    try:
        found = {entry["path"]: entry["sha256"] for entry in json.loads(listing)["files"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {**found, MANIFEST: digest(listing)}


def _read(out: Path, slug: str, facts: Facts) -> dict[str, bytes]:
    """The bytes of a bundle that stands.

    Raises:
        OSError: It is no longer what it was a moment ago.
    """
    found: dict[str, bytes] = {}
    for path, (_, sha256) in facts.items():
        data = read_bundle_file(out, slug, path)
        if data is None or digest(data) != sha256:
            raise OSError(errno.ESTALE, "somebody changes it just now", str(out / slug / path))
        found[path] = data
    return found


def _without_listing(facts: Facts) -> dict[str, str]:
    return {path: sha256 for path, (_, sha256) in facts.items() if path != MANIFEST}


def _inputs(plan: BrandPlan) -> MadeFrom:
    """What each path of a bundle is made from, by digest; of its listing nothing is known."""
    writers = {path: action for action in plan.actions for path in action.outputs}

    def of(path: str) -> Collection[str] | None:
        return {sha256 for _, sha256 in writers[path].inputs} if path in writers else None

    return of


def _reader(plan: BrandPlan) -> Read:
    return lambda wanted: plan.inputs[wanted].read()


def _listing(resolved: Resolved, plan: BrandPlan, facts: Facts) -> bytes:
    theme, valid = resolved.project.theme, resolved.brands[plan.brand].standing.valid
    return manifest(
        plan.brand,
        theme.product,
        theme.version,
        _key(resolved, plan),
        {path: size for path, (size, _) in facts.items()},
        {path: sha256 for path, (_, sha256) in facts.items()},
        _made_from(plan),
        valid=(valid.starts, valid.ends),
    )


def _standing(out: Path, resolved: Resolved, plan: BrandPlan) -> Facts | None:
    """What is in the published bundle, where it is what this plan would make, byte for byte."""
    facts = listed(read_bundle_file(out, plan.brand, MANIFEST), resolved, plan)
    if facts is None:
        return None
    found = bundle_digests(out, plan.brand)
    return facts if found == {path: sha256 for path, (_, sha256) in facts.items()} else None


def listed(listing: bytes | None, resolved: Resolved, plan: BrandPlan) -> Facts | None:
    """What a bundle's listing tells of, where it is the very one that a plan gives; ``None`` where it is another, or none."""
    if listing is None:
        return None
    try:
        facts = {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in json.loads(listing)["files"]}
        paths = {path for action in plan.actions for path in action.outputs}
        added = {path for path in facts.keys() - paths if _twinned(path, resolved) in paths}
        if facts.keys() - added != paths or _listing(resolved, plan, facts) != listing:
            return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    facts[MANIFEST] = (len(listing), digest(listing))
    return facts


def _made_from(plan: BrandPlan) -> dict[str, str]:
    """Digests of what all brands have in common and of what is this brand's, free of comments and line numbers."""
    keys = {action.key for action in plan.actions}
    parts = {"theme": keys & plan.common, "brand": keys - plan.common}
    return {name: digest(canonical(sorted(part)).encode()) for name, part in parts.items()}


def _colors(brand: ResolvedBrand) -> tuple[str, ...]:
    """Colours that tell the brand on a terminal."""
    from whitelabel import color

    values = [brand.tokens[name].light.color for name in ("color.primary", "color.accent") if name in brand.tokens]
    return tuple(color.opaque(value) for value in values if value is not None)
