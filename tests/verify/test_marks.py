"""Whose marks are looked for."""

from __future__ import annotations

import dataclasses

from tests.verify.market import mark
from whitelabel import source
from whitelabel.load.project import load_project
from whitelabel.model import Holder, Mark, Purity, Vendor, pack_marks
from whitelabel.problem import Problem
from whitelabel.verify.marks import LEFT, REQUIRED, TEXT, all_marks, key_of, shown_kind


def holder(slug: str, *marks: Mark, party: str = "") -> Holder:
    return Holder(slug, f"brands/{slug}/brand.yaml", party or slug, False, (), packed_marks=pack_marks(marks))


def vendor(
    text: str = "vendor: {brand: own, marks: [Kvadrat]}\nproducts: [deals]\npurity: {marks: [Globex]}\n",
) -> Vendor:
    node = source.read_yaml(text.encode(), "whitelabel.yaml")
    assert not isinstance(node, Problem)
    found = load_project(node, [])
    assert found is not None
    return found


def test_marks_of_all_brands_of_the_vendor_and_of_those_that_left_are_looked_for() -> None:
    holders = {"acme": holder("acme", mark("Acme", "name")), "own": holder("own", mark("Квадрат"), party="house")}

    assert [(one.party, one.slug, one.mark.text) for one in all_marks(vendor(), holders)] == [
        ("acme", "acme", "Acme"),
        ("house", "own", "Квадрат"),
        ("house", "own", "Kvadrat"),
        (LEFT, "", "Globex"),
    ]


def test_a_mark_that_a_party_says_twice_is_looked_for_once() -> None:
    holders = {"acme": holder("acme", mark("Acme", "name"), mark("ACME"), mark("Ac-me"))}

    assert [one.mark.text for one in all_marks(vendor(), holders)][:-2] == ["Acme"]


def test_a_mark_that_is_narrow_somewhere_is_narrow_wherever_the_party_says_it() -> None:
    holders = {
        "apple": holder("apple", mark("Apple", "name"), mark("APPLE", "name"), mark("Apple", exact=True)),
        "other": holder("other", mark("Apple", "name")),
    }

    assert [(one.slug, one.mark.text, one.mark.is_exact) for one in all_marks(vendor(), holders)][:-2] == [
        ("apple", "Apple", True),
        ("other", "Apple", False),
    ]


def test_words_of_partners_widen_nothing_where_rights_stand_in_contracts() -> None:
    own = vendor()
    strict = dataclasses.replace(own, policy=dataclasses.replace(own.policy, rights="contracts"))
    holders = {
        "acme": holder("acme", mark("Deal", "name"), mark("Acme", path="contracts/acme.yaml")),
        "own": holder("own", mark("Квадрат", "name")),
    }

    assert [one.mark.text for one in all_marks(strict, holders)] == ["Acme", "Квадрат", "Kvadrat", "Globex"]


def test_a_word_that_is_written_as_a_mark_is_taken_for_what_it_is() -> None:
    words = ["+7 487 000-16-16", "acme.example", "help@acme.example", "https://acme.example/x", "Acme", "zuid-45"]

    assert [shown_kind(mark(word)) for word in words] == [
        *("telephone number", "domain", "mail address", "address", "mark", "mark"),
    ]  # fmt: skip


def test_the_key_tells_marks_and_whose_they_are_and_not_where_they_are_written() -> None:
    own = vendor()
    first = {"acme": holder("acme", mark("Acme"))}
    moved = {"acme": holder("acme", mark("Acme")._replace(line=9, column=2))}
    others = [
        key_of(own, {"acme": holder("acme", mark("Acme", exact=True))}, {}),
        key_of(own, {"acme": holder("acme", mark("Acme"), party="house")}, {}),
        key_of(dataclasses.replace(own, marks=()), first, {}),
        key_of(dataclasses.replace(own, purity=Purity()), first, {}),
    ]

    assert key_of(own, first, {}) == key_of(own, moved, {}) and len({key_of(own, first, {}), *others}) == 5


def test_a_text_that_has_to_be_there_is_looked_for() -> None:
    own = vendor("vendor: {brand: own}\nproducts: [x]\npurity: {require: [{text: 'By: «Own»', pages: [a]}]}\n")

    assert [(one.party, one.mark.kind, one.mark.text) for one in all_marks(own, {})] == [(REQUIRED, TEXT, "By: «Own»")]


def test_a_link_is_a_mark_where_the_theme_says_that_it_is_business() -> None:
    sells = mark("https://shop.acme.example/buy", "link offer")
    holders = {"acme": holder("acme", sells, mark("https://acme.example/docs", "link docs"))}

    assert [one.mark for one in all_marks(vendor(), holders, ["offer"])][:-2] == [sells]
    assert all_marks(vendor(), holders)[:-2] == ()
    assert shown_kind(sells) == "address" and shown_kind(mark("+7 495 000-31-40", "link call")) == "telephone number"
    assert len({key_of(vendor(), holders, {}), key_of(vendor(), holders, {}, ["offer"])}) == 2


def test_links_of_partners_widen_nothing_where_rights_stand_in_contracts() -> None:
    own = vendor()
    strict = dataclasses.replace(own, policy=dataclasses.replace(own.policy, rights="contracts"))
    link = mark("https://shop.example/buy", "link offer")

    assert [one.slug for one in all_marks(strict, {"acme": holder("acme", link)}, ["offer"])][:-2] == []
    assert [one.slug for one in all_marks(strict, {"own": holder("own", link)}, ["offer"])][:-2] == ["own"]
