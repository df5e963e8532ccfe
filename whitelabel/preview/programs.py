"""What the browser needs beside itself: Chromium, its driver, and axe-core; where each is found, and what brings it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""Names of the program, as systems have it."""

AXE = "node_modules/axe-core/axe.min.js"
AXE_VARIABLE = "WHITELABEL_AXE"


def missing(what: str, command: str) -> FileNotFoundError:
    """A failure of the world that says what isn't installed, and the command that installs it."""
    return FileNotFoundError(errno.ENOENT, f"{what} is not installed: '{command}' brings it")


def driver() -> Any:
    """Playwright for ``async with``.

    Raises:
        FileNotFoundError: It isn't installed.
    """
    try:
        from playwright.async_api import async_playwright
    except ModuleNotFoundError as absent:
        if (absent.name or "").partition(".")[0] != "playwright":
            raise
        raise missing("playwright", "pip install playwright") from None
    return async_playwright()


def chromium(own: str) -> str:
    """The program: the system's, else the one that playwright has installed for itself.

    Args:
        own: Where playwright would have it.

    Raises:
        FileNotFoundError: There is none.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None and Path(own).is_file():
        found = own
    if found is None:
        raise missing("Chromium", "playwright install chromium")
    return found


def axe(start: Path) -> str:
    """The source of axe-core: of the file that ``WHITELABEL_AXE`` names, else of the nearest ``node_modules``.

    Args:
        start: The folder in which, and above which, ``node_modules`` is looked for.

    Raises:
        FileNotFoundError: There is none.
        OSError: It can't be read.
    """
    named = os.environ.get(AXE_VARIABLE)
    if named:
        return Path(named).read_text("utf-8")
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / AXE).is_file():
            return (folder / AXE).read_text("utf-8")
    raise missing("axe-core", "npm install axe-core")
