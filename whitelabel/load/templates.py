"""Jinja2 templates as values: what each one names, with the place; nothing is run here.

WL404: a template is no Jinja2
    The place is the template's own line.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import jinja2
from jinja2 import meta, nodes

from whitelabel.disk import Blob
from whitelabel.model import TEMPLATE_FILTERS, TEMPLATE_SYNTAX, Template, Use
from whitelabel.problem import Problem, Span, error
from whitelabel.source import decode

_FUNCTIONS = {
    "t": "text",
    "asset": "asset",
    "url": "page",
    "has_page": "page",
    "feature": "feature",
    "link": "link",
    "token": "token",
    "logo": "logo",
    "runtime": "runtime",
}


@functools.cache
def _parser() -> jinja2.Environment:
    parser = jinja2.Environment(**TEMPLATE_SYNTAX)  # noqa: S701 - only parsed, never rendered
    parser.filters.update(dict.fromkeys(TEMPLATE_FILTERS, str))
    return parser


class _Reader:
    """Collects what one template names."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.uses: list[Use] = []

    def place(self, line: int, word: str) -> Span:
        shown = self.lines[line - 1] if line <= len(self.lines) else ""
        column = shown.find(word)
        return Span(self.path, line, column + 1, len(word)) if column >= 0 else Span(self.path, line)

    def add(self, kind: str, name: str, line: int) -> None:
        self.uses.append(Use(kind, name, self.place(line, name)))  # type: ignore[arg-type]

    def call(self, node: nodes.Call) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name not in _FUNCTIONS or not node.args:
            return
        for name in _constants(node.args[0]):
            self.add(_FUNCTIONS[node.node.name], name, node.lineno)

    def reference(self, node: nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport) -> None:
        for name in _constants(node.template):
            self.add("template", name, node.lineno)


def _constants(node: nodes.Node) -> Iterator[str]:
    """Every text that an expression is known to give, without running it."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)
    elif isinstance(node, nodes.List | nodes.Tuple):
        for item in node.items:
            yield from _constants(item)


def load_template(name: str, path: str, blob: Blob, problems: list[Problem]) -> Template | None:
    """Read one template.

    Args:
        name: Path below ``templates/``, as other templates write it.
        path: Path from the project's root.
        blob: The file.
        problems: Takes what is wrong.
    """
    text = decode(blob.read(), path)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    reader = _Reader(path, text)
    try:
        tree = _parser().parse(text, name, path)
        # Compiling finds what parsing lets through: unknown filters and tests, blocks written twice.
        undeclared = meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError as broken:
        span = Span(path, broken.lineno)
        message = (broken.message or "unreadable").rstrip(".")
        problems.append(error("WL404", f"the template can't be read: {message[:1].lower()}{message[1:]}", span))
        return None
    for node in tree.find_all(nodes.Call):
        reader.call(node)
    for reference in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        reader.reference(reference)  # type: ignore[arg-type]
    for name_node in tree.find_all(nodes.Name):
        if name_node.ctx == "load" and name_node.name in undeclared:
            reader.add("name", name_node.name, name_node.lineno)
    return Template(name, path, blob, tuple(reader.uses), frozenset(_declared(tree)))


def _declared(tree: nodes.Template) -> Iterator[str]:
    """Names that a template defines itself, anywhere."""
    for name in tree.find_all(nodes.Name):
        if name.ctx in ("store", "param"):
            yield name.name
    for made in tree.find_all((nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(made, nodes.Macro):
            yield made.name
        elif isinstance(made, nodes.Import):
            yield made.target
        elif isinstance(made, nodes.FromImport):
            yield from (name[1] if isinstance(name, tuple) else name for name in made.names)


def load_templates(files: Mapping[str, Blob], root: str, problems: list[Problem]) -> dict[str, Template]:
    """All templates below a folder, by name; only files that end in ``.j2`` are templates."""
    found = {
        name: load_template(name, f"{root}/{name}", blob, problems)
        for name, blob in files.items()
        if name.endswith(".j2")
    }
    return {name: template for name, template in found.items() if template is not None}
