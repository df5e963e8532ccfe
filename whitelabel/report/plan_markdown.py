"""What a build would change, as Markdown for the comment of a pull request.

What brands have written is shown as code alone, where nothing of it is markup, a mention, a reference or a link; and so that no
line of it is a command to whoever runs a workflow.

Source:
    CommonMark 0.31.2, 6.1 "Code spans".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from whitelabel.change import Change, Foreseen
from whitelabel.problem import Problem, printable
from whitelabel.report.listing import tally
from whitelabel.report.plan_rows import Row, Section, sections, total

MARKER = "<!-- whitelabel plan -->"
"""The first line: by it the comment is found again that is to be written anew."""

LIMIT = 65_536
"""Characters of a comment on GitHub, as its interface counts them: in UTF-16."""

_MOST = 120
_PROBLEMS = 30
_ROOM = 400
"""Characters that the last lines take at most."""

_COMMANDS = re.compile(r"(?<=\$)(?=\{\{)|(?<=:)(?=:)|(?<=##)(?=\[)")
"""Within what a runner takes for an expression or a command: ``${{``, ``::``, ``##[``."""


def plan_markdown(changes: Sequence[Change], foreseen: Foreseen | None, problems: Sequence[Problem]) -> str:
    """The plan, as much of it as fits into a comment.

    Args:
        changes: Those that the reader may see.
        foreseen: All that is known; ``None`` where there is no project.
        problems: What was found wrong, as the reader may see it.
    """
    head = [MARKER, "### What a build would change"]
    if foreseen is not None and foreseen.since:
        head.append(f"Since {code(foreseen.since)}.")
    lines = ["\n\n".join(head)]
    if foreseen is not None:
        lines.append(f"**{total(changes, foreseen)}**")
    blocks = list(_problems(problems))
    if foreseen is not None:
        blocks += ["\n".join(_section(section)) for section in sections(changes, foreseen)]
    return _fitted(lines, blocks) + "\n"


def _fitted(lines: list[str], blocks: Sequence[str]) -> str:
    """Whole blocks, as long as there is room; then a word of how many are left out."""
    room = LIMIT - _ROOM - sum(_length(line) + 2 for line in lines)
    for number, block in enumerate(blocks):
        room -= _length(block) + 2
        if room < 0:
            left = len(blocks) - number
            told = f"{left:,} more of {len(blocks):,} parts don't fit into a comment"
            return "\n\n".join([*lines, f"*{told}; `whitelabel plan --format json` tells all.*"])
        lines.append(block)
    return "\n\n".join(lines)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        shown = [_problem(problem) for problem in problems[:_PROBLEMS]]
        more = [f"- and {len(problems) - _PROBLEMS:,} more"] if len(problems) > _PROBLEMS else []
        yield "\n".join([f"#### {tally(problems)}", "", *shown, *more])


def _problem(problem: Problem) -> str:
    place = f" {code(str(problem.span))}" if problem.span else ""
    hint = f"; hint: {code(problem.hint)}" if problem.hint else ""
    return f"- {problem.severity} {problem.code}{place}: {code(problem.message)}{hint}"


_SIGNS = {"+": "➕", "~": "🔸", "-": "➖", "!": "⚠️"}


def _section(section: Section) -> Iterator[str]:
    names = ", ".join(map(code, section.brands)) + (
        f" and {section.more:,} more" if section.more and section.brands else ""
    )
    name = f" ({code(section.name)})" if section.name else ""
    facts = f"{names}{name}: {section.facts}" if names else section.facts
    yield f"#### {_SIGNS[section.sign]} {facts}"
    if section.rows:
        yield ""
        yield from map(_row, section.rows)


def _row(row: Row) -> str:
    words = [f"{_SIGNS[row.sign]} {row.label}" if row.sign else row.label]
    if row.name:
        words.append(code(row.name) + (f" {code(row.where)}" if row.where else ""))
    sides = [
        _shown(value, hue) for value, hue in zip((row.before, row.after), row.colors, strict=True) if value is not None
    ]
    if sides:
        words.append(" → ".join(sides))
    if row.note:
        words.append(f"({row.note})" if sides else row.note)
    if row.place:
        words.append(f"at {code(row.place)}")
    return "- " + " ".join(words)


def _shown(value: str, color: str) -> str:
    """A value; a colour as GitHub draws a swatch for: `#0a5cff`."""
    shown = code(value)
    return shown if not color or value == color else f"{shown} {code(color)}"


def code(text: str) -> str:
    """A text of others as code, in one line.

    >>> code("a `b` @c"), code("x" * 3), code("")
    ('``a `b` @c``', '`xxx`', '` `')
    """
    shown = printable(text)
    if len(shown) > _MOST:
        shown = f"{shown[: _MOST - 30]}…{shown[-29:]}"
    shown = _COMMANDS.sub("\u200b", shown) or " "
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
