"""README.md and docs/ say what is so: their commands run, their files build, and no key goes unnamed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from whitelabel.affected import Gone, Reason
from whitelabel.cli.group import COMMANDS
from whitelabel.load.schema import json_schema
from whitelabel.model import MADE_ASSETS, PICTURE_NAMES, TEMPLATE_FILTERS, TEMPLATE_NAMES
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.problem import Problem, Span

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40">'
    '<circle cx="20" cy="20" r="16" fill="#6d28d9"/><path fill="#f59e0b" d="M44 12h20v16H44z"/></svg>'
)


def _part(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _blocks(part: str) -> list[str]:
    """The indented blocks of a part, without their indent."""
    found = re.findall(r"(?:^    .*\n)+", part, re.MULTILINE)
    return [textwrap.dedent(block) for block in found]


class Shell:
    """A newcomer's shell, with a home of its own, in which `$PWD/.venv` is this installation."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.clone = folder / "clone"
        self.clone.mkdir()
        (self.clone / ".venv").symlink_to(sys.prefix)
        (self.home / "globex.svg").write_text(LOGO, "utf-8")

    def run(self, commands: str, code: int = 0) -> str:
        """What some commands print, on both streams; they stop at the first that fails."""
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "NO_COLOR")}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=self.clone,
            env={**environment, "HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout


def _steady(printed: str) -> str:
    """What was printed, without what differs from run to run: times and the size of files."""
    return re.sub(r"\b[\d.]+ (?:ms|s|kB|MB)\b", "…", printed)


@pytest.mark.skipif(
    not Path(sys.prefix, "bin", "whitelabel").exists(), reason="whitelabel is not installed beside this Python"
)
def test_a_brand_in_five_minutes(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    first, new, look, message, rights = _blocks(_part("A brand in five minutes"))
    before, server, address = new.partition("python3 -m http.server --directory ")

    assert _steady(shell.run(first + before)) == (
        f"made a project of 23 files in {shell.home}/shop\n"
        "\n"
        f"  cd {shell.home}/shop\n"
        "  whitelabel build\n"
        "  python3 -m http.server -d build/marisol/site\n"
        "\n"
        "then add a reseller of your own:\n"
        "\n"
        '  whitelabel new acme --name "Acme Realty" --logo ~/acme.svg\n'
        "built      halden   6 pages, 42 files, …, …, build/halden\n"
        "built      marisol  6 pages, 42 files, …, …, build/marisol\n"
        "2 brands: 2 built · 12 pages · 84 files · … · …\n"
        "made the draft 'brands/globex/brand.yaml'\n"
        "  its colours come from the logo: primary #6d28d9, accent #f59e0b\n"
        "  to go live it needs a domain, a territory, a contract and 'status: live'\n"
        "\n"
        "  whitelabel build --brand globex\n"
        "built      globex  3 pages, 35 files, …, …, build/globex\n"
        "1 brand: 1 built · 3 pages · 35 files · … · …\n"
    )
    shop = shell.home / "shop"
    assert server and (shop / address.strip() / "index.html").is_file()
    assert "noindex" in (shop / address.strip() / "index.html").read_text("utf-8")

    again = first.split("\n")[0] + "\ncd ~/shop\n"
    brand = shop / "brands" / "globex" / "brand.yaml"
    brand.write_text(look, "utf-8")
    assert _steady(shell.run(again + "whitelabel check --strict")) == "3 brands: 3 checked · …\n"

    excerpt = re.search(r"^ +4 \| (.*)$", message, re.MULTILINE)
    assert excerpt
    lines = look.split("\n")
    assert lines[3].startswith("tokens: {radius.card: 12px}")
    brand.write_text("\n".join([*lines[:3], excerpt[1], *lines[4:]]), "utf-8")
    assert shell.run(again + "whitelabel check", code=1).startswith(message + "\n")
    code = re.search("`(whitelabel explain WL[0-9]+)`", README)
    assert code and shell.run(again + code[1]).startswith("WL210: ")

    brand.write_text(look.replace("status: draft\n", rights), "utf-8")
    assert _steady(shell.run(again + "whitelabel build --strict --brand globex")) == (
        "built      globex  6 pages, 41 files, …, …, build/globex\n1 brand: 1 built · 6 pages · 41 files · … · …\n"
    )
    page = (shop / "build/globex/site/index.html").read_text("utf-8")
    assert ("noindex" in page, "Su agenda, al día" in page, page.count('class="card"')) == (False, True, 2)


TAKEN_OUT = {
    "scripts": "<script>alert(1)</script>",
    "handlers": '<g onclick="alert(1)"><path d="M0 0h1v1z"/></g>',
    "links": '<a href="https://acme.example"><path d="M0 0h1v1z"/></a>',
    "animations": '<path d="M0 0h1v1z"><animate attributeName="x" to="3" dur="1s"/></path>',
}
REFUSED = {
    "points outside": '<image href="https://acme.example/a.png" width="9" height="9"/>',
    "can't be taken out": "<foreignObject><p>Acme</p></foreignObject>",
}


def _cleaned(content: str) -> Clean | Problem:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{content}<path d="M0 0h9v9z"/></svg>'
    return sanitise(drawing.encode(), "logo.svg", Span("brand.yaml"))


def test_what_safety_says_of_a_drawing_is_so() -> None:
    said = " ".join(_part("Safety").split())
    taken = re.search(r"an SVG's (\w+), (\w+), (\w+) and (\w+) are taken out, with a warning; (.*?) is refused\.", said)

    assert taken and set(taken.groups()[:4]) == set(TAKEN_OUT)
    for content in TAKEN_OUT.values():
        clean = _cleaned(content)
        assert isinstance(clean, Clean) and [problem.code for problem in clean.dropped] == ["WL515"]
    for what, content in REFUSED.items():
        refused = _cleaned(content)
        assert what in taken[5] and isinstance(refused, Problem) and refused.code == "WL512"


def test_every_command_has_its_row() -> None:
    rows = re.findall(r"^\| `whitelabel ([a-z]+)", _part("Commands"), re.MULTILINE)

    assert sorted(rows) == sorted(COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_is_taught_as_it_says(shell: str) -> None:
    (line,) = [one for one in _part("Commands").splitlines() if f"# {shell}: " in one]
    asked = re.search(rf"(_WHITELABEL_COMPLETE)=({shell}_source) whitelabel", line)
    assert asked
    environment = {**os.environ, asked[1]: asked[2]}
    command = [sys.executable, "-m", "whitelabel"]
    script = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    words = {"COMP_WORDS": "whitelabel explain WL30", "COMP_CWORD": "WL30" if shell == "fish" else "2"}
    environment = {**os.environ, **words, asked[1]: f"{shell}_complete"}
    completed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert f"_WHITELABEL_COMPLETE={shell}_complete" in script
    assert "WL301" in completed and "WL210" not in completed


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/theme.md",
        "docs/brand.md",
        "docs/purity.md",
        "docs/territories.md",
        "docs/preview.md",
        "docs/plan.md",
        "docs/watch.md",
        "docs/ci.md",
    ],
)
def test_what_a_document_points_to_is_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text)

    assert targets and [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()] == []


