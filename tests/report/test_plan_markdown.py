"""A plan as the comment of a pull request: whatever people have written in it is nothing but code."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.report.plans import HOSTILE, foreseen, full
from whitelabel.change import Change, FileChange, ValueChange
from whitelabel.problem import Span, error, printable
from whitelabel.report.plan_markdown import LIMIT, MARKER, code, plan_markdown

_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")
"""A code span within a line (CommonMark 0.31.2, 6.1)."""


def outside(markdown: str) -> str:
    """What of a text is no code."""
    return _SPAN.sub("", markdown)


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_a_text_is_one_span_of_code_in_one_line(text: str) -> None:
    shown = code(text)

    assert outside(shown) == "" and "\n" not in shown
    match = _SPAN.fullmatch(shown)
    assert match
    inner = match[2]
    if inner[0] == inner[-1] == " " and inner.strip(" "):
        inner = inner[1:-1]
    wanted = printable(text) or " "
    assume(len(wanted) <= 120)
    assert inner.replace("\u200b", "") == wanted.replace("\u200b", "") or inner.strip() == wanted.strip()
    assert not re.search(r"\$\{\{|::|##\[", shown)


@pytest.mark.parametrize("word", [word for word in HOSTILE if word])
def test_nothing_that_somebody_has_written_is_markup(word: str) -> None:
    changes, known, problems = full(word)
    text = plan_markdown(changes, known, problems)
    calm = plan_markdown(*full("x"))

    assert text.startswith(MARKER + "\n")
    assert outside(text) == outside(calm)
    # What a runner takes for a command begins its line, or stands after two of these anywhere.
    assert not re.search(r"^\s*::|##\[|\$\{\{", text, re.MULTILINE)
    assert text.isprintable() or set(filter(lambda one: not one.isprintable(), text)) <= {"\n", "\u200b"}


def test_a_plan_of_thousands_fits_into_a_comment_and_says_what_it_leaves_out() -> None:
    changes = [
        Change(
            f"brand-{number}",
            "Ж" * 100,
            "changed",
            values=tuple(
                ValueChange("text", f"key.{key}", "ru", "😀" * 200, f"{number}" + "Ж" * 200) for key in range(12)
            ),
            files=tuple(FileChange(f"site/{number}/{file}.html", "", None, 1) for file in range(12)),
        )
        for number in range(1_000)
    ]
    problems = [error("WL999", "m" * 400, Span("p" * 300), hint="h" * 400) for _ in range(500)]

    text = plan_markdown(changes, foreseen(*changes), problems)

    assert LIMIT - 8_000 < len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert "**1,000 brands: 1,000 changed**" in text
    assert re.search(
        r"^\*\d+ more of 32 parts don't fit into a comment; `whitelabel plan --format json` tells all\.\*$", text, re.M
    )
    assert "- and 470 more\n" in text


def test_a_colour_is_written_so_that_github_draws_it() -> None:
    change = Change(
        "acme",
        "Acme",
        "changed",
        values=(
            ValueChange("token", "color.a", "dark", "#0a5cff", "rgb(1 2 3 / 50%)", ("#0a5cff", "#808181")),
            ValueChange("token", "color.b", "", None, "#0a5cff", ("", "#0a5cff")),
        ),
    )

    assert plan_markdown([change], foreseen(change), []).splitlines()[-2:] == [
        "- 🔸 token `color.a` `dark` `#0a5cff` → `rgb(1 2 3 / 50%)` `#808181`",
        "- ➕ token `color.b` `#0a5cff`",
    ]


def test_where_there_is_no_project_the_problem_alone_is_told() -> None:
    text = plan_markdown((), None, [error("WL190", "no project")])

    assert text == f"{MARKER}\n\n### What a build would change\n\n#### 1 error\n\n- error WL190: `no project`\n"
