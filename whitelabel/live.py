"""A project that stays loaded while people work on it: after a change only what hangs on that is made anew.

It is the flow of ``pipeline`` with two differences: a brand is taken through it when somebody looks at it, and a file of its
bundle is made when somebody asks for it. Nothing is written but to the store. Where a change brings a mistake, a brand's last
good state stays to be looked at, with the mistake beside it: what a build refuses is seen only where nothing right was seen
before. What only a whole bundle shows is found by ``examine``; what is written then waits until it is found to be mended.

A logo is studied in some tenths of a second, and anew with each of the brand's colours. So a brand may be seen with what was
made of its logo before, until ``Live.sight`` is asked for it without haste.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from whitelabel import render
from whitelabel.bundle import KINDS
from whitelabel.check import check_brand, check_project
from whitelabel.disk.blob import Blob
from whitelabel.disk.files import BRANDS
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree, part_of, read_parts, read_tree
from whitelabel.last_files import FINGERPRINT, LastFiles
from whitelabel.load import load
from whitelabel.model import Action, BrandPlan, Project, Remember, Resolved, ResolvedBrand
from whitelabel.pipeline import When, day_on, line_reader, logo_files
from whitelabel.plan import Common, plan_brand, plan_common, plan_part
from whitelabel.problem import Problem, error, merged
from whitelabel.resolve import Ground, lay, resolve_brand
from whitelabel.run import run
from whitelabel.run.store import Store
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.slots import Slots

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sight:
    """One brand as it is looked at.

    Attributes:
        name: The brand's, or its slug where that can't be read.
        resolved: The project with this brand alone; ``None`` as long as it never was right.
        plan: What its bundle is made by; likewise.
        problems: What is wrong with what is written, as far as it is known.
        state: What ``resolved`` and ``plan`` are of: what is written; the same, of which a file can't be made; or what was written
            earlier, since what is written now has a mistake.
        is_settled: Whether what is shown is what is written of its logo, too.
        is_refused: Whether a build refuses what is shown, as far as that is known: nothing right was seen before.
    """

    slug: str
    name: str
    resolved: Resolved | None
    plan: BrandPlan | None
    problems: tuple[Problem, ...]
    state: Literal["now", "unmade", "earlier"]
    is_settled: bool = True
    is_refused: bool = False

    @property
    def is_now(self) -> bool:
        """Whether what is shown is what is written."""
        return self.state == "now"


class Live:
    """A project that stays loaded; asked by one thread, since what draws pictures is born in it.

    Args:
        root: The project's folder.
        on: Gives the day or moment on which rights are judged.
        store: What was made before; takes what is made now.
        remember: Gives what was made of logos before.
    """

    def __init__(self, root: Path, *, on: Callable[[], When], store: Store, remember: Remember) -> None:
        self._root = root
        self._on = on
        self._store = store
        self._remember = remember
        self._index = Index()
        self._tree = Tree({})
        self._untold: set[str] = set()
        """What has changed, as was seen when a brand was looked at for the first time."""
        self._is_read = False
        self._ground: Ground | None = None
        self._common: tuple[Project, Common] | None = None
        self._mistakes: tuple[Problem, ...] = ()
        """Of the project, and of the brands that are looked at as far as they are read."""
        self._sights: dict[str, Sight] = {}
        """Of the brands that were looked at last, the last one at the end."""
        self._written: dict[str, Sight] = {}
        """The same brands as they are written, whether or not that is shown, but for what only an examination finds."""
        self._found: dict[str, tuple[Problem, ...]] = {}
        """What only an examination has found, and nobody has touched the files of."""
        self._examined: dict[str, BrandPlan | None] = {}
        """What was looked through last."""
        self._right: dict[str, Sight] = {}
        """The last states that an examination found no mistake in."""
        self._taken_back: set[str] = set()
        """Brands of which a file couldn't be made, which nobody was told yet."""
        self._stale: set[str] = set()
        self._actions: dict[str, dict[str, Action]] = {}
        self._before: dict[str, deque[tuple[BrandPlan, dict[str, Action]]]] = {}
        """Of each brand what it was made by before, the last time at the beginning."""
        self._kept: frozenset[str] = frozenset()
        self._studies: dict[str, bytes] = {}
        """What was made of the brands' logos last."""
        self._laid_last: dict[str, _Laid] = {}
        self._shown = LastFiles()
        self._verifier: Verifier | None = None

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self._root

    @property
    def brands(self) -> Sequence[str]:
        """Slugs of all brands, sorted, those that can't be read among them."""
        return self._tree.brands

    @property
    def today(self) -> datetime.date:
        """The day on which rights are judged."""
        ground = self.ground
        return day_on(self._on(), ground.project.vendor.policy.timezone if ground is not None else "UTC")

    @property
    def seen(self) -> Sequence[Sight]:
        """The brands that were looked at, as they were seen last, the latest at the end."""
        return tuple(self._sights.values())

    @property
    def ground(self) -> Ground | None:
        """What the brands that are looked at are resolved on, where the vendor's own files have no mistake."""
        if not self._is_read:
            self._read()
        return self._ground

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """Those of the project, whichever brand is looked at, and those of the brands that are."""
        if not self._is_read:
            self._read()
        return self._mistakes

    def line_of(self, path: str, number: int) -> str | None:
        """A line of one of the project's files."""
        return line_reader(self._tree)(path, number)

    def look(self, paths: Collection[str] | None = None) -> tuple[str, ...]:
        """Look at the project's files again: whatever is asked for from now on is as they are.

        Args:
            paths: From the root: what may have changed; anything may where it is absent.

        Returns:
            What has changed, sorted.

        Raises:
            OSError: A file can't be read.
        """
        changed = tuple(sorted({*self._looked(paths), *self._untold}))
        self._untold.clear()
        if changed:
            self._stale = set(self._sights)
            for slug, found in self._found.items():
                self._found[slug] = tuple(one for one in found if one.span is None or one.span.path not in changed)
        return changed

    def again(self) -> None:
        """Have all brands be seen anew, though no file has changed: the day has."""
        self._is_read = False
        self._stale = set(self._sights)

    def sight(self, slug: str, *, at_once: bool = False) -> Sight:
        """A brand as it is now.

        Args:
            at_once: Whether what was made of its logo before will do.

        Raises:
            OSError: A file can't be read.
        """
        if slug not in self._sights:
            self._add(slug)
        before = self._sights[slug]
        if slug in self._stale or not (at_once or before.is_settled):
            self._show(slug, self._seen(before, at_once=at_once))
            self._stale.discard(slug)
        self._sights[slug] = self._sights.pop(slug)
        return self._sights[slug]

    def has(self, slug: str, path: str) -> bool:
        """Whether a brand has a file, or had one under a name that tells of its contents, as it was seen last."""
        return path in self._actions.get(slug, ()) or self._gone(slug, path) is not None

    def sheets(self, slug: str) -> BrandPlan | None:
        """The style sheets that a brand has as it is now, and nothing else: what all else is planned for can wait.

        Args:
            slug: Of a brand that was looked at.

        Returns:
            ``None`` where the brand, or what all brands have in common, has a mistake that is seen before anything is planned.

        Raises:
            OSError: A file can't be read.
        """
        if not self._is_read:
            self._read()
        if self._ground is None or slug not in self.brands or slug not in self._sights:
            return None
        laid = self._laid(slug, self._ground, at_once=True)
        is_hidden = _stays(self._sights[slug], laid.checked) or self.is_withheld(slug)
        if laid.brand is None or _has_error(laid.problems) or is_hidden:
            return None
        project, brand = self._ground.project, laid.brand
        # What is stumbled over is told to whoever takes the brand through the flow, or asks for such a file.
        return _tried(lambda: plan_part(self._planned(project), brand, render.SHEETS))[0]

    def made(self, plan: BrandPlan, action: Action) -> dict[str, bytes] | None:
        """The files of one action of a plan; ``None`` where they can't be made.

        Raises:
            OSError: A file can't be read.
        """
        return _tried(lambda: self._run(plan, action, []))[0]

    def file(self, slug: str, path: str) -> bytes | None:
        """A file of a brand's bundle, made when it isn't at hand; of what can't be made the last that could.

        Where what is written can't be made, what was right before is shown from then on.

        What stood under a name that tells of its contents stays to be had for a while: a page that shows it may still be open.

        Returns:
            ``None`` where there is none.

        Raises:
            OSError: A file can't be read.
        """
        plan = self.sight(slug, at_once=True).plan
        action = self._actions[slug].get(path)
        if plan is None or action is None:
            return self._gone(slug, path)
        problems: list[Problem] = []
        try:
            made, fault = _tried(lambda: self._run(plan, action, problems))
        except OSError:
            # See ``examine``.
            if self._sights[slug].state != "earlier":
                raise
            return self._shown.get(slug, path)
        if made is None:
            is_other = self._fail_to_make(slug, problems, fault)
            return self.file(slug, path) if is_other else self._shown.get(slug, path)
        self._shown.put(slug, path, made[path])
        return made[path]

    def _gone(self, slug: str, path: str) -> bytes | None:
        """A file that a brand has no longer: as it was shown, or as it was a change ago."""
        if not FINGERPRINT.search(path):
            return None
        shown = self._shown.get(slug, path)
        if shown is not None:
            return shown
        for plan, actions in self._before.get(slug, ()):
            made = self.made(plan, actions[path]) if path in actions else None
            if made is not None:
                self._shown.put(slug, path, made[path])
                return made[path]
        return None

    def _fail_to_make(self, slug: str, making: Sequence[Problem], fault: Exception | None) -> bool:
        """Tell that a file can't be made; where rules refuse the brand, as they do in a build, nothing else is told.

        Args:
            making: What was found wrong with the file.
            fault: What was stumbled over; raised where no rule tells of it.

        Returns:
            Whether something else is shown now.
        """
        sight = self._sights[slug]
        if sight.is_refused:
            return False
        if fault is not None:
            raise fault
        if sight.state == "earlier":
            return False
        self._taken_back.add(slug)
        if slug in self._right:
            self._found[slug] = merged(making)
            self._show(slug, self._written[slug])
            return True
        found = merged((*self._written[slug].problems, *making))
        self._sights[slug] = dataclasses.replace(sight, problems=found, state="unmade", is_refused=True)
        return False

    def taken_back(self) -> set[str]:
        """Brands of which a file couldn't be made, so that something else is shown or told, since this was asked last."""
        found, self._taken_back = self._taken_back, set()
        return found

    def is_withheld(self, slug: str) -> bool:
        """Whether what is written isn't shown until an examination has found it mended."""
        return slug in self._right and _has_error(self._found.get(slug, ()))

    def is_examined(self, slug: str) -> bool:
        """Whether all is known that is wrong with a brand that was looked at, as far as it can be."""
        return self._unexamined(slug) is None

    def _unexamined(self, slug: str) -> Sight | None:
        """What there is to look through: what is written, or what stands behind a mistake and was never looked through."""
        written, shown, right = self._written[slug], self._sights[slug], self._right.get(slug)
        found = written if written.state == "now" else shown
        is_known = found.plan is self._examined.get(slug) or (right is not None and found.plan is right.plan)
        return None if found.resolved is None or found.plan is None or is_known else found

    def examine(self, slug: str) -> Generator[None, None, tuple[Problem, ...]]:
        """Make all of a brand's bundle, and find everything that a build would tell of it, step by step.

        From then on what is shown is what is written, where nothing is wrong with it; and else what was right before.
        Whoever looks at the files again in between has what was true before.

        Raises:
            OSError: A file can't be read.
        """
        self.sight(slug)
        yield
        looked = self._unexamined(slug)
        if looked is None or looked.plan is None or looked.resolved is None:
            return self._sights[slug].problems
        is_written = looked.state == "now"
        if looked.is_refused:
            self._examined[slug] = looked.plan
            return self._sights[slug].problems
        problems, is_gone = list(looked.problems) if is_written else [], False
        try:
            yield from self._look_through(slug, looked.resolved, looked.plan, problems)
        except OSError:
            # Big files aren't held in memory, and what was written earlier may have been written over.
            if is_written:
                raise
            is_gone = True
        self._examined[slug] = looked.plan
        if not is_gone and not _has_error(problems):
            self._right[slug] = dataclasses.replace(looked, state="now", problems=looked.problems if is_written else ())
        if is_written:
            known = set(looked.problems)
            self._found[slug] = tuple(problem for problem in merged(problems) if problem not in known)
            self._show(slug, looked)
        elif is_gone or _has_error(problems):
            before = self._sights[slug]
            behind = self._right.get(slug, dataclasses.replace(before, is_refused=True))
            self._sights[slug] = dataclasses.replace(behind, state="earlier", problems=before.problems)
            self._note(slug, before)
        return self._sights[slug].problems

    def _look_through(
        self, slug: str, resolved: Resolved, plan: BrandPlan, problems: list[Problem]
    ) -> Generator[None, None, None]:
        files: dict[str, bytes] = {}
        for action in plan.actions:
            yield
            files |= self._run(plan, action, problems) or {}
        if not _has_error(problems):
            found = yield from self._verified(resolved, slug, dict(sorted(files.items())))
            problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)

    def _show(self, slug: str, written: Sight) -> None:
        """Show a brand as it is written; as it was right, as long as something is wrong that only an examination finds."""
        before, found = self._sights[slug], self._found.get(slug, ())
        self._written[slug] = shown = written
        if written.state == "now":
            if self.is_withheld(slug):
                shown = dataclasses.replace(self._right[slug], state="earlier", is_settled=written.is_settled)
            is_refused = shown.is_now and (written.is_refused or _has_error(found))
            shown = dataclasses.replace(shown, problems=merged((*written.problems, *found)), is_refused=is_refused)
        self._sights[slug] = shown
        self._note(slug, before)

    def _verified(
        self, resolved: Resolved, slug: str, files: Mapping[str, bytes]
    ) -> Generator[None, None, list[Problem]]:
        at, project = f"build/{slug}/", resolved.project
        yield
        found = list(check_links(files, at))
        yield
        found += Slots(project.theme).check(resolved.brands[slug], files)
        logos = logo_files(self._root, self._tree, project.holders, self._root / "build")
        verifier = Verifier(
            *(project.vendor, project.holders, project.files, resolved.rights.day, self._remember, logos),
            hosts=project.theme.hosts,
            business=project.theme.business,
        )
        if self._verifier is not None:
            verifier.follow(self._verifier)
        self._verifier = verifier
        verdict = yield from verifier.by_file(slug, at, files)
        found += verdict.problems
        return found

    def _run(self, plan: BrandPlan, action: Action, problems: list[Problem]) -> dict[str, bytes] | None:
        alone = dataclasses.replace(plan, actions=(action,), common=self._kept)
        return run(alone, KINDS, lambda wanted: plan.inputs[wanted].read(), self._store, problems)

    def _note(self, slug: str, before: Sight) -> None:
        plan = self._sights[slug].plan
        if before.plan is not None and plan is not None and before.plan.key != plan.key:
            self._before.setdefault(slug, deque(maxlen=_STEPS)).appendleft((before.plan, self._actions[slug]))
        actions = plan.actions if plan is not None else ()
        self._actions[slug] = {path: action for action in actions for path in action.outputs}
        shown = (action for each in self._actions.values() for action in each.values())
        right = (action for each in self._right.values() if each.plan is not None for action in each.plan.actions)
        self._kept = frozenset(action.key for action in (*shown, *right))

    def _forget(self, slug: str) -> None:
        known: tuple[dict[str, Any], ...] = (self._sights, self._written, self._right, self._found, self._examined)
        for each in (*known, self._actions, self._before, self._studies, self._laid_last):
            each.pop(slug, None)
        self._stale.discard(slug)

    def _add(self, slug: str) -> None:
        """Begin to look at a brand; those that are looked at stay as they are where nothing of theirs has changed."""
        while len(self._sights) >= _MOST:
            self._forget(next(iter(self._sights)))
        self._sights[slug] = self._written[slug] = Sight(slug, slug, None, None, (), "earlier")
        known = self._tree.files
        changed = self._looked((f"{BRANDS}/{slug}",) if known else None)
        # Of others' folders most is read only now.
        self._untold.update(path for path in changed if path in known)
        self._is_read = False
        self._stale.add(slug)
        if any(part_of(path) != f"{BRANDS}/{slug}" for path in changed):
            self._stale.update(self._sights)

    def _looked(self, paths: Collection[str] | None) -> tuple[str, ...]:
        parts = {part_of(path) for path in paths} if paths is not None else None
        if parts is not None and BRANDS in parts:
            parts = None
        wanted = tuple(self._sights) or _NOBODY
        index = self._index.again(part=parts is not None)
        before = self._tree
        if parts is None:
            tree = read_tree(self._root, wanted, index, every=True)
        else:
            tree = read_parts(self._root, before, parts, wanted, index)
        self._index = index
        # What was read is at hand, and what is the same is the same object.
        known = before.files
        files: dict[str, Blob] = {}
        both = {path for path, what in tree.odd.items() if before.odd.get(path) != what}
        for path, blob in sorted(tree.files.items()):
            old = known.get(path)
            if old is not None and (old is blob or old == blob):
                files[path] = old
            else:
                files[path] = blob
                both.add(path)
        self._tree = Tree(files, dict(sorted(tree.odd.items())))
        both |= (known.keys() - files.keys()) | (before.odd.keys() - tree.odd.keys())
        if both:
            self._is_read = False
        return tuple(sorted(both))

    def _read(self) -> None:
        found: list[Problem] = []
        known = set(self._tree.brands)
        # Somebody has to be asked for.
        wanted = [slug for slug in sorted(self._sights) if slug in known] or sorted(known)[:1]
        project = load(self._tree, wanted, found)
        before, self._ground = self._ground, None
        if project is not None:
            day = day_on(self._on(), project.vendor.policy.timezone)
            self._ground = lay(project, wanted, day, found, before=before)
        self._mistakes = merged(found)
        self._is_read = True

    def _seen(self, before: Sight, *, at_once: bool) -> Sight:
        if not self._is_read:
            self._read()
        slug, ground = before.slug, self._ground
        if not before.is_settled:
            # What stands in for a logo belongs to no state that was ever written.
            before = self._right.get(slug, before)
        before = dataclasses.replace(before, state="earlier", is_settled=True)
        if slug not in self.brands:
            gone = error("WL110", f"there is no brand '{slug}' any more", hint=f"bring back 'brands/{slug}/'")
            return dataclasses.replace(before, problems=(gone,))
        if ground is None:
            found = [problem for problem in self._mistakes if not problem.brands or slug in problem.brands]
            return dataclasses.replace(before, problems=merged(found))
        laid = self._laid(slug, ground, at_once=at_once)
        found = [*laid.problems, *laid.checked]
        if laid.brand is not None and not _has_error(laid.problems) and not _stays(before, laid.checked):
            brand, making = laid.brand, list[Problem]()
            plan, fault = _tried(lambda: plan_brand(self._planned(ground.project), brand, render.OWN, making))
            if plan is not None:
                return Sight(
                    *(slug, brand.brand.name, laid.resolved, plan, merged((*found, *making)), "now"),
                    is_settled=not laid.was_lent,
                    is_refused=_has_error(laid.checked),
                )
            if not _has_error(found):
                if fault is not None:
                    raise fault
                found += making
        return dataclasses.replace(before, problems=merged(found), is_settled=not laid.was_lent)

    def _laid(self, slug: str, ground: Ground, *, at_once: bool) -> _Laid:
        """A brand on the ground that all have; once, however often it is asked for."""
        known = self._laid_last.get(slug)
        if known is not None and known.ground is ground and (at_once or not known.was_lent):
            return known
        found = [problem for problem in self._mistakes if not problem.brands or slug in problem.brands]
        logo = _Logo(self._remember, self._studies, slug, is_lent=at_once and _has_logo_of(self._sights[slug], ground))
        brand = resolve_brand(ground, slug, found, remember=logo)
        resolved = Resolved(ground.project, {slug: brand} if brand is not None else {}, ground.rights, (slug,))
        checked = (*check_project(resolved), *(check_brand(resolved, slug) if brand is not None else ()))
        self._laid_last[slug] = made = _Laid(ground, resolved, brand, tuple(found), checked, logo.was_lent)
        return made

    def _planned(self, project: Project) -> Common:
        """What all brands have in common; of a theme that is the same object it is the same."""
        if self._common is None or self._common[0].theme is not project.theme:
            self._common = project, plan_common(project, render.SHARED)
        elif self._common[0] is not project:
            self._common = project, self._common[1].of(project)
        return self._common[1]


