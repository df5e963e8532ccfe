"""From a write to the new colour on the page, in Chromium: `whitelabel watch`, beside Vite's server with the same pages and styles.

A page tells by itself when something that it shows has changed: what is computed for an element is read before each frame. A
screenshot of one edit of each kind has to show the new colour.

    python -m bench.watch [--edits 30] [--brands 1000] [--memory 10000]
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page

from bench.measure import ROOT, TOOL
from scripts.browser import chromium

SHOWN = ("acme", "elvkant", "kamenar", "ligov", "zhana-oris", "zuid-45")
LOOK = """
(() => {
  const reads = {
    css: () => getComputedStyle(document.body).outlineColor,
    token: () => getComputedStyle(document.documentElement).getPropertyValue("--color-primary"),
    template: () => document.querySelector("[data-bench]")?.dataset.bench,
    locale: () => document.title,
    logo: () => { const logo = document.querySelector("img[src*='/logo']"); return logo?.complete ? logo.currentSrc : undefined; },
  };
  const last = {};
  const frame = () => {
    if (document.body) for (const [name, read] of Object.entries(reads)) {
      const now = read();
      if (now !== undefined && now !== last[name]) {
        last[name] = now;
        console.log("BENCH " + JSON.stringify([name, now, performance.timeOrigin + performance.now()]));
      }
    }
    requestAnimationFrame(frame);
  };
  frame();
})()"""


class Seen:
    """What a page tells of what it shows."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.told: list[tuple[str, str, float]] = []
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.add_init_script(LOOK)
        self.page.on("console", self._hear)
        self.page.goto(address)
        self.page.wait_for_timeout(1500)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("BENCH "):
            name, value, when = json.loads(message.text[6:])
            self.told.append((name, value, when))

    def wait(self, name: str, since: float, seconds: float = 20.0) -> float:
        """Milliseconds from a moment on until something else is shown."""
        end = time.time() + seconds
        while time.time() < end:
            found = next((when for kind, _, when in self.told if kind == name and when >= since), None)
            if found is not None:
                return found - since
            # When it was is told by the page's own clock. To be asked more often would take the processor from the browser.
            self.page.wait_for_timeout(25)
        raise TimeoutError(f"no change of '{name}' was seen")


@contextlib.contextmanager
def watching(project: Path, *options: str) -> Iterator[tuple[int, int]]:
    """The port and the process of a watch."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [*map(str, TOOL), "watch", "--format", "json", *options]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, env=environment, text=True) as running:
        try:
            assert running.stdout is not None
            started = json.loads(running.stdout.readline())
            port = int(started["address"].rstrip("/").rpartition(":")[2])
            # A line a change: where nobody read them, the watch would wait for somebody who does.
            threading.Thread(target=collections.deque, args=(running.stdout, 0), daemon=True).start()
            yield port, running.pid
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(10)


def copied(place: Path) -> Path:
    """The demo, where it may be edited."""
    project = place / "demo"
    shutil.copytree(ROOT, project, ignore=lambda _, names: {*names} - {"whitelabel.yaml", "base_theme", "brands"})
    for folder in ("base_theme", "brands"):
        shutil.copytree(ROOT / folder, project / folder, dirs_exist_ok=True)
    return project


def multiplied(project: Path, brands: int) -> None:
    """More brands, each of them one of the demo's under another name, with rights where nobody else has any."""
    text = (project / "brands/ligov/brand.yaml").read_text("utf-8")
    for number in range(brands - 7):
        slug = f"more-{number:04}"
        (project / "brands" / slug).mkdir()
        told = re.sub(r"(?m)^name: .*", f"name: More {number:04}", text)
        told = re.sub(r"(?m)^(domain|marks|party|names|texts|status|region_lock)\b.*(\n[ \t].*)*\n", "", told)
        told += f"domain: {slug}.example\nstatus: live\nregion_lock:\n  contract: {{ref: {slug}, signed: 2025-12-01}}\n"
        told += "  grants: [{territories: [AU-TAS], exclusivity: non-exclusive}]\n"
        (project / "brands" / slug / "brand.yaml").write_text(told, "utf-8")


