"""Which of the theme's languages serves a brand's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.resolve.locales import lookup

SUBTAGS = st.lists(st.sampled_from(["ru", "en", "Latn", "KZ", "419"]), min_size=1, max_size=4)
TAGS = SUBTAGS.map("-".join)


@given(TAGS, st.frozensets(TAGS))
def test_the_longest_beginning_of_the_tag_that_is_known(tag: str, known: frozenset[str]) -> None:
    beginnings = [name for name in known if f"{tag}-".startswith(f"{name}-")]
    assert lookup(tag, known) == max(beginnings, key=len, default="")


def test_a_tag_is_cut_between_its_parts_alone() -> None:
    assert lookup("ru-KZ", {"ru", "en"}) == "ru"
    assert lookup("zh-Hant-TW", {"zh", "zh-Hant"}) == "zh-Hant"
    assert lookup("rus", {"ru"}) == lookup("ru", {"ru-KZ"}) == lookup("ru", set()) == ""
