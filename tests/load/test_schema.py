"""The published JSON Schemas, proved with a draft-07 validator."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from whitelabel import source
from whitelabel.load.brand import BrandFile
from whitelabel.load.schema import KINDS, json_schema, link_address, one_line, read, web_address
from whitelabel.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "project": [ROOT / "whitelabel.yaml", ROOT / "tests/project/whitelabel.yaml"],
    "theme": [ROOT / "base_theme/theme.yaml", ROOT / "tests/project/base_theme/theme.yaml"],
    "brand": sorted(ROOT.glob("brands/*/brand.yaml")),
}


class Editor(yaml.SafeLoader):
    """Types values as an editor does: YAML 1.2, core schema."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - the parent's are those of YAML 1.1


for tag, pattern, first in (
    ("bool", "true|false", "tf"),
    ("null", "~|null|", "~n"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), [*first, ""])


def seen(text: str) -> Any:
    """What an editor makes of a file."""
    return yaml.load(text, Loader=Editor)  # noqa: S506 - a safe loader


def faults(kind: str, value: Any) -> list[str]:
    """What the validator says, as paths and reasons."""
    found = Draft7Validator(json_schema(kind)).iter_errors(value)
    return sorted(f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:60]}" for fault in found)


def test_an_editor_types_values() -> None:
    assert seen("[true, NO, 1.10, 1:30, 2026-01-01, '1', on]") == [
        True, "NO", 1.1, "1:30", "2026-01-01", "1", "on",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_is_a_schema_of_draft_07(kind: str) -> None:
    schema = json_schema(kind)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    text = str(schema)
    assert "$defs" not in text and "prefixItems" not in text and "'null'" not in text


def keys(schema: dict[str, Any], node: Any, path: str) -> Iterator[tuple[str, bool]]:
    """Every key of a schema, and whether it is described, itself or by what it refers to."""
    if isinstance(node, list):
        for item in node:
            yield from keys(schema, item, path)
    if not isinstance(node, dict):
        return
    for name, inner in node.get("properties", {}).items():
        target = {**inner, **inner.get("allOf", [{}])[0]}.get("$ref", "").rpartition("/")[2]
        described = inner.get("description") or schema["definitions"].get(target, {}).get("description")
        yield f"{path}/{name}", bool(described)
    for name, inner in node.items():
        yield from keys(schema, inner, f"{path}/{name}" if name not in ("properties", "definitions") else path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_has_a_description(kind: str) -> None:
    schema = json_schema(kind)
    described = dict(keys(schema, schema, ""))
    assert len(described) > 10
    assert [path for path, is_described in described.items() if not is_described] == []


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in FILES.items() for path in paths])
def test_takes_the_demo_as_an_editor_sees_it(kind: str, path: Path) -> None:
    assert faults(kind, seen(path.read_text("utf-8"))) == []


def test_takes_what_an_editor_types_where_text_is_meant() -> None:
    brand = seen("""
      name: 1000
      logo: {light: 1.svg}
      colors: {primary: {light: red, dark: "#fff"}, accent: tomato}
      tokens: {radius.card: 0, font.body: [Inter, serif], type.ratio: 1.10}
      features: {chat: false, hero: split}
      texts: {ru: {home: {title: 12, deals: {one: x, other: y}}, "404.heading": true}}
      names: {ru: {genitive: Акме}}
      marks: [Acme, {text: Acme, case: exact}]
      fonts: {body: Inter, heading: [a.woff2], mono: {files: [b.woff2], fallback: monospace}}
      security: {contact: "mailto:a@b.example", expires: 2027-01-01}
      region_lock: {contract: 12, grants: [{territories: NO, exclusivity: sole, up_to: 3, run_off_days: 90}]}
    """)
    assert faults("brand", brand) == []
    theme = seen("""
      product: {name: Deals, version: 1.10}
      pages: {home: {template: a, index: false}, 404: {template: b}}
      features: {chat: {default: true}, hero: {default: 1, options: [1, 2]}}
      contrast: [[a, b, AA]]
    """)
    theme["pages"] = {str(name): page for name, page in theme["pages"].items()}  # keys of JSON are text
    assert faults("theme", theme) == []


