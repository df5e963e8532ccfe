"""Each browser test runs a brand at a time, so that workers share them."""

from __future__ import annotations

from pathlib import Path

import pytest

BRANDS = sorted(path.parent.name for path in (Path(__file__).resolve().parents[2] / "brands").glob("*/brand.yaml"))
# One with a serif and two scripts, one that is dark by nature.
SOME = ("acme", "zuid-45")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`brand` is every demo brand; `some_brand` is two of them, and the others too in `make soak`."""
    if "brand" in metafunc.fixturenames:
        metafunc.parametrize("brand", BRANDS)
    if "some_brand" in metafunc.fixturenames:
        rest = [pytest.param(slug, marks=pytest.mark.soak) for slug in BRANDS if slug not in SOME]
        metafunc.parametrize("some_brand", [*SOME, *rest])
