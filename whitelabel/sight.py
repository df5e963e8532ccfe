"""One brand as it is looked at, and what is known of it from change to change."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from whitelabel.model import Action, BrandPlan, Resolved, ResolvedBrand
from whitelabel.problem import Problem, merged
from whitelabel.resolve import Ground


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

    def stays(self, checked: Iterable[Problem]) -> bool:
        """Whether it is still shown where rules have found this of what is written."""
        return self.plan is not None and not self.is_refused and has_error(checked)


class Laid(NamedTuple):
    """A brand on the ground that all have.

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


@dataclass(slots=True)
class Looked:
    """What is known of a brand that is looked at.

    Attributes:
        shown: As it is seen.
        written: As it is written, whether or not that is shown, but for what only an examination finds.
        right: The last state that an examination found no mistake in.
        found: What only an examination has found, and nobody has touched the files of.
        examined: What was looked through last.
        is_stale: Whether something has changed since it was seen.
        is_taken_back: Whether a file couldn't be made, so that something else is shown or told, and nobody has asked for that.
        actions: What the files of its bundle are made by, by path.
        before: What it was made by before, with what its files were; the last time at the beginning.
        laid: As it lay on the ground last.
        study: What was made of its logo last.
    """

    shown: Sight
    written: Sight
    right: Sight | None = None
    found: tuple[Problem, ...] = ()
    examined: BrandPlan | None = None
    is_stale: bool = True
    is_taken_back: bool = False
    actions: dict[str, Action] = field(default_factory=dict)
    before: deque[tuple[BrandPlan, dict[str, Action]]] = field(default_factory=lambda: deque(maxlen=_STEPS))
    laid: Laid | None = None
    study: bytes | None = None

    @classmethod
    def first(cls, slug: str) -> Looked:
        """Of a brand that nothing is known of yet."""
        nothing = Sight(slug, slug, None, None, (), "earlier")
        return cls(nothing, nothing)

    @property
    def is_withheld(self) -> bool:
        """Whether what is written isn't shown until an examination has found it mended."""
        return self.right is not None and has_error(self.found)

    @property
    def unexamined(self) -> Sight | None:
        """What there is to look through: what is written, or what stands behind a mistake and was never looked through."""
        found = self.written if self.written.state == "now" else self.shown
        is_known = found.plan is self.examined or (self.right is not None and found.plan is self.right.plan)
        return None if found.resolved is None or found.plan is None or is_known else found

    def show(self, written: Sight) -> None:
        """Show it as it is written; as it was right, as long as something is wrong that only an examination finds."""
        self.written = shown = written
        if written.state == "now":
            if self.right is not None and self.is_withheld:
                shown = dataclasses.replace(self.right, state="earlier", is_settled=written.is_settled)
            is_refused = shown.is_now and (written.is_refused or has_error(self.found))
            shown = dataclasses.replace(shown, problems=merged((*written.problems, *self.found)), is_refused=is_refused)
        self._put(shown)

    def _put(self, shown: Sight) -> None:
        before, self.shown = self.shown, shown
        if before.plan is not None and shown.plan is not None and before.plan.key != shown.plan.key:
            self.before.appendleft((before.plan, self.actions))
        actions = shown.plan.actions if shown.plan is not None else ()
        self.actions = {path: action for action in actions for path in action.outputs}

    @property
    def kept(self) -> Iterator[str]:
        """Keys of what it is shown by, and was right by: it may be asked for at any time."""
        for sight in filter(None, (self.shown, self.right)):
            yield from (action.key for action in (sight.plan.actions if sight.plan is not None else ()))

    def take(self, examined: Sight, problems: Sequence[Problem] | None) -> None:
        """Take it that an examination of what is written, or of what stands behind a mistake, has found this.

        Args:
            problems: ``None`` where it can't be made any more, since its files were written over.
        """
        self.examined = examined.plan
        is_right = problems is not None and not has_error(problems)
        if is_right:
            self.right = dataclasses.replace(
                examined, state="now", problems=examined.problems if examined.is_now else ()
            )
        if examined.is_now:
            known = set(examined.problems)
            self.found = tuple(problem for problem in merged(problems or ()) if problem not in known)
            self.show(examined)
        elif not is_right:
            behind = self.right or dataclasses.replace(self.shown, is_refused=True)
            self._put(dataclasses.replace(behind, state="earlier", problems=self.shown.problems))

    def fail(self, making: Iterable[Problem]) -> bool:
        """Take it that a file of what is written can't be made: what was right is shown, or else this is told.

        Args:
            making: What was found wrong with the file.

        Returns:
            Whether something else is shown now.
        """
        if self.right is not None:
            self.found = merged(making)
            self.show(self.written)
            return True
        told = merged((*self.written.problems, *making))
        self.shown = dataclasses.replace(self.shown, problems=told, state="unmade", is_refused=True)
        return False

    def touch(self, changed: Iterable[str]) -> None:
        """Take it that these files have changed: what was found in them may be mended."""
        paths = set(changed)
        self.is_stale = True
        self.found = tuple(one for one in self.found if one.span is None or one.span.path not in paths)


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether one of them is more than a warning."""
    return any(problem.is_error for problem in problems)


_STEPS = 4
"""Changes for which a page that was made before finds what it asks for."""
