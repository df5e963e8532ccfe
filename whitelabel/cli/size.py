"""A size as people write it: `2GB`, `500MiB`, `0`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click

_UNITS: Mapping[str, int] = {"B": 1} | {
    unit: base**power
    for power, letter in enumerate("KMGT", 1)
    for unit, base in ((f"{letter}B", 1000), (f"{letter}IB", 1024))
}
_MOST = 2**62


class _Size(click.ParamType[int]):
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*((?:[KMGT]I?)?B)?", value.strip().upper(), re.ASCII)
        unit = _UNITS.get(found[2] or "") if found else None
        if found is not None and unit is None and float(found[1]) == 0:
            unit = 1
        if found is None or unit is None:
            self.fail(f"'{value}' is no size; one such as 2GB, 500MiB or 0 was wanted", param, ctx)
        return round(min(float(found[1]) * unit, _MOST))


SIZE = _Size()
"""Bytes; `kB`, `MB`, `GB` and `TB` count by thousands, `KiB` and the like by 1,024."""
