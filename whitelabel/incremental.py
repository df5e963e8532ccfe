"""Builds only what has changed: looks at everything, reads nothing that is as it was, and leaves the rest to the flow.

A brand stands as it is while its own files, what all brands have in common, the day, the tool and its bundle are what they were
when its bundle was made. Whether any of that has changed is seen by sizes, i-nodes and times, as git does; where that leaves a
doubt, the brand goes through the flow, which compares contents.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from whitelabel import __version__
from whitelabel.disk.files import ARCHIVES, BRANDS, CONTRACTS, ROOT_FILE, STAGING, STORE, THEME, is_litter, lines_of
from whitelabel.disk.kept import each_value, is_size, or_none, read_kept
from whitelabel.disk.ledger import Ledger, Page
from whitelabel.disk.look import UNSEEN, Look, look, looks, walked
from whitelabel.disk.pool import SHARE, Link, shared_files
from whitelabel.disk.shelf import LIMIT
from whitelabel.disk.sums import NAME as SUMS
from whitelabel.disk.sums import artifact_names, standing_sums
from whitelabel.disk.tree import brand_entries
from whitelabel.outcome import BrandOutcome, Outcome
from whitelabel.problem import Problem, merged, pack, unpack

if TYPE_CHECKING:
    from whitelabel.away import Spread
    from whitelabel.disk.remote import Remote
    from whitelabel.model import Machine, Rights
    from whitelabel.package.order import Order

LEDGER = "ledger"


def build(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: datetime.date | datetime.datetime,
    out: Path | None = None,
    closed: bool = False,
    with_rights: bool = False,
    jobs: int = 1,
    link: Link = "auto",
    archive: Order | None = None,
    version: str = "",
    store_size: int = LIMIT,
    remote: Remote | None = None,
    spread: Spread | None = None,
    machine: Machine | None = None,
    progress: Callable[[int, int, str], None],
) -> Outcome:
    """Make one bundle a brand, as ``pipeline.build`` does; what has not changed is not even read.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged.
        out: Where the bundles go; ``build/`` of the project where absent.
        closed: Make closing bundles.
        with_rights: Whether whoever shows problems has to know all rights: where there are problems, they are found anew.
        jobs, link, archive, version: As for ``pipeline.build``. What stands is not placed anew for another way of placing it.
        store_size: Bytes that the store holds at most after a build that had something to do.
        remote: What machines share of what was made.
        spread: Has brands made by other machines.
        machine: The one that builds, of which no bundle that is made now may tell.
        progress: Told after each brand that is not as it was.

    Raises:
        OSError: As there.
    """
    started = perf_counter()
    target = out if out is not None else root / "build"
    options: dict[str, Any] = {"on": on, "out": out, "jobs": jobs, "link": link, "archive": archive}
    options["version"] = version
    options |= {"store_size": store_size, "progress": progress}
    if remote is not None:
        options["remote"] = remote
    if spread is not None:
        options["spread"] = spread
    if machine is not None:
        options["machine"] = machine
    if closed:
        from whitelabel import pipeline

        return pipeline.build(root, brands, closed=True, **options)
    ledger = Ledger(target / STORE / LEDGER, _COMMON, _FACTS)
    sight = _Sight(root, target, ledger, brands, on, archive, version)
    kept = [slug for slug in sight.asked if slug not in sight.stale]
    # What a build left behind that didn't come to its end is cleared by the flow.
    if kept and not sight.stale and not os.path.lexists(target / STAGING):
        found = _recalled(root, ledger, kept, archive, started)
        if not (with_rights and found.problems):
            return found
    if with_rights:
        kept = []
    if archive is not None:
        options["known_sums"] = sight.known_sums(kept)
    from whitelabel import pipeline

    made: dict[str, Look] = {}
    flow: Callable[..., Outcome] = partial(pipeline.build, root, looks=made, **options)
    outcome = flow(sorted(sight.stale) if kept else brands)
    if kept and _reaches(outcome, sight, kept):
        kept, first = [], outcome
        outcome = _with_built(flow(brands), first)
    stood = [_outcome_of(ledger, slug, archive) for slug in kept]
    together = tuple(sorted((*outcome.brands, *stood), key=lambda one: one.brand))
    if kept and not brands:
        idle = pipeline.idle_allowances(dataclasses.replace(outcome, brands=together))
        outcome = dataclasses.replace(outcome, problems=(*outcome.problems, *idle))
    if outcome.rights is not None and "" not in _rejected(outcome.problems):
        sight.record(ledger, outcome, made)
    problems = merged((*outcome.problems, *_problems_of(ledger, kept)))
    return dataclasses.replace(outcome, brands=together, problems=problems, seconds=perf_counter() - started)


def foresee(
    root: Path,
    brands: Sequence[str],
    *,
    on: datetime.date | datetime.datetime,
    out: Path,
    with_rights: bool,
    flow: Callable[[Sequence[str]], Outcome],
) -> Outcome:
    """What a build would say, which leaves everything as it is.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged.
        out: Where the bundles stand.
        with_rights: As for ``build``.
        flow: Looks at what would be made of brands; empty means all.

    Returns:
        Brands that needn't be looked at are ``unchanged``; of the others it is as the flow told it.

    Raises:
        OSError: As there.
    """
    started = perf_counter()
    ledger = Ledger(out / STORE / LEDGER, _COMMON, _FACTS)
    sight = _Sight(root, out, ledger, brands, on, None, "")
    kept = [slug for slug in sight.asked if slug not in sight.stale]
    if kept and not sight.stale:
        found = _recalled(root, ledger, kept, None, started)
        if not (with_rights and found.problems):
            return found
    if with_rights:
        kept = []
    outcome = flow(sorted(sight.stale) if kept else brands)
    # Marks change no byte: who only asks what would be made needn't look for them again.
    if kept and _reaches(dataclasses.replace(outcome, marks=sight.marks), sight, kept):
        kept, outcome = [], flow(brands)
    stood = [_outcome_of(ledger, slug, None) for slug in kept]
    together = tuple(sorted((*outcome.brands, *stood), key=lambda one: one.brand))
    problems = merged((*outcome.problems, *_problems_of(ledger, kept)))
    return dataclasses.replace(outcome, brands=together, problems=problems, seconds=perf_counter() - started)


def _reaches(outcome: Outcome, sight: _Sight, kept: Sequence[str]) -> bool:
    """Whether what was found for some brands may change what holds for those that were to stay as they are."""
    found = outcome.rights
    if found is None or found.hidden or outcome.marks != sight.marks:
        return True
    named = {slug for problem in outcome.problems for slug in problem.brands}
    if "" in _rejected(outcome.problems) or named.intersection(kept):
        return True
    # What the brands of one party hold is judged together.
    now, before = sight.parties_of(found), sight.parties
    moved = {slug for slug in now.keys() | before.keys() if now.get(slug) != before.get(slug)}
    concerned = {party for slug in moved for party in (now.get(slug), before.get(slug))}
    return found.vendor in concerned or any(now.get(slug) in concerned for slug in kept)


def _with_built(outcome: Outcome, first: Outcome) -> Outcome:
    """An outcome in which what was built just before isn't called unchanged."""
    built = {one.brand: one for one in first.brands if one.status == "built"}
    told = (built.get(one.brand, one) if one.status == "unchanged" else one for one in outcome.brands)
    return dataclasses.replace(outcome, brands=tuple(told))


