"""`whitelabel watch` as it is run: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.preview.watching import Page, until
from tests.render.small import FILES
from tests.shop import brand, write
from whitelabel.cli import group
from whitelabel.cli import watch as command
from whitelabel.live import Live
from whitelabel.preview.watch import Reporter, Turn

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("kept_pictures")

SOON = 8
"""Seconds: two on a machine that has nothing else to do."""


@contextlib.contextmanager
def started(shop: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that watches, and its address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "whitelabel", "watch", "--on", "2026-03-01", *words],
        cwd=shop,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield process, re.findall(r"http://localhost:\d+/", line)[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextlib.contextmanager
def _opened(address: str) -> Iterator[Page]:
    """A page of a brand that is open, and of which all is known."""
    page = Page(int(address.rstrip("/").rpartition(":")[2]), "acme", "/en/home/")
    try:
        until(lambda: page.named("problems"))
        yield page
    finally:
        page.close()


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "terminated\n")],
    ids=["SIGINT", "SIGTERM"],
)
def test_it_tells_of_each_change_and_ends_soon_while_a_page_is_open(
    shop: Path, number: signal.Signals, code: int, word: str
) -> None:
    before = {path.relative_to(shop) for path in shop.rglob("*") if "build" not in path.parts}
    with started(shop, "--format", "json") as (process, address), _opened(address):
        write(shop, "brands/acme/brand.yaml", brand("acme", "short_name: A"))
        assert process.stdout is not None
        change = json.loads(process.stdout.readline())
        assert change.pop("milliseconds") > 0
        assert change == {"event": "change", "paths": ["brands/acme/brand.yaml"], "brands": ["acme"], "withheld": []}
        begun = time.monotonic()
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - begun < SOON
        assert (process.returncode, said) == (code, word)
    assert {path.relative_to(shop) for path in shop.rglob("*") if "build" not in path.parts} == before
    assert not [path for path in (shop / "build").iterdir() if path.name != ".store"]


def test_in_words_it_tells_one_line_a_change_and_the_problems(shop: Path) -> None:
    with started(shop) as (process, address), _opened(address):
        write(shop, "brands/acme/brand.yaml", brand("acme", "colours: {}"))
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(7)]
        lines[0] = re.sub(r"\d+ ms", "? ms", lines[0])
        assert "".join(lines) == (
            "brands/acme/brand.yaml · acme · ? ms\n"
            "\n"
            "brands/acme/brand.yaml:6:1: error WL101: unknown key 'colours'\n"
            "    6 | colours: {}\n"
            "      | ^^^^^^^\n"
            "  hint: did you mean 'colors'?\n"
            "\n"
        )


@pytest.mark.soak
def test_edits_without_a_pause_take_no_more_memory_in_the_end_than_at_first(shop: Path) -> None:
    home, texts = "base_theme/templates/pages/home.html.j2", "base_theme/locales/en.yaml"
    ways: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("base_theme/assets/app.css", lambda number: f"h1 {{order: {number}}}\n"),
        (home, lambda number: FILES[home].replace("</h1>", f" {number}</h1>")),
        (texts, lambda number: FILES[texts].replace("All", f"All {number}")),
        ("brands/acme/brand.yaml", lambda number: brand("acme", f"colors: {{primary: '#{number:06x}'}}")),
    )
    held: list[int] = []
    with started(shop, "--format", "json") as (process, address), _opened(address) as page:
        assert process.stdout is not None
        for number in range(3000):
            path, text = ways[number % len(ways)]
            write(shop, path, text(number))
            while json.loads(process.stdout.readline())["event"] != "change":
                pass
            assert page.get("/en/home/")[0] == 200
            if number % 1000 == 999:
                told = Path(f"/proc/{process.pid}/status").read_text("utf-8")
                held.append(int(re.findall(r"VmRSS:\s+(\d+) kB", told)[0]))
    assert max(held) < 1.05 * held[0], held


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            "text",
            "a.css · nothing that is looked at · 12 ms\n"
            "a.css +1 more · not yet acme · 12 ms\n"
            "a.css · beta, zeta, not yet acme, elvkant and 2 more · 12 ms\n"
            "acme: shown as it is written\n",
        ),
        (
            "json",
            '{"event": "change", "paths": ["a.css"], "brands": [], "withheld": [], "milliseconds": 12.0}\n'
            '{"event": "change", "paths": ["a.css", "b.css"], "brands": [], "withheld": ["acme"], "milliseconds": 12.0}\n'
            '{"event": "change", "paths": ["a.css"], "brands": ["beta", "zeta"],'
            ' "withheld": ["acme", "elvkant", "kamenar", "ligov"], "milliseconds": 12.0}\n'
            '{"event": "shown", "brand": "acme"}\n',
        ),
    ],
)
def test_it_tells_what_is_not_shown_yet_and_when_it_is(
    run: Callable[..., Run], shop: Path, monkeypatch: pytest.MonkeyPatch, form: str, said: str
) -> None:
    def watch(_live: Live, _root: Path, _brands: Sequence[str], reporter: Reporter, *_: object, **__: object) -> None:
        reporter.turned(Turn(("a.css",), (), (), 0.012))
        reporter.turned(Turn(("a.css", "b.css"), (), ("acme",), 0.012))
        reporter.turned(Turn(("a.css",), ("beta", "zeta"), ("acme", "elvkant", "kamenar", "ligov"), 0.012))
        reporter.shown("acme")

    monkeypatch.setattr("whitelabel.preview.watch.watch", watch)
    assert run("watch", "-C", str(shop), "--format", form) == Run(0, said, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--format", "github"),
            "error: '--format github' is for what comes to an end\n  hint: 'text' or 'json'\n",
        ),
        (
            ("--audience", "partner"),
            "error: 'watch' shows all of a project\n"
            "  hint: a partner is shown what '--brand SLUG --share-dir DIR' writes\n",
        ),
    ],
)
def test_what_it_refuses(run: Callable[..., Run], shop: Path, words: tuple[str, ...], said: str) -> None:
    assert run("watch", "-C", str(shop), *words) == Run(2, "", said)


def test_an_unknown_brand_is_a_mistake(run: Callable[..., Run], shop: Path) -> None:
    done = run("watch", "-C", str(shop), "--brand", "acmé")
    assert (done.code, done.out.split("\n")[0]) == (
        1,
        "error WL110: unknown brand 'acmé'; there is no 'brands/acmé/'",
    )


def test_a_port_that_is_taken_is_told(run: Callable[..., Run], shop: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run("watch", "-C", str(shop), "--port", str(port)) == Run(
            4,
            "",
            f"error: watching: port {port} is taken\n"
            "  hint: choose another port with '--port', or leave it out for one that is free\n",
        )


def test_a_machine_without_a_browser_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    asked: list[str] = []

    def none(address: str) -> bool:
        asked.append(address)
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "open", none)
    command.show("http://localhost:8620/")
    end = time.monotonic() + 10
    while not asked and time.monotonic() < end:
        time.sleep(0.01)
    assert asked == ["http://localhost:8620/"]


def test_it_is_among_the_commands() -> None:
    assert "watch" in group.COMMANDS


# ── What is shared ────────────────────────────────────────────────────────────────────────────────────────────────


def _share(run: Callable[..., Run], shop: Path, where: Path, *words: str) -> Run:
    return run("watch", "-C", str(shop), "--on", "2026-03-01", "--share-dir", str(where), *words)


def test_what_is_shared_of_one_brand_tells_nothing_of_another(run: Callable[..., Run], shop: Path) -> None:
    where = shop.parent / "shared"
    done = _share(run, shop, where, "--brand", "beta", "--audience", "partner")
    assert (done.code, done.err) == (0, "")
    files = {path.relative_to(where).as_posix(): path.read_bytes() for path in where.rglob("*") if path.is_file()}
    assert {"index.html", "beta.sheet.html", "beta/index.html", "beta/en/home/index.html"} <= set(files)
    for path, data in files.items():
        assert not re.search(rb"acme|gamma|delta", data, re.IGNORECASE), path


def test_what_is_shared_waits_for_the_brand_s_fonts(run: Callable[..., Run], shop: Path) -> None:
    write(shop, "base_theme/static/own.css", '@font-face{font-family:x;font-display:optional;src:url("/x.txt")}\n')
    write(shop, "base_theme/static/x.txt", "font-display:optional")
    where = shop.parent / "shared"
    assert _share(run, shop, where, "--brand", "acme").code == 0
    assert b"font-display:block;" in (where / "acme/own.css").read_bytes()
    assert (where / "acme/x.txt").read_bytes() == b"font-display:optional"


def test_languages_and_pages_are_called_as_those_who_sign_off_call_them(run: Callable[..., Run], shop: Path) -> None:
    template = shop / "base_theme/templates/pages/home.html.j2"
    title = "<title>\n  Terms &amp; &lt;more> · {{ brand.name }}</title>"
    template.write_text(re.sub("<title>.*</title>", title, template.read_text("utf-8")), "utf-8")
    where = shop.parent / "shared"
    assert _share(run, shop, where, "--brand", "acme").code == 0
    start = (where / "index.html").read_text("utf-8")
    (row,) = re.findall(r'<p lang="en">.*?</p>', start)
    assert row.startswith('<p lang="en"><b>English</b> ')
    assert '<a href="acme/en/home/index.html" target="acme">Terms &amp; &lt;more&gt;</a>' in row


def test_addresses_lead_to_the_same_files_from_any_folder(run: Callable[..., Run], shop: Path) -> None:
    write(
        shop,
        "base_theme/templates/pages/home.html.j2",
        """<!doctype html><html lang="en"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('a/base.css') }}"><link rel="stylesheet" href="{{ asset('tokens.css') }}">
