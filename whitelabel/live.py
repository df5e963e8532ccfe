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
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from whitelabel import render
from whitelabel.bundle import KINDS
from whitelabel.change import is_fingerprinted
from whitelabel.check import check_brand, check_project
from whitelabel.disk.blob import Blob
from whitelabel.disk.files import BRANDS
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree, part_of, read_parts, read_tree
from whitelabel.last_files import LastFiles
from whitelabel.load import load
from whitelabel.model import Action, BrandPlan, Project, Remember, Resolved
from whitelabel.pipeline import When, day_on, line_reader, logo_files
from whitelabel.plan import Common, plan_brand, plan_common, plan_part
from whitelabel.problem import Problem, error, merged
from whitelabel.resolve import Ground, lay, resolve_brand
from whitelabel.run import run
from whitelabel.run.store import Store
from whitelabel.sight import Laid, Looked, Sight, has_error
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.slots import Slots

T = TypeVar("T")


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
        self._brands: dict[str, Looked] = {}
        """By slug those that were looked at last, the last one at the end."""
        self._kept: frozenset[str] = frozenset()
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
        return tuple(looked.shown for looked in self._brands.values())

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
            for looked in self._brands.values():
                looked.touch(changed)
        return changed

    def again(self) -> None:
        """Have all brands be seen anew, though no file has changed: the day has."""
        self._is_read = False
        for looked in self._brands.values():
            looked.is_stale = True

    def sight(self, slug: str, *, at_once: bool = False) -> Sight:
        """A brand as it is now.

        Args:
            at_once: Whether what was made of its logo before will do.

        Raises:
            OSError: A file can't be read.
        """
        if slug not in self._brands:
            self._add(slug)
        looked = self._brands[slug]
        if looked.is_stale or not (at_once or looked.shown.is_settled):
            looked.show(self._seen(looked, at_once=at_once))
            looked.is_stale = False
            self._keep()
        self._brands[slug] = self._brands.pop(slug)
        return looked.shown

    def has(self, slug: str, path: str) -> bool:
        """Whether a brand has a file, or had one under a name that tells of its contents, as it was seen last."""
        looked = self._brands.get(slug)
        return (looked is not None and path in looked.actions) or self._gone(slug, path) is not None

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
        looked = self._brands.get(slug)
        if self._ground is None or slug not in self.brands or looked is None:
            return None
        laid = self._laid(looked, self._ground, at_once=True)
        is_hidden = looked.shown.stays(laid.checked) or looked.is_withheld
        if laid.brand is None or has_error(laid.problems) or is_hidden:
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
        plan, looked = self.sight(slug, at_once=True).plan, self._brands[slug]
        action = looked.actions.get(path)
        if plan is None or action is None:
            return self._gone(slug, path)
        problems: list[Problem] = []
        try:
            made, fault = _tried(lambda: self._run(plan, action, problems))
        except OSError:
            # See ``examine``.
            if looked.shown.state != "earlier":
                raise
            return self._shown.get(slug, path)
        if made is None:
            is_other = self._fail_to_make(looked, problems, fault)
            return self.file(slug, path) if is_other else self._shown.get(slug, path)
        self._shown.put(slug, path, made[path])
        return made[path]

    def _gone(self, slug: str, path: str) -> bytes | None:
        """A file that a brand has no longer: as it was shown, or as it was a change ago."""
        if not is_fingerprinted(path):
            return None
        shown = self._shown.get(slug, path)
        if shown is not None:
            return shown
        for plan, actions in self._brands[slug].before if slug in self._brands else ():
            made = self.made(plan, actions[path]) if path in actions else None
            if made is not None:
                self._shown.put(slug, path, made[path])
                return made[path]
        return None

    def _fail_to_make(self, looked: Looked, making: Sequence[Problem], fault: Exception | None) -> bool:
        """Tell that a file can't be made; where rules refuse the brand, as they do in a build, nothing else is told.

        Args:
            making: What was found wrong with the file.
            fault: What was stumbled over; raised where no rule tells of it.

        Returns:
            Whether something else is shown now.
        """
        if looked.shown.is_refused:
            return False
        if fault is not None:
            raise fault
        if looked.shown.state == "earlier":
            return False
        looked.is_taken_back = True
        is_other = looked.fail(making)
        self._keep()
        return is_other

    def taken_back(self) -> set[str]:
        """Brands of which a file couldn't be made, so that something else is shown or told, since this was asked last."""
        found = {slug for slug, looked in self._brands.items() if looked.is_taken_back}
        for slug in found:
            self._brands[slug].is_taken_back = False
        return found

    def is_withheld(self, slug: str) -> bool:
        """Whether what is written isn't shown until an examination has found it mended."""
        return slug in self._brands and self._brands[slug].is_withheld

    def is_examined(self, slug: str) -> bool:
        """Whether all is known that is wrong with a brand that was looked at, as far as it can be."""
        return self._brands[slug].unexamined is None

    def examine(self, slug: str) -> Generator[None, None, tuple[Problem, ...]]:
        """Make all of a brand's bundle, and find everything that a build would tell of it, step by step.

        From then on what is shown is what is written, where nothing is wrong with it; and else what was right before.
        Whoever looks at the files again in between has what was true before.

        Raises:
            OSError: A file can't be read.
        """
        self.sight(slug)
        # It may be looked at no longer before this ends.
        looked = self._brands[slug]
        yield
        sight = looked.unexamined
        if sight is None or sight.plan is None or sight.resolved is None:
            return looked.shown.problems
        if sight.is_refused:
            looked.examined = sight.plan
            return looked.shown.problems
        problems, is_gone = list(sight.problems) if sight.is_now else [], False
        try:
            yield from self._look_through(slug, sight.resolved, sight.plan, problems)
        except OSError:
            # Big files aren't held in memory, and what was written earlier may have been written over.
            if sight.is_now:
                raise
            is_gone = True
        looked.take(sight, None if is_gone else problems)
        self._keep()
        return looked.shown.problems

    def _look_through(
        self, slug: str, resolved: Resolved, plan: BrandPlan, problems: list[Problem]
    ) -> Generator[None, None, None]:
        files: dict[str, bytes] = {}
        for action in plan.actions:
            yield
            files |= self._run(plan, action, problems) or {}
        if not has_error(problems):
            found = yield from self._verified(resolved, slug, dict(sorted(files.items())))
            problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)

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

    def _keep(self) -> None:
        """Have what brands are shown by, and were right by, be held in memory."""
        self._kept = frozenset(key for looked in self._brands.values() for key in looked.kept)

    def _add(self, slug: str) -> None:
        """Begin to look at a brand; those that are looked at stay as they are where nothing of theirs has changed."""
        while len(self._brands) >= _MOST:
            del self._brands[next(iter(self._brands))]
        self._brands[slug] = Looked.first(slug)
        known = self._tree.files
        changed = self._looked((f"{BRANDS}/{slug}",) if known else None)
        # Of others' folders most is read only now.
        self._untold.update(path for path in changed if path in known)
        self._is_read = False
        if any(part_of(path) != f"{BRANDS}/{slug}" for path in changed):
            for looked in self._brands.values():
                looked.is_stale = True

    def _looked(self, paths: Collection[str] | None) -> tuple[str, ...]:
        parts = {part_of(path) for path in paths} if paths is not None else None
        if parts is not None and BRANDS in parts:
            parts = None
        wanted = tuple(self._brands) or _NOBODY
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
        wanted = [slug for slug in sorted(self._brands) if slug in known] or sorted(known)[:1]
        project = load(self._tree, wanted, found)
        before, self._ground = self._ground, None
        if project is not None:
            day = day_on(self._on(), project.vendor.policy.timezone)
            self._ground = lay(project, wanted, day, found, before=before)
        self._mistakes = merged(found)
        self._is_read = True

    def _seen(self, looked: Looked, *, at_once: bool) -> Sight:
        if not self._is_read:
            self._read()
        before, ground = looked.shown, self._ground
        slug = before.slug
        if not before.is_settled:
            # What stands in for a logo belongs to no state that was ever written.
            before = looked.right or before
        before = dataclasses.replace(before, state="earlier", is_settled=True)
        if slug not in self.brands:
            gone = error("WL110", f"there is no brand '{slug}' any more", hint=f"bring back 'brands/{slug}/'")
            return dataclasses.replace(before, problems=(gone,))
        if ground is None:
            found = [problem for problem in self._mistakes if not problem.brands or slug in problem.brands]
            return dataclasses.replace(before, problems=merged(found))
        laid = self._laid(looked, ground, at_once=at_once)
        found = [*laid.problems, *laid.checked]
        if laid.brand is not None and not has_error(laid.problems) and not before.stays(laid.checked):
            brand, making = laid.brand, list[Problem]()
            plan, fault = _tried(lambda: plan_brand(self._planned(ground.project), brand, render.OWN, making))
            if plan is not None:
                return Sight(
                    *(slug, brand.brand.name, laid.resolved, plan, merged((*found, *making)), "now"),
                    is_settled=not laid.was_lent,
                    is_refused=has_error(laid.checked),
                )
            if not has_error(found):
                if fault is not None:
                    raise fault
                found += making
        return dataclasses.replace(before, problems=merged(found), is_settled=not laid.was_lent)

    def _laid(self, looked: Looked, ground: Ground, *, at_once: bool) -> Laid:
        """A brand on the ground that all have; once, however often it is asked for."""
        slug, known = looked.shown.slug, looked.laid
        if known is not None and known.ground is ground and (at_once or not known.was_lent):
            return known
        found = [problem for problem in self._mistakes if not problem.brands or slug in problem.brands]
        logo = _Logo(self._remember, looked.study if at_once and _has_logo_of(looked.shown, ground) else None)
        brand = resolve_brand(ground, slug, found, remember=logo)
        resolved = Resolved(ground.project, {slug: brand} if brand is not None else {}, ground.rights, (slug,))
        checked = (*check_project(resolved), *(check_brand(resolved, slug) if brand is not None else ()))
        looked.laid = Laid(ground, resolved, brand, tuple(found), checked, logo.was_lent)
        looked.study = logo.study or looked.study
        return looked.laid

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


class _Logo:
    """Gives what was made of a brand's logo, or what was made before of the brand's last one.

    Args:
        remember: Gives what was made.
        lent: What was made last, where that will do.
    """

    def __init__(self, remember: Remember, lent: bytes | None) -> None:
        self._remember = remember
        self._lent = lent
        self.was_lent = False
        self.study: bytes | None = None

    def __call__(self, key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        def lent() -> tuple[bytes, bool]:
            if self._lent is None:
                return work()
            self.was_lent = True
            return self._lent, False

        self.study = self._remember(key, lent)
        return self.study


def _has_logo_of(before: Sight, ground: Ground | None) -> bool:
    """Whether a brand's file names the same logos that it did when it was seen: what is told of them has a place."""
    brand = ground.project.brands.get(before.slug) if ground is not None else None
    known = before.resolved.brands[before.slug].brand if before.resolved is not None else None
    return brand is not None and known is not None and brand.logo == known.logo and brand.fonts == known.fonts


_MOST = 64
"""Brands whose files are held in memory."""

_NOBODY = ("",)
"""Of brands that nobody looks at only the rights are read."""