def _rejected(problems: Iterable[Problem]) -> set[str]:
    """Slugs that an error names; the empty one stands for all."""
    return {slug for problem in problems if problem.is_error for slug in problem.brands or ("",)}


def _problems_of(ledger: Ledger, slugs: Iterable[str]) -> Iterator[Problem]:
    return (unpack(data) for slug in slugs for data in ledger.page(slug).facts["problems"])


def _outcome_of(ledger: Ledger, slug: str, archive: Order | None) -> BrandOutcome:
    facts = {**ledger.page(slug).facts["outcome"]}
    if archive is None:
        # It may be there, but was not asked for, and was not looked at.
        facts |= {"archive": "", "archive_sha256": "", "artifacts": ()}
    facts |= {name: tuple(facts[name]) for name in ("colors", "allowed")}
    facts["artifacts"] = tuple(map(tuple, facts["artifacts"]))
    return BrandOutcome(slug, status="unchanged", **facts)


def _recalled(root: Path, ledger: Ledger, slugs: Sequence[str], archive: Order | None, started: float) -> Outcome:
    """What was said the last time."""
    told = (*map(unpack, ledger.common["problems"]), *_problems_of(ledger, slugs))
    outcomes = tuple(_outcome_of(ledger, slug, archive) for slug in slugs)
    return Outcome(outcomes, merged(told), perf_counter() - started, _line_reader(root))


