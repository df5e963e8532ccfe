"""The theme's pictures, fonts and downloads: the same bytes under a fingerprinted name, asked for by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read

ROOT = "site/assets"


def fingerprinted(name: str) -> str:
    """The output's pattern for an asset: ``img/a.png`` lies at ``site/assets/img/a.*.png``.

    >>> fingerprinted("img/a.png")
    'site/assets/img/a.*.png'
    """
    stem, suffix = posixpath.splitext(name)
    return f"{ROOT}/{stem}.*{suffix}"


def address(output: str) -> str:
    """The root-relative address of an output below ``site/``."""
    return output.removeprefix("site")


def _plan(desk: Desk) -> Iterator[Action]:
    theme = desk.project.theme
    fonts, named = _font_folders(desk), _named(desk)
    for name, blob in theme.assets.items():
        if name.endswith((".css", ".js", ".mjs")) or (posixpath.dirname(name) in fonts and name not in named):
            continue
        action = Action("asset", KIND.version, (("file", desk.lend(blob)),), "")
        action = action.named(fingerprinted(name))
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
