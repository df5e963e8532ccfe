"""What each file of a bundle was made from, kept so that it can be told what has changed since.

It is only told: nothing is made or left out because of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whitelabel.disk.kept import fits, is_size
from whitelabel.model import BrandPlan, canonical, digest
from whitelabel.run.store import Store

_VERSION = 1
_FORM = {"key": str, "inputs": [(str, str)], "actions": [(str, str, str, [is_size], [str])]}
_ENOUGH = 16
"""Hexadecimal digits of a digest that tell two inputs of one name apart."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a file is made from.

    Attributes:
        kind, version: Of the renderer.
        params: Digest of all that it depends on beside its inputs.
        inputs: Name and digest of each; a name may come several times.
    """

    kind: str
    version: str
    params: str
    inputs: tuple[tuple[str, str], ...]


def recipes(plan: BrandPlan) -> dict[str, Recipe]:
    """What each file that a plan makes is made from, by path; digests are shortened."""
    found: dict[str, Recipe] = {}
    for action in plan.actions:
        inputs = tuple((name, sha256[:_ENOUGH]) for name, sha256 in action.inputs)
        params = digest(action.params.encode())[:_ENOUGH]
        recipe = Recipe(action.kind, action.version, params, inputs)
        found |= dict.fromkeys(action.outputs, recipe)
    return found


def keep(store: Store, plan: BrandPlan) -> None:
    """Write down what a brand's bundle is made from."""
    inputs: dict[tuple[str, str], int] = {}
    actions: list[Any] = []
    for action in plan.actions:
        numbers = [inputs.setdefault((name, sha256[:_ENOUGH]), len(inputs)) for name, sha256 in action.inputs]
        params = digest(action.params.encode())[:_ENOUGH]
        actions.append([action.kind, action.version, params, numbers, action.outputs])
    told = {"key": plan.key, "inputs": list(inputs), "actions": actions}
    store.put(_place(plan.brand), (canonical(told).encode(),), stored=True, own=True)


def kept(store: Store, brand: str, key: str) -> Mapping[str, Recipe] | None:
    """What was written down of a brand's bundle, by path.

    Args:
        store: Where.
        brand: Slug.
        key: Of the plan that the bundle was made by, as its listing says.

    Returns:
        ``None`` where nothing is known of this very bundle.
    """
    entry = store.get(_place(brand), stored=True, count=1, own=True)
    try:
        told: Any = json.loads(entry[0]) if entry is not None else None
    except (ValueError, RecursionError):
        return None
    if not fits(told, _FORM) or told["key"] != key:
        return None
    inputs: list[tuple[str, str]] = [(name, sha256) for name, sha256 in told["inputs"]]
    found: dict[str, Recipe] = {}
    for kind, version, params, numbers, outputs in told["actions"]:
        if any(number >= len(inputs) for number in numbers):
            return None
        recipe = Recipe(kind, version, params, tuple(inputs[number] for number in numbers))
        found |= dict.fromkeys(outputs, recipe)
    return found


def _place(brand: str) -> str:
    return digest(canonical(["ingredients", _VERSION, brand]).encode())
