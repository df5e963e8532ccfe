"""What made a file of a bundle: its renderer, its inputs, the values that it reads, and what of these has changed.

WL721: a bundle has no such file
    A file is named by its path in the bundle (`site/en/index.html`), by its address (`/en/`), or without what tells of its contents
    (`app.css`). The hint names the nearest.
WL722: several files of a bundle are meant
    Name one of them by its path in the bundle.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from whitelabel import pipeline
from whitelabel.bundle import in_memory
from whitelabel.change import COMPOSED, Answer, Ingredient, Reading, ValueChange, plain
from whitelabel.compare.values import compare_values, read_values
from whitelabel.disk.borrowed import Borrowed
from whitelabel.disk.files import BRANDS, STORE, THEME, shown_from
from whitelabel.disk.publish import bundle_digests, read_bundle_file
from whitelabel.disk.revision import Commit, take_out
from whitelabel.disk.tree import brand_entries
from whitelabel.foresight import VALUES
from whitelabel.model import Action, BrandPlan, Resolved, digest
from whitelabel.outcome import Outcome
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.pipeline import When
from whitelabel.problem import Problem, error, nearest
from whitelabel.readings import Readings
from whitelabel.run.ingredients import Recipe, kept, recipes
from whitelabel.run.store import Store
from whitelabel.verify.whole import read_listing


@dataclass(frozen=True, slots=True)
class _Now:
    """A brand as it would be built."""

    resolved: Resolved
    plan: BrandPlan
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Other:
    """The state that it is compared with.

    Attributes:
        shown: What that is.
        files: Size and digest of each file.
        spoilt: Files that aren't what was made.
        recipes: What each was made from; ``None`` where that isn't known.
        values: What ``site/brand.json`` tells.
    """

    shown: str
    files: Mapping[str, tuple[int, str]]
    spoilt: Collection[str]
    recipes: Mapping[str, Recipe] | None
    values: Mapping[str, Any] | None


def why(
    root: Path,
    slug: str,
    named: str,
    *,
    on: When,
    out: Path | None = None,
    since: tuple[str, Commit] | None = None,
    is_alone: bool = False,
) -> tuple[Outcome, Answer | None]:
    """What makes a file of a brand's bundle.

    Args:
        root: The project's folder.
        slug: Of the brand.
        named: The file: its path, its address, or its name.
        on: When rights are judged.
        out: Where the bundles stand; ``build/`` of the project where absent.
        since: A revision and its commit, to be compared with in place of the bundle that stands.
        is_alone: Whether nothing is wanted of other brands.

    Returns:
        What was found on the way, and the answer; ``None`` where the brand is rejected or has no such file.

    Raises:
        OSError: A file can't be read, or git fails.
    """
    target = out if out is not None else root / "build"
    with TemporaryDirectory(prefix="whitelabel-") as own:
        shelf = Borrowed(target / STORE, Path(own) / "store")
        outcome, now = _built(root, slug, on, target, shelf)
        if now is None:
            return outcome, None
        if since is not None:
            other = _at(Path(own) / "then", since, slug, on, target, shelf)
        else:
            other = _standing(root, target, slug, Store(shelf))
        found = _path(named, slug, now, other)
        if isinstance(found, Problem):
            return dataclasses.replace(outcome, problems=(*outcome.problems, found)), None
        sharers = None if is_alone else _sharers(root, target, slug, other.files.get(found, (0, ""))[1])
        return outcome, _answer(slug, found, now, other, sharers)


def _built(root: Path, slug: str, on: When, out: Path, shelf: Borrowed) -> tuple[Outcome, _Now | None]:
    store = Store(shelf)

    def make(resolved: Resolved, plan: BrandPlan, problems: list[Problem]) -> _Now | None:
        files = in_memory(resolved, plan, store, problems, out)
        return _Now(resolved, plan, files) if files is not None else None

    outcome, found = pipeline.foresee(root, [slug], on=on, out=out, shelf=shelf, make=make)
    return outcome, found.get(slug)


def _at(then: Path, since: tuple[str, Commit], slug: str, on: When, out: Path, shelf: Borrowed) -> _Other:
    """The bundle as the project gave it at a revision; an empty one where it gave none."""
    shown, commit = since
    then.mkdir()
    take_out(commit, then)
    now = _built(then, slug, on, out, shelf)[1] if slug in brand_entries(then)[0] else None
    if now is None:
        return _Other(shown, {}, (), {}, None)
    files = {path: (len(data), digest(data)) for path, data in now.files.items()}
    return _Other(shown, files, (), recipes(now.plan), read_values(now.files.get(VALUES)))


def _standing(root: Path, out: Path, slug: str, store: Store) -> _Other:
    """The bundle that stands; an empty one where there is none."""
    shown = shown_from(out / slug, root)
    data = read_bundle_file(out, slug, MANIFEST)
    listing = read_listing("", data)
    if data is None or isinstance(listing, Problem):
        return _Other(shown, {}, (), {}, None)
    stands = bundle_digests(out, slug) or {}
    files = {**listing.files, MANIFEST: (len(data), digest(data))}
    spoilt = {path for path, (_, sha256) in files.items() if stands.get(path) != sha256}
    known = kept(store, slug, str(json.loads(data).get("key")))
    return _Other(shown, files, spoilt, known, read_values(read_bundle_file(out, slug, VALUES)))


# ── Which file is meant ───────────────────────────────────────────────────────────────────────────────────────────


def _path(named: str, slug: str, now: _Now, other: _Other) -> str | Problem:
    """The path in the bundle; of one whose name carries another fingerprint than before it is the new one."""
    paths = sorted(now.files)
    gone = sorted(set(other.files) - set(paths))
    for known in (paths, gone):
        for wanted in _readings_of(named, slug):
            if wanted in known:
                return _same_in(wanted, paths)
    for known in (paths, gone):
        meant = [path for path in known if _is_called(path, named)]
        if len(meant) == 1:
            return _same_in(meant[0], paths)
        if meant:
            return _several(named, slug, meant)
    near = nearest(named, [*paths, *map(_bare, paths), *(path.rpartition("/")[2] for path in map(_bare, paths))])
    hint = f"did you mean '{near}'?" if near else "name it as it lies in the bundle, such as 'site/index.html'"
    return error("WL721", f"the bundle of '{slug}' has no file '{named}'", hint=hint, brands=(slug,))


def _several(named: str, slug: str, meant: Sequence[str]) -> Problem:
    listed = ", ".join(f"'{path}'" for path in meant[:_FEW]) + (f" and {len(meant) - _FEW} more" * (len(meant) > _FEW))
    message = f"'{named}' may be {len(meant)} files of the bundle of '{slug}': {listed}"
    return error("WL722", message, hint=f"name one by its path, such as '{meant[0]}'", brands=(slug,))


_FEW = 5


def _readings_of(named: str, slug: str) -> Iterator[str]:
    """The paths that may be meant, the likeliest first."""
    for start in ("", f"build/{slug}/", f"{slug}/"):
        if named.startswith(start):
            yield named[len(start) :]
    parts = urlsplit(named)
    address = unquote(parts.path)
    if parts.netloc and not address:
        address = "/"
    yield f"site/{address.lstrip('/')}"
    yield f"site/{address.lstrip('/').rstrip('/')}/index.html".replace("//", "/")
    if parts.netloc or address.startswith("/"):
        yield f"site/{address.lstrip('/')}index.html"


def _bare(path: str) -> str:
    """A path without a fingerprint in its name."""
    return plain(path).replace(".*.", ".")


def _is_called(path: str, named: str) -> bool:
    name = named.lstrip("/")
    return bool(name) and any(f"/{one}".endswith(f"/{name}") for one in (_bare(path), plain(path)))


_Differing: TypeAlias = Sequence[Sequence[tuple[str, str, str]]]
"""Rows of values, each by what it is, its name, and its mode or language."""


# ── What made it ──────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(slug: str, path: str, now: _Now, other: _Other, sharers: tuple[str, ...] | None) -> Answer:
    action = next((one for one in now.plan.actions if path in one.outputs), None)
    was = _same_in(path, other.files)
    size, sha256 = other.files.get(was, (None, None))
    before = (other.recipes or {}).get(was)
    values = read_values(now.files[VALUES]) or {}
    changes = compare_values(other.values, values, now.resolved.brands[slug]) if other.values and values else None
    readings = Readings(now.resolved, slug, values, changes).of(action) if action is not None else ()
    version, kind = (action.version, action.kind) if action else ("", "manifest" if path == MANIFEST else "")
    if action is None and before is not None:
        version, kind = before.version, before.kind
    is_common = action is not None and action.key in now.plan.common
    return Answer(
        brand=slug,
        path=path,
        address=_address(path),
        kind=kind,
        version=version,
        origin=str(action.origin) if action is not None and action.origin.path else "",
        bytes=size,
        sha256=sha256,
        against=other.shown,
        reason=_reason(path, was, action, now, other, _differing(readings, changes)),
        is_common=is_common,
        sharers=sharers,
        ingredients=_ingredients(action, before, slug, now, is_known=other.recipes is not None and sha256 is not None),
        readings=readings,
    )


def _same_in(path: str, paths: Collection[str]) -> str:
    """The path of the same file in another state, where its name may carry another fingerprint."""
    if path in paths:
        return path
    same = [one for one in paths if plain(one) == plain(path)]
    return same[0] if len(same) == 1 else path


def _address(path: str) -> str:
    if not path.startswith("site/"):
        return ""
    return "/" + path.removeprefix("site/").removesuffix("index.html")


def _reason(
    path: str,
    was: str,
    action: Action | None,
    now: _Now,
    other: _Other,
    differing: _Differing,
) -> str:
    """Why the file would be made anew: the first difference that is known; empty where it would stay.

    Args:
        differing: Values that differ: first those that the file reads, then all.
    """
    if not other.files:
        return "there is no bundle yet"
    if was not in other.files:
        return "the bundle has no such file yet"
    if path not in now.files:
        return "nothing makes it any more: a build takes it away"
    if was in other.spoilt:
        return "somebody has changed it since it was built"
    if digest(now.files[path]) == other.files[was][1] and path == was:
        return ""
    if action is None:
        return "it lists every file, and another file differs"
    before = (other.recipes or {}).get(was)
    if before is None:
        return "it differs; what it was made from before isn't known"
    own = recipes(now.plan)[path]
    if before.kind != own.kind:
        return f"another renderer makes it: '{own.kind}', which was '{before.kind}'"
    if before.version != own.version:
        return f"the renderer is another: '{own.version}', which was '{before.version}'"
    for (name, one), (old, another) in zip(own.inputs, before.inputs, strict=False):
        if name != old or one != another:
            return _differs(name, differing) if name == old else f"it reads '{name}' where it read '{old}'"
    if len(own.inputs) != len(before.inputs):
        return f"it is made from {len(own.inputs)} inputs, which were {len(before.inputs)}"
    return "what the brand's values give for it differs" + _first(differing)


def _differs(name: str, differing: _Differing) -> str:
    if name not in COMPOSED:
        return f"'{name}' differs"
    # Texts are an input of their own.
    return f"'{name}' differs" + _first(
        [[one for one in some if name in _WHOLE or (one[0] == "text") == (name == "texts")] for some in differing]
    )


_WHOLE = frozenset({"values", "rules"})


def _differing(readings: Sequence[Reading], changes: Sequence[ValueChange] | None) -> _Differing:
    read = [(one.what, one.name, one.where) for one in readings if one.is_same is False]
    return [read, [(str(one.what), one.name, one.where) for one in changes or ()]]


def _first(differing: _Differing) -> str:
    """The first value of the first that are any, and how many more there are; empty where none is known."""
    some = next(filter(None, differing), None)
    if some is None:
        return ""
    what, name, where = some[0]
    more = f" and {len(some) - 1:,} more" if len(some) > 1 else ""
    return f": {what} '{name}'" + (f", {where}" if where else "") + more


def _ingredients(
    action: Action | None, before: Recipe | None, slug: str, now: _Now, *, is_known: bool
) -> tuple[Ingredient, ...]:
    if action is None:
        return ()
    places = _places(slug, now)
    own = recipes(now.plan)[action.outputs[0]]
    old = set(before.inputs) if before is not None else set()
    return tuple(
        Ingredient(
            name,
            tuple(places.get(sha256, ())),
            sha256,
            (name, short) in old if is_known and before is not None else None,
        )
        for (name, sha256), (_, short) in zip(action.inputs, own.inputs, strict=True)
    )


def _places(slug: str, now: _Now) -> dict[str, list[str]]:
    """The files of the theme and of the brand by digest, and those that the brand's signs come from."""
    project, found = now.resolved.project, dict[str, list[str]]()
    for path, blob in sorted(project.files.items()):
        if path.startswith((f"{THEME}/", f"{BRANDS}/{slug}/")):
            found.setdefault(blob.digest, []).append(path)
    for logo in now.resolved.brands[slug].logos.values():
        if logo.path:
            known = found.setdefault(digest(logo.picture.data), [])
            if logo.path not in known:
                known.append(logo.path)
    return found


def _sharers(root: Path, out: Path, slug: str, sha256: str) -> tuple[str, ...]:
    """Other brands whose bundles list a file of the same bytes."""
    if not sha256:
        return ()
    wanted = f'"{sha256}"'.encode()
    others = (one for one in brand_entries(root)[0] if one != slug)
    return tuple(one for one in others if wanted in (read_bundle_file(out, one, MANIFEST) or b""))
