"""Where words of a template are found, whatever stands around them."""

from __future__ import annotations

import pytest

from whitelabel.lines import Lines
from whitelabel.problem import Span

NAMED = (
    # What stands there, the name, line, column, length.
    ("<p>{{ brand.name }}", "brand.name", (1, 7, 10)),
    ("<p>{{ brand.name }}", ".name", (1, 13, 4)),
    ("name {{ name }} name", "name", (1, 9, 4)),
    ("{{ brand.named }}", ".name", None),
    ("{{ 'name' }}", "name", None),
    ("{{ a.name.name }}", "name", None),
    ("{{ t('x')[0].name }}", ".name", (1, 14, 4)),
    ("{{ {'a': 1}.b }}", ".b", (1, 13, 1)),
    ("a {{ b }} a.b {% if a.b %}", ".b", (1, 23, 1)),
    ("b {{ t(\n  'x',\n  a=b) }}\nb", "b", (3, 5, 1)),
    ("{{ a }}\n{{ b }}", "b", None),
    ("{% set a = [\r\n b] %}", "b", (2, 2, 1)),
    ("  b) }} b {{ c }}", "b", (1, 3, 1)),
    ("  c) }} b {{ b }}", "b", (1, 14, 1)),
    ("  c) }} b", "b", None),
    ("  b,\n", "b", (1, 3, 1)),
)


@pytest.mark.parametrize(("text", "name", "found"), NAMED)
def test_a_name_is_found_in_code(text: str, name: str, found: tuple[int, int, int] | None) -> None:
    assert Lines("a.j2", text).name(1, name) == (found and Span("a.j2", *found))


def test_a_text_is_found_between_quotes() -> None:
    lines = Lines("a.j2", "x.y {{ t(\"x.y\") }}\n{{ t('a.b' ~ c) }}")
    assert lines.quoted(1, "x.y") == Span("a.j2", 1, 11, 3)
    assert lines.quoted(2, "a.b") == Span("a.j2", 2, 7, 3)
    assert lines.quoted(2, "c") is None and lines.quoted(3, "c") is None


def test_a_line_is_told_without_its_margins_and_alone_with_its_only_tag() -> None:
    lines = Lines("a.j2", "  <p>{{ a }}</p> \n {{ a }}{% b %}\n\n")
    assert [lines.whole(number) for number in (1, 2, 3, 9)] == [
        Span("a.j2", 1, 3, 14),
        Span("a.j2", 2, 2, 14),
        Span("a.j2", 3, 1, 1),
        Span("a.j2", 9, 1, 1),
    ]
    assert lines.tag(1) == Span("a.j2", 1, 6, 7) and lines.tag(2) == lines.whole(2)
