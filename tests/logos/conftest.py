"""Where hostile drawings are opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.logos.hostile_svgs import Snare
from tests.logos.open_air import OpenAir, open_air

SECRET = "the-word-that-no-drawing-may-learn"


@pytest.fixture(scope="session")
def air() -> Iterator[OpenAir]:
    """A site without any policy, and a canary beside it."""
    with open_air() as place:
        yield place


@pytest.fixture(scope="session")
def snare(air: OpenAir, tmp_path_factory: pytest.TempPathFactory) -> Snare:
    """What hostile drawings run into: the canary, and a file on this disk."""
    secret = Path(tmp_path_factory.mktemp("secret")) / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    return Snare(air.canary, str(secret))
