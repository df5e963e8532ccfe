"""`whitelabel verify --baseline` tells what is new since a revision, a report, or a bundle that was kept."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.repository import commit, git
from tests.shop import brand, open_shop, write
from whitelabel.cli import main

DAY = "2026-11-23"
HOME = "site/en/home/index.html"

pytestmark = pytest.mark.usefixtures("drawn_once")


def build(root: Path) -> int:
    return main(["-C", str(root), "build", "--on", DAY, "--jobs", "1"])


def title(shop: Path, text: str) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", f'texts: {{en: {{home: {{title: "{text}"}}}}}}'))


def partners(shop: Path, *slugs: str) -> None:
    for slug in slugs:
        write(shop, f"brands/{slug}/brand.yaml", brand(slug))
        shutil.copy(shop / "brands/beta/logo.svg", shop / f"brands/{slug}/logo.svg")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose pages came to name two words by and by, before two partners came who are called so.

    At `v1` acme's pages say Zenith, at `v2` Omega too; then the bundles are made, and at `v3` the partners are there.
    """
    root = tmp_path_factory.mktemp("baseline") / "shop"
    open_shop(root)
    title(root, "{brand}: Zenith")
    commit(root, "v1")
    title(root, "{brand}: Zenith or Omega")
    commit(root, "v2")
    assert build(root) == 0
    partners(root, "zenith", "omega")
    commit(root, "v3")
    return root


@pytest.fixture
def shop(grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(grown, tmp_path / "shop", symlinks=True)
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "temporary").mkdir()
    return tmp_path / "shop"


def told(done: Any) -> Any:
    return json.loads(done.out)


def marks(answer: Any, *, new: bool) -> set[tuple[str, str]]:
    return {(one["path"], one["message"]) for one in answer["problems"] if one["new"] is new}


def test_of_a_revision_what_is_new_is_told_and_what_was_known_is_counted(run: Any, shop: Path) -> None:
    run("verify", "--on", DAY)
    before = sorted(path for path in shop.rglob("*") if ".git" not in path.parts)
    done = run("verify", "build/acme", "--baseline", "v1", "--on", DAY)

    assert done.code == 1 and "'Omega' is the name of 'omega'" in done.out and "'Zenith' is" not in done.out
    summary = done.out[done.out.index("build/acme: ") :].splitlines()
    assert summary == [
        summary[0],
        "1 mark that showed at v1 already still shows: run without --baseline to see them ('Zenith' of 'zenith' in 5 places)",
        "5 errors in 5 files",
    ]
    assert summary[0].startswith("build/acme: whole, not pure · ")
    # Nothing is made beside the bundles, and nothing is left behind.
    assert sorted(path for path in shop.rglob("*") if ".git" not in path.parts) == before
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_where_nothing_is_new_the_exit_code_is_0(run: Any, shop: Path) -> None:
    done = run("verify", "--baseline", "v2", "--on", DAY)

    assert done.code == 0 and "build/acme: whole, not pure, nothing new · " in done.out
    assert "build/beta: whole, pure, nothing new · " in done.out
    assert done.out.endswith(
        "2 marks that showed at v2 already still show: run without --baseline to see them "
        "('Omega' of 'omega' in 5 places, 'Zenith' of 'zenith' in 5 places)\n"
    )
    assert run("verify", "--on", DAY).code == 1


def test_json_tells_of_each_problem_whether_it_is_new(run: Any, shop: Path) -> None:
    answer = told(run("verify", "build/acme", "--baseline", "v1", "--format", "json", "--on", DAY))

    assert answer["baseline"] == {"against": "v1", "new": 5, "known": 5, "gone": 0, "absent": []}
    assert {message for _, message in marks(answer, new=True)} == {"'Omega' is the name of 'omega'"}
    assert {message for _, message in marks(answer, new=False)} == {"'Zenith' is the name of 'zenith'"}
    plain = told(run("verify", "build/acme", "--format", "json", "--on", DAY))
    assert "baseline" not in plain and not any("new" in one for one in plain["problems"])


@pytest.mark.soak
def test_what_showed_then_and_does_not_any_more_is_counted_as_gone(run: Any, shop: Path) -> None:
    git(shop, "checkout", "--quiet", "v1", "--", "brands/acme")
    for slug in ("zenith", "omega"):
        shutil.move(shop / f"brands/{slug}", shop.parent / slug)
    assert run("build", "--on", DAY).code == 0
    for slug in ("zenith", "omega"):
        shutil.move(shop.parent / slug, shop / f"brands/{slug}")
    answer = told(run("verify", "build/acme", "--baseline", "v2", "--format", "json", "--on", DAY))

    assert answer["baseline"] == {"against": "v2", "new": 0, "known": 5, "gone": 5, "absent": []}
    assert (
        "5 places of what showed at v2 are gone\n" in run("verify", "build/acme", "--baseline", "v2", "--on", DAY).out
    )