def _line_reader(root: Path) -> Callable[[str, int], str | None]:
    def line_of(path: str, number: int) -> str | None:
        found = lines_of(read_kept(root / path) or b"")
        return found[number - 1] if 0 < number <= len(found) else None

    return line_of


# ── What is kept ──────────────────────────────────────────────────────────────────────────────────────────────────


def _is_path(data: Any) -> bool:
    """Whether data are a path that may lead to a file of the project."""
    if type(data) is not str or data.startswith("/") or "\0" in data or ".." in data.split("/"):
        return False
    try:
        return bool(os.fsencode(data))
    except UnicodeEncodeError:
        return False


def _is_name(data: Any) -> bool:
    """Whether data are a file's own name, or none."""
    return type(data) is str and (not data or _is_path(data)) and "/" not in data


def _is_severity(data: Any) -> bool:
    return data in ("error", "warning")


def _is_code(data: Any) -> bool:
    return type(data) is str and re.fullmatch(r"WL\d{3}", data) is not None


def _is_color(data: Any) -> bool:
    return type(data) is str and re.fullmatch(r"#[0-9a-f]{6}", data) is not None


_SPAN = {"path": _is_path, "line": is_size, "column": is_size, "length": is_size}
_PROBLEM = {
    **{"code": _is_code, "severity": _is_severity, "message": str, "hint": str, "brands": [str]},
    **{"span": or_none(_SPAN), "related": [{"span": _SPAN, "message": str}], "excerpt": (str, is_size)},
}
_OUTCOME = {
    **{"name": str, "pages": is_size, "files": is_size, "bytes": is_size},
    **{
        "bundle": str,
        "sha256": str,
        "colors": [_is_color],
        "archive": str,
        "archive_sha256": str,
        "artifacts": [(_is_name, str)],
        "allowed": [is_size],
    },
}
_ARCHIVE = {"order": str, "seals": [str]}
_FACTS = {"outcome": _OUTCOME, "problems": [_PROBLEM], "archive": or_none(_ARCHIVE)}
_COMMON = {
    **dict.fromkeys(("tool", "root", "out", "version", "seal", "day", "shared", "marks", "sums"), str),
    **{"begins": int, "ends": int, "parties": each_value(str), "problems": [_PROBLEM]},
}
"""Forms of what the ledger keeps, as in ``fits``: with any other, nothing is known."""