def _tried(work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """What some work gives, or what it stumbled over: a rule may tell why. That a file can't be read, none can."""
    try:
        return work(), None
    except OSError:
        raise
    except Exception as fault:
        return None, fault


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def _stays(before: Sight, checked: Iterable[Problem]) -> bool:
    """Whether what was shown before stays, since rules refuse what is written."""
    return before.plan is not None and not before.is_refused and _has_error(checked)


class _Laid(NamedTuple):
    """A brand on a ground.

    Attributes:
        resolved: The project with this brand alone, or with none.
        brand: ``None`` where it has a mistake.
        problems: All that is known of it until then.
        checked: What rules find, which a build applies before it plans anything.
        was_lent: Whether what was made of its last logo stands in for what its logo gives.
    """

    ground: Ground
    resolved: Resolved
    brand: ResolvedBrand | None
    problems: tuple[Problem, ...]
    checked: tuple[Problem, ...]
    was_lent: bool


class _Logo:
    """Gives what was made of a brand's logo, or what was made before of the brand's last one.

    Args:
        remember: Gives what was made.
        studies: What was made last, by slug; takes what is.
        is_lent: Whether what was made last will do.
    """

    def __init__(self, remember: Remember, studies: dict[str, bytes], slug: str, *, is_lent: bool) -> None:
        self._remember = remember
        self._studies = studies
        self._slug = slug
        self._is_lent = is_lent
        self.was_lent = False

    def __call__(self, key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        before = self._studies.get(self._slug)

        def lent() -> tuple[bytes, bool]:
            if not self._is_lent or before is None:
                return work()
            self.was_lent = True
            return before, False

        found = self._remember(key, lent)
        self._studies[self._slug] = found
        return found


def _has_logo_of(before: Sight, ground: Ground | None) -> bool:
    """Whether a brand's file names the same logos that it did when it was seen: what is told of them has a place."""
    brand = ground.project.brands.get(before.slug) if ground is not None else None
    known = before.resolved.brands[before.slug].brand if before.resolved is not None else None
    return brand is not None and known is not None and brand.logo == known.logo and brand.fonts == known.fonts


_STEPS = 4
"""Changes for which a page that was made before finds what it asks for."""

_MOST = 64
"""Brands whose files are held in memory."""

_NOBODY = ("",)
"""Of brands that nobody looks at only the rights are read."""
