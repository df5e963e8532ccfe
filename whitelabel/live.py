"""A project that stays loaded while people work on it: after a change only what hangs on that is made anew.

It is the flow of ``pipeline`` with two differences: a brand is taken through it when somebody looks at it, and a file of its
bundle is made when somebody asks for it. Nothing is written but to the store. Where a change brings a mistake, a brand's last
good state stays to be looked at, with the mistake beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whitelabel import render
from whitelabel.bundle import KINDS
from whitelabel.check import check_brand, check_project
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree, read_tree
from whitelabel.load import load, slugs
from whitelabel.model import Action, BrandPlan, Remember, Resolved
from whitelabel.pipeline import When, day_on, line_reader, logo_files
from whitelabel.plan import plan_brand, plan_common
from whitelabel.problem import Problem, error, merged
from whitelabel.resolve import Ground, lay, resolve_brand
from whitelabel.run import run
from whitelabel.run.store import Store
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.slots import Slots


@dataclass(frozen=True, slots=True)
class Sight:
    """One brand as it is looked at.

    Attributes:
        name: The brand's, or its slug where that can't be read.
        resolved: The project with this brand alone; ``None`` as long as it never was right.
        plan: What its bundle is made by; likewise.
        problems: What is wrong with it now, as far as that is seen before its files are made.
        is_now: Whether what is shown is what is written: a mistake leaves the last good state.
    """

    slug: str
    name: str
    resolved: Resolved | None
    plan: BrandPlan | None
    problems: tuple[Problem, ...]
    is_now: bool


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
        self._is_read = False
        self._ground: Ground | None = None
        self._mistakes: tuple[Problem, ...] = ()
        """Of the project, and of the brands that are looked at as far as they are read."""
        self._sights: dict[str, Sight] = {}
        """Of the brands that were looked at last, the last one at the end."""
        self._stale: set[str] = set()
        self._actions: dict[str, dict[str, Action]] = {}
        self._kept: frozenset[str] = frozenset()

    @property
    def brands(self) -> Sequence[str]:
        """Slugs of all brands, sorted, those that can't be read among them."""
        return slugs(self._tree)

    def line_of(self, path: str, number: int) -> str | None:
        """A line of one of the project's files."""
        return line_reader(self._tree)(path, number)

    def look(self) -> None:
        """Look at the project's files again: whatever is asked for from now on is as they are.

        Raises:
            OSError: A file can't be read.
        """
        self._index = self._index.again()
        tree = read_tree(self._root, tuple(self._sights) or _NOBODY, self._index, every=True)
        before = self._tree.files
        # What was read is at hand, and what is the same is the same object.
        files = {path: before[path] if before.get(path) == blob else blob for path, blob in tree.files.items()}
        self._tree = Tree(files, tree.odd)
        self._is_read = False
        self._stale = set(self._sights)

    def sight(self, slug: str) -> Sight:
        """A brand as it is now.

        Raises:
            OSError: A file can't be read.
        """
        if slug not in self._sights:
            while len(self._sights) >= _MOST:
                self._forget(next(iter(self._sights)))
            self._sights[slug] = Sight(slug, slug, None, None, (), is_now=False)
            self.look()
        if slug in self._stale:
            self._sights[slug] = self._seen(self._sights[slug])
            self._stale.discard(slug)
            self._note(slug)
        self._sights[slug] = self._sights.pop(slug)
        return self._sights[slug]

    def file(self, slug: str, path: str) -> bytes | None:
        """A file of a brand's bundle, made when it isn't at hand; ``None`` where there is none, or it has a mistake.

        Raises:
            OSError: A file can't be read.
        """
        plan = self.sight(slug).plan
        action = self._actions[slug].get(path)
        if plan is None or action is None:
            return None
        problems: list[Problem] = []
        made = self._run(plan, action, problems)
        if made is None:
            now = self._sights[slug]
            self._sights[slug] = dataclasses.replace(now, problems=merged((*now.problems, *problems)), is_now=False)
        return made[path] if made is not None else None

    def examine(self, slug: str) -> Generator[None, None, tuple[Problem, ...]]:
        """Make all of a brand's bundle, and find everything that a build would tell of it, step by step.

        Whoever looks at the files again in between has what was true before.

        Raises:
            OSError: A file can't be read.
        """
        sight = self.sight(slug)
        problems = list(sight.problems)
        if sight.resolved is None or sight.plan is None or not sight.is_now:
            return sight.problems
        problems.extend(check_project(sight.resolved))
        yield
        problems.extend(check_brand(sight.resolved, slug))
        files: dict[str, bytes] = {}
        for action in sight.plan.actions:
            yield
            files |= self._run(sight.plan, action, problems) or {}
        if not any(problem.is_error for problem in problems):
            yield
            problems.extend(self._verified(sight.resolved, slug, files))
        return merged(problems)

    def _verified(self, resolved: Resolved, slug: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
        at, project = f"build/{slug}/", resolved.project
        found = [*check_links(files, at), *Slots(project.theme).check(resolved.brands[slug], files)]
        logos = logo_files(self._root, self._tree, project.holders, self._root / "build")
        verifier = Verifier(
            *(project.vendor, project.holders, project.files, resolved.rights.day, self._remember, logos),
            hosts=project.theme.hosts,
            business=project.theme.business,
        )
        found += verifier.verify_alone(slug, at, files).problems
        return (dataclasses.replace(problem, brands=(slug,)) for problem in found)

    def _run(self, plan: BrandPlan, action: Action, problems: list[Problem]) -> dict[str, bytes] | None:
        alone = dataclasses.replace(plan, actions=(action,), common=self._kept)
        return run(alone, KINDS, lambda wanted: plan.inputs[wanted].read(), self._store, problems)

    def _note(self, slug: str) -> None:
        plan = self._sights[slug].plan
        actions = plan.actions if plan is not None else ()
        self._actions[slug] = {path: action for action in actions for path in action.outputs}
        self._kept = frozenset(action.key for each in self._actions.values() for action in each.values())

    def _forget(self, slug: str) -> None:
        for known in (self._sights, self._actions):
            known.pop(slug, None)
        self._stale.discard(slug)

    def _read(self) -> None:
        found: list[Problem] = []
        known = set(slugs(self._tree))
        wanted = [slug for slug in sorted(self._sights) if slug in known]
        project = load(self._tree, wanted, found, self._index) if wanted else None
        self._ground = None
        if project is not None:
            self._ground = lay(project, wanted, day_on(self._on(), project.vendor.policy.timezone), found)
        self._mistakes = merged(found)
        self._is_read = True

    def _seen(self, before: Sight) -> Sight:
        if not self._is_read:
            self._read()
        slug, ground = before.slug, self._ground
        if slug not in self.brands:
            gone = error("WL110", f"there is no brand '{slug}' any more", hint=f"bring back 'brands/{slug}/'")
            return dataclasses.replace(before, problems=(gone,), is_now=False)
        found = [problem for problem in self._mistakes if not problem.brands or slug in problem.brands]
        brand = resolve_brand(ground, slug, found, remember=self._remember) if ground is not None else None
        if ground is not None and brand is not None and not any(problem.is_error for problem in found):
            plan = plan_brand(plan_common(ground.project, render.SHARED), brand, render.OWN, found)
            if plan is not None:
                resolved = Resolved(ground.project, {slug: brand}, ground.rights, (slug,))
                return Sight(slug, brand.brand.name, resolved, plan, merged(found), is_now=True)
        return dataclasses.replace(before, problems=merged(found), is_now=False)


_MOST = 64
"""Brands whose files are held in memory."""

_NOBODY = ("",)
"""Of brands that nobody looks at only the rights are read."""
