"""Archives as partners get them: opened by everybody's programs, and looked at again, with what goes with them, away from the project."""

from __future__ import annotations

import datetime
import io
import json
import random
import shutil
import socket
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tests.disk.bundles import contents
from tests.shop import open_shop, write
from whitelabel import verifying
from whitelabel.cli import main
from whitelabel.outcome import Judged
from whitelabel.package.order import EARLIEST
from whitelabel.package.tarball import END, entry, packed

DAY = "2026-11-23"
FORMS = ("zip", "tar.zst")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose bundles, with packed twins, were built with archives in both forms."""
    root = tmp_path_factory.mktemp("made") / "shop"
    open_shop(root)
    theme = root / "base_theme/theme.yaml"
    theme.write_text(theme.read_text("utf-8") + "\ntwins: [gz, br]\n", "utf-8")
    write(root, "base_theme/static/Ünïcode – 漢字.txt", "a name beyond ASCII")
    forms = [word for form in FORMS for word in ("--archive-format", form)]
    assert main(["-C", str(root), "build", "--on", DAY, "--archive", *forms, "--jobs", "1"]) == 0
    return root


@pytest.fixture
def away(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what was handed over of one brand, and nothing else."""
    for path in (made / "build/artifacts").glob("acme-*"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def looked(place: Path) -> Judged:
    return verifying.verify(None, [(place.name, place)], on=datetime.date.fromisoformat(DAY))


# ── Opened by everybody's programs ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "command",
    [
        ["unzip", "-q", "acme-1.0.0.zip", "-d", "opened"],
        ["python3", "-m", "zipfile", "-e", "acme-1.0.0.zip", "opened"],
        ["tar", "--zstd", "-xf", "acme-1.0.0.tar.zst", "-C", "opened"],
        ["sh", "-c", "zstd -dqc acme-1.0.0.tar.zst | tar -xf - -C opened"],
        ["sh", "-c", "zstd -dqc acme-1.0.0.tar.zst > a.tar && python3 -m tarfile -e a.tar opened"],
    ],
)
def test_every_program_opens_them_to_the_bundle(away: Path, made: Path, command: list[str]) -> None:
    if shutil.which(command[0]) is None or shutil.which("zstd") is None:
        pytest.skip(f"there is no {command[0]}")
    (away / "opened").mkdir()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(away / "opened") == contents(made / "build/acme")


def test_python_s_own_libraries_read_both(away: Path, made: Path) -> None:
    bundle = contents(made / "build/acme")
    with zipfile.ZipFile("acme-1.0.0.zip") as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == bundle
    with zstandard.open("acme-1.0.0.tar.zst", "rb") as stream:
        raw = zstandard.ZstdDecompressor().stream_reader(
            io.BytesIO(Path("acme-1.0.0.tar.zst").read_bytes()), read_across_frames=True
        )
        assert stream.read(9)
    with tarfile.open(fileobj=io.BytesIO(raw.read())) as tarred:
        found = {one.name: tarred.extractfile(one).read() for one in tarred}  # type: ignore[union-attr]
        about = {(one.mode, one.uid, one.gid, one.uname, one.gname, one.mtime) for one in tarred}
    assert found == bundle
    assert about == {(0o644, 0, 0, "", "", EARLIEST)}


# ── Looked at away from the project ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMS)
def test_what_was_handed_over_is_what_it_says_without_project_or_network(
    away: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was opened"))
    code, told = verified(capsys, f"acme-1.0.0.{form}")
    one = told["bundles"][0]
    assert (code, told["problems"]) == (0, [])
    assert (one["brand"], one["whole"], one["evidence"], one["pure"]) == ("acme", True, True, None)


def verified(capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = main(["verify", name, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    # Nothing leads to the file with the odd name.
    told["problems"] = [one for one in told["problems"] if one["code"] != "WL642"]
    return code, told


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def _repack(folder: Path) -> None:
    """The same files, packed by another program."""
    with zipfile.ZipFile(folder / "acme-1.0.0.zip") as given:
        files = {name: given.read(name) for name in given.namelist()}
    with zipfile.ZipFile(folder / "acme-1.0.0.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)


def _other(ending: str) -> Callable[[Path], object]:
    """What goes with another brand's archive in the place of this one's."""

    def swap(folder: Path) -> None:
        text = (folder / f"acme-1.0.0{ending}").read_text("utf-8").replace("acme", "beta").replace("Acme", "Beta")
        (folder / f"acme-1.0.0{ending}").write_text(text, "utf-8")

    return swap


STATEMENT, PAGE, BILL = "acme-1.0.0.intoto.json", "acme-1.0.0.html", "acme-1.0.0.cdx.json"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_edit(STATEMENT, '"contract": "acme-1"', '"contract": "acme-2"'), [("WL712", STATEMENT)]),
        (_edit(STATEMENT, '"files": ', '"files": 9'), [("WL712", STATEMENT)]),
        (_edit(STATEMENT, '"version": "1.0.0"', '"version": "1.0.1"'), [("WL713", STATEMENT)]),
        (_edit(STATEMENT, '"valid_until": null', '"valid_until": "2030-01-01"'), [("WL713", STATEMENT)]),
        (_edit(STATEMENT, '"name": "theme"', '"name": "thema"'), [("WL713", STATEMENT)]),
        (_edit(STATEMENT, PAGE, "other.html"), [("WL712", STATEMENT)]),
        (_edit(STATEMENT, "slsa.dev", "slsa.example"), [("WL712", STATEMENT)]),
        (_edit(STATEMENT, '"subject"', '"subjects"'), [("WL712", STATEMENT)]),
        (lambda folder: (folder / STATEMENT).write_text("[" * 99_999), [("WL712", STATEMENT)]),
        (lambda folder: (folder / STATEMENT).write_bytes(b"\xff"), [("WL712", STATEMENT)]),
        (_other(".intoto.json"), [("WL712", STATEMENT), ("WL713", STATEMENT)]),
        (_edit(PAGE, "Acme", "Acne"), [("WL714", PAGE)]),
        (lambda folder: (folder / PAGE).unlink(), [("WL714", STATEMENT)]),
        (_edit(BILL, "CycloneDX", "cycloneDX"), [("WL714", BILL)]),
        (_repack, [("WL711", "acme-1.0.0.zip")]),
        (lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + "  acme-1.0.0.zip\n"), [("WL715", "SHA256SUMS")]),
        (lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + f"  {PAGE}\n"), [("WL715", "SHA256SUMS")]),
        (lambda folder: (folder / "SHA256SUMS").write_text("nothing of the kind\n"), [("WL715", "SHA256SUMS")]),
        (lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + "  another.zip\n"), []),
    ],
)
def test_what_does_not_fit_is_told_with_its_file(
    away: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], object], told: list[tuple[str, str]]
) -> None:
    harm(away)
    code, answer = verified(capsys, "acme-1.0.0.zip")
    found = dict.fromkeys((one["code"], one["path"]) for one in answer["problems"])
    assert (code, list(found)) == (int(bool(told)), told)
    assert (answer["bundles"][0]["whole"], answer["bundles"][0]["evidence"]) == (True, not told)