def edits(project: Path, slug: str) -> dict[str, Callable[[int], None]]:
    """How one thing of each kind is changed, in place, as an editor does: by number, so that no two are the same."""
    css, home = project / "base_theme/assets/css/base.css", project / "base_theme/templates/pages/home.html.j2"
    brand, words = project / f"brands/{slug}/brand.yaml", project / "base_theme/locales/ru.yaml"
    logo = project / f"brands/{slug}/logo.svg"
    texts = {path: path.read_text("utf-8") for path in (css, home, brand, words, logo)}

    def put(path: Path, pattern: str, value: str) -> None:
        changed, count = re.subn(pattern, lambda _: value, texts[path], count=1)
        assert count, (path, pattern)
        path.write_text(changed, "utf-8")

    return {
        "css": lambda n: put(css, r"\Z", f"body{{outline-color:rgb(1 {n % 256} {n // 256})}}\n"),
        "token": lambda n: put(brand, r'primary: "#[0-9a-f]{6}"', f'primary: "#1b4d{n % 256:02x}"'),
        "template": lambda n: put(home, r"<section", f'<section data-bench="{n}"'),
        "locale": lambda n: put(words, r'(?m)^  title: "', f'  title: "{n} '),
        "logo": lambda n: put(logo, r"#[0-9a-fA-F]{6}", f"#1b4d{n % 256:02x}"),
    }


def told(name: str, taken: Sequence[float]) -> None:
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"| {name} | {statistics.median(taken):.0f} | {p95:.0f} |", flush=True)


def timed(pages: Sequence[Seen], kind: str, edit: Callable[[int], None], number: int) -> float:
    """Milliseconds until the last of the pages shows an edit."""
    since = time.time() * 1000
    edit(number)
    taken = max(page.wait(kind, since) for page in pages)
    pages[0].page.wait_for_timeout(400)
    return taken


def measured(pages: Sequence[Seen], kind: str, edit: Callable[[int], None], count: int) -> list[float]:
    """Milliseconds until the last of the pages shows each of so many edits."""
    return [timed(pages, kind, edit, number) for number in range(1, count + 1)]


def processor(pid: int, seconds: float) -> float:
    """Percent of a processor that a process takes."""

    def spent() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        return int(fields[11]) + int(fields[12])

    before = spent()
    time.sleep(seconds)
    return 100 * (spent() - before) / os.sysconf("SC_CLK_TCK") / seconds


