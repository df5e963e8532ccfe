"""What every problem's code means, as the module that owns it says in its docstring.

A section begins with a line ``WL301: what is wrong, in a sentence`` and ends before the next one. The modules are read,
not imported, so that looking one up costs no library.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

_HEAD = re.compile(r"[ \t]*(WL\d{3}): (\S.*)")
_ANY_HEAD = re.compile(rb"^[ \t]*WL\d{3}: ", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code.

    Attributes:
        module: File of the package that owns it, such as ``load/schema.py``.
        text: What there is to know beyond the title; may be empty.
    """

    code: str
    title: str
    text: str
    module: str


def sections(docstring: str, module: str) -> list[Code]:
    """The codes that a docstring explains, in its order.

    >>> sections("Reads.\\n\\nWL001: too big\\n    At most 4 MB.", "source.py")
    [Code(code='WL001', title='too big', text='At most 4 MB.', module='source.py')]
    """
    found: list[tuple[str, str, list[str]]] = []
    for line in docstring.splitlines():
        head = _HEAD.fullmatch(line)
        if head:
            found.append((head[1], head[2].rstrip(), []))
        elif found:
            found[-1][2].append(line)
    return [Code(code, title, textwrap.dedent("\n".join(lines)).strip(), module) for code, title, lines in found]


def all_codes(package: Path = PACKAGE) -> list[Code]:
    """Every code that the modules below a folder explain, sorted."""
    found: list[Code] = []
    for file in sorted(package.rglob("*.py")):
        data = file.read_bytes()
        if _ANY_HEAD.search(data):
            docstring = ast.get_docstring(ast.parse(data), clean=True) or ""
            found += sections(docstring, file.relative_to(package).as_posix())
    return sorted(found)
