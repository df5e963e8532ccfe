"""A run of the command line within the test's process, and a pipeline that does what the test says."""

from __future__ import annotations

import itertools
import shutil
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import whitelabel
from whitelabel.cli import main
from whitelabel.disk.files import find_root
from whitelabel.outcome import BrandOutcome, Outcome
from whitelabel.package.order import Order
from whitelabel.problem import Problem


@dataclass(frozen=True, slots=True)
class Run:
    """What a run left."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Runs the command line with some words."""
    for name in ("NO_COLOR", "GITHUB_WORKSPACE", "_WHITELABEL_COMPLETE"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str) -> Run:
        code = main(words)
        printed = capsys.readouterr()
        return Run(code, printed.out, printed.err)

    return call


@pytest.fixture
def copied(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shop that a module has built, in which the command is run."""
    shutil.copytree(built, tmp_path / "shop", symlinks=True)
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


@dataclass
class Pipeline:
    """Stands for `whitelabel.pipeline`.

    Attributes:
        calls: What was asked of it.
        failure: What it raises, when anything.
    """

    brands: tuple[BrandOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    failure: BaseException | None = None
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def _outcome(self) -> Outcome:
        if self.failure is not None:
            raise self.failure
        return Outcome(self.brands, self.problems, 0.25, lambda path, number: self.lines.get((path, number)))

    def check(self, root: Path, brands: Sequence[str] = (), *, on: object, progress: object = None) -> Outcome:
        self.calls.append(("check", root, tuple(brands)))
        return self._outcome()

    def build(
        self,
        root: Path,
        brands: Sequence[str] = (),
        *,
        on: object,
        out: Path | None = None,
        closed: bool = False,
        jobs: int = 1,
        link: str = "auto",
        archive: Order | None = None,
        version: str = "",
        known_sums: object = None,
        store_size: int = 0,
        machine: object = None,
        progress: object = None,
        looks: object = None,
    ) -> Outcome:
        self.calls.append(("build", root, tuple(brands), out, jobs, link, archive))
        return self._outcome()


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A pipeline that answers what the test has put into it."""
    fake = Pipeline()
    module = types.ModuleType("whitelabel.pipeline")
    vars(module).update(find_root=find_root, check=fake.check, build=fake.build)
    monkeypatch.setitem(sys.modules, "whitelabel.pipeline", module)
    monkeypatch.setattr(whitelabel, "pipeline", module, raising=False)
    clock = itertools.cycle((0.0, 0.25))
    monkeypatch.setattr("whitelabel.incremental.perf_counter", lambda: next(clock))
    return fake


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with two brands, in which the test stands."""
    root = tmp_path / "shop"
    for slug, name in (("acme", "Acme Realty"), ("globex", "Globex")):
        folder = root / "brands" / slug
        folder.mkdir(parents=True)
        (folder / "brand.yaml").write_text(f"name: {name}\n", "utf-8")
    (root / "whitelabel.yaml").write_text("vendor: {brand: acme}\n", "utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def starter(tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as `init` makes it, in which the test stands."""
    root = tmp_path / "starter"
    assert run("init", str(root)).code == 0
    monkeypatch.chdir(root)
    return root
