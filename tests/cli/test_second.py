"""`whitelabel build --check`: what comes out otherwise elsewhere is found, whatever it hangs on, and shown where it differs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from whitelabel.cli.second import _differing, otherwise
from whitelabel.cli.turned import _Backwards

PLANT = """
import dataclasses, os, random, time
from whitelabel import render
from whitelabel.problem import Rejected, error

def refuse(is_wrong):
    if is_wrong:
        raise Rejected(error("WL999", "nobody can have this"))

def planted(kind):
    def made(action, read):
        robots, *rest = kind.render(action, read)
        return (robots.replace(b"Allow: /", f"Allow: /  # WHAT".encode()), *rest)
    return dataclasses.replace(kind, render=made)

render.OWN = tuple(planted(kind) if kind.name == "robots" else kind for kind in render.OWN)
"""
"""Read by every Python that starts: one kind of file hangs on something that must not matter."""


def told(shop: Path, *words: str, what: str = "") -> subprocess.CompletedProcess[str]:
    """A build as a user has it, with something planted or not."""
    folder = shop.parent / "planted"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(PLANT.replace("WHAT", what) if what else "", "utf-8")
    command = [sys.executable, "-m", "whitelabel", "build", "--brand", "acme", "--on", "2026-11-23", *words]
    env = {**os.environ, "PYTHONPATH": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=shop, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.soak
def test_what_is_the_same_is_said_to_be(shop: Path) -> None:
    done = told(shop, "--check", "--archive", "--jobs", "1")
    assert (done.returncode, done.stderr) == (0, "")
    *_, last = done.stdout.splitlines()
    assert re.fullmatch(r"1 bundle came out the same a second time · .*s", last)
    # It is all that is left of it.
    assert sorted(path.name for path in shop.parent.iterdir()) == ["planted", "shop"]


PLANTS = {
    "the time zone": "{time.strftime('%z')}",
    "the clock": "{time.time_ns()}",
    "hashes of texts": "{hash('acme')}",
    "where it lies, and whose it is": "{os.path.expanduser('~')[:9]}",
    "order in folders": "{os.listdir(os.path.dirname(os.path.abspath(os.__file__)))[:2]}",
    "permissions": "{(lambda umask: os.umask(umask) and umask)(os.umask(0o77))}",
}


@pytest.mark.soak
@pytest.mark.parametrize("what", PLANTS.values(), ids=PLANTS)
def test_whatever_bytes_hang_on_is_found(shop: Path, what: str) -> None:
    done = told(shop, "--check", "--format", "json", what=what)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert [brand["status"] for brand in answer["brands"]] == ["built"]
    # The manifest tells other digests, too; that is no news.
    found = [(one["code"], one["path"], one["line"], one["brands"]) for one in answer["problems"]]
    assert found == [("WL705", "build/acme/site/robots.txt", 2, ["acme"])]


def test_the_place_and_both_versions_are_shown_and_the_first_bundle_stands(shop: Path) -> None:
    done = told(shop, "--check", what="{os.environ.get('LC_ALL')}")
    assert done.returncode == 1
    assert (
        "build/acme/site/robots.txt:2:14: error WL705: this file comes out otherwise in another environment: "
        "'.UTF-8' here, '' there\n"
        "    2 | Allow: /  # C.UTF-8\n"
        "      |              ^\n"
        "  hint: look for time, order, names of folders or users, or another library in what makes it\n"
    ) in done.stdout
    assert contents(shop / "build/acme")["site/robots.txt"].startswith(b"User-agent: *\nAllow: /  # C.UTF-8\n")


@pytest.mark.soak
def test_who_is_rejected_only_elsewhere_is_told_of(shop: Path) -> None:
    done = told(shop, "--check", "--format", "json", what="{refuse(os.environ.get('LC_ALL') == 'C')}")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["code"], problem["brands"]) == ("WL706", ["acme"])
    assert problem["message"] == (
        "'acme' builds here and is rejected in another environment: WL999: nobody can have this"
    )


@pytest.mark.soak
def test_a_bug_that_only_shows_elsewhere_is_told_and_is_no_verdict(shop: Path) -> None:
    done = told(shop, "--check", "--format", "json", what="{1 // (os.environ.get('LC_ALL') != 'C')}")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("error: building: the second build ended with 3\n")
    assert "ZeroDivisionError" in done.stderr


def spelt(here: bytes | None, there: bytes | None) -> tuple[str, str, str]:
    problem = _differing("acme", "build/acme/site/a.txt", here, there)
    assert problem.brands == ("acme",)
    return str(problem.span), problem.message.removeprefix("this file "), problem.excerpt.text


@pytest.mark.parametrize(
    ("here", "there", "shown"),
    [
        (b"a\nbc\n", b"a\nbd\n", ("2:2", "comes out otherwise in another environment: 'c' here, 'd' there", "bc")),
        (b"a\n", b"a\nb", ("2:1", "comes out otherwise in another environment: '' here, 'b' there", "")),
        (
            "ж\nжб".encode(),
            "ж\nжв".encode(),
            ("2:2", "comes out otherwise in another environment: 'б' here, 'в' there", "жб"),
        ),
        (
            b"\x89PNG\0ab",
            b"\x89PNG\0ac",
            ("1:1", "comes out otherwise in another environment: byte 7 of 7 here and of 7 there", ""),
        ),
        (None, b"x", ("1:1", "is made only in another environment", "")),
        (b"x", None, ("1:1", "is made only here", "")),
    ],
)
def test_the_first_place_that_differs_is_found(here: bytes | None, there: bytes | None, shown: Sequence[str]) -> None:
    place, message, excerpt = shown
    assert spelt(here, there) == (f"build/acme/site/a.txt:{place}", message, excerpt)


def test_a_long_line_is_shown_near_the_place() -> None:
    here, there = b"x" * 5_000 + b"1" + b"y" * 5_000, b"x" * 5_000 + b"2" + b"y" * 5_000
    place, message, excerpt = spelt(here, there)
    assert place == "build/acme/site/a.txt:1:5001"
    assert message.endswith(f"'1{'y' * 39}' here, '2{'y' * 39}' there")
    assert excerpt == "x" * 40 + "1" + "y" * 39


@pytest.mark.parametrize("name", ["TZ", "LC_ALL", "PYTHONHASHSEED", "HOME", "USER", "TMPDIR"])
def test_the_other_environment_is_another_one_even_for_itself(tmp_path: Path, name: str) -> None:
    first = otherwise({"PATH": "/bin", "WHITELABEL_REMOTE_STORE": "s3://builds", "LC_TIME": "tr_TR"}, tmp_path / "a")
    second = otherwise(first, tmp_path / "b")
    assert first[name] != second.get(name) or name == "USER"
    assert first["PATH"] == "/bin"
    assert not first.keys() & {"WHITELABEL_REMOTE_STORE", "LC_TIME"}


def test_folders_are_listed_backwards(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).touch()
    with os.scandir(tmp_path) as entries, _Backwards(sorted(entries, key=lambda entry: entry.name)) as turned:
        assert [entry.name for entry in turned] == ["c", "b", "a"]
