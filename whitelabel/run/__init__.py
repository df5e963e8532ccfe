"""Carry out a plan: each action once, however many brands ask for its bytes."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping

from whitelabel.model import Action, BrandPlan, Kind, Read
from whitelabel.picture.together import Drawings, Work
from whitelabel.problem import Problem, Rejected
from whitelabel.run.store import Store


def nothing_stands(_: Action) -> None:
    """Nothing was made before."""


def run(
    plan: BrandPlan,
    kinds: Mapping[str, Kind],
    read: Read,
    store: Store,
    problems: list[Problem],
    standing: Callable[[Action], tuple[bytes, ...] | None] = nothing_stands,
) -> dict[str, bytes] | None:
    """Make every file of one bundle.

    Args:
        plan: The work.
        kinds: Asset kinds by name.
        read: Gives inputs by digest; an action gets those alone that it names.
        store: What was made before; takes what is made now.
        problems: Takes mistakes that only running shows.
        standing: Gives what an action made for this bundle before, where that still stands.

    Returns:
        Bytes by path in the bundle, sorted; ``None`` where there was a mistake.
    """
    files: dict[str, bytes] = {}
    found: list[Problem] = []
    drawings: list[tuple[Action, Work]] = []

    def make(action: Action) -> None:
        try:
            made = standing(action) or _made(action, kinds[action.kind], read, store)
        except Rejected as rejected:
            found.extend(rejected.problems)
            return
        if isinstance(made, Work):
            drawings.append((action, made))
        else:
            files.update(zip(action.outputs, made, strict=True))

    for action in plan.actions:
        if kinds[action.kind].drawn:
            make(action)
    with contextlib.closing(Drawings([work for _, work in drawings])) as running:
        for action in plan.actions:
            if not kinds[action.kind].drawn:
                make(action)
                running.look_after()
        drawn = running.result()
    for (action, _), pictures in zip(drawings, drawn, strict=True):
        if isinstance(pictures, Problem):
            found.append(pictures)
        else:
            store.put(action.key, pictures, stored=kinds[action.kind].stored)
            files.update(zip(action.outputs, pictures, strict=True))
    store.forget(keep=plan.common)
    # A mistake in a layout shows on every page that uses it: it is told once.
    unique = dict.fromkeys(dataclasses.replace(problem, brands=(plan.brand,)) for problem in found)
    problems.extend(unique)
    return None if unique else dict(sorted(files.items()))


def _made(action: Action, kind: Kind, read: Read, store: Store) -> tuple[bytes, ...] | Work:
    made = store.get(action.key, stored=kind.stored, count=len(action.outputs))
    if made is not None:
        return made
    declared = {wanted for _, wanted in action.inputs}

    def read_declared(wanted: str) -> bytes:
        if wanted not in declared:
            raise LookupError(f"'{kind.name}' reads {wanted}, which its action doesn't name")
        return read(wanted)

    fresh = kind.render(action, read_declared)
    if not isinstance(fresh, Work):
        store.put(action.key, fresh, stored=kind.stored)
    return fresh
