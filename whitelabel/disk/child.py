"""The words that begin another Python process in which this package is found as it is here.

A process of its own, not a fork: nothing of ours is open in it, and what a library does in threads of its own is no danger there.
"""

from __future__ import annotations

import json
import sys

_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); from {} import main; sys.exit(main(sys.argv[1:]))"
)


def command_of(module: str, *words: str) -> list[str]:
    """The command that runs ``main(words)`` of a module.

    Args:
        module: Of this package.
        words: What ``main`` is given; it returns an exit code.
    """
    return [sys.executable, "-P", "-c", _BEGIN.format(module), json.dumps(sys.path), *words]
