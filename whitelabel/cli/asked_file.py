"""The file that a command's '--output' names: written whole or not at all, and told by its own name where it can't be."""

from __future__ import annotations

from pathlib import Path


class Unwritten(OSError):
    """A file that was asked for can't be written.

    Attributes:
        doing: What was being done.
    """

    doing = ""


def write_asked(file: Path, data: bytes, doing: str) -> None:
    """Write a file that the command line names.

    Args:
        doing: Such as ``writing the sheet``, for whoever is told that it can't be done.

    Raises:
        Unwritten: It can't be written; nothing of it is left.
        BrokenPipeError: It is a pipe whose reader is gone.
    """
    from whitelabel.disk.files import write_whole

    try:
        write_whole(file, data)
    except BrokenPipeError:
        raise
    except OSError as refused:
        unwritten = Unwritten(refused.errno, refused.strerror, str(file))
        unwritten.doing = doing
        raise unwritten from refused
