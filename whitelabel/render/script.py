"""The theme's JavaScript without comments and idle spaces; nothing is renamed, licence comments (``/*!``) stay."""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read
from whitelabel.render.asset import address, fingerprinted


def _plan(desk: Desk) -> Iterator[Action]:
    for name, blob in desk.project.theme.assets.items():
        if not name.endswith((".js", ".mjs")):
            continue
        action = Action("script", KIND.version, (("file", desk.lend(blob)),), "").named(fingerprinted(name))
        desk.addresses[name] = address(action.outputs[0])
        yield action


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    import rjsmin

    return (bytes(rjsmin.jsmin(read(action.inputs[0][1]), keep_bang_comments=True)),)


KIND = Kind("script", 1, _plan, _render, stored=True)