def test_refuses_what_the_tool_refuses() -> None:
    good = seen((ROOT / "brands/acme/brand.yaml").read_text("utf-8"))
    wrong = copy.deepcopy(good)
    wrong |= {"colour": "red", "name": ["Acme"], "status": "lvie", "locales": "ru", "contact": {"e-mail": "x"}}
    wrong |= {"short_name": "thirteen lets", "party": None, "logo": ["a.svg"]}
    wrong["region_lock"]["grants"][0] |= {"exclusivity": "mine", "up_to": "many"}
    del wrong["logo"]
    assert [fault.split(":")[0] for fault in faults("brand", wrong)] == [
        "", "", "contact", "locales", "name", "party", "region_lock/grants/0/exclusivity",
        "region_lock/grants/0/up_to", "short_name", "status",
    ]  # fmt: skip
    theme = {"product": {"name": "x", "version": 1}, "pages": {"Home": {"template": "x"}}, "contrast": [["a", "b"]]}
    assert [fault.split(":")[0] for fault in faults("theme", theme)] == ["contrast/0", "pages"]
    assert len(faults("project", {"vendor": {}, "products": []})) == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://acme.example", "https://acme.example"),
        ("HTTPS://ACME.Example/Help?a=1#b", "https://acme.example/Help?a=1#b"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("https://пример.рф/помощь", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D0%BE%D0%BC%D0%BE%D1%89%D1%8C"),
        ("https://acme.example/a%20b", "https://acme.example/a%20b"),
        ("mailto:help@acme.example", "mailto:help@acme.example"),
        ("tel:+7 495 000-00-00", "tel:+74950000000"),
    ],
)
def test_a_link_leads_to_the_web_to_mail_or_to_a_telephone(written: str, meant: str) -> None:
    assert link_address(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "/help", "https:evil.example",
        "https://", "https://a", "https:///x", "https://user@acme.example", "https://u:p@acme.example",
        "https://acme.example\\@evil.example", "https://acme.example/\n", "https://acme.example/<b>",
        'https://acme.example/"x', "https://acme.example/\u202e", "https://acme.example:99999/", "https://[::1]/",
        "https://1.2.3.4/", "https://-a.example/", "https://a..example/", "https://" + "a" * 64 + ".example",
        "https://acme.example/" + "x" * 2000, "mailto:a?cc=b@c.example", "mailto:a@b", "mailto:a@b.example?bcc=x",
        "mailto:a@b.example\nBcc: x", "tel:call", "tel:+7;ext=1", "",
    ],
)  # fmt: skip
def test_a_link_leads_nowhere_else(written: str) -> None:
    with pytest.raises(Exception, match="acme.example|wanted|password|host name|telephone"):
        link_address(written)


def test_a_name_shows_all_that_it_holds() -> None:
    assert one_line("  Acme – Realty № 1 ") == "Acme – Realty № 1"
    assert one_line("e\u0301") == "é"
    assert one_line("نامه\u200cای") == "نامه\u200cای"
    for hidden in "\x00\x1b\n\t\x7f\x85\u00ad\u061c\u200b\u200e\u2028\u202e\u2060\u2066\ufeff\U000e0041":
        with pytest.raises(Exception, match=f"U\\+{ord(hidden):04X}"):
            one_line(f"a{hidden}b")
    for blank in (" ", "\u3164", "\u200d", "\u2800"):
        with pytest.raises(Exception, match="nothing visible"):
            one_line(blank)


def test_web_addresses_of_another_kind_are_refused() -> None:
    with pytest.raises(Exception, match="no web address"):
        web_address("mailto:a@b.example")


def test_of_a_hundred_thousand_mistakes_a_few_are_told() -> None:
    text = "\n".join(f"colour{number}: red" for number in range(40_000)) + "\nmarks: [" + "{}, " * 190 + "]"
    node = source.read_yaml(text.encode(), "brand.yaml")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    assert read(BrandFile, node, problems) is None
    assert len(problems) == 20 + 1 + 100 + 1
    messages = [problem.message for problem in problems]
    assert "39980 more unknown keys follow" in messages and "92 more mistakes follow" in messages