def resident(pid: int) -> float:
    """Megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--brands", type=int, default=1000)
    parser.add_argument("--memory", type=int, default=0, help="edits after which memory is looked at again")
    parser.add_argument("--kinds", default="css,token,template,locale,logo")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        project = copied(Path(place))
        print("| ms from write to painted | median | p95 |\n|---|--:|--:|")
        with watching(project) as (port, pid):
            one = Seen(browser, f"http://acme.localhost:{port}/ru/home/")
            for kind in asked.kinds.split(","):
                told(f"{kind}, one brand shown", measured([one], kind, edits(project, "acme")[kind], asked.edits))
            _see(one, project)
            others = [Seen(browser, f"http://{slug}.localhost:{port}/") for slug in SHOWN[1:]]
            told("css, six brands shown", measured([one, *others], "css", edits(project, "acme")["css"], asked.edits))
            for seen in (one, *others):
                seen.page.close()
            time.sleep(20)
            print(f"\nidle: {processor(pid, 5):.2f} % of a processor", flush=True)
        if asked.brands:
            _among(browser, project, copied(Path(place) / "many"), asked)
        if asked.memory:
            _memory(browser, copied(Path(place) / "memory"), asked.memory)
        _vite(browser, project, Path(place), asked.edits)


def _see(one: Seen, project: Path) -> None:
    """That what is computed is what is painted."""
    css = project / "base_theme/assets/css/base.css"
    text = css.read_text("utf-8")
    since = time.time() * 1000
    css.write_text(
        text + "body{outline-color:rgb(9 9 9)}html::before{content:'';position:fixed;inset:0 0 auto;height:8px;"
        "z-index:99999;background:rgb(255 0 255)}\n",
        "utf-8",
    )
    one.wait("css", since)
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(one.page.screenshot(clip={"x": 600, "y": 2, "width": 4, "height": 4}))) as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 0, 255)
    css.write_text(text, "utf-8")
    one.page.wait_for_timeout(500)


def _among(browser: Browser, few: Path, many: Path, asked: argparse.Namespace) -> None:
    """One brand of a few and one of many, in two watches at once: the machine's pace is another one a minute later."""
    multiplied(many, asked.brands)
    with watching(few) as (one, _), watching(many) as (other, _):
        beside = [
            (project, Seen(browser, f"http://acme.localhost:{port}/ru/home/"))
            for project, port in ((few, one), (many, other))
        ]
        for kind in ("css", "token", "template"):
            ways = [([seen], edits(project, "acme")[kind]) for project, seen in beside]
            taken: list[list[float]] = [[], []]
            for number in range(1, asked.edits + 1):
                for known, (pages, edit) in zip(taken, ways, strict=True):
                    known.append(timed(pages, kind, edit, number))
            told(f"{kind}, one of 7 brands shown, in turn with", taken[0])
            told(f"{kind}, one of {asked.brands:,} brands shown", taken[1])


def _memory(browser: Browser, project: Path, count: int) -> None:
    with watching(project) as (port, pid):
        one = Seen(browser, f"http://acme.localhost:{port}/ru/home/")
        ways = edits(project, "acme")
        for number in range(1, count + 1):
            kind = ("css", "template", "token", "locale")[number % 4]
            since = time.time() * 1000
            ways[kind](number)
            one.wait(kind, since)
            one.told.clear()
            if number in {count * share // 100 for share in (1, 5, 10, 25, 50, 75, 100)}:
                print(f"after {number:,} edits: {resident(pid):.0f} MB", flush=True)


def _vite(browser: Browser, project: Path, place: Path, count: int) -> None:
    """The same pages and style sheets as files, served by Vite."""
    program = next((folder / "vite" for folder in _programs() if (folder / "vite").exists()), None)
    if program is None:
        print("\nno Vite: 'npm ci' in bench/")
        return
    subprocess.run(
        [*map(str, TOOL), "build", "--brand", "acme"],
        cwd=project,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    site = place / "vite"
    shutil.copytree(project / "build/acme/site", site)
    css = next((site / "assets/css").glob("base.*.css"))
    text = css.read_text("utf-8")
    command = [str(program), str(site), "--port", "8731", "--strictPort"]
    with subprocess.Popen(command, cwd=site, stdout=subprocess.DEVNULL) as running:
        try:
            time.sleep(4)
            one = Seen(browser, "http://localhost:8731/ru/home/index.html")

            def edit(number: int) -> None:
                css.write_text(text + f"body{{outline-color:rgb(1 {number % 256} {number // 256})}}\n", "utf-8")

            told("css, Vite", measured([one], "css", edit, count))
            page = site / "ru/home/index.html"
            html = page.read_text("utf-8")

            def turn(number: int) -> None:
                page.write_text(html.replace("<section", f'<section data-bench="{number}"', 1), "utf-8")

            told("page, Vite", measured([one], "template", turn, count))
        finally:
            running.terminate()
            running.wait(10)


def _programs() -> tuple[Path, ...]:
    return ROOT / "bench/node_modules/.bin", Path(os.environ.get("VITE_BIN", "/nowhere"))


if __name__ == "__main__":
    main()