def test_every_reason_to_build_is_told() -> None:
    table = (ROOT / "docs/ci.md").read_text("utf-8").partition("`because` says why")[2].partition("\n\nA comment")[0]

    assert set(re.findall(r"`([a-z]+)`(?=[,| ]*\||, `)", table)) == {*get_args(Reason), "due"}
    for why in get_args(Gone):
        assert f"`{why}`" in (ROOT / "docs/ci.md").read_text("utf-8")


# ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keys(schema: dict[str, Any], shared: dict[str, Any]) -> Iterator[str]:
    """Every key that a JSON Schema gives a name to, at whatever depth."""
    if "$ref" in schema:
        schema = shared[schema["$ref"].rpartition("/")[2]]
    for key, value in schema.get("properties", {}).items():
        yield key
        yield from _keys(value, shared)
    below = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    below += [schema.get("items"), schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    for part in below:
        if isinstance(part, dict):
            yield from _keys(part, shared)


def _said(document: str) -> set[str]:
    """The words that a document sets as code."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", text))))


@pytest.mark.parametrize(
    ("kind", "document"),
    [("theme", "theme.md"), ("brand", "brand.md"), ("contract", "brand.md"), ("project", "brand.md")],
)
def test_every_key_of_a_file_is_named(kind: str, document: str) -> None:
    schema = json_schema(kind)
    keys = set(_keys(schema, schema.get("definitions", {})))

    some = {"theme": {"scale", "runtime"}, "brand": {"grants", "dark"}, "contract": {"party"}, "project": {"disclose"}}
    assert some[kind] <= keys
    assert keys - _said(document) == set()


def test_the_way_through_the_house_names_what_mirrors_no_room() -> None:
    text = (ROOT / "whitelabel" / "ARCHITECTURE.md").read_text("utf-8")
    tests = text.partition("\n## Tests\n")[2]
    rooms = {folder.name for folder in (ROOT / "whitelabel").iterdir() if folder.is_dir()} | {"scripts"}
    folders = {folder.name for folder in (ROOT / "tests").iterdir() if any(folder.glob("[!_]*.*"))}

    assert {"render", "logos"} <= folders
    assert {folder for folder in folders - rooms if f"`tests/{folder}/`" not in tests} == set()


def test_everything_that_a_picture_sees_is_named() -> None:
    text = (ROOT / "docs" / "theme.md").read_text("utf-8")
    rows = text.partition("\n## Pictures with the brand in them\n")[2].partition("\n## ")[0]

    assert PICTURE_NAMES - set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", rows)))) == set()


def test_everything_that_a_template_sees_is_named() -> None:
    text = (ROOT / "docs" / "theme.md").read_text("utf-8")
    rows = text.partition("\n## What a template sees\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"\w+|[\w.]+\.css", " ".join(re.findall(r"`([^`\n]+)`", rows))))
    made = {asset for asset in MADE_ASSETS if f"`{asset}`" in rows}

    assert TEMPLATE_NAMES - named == set()
    assert TEMPLATE_FILTERS - named == set()
    assert made == MADE_ASSETS
