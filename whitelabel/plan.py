"""What to make, for which path, from which inputs; nothing is made here.

WL701: two sources write one path of a bundle
    A page and a static file, two files that a file system without upper and lower case holds for one, or a file where
    another source needs a folder. Rename one.
WL702: a path can't be written on every system
    A device name, a trailing dot or space, a name of more than 255 bytes or in another encoding than UTF-8, a character that some
    system refuses.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whitelabel.model import Action, BrandPlan, Desk, Kind, Project, Resolved, ResolvedBrand, canonical, digest
from whitelabel.problem import Problem, Rejected, Related, Span, error

_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Common:
    """What is planned once for all brands.

    Attributes:
        desk: The one it was planned on.
        actions: In the order of the kinds.
        keys: Of the actions.
    """

    desk: Desk
    actions: tuple[Action, ...]
    keys: frozenset[str]

    def of(self, project: Project) -> Common:
        """The same for a project that has the same theme."""
        return dataclasses.replace(self, desk=self.desk.of(project))


def plan_common(project: Project, shared_kinds: Sequence[Kind]) -> Common:
    """List the work that is the same for every brand."""
    desk = Desk(project, None, {}, {})
    actions = tuple(action for kind in shared_kinds for action in kind.plan(desk))
    return Common(desk, actions, frozenset(action.key for action in actions))


def plan_brand(
    common: Common, brand: ResolvedBrand, own_kinds: Sequence[Kind], problems: list[Problem]
) -> BrandPlan | None:
    """List the work for one brand.

    Args:
        common: What all brands have in common.
        brand: Without mistakes.
        own_kinds: Kinds that are planned for each brand, in an order in which later ones may ask for the addresses
            of earlier ones.
        problems: Takes what can't be planned, with the slug.

    Returns:
        ``None`` where there was a mistake.
    """
    slug, desk = brand.brand.slug, Desk(common.desk.project, brand, dict(common.desk.addresses), {}, common.desk)
    actions = list(common.actions)
    try:
        actions += [action for kind in own_kinds for action in kind.plan(desk)]
        mistakes = list(_path_mistakes(brand, actions))
    except Rejected as rejected:
        mistakes = list(rejected.problems)
    problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in (*mistakes, *desk.warnings))
    if mistakes:
        return None
    return BrandPlan(slug, _key(actions), tuple(actions), ChainMap(desk.inputs, common.desk.inputs), common.keys)


def plan_part(common: Common, brand: ResolvedBrand, own_kinds: Sequence[Kind]) -> BrandPlan:
    """List some of the work for one brand, beside what is common to all: of kinds that ask for no address of others'.

    Raises:
        Rejected: It can't be planned.
    """
    desk = Desk(common.desk.project, brand, dict(common.desk.addresses), {}, common.desk)
    actions = (*common.actions, *(action for kind in own_kinds for action in kind.plan(desk)))
    return BrandPlan(brand.brand.slug, _key(actions), actions, ChainMap(desk.inputs, common.desk.inputs), common.keys)


def plan(
    resolved: Resolved, shared_kinds: Sequence[Kind], own_kinds: Sequence[Kind], problems: list[Problem]
) -> Iterator[BrandPlan]:
    """List the work for every brand: ``plan_common``, and ``plan_brand`` for each; those with mistakes are left out."""
    common = plan_common(resolved.project, shared_kinds)
    for brand in resolved.brands.values():
        found = plan_brand(common, brand, own_kinds, problems)
        if found is not None:
            yield found


def _key(actions: Sequence[Action]) -> str:
    """All that can change a bundle: what is made, and where it goes."""
    return digest(canonical(sorted((action.key, action.outputs) for action in actions)).encode())


@functools.lru_cache(maxsize=8192)
def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _path_mistakes(brand: ResolvedBrand, actions: Sequence[Action]) -> Iterator[Problem]:
    writers: dict[str, tuple[str, Action]] = {}
    for action in actions:
        for path in action.outputs:
            fault = _fault(path)
            if fault:
                yield error("WL702", f"'{path}' {fault}", _origin(action, brand))
            known, writer = writers.setdefault(_folded(path), (path, action))
            if known != path:
                yield _clash(f"'{path}' and '{known}' differ by case alone", action, writer, brand)
            elif writer.key != action.key:
                yield _clash(f"two sources write '{path}'", action, writer, brand)
    for folded, (path, action) in writers.items():
        # Every folder above a file, up to the first that is itself written as a file.
        end = folded.rfind("/")
        while end > 0:
            if folded[:end] in writers:
                known, writer = writers[folded[:end]]
                yield _clash(f"'{path}' needs a folder where '{known}' is a file", action, writer, brand)
                break
            end = folded.rfind("/", 0, end)


def _clash(message: str, action: Action, writer: Action, brand: ResolvedBrand) -> Problem:
    related = [Related(_origin(writer, brand), "and this one")]
    return error("WL701", message, _origin(action, brand), related=related)


def _origin(action: Action, brand: ResolvedBrand) -> Span:
    return action.origin if action.origin.path else Span(brand.brand.path)


@functools.lru_cache(maxsize=8192)
def _fault(path: str) -> str:
    if not path.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in path):
        return "holds a name that is no UTF-8"
    for step in path.split("/"):
        if _DEVICE.fullmatch(step):
            return f"holds '{step}', a device name on Windows"
        if step != step.rstrip(". ") or not step:
            return "holds a name that ends in a dot or a space"
        if len(step.encode()) > 255:
            return "holds a name of more than 255 bytes"
        if _REFUSED.search(step):
            return "holds a character that some systems refuse"
    return ""
