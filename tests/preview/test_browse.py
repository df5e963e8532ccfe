"""Bundles in a real browser: each planted fault is found, and a clean one is silent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.planted import FAULTS, HEAD, LINES, TAIL, find, shelved
from whitelabel.preview import browser, programs
from whitelabel.preview.browse import Shelved, browse
from whitelabel.problem import Problem, show

if TYPE_CHECKING:
    from tests.conftest import Demo

ROOT = Path(__file__).resolve().parents[2]
BRANDS = sorted(path.parent.name for path in (ROOT / "brands").glob("*/brand.yaml"))
QUICK = ("site/index.html", "site/ru/new-deal/index.html")


@pytest.fixture(scope="module")
def axe() -> str:
    """The tests' own axe-core."""
    return programs.axe(ROOT / "tests" / "browser")


@pytest.mark.soak
def test_what_is_wrong_with_a_page_is_found_with_its_place(axe: str) -> None:
    told: dict[str, set[str]] = {}

    ((_, problems),) = browse([shelved()], axe, hosts=["cdn.example"], jobs=2)

    for problem in problems:
        assert problem.span is not None
        # Places are counted from where a page's own lines begin.
        at = problem.span.line, problem.span.column
        place = f"{at[0] - LINES}:{at[1]}" if at != (1, 1) else "-"
        name = problem.span.path.removeprefix("build/acme/site/").removesuffix("/index.html")
        told.setdefault(name, set()).add(f"{place} {problem.code}: {problem.message}")
    assert told == {name: set(said) for name, (_, said) in FAULTS.items() if said}
    assert len(problems) == sum(map(len, told.values()))


def bundle(folder: Path, brand: str) -> Shelved:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Shelved(brand, "", files, find)


def told(problems: tuple[Problem, ...]) -> str:
    return "\n".join(show(problem, lambda *_: None) for problem in problems)


@pytest.mark.soak
def test_nothing_is_said_of_a_demo_brand(demo: Demo, axe: str) -> None:
    whole = bundle(demo.bundle("kamenar"), "kamenar")
    some = {path: data for path, data in whole.files.items() if not path.endswith(".html") or path in QUICK}
    steps: list[tuple[int, int, str]] = []

    ((pages, problems),) = browse([replace(whole, files=some)], axe, jobs=2, progress=lambda *step: steps.append(step))

    assert problems == (), told(problems)
    assert pages == len(QUICK)
    assert steps == [(count, 2 * pages, "kamenar") for count in range(1, 2 * pages + 1)]


@pytest.mark.soak
def test_nothing_is_said_of_any_demo_brand(demo: Demo, axe: str) -> None:
    bundles = [bundle(demo.bundle(brand), brand) for brand in BRANDS]
    own = [one if one.brand != "kvadrat" else replace(one, find=lambda *_: ()) for one in bundles]

    for brand, (_, problems) in zip(BRANDS, browse(own, axe, jobs=2), strict=True):
        assert problems == (), f"{brand}\n{told(problems)}"


# ── What goes on ──────────────────────────────────────────────────────────────────────────────────────────────────

NO_AXE = "window.axe = {run: async () => ({violations: []})}"


def pages(**bodies: str) -> Shelved:
    """A bundle of such pages, of which the first is its start page."""
    names = ["index.html", *(f"{name}.html" for name in list(bodies)[1:])]
    made = (HEAD.format(title="Page") + body + TAIL for body in bodies.values())
    return Shelved("acme", "", {f"site/{name}": page.encode() for name, page in zip(names, made, strict=True)}, find)


