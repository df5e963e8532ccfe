"""Plans of which all that somebody may name is hostile."""

from __future__ import annotations

from whitelabel.change import Change, Days, FileChange, Foreseen, RightChange, ValueChange
from whitelabel.outcome import Outcome
from whitelabel.problem import Problem, Span, error

HOSTILE = (
    "`",
    "``",
    "a ` b",
    "`@octocat` #1",
    "@everyone",
    "GH-1 and octo/repo#2",
    "https://evil.example",
    "[a](javascript:alert(1))",
    "![](https://evil.example/a.png)",
    "<script>alert(1)</script>",
    "<!-- whitelabel plan -->",
    "| a | b |",
    "${{ secrets.TOKEN }}",
    "::error file=a::b",
    "##[error]no",
    "line\n::warning::two\n- [x] done",
    "\r\n\r\n# Heading",
    "\u2028::error::\x1b[31m\u202e",
    "\\`@a\\`",
    " ",
    "",
    "~~~\n```\n",
)


def foreseen(*changes: Change, since: str = "", problems: tuple[Problem, ...] = ()) -> Foreseen:
    outcome = Outcome((), problems, 0.0, lambda *_: None)
    return Foreseen(outcome, {change.brand: change for change in changes}, None, since)


def full(word: str) -> tuple[list[Change], Foreseen, list[Problem]]:
    """A plan in which all that somebody may name is one word."""
    days = Days(None, None)
    values = tuple(
        ValueChange(what, word, word, word, f"{word}2", at=word)
        for what in ("field", "token", "text", "feature", "link", "logo", "font", "page", "product", "locale")
    )
    files = tuple(FileChange(f"site/{word}{number}", "", None, 1) for number in range(20))
    rights = tuple(
        RightChange(turn, word, (word,), days, days, (word,))
        for turn in ("begins", "ends", "changes", "run-off", "conflict")
    )
    statuses = ("new", "changed", "removed", "rejected")
    changes = [Change(f"{word}{status}", word, status, word, files, values, (), rights, 1, 1) for status in statuses]
    problems = [error("WL999", word, Span(word), hint=word)]
    return changes, foreseen(*changes, since=word, problems=tuple(problems)), problems
