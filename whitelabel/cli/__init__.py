"""The command line: a file a command, which parses, calls, shows and gives an exit code.

Every way in which a run can end has one code: 0 done · 1 what you wrote is rejected · 2 wrong command line · 3 our bug ·
4 the world failed · 130 interrupted · 143 terminated.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from whitelabel.cli.ending import Signals, stop_within


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Words after the program's name; those of the process when absent.

    Returns:
        The exit code.
    """
    # What is read of thousands of brands stays: looking through it for circles time and again takes a third of a run.
    gc.set_threshold(200_000, 50, 100)
    signals = Signals()
    try:
        with signals:
            try:
                # Only now, so that a Ctrl-C during the import ends like any other.
                from whitelabel.cli.group import run

                return run(sys.argv[1:] if arguments is None else arguments)
            except KeyboardInterrupt:
                return signals.told()
            except Exception as failure:
                if stop_within(failure) is None:
                    raise
                return signals.told()
    except KeyboardInterrupt:
        # One that came while signals were taken into our hands, or let go.
        return signals.told()
