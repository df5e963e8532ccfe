"""How a run ends: signals, failures of the world, bugs, readers that are gone."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from whitelabel.cli.ending import Signals, Stopped

ROOT = Path(__file__).resolve().parents[2]

FAKE = """
import sys, time, types
import whitelabel
from whitelabel.disk.files import find_root
module = types.ModuleType("whitelabel.pipeline")
module.find_root = find_root
def build(root, brands, *, on, **options):
    print("begun", file=sys.stderr, flush=True)
    {body}
module.build = build
sys.modules["whitelabel.pipeline"] = whitelabel.pipeline = module
from whitelabel.cli import main
sys.exit(main(["build"]))
"""

# In short pieces: a signal that comes just before a sleep begins is heard when that sleep is over.
WORK = "any(map(time.sleep, [0.05] * 1200))"


def _attentive() -> None:
    """Hear Ctrl-C even where the tests run in a shell's background, which has its children ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _begun(project: Path, body: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", FAKE.format(body=body)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_attentive,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    return process


@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "terminated\n")]
)
def test_a_signal_ends_the_run_with_its_code(project: Path, number: signal.Signals, code: int, said: str) -> None:
    process = _begun(project, WORK)
    sent = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)

    assert (process.returncode, out, err) == (code, "", said)
    assert time.monotonic() - sent < 2


def test_a_signal_within_a_class_that_is_being_made_ends_the_run_like_any_other(project: Path) -> None:
    process = _begun(
        project,
        f"""
    class Slow:
        def __set_name__(self, owner, name):
            {WORK}
    type("Late", (), {{"attribute": Slow()}})""",
    )
    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=10) == ("", "interrupted\n")
    assert process.returncode == 130


def test_a_signal_within_a_class_that_is_being_imported_ends_the_run_like_any_other(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("Error calling __set_name__") from Stopped()

    monkeypatch.setitem(sys.modules, "whitelabel.cli.group", Late())
    done = run("explain")

    assert (done.code, done.err) == (130, "interrupted\n")


@pytest.mark.parametrize("moment", ["__enter__", "__exit__"])
def test_a_signal_that_comes_while_signals_are_taken_or_let_go_ends_the_run_like_any_other(
    run: Any, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    real = getattr(Signals, moment)

    def interrupted(signals: Signals, *words: object) -> None:
        real(signals, *words)
        raise Stopped

    monkeypatch.setattr(Signals, moment, interrupted)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    done = run("explain")
    for number, answer in before.items():
        signal.signal(number, answer)

    assert (done.code, done.err) == (130, "interrupted\n")


def test_a_clearing_that_hangs_is_cut_off(project: Path) -> None:
    process = _begun(
        project,
        f"""
    try:
        {WORK}
    finally:
        {WORK}""",
    )
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)

    assert (process.returncode, err) == (130, "interrupted\n")
    assert time.monotonic() - sent < 2.2


def test_a_real_build_that_is_interrupted_leaves_no_half_a_bundle(starter: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "whitelabel", "build"],
        cwd=starter,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.35)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)

    assert (process.returncode, err) in ((130, "interrupted\n"), (0, ""))
    for bundle in (starter / "build").glob("[!.]*"):
        assert (bundle / "manifest.json").is_file()


def test_a_failure_of_the_world_ends_with_4_and_names_path_and_work(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(project / "build" / "acme" / "x.html"))

    done = run("build")

    assert (done.code, done.out, done.err) == (
        4,
        "",
        "error: building: no space left on device: 'build/acme/x.html'\n"
        "  hint: make room on that disk, then run it again\n",
    )


@pytest.mark.parametrize("words", [("-C", "shop", "build"), ("build", "--out", "shop")])
def test_a_folder_that_can_t_be_looked_at_is_the_world_s_fault(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    def refused(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "stat", refused)
    done = run(*words)
    monkeypatch.undo()

    assert (done.code, done.out) == (4, "")
    assert done.err.endswith(": permission denied: 'shop'\n  hint: see who may read and write there\n")


@pytest.mark.parametrize("words", [("build", "--out"), ("-C",)])
def test_a_file_in_the_place_of_a_folder_is_a_wrong_command_line(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    done = run(*words, "file", *(("build",) if words == ("-C",) else ()))

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: invalid value for '{words[-1]}': directory 'file' is a file\n")


def test_both_paths_of_a_failed_move_are_named(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = OSError(errno.EACCES, os.strerror(errno.EACCES), "/a\x1b[2J", None, "/b")

    assert run("check").err == (
        "error: checking: permission denied: '/a\\x1b[2J' and '/b'\n  hint: see who may read and write there\n"
    )


def test_a_library_that_is_not_installed_is_the_world_s_fault(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = ModuleNotFoundError("No module named 'lxml'", name="lxml")

    assert run("build").err.startswith("error: building: the library 'lxml' is not installed\n")
    assert run("build").code == 4


def test_too_little_memory_is_the_world_s_fault(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = MemoryError()

    assert (run("build").code, run("build").err.splitlines()[0]) == (4, "error: building: not enough memory")


def test_a_bug_ends_with_3_and_a_log_gets_the_trace(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = KeyError("x")

    done = run("build", "--format", "json")

    assert (done.code, done.out) == (3, "")
    head, trace = done.err.split("\n\n", 1)
    assert head == (
        "bug: KeyError: 'x'\n"
        "  this is a mistake in whitelabel, not in what you wrote\n"
        "  hint: report it with this trace"
    )
    assert trace.startswith("Traceback (most recent call last):\n") and trace.endswith("KeyError: 'x'\n")


def test_a_bug_on_a_terminal_leaves_its_trace_in_a_file(
    run: Any, pipeline: Any, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _stream: True, raising=False)
    pipeline.failure = ValueError("\x1b[2J")

    done = run("check")

    (file,) = tmp_path.glob("whitelabel-*.txt")
    assert done.code == 3
    assert done.err.replace("\r\x1b[2K", "") == (
        "bug: ValueError: \\x1b[2J\n"
        "  this is a mistake in whitelabel, not in what you wrote\n"
        f"  hint: report it with the trace in {file}\n"
    )
    assert "Traceback" in file.read_text("utf-8")


def test_our_own_missing_module_is_a_bug(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = ModuleNotFoundError("No module named 'whitelabel.x'", name="whitelabel.x")

    assert run("check").code == 3


@pytest.mark.parametrize("words", [["explain"], ["--help"], ["schema", "brand"]])
def test_a_reader_that_closes_early_is_no_failure(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "whitelabel", *words],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_closes_early_hides_no_rejection(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "whitelabel", "check", "-C", str(tmp_path)],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (1, "")


def test_names_that_a_terminal_can_t_show_are_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "проект"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "whitelabel", "check", "-C", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\\u043f\\u0440\\u043e\\u0435\\u043a\\u0442" in done.stdout


def test_a_partner_is_not_told_the_path_that_failed(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = OSError(errno.EACCES, os.strerror(errno.EACCES), str(project / "brands/globex/brand.yaml"))
    done = run("build", "--brand", "acme", "--audience", "partner")
    assert (done.code, done.err) == (
        4,
        "error: building: permission denied\n  hint: see who may read and write there\n",
    )


def test_a_partner_is_not_told_where_our_bug_was(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.failure = KeyError("globex")
    done = run("build", "--brand", "acme", "--audience", "partner")
    assert done.code == 3 and "globex" not in done.out + done.err