def test_an_archive_that_was_packed_anew_is_known_by_its_contents(
    away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _repack(away)
    code, answer = verified(capsys, "acme-1.0.0.zip")
    assert (code, answer["problems"][0]["message"]) == (
        1,
        "'acme-1.0.0.zip' isn't the archive that 'acme-1.0.0.intoto.json' is about; it holds the same, packed anew",
    )
    (away / STATEMENT).unlink()
    code, answer = verified(capsys, "acme-1.0.0.zip")
    assert (code, [one["code"] for one in answer["problems"]]) == (0, ["WL716"])
    assert (answer["bundles"][0]["whole"], answer["bundles"][0]["evidence"]) == (True, None)


def test_a_hostile_manifest_is_no_bug(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile("acme-1.0.0.zip") as given:
        files = {name: given.read(name) for name in given.namelist()}
    manifest = json.loads(files["manifest.json"])
    for name, value in (("product", [1]), ("made_from", "x"), ("product", {"version": {}}), ("valid_until", [])):
        files["manifest.json"] = json.dumps({**manifest, name: value}).encode()
        with zipfile.ZipFile("acme-1.0.0.zip", "w") as made:
            for path, data in files.items():
                made.writestr(path, data)
        code, answer = verified(capsys, "acme-1.0.0.zip")
        assert code == 1 and "WL711" in {one["code"] for one in answer["problems"]}


def test_a_partner_is_told_nothing_of_others_by_what_lies_beside(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor's own folder, where the list names all."""
    monkeypatch.chdir(made)
    capsys.readouterr()
    assert main(["verify", "build/artifacts/acme-1.0.0.zip", "--audience", "partner", "--on", DAY]) == 0
    out = capsys.readouterr().out
    assert "as its evidence says" in out and not {"beta", "gamma", "delta"} & set(out.lower().split())


# ── Flips, cuts and additions ─────────────────────────────────────────────────────────────────────────────────────


def _flip(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 9, 999, len(data))) :]


def _add(data: bytes, chance: random.Random) -> bytes:
    """A file more, the way that a program of the form would add it, or one that is up to something."""
    path = chance.choice(("site/extra.html", "site/index.html", "SITE/index.html", "../extra", "manifest.json", ".env"))
    added = bytes(chance.randbytes(chance.randrange(1, 99)))
    if data.startswith(b"PK"):
        stream = io.BytesIO(data)
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr(path, added)
        return stream.getvalue()
    more = packed(entry(path, added, EARLIEST))
    raw = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    inside = packed(raw.removesuffix(END) + entry(path, added, EARLIEST) + END)
    return chance.choice((more + data, data + more, inside))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("with_evidence", [True, False])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("harm", [_flip, _cut, _add])
@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.soak)])
def test_every_flip_cut_and_addition_is_found(
    away: Path, form: str, harm: Callable[[bytes, random.Random], bytes], times: int, with_evidence: bool
) -> None:
    place, chance = away / f"acme-1.0.0.{form}", random.Random(f"{form} {harm.__name__}")
    data = place.read_bytes()
    if not with_evidence:
        for name in (STATEMENT, PAGE, BILL):
            (away / name).unlink()
    found = 0
    for _ in range(times):
        place.write_bytes(harm(data, chance))
        told = looked(place).outcome.problems
        # Without a statement a bit that changes nothing of what is in it is told as another packing.
        found += any(problem.is_error or (problem.code == "WL716" and not with_evidence) for problem in told)
    assert (found, times) == (times, times)
