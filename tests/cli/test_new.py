"""`whitelabel new`."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whitelabel import source
from whitelabel.cli import new
from whitelabel.disk.files import read_beginning

pytestmark = pytest.mark.usefixtures("kept_pictures")

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><path fill="#0a5cff" d="M0 0h90v40H0z"/></svg>'
LOGOS = ("acme.svg", "sizeless.png")
SCHEMA = "# yaml-language-server: $schema=../../.schema/brand.json\n\n"


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def logo(tmp_path: Path) -> str:
    """A blue logo outside of the project."""
    file = tmp_path / "acme.svg"
    file.write_bytes(LOGO)
    return str(file)


def test_a_name_and_a_logo_make_a_draft_that_builds_at_once(run: Any, starter: Path, logo: str) -> None:
    before = _files(starter)

    done = run("new", "acme", "--name", "Acme Realty", "--logo", logo)

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "made the draft 'brands/acme/brand.yaml'\n"
        "  its colours come from the logo: primary #0a5cff, accent #f69656\n"
        "  to go live it needs a domain, a territory, a contract and 'status: live'\n"
        "\n"
        "  whitelabel build --brand acme\n"
    )
    after = _files(starter)
    assert {path: data for path, data in after.items() if not path.startswith("brands/acme/")} == before
    assert after["brands/acme/logo.svg"] == LOGO
    assert after["brands/acme/brand.yaml"].decode() == (
        SCHEMA + 'name: "Acme Realty"\n'
        "# domain: deals.acme.example\n"
        '# contact: {email: help@acme.example, phone: "+7 495 000-00-00", url: https://acme.example/help}\n'
        "logo: logo.svg    # or {light: …, dark: …, mark: …}\n"
        'colors: {primary: "#0a5cff", accent: "#f69656"}\n'
        'locales: ["en"]\n'
        "\n"
        "status: draft\n"
    )
    built = json.loads(run("build", "--brand", "acme", "--format", "json").out)
    assert ([brand["status"] for brand in built["brands"]], built["problems"]) == (["built"], [])


def test_with_a_domain_a_territory_and_a_contract_it_is_live(run: Any, starter: Path, logo: str) -> None:
    words = ("--domain", "deals.acme.example", "--territory", "[KZ-75, -KZ-71] RU-TUL", "--contract", 'AC "1": #2')

    done = run("new", "acme", "--name", "Acme", "--logo", logo, "--color", "teal", "--locale", "es", *words)

    assert done.code == 0
    assert done.out.startswith(
        "brands/acme/brand.yaml:14:30: warning WL308: '-KZ-71' takes nothing away: nothing of it is named\n"
    )
    made = "made the live brand 'brands/acme/brand.yaml'\n"
    assert made + "  its grant is non-exclusive: edit 'exclusivity' where the contract says more\n" in done.out
    assert (starter / "brands/acme/brand.yaml").read_text("utf-8") == (
        SCHEMA + 'name: "Acme"\n'
        'domain: "deals.acme.example"\n'
        '# contact: {email: help@acme.example, phone: "+7 495 000-00-00", url: https://acme.example/help}\n'
        "logo: logo.svg    # or {light: …, dark: …, mark: …}\n"
        'colors: {primary: "teal", accent: "#0a5cff"}\n'
        'locales: ["es"]\n'
        "\n"
        "status: live\n"
        "region_lock:\n"
        '  contract: "AC \\"1\\": #2"\n'
        "  grants:\n"
        '    - territories: ["KZ-75", "-KZ-71", "RU-TUL"]\n'
        "      exclusivity: non-exclusive\n"
    )


def test_the_answer_in_json(run: Any, starter: Path, logo: str) -> None:
    assert json.loads(run("new", "acme", "--name", "A", "--logo", logo, "--format", "json").out) == {
        "version": 1,
        "brand": "acme",
        "files": ["brands/acme/brand.yaml", "brands/acme/logo.svg"],
        "problems": [],
    }


@pytest.mark.parametrize(
    "name",
    [
        'O\'Neil & "Sons"',
        "null",
        "no",
        "1.10",
        "# Acme",
        "a: b",
        "- x",
        "{{ 7*7 }}",
        "{% raw %}",
        "<b>Acme</b>",
        "Жаңа Өріс",
        "日本 🏠",
        "back\\slash",
        "*a",
        "!tag",
        "%",
        "@",
        "~",
    ],
)
def test_any_name_builds_and_is_shown_as_it_is(run: Any, starter: Path, logo: str, name: str) -> None:
    made = run("new", "acme", "--name", name, "--logo", logo)
    built = run("build", "--brand", "acme", "--format", "json")

    assert (made.code, built.code, json.loads(built.out)["problems"]) == (0, 0, [])
    told = json.loads((starter / "build/acme/site/brand.json").read_text("utf-8"))
    assert name in (told["name"], *(value for value in told.values() if isinstance(value, str)))


@given(st.text())
def test_a_quoted_text_is_read_back(text: str) -> None:
    quoted = new._quoted(text)

    try:
        node = source.read_yaml(f"name: {quoted}\n".encode(), "a.yaml")
    except UnicodeEncodeError:
        return
    assert isinstance(node, source.Mapping) or "U+" in str(node)
    if isinstance(node, source.Mapping) and not set(text) & set("\x85\u2028\u2029"):
        assert node.get("name") == source.Scalar(text, False, node.span)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("Acme",), "error: 'Acme' is no slug; lower-case letters, digits and inner hyphens were wanted\n"),
        (("../acme",), "error: '../acme' is no slug; lower-case letters, digits and inner hyphens were wanted\n"),
        (("-acme",), "error: no such option '-a'\n"),
        (("nul",), "error: 'nul' is a name that "),
        (("artifacts",), "error: 'artifacts' is a name that this tool keeps for itself\n"),
        (("acme", "--color", "#zz"), "error: invalid value for '--color': '#zz' is no colour; "),
        (("acme", "--territory", "RU"), "error: '--territory' and '--contract' go together\n"),
        (
            ("acme", "--name", "a\nstatus: live"),
            "error: invalid value for '--name': the character U+000A may not stand",
        ),
        (("acme", "--name", " "), "error: invalid value for '--name': nothing visible stands here; text was wanted\n"),
        (("acme", "--logo", "missing.svg"), "error: invalid value for '--logo': file 'missing.svg' does not exist\n"),
    ],
)
def test_what_can_t_be_meant_ends_with_2(
    run: Any, starter: Path, logo: str, words: tuple[str, ...], message: str
) -> None:
    before = _files(starter)

    done = run("new", "--name", "Acme", "--logo", logo, *words)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(message)
    assert _files(starter) == before


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("acme.png", b"", "WL503"),
        ("acme.svg", b"name: Acme\n", "WL503"),
        ("acme.svg", LOGO.replace(b"<path", b"<image href='a.png'/><path"), "WL512"),
        ("acme.svg", LOGO.replace(b"#0a5cff", b"#fff"), "WL193"),
        ("acme.png", b"\x89PNG\r\n\x1a\n", "WL503"),
    ],
)
def test_a_logo_that_can_t_be_used_is_refused_and_nothing_is_made(
    run: Any, starter: Path, tmp_path: Path, file: str, content: bytes, code: str
) -> None:
    (tmp_path / file).write_bytes(content)
    before = _files(starter)

    done = run("new", "acme", "--name", "Acme", "--logo", str(tmp_path / file), "--format", "json")

    assert done.code == 1
    assert [problem["code"] for problem in json.loads(done.out)["problems"]] == [code]
    assert _files(starter) == before
    assert not (starter / "brands" / "acme").exists()


def test_a_mistake_in_a_logo_is_told_of_the_file_that_was_named(
    run: Any, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acme.svg").write_bytes(LOGO.replace(b"<path", b"<image href='a.png'/><path"))
    Path("sizeless.png").write_bytes(LOGO.replace(b"viewBox", b"viewbox"))

    active, sizeless = (run("-C", str(starter), "new", "acme", "--name", "A", "--logo", file) for file in LOGOS)

    assert active.out == (
        "acme.svg:1:61: error WL512: the SVG shows a picture outside of the file: 'a.png'\n"
        "  hint: embed the picture as PNG or JPEG, or export the whole logo as PNG\n"
    )
    assert sizeless.out == (
        "sizeless.png:1:1: error WL504: the logo has neither a 'viewBox' nor a size in pixels\n"
        "  hint: export it with a viewBox\n"
    )


def test_a_white_logo_with_a_colour_is_taken(run: Any, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "white.svg").write_bytes(LOGO.replace(b"#0a5cff", b"#fff"))

    assert run("new", "acme", "--name", "A", "--logo", str(tmp_path / "white.svg"), "--color", "#123").code == 0


def test_a_logo_gets_the_name_of_what_it_is(run: Any, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "acme.png").write_bytes(LOGO)

    assert run("new", "acme", "--name", "A", "--logo", str(tmp_path / "acme.png")).code == 0
    assert (starter / "brands/acme/logo.svg").read_bytes() == LOGO


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_that_nobody_writes_into_is_not_waited_for(run: Any, starter: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.svg")

    done = run("new", "acme", "--name", "A", "--logo", str(tmp_path / "pipe.svg"))

    assert done.code == 4
    assert "nobody writes into this pipe" in done.err.lower()
    assert not (starter / "brands/acme").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
@pytest.mark.parametrize("wait", [0.0, 0.3])
def test_a_pipe_that_somebody_writes_into_is_read_to_its_end(tmp_path: Path, wait: float) -> None:
    reader, writer = os.pipe()

    def write() -> None:
        time.sleep(wait)
        with os.fdopen(writer, "wb") as stream:
            stream.write(LOGO)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert read_beginning(Path(f"/dev/fd/{reader}"), 1000) == LOGO
    finally:
        writing.join()
        os.close(reader)


def test_a_brand_that_is_there_is_never_touched(run: Any, starter: Path, logo: str) -> None:
    (starter / "brands" / "ACME").mkdir()
    before = _files(starter)

    same, twin = (run("new", slug, "--name", "A", "--logo", logo) for slug in ("marisol", "acme"))

    assert (same.code, twin.code) == (1, 1)
    assert same.out.startswith("error WL192: 'brands/marisol' is there already\n")
    assert twin.out.startswith("error WL192: 'brands/ACME' is there already, and differs from 'acme' by case alone\n")
    assert _files(starter) == before


def test_a_language_that_the_theme_lacks_is_refused(run: Any, starter: Path, logo: str) -> None:
    done = run("new", "acme", "--name", "A", "--logo", logo, "--locale", "ru")

    assert (done.code, done.out) == (1, "error WL194: the theme has no texts in 'ru'\n  hint: known here: en, es\n")


def test_a_domain_that_is_none_is_refused_before_anything_is_made(run: Any, starter: Path, logo: str) -> None:
    before = _files(starter)

    done = run("new", "acme", "--name", "A", "--logo", logo, "--domain", "deals acme")

    assert done.code == 1
    assert done.out == "error WL105: 'deals acme' is no host name, such as 'deals.acme.example'\n"
    assert _files(starter) == before


def test_where_rights_stand_in_contracts_no_grant_is_written(run: Any, starter: Path, logo: str) -> None:
    file = starter / "whitelabel.yaml"
    file.write_text(file.read_text("utf-8").replace("policy:\n", "policy:\n  rights: contracts\n"), "utf-8")

    done = run("new", "acme", "--name", "A", "--logo", logo, "--territory", "RU", "--contract", "X")

    assert done.code == 1
    assert done.out.startswith("error WL195: 'policy.rights' is 'contracts': no grant may stand in a brand file\n")


def test_texts_that_the_theme_leaves_to_the_brand_are_there_to_be_filled(run: Any, starter: Path, logo: str) -> None:
    file = starter / "base_theme" / "theme.yaml"
    text = file.read_text("utf-8").replace("requires: {", "requires: {texts: [support.hours], ")
    file.write_text(text, "utf-8")

    run("new", "acme", "--name", "A", "--logo", logo, "--locale", "es", "--locale", "en")

    written = yaml.load((starter / "brands/acme/brand.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert written["texts"] == {
        "es": {"support.hours": "[support.hours]"},
        "en": {"support.hours": "[support.hours]"},
    }
    assert run("check", "--brand", "acme").code == 0


def test_a_failure_halfway_leaves_nothing(run: Any, starter: Path, logo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(starter.rglob("*"))

    def refuse(self: Path, target: Path) -> None:
        raise OSError(13, "Permission denied", str(self), None, str(target))

    monkeypatch.setattr(Path, "rename", refuse)

    done = run("new", "acme", "--name", "A", "--logo", logo)

    assert done.code == 4
    assert done.err.startswith("error: adding the brand: permission denied: '.new-acme-")
    assert sorted(starter.rglob("*")) == before


@pytest.mark.soak
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(red=st.integers(0, 255), green=st.integers(0, 255), blue=st.integers(0, 255))
def test_any_colour_builds_without_a_warning(
    run: Any, starter: Path, logo: str, red: int, green: int, blue: int
) -> None:
    folder = starter / "brands" / "acme"
    for file in folder.glob("*"):
        file.unlink()
    if folder.is_dir():
        folder.rmdir()

    done = run("new", "acme", "--name", "A", "--logo", logo, "--color", f"#{red:02x}{green:02x}{blue:02x}", "--strict")

    assert (done.code, done.out.splitlines()[0]) == (0, "made the draft 'brands/acme/brand.yaml'")
