"""Whatever people do to the demo's files, and in whatever order brands are looked at: what stays loaded plans what a new one does."""

from __future__ import annotations

import datetime
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.kept import KEPT
from whitelabel.live import Live
from whitelabel.run.store import Store

DAY = datetime.date(2026, 11, 30)
MORE = {
    ".yaml": b"\n# more\n",
    ".j2": b"{# more #}\n",
    ".svg": b"<!-- more -->\n",
    ".css": b"/* more */\n",
    ".js": b"// more\n",
}


def _loaded(root: Path) -> Live:
    found = Live(root, on=lambda: DAY, store=Store(KEPT), remember=KEPT.remember)
    found.look()
    return found


def _change(dice: random.Random, files: Mapping[Path, bytes]) -> str:
    """Something that happens to one file: mostly one of a brand's own, of which the theme knows nothing."""
    own = [path for path in files if "brands" in path.parts]
    path = dice.choice(own if dice.random() < 0.75 else sorted(files.keys() - own))
    what = dice.choice(("write", "delete", "copy", "rename", "exchange"))
    if not path.exists() and what != "exchange":
        return "nothing"
    match what:
        case "write":
            path.write_bytes(path.read_bytes() + MORE.get(path.suffix, b"\n"))
        case "delete":
            path.unlink()
        case "copy":
            shutil.copy(path, path.with_name("OFL.txt" if path.name.startswith("LICENSE") else f"copy-{path.name}"))
        case "rename":
            path.rename(path.with_name(f"other-{path.name}"))
        case "exchange":
            other = dice.choice([one for one in own if one.suffix == path.suffix] or [path])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[other])
    return f"{what} {path.name}"


def _restore(root: Path, files: Mapping[Path, bytes]) -> None:
    for path in root.rglob("*"):
        if path.is_file() and path not in files and "build" not in path.parts:
            path.unlink()
    for path, data in files.items():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_what_stays_loaded_plans_what_is_planned_anew(tmp_path: Path, seed: int) -> None:
    for name in ("whitelabel.yaml", "base_theme", "brands"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, tmp_path / name)
    files = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    dice, live, history = random.Random(seed), _loaded(tmp_path), list[str]()
    looked, waiting, right = list[str](), list(live.brands), 0
    dice.shuffle(waiting)
    for _ in range(30):
        if waiting and dice.random() < 0.4:
            looked.append(waiting.pop())
        if dice.random() < 0.5:
            _restore(tmp_path, files)
            history.append("restore")
        history += [_change(dice, files) for _ in range(dice.choice((1, 1, 2)))]
        live.look()
        anew = _loaded(tmp_path)
        for slug in looked:
            anew.sight(slug)
        # What is told of one hangs on who else is looked at.
        anew.again()
        for slug in looked:
            mine, theirs = live.sight(slug), anew.sight(slug)
            assert mine.problems == theirs.problems, history
            if mine.is_now:
                assert mine.plan is not None and theirs.plan is not None and mine.plan.key == theirs.plan.key, history
                right += 1
    assert right > 20