@pytest.mark.soak
def test_a_page_that_never_ends_is_told_and_the_walk_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_PATIENCE", 6.0)
    monkeypatch.setattr(browser, "_LOAD", 3000.0)
    hanging = pages(
        start="<p>ok</p>",
        a="<script>for (;;);</script>",
        b="<script>setTimeout(() => { for (;;); }, 30)</script>",
        c="<p>Kvadrat</p>",
    )

    ((_, problems),) = browse([hanging], NO_AXE, jobs=2)

    late = "the page can't be looked at: it isn't done in time"
    assert [(problem.span and problem.span.path, problem.message) for problem in problems] == [
        ("site/a.html", f"{late}; so on 1 more page"),
        ("site/c.html", "'Kvadrat' of 'kvadrat' is to be read: “Kvadrat”"),
    ]


@pytest.mark.soak
def test_nothing_leaves_the_browser_for_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        # A proxy would look names up in Chromium's stead.
        monkeypatch.setenv("http_proxy", f"http://proxy.localhost:{server.server_port}")
        hosts = ("127.0.0.1", "127.1", "localhost", "[::1]", "outside.example")
        images = "".join(f'<img alt="" src="http://{host}:{server.server_port}/x.png">' for host in hosts)
        ((_, problems),) = browse([pages(start=images)], NO_AXE)
        server.shutdown()

    assert {problem.code for problem in problems} == {"WL660"}
    assert asked == []


STOPPED = """
import sys
from tests.preview.test_browse import NO_AXE, pages
from whitelabel.cli.ending import Signals
from whitelabel.preview.browse import browse
signals = Signals()
try:
    with signals:
        print("begun", flush=True)
        browse([pages(start="<script>fetch('/')</script>", **{f"a{n}": "" for n in range(200)})], NO_AXE)
except KeyboardInterrupt:
    sys.exit(signals.told())
"""


@pytest.mark.soak
@pytest.mark.parametrize("after", [0.1, 0.8, 2.0, 4.0])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_and_the_browser_with_it(number: signal.Signals, code: int, after: float) -> None:
    # A group of its own: Ctrl-C reaches all that runs in a terminal, the browser's driver among it.
    command = [sys.executable, "-c", "import signal; signal.signal(2, signal.default_int_handler)" + STOPPED]
    running = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "begun\n"
        time.sleep(after)
        begun = time.monotonic()
        (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
        _, said = running.communicate(timeout=20)
        took = time.monotonic() - begun

    assert (running.returncode, said) == (code, "interrupted\n" if code == 130 else "terminated\n")
    assert took < 2.5
    for _ in range(40):
        left = subprocess.run(
            ["ps", "-o", "stat=", "-s", str(running.pid)], capture_output=True, text=True, check=False
        )
        if not [state for state in left.stdout.split() if not state.startswith("Z")]:
            break
        time.sleep(0.1)
    else:
        pytest.fail(f"processes are left: {left.stdout}")


# ── What is missing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_chromium_it_says_what_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(OSError, match="Chromium is not installed: 'playwright install chromium' brings it"):
        programs.chromium(str(tmp_path / "chrome"))


def test_playwright_s_own_chromium_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    own = tmp_path / "chrome"
    own.touch()

    assert programs.chromium(str(own)) == str(own)


def test_without_playwright_it_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)

    with pytest.raises(OSError, match="playwright is not installed: 'pip install playwright' brings it"):
        browse([shelved()], "")


def test_axe_is_of_the_nearest_folder_that_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(programs.AXE_VARIABLE, raising=False)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    with pytest.raises(OSError, match="axe-core is not installed: 'npm install axe-core' brings it"):
        programs.axe(deep)
    file = tmp_path / programs.AXE
    file.parent.mkdir(parents=True)
    file.write_text("above", "utf-8")
    assert programs.axe(deep) == "above"
    named = tmp_path / "named.js"
    named.write_text("named", "utf-8")
    monkeypatch.setenv(programs.AXE_VARIABLE, str(named))
    assert programs.axe(deep) == "named"


def test_a_chromium_that_doesn_t_start_is_a_failure_of_the_world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 7\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(OSError, match="Chromium doesn't start"):
        browse([shelved()], "")


def test_what_is_asked_of_axe_is_wcag_2_2_aa() -> None:
    assert browser.TAGS == ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
