"""Files that keep their path and bytes: another builder's output, downloads."""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read
from whitelabel.problem import Span


def _plan(desk: Desk) -> Iterator[Action]:
    for name, blob in desk.project.theme.static.items():
        inputs = (("file", desk.lend(blob)),)
        origin = Span(f"base_theme/static/{name}")
        yield Action("static", KIND.stamp, inputs, "", (f"site/{name}",), origin)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    return tuple(read(digest) for _, digest in action.inputs)


KIND = Kind("static", 1, _plan, _render)
