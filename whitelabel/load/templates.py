"""Jinja2 templates as values: what each one names, with the place; nothing is run here.

WL404: a template is no Jinja2
    A block without its end, a bracket without its pair, a filter or a test that there isn't. The place is the
    template's own line.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whitelabel.disk.blob import Blob
from whitelabel.lines import Lines
from whitelabel.load.once import once
from whitelabel.model import TEMPLATE_FIELDS, TEMPLATE_FILTERS, TEMPLATE_SYNTAX, Template, Use
from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.source import decode

_FUNCTIONS = {
    "t": "text",
    "asset": "asset",
    "url": "page",
    "has_page": "page",
    "feature": "feature",
    "link": "link",
    "token": "token",
    "measure": "token",
    "logo": "logo",
    "logo_picture": "logo_picture",
    "runtime": "runtime",
}
_TAKES_MODE = ("asset", "measure", "token")


class _Parser(ImmutableSandboxedEnvironment):
    """Reads templates and works nothing out: Jinja2 folds constants, and ``9 ** (9 ** 7)`` would never end."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(ImmutableSandboxedEnvironment.default_unop_table)

    def __init__(self) -> None:
        super().__init__(**TEMPLATE_SYNTAX)
        self.filters = dict.fromkeys([*self.filters, *TEMPLATE_FILTERS], _left_to_rendering)


@jinja2.pass_context
def _left_to_rendering(context: object) -> None:
    """Stands for every filter: one that asks for the context is no constant."""


@functools.cache
def _parser() -> _Parser:
    return _Parser()


class _Reader:
    """Collects what one template names."""

    def __init__(self, path: str, text: str) -> None:
        self.lines = Lines(path, text)
        self.uses: list[Use] = []

    def place(self, line: int, word: str, *, quoted: bool) -> Span:
        """A word's place; its line where it can't be found."""
        return (self.lines.quoted if quoted else self.lines.name)(line, word) or self.lines.whole(line)

    def add(self, kind: str, name: str, line: int) -> None:
        self.uses.append(Use(kind, name, self.place(line, name, quoted=kind not in ("name", "field"))))  # type: ignore[arg-type]

    def call(self, node: nodes.Call) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name not in _FUNCTIONS or not node.args:
            return
        called = node.node.name
        for name, line in _constants(node.args[0]):
            self.add(_FUNCTIONS[called], name, line)
        if called == "t" and isinstance(node.args[0], nodes.Concat):
            first = next((name for part in node.args[0].nodes for name, _ in _constants(part)), "")
            span = self.place(node.lineno, first, quoted=True) if first else self.lines.whole(node.lineno)
            self.uses.append(Use("texts", _pattern(node.args[0]), span))
        if called in _TAKES_MODE:
            for given in (*node.args[1:2], *(pair.value for pair in node.kwargs if pair.key == "mode")):
                for name, line in _constants(given):
                    self.add("mode", name, line)

    def reference(self, node: nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport) -> None:
        for name, line in _constants(node.template):
            self.add("template", name, line)

    def broken(self, mistake: jinja2.TemplateSyntaxError) -> Problem:
        message, _, rest = (mistake.message or "unreadable").rstrip(".").partition(". ")
        opened = re.search(r"innermost block that needs to be closed is '(\w+)'", rest)
        hint = f"close '{opened[1]}' with '{{% end{opened[1]} %}}'" if opened else ""
        message = f"the template can't be read: {message[:1].lower()}{message[1:]}"
        return error("WL404", message, self.lines.whole(mistake.lineno), hint=hint)

    def unknown_filters(self, every: Sequence[nodes.Node]) -> list[Problem]:
        """Filters and tests that there aren't: Jinja2 itself tells some of them only when they run."""
        found: list[Problem] = []
        for kind, known, called in (
            (nodes.Filter, _parser().filters, "filter"),
            (nodes.Test, _parser().tests, "test"),
        ):
            for node in every:
                if isinstance(node, kind) and node.name not in known:
                    span = self.place(node.lineno, node.name, quoted=False)
                    message = f"there is no {called} '{node.name}'"
                    found.append(error("WL404", message, span, hint=did_you_mean(node.name, known)))
        return found


def _constants(node: nodes.Node) -> Iterator[tuple[str, int]]:
    """Every text that an expression is known to give, without running it, and its line."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value, node.lineno
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)
    elif isinstance(node, nodes.List | nodes.Tuple):
        for item in node.items:
            yield from _constants(item)


def _pattern(node: nodes.Concat) -> str:
    """What is known of a name that is put together: ``*`` stands for the rest."""
    known = (part.value if isinstance(part, nodes.Const) else "*" for part in node.nodes)
    return "".join(map(str, known))


@once
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
        every = tuple(_walked(tree))
        unknown = reader.unknown_filters(every)
        # Compiling finds what parsing lets through, such as blocks written twice.
        undeclared = set() if unknown else meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError as broken:
        problems.append(reader.broken(broken))
        return None
    except (RecursionError, MemoryError, OverflowError):
        hint = "cut it in several, or write it more flatly"
        problems.append(error("WL404", "the template can't be read: it is nested too deep", Span(path), hint=hint))
        return None
    if unknown:
        problems.extend(unknown)
        return None
    _collect(reader, every, undeclared, declared := frozenset(_declared(every)))
    return Template(name, path, blob, tuple(reader.uses), declared)


def _walked(tree: nodes.Template) -> Iterator[nodes.Node]:
    """All nodes below a template's own, as they are written."""
    left = [tree.iter_child_nodes()]
    while left:
        node = next(left[-1], None)
        if node is None:
            left.pop()
        else:
            yield node
            left.append(node.iter_child_nodes())


def _collect(reader: _Reader, every: Sequence[nodes.Node], undeclared: set[str], declared: frozenset[str]) -> None:
    """What a template names, by kind."""
    for node in every:
        if isinstance(node, nodes.Call):
            reader.call(node)
    for node in every:
        if isinstance(node, nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport):
            reader.reference(node)
    for node in every:
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name in undeclared:
            reader.add("name", node.name, node.lineno)
    for node in every:
        chain = _chain(node) if isinstance(node, nodes.Getattr) else ()
        if chain and chain[0] in TEMPLATE_FIELDS and chain[0] not in declared:
            reader.add("field", ".".join(chain), node.lineno)


def _chain(node: nodes.Node) -> tuple[str, ...]:
    """The names of ``brand.contact.email``; nothing for what doesn't begin with a name."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        before = _chain(node.node)
        return (*before, node.attr) if before else ()
    return ()


def _declared(every: Sequence[nodes.Node]) -> Iterator[str]:
    """Names that a template defines itself, anywhere."""
    for made in every:
        if isinstance(made, nodes.Name):
            if made.ctx in ("store", "param"):
                yield made.name
        elif isinstance(made, nodes.Macro):
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


PICTURE = ".svg.j2"
"""How the names of assets end that are drawn for each brand."""


def load_pictures(files: Mapping[str, Blob], root: str, problems: list[Problem]) -> dict[str, Template]:
    """All pictures below a folder that are drawn for each brand, by the name that templates ask for.

    Their templates' names begin with ``/``, which tells them from those under ``templates/``: ``/assets/img/a.svg.j2``.
    """
    found: dict[str, Template] = {}
    for name, blob in files.items():
        if name.endswith(PICTURE):
            template = load_template(f"/assets/{name}", f"{root}/{name}", blob, problems)
            if template is not None:
                found[name.removesuffix(".j2")] = template
    return found
