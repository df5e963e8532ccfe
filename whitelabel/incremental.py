"""Builds only what has changed: looks at everything, reads nothing that is as it was, and leaves the rest to the flow.

A brand stands as it is while its own files, what all brands have in common, the day, the tool and its bundle are what they were
when its bundle was made. Whether any of that has changed is seen by sizes, i-nodes and times, as git does; where that leaves a
doubt, the brand goes through the flow, which compares contents.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from whitelabel import __version__
from whitelabel.disk.files import BRANDS, CONTRACTS, ROOT_FILE, THEME, is_litter, lines_of, read_if_there
from whitelabel.disk.ledger import Ledger, Page
from whitelabel.disk.look import UNSEEN, Look, look, looks, walked
from whitelabel.outcome import BrandOutcome, Outcome
from whitelabel.problem import Problem, merged, pack, unpack

STORE = ".store"
LEDGER = "ledger"


def build(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: datetime.date | datetime.datetime,
    out: Path | None = None,
    closed: bool = False,
    with_rights: bool = False,
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
        progress: Told after each brand that is not as it was.

    Raises:
        OSError: As there.
    """
    started = perf_counter()
    target = out if out is not None else root / "build"
    if closed:
        from whitelabel import pipeline

        return pipeline.build(root, brands, on=on, out=out, closed=True, progress=progress)
    ledger = Ledger(target / STORE / LEDGER)
    sight = _Sight(root, target, ledger, brands, on)
    kept = [slug for slug in sight.asked if slug not in sight.stale]
    if kept and not sight.stale:
        found = _recalled(root, ledger, kept, started)
        if not (with_rights and found.problems):
            return found
    if with_rights:
        kept = []
    from whitelabel import pipeline

    made: dict[str, Look] = {}
    chosen = sorted(sight.stale) if kept else brands
    outcome = pipeline.build(root, chosen, on=on, out=out, progress=progress, looks=made)
    problems = merged((*outcome.problems, *_problems_of(ledger, kept)))
    rejected = _rejected(problems)
    stood = [_outcome_of(ledger, slug) for slug in kept]
    if outcome.rights is not None and "" not in rejected:
        sight.record(ledger, pipeline.day_of_rights(outcome.rights), outcome, made)
    lost = [BrandOutcome(one.brand, one.name, "rejected") for one in stood if rejected & {"", one.brand}]
    stood = [one for one in stood if not rejected & {"", one.brand}]
    together = tuple(sorted((*outcome.brands, *stood, *lost), key=lambda one: one.brand))
    return dataclasses.replace(outcome, brands=together, problems=problems, seconds=perf_counter() - started)


def _rejected(problems: Iterable[Problem]) -> set[str]:
    """Slugs that an error names; the empty one stands for all."""
    return {slug for problem in problems if problem.is_error for slug in problem.brands or ("",)}


def _problems_of(ledger: Ledger, slugs: Iterable[str]) -> Iterator[Problem]:
    return (unpack(data) for slug in slugs for data in ledger.page(slug).facts["problems"])


def _outcome_of(ledger: Ledger, slug: str) -> BrandOutcome:
    facts = ledger.page(slug).facts["outcome"]
    return BrandOutcome(**{**facts, "colors": tuple(facts["colors"])})


def _recalled(root: Path, ledger: Ledger, slugs: Sequence[str], started: float) -> Outcome:
    """What was said the last time."""
    told = (*map(unpack, ledger.common["problems"]), *_problems_of(ledger, slugs))
    outcomes = tuple(_outcome_of(ledger, slug) for slug in slugs)
    return Outcome(outcomes, merged(told), perf_counter() - started, _line_reader(root))


def _line_reader(root: Path) -> Callable[[str, int], str | None]:
    def line_of(path: str, number: int) -> str | None:
        found = lines_of(read_if_there(root / path) or b"")
        return found[number - 1] if 0 < number <= len(found) else None

    return line_of