# ── What is seen ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Sight:
    """What stands now, beside what stood when the ledger was written.

    Attributes:
        asked: Slugs that are to be built, sorted.
        stale: Those of them that have to go through the flow.
        parties: Who held the rights of each brand when the ledger was written.
        marks: SHA-256 of what named all parties then.
    """

    def __init__(
        self,
        root: Path,
        target: Path,
        ledger: Ledger,
        brands: Sequence[str],
        on: datetime.date | datetime.datetime,
        archive: Order | None,
        version: str,
    ) -> None:
        self._now = time.time_ns()
        self._target = target
        self._archive = archive
        self._base = f"{root}/"
        self._identity = {"tool": _tool(), "root": str(root.resolve()), "out": str(target.resolve())}
        self._identity["version"] = version or "the theme's"
        slugs, others = brand_entries(root)
        self._slugs = frozenset(slugs)
        self._common = self._seen(_names_of_common(self._base, self._slugs, others))
        self._is_same = _is_same(ledger, {**self._identity, "seal": self._common.seal}, on)
        self._pages = {slug: ledger.page(slug) for slug in slugs if slug in ledger} if self._is_same else {}
        self.parties: Mapping[str, str] = ledger.common["parties"] if self._is_same else {}
        self.marks = ledger.common["marks"] if self._is_same else ""
        self.asked = sorted(set(brands)) if brands else slugs
        inside = looks([(self._base, page.inputs[0]) for page in self._pages.values()])
        self._inputs = dict(zip(self._pages, inside, strict=True))
        edited = {slug for slug, page in self._pages.items() if page.inputs[1] != self._inputs[slug].seal}
        edited.update(slug for slug in slugs if slug not in self._pages)
        wanted = [slug for slug in self.asked if slug in self._pages and slug not in edited]
        shared = shared_files(target)
        # Where a file that bundles share was touched, each of them has to show that it is as it was.
        is_sound = shared.look.seal != UNSEEN and ledger.common.get("shared") == shared.look.seal
        inodes = shared.inodes if is_sound else frozenset()
        outside = looks([(f"{target / slug}/", self._pages[slug].outputs[0]) for slug in wanted], inodes)
        spoilt = {slug for slug, seen in zip(wanted, outside, strict=True) if self._pages[slug].outputs[1] != seen.seal}
        if archive is not None:
            spoilt.update(slug for slug in wanted if not self._has_archive(slug, archive))
        self._sums = ledger.common["sums"] if self._is_same else UNSEEN
        # The list of digests is made anew with any brand.
        if archive is not None and wanted and not spoilt and not self._has_sums():
            spoilt.add(wanted[0])
        spoken_of = {slug for named in map(_spoken_of, self._pages.values()) for slug in named}
        gone = (spoken_of | self.parties.keys()) - self._slugs
        self._touched = self._reached(edited | spoilt | gone)
        # Whatever changed elsewhere may concern those that are asked for.
        all_stale = bool((edited | gone).difference(self.asked))
        self.stale = {slug for slug in self.asked if all_stale or slug in self._touched or slug not in self._pages}
        for slug in self.stale & self._slugs:
            self._inputs[slug] = self._seen(_names_of_brand(self._base, slug))

    def _has_archive(self, slug: str, order: Order) -> bool:
        """Whether a brand's archive, and what goes with it, stands as it was left; a draft has none."""
        outcome, known = self._pages[slug].facts["outcome"], self._pages[slug].facts["archive"]
        if known is None or known["order"] != order.key(outcome["sha256"]):
            return False
        folder = f"{self._target / ARCHIVES}/"
        seen = [one.seal for one in looks([(folder, (name,)) for name, _ in outcome["artifacts"]])]
        return UNSEEN not in seen and bool(known["seals"] == seen)

    def _archive_of(self, one: BrandOutcome, made: Mapping[str, Look]) -> dict[str, Any] | None:
        """What is to be known of a brand's archive."""
        if self._archive is None:
            return None
        seen = [made.get(f"{ARCHIVES}/{name}") for name, _ in one.artifacts]
        seals = [look.seal if look is not None else UNSEEN for look in seen]
        return {"order": self._archive.key(one.sha256), "seals": seals}

    def _is_sums_untouched(self) -> bool:
        seal = look(f"{self._target / ARCHIVES}/", (SUMS,)).seal
        return seal != UNSEEN and seal == self._sums

    def _has_sums(self) -> bool:
        """Whether the list of digests stands as it was left, and tells of what is there."""
        names = artifact_names(self._target)
        if not names:
            return not os.path.lexists(self._target / ARCHIVES / SUMS)
        return self._is_sums_untouched() and sorted(standing_sums(self._target)) == names

    def known_sums(self, kept: Iterable[str]) -> dict[str, str]:
        """Digests of files beside the archives that weren't touched, by name."""
        known = standing_sums(self._target) if self._is_sums_untouched() else {}
        for slug in kept:
            known.update(self._pages[slug].facts["outcome"]["artifacts"])
        return known

    def _seen(self, names: Sequence[str]) -> Look:
        return look(self._base, names).settled(self._now)

    def _reached(self, changed: Set[str]) -> set[str]:
        """The changed brands, those of their parties, and those of which something was said that concerns one of these too."""
        concerns = {slug: {self.parties.get(slug, ""), *_spoken_of(page)} for slug, page in self._pages.items()}
        found, before = set(changed), -1
        while before != len(found):
            before = len(found)
            reaching = found | {self.parties.get(slug, slug) for slug in found}
            found.update(slug for slug, with_whom in concerns.items() if not with_whom.isdisjoint(reaching))
        return found

    def parties_of(self, rights: Rights) -> dict[str, str]:
        """Who holds the rights of each brand that has a folder."""
        return {slug: holder.party for slug, holder in rights.holders.items() if slug in self._slugs}

    def record(self, ledger: Ledger, outcome: Outcome, made: Mapping[str, Look]) -> None:
        """Write down what stands after a build.

        Args:
            ledger: Where.
            outcome: What the flow did, and the rights that it judged.
            made: What the bundles, the archives and the files look like that stand as they should, as ``pipeline.build`` tells.
        """
        from whitelabel.pipeline import day_of_rights

        assert outcome.rights is not None
        day, begins, ends = day_of_rights(outcome.rights)
        sums_name = f"{ARCHIVES}/{SUMS}"
        named = {slug for problem in outcome.problems for slug in problem.brands}
        pages = {
            one.brand: Page(
                (self._inputs[one.brand].names, self._inputs[one.brand].seal),
                (made[one.brand].names, made[one.brand].seal),
                {
                    "outcome": {name: getattr(one, name) for name in _OUTCOME},
                    "problems": [pack(problem) for problem in outcome.problems if one.brand in problem.brands],
                    "archive": self._archive_of(one, made),
                },
            )
            for one in outcome.brands
            if one.brand in made and one.brand in self._inputs
        }
        common = {
            **self._identity,
            "seal": self._common.seal,
            "shared": made[SHARE].seal,
            "day": day.isoformat(),
            "begins": begins,
            "ends": ends,
            "parties": self.parties_of(outcome.rights),
            "marks": outcome.marks,
            "sums": made[sums_name].seal if sums_name in made else self._sums,
            "problems": [pack(problem) for problem in outcome.problems if not problem.brands],
        }
        ledger.save(common, pages, keep=self._pages.keys() - self._touched - named)


