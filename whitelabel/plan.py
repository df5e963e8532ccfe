"""What to make, for which path, from which inputs; nothing is made here.

WL701: two sources write one path of a bundle
    A page and a static file, or two pages that a file system without upper and lower case holds for one. Rename one.
WL702: a path can't be written on every system
    A device name, a trailing dot or space, a name of more than 255 bytes, a character that some system refuses.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence

from whitelabel.disk import Blob
from whitelabel.model import Action, BrandPlan, Desk, Kind, Plan, Resolved, ResolvedBrand, canonical, digest
from whitelabel.problem import Problem, Related, Span, error

_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def plan(resolved: Resolved, shared_kinds: Sequence[Kind], own_kinds: Sequence[Kind], problems: list[Problem]) -> Plan:
    """List the work for every brand.

    Args:
        resolved: The project with the brands to make.
        shared_kinds: Kinds that are planned once for all brands.
        own_kinds: Kinds that are planned for each brand, in an order in which later ones may ask for the addresses
            of earlier ones.
        problems: Takes what can't be planned; such a brand is left out.
    """
    inputs: dict[str, Blob] = {}
    common = Desk(resolved.project, None, {}, inputs)
    shared = [action for kind in shared_kinds for action in kind.plan(common)]
    plans: list[BrandPlan] = []
    for slug, brand in resolved.brands.items():
        desk = Desk(resolved.project, brand, dict(common.addresses), inputs)
        actions = [*shared, *(action for kind in own_kinds for action in kind.plan(desk))]
        found = [dataclasses.replace(problem, brands=(slug,)) for problem in _path_mistakes(brand, actions)]
        problems.extend(found)
        if not found:
            plans.append(BrandPlan(slug, _key(actions), tuple(actions)))
    return Plan(tuple(plans), inputs)


def _key(actions: Sequence[Action]) -> str:
    """All that can change a bundle: what is made, and where it goes."""
    return digest(canonical(sorted((action.key, action.outputs) for action in actions)).encode())


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
            if writer is action:
                continue
            message = f"two sources write '{path}'" if known == path else f"'{path}' and '{known}' differ by case alone"
            yield error(
                "WL701", message, _origin(action, brand), related=[Related(_origin(writer, brand), "and this one")]
            )


def _origin(action: Action, brand: ResolvedBrand) -> Span:
    return action.origin if action.origin.path else Span(brand.brand.path)


def _fault(path: str) -> str:
    for step in path.split("/"):
        if _DEVICE.fullmatch(step):
            return f"holds '{step}', a device name on Windows"
        if step != step.rstrip(". ") or not step:
            return "holds a name that ends in a dot or a space"
        if len(step.encode()) > 255:
            return "holds a name of more than 255 bytes"
        if re.search(r'[<>:"|?*\\\x00-\x1f]', step):
            return "holds a character that some systems refuse"
    return ""
