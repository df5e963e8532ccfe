"""The proof that nothing made for one brand tells of another: every byte of it is read for the marks of all others."""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest
import yaml

from whitelabel import pipeline, rights
from whitelabel.cli import main
from whitelabel.problem import Problem
from whitelabel.report import audience

if TYPE_CHECKING:
    from tests.conftest import Demo

pytestmark = pytest.mark.usefixtures("kept_pictures")

ROOT = Path(__file__).resolve().parents[1]
DEMO_DAY = "2026-11-20"

# ── What names a brand ────────────────────────────────────────────────────────────────────────────────────────────

FEWEST_BYTES = 5
"""In compressed bytes fewer come about by chance."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells of one brand: slug, names, domain, marks, party, references of contracts, addresses, colours."""

    slug: str
    party: str
    words: frozenset[str]


def marks_of(slug: str, *texts: str) -> Marks:
    """The marks in a brand's files; of one that can't be read, its slug."""
    words = {slug}
    party = slug
    for text in texts:
        try:
            written = yaml.load(text, yaml.BaseLoader)
        except yaml.YAMLError:
            continue
        party = written.get("party", party)
        words.update(_texts([written.get(key) for key in ("name", "short_name", "legal_name", "domain", "party")]))
        words.update(_texts([written.get("marks"), written.get("contact"), written.get("mail")]))
        words.update(word for word in _texts(written.get("colors")) if word.startswith("#"))
        lock = written.get("region_lock", written)
        words.update(_texts(lock.get("contract")))
        words.update(word for grant in lock.get("grants", ()) for word in _texts(grant.get("contract")))
    return Marks(slug, party, frozenset(word.casefold() for word in words if not re.fullmatch(r"[\d-]{10}", word)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value or ()
    return [text for item in inner for text in _texts(item)]


def read_marks(root: Path) -> dict[str, Marks]:
    """The marks of each brand of a project."""
    found = {}
    for file in sorted(root.glob("brands/*/brand.yaml")):
        slug = file.parent.name
        contract = root / "contracts" / f"{slug}.yaml"
        texts = [path.read_text("utf-8") for path in (file, contract) if path.exists()]
        found[slug] = marks_of(slug, *texts)
    return found


class Forbidden:
    """The marks of all brands but one and those of its party, where they aren't marks of these as well."""

    def __init__(self, all_marks: Mapping[str, Marks], slug: str) -> None:
        own = all_marks[slug]
        harmless = set[str]().union(*(marks.words for marks in all_marks.values() if marks.party == own.party))
        self.words = sorted(
            {word for marks in all_marks.values() if marks.party != own.party for word in marks.words} - harmless
        )
        self._bytes = {
            variant.encode(encoding).lower(): word
            for word in self.words
            for variant in (word, word.title(), word.upper())
            for encoding in ("utf-8", "utf-16-le")
            if len(variant.encode(encoding)) >= FEWEST_BYTES
        }

    def in_text(self, text: str) -> set[str]:
        """The marks in a text, and in what it says once escapes are undone."""
        readings = {text, html.unescape(text), urllib.parse.unquote(text, errors="replace"), _unescaped(text)}
        folded = [reading.casefold() for reading in readings]
        return {word for word in self.words for reading in folded if word in reading and _is_word(word, reading)}

    def in_bytes(self, data: bytes) -> set[str]:
        """The marks in a file: as text where it is text, else wherever their bytes stand together."""
        try:
            return self.in_text(data.decode())
        except UnicodeDecodeError:
            lower = data.lower()
            return {word for written, word in self._bytes.items() if written in lower}


def _is_word(mark: str, text: str) -> bool:
    """Whether a mark stands as a word: `kamenar` isn't in `kamenarium`, but it is in `kamenar_logo.svg`."""
    return re.search(rf"(?<![^\W_]){re.escape(mark)}(?![^\W_])", text) is not None


def _unescaped(text: str) -> str:
    r"""`\u0416` and `\00416 ` as letters, as JSON and CSS have them."""
    wide = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\([0-9a-fA-F]{4,6}) ?", lambda found: chr(min(int(found[1], 16), 0x10FFFF)), wide)


_PACKED: Mapping[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".br": brotli.decompress}


def leaks_in(bundle: Path, forbidden: Forbidden) -> dict[str, set[str]]:
    """File → marks of others in its name or bytes."""
    found: dict[str, set[str]] = {}
    for path in sorted(bundle.rglob("*")):
        name = path.relative_to(bundle).as_posix()
        seen = forbidden.in_text(name)
        if path.is_file():
            data = path.read_bytes()
            unpack = _PACKED.get(path.suffix)
            seen |= forbidden.in_bytes(unpack(data) if unpack else data)
        if seen:
            found[name] = seen
    return found


def handed_over(out: Path, slug: str, place: Path) -> Path:
    """A folder with all that is handed over with a brand's archives; what is in these is in the bundle."""
    files = [path for path in sorted((out / "artifacts").glob(f"{slug}-[0-9]*")) if not path.name.endswith(ARCHIVES)]
    assert [path.name.partition(".")[2].partition(".")[2] for path in files] == [
        "0.cdx.json",
        "0.html",
        "0.intoto.json",
    ]
    for path in files:
        shutil.copy(path, place)
    return place


ARCHIVES = (".zip", ".tar.zst")


# ── What is printed ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Said:
    """What a run for one brand has printed, and its exit code; ``files`` are what it wrote."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str
    files: tuple[bytes, ...] = ()


Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs the command line."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)

    def call(*words: str, writes: Sequence[Path] = ()) -> Said:
        code = main(words)
        printed = capsys.readouterr()
        return Said(words, code, printed.out, printed.err, tuple(path.read_bytes() for path in writes if path.exists()))

    return call


FORMATS = ("text", "json", "github")


def asked_by_partner(say: Say, root: Path, slug: str, day: str, out: Path) -> Iterator[Said]:
    """All that a partner's CI job can ask for its brand."""
    common = ("-C", str(root), "--audience", "partner", "--brand", slug, "--on", day)
    for form in FORMATS:
        yield say("check", *common, "--format", form)
        yield say("build", *common, "--format", form, "--out", str(out))
        yield say("territories", "statement", *common, "--format", form)
    yield say("check", *common, "--strict")
    yield say("build", *common, "--closed", "--out", str(out))
    for language, name in (("ru", "statement.html"), ("de", "statement.txt")):
        place = out.with_name(name)
        place.unlink(missing_ok=True)
        yield say("territories", "statement", *common, "--language", language, "-o", str(place), writes=[place])


def leaks_said(said: Said, forbidden: Forbidden) -> set[str]:
    """Marks of others in all that a run said and wrote."""
    found = forbidden.in_text(said.out) | forbidden.in_text(said.err)
    return found.union(*(forbidden.in_bytes(data) for data in said.files))


# ── The demo ──────────────────────────────────────────────────────────────────────────────────────────────────────

DEMO = read_marks(ROOT)
ONE_OF_DEMO = [slug if slug == "acme" else pytest.param(slug, marks=pytest.mark.soak) for slug in DEMO]


@pytest.mark.parametrize("slug", DEMO)
def test_no_byte_of_a_demo_bundle_tells_of_another_brand(demo: Demo, slug: str) -> None:
    assert leaks_in(demo.bundle(slug), Forbidden(DEMO, slug)) == {}


@pytest.mark.parametrize("slug", DEMO)
def test_nothing_that_goes_with_a_demo_archive_tells_of_another_brand(demo: Demo, slug: str, tmp_path: Path) -> None:
    assert leaks_in(handed_over(demo.out, slug, tmp_path), Forbidden(DEMO, slug)) == {}


@pytest.mark.parametrize("slug", ONE_OF_DEMO)
def test_nothing_said_to_a_demo_brand_s_partner_tells_of_another(
    demo: Demo, slug: str, say: Say, tmp_path: Path
) -> None:
    shutil.copytree(demo.bundle(slug), tmp_path / "build" / slug)
    page = tmp_path / "statement.html"
    common = ("-C", str(ROOT), "--audience", "partner", "--brand", slug, "--on", DEMO_DAY)
    forbidden = Forbidden(DEMO, slug)

    told = [
        say("check", *common, "--format", "github"),
        say("build", *common, "--out", str(tmp_path / "build")),
        say("territories", "statement", *common, "-o", str(page), "--format", "json", writes=[page]),
        say("territories", "statement", *common),
    ]

    assert [said.code for said in told] == [0, 0, 0, 0]
    assert {said.words: leaks_said(said, forbidden) for said in told if leaks_said(said, forbidden)} == {}


# ── Twelve brands that have all to do with each other ─────────────────────────────────────────────────────────────

DAY = "2026-06-01"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><path fill="#222" d="M0 0h120v40H0z"/></svg>'


@dataclass(frozen=True, slots=True)
class Made:
    """A brand of the generated project."""

    slug: str
    name: str
    color: str
    grants: str
    more: str = ""

    @property
    def text(self) -> str:
        tag = self.slug.upper()
        return (
            f"name: {json.dumps(self.name, ensure_ascii=False)}\n"
            f"short_name: {tag[:8].title()}q\n"
            f"legal_name: {json.dumps(self.name + ' Holding ' + tag, ensure_ascii=False)}\n"
            f"domain: sell.{self.slug}.example\n"
            f"contact: {{email: hello@{self.slug}.example, phone: '+34 91{abs(hash_of(self.slug)):07d}'}}\n"
            f"logo: logo.svg\n"
            f"colors: {{primary: '{self.color}', accent: '{self.color[:-1]}0'}}\n"
            f"marks: ['Mark of {tag}', {self.slug}-mark.example]\n"
            f"locales: [en, es]\n"
            f"{self.more}"
            f"region_lock:\n  contract: {{ref: '{tag}/26-«17»'}}\n  grants:\n{self.grants}"
        )


def hash_of(word: str) -> int:
    """A number of seven digits that stays the same."""
    return int.from_bytes(word.encode(), "big") % 9_999_991


def grant(places: str, strength: str, more: str = "") -> str:
    return f"    - {{territories: [{places}], exclusivity: {strength}{more}}}\n"


MADE = (
    # Three want one region for themselves.
    Made("quorlix", "Quorlix & Söhne", "#1a4d81", grant("ES-AN, ES-CM", "exclusive")),
    Made("brimtask", 'Brimtask "B" <i>', "#7a1f43", grant("ES-AN", "exclusive", ", from: 2026-07-01")),
    Made("vennoray", "Веннорай", "#2e5e1d", grant("ES-AN, FR", "sole")),
    # More share than were agreed.
    Made("dulphane", "Dulphane", "#5b2d91", grant("IT-62", "shared", ", up_to: 2")),
    Made("okstrand", "Økstrand", "#8a4b12", grant("IT-62", "shared", ", up_to: 2")),
    Made("pelvarri", "ペルヴァリ不動産", "#0e6655", grant("IT-62", "non-exclusive") + grant("PT-11", "sole")),
    # Two of one party, beside a stranger.
    Made("tarnhew", "Tarnhew", "#943126", grant("DE-BY", "exclusive"), "party: yondel-group\n"),
    Made("tarnhew-two", "Tarnhew Zwei", "#1f618d", grant("DE-BY, DE-BW", "sole"), "party: yondel-group\n"),
    Made("miskovar", "O'Miskovar", "#633974", grant("DE-BW", "non-exclusive", ", from: 2027-01-01")),
    # A draft, a brand whose rights have ended, and one in peace.
    Made("zhelk", "Zhelk", "#784212", grant("ES", "exclusive"), "status: draft\n"),
    Made("fondrake", "Fondrake", "#186a3b", grant("GR", "exclusive", ", until: 2026-03-31")),
    Made("ubrenna", "Ubrenna", "#21618c", grant("PL", "exclusive", ", until: 2026-06-20")),
)

BROKEN = {
    "yaml": "name: Wrackspurt Realty\ncolors: {primary: '#c0ffee'\nregion_lock: [",
    "place": Made("wrackspurt", "Wrackspurt Realty", "#c0ffee", grant("XX-NOWHERE", "exclusive")).text,
    "key": Made("wrackspurt", "Wrackspurt Realty", "#c0ffee", grant("PL", "exclusiv")).text,
}


def project(root: Path, made: Sequence[Made], *, vendor: str = "") -> Path:
    """A project of the starter's theme with other brands."""
    assert main(["init", str(root)]) == 0
    shutil.rmtree(root / "brands" / "marisol")
    for brand in made:
        add(root, brand.slug, brand.text)
    if vendor:
        file = root / "whitelabel.yaml"
        file.write_text(file.read_text("utf-8") + vendor, "utf-8")
    return root


def add(root: Path, slug: str, text: str) -> None:
    folder = root / "brands" / slug
    folder.mkdir()
    (folder / "brand.yaml").write_text(text, "utf-8")
    (folder / "logo.svg").write_text(LOGO, "utf-8")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated project."""
    root = tmp_path_factory.mktemp("neutral") / "shop"
    return project(root, MADE, vendor="  disclose: dates\n")


SLUGS = [brand.slug for brand in MADE]
IN_CONFLICT = set(SLUGS) - {"tarnhew", "zhelk", "fondrake", "ubrenna"}


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_made_for_a_brand_or_said_to_its_partner_tells_of_another(
    shop: Path, slug: str, say: Say, tmp_path: Path
) -> None:
    marks = read_marks(shop)
    forbidden = Forbidden(marks, slug)
    out = tmp_path / "build"

    told = list(asked_by_partner(say, shop, slug, DAY, out))

    assert {said.words: leaks_said(said, forbidden) for said in told if leaks_said(said, forbidden)} == {}
    assert leaks_in(out / slug, forbidden) == {}
    by_command = {
        said.words[0]: said.code for said in told if "--closed" not in said.words and "--strict" not in said.words
    }
    refused = slug in IN_CONFLICT
    assert by_command == {
        "check": int(refused or slug == "fondrake"),
        "build": int(refused or slug == "fondrake"),
        "territories": 0,
    }
    assert all("is not available in" in said.out for said in told if refused and said.words[0] in ("check", "build"))


GROUND = ("SE", "NO", "FI", "DK", "IS", "EE", "LV", "LT", "CZ", "SK", "HU", "RO")


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same brands at peace, all built."""
    peaceful = [
        replace(brand, grants=grant(place, "exclusive", ", until: 2026-06-20"))
        for brand, place in zip(MADE, GROUND, strict=True)
    ]
    root = project(tmp_path_factory.mktemp("peace") / "shop", peaceful)
    assert main(["build", "-C", str(root), "--on", DAY, "--archive"]) == 0
    return root / "build"


@pytest.mark.parametrize("slug", SLUGS)
def test_no_byte_of_a_bundle_tells_of_another_brand(shop: Path, bundles: Path, slug: str) -> None:
    assert len(list((bundles / slug).rglob("*.html"))) > 3
    assert leaks_in(bundles / slug, Forbidden(read_marks(shop), slug)) == {}


@pytest.mark.parametrize("slug", sorted({*SLUGS} - {"zhelk"}))  # a draft has none
def test_nothing_that_goes_with_an_archive_tells_of_another_brand(
    shop: Path, bundles: Path, slug: str, tmp_path: Path
) -> None:
    assert leaks_in(handed_over(bundles, slug, tmp_path), Forbidden(read_marks(shop), slug)) == {}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("slug", ["tarnhew", "wrackspurt"])
def test_a_broken_file_of_another_is_not_told_of(shop: Path, slug: str, broken: str, say: Say, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    shutil.copytree(shop, root)
    add(root, "wrackspurt", BROKEN[broken])
    forbidden = Forbidden({**read_marks(root), "wrackspurt": marks_of("wrackspurt", BROKEN["place"])}, slug)

    told = list(asked_by_partner(say, root, slug, DAY, root / "build"))

    assert {said.words: leaks_said(said, forbidden) for said in told if leaks_said(said, forbidden)} == {}
    assert {said.code for said in told if "--closed" not in said.words} == {1}
    quoted = [said.words for said in told if re.search("NOWHERE|exclusiv'", said.out)]
    assert bool(quoted) == (slug == "wrackspurt" and broken != "yaml")


@pytest.mark.parametrize("broken", ["  rights: contrakts\n", "  timezone: Mark of BRIMTASK\n", "brimtask: 1\n"])
def test_a_mistake_of_the_vendor_s_file_is_not_told_of(broken: str, shop: Path, say: Say, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    shutil.copytree(shop, root)
    file = root / "whitelabel.yaml"
    file.write_text(file.read_text("utf-8").replace("  disclose: dates\n", broken), "utf-8")
    forbidden = Forbidden(read_marks(root), "quorlix")

    told = list(asked_by_partner(say, root, "quorlix", DAY, root / "build"))

    assert {said.words: leaks_said(said, forbidden) for said in told if leaks_said(said, forbidden)} == {}
    assert {said.code for said in told} == {1}
    assert not [said for said in told if "whitelabel.yaml" in said.out]


def test_an_unknown_brand_is_refused_without_naming_any(shop: Path, say: Say, tmp_path: Path) -> None:
    forbidden = Forbidden({**read_marks(shop), "quorli": Marks("quorli", "quorli", frozenset())}, "quorli")

    told = list(asked_by_partner(say, shop, "quorli", DAY, tmp_path / "build"))

    assert {said.words: leaks_said(said, forbidden) for said in told if leaks_said(said, forbidden)} == {}
    assert {said.code for said in told} == {1}


# ── How many they are ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMATS)
def test_a_partner_can_t_tell_one_rival_from_three(form: str, say: Say, tmp_path: Path) -> None:
    alone = Made("quorlix", "Quorlix", "#1a4d81", grant("ES-AN, ES-CM", "exclusive"))
    rivals = [Made(f"rival-{number}", f"Rival {number}", "#333333", grant("ES-AN", "sole")) for number in range(3)]
    told = []
    for count in (1, 3):
        root = project(tmp_path / f"{count}" / "shop", [alone, *rivals[:count]])
        common = ("-C", str(root), "--audience", "partner", "--brand", "quorlix", "--on", DAY, "--format", form)
        said = [say("check", *common), say("build", *common), say("territories", "statement", *common)]
        told.append([(one.code, untimed(one.out).replace(f"/{count}/", "/"), one.err) for one in said])

    assert told[0] == told[1]
    assert [code for code, _, _ in told[0]] == [1, 1, 0]


def untimed(text: str) -> str:
    """A summary without how long it took."""
    return re.sub(r"\d[\d.]* (ms|s)\b", "…", text)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("strict", [(), ("--strict",)], ids=["lenient", "strict"])
def test_the_exit_code_is_the_same_for_both_audiences(shop: Path, slug: str, strict: tuple[str, ...], say: Say) -> None:
    words = ("check", "-C", str(shop), "--brand", slug, "--on", DAY, *strict)

    assert say(*words).code == say(*words, "--audience", "partner").code


def test_progress_names_the_asked_brand_alone(shop: Path) -> None:
    seen: list[str] = []

    pipeline.check(
        shop,
        ["ubrenna"],
        on=rights.between(DAY, None).starts or pytest.fail(),
        progress=lambda *step: seen.append(step[2]),
    )

    assert seen == ["ubrenna"]


# ── The proof itself ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_proof_sees_what_leaks(shop: Path, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an audience that lets everything through, each format of each command is caught."""

    def everything(problems: Sequence[Problem], _reader: object) -> tuple[Problem, ...]:
        return tuple(problems)

    monkeypatch.setattr(audience, "for_partner", everything)
    forbidden = Forbidden(read_marks(shop), "quorlix")

    told = [
        said
        for said in asked_by_partner(say, shop, "quorlix", DAY, tmp_path / "build")
        if said.words[0] != "territories"
    ]

    assert told
    assert all(leaks_said(said, forbidden) for said in told)


@pytest.mark.parametrize(
    "data",
    [
        b"a QUORLIX b",
        b"quorlix_logo.svg",
        b"Quorlix &amp; S&#246;hne",
        b"Quorlix%20%26%20S%C3%B6hne",
        b"sell.quorlix.example/x",
        b"x: #1A4D81;",
        b"\\u0412\\u0435\\u043d\\u043d\\u043e\\u0440\\u0430\\u0439",
        b"\xff\xfe\x00 quorlix",
        b"\xff" + "Økstrand".encode("utf-16-le").lower(),
    ],
)
def test_the_proof_reads_escapes_and_binary_files(shop: Path, data: bytes) -> None:
    assert Forbidden(read_marks(shop), "ubrenna").in_bytes(data)


def test_the_proof_reads_names_and_packed_files(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "quorlix").mkdir()
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(b"/* brimtask */"))
    (tmp_path / "a.css.br").write_bytes(brotli.compress("Веннорай".encode()))
    (tmp_path / "b.css").write_bytes(b"/* ubrenna quorlixes */")

    found = leaks_in(tmp_path, Forbidden(read_marks(shop), "ubrenna"))

    assert found == {"quorlix": {"quorlix"}, "a.css.gz": {"brimtask"}, "a.css.br": {"веннорай"}}
