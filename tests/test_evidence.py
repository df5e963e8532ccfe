"""What goes with archives: valid by the published schemas, true of the archive, the same anywhere, and no more than it has to be."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from jsonschema import Draft7Validator
from packaging.licenses import _spdx
from referencing import Registry, Resource

from tests.disk.bundles import contents
from tests.shop import brand, open_shop, statuses, write
from tests.test_incremental import DAY, SETTLED
from whitelabel import incremental
from whitelabel.model import canonical
from whitelabel.outcome import Outcome
from whitelabel.package import provenance
from whitelabel.package.order import EARLIEST, Opened, Order
from whitelabel.pipeline import quiet

if TYPE_CHECKING:
    from tests.conftest import Demo

pytestmark = pytest.mark.usefixtures("kept_pictures")

ROOT = Path(__file__).resolve().parents[1]
SLUGS = ("acme", "elvkant", "kamenar", "kvadrat", "ligov", "zhana-oris", "zuid-45")


def build(root: Path, *brands: str, **options: Any) -> Outcome:
    time.sleep(SETTLED)
    return incremental.build(root, brands, on=DAY, progress=quiet, **{"archive": Order(), **options})


def told(out: Path, name: str) -> Any:
    return json.loads((out / "artifacts" / name).read_bytes())


def findings(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a statement by what they are about."""
    byproducts = statement["predicate"]["runDetails"]["byproducts"]
    return {one["name"]: one["annotations"] for one in byproducts if "annotations" in one}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ── By the published schemas ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def cyclonedx() -> Draft7Validator:
    """The published schema of CycloneDX 1.6, with those that it refers to."""
    folder = files("cyclonedx.schema") / "_res"
    schemas = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    parts = [(f"http://cyclonedx.org/schema/{name}.schema.json", schema) for name, schema in schemas.items()]
    parts += [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", schema) for name, schema in schemas.items()]
    registry: Registry[Any] = Registry().with_resources(
        [(address, Resource.from_contents(schema)) for address, schema in parts]
    )
    return Draft7Validator(schemas["bom-1.6"], registry=registry)


@pytest.mark.parametrize("slug", SLUGS)
def test_bills_of_materials_are_valid_by_cyclonedx(demo: Demo, slug: str, cyclonedx: Draft7Validator) -> None:
    bill = told(demo.out, f"{slug}-1.4.0.cdx.json")
    assert [error.message for error in cyclonedx.iter_errors(bill)] == []
    broken = {**bill, "components": [{**one, "licenses": [{"license": {"id": "OFL"}}]} for one in bill["components"]]}
    assert not bill["components"] or list(cyclonedx.iter_errors(broken))


def test_every_licence_that_a_theme_may_name_is_one_that_cyclonedx_knows() -> None:
    known = json.loads((files("cyclonedx.schema") / "_res/spdx.SNAPSHOT.schema.json").read_text("utf-8"))["enum"]
    assert {one["id"] for one in _spdx.LICENSES.values()} - set(known) == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_statements_are_valid_by_in_toto_and_their_predicates_by_slsa(demo: Demo, slug: str) -> None:
    given = told(demo.out, f"{slug}-1.4.0.intoto.json")

    # Both refuse a field that the published form doesn't have.
    statement = json_format.ParseDict(given, statement_pb2.Statement())
    predicate = json_format.ParseDict(given["predicate"], provenance_pb2.Provenance())

    Statement.copy_from_pb(statement).validate()
    assert (given["_type"], given["predicateType"]) == (provenance.STATEMENT, provenance.PREDICATE)
    assert predicate.build_definition.build_type and predicate.run_details.builder.id
    # What SLSA asks of each descriptor: one of these three.
    every = [*predicate.build_definition.resolved_dependencies, *predicate.run_details.byproducts]
    assert all(one.digest or one.uri or one.content for one in every)
    with pytest.raises(json_format.ParseError):
        json_format.ParseDict({**given["predicate"], "rights": {}}, provenance_pb2.Provenance())


# ── True of the archive ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", SLUGS)
def test_a_statement_tells_the_digests_of_what_it_is_about(demo: Demo, slug: str) -> None:
    folder, stem = demo.out / "artifacts", f"{slug}-1.4.0"
    statement, manifest = (
        told(demo.out, f"{stem}.intoto.json"),
        json.loads((demo.bundle(slug) / "manifest.json").read_bytes()),
    )

    subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    byproducts = {one["name"]: one["digest"]["sha256"] for one in statement["predicate"]["runDetails"]["byproducts"]}
    made_from = {
        one["name"]: one["digest"]["sha256"]
        for one in statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    }

    archives = {f"{stem}.zip", f"{stem}.tar.zst"}
    assert subjects == {name: sha256((folder / name).read_bytes()) for name in archives} | {
        "contents": manifest["sha256"]
    }
    beside = {f"{stem}.html", f"{stem}.cdx.json"}
    facts = findings(statement)
    assert byproducts == {name: sha256((folder / name).read_bytes()) for name in beside} | {
        name: sha256(canonical(fact).encode()) for name, fact in facts.items()
    }
    assert {name: made_from[name] for name in ("theme", "brand")} == manifest["made_from"]
    assert made_from.keys() == {"theme", "brand", "tool", "lock"}
    assert statement["predicate"]["buildDefinition"]["internalParameters"] == {"SOURCE_DATE_EPOCH": EARLIEST}
    (lock,) = [
        one for one in statement["predicate"]["buildDefinition"]["resolvedDependencies"] if one["name"] == "lock"
    ]
    lines = "".join(f"{name}=={version}\n" for name, version in lock["annotations"]["libraries"].items())
    assert "jinja2" in lock["annotations"]["libraries"] and sha256(lines.encode()) == made_from["lock"]
    assert list(facts) == ["rights", "purity", "contrast", "accessibility", "licences"]


def test_a_statement_tells_rights_and_days_and_what_was_found(demo: Demo) -> None:
    statement = told(demo.out, "acme-1.4.0.intoto.json")
    facts, bundle = findings(statement), contents(demo.bundle("acme"))
    places = {"RU-MOS": "Московская область", "RU-MOW": "Москва"}

    assert statement["predicate"]["buildDefinition"]["externalParameters"] == {
        **{"brand": "acme", "product": "Deals", "version": "1.4.0", "closed": False},
        **{"valid_from": "2026-01-01", "valid_until": "2028-12-31"},
    }
    assert facts["rights"] == {
        "party": "acme",
        "grants": [
            {
                **{"territories": ["RU-MOS", "RU-MOW"], "products": ["deals", "sign"], "exclusivity": "exclusive"},
                **{"up_to": None, "contract": "AC-2026-014", "from": "2026-01-01", "until": "2028-12-31"},
                **{"served_until": "2029-03-31", "state": "in-force"},
            }
        ],
        "places": places,
        **{"valid_from": "2026-01-01", "valid_until": "2028-12-31", "timezone": "Europe/Moscow"},
    }
    assert (facts["purity"]["result"], facts["purity"]["files"]) == ("pass", len(bundle))
    assert sum(facts["purity"]["looked_at"].values()) == len(bundle)
    assert facts["contrast"]["result"] == "pass"
    assert {(one["mode"], one["passes"], one["ratio"] >= one["wanted"]) for one in facts["contrast"]["pairs"]} == {
        ("light", True, True),
        ("dark", True, True),
    }
    assert facts["accessibility"] == {"looked_at_in": None, "pages": None, "problems": None}


def test_the_bill_lists_what_a_bundle_holds_of_the_theme_and_where_the_licence_is(demo: Demo) -> None:
    bundles = {slug: contents(demo.bundle(slug)) for slug in SLUGS}
    bills = {slug: told(demo.out, f"{slug}-1.4.0.cdx.json") for slug in SLUGS}

    # Most have faces of their own for text, and the theme's for numbers.
    assert {slug: [one["name"] for one in bill["components"]] for slug, bill in bills.items()} == {
        **dict.fromkeys(("acme", "elvkant", "kamenar", "ligov", "zhana-oris"), ["JetBrains Mono"]),
        "kvadrat": ["Golos Text", "JetBrains Mono"],
        "zuid-45": [],
    }
    for slug, bill in bills.items():
        for component in bill["components"]:
            hashes = {one["name"]: one["hashes"][0]["content"] for one in component["components"]}
            assert hashes == {name: sha256(bundles[slug][name]) for name in hashes}
            (licence,) = component["licenses"]
            assert licence["license"]["id"] == "OFL-1.1"
            assert licence["license"]["text"]["content"].encode() == bundles[slug][component["properties"][0]["value"]]


def test_the_demo_names_each_licence_in_its_theme() -> None:
    theme = (ROOT / "base_theme/theme.yaml").read_text("utf-8")
    licences = [path.relative_to(ROOT / "base_theme").as_posix() for path in (ROOT / "base_theme").rglob("LICEN*")]
    assert [path for path in licences if f"license_file: {path}\n" not in theme] == [] and len(licences) == 2


def test_the_list_of_digests_fits_by_its_own_program(demo: Demo) -> None:
    folder = demo.out / "artifacts"
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    listed = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    assert (done.returncode, listed) == (0, sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS"))


# ── The same anywhere ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Four brands of one theme."""
    root = tmp_path / "shop"
    open_shop(root)
    return root


@pytest.mark.soak
def test_neither_time_zone_nor_mask_nor_language_nor_seed_nor_machine_shows(shop: Path, tmp_path: Path) -> None:
    """Two processes in two worlds, one of which has done half of it before."""
    worlds: list[tuple[dict[str, str], str, list[str]]] = [
        ({"TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "077", ["--jobs", "1"]),
        ({"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "USER": "else"}, "002", ["--jobs", "2"]),
    ]
    found = []
    for number, (world, mask, words) in enumerate(worlds):
        out = tmp_path / f"out-{number}"
        command = (
            f"umask {mask} && exec {sys.executable} -m whitelabel build -C {shop} --out {out} --on {DAY} --archive"
        )
        every = [*words, "--archive-format", "zip", "--archive-format", "tar.zst"]
        if number:
            subprocess.run(
                ["sh", "-c", f"{command} --brand beta"], check=True, env=os.environ | world, capture_output=True
            )
        subprocess.run(
            ["sh", "-c", f"{command} {' '.join(every)}"], check=True, env=os.environ | world, capture_output=True
        )
        found.append(contents(out / "artifacts"))
    assert found[0] == found[1]
    assert len(found[0]) == 4 * 5 + 1


def test_evidence_is_the_same_on_any_day_with_the_same_grants_in_force(shop: Path) -> None:
    build(shop)
    before = contents(shop / "build/artifacts")
    time.sleep(SETTLED)
    later = DAY.replace(day=DAY.day % 28 + 1)
    incremental.build(shop, on=later, progress=quiet, archive=Order())
    assert contents(shop / "build/artifacts") == before


def test_who_else_there_is_does_not_show(shop: Path) -> None:
    build(shop)
    before = {name: data for name, data in contents(shop / "build/artifacts").items() if name.startswith("acme-")}
    for slug in ("beta", "gamma"):
        write(
            shop,
            f"brands/{slug}/brand.yaml",
            brand(slug, ground="RU-SPE", exclusivity="sole" if slug == "beta" else "non-exclusive"),
        )
    for path in (
        "brands/delta/brand.yaml",
        "brands/delta/logo.svg",
        "brands/gamma/brand.yaml",
        "brands/gamma/logo.svg",
    ):
        (shop / path).unlink()
    build(shop)
    after = {name: data for name, data in contents(shop / "build/artifacts").items() if name.startswith("acme-")}
    assert after == before and len(before) == 4


# ── What stands is left alone ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Which brands each build went through the flow with."""
    from whitelabel import pipeline

    seen: list[tuple[str, ...]] = []
    real = pipeline.build

    def watched(root: Path, brands: Any = (), **options: Any) -> Outcome:
        seen.append(tuple(brands))
        return real(root, brands, **options)

    monkeypatch.setattr(pipeline, "build", watched)
    return seen


@pytest.mark.soak
@pytest.mark.parametrize("name", ["acme-1.0.0.html", "acme-1.0.0.cdx.json", "acme-1.0.0.intoto.json", "SHA256SUMS"])
@pytest.mark.parametrize("harm", ["gone", "touched"])
def test_what_is_missing_or_touched_is_made_anew(shop: Path, flows: list[Any], name: str, harm: str) -> None:
    build(shop)
    before, place = contents(shop / "build/artifacts"), shop / "build/artifacts" / name
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(place.read_bytes().swapcase())

    outcome = build(shop)

    assert flows == [(), ("acme",)]
    assert set(statuses(outcome).values()) == {"unchanged"}
    assert contents(shop / "build/artifacts") == before
    build(shop)
    assert len(flows) == 2


def test_a_build_of_one_brand_leaves_the_lines_of_others(shop: Path, flows: list[Any]) -> None:
    build(shop)
    write(shop, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))
    build(shop, "beta")
    folder = shop / "build/artifacts"
    lines = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    assert lines == {name: sha256(data) for name, data in contents(folder).items() if name != "SHA256SUMS"}


def test_an_archive_that_somebody_takes_away_leaves_the_list(shop: Path) -> None:
    build(shop, version="0.9.0")
    build(shop)
    assert "acme-0.9.0.zip" in (shop / "build/artifacts/SHA256SUMS").read_text("utf-8")
    for place in (shop / "build/artifacts").glob("*-0.9.0.*"):
        place.unlink()
    build(shop)
    assert "0.9.0" not in (shop / "build/artifacts/SHA256SUMS").read_text("utf-8")


def test_drafts_alone_leave_no_list_and_nothing_to_do(shop: Path, flows: list[Any]) -> None:
    for slug in ("acme", "beta", "gamma", "delta"):
        write(shop, f"brands/{slug}/brand.yaml", brand(slug).replace("status: live", "status: draft"))
    build(shop)
    build(shop)
    assert flows == [()]
    assert not (shop / "build/artifacts").exists()


# ── What it is told ───────────────────────────────────────────────────────────────────────────────────────────────


def test_another_version_names_the_archive_and_stands_in_the_manifest(shop: Path, flows: list[Any]) -> None:
    build(shop)
    outcome = build(shop, version="2026.11+7")
    assert outcome.brands[0].archive == "build/artifacts/acme-2026.11+7.zip"
    assert json.loads((shop / "build/acme/manifest.json").read_bytes())["product"]["version"] == "2026.11+7"
    parameters = told(shop / "build", "acme-2026.11+7.intoto.json")["predicate"]["buildDefinition"][
        "externalParameters"
    ]
    assert parameters["version"] == "2026.11+7"
    build(shop, version="2026.11+7")
    assert len(flows) == 2


def test_what_a_browser_saw_counts_for_the_very_contents_alone(shop: Path, flows: list[Any]) -> None:
    outcome = build(shop, archive=None)
    seen = {
        outcome.brands[0].sha256: Opened(4, (("WL667", 2),)),
        outcome.brands[1].sha256: Opened(5),
        "0" * 64: Opened(9),
    }

    build(shop, archive=Order(opened=seen))

    facts = {
        slug: findings(told(shop / "build", f"{slug}-1.0.0.intoto.json"))["accessibility"]
        for slug in ("acme", "beta", "delta")
    }
    how = "Chromium, in light and dark, narrow and wide"
    assert facts == {
        "acme": {"looked_at_in": how, "pages": 4, "problems": {"WL667": 2}},
        "beta": {"looked_at_in": how, "pages": 5, "problems": {}},
        "delta": {"looked_at_in": None, "pages": None, "problems": None},
    }
    pages = {slug: (shop / f"build/artifacts/{slug}-1.0.0.html").read_text("utf-8") for slug in facts}
    assert (
        "4 pages were opened in Chromium, in light and dark, narrow and wide. Problems found: WL667 × 2."
        in pages["acme"]
    )
    assert "5 pages were opened in Chromium, in light and dark, narrow and wide. No problem was found." in pages["beta"]
    assert "The pages were not looked at in a browser for this record." in pages["delta"]
    # What is said of one is no news for another.
    build(shop, archive=Order(opened={**seen, outcome.brands[0].sha256: Opened(4)}))
    assert flows[2:] == [("acme",)]


THIRD = """
third_party:
  - {name: Ticker, version: 2.1.0, license: mit, license_file: assets/LICENSE-ticker.txt, files: [assets/ticker*.js], purl: "pkg:npm/ticker@2.1.0"}
  - {name: Flags, version: "7", license: CC0-1.0 or MIT, license_file: static/flags/README.txt, files: ["static/flags/*"]}
  - {name: Sounds, version: "1", license: LicenseRef-House, license_file: assets/LICENSE-ticker.txt, files: [static/ding.mp3]}
  - {name: Idle, version: "1", license: MIT, license_file: assets/LICENSE-ticker.txt, files: [locales/en.yaml]}
"""


def test_scripts_pictures_and_downloads_of_others_are_listed_by_the_files_that_they_became(
    shop: Path, cyclonedx: Draft7Validator
) -> None:
    theme = shop / "base_theme/theme.yaml"
    theme.write_text(theme.read_text("utf-8") + THIRD, "utf-8")
    write(shop, "base_theme/assets/ticker.js", "/*! Ticker */\nfunction tick(){return 1}\n")
    write(shop, "base_theme/assets/LICENSE-ticker.txt", "MIT, whoever made it")
    write(shop, "base_theme/static/flags/README.txt", "CC0 or MIT")
    write(shop, "base_theme/static/flags/no.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    write(shop, "base_theme/static/ding.mp3", "ding")

    build(shop, "acme")

    bill = told(shop / "build", "acme-1.0.0.cdx.json")
    assert [error.message for error in cyclonedx.iter_errors(bill)] == []
    found = {
        one["name"]: ([part["name"] for part in one["components"]], one["licenses"], one.get("purl"))
        for one in bill["components"]
    }
    (script,) = [path for path in contents(shop / "build/acme") if path.endswith(".js") and "ticker" in path]
    text = {"contentType": "text/plain", "content": "MIT, whoever made it"}
    assert found == {
        "Ticker": ([script], [{"license": {"id": "MIT", "text": text}}], "pkg:npm/ticker@2.1.0"),
        "Flags": (["site/flags/no.svg"], [{"expression": "CC0-1.0 OR MIT"}], None),
        "Sounds": (["site/ding.mp3"], [{"license": {"name": "LicenseRef-House", "text": text}}], None),
    }


def test_nothing_of_others_is_published_without_its_licence(shop: Path) -> None:
    theme = shop / "base_theme/theme.yaml"
    entry = "  - {name: Face, version: '1', license: OFL-1.1, license_file: assets/fonts/terms.txt, files: [static/a.txt]}\n"
    theme.write_text(
        theme.read_text("utf-8") + "\nfonts:\n  body: {files: [fonts/face.woff2]}\nthird_party:\n" + entry, "utf-8"
    )
    write(shop, "base_theme/static/a.txt", "of others")
    write(shop, "base_theme/assets/fonts/terms.txt", "beside a font, and not called a licence")
    shutil.copy(ROOT / "base_theme/assets/fonts/golos-text-latin.woff2", shop / "base_theme/assets/fonts/face.woff2")

    outcome = build(shop, "acme")

    (problem,) = [one for one in outcome.problems if one.code == "WL547"]
    assert problem.message == "the bundle has files of 'Face', and not the licence that has to go with them"
    assert statuses(outcome) == {"acme": "rejected"}


def test_what_brands_and_themes_write_is_text_on_the_page(shop: Path) -> None:
    hostile = "A</title><script>alert(1)</script>&B"
    write(shop, "brands/acme/brand.yaml", brand("acme").replace("name: Acme", f"name: '{hostile}'"))
    entry = (
        f"  - {{name: '{hostile}', version: '<u>', license: MIT, license_file: static/a.txt, files: [static/b.txt]}}\n"
    )
    theme = shop / "base_theme/theme.yaml"
    theme.write_text(theme.read_text("utf-8") + "\nthird_party:\n" + entry, "utf-8")
    for name in "ab":
        write(shop, f"base_theme/static/{name}.txt", name)

    build(shop, "acme")

    page = (shop / "build/artifacts/acme-1.0.0.html").read_text("utf-8")
    assert "<script" not in page and "<u>" not in page
    assert page.count("A&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;B") == 3
