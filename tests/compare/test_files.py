"""Files matched up by their names without fingerprints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.change import FileChange, plain
from whitelabel.compare.files import Facts, compare_files

MARKS = ("dcwrclrtbl", "qyxqvddzg6", "y27bsmhnkw")
PATHS = st.sampled_from(
    [
        *(
            f"site/assets/{name}.{mark}{suffix}"
            for name in ("app", "a.b")
            for mark in MARKS
            for suffix in (".css", ".js")
        ),
        *("site/app.css", "site/assets/app.css", "manifest.json", "site/dcwrclrtbl.css"),
    ]
)
FACTS = st.sampled_from([(1, "a"), (1, "b"), (2, "c")])
STATES = st.dictionaries(PATHS, FACTS, max_size=12)


def test_a_file_under_another_fingerprint_has_changed() -> None:
    before = {"site/assets/app.dcwrclrtbl.css": (10, "a"), "site/old.txt": (1, "b"), "site/same.txt": (2, "c")}
    after = {"site/assets/app.qyxqvddzg6.css": (12, "d"), "site/new.txt": (1, "b"), "site/same.txt": (2, "c")}

    assert compare_files(before, after) == (
        FileChange("site/assets/app.qyxqvddzg6.css", "site/assets/app.dcwrclrtbl.css", 10, 12),
        FileChange("site/new.txt", "", None, 1),
        FileChange("site/old.txt", "site/old.txt", 1, None),
    )


def test_of_several_under_one_name_the_same_bytes_belong_together() -> None:
    before = {"site/assets/a.dcwrclrtbl.css": (1, "x"), "site/assets/a.qyxqvddzg6.css": (1, "y")}
    after = {"site/assets/a.y27bsmhnkw.css": (1, "y")}

    assert compare_files(before, after) == (
        FileChange("site/assets/a.dcwrclrtbl.css", "site/assets/a.dcwrclrtbl.css", 1, None),
        FileChange("site/assets/a.y27bsmhnkw.css", "site/assets/a.qyxqvddzg6.css", 1, 1),
    )


def test_only_what_carries_a_fingerprint_is_told_without_it() -> None:
    assert plain("site/assets/app.dcwrclrtbl.css") == "site/assets/app.*.css"
    assert plain("site/assets/LICENSE.dcwrclrtbl") == "site/assets/LICENSE.*"
    for path in ("site/dcwrclrtbl.css", "site/app.dcwrclrtbl.css", "site/assets/app.DCWRCLRTBL.css"):
        assert plain(path) == path


@given(STATES, STATES)
def test_what_is_told_leads_from_one_state_to_the_other(before: Facts, after: Facts) -> None:
    found = compare_files(before, after)

    taken = [change.was for change in found if change.before is not None]
    put = [change.path for change in found if change.after is not None]
    assert len(set(taken)) == len(taken) and len(set(put)) == len(put)
    untouched = {path: fact for path, fact in before.items() if path not in taken}
    assert untouched == {path: fact for path, fact in after.items() if path not in put}
    for change in found:
        assert change.before == (before[change.was][0] if change.was and change.was in before else None)
        assert change.after == (after[change.path][0] if change.sign != "-" else None)


@given(STATES)
def test_a_state_differs_from_itself_in_nothing(state: Facts) -> None:
    assert compare_files(state, state) == ()