# ── What is seen ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Sight:
    """What stands now, beside what stood when the ledger was written.

    Attributes:
        asked: Slugs that are to be built, sorted.
        stale: Those of them that have to go through the flow.
    """

    def __init__(
        self, root: Path, target: Path, ledger: Ledger, brands: Sequence[str], on: datetime.date | datetime.datetime
    ) -> None:
        self._now = time.time_ns()
        self._base = f"{root}/"
        self._identity = {"tool": _tool(), "root": str(root.resolve()), "out": str(target.resolve())}
        slugs = _folders(root / BRANDS)
        self._common = self._seen(_names_of_common(self._base, set(slugs)))
        self._is_same = _is_same(ledger, {**self._identity, "seal": self._common.seal}, on)
        self._pages = {slug: ledger.page(slug) for slug in slugs if slug in ledger} if self._is_same else {}
        self.asked = sorted(set(brands)) if brands else slugs
        inside = looks([(self._base, page.inputs[0]) for page in self._pages.values()])
        self._inputs = dict(zip(self._pages, inside, strict=True))
        edited = {slug for slug, page in self._pages.items() if page.inputs[1] != self._inputs[slug].seal}
        edited.update(slug for slug in slugs if slug not in self._pages)
        wanted = [slug for slug in self.asked if slug in self._pages and slug not in edited]
        outside = looks([(f"{target / slug}/", self._pages[slug].outputs[0]) for slug in wanted])
        spoilt = {slug for slug, seen in zip(wanted, outside, strict=True) if self._pages[slug].outputs[1] != seen.seal}
        self._touched = _touched(edited | spoilt, self._pages)
        # Whatever changed elsewhere may be in conflict with those that are asked for.
        all_stale = bool(edited.difference(self.asked))
        self.stale = {slug for slug in self.asked if all_stale or slug in self._touched or slug not in self._pages}
        for slug in self.stale.intersection(slugs):
            self._inputs[slug] = self._seen(_names_of_brand(self._base, slug))

    def _seen(self, names: Sequence[str]) -> Look:
        return look(self._base, names).settled(self._now)

    def record(
        self, ledger: Ledger, day: tuple[datetime.date, int, int], outcome: Outcome, made: Mapping[str, Look]
    ) -> None:
        """Write down what stands after a build.

        Args:
            ledger: Where.
            day: On which rights were judged, and its beginning and end, in seconds since 1970.
            outcome: What the flow did.
            made: What the bundles look like that stand as they should.
        """
        named = {slug for problem in outcome.problems for slug in problem.brands}
        pages = {
            one.brand: Page(
                (self._inputs[one.brand].names, self._inputs[one.brand].seal),
                (made[one.brand].names, made[one.brand].seal),
                {
                    "outcome": {**dataclasses.asdict(one), "status": "unchanged", "seconds": 0.0},
                    "problems": [pack(problem) for problem in outcome.problems if one.brand in problem.brands],
                },
            )
            for one in outcome.brands
            if one.brand in made and one.brand in self._inputs
        }
        common = {
            **self._identity,
            "seal": self._common.seal,
            "day": day[0].isoformat(),
            "begins": day[1],
            "ends": day[2],
            "problems": [pack(problem) for problem in outcome.problems if not problem.brands],
        }
        ledger.save(common, pages, keep=self._pages.keys() - self._touched - named)


def _is_same(ledger: Ledger, identity: Mapping[str, str], on: datetime.date | datetime.datetime) -> bool:
    common = ledger.common
    if identity["seal"] == UNSEEN or any(common.get(name) != value for name, value in identity.items()):
        return False
    if isinstance(on, datetime.datetime):
        return bool(common["begins"] <= on.timestamp() < common["ends"])
    return bool(common["day"] == on.isoformat())


def _touched(changed: set[str], pages: Mapping[str, Page]) -> set[str]:
    """The changed brands, and those of which something was said that concerns a changed one too."""
    found, before = set(changed), 0
    spoken = {
        slug: {other for problem in page.facts["problems"] for other in problem["brands"]}
        for slug, page in pages.items()
        if page.facts["problems"]
    }
    while before != len(found):
        before = len(found)
        found.update(slug for slug, others in spoken.items() if not others.isdisjoint(found))
    return found


def _folders(folder: Path) -> list[str]:
    """What stands in the folder of brands, sorted; nothing where there is none."""
    try:
        if folder.is_symlink():
            return []
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if not is_litter(entry.name))
    except OSError:
        return []


def _names_of_common(base: str, slugs: set[str]) -> list[str]:
    """All that is read and is no brand's own; contracts of brands that aren't there yet are everyone's."""
    names = [ROOT_FILE, *_walked(base, THEME)]
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
    package = f"{Path(__file__).parent}/"
    code = look(package, tuple(walked(package, "", lambda name: name == "__pycache__")))
    places = [
        place for place in sys.path if place.endswith(("site-packages", "dist-packages")) and Path(place).is_dir()
    ]
    libraries = [look(f"{place}/", ("./",)).seal for place in places]
    return " ".join([__version__, sys.version, code.seal, *libraries])