<link rel="manifest" href="/site.webmanifest"></head>
<body style="background: url('{{ asset('a/b/dot.svg') }}')">
<a href="/?a=1&amp;b=2#top">Home</a><a href="{{ url('home') }}">Here</a><a href="#top" id="top">Up</a>
<a href="https://elsewhere.example/">Away</a>
<img src="{{ logo().src }}" srcset="{{ logo().src }} 1x, {{ logo('dark').src }} 2x" alt="{{ brand.name }}">
</body></html>
""",
    )
    write(
        shop,
        "base_theme/theme.yaml",
        (shop / "base_theme/theme.yaml").read_text("utf-8") + "hosts: [elsewhere.example]\n",
    )
    write(shop, "base_theme/assets/a/base.css", 'h1 {background: url("b/dot.svg")}\n')
    write(shop, "base_theme/assets/a/b/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    where = shop.parent / "shared"
    done = _share(run, shop, where, "--brand", "acme")
    assert done.code == 0, done.out
    page = (where / "acme/en/home/index.html").read_text("utf-8")
    found = re.findall(r"""(?:href|src)="([^"]*)"|url\('([^']*)'\)|srcset="([^"]*)\"""", page)
    addresses = [
        address for one in found for text in one if text for address in re.findall(r"[^\s,]+(?= [12]x)|^[^,]+$", text)
    ]
    assert (
        "../../index.html?a=1&amp;b=2#top" in addresses
        and "#top" in addresses
        and "https://elsewhere.example/" in addresses
    )
    for address in addresses:
        if not address.startswith(("#", "https:")):
            assert (where / "acme/en/home" / re.split("[?#]", address)[0]).resolve().is_file(), address
    sheet = next((where / "acme/assets/a").glob("base.*.css"))
    (dot,) = re.findall(r'url\("([^"]*)"\)', sheet.read_text("utf-8"))
    assert (sheet.parent / dot).is_file()
    manifest = json.loads((where / "acme/site.webmanifest").read_text("utf-8"))
    for icon in manifest["icons"]:
        assert (where / "acme" / icon["src"]).is_file()
    assert not re.search(r'(?:href|src)="/', (where / "index.html").read_text("utf-8"))


def test_a_folder_of_somebody_elses_is_left_alone(run: Callable[..., Run], shop: Path) -> None:
    where = shop.parent / "shared"
    write(where, "mine.txt", "mine")
    done = _share(run, shop, where, "--brand", "acme")
    assert (done.code, done.err.split("\n")[0]) == (2, f"error: '{where}' holds something else than what was shared")
    assert [path.name for path in where.iterdir()] == ["mine.txt"]
    (where / "mine.txt").unlink()
    assert _share(run, shop, where, "--brand", "acme").code == 0
    assert _share(run, shop, where, "--brand", "beta").code == 0
    assert not (where / "acme").exists()
    write(where, "mine.txt", "mine")
    assert _share(run, shop, where, "--brand", "acme").code == 2
    assert sorted(path.name for path in shop.parent.iterdir() if path.name.startswith(".whitelabel")) == []


def test_a_brand_with_a_mistake_is_left_out(run: Callable[..., Run], shop: Path) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta", "colours: {}"))
    where = shop.parent / "shared"
    done = _share(run, shop, where, "--brand", "acme", "--brand", "beta", "--format", "json")
    told = json.loads(done.out)
    assert (done.code, told["brands"], [one["code"] for one in told["problems"]]) == (1, ["acme"], ["WL101"])
    assert not (where / "beta").exists()
    elsewhere = shop.parent / "other"
    assert _share(run, shop, elsewhere, "--brand", "beta").code == 1
    assert not elsewhere.exists()
