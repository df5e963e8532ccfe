"""Problems as annotations of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterable

from whitelabel.problem import Problem, printable
from whitelabel.report.listing import moved


def commands(problems: Iterable[Problem], prefix: str = "") -> str:
    """One workflow command a problem, a line each.

    Args:
        problems: In the order that they have.
        prefix: What leads from the repository's root to the project's.

    Source:
        GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of actions/toolkit, command.ts.
    """
    return "\n".join(_annotation(moved(problem, prefix)) for problem in problems)


def _annotation(problem: Problem) -> str:
    properties: dict[str, object] = {}
    if problem.span:
        span = problem.span
        properties = {"file": span.path, "line": span.line, "col": span.column, "endColumn": span.column + span.length}
    properties["title"] = problem.code
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    lines = [problem.message]
    lines += [f"{related.span}: {related.message}" for related in problem.related]
    if problem.hint:
        lines.append(f"hint: {problem.hint}")
    return f"::{problem.severity} {listed}::" + _data("\n".join(printable(line) for line in lines))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
