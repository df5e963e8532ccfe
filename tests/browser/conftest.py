"""Each browser test runs a brand at a time, so that workers share them."""

from __future__ import annotations

from pathlib import Path

import pytest

BRANDS = sorted(path.parent.name for path in (Path(__file__).resolve().parents[2] / "brands").glob("*/brand.yaml"))
# The loudest look; those with several languages and scripts are the soak's.
ONE = "kamenar"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`brand` is one of the demo's, and each of the others too in `make soak`."""
    if "brand" in metafunc.fixturenames:
        rest = [pytest.param(slug, marks=pytest.mark.soak) for slug in BRANDS if slug != ONE]
        metafunc.parametrize("brand", [ONE, *rest])
