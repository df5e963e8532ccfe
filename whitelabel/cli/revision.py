"""A revision that is named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whitelabel.cli.settings import Usage

if TYPE_CHECKING:
    from whitelabel.disk.revision import Commit


def commit_named(root: Path, option: str, named: str) -> Commit:
    """The commit that an option names.

    Args:
        root: The project's folder.
        option: As it is written, such as ``--since``.
        named: Its value.

    Raises:
        Usage: It names none.
        FileNotFoundError: git isn't installed.
    """
    from whitelabel.disk.revision import commit_of

    commit = commit_of(root, named)
    if commit is None:
        raise Usage(
            f"'{option}' is '{named}', which is no revision of the project's git repository",
            "name a tag, a branch, or a commit; a shallow clone may not have it",
        )
    return commit
