"""What of a brand must never show in another's bundle."""

from __future__ import annotations

from collections.abc import Mapping

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree
from whitelabel.load.holders import load_holders
from whitelabel.load.project import load_project
from whitelabel.model import Allowance, Holder, Mark, Requirement
from whitelabel.problem import Problem, Span

BRAND = """\
name: Acme Realty
short_name: Acme
legal_name: ООО «Акме»
domain: deals.acme.example
contact: {email: help@acme.example, phone: "+7 495 000-31-40", url: https://acme.example/help}
legal: {terms: https://acme.example/terms, privacy: ""}
mail: {from: deals@acme.example}
security: {contact: "mailto:cert@acme.example"}
names: {ru: {genitive: Акме, dative: Акмэ}}
marks: [Acme, {text: Apple  Tree, case: exact}, {text: Pear}]
logo: logo.svg
status: draft
"""


def holder(
    files: Mapping[str, str], slug: str = "acme", index: Index | None = None, *, contracts: bool = False
) -> Holder:
    blobs = {path: Blob.of(text.encode()) for path, text in files.items()}
    found, problems = load_holders(Tree(blobs, {}), [slug], in_contracts=contracts, index=index or Index())
    assert problems == {}
    return found[slug]


def test_all_that_names_a_brand_is_a_mark_and_knows_where_it_is_written() -> None:
    found = holder({"brands/acme/brand.yaml": BRAND})

    assert [(mark.kind, mark.text, f"{mark.line}:{mark.column}") for mark in found.marks] == [
        ("name", "Acme Realty", "1:7"),
        ("name", "Acme", "2:13"),
        ("legal name", "ООО «Акме»", "3:13"),
        ("domain", "deals.acme.example", "4:9"),
        ("mail address", "help@acme.example", "5:18"),
        ("mail address", "deals@acme.example", "7:14"),
        ("telephone number", "+7 495 000-31-40", "5:44"),
        ("address", "https://acme.example/help", "5:69"),
        ("address", "https://acme.example/terms", "6:16"),
        ("address", "mailto:cert@acme.example", "8:21"),
        ("case form", "Акме", "9:24"),
        ("case form", "Акмэ", "9:38"),
        ("mark", "Acme", "10:9"),
        ("mark", "Apple Tree", "10:22"),
        ("mark", "Pear", "10:56"),
    ]
    assert {mark.text for mark in found.marks if mark.is_exact} == {"Apple Tree"}
    assert {mark.path for mark in found.marks} == {"brands/acme/brand.yaml"}


def test_a_contract_adds_marks_and_the_brand_file_keeps_its_own() -> None:
    contract = "marks: [Acme]\ngrants: [{territories: [RU], exclusivity: sole}]\n"
    brand = "name: Acme Realty\nlogo: logo.svg\n"
    found = holder({"brands/acme/brand.yaml": brand, "contracts/acme.yaml": contract}, contracts=True)

    assert found.marks == (
        Mark("Acme Realty", "name", False, "brands/acme/brand.yaml", 1, 7),
        Mark("Acme", "mark", False, "contracts/acme.yaml", 1, 9),
    )


def test_marks_are_recalled_as_they_were_read() -> None:
    index = Index()
    first = holder({"brands/acme/brand.yaml": BRAND}, index=index)
    again = holder({"brands/acme/brand.yaml": BRAND}, index=index)

    assert again.marks == first.marks


def test_marks_of_another_form_are_read_anew() -> None:
    index = Index()
    first = holder({"brands/acme/brand.yaml": BRAND}, index=index)
    (record,) = index._now_known.values()
    record[6] = "name\t0\tbrands/acme/brand.yaml\tAcme\n\f1"

    assert holder({"brands/acme/brand.yaml": BRAND}, index=index).marks == first.marks


def test_a_draft_with_other_mistakes_has_its_marks() -> None:
    found = holder({"brands/acme/brand.yaml": "name: Acme\nstatus: draft\nmarks: [Zenith]\nparty: []\n"})

    assert [mark.text for mark in found.marks] == ["Acme", "Zenith"]


def test_the_vendor_says_what_may_show_and_what_has_to() -> None:
    text = """\
vendor: {brand: kvadrat, marks: [Kvadrat]}
products: [deals]
purity:
  allow: [{mark: Ural, path: "**/regions.json", reason: geography, until: 2027-12-31}]
  require: [{text: "Оператор: ООО «Квадрат»", pages: [privacy]}]
  marks: [Globex, {text: Pear, case: exact}]
"""
    node = source.read_yaml(text.encode(), "whitelabel.yaml")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    found = load_project(node, problems)

    assert found is not None and problems == []
    assert found.marks == (Mark("Kvadrat", "mark", False, "whitelabel.yaml", 1, 34),)
    assert found.purity.allow == (Allowance("Ural", "**/regions.json", "geography", "2027-12-31", Span("")),)
    assert str(found.purity.allow[0].span) == "whitelabel.yaml:4:18"
    assert found.purity.require == (Requirement("Оператор: ООО «Квадрат»", ("privacy",), Span("")),)
    assert str(found.purity.require[0].span) == "whitelabel.yaml:5:20"
    assert [(mark.text, mark.is_exact, mark.line) for mark in found.purity.marks] == [
        ("Globex", False, 6),
        ("Pear", True, 6),
    ]


def test_where_a_brands_links_lead_is_known_by_their_names() -> None:
    text = (
        BRAND
        + 'links: {offer: "https://acme.example/buy", call: "tel:+7 495 000-31-41", none: "", Odd: "https://x.example"}\n'
    )
    index = Index()
    found = holder({"brands/acme/brand.yaml": text}, index=index)
    links = [
        (mark.kind, mark.text, f"{mark.line}:{mark.column}") for mark in found.marks if mark.kind.startswith("link ")
    ]

    assert links == [
        ("link offer", "https://acme.example/buy", "13:16"),
        ("link call", "+7 495 000-31-41", "13:50"),
    ]
    assert holder({"brands/acme/brand.yaml": text}, index=index).marks == found.marks
