"""One brand's way through the flow: resolve, check, plan, and whatever is then done with the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from whitelabel import render
from whitelabel.check import check_brand
from whitelabel.model import BrandPlan, Remember, Resolved, ResolvedBrand
from whitelabel.plan import Common, plan_brand, plan_common
from whitelabel.problem import Problem
from whitelabel.resolve import Ground, resolve_brand

Made = TypeVar("Made")

Make = Callable[[Resolved, BrandPlan, list[Problem]], Made]
"""Does something with a brand's plan. It is given the project with this brand alone, and takes mistakes that only this shows."""


@dataclass(frozen=True, slots=True)
class Part(Generic[Made]):
    """What came of one brand. It may come from another process, so it holds no more than has to be told.

    Attributes:
        resolving, checking, making: What was found wrong on the way.
        made: What was done with the plan; ``None`` where the brand is rejected.
    """

    slug: str
    resolving: tuple[Problem, ...]
    checking: tuple[Problem, ...] = ()
    making: tuple[Problem, ...] = ()
    made: Made | None = None


class Way(Generic[Made]):
    """The way that each brand takes, whatever becomes of the others.

    Args:
        ground: What all brands are resolved on.
        asked: Slugs, sorted.
        remember: Gives what was made of a logo before.
        make: What is done with a plan.
    """

    def __init__(self, ground: Ground, asked: Sequence[str], remember: Remember, make: Make[Made | None]) -> None:
        self._ground = ground
        self._asked = tuple(asked)
        self._remember = remember
        self._make = make
        self._known: dict[str, tuple[ResolvedBrand | None, tuple[Problem, ...]]] = {}
        self._closed: Collection[str] = ()
        self._common: Common | None = None

    def lead(self) -> Resolved:
        """The project with the first brand that has no mistake in itself, where there is one."""
        for slug in self._asked:
            self._known[slug] = self._resolved(slug)
            found = self._known[slug][0]
            if found is not None:
                return self._with(slug, found)
        return Resolved(self._ground.project, {}, self._ground.rights, self._asked)

    def open(self, rejected: Collection[str]) -> None:
        """Plan what all brands have in common; those that are rejected by then are only looked at further."""
        self._closed = rejected
        if not set(rejected).issuperset(self._asked):
            self._common = plan_common(self._ground.project, render.SHARED)

    def __call__(self, slug: str) -> Part[Made]:
        """Take one brand all the way."""
        brand, resolving = self._known.pop(slug) if slug in self._known else self._resolved(slug)
        if brand is None:
            return Part(slug, resolving)
        resolved = self._with(slug, brand)
        checking = tuple(check_brand(resolved, slug))
        if self._common is None or slug in self._closed or any(problem.is_error for problem in checking):
            return Part(slug, resolving, checking)
        making: list[Problem] = []
        planned = plan_brand(self._common, brand, render.OWN, making)
        made = self._make(resolved, planned, making) if planned is not None else None
        return Part(slug, resolving, checking, tuple(making), made)

    def _resolved(self, slug: str) -> tuple[ResolvedBrand | None, tuple[Problem, ...]]:
        found: list[Problem] = []
        return resolve_brand(self._ground, slug, found, remember=self._remember), tuple(found)

    def _with(self, slug: str, brand: ResolvedBrand) -> Resolved:
        return Resolved(self._ground.project, {slug: brand}, self._ground.rights, self._asked)
