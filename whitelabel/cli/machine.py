"""What is known of the machine that this runs on, and must show in no bundle."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from whitelabel.model import Machine


def this_machine(root: Path) -> Machine:
    """Read all that the environment tells; this is the only place that asks.

    Args:
        root: The project's folder.
    """
    environment = os.environ
    folders = [("the project's folder", str(root.resolve()))]
    folders += (
        (about, environment[name])
        for about, name in (
            ("the home folder", "HOME"),
            ("the home folder", "USERPROFILE"),
            ("the folder for passing files", "TMPDIR"),
            ("the folder for passing files", "TEMP"),
        )
        if environment.get(name)
    )
    user = next((environment[name] for name in ("LOGNAME", "USER", "USERNAME") if environment.get(name)), "")
    return Machine(tuple(folders), user, platform.node(), tuple(environment.items()))
