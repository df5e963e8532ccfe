"""What tests share: the demo built once, a static server, a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.kept import KEPT, Kept, drawing_once, template_read_once
from tests.shop import open_shop
from whitelabel import pipeline
from whitelabel.load import templates
from whitelabel.outcome import Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Properties are proved without a stopwatch: a busy machine is no counterexample. On CI the same examples are tried at
# every run, so that a change is judged by what it changes; at a desk, new ones.
settings.register_profile("unhurried", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
BUILD_LIMIT = 240.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run what takes minutes too")
    parser.addoption("--golden", action="store_true", help="write tests/golden anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how often each thing was tried that tests count."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        counts.update(dict(value for name, value in report.user_properties if name == "counted"))
    if counts:
        terminalreporter.section("counted")
        for what, count in sorted(counts.items()):
            terminalreporter.write_line(f"{count:>7,} {what}")


@dataclass(frozen=True, slots=True)
class Demo:
    """Every demo brand, built once, with archives in both forms.

    Attributes:
        out: The folder that holds a bundle a brand.
        summary: What `build --format json` printed.
    """

    out: Path
    summary: Mapping[str, Any]

    def bundle(self, slug: str) -> Path:
        """The bundle of a brand."""
        return self.out / slug

    def brand(self, slug: str) -> Mapping[str, Any]:
        """What a brand's bundle tells applications: `site/brand.json`."""
        found: Mapping[str, Any] = json.loads((self.out / slug / "site" / "brand.json").read_text("utf-8"))
        return found

    def addresses(self, slug: str, locale: str = "") -> list[str]:
        """Root-relative addresses of a brand's pages, `/de/prices/` or `/404.html`; of one locale when it is given."""
        site = self.out / slug / "site"
        found = sorted("/" + page.relative_to(site).as_posix() for page in site.rglob("*.html"))
        return [address.removesuffix("index.html") for address in found if address.startswith(f"/{locale}")]


@pytest.fixture(scope="session", autouse=True)
def _templates_read_once() -> Iterator[None]:
    """Builds in this process parse a template once: half of the time of a small one goes there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "load_template", template_read_once)
        yield


@pytest.fixture(scope="module")
def kept_pictures() -> Iterator[None]:
    """Commands that run in this process take pictures from there and not from the store beside their bundles."""

    def shelf(*_: object) -> Kept:
        return KEPT

    def memory(*_: object, **__: object) -> Callable[[str, Callable[[], tuple[bytes, bool]]], bytes]:
        return KEPT.remember

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Shelf", shelf)
        patch.setattr(pipeline, "memory", memory)
        yield


@pytest.fixture
def drawn_once() -> Iterator[None]:
    """Stores beside bundles work as ever, but what was once drawn in this process is not drawn again."""
    with drawing_once():
        yield


def _build(out: Path) -> str:
    command = [sys.executable, "-m", "whitelabel", "build", "--out", str(out), "--format", "json", "--archive"]
    command += ["--archive-format", "zip", "--archive-format", "tar.zst"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_LIMIT, check=False)
    if done.returncode:
        raise RuntimeError(f"the demo does not build, exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Every demo brand built through the command line, once for all workers: whoever makes the folder builds."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    summary, failure = home / "summary.json", home / "failure.txt"
    try:
        home.mkdir()
    except FileExistsError:
        give_up = time.monotonic() + BUILD_LIMIT + 10
        while not summary.exists():
            if failure.exists():
                pytest.fail("the demo does not build; the other worker says why", pytrace=False)
            if time.monotonic() > give_up:
                pytest.fail("waited in vain for the demo", pytrace=False)
            time.sleep(0.05)
    else:
        try:
            text = _build(home / "build")
        except Exception as error:
            failure.write_text(str(error), "utf-8")
            raise
        # Written beside and renamed, so that nobody reads half of it.
        unfinished = home / "summary.part"
        unfinished.write_text(text, "utf-8")
        unfinished.rename(summary)
    return Demo(home / "build", json.loads(summary.read_text("utf-8")))


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Gives the origin at which a folder is served on loopback; each folder once."""
    from scripts.browser import served

    origins: dict[Path, str] = {}
    with ExitStack() as open_servers:

        def origin(root: Path) -> str:
            if root not in origins:
                origins[root] = open_servers.enter_context(served(root))
            return origins[root]

        yield origin


@pytest.fixture(scope="session")
def browser(serve: Callable[[Path], str]) -> Iterator[Browser]:
    """Debian's Chromium, one a worker; closed before the servers."""
    from scripts.browser import chromium

    with chromium() as launched:
        yield launched


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The vendor and three resellers."""
    root = tmp_path / "shop"
    open_shop(root)
    return root


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The brands of each time that a build went through the flow; none means all."""
    seen: list[tuple[str, ...]] = []
    real = pipeline.build

    def watched(root: Path, brands: tuple[str, ...] = (), **options: Any) -> Outcome:
        seen.append(tuple(brands))
        return real(root, brands, **options)

    monkeypatch.setattr(pipeline, "build", watched)
    return seen