def _is_same(ledger: Ledger, identity: Mapping[str, str], on: datetime.date | datetime.datetime) -> bool:
    common = ledger.common
    if UNSEEN in identity.values() or any(common.get(name) != value for name, value in identity.items()):
        return False
    if isinstance(on, datetime.datetime):
        return bool(common["begins"] <= on.timestamp() < common["ends"])
    return bool(common["day"] == on.isoformat())


def _spoken_of(page: Page) -> set[str]:
    """The brands that are concerned by what was said of one, itself included."""
    return {slug for problem in page.facts["problems"] for slug in problem["brands"]}


def _names_of_common(base: str, slugs: Set[str], others: Iterable[str]) -> list[str]:
    """All that may be read and is no brand's own; contracts of brands that aren't there yet are everyone's."""
    names = [ROOT_FILE, *_walked(base, THEME)]
    for other in others:
        names += _walked(base, f"{BRANDS}/{other}")
    if os.path.lexists(base + CONTRACTS):
        names += _walked(base, CONTRACTS)
    return [name for name in names if _contract_of(name) not in slugs]


def _contract_of(name: str) -> str:
    folder, _, file = name.partition("/")
    return file.removesuffix(".yaml") if folder == CONTRACTS and file.endswith(".yaml") else ""


def _names_of_brand(base: str, slug: str) -> list[str]:
    contract = f"{CONTRACTS}/{slug}.yaml"
    names = [contract] if os.path.lexists(base + contract) else []
    return [*names, *_walked(base, f"{BRANDS}/{slug}")]


def _walked(base: str, folder: str) -> list[str]:
    """The names below a folder; its own alone where it can't be entered, or is none."""
    try:
        return list(walked(base, f"{folder}/", is_litter))
    except OSError:
        return [folder]


def _tool() -> str:
    """Of this program and the libraries that it may use: another version of either makes another digest."""
    package = f"{os.path.realpath(Path(__file__).parent)}/"
    code = look(package, tuple(walked(package, "", lambda name: name == "__pycache__")))
    places = [
        place for place in sys.path if place.endswith(("site-packages", "dist-packages")) and Path(place).is_dir()
    ]
    seals = [code.seal, *(look(f"{os.path.realpath(place)}/", ("./",)).seal for place in places)]
    return " ".join([__version__, sys.version, *seals]) if UNSEEN not in seals else UNSEEN