@pytest.mark.soak
def test_a_brand_that_was_not_there_then_or_did_not_build_had_nothing(run: Any, shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", "nonsense: [\n")
    commit(shop, "broken")
    for revision in ("broken", "v1"):
        if revision == "v1":
            shutil.copytree(shop / "build/acme", shop / "build/newcomer")
            manifest = shop / "build/newcomer/manifest.json"
            write(shop, "build/newcomer/manifest.json", manifest.read_text("utf-8").replace('"acme"', '"newcomer"'))
        git(shop, "checkout", "--quiet", "v3", "--", "brands/acme")
        bundle = "build/acme" if revision == "broken" else "build/newcomer"
        answer = told(run("verify", bundle, "--baseline", revision, "--format", "json", "--on", DAY))
        slug = Path(bundle).name
        assert (answer["baseline"]["absent"], answer["baseline"]["known"]) == ([slug], 0)
        assert f"nothing at {revision} to hold '{slug}' against" in run("verify", bundle, "--baseline", revision).out


@pytest.mark.soak
def test_a_brand_whose_rights_have_ended_since_is_made_as_it_was_then(run: Any, shop: Path) -> None:
    text = (shop / "brands/acme/brand.yaml").read_text("utf-8")
    write(shop, "brands/acme/brand.yaml", text.replace("RU-MOW], ", "RU-MOW], until: 2026-11-21, "))
    commit(shop, "old")
    write(shop, "brands/acme/brand.yaml", text.replace("RU-MOW], ", "RU-MOW], from: 2026-11-22, "))
    commit(shop, "renewed")

    for revision in ("old", "renewed"):
        assert run("verify", "build/acme", "--baseline", revision, "--on", DAY).code == 0


def test_a_report_that_was_kept_will_do(run: Any, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(run("verify", "--format", "json", "--on", DAY).out, "utf-8")
    done = run("verify", "--baseline", "../report.json", "--on", DAY)

    assert done.code == 0 and "2 marks that showed in ../report.json already still show" in done.out
    again = run("verify", "--baseline", "../report.json", "--format", "json", "--on", DAY)
    assert told(again)["baseline"] == {"against": "../report.json", "new": 0, "known": 10, "gone": 0, "absent": []}
    # A report that was made with a baseline tells of all, too.
    (tmp_path / "report.json").write_text(again.out, "utf-8")
    assert run("verify", "--baseline", "../report.json", "--on", DAY).code == 0

    page = shop / f"build/acme/{HOME}"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>Zenith "), "utf-8")
    answer = told(run("verify", "build/acme", "--baseline", "../report.json", "--format", "json", "--on", DAY))
    assert {message.split()[0] for _, message in marks(answer, new=True)} == {"'Zenith'", f"'{HOME}'"}
    assert answer["baseline"]["new"] == 2


def test_an_earlier_bundle_or_its_archive_will_do(run: Any, shop: Path, tmp_path: Path) -> None:
    shutil.copytree(shop / "build/acme", tmp_path / "kept")
    shutil.make_archive(str(tmp_path / "kept"), "zip", tmp_path / "kept")
    for kept in (tmp_path / "kept", tmp_path / "kept.zip"):
        assert run("verify", "build/acme", "--baseline", str(kept), "--on", DAY).code == 0
    page = tmp_path / "kept" / HOME
    page.write_text(page.read_text("utf-8").replace("Zenith", "Nadir"), "utf-8")
    answer = told(run("verify", "build/acme", "--baseline", str(page.parents[3]), "--format", "json", "--on", DAY))

    assert marks(answer, new=True) == {(f"build/acme/{HOME}", "'Zenith' is the name of 'zenith'")}
    assert answer["baseline"]["new"] == 1


@pytest.mark.soak
def test_dead_ends_are_known_too_and_damage_is_told_whatever_was(run: Any, shop: Path, tmp_path: Path) -> None:
    for path, text in (("site/left.txt", "hi"), (HOME, '<a href="/nowhere/">x</a>')):
        with (shop / "build/acme" / path).open("a", encoding="utf-8") as file:
            file.write(text)
    (tmp_path / "report.json").write_text(run("verify", "--format", "json", "--on", DAY).out, "utf-8")
    answer = told(run("verify", "build/acme", "--baseline", "../report.json", "--format", "json", "--on", DAY))

    assert {one["code"] for one in answer["problems"] if one["new"]} == {"WL612", "WL614"}
    assert {one["code"] for one in answer["problems"] if not one["new"]} == {"WL601", "WL640", "WL642"}
    done = run("verify", "build/acme", "--baseline", "../report.json", "--on", DAY)
    assert (
        done.code == 1 and "what else was so in ../report.json already: WL640 in 1 place, WL642 in 1 place" in done.out
    )


@pytest.mark.soak
def test_a_file_goes_before_a_revision(run: Any, shop: Path) -> None:
    Path("v1").write_text(run("verify", "--format", "json", "--on", DAY).out, "utf-8")

    assert "marks that showed in v1 already" in run("verify", "--baseline", "v1", "--on", DAY).out
    Path("v1").write_text("{}", "utf-8")
    done = run("verify", "--baseline", "v1", "--on", DAY)
    assert done.code == 1 and done.out.startswith(
        "v1:1:1: error WL616: 'v1' is neither a report nor a bundle to compare with\n"
    )
    assert told(run("verify", "--baseline", "v1", "--format", "json"))["problems"][0]["code"] == "WL616"


def test_a_partner_is_told_how_often_and_not_whose_it_is(run: Any, shop: Path, tmp_path: Path) -> None:
    words = ("verify", "build/acme", "--audience", "partner", "--on", DAY)
    done = run(*words, "--baseline", "v1")
    shown = done.out + done.err

    assert done.code == 1 and "omega" not in shown.lower() and "zenith" not in shown.lower()
    assert "marks of others that showed at v1 already still show in 5 places: run without --baseline" in done.out
    report = run(*words, "--format", "json").out
    assert "omega" not in report.lower() and "zenith" not in report.lower()
    # What a partner has kept tells files alone; as often as then is no more than then.
    (tmp_path / "report.json").write_text(report, "utf-8")
    assert run(*words, "--baseline", "../report.json").code == 0
    page = shop / f"build/acme/{HOME}"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>Omega "), "utf-8")
    answer = told(run(*words, "--baseline", "../report.json", "--format", "json"))
    assert answer["baseline"] == {"against": "../report.json", "new": 2, "known": 10, "gone": 0, "absent": []}


def test_a_project_in_a_folder_of_a_repository_is_taken_out_of_it(
    run: Any, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    (whole / "apps").mkdir(parents=True)
    write(whole, "whitelabel.yaml", "vendor: {brand: nobody}\n")
    shop.rename(whole / "apps/our shop")
    shutil.rmtree(whole / "apps/our shop/.git")
    monkeypatch.chdir(whole / "apps/our shop")
    commit(whole, "moved")
    done = run("verify", "--baseline", "moved", "--on", DAY)

    assert done.code == 0 and "2 marks that showed at moved already still show" in done.out


@pytest.mark.parametrize("revision", ["v9", "--upload-pack=x", "--output=x", "-x", "", "v1:brands", "v1..v2"])
def test_what_is_neither_a_file_nor_a_revision_is_a_wrong_command_line(run: Any, shop: Path, revision: str) -> None:
    done = run("verify", f"--baseline={revision}", "--on", DAY)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        f"error: '--baseline' is '{revision}', which is neither a file here nor a revision of the project's git repository\n"
        "  hint: name a tag, a branch, a commit"
    )
    assert sorted(path.name for path in shop.iterdir()) == [
        ".git",
        ".gitignore",
        "base_theme",
        "brands",
        "build",
        "whitelabel.yaml",
    ]


def test_without_a_repository_without_a_project_and_without_git(
    run: Any, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("shutil.which", lambda _: None)
        done = run("verify", "--baseline", "v1")
        said = "error: looking at bundles: git is not installed: 'apt-get install git' brings it\n"
        assert (done.code, done.err) == (4, said)
    shutil.rmtree(".git")
    assert run("verify", "--baseline", "v1").code == 2
    (shop / "build/acme").rename(tmp_path / "theirs")
    monkeypatch.chdir(tmp_path)
    done = run("verify", "theirs", "--baseline", "v1")
    assert done.code == 1 and "WL190" in done.out
    shutil.copytree("theirs", "kept")
    assert run("verify", "theirs", "--baseline", "kept").code == 0


def test_sarif_and_annotations_tell_what_is_new(run: Any, shop: Path) -> None:
    sarif = told(run("verify", "build/acme", "--baseline", "v1", "--format", "sarif", "--on", DAY))
    github = run("verify", "build/acme", "--baseline", "v2", "--format", "github", "--on", DAY)

    assert {one["message"]["text"].split()[0] for one in sarif["runs"][0]["results"]} == {"'Omega'"}
    assert github.code == 0 and "::error" not in github.out
