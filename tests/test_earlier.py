"""What bundles showed at an earlier time leaves nothing behind."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.repository import commit
from tests.shop import write
from whitelabel import earlier, pipeline
from whitelabel.disk.revision import commit_of
from whitelabel.pipeline import remake

DAY = datetime.date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("kept_pictures")


def same(_slug: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return dict(files)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_made_in_memory_is_what_would_be_published(shop: Path, jobs: int) -> None:
    made = remake(shop, ["acme", "gamma", "stranger"], on=DAY, look=same, jobs=jobs)
    pipeline.build(shop, on=DAY, out=shop / "out")

    assert sorted(made) == ["acme", "gamma"]
    assert made["gamma"] == contents(shop / "out/gamma")
    assert not list((shop / "build").glob("[!.]*"))


def test_nothing_stops_what_is_only_compared_but_mistakes_of_its_own(shop: Path) -> None:
    home = shop / "base_theme/templates/pages/home.html.j2"
    write(shop, "base_theme/templates/pages/home.html.j2", home.read_text("utf-8") + '<a href="/nowhere/">Beta</a>')
    (shop / "brands/gamma/logo.svg").unlink()

    assert sorted(remake(shop, ["acme", "gamma", "delta"], on=DAY, look=same)) == ["acme", "delta"]
    write(shop, "whitelabel.yaml", "nonsense")
    assert remake(shop, ["acme"], on=DAY, look=same) == {}


def test_who_is_interrupted_leaves_nothing(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(shop, "v1")
    found = commit_of(shop, "v1")
    assert found is not None
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    seen: list[list[str]] = []

    def interrupted(root: Path, *_: object, **__: object) -> None:
        seen.append([path.name for path in root.iterdir()])
        raise KeyboardInterrupt

    monkeypatch.setattr(earlier, "remake", interrupted)
    with pytest.raises(KeyboardInterrupt):
        earlier.of_revision(found, on=DAY)(["acme"], None)

    assert sorted(seen[0]) == ["base_theme", "brands", "whitelabel.yaml"]
    assert list((tmp_path / "temporary").iterdir()) == []
