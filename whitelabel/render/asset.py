"""The theme's pictures, fonts and downloads: the same bytes under a fingerprinted name, asked for by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from whitelabel.disk.blob import Blob
from whitelabel.model import Action, Desk, Kind, Read
from whitelabel.render.paths import address, fingerprinted


def copied(desk: Desk, blob: Blob, name: str) -> Action:
    """An action that places a file's bytes under a fingerprinted name below ``assets/``."""
    return Action("asset", KIND.stamp, (("file", desk.lend(blob)),), "").named(fingerprinted(name))


def _plan(desk: Desk) -> Iterator[Action]:
    theme = desk.project.theme
    fonts, named = _font_folders(desk), _named(desk)
    for name, blob in theme.assets.items():
        if name.endswith((".css", ".js", ".mjs")) or (posixpath.dirname(name) in fonts and name not in named):
            continue
        action = copied(desk, blob, name)
        desk.addresses[name] = address(action.outputs[0])
        yield action


def _font_folders(desk: Desk) -> frozenset[str]:
    """Folders of the fonts that roles are set in: each brand places what it uses of them, with its licence."""
    paths = {path for font in desk.project.theme.fonts.values() for path in font.files}
    return frozenset(posixpath.dirname(path.removeprefix("base_theme/assets/")) for path in paths)


def _named(desk: Desk) -> frozenset[str]:
    """Assets that a style sheet or a template asks for by name."""
    theme = desk.project.theme
    referred = {reference.asset for style in theme.styles.values() for reference in style.references}
    used = {use.name for template in theme.templates.values() for use in template.uses if use.kind == "asset"}
    return frozenset(referred | used)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    return tuple(read(digest) for _, digest in action.inputs)


KIND = Kind("asset", 1, _plan, _render)
