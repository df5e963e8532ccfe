"""JSON data kept from run to run only to save work: whatever else stands in their place is taken for nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

from whitelabel.disk.files import read_if_there


def read_kept(place: Path) -> bytes | None:
    """The bytes of a file, or ``None`` where it can't be read for any reason: what was in it can be made anew."""
    try:
        return read_if_there(place)
    except OSError:
        return None


def read_sealed(place: Path, version: str, form: Any) -> Any:
    """The data that were kept in a file, or ``None``.

    Args:
        place: The file.
        version: Of the data's form; what was kept in another one isn't even parsed.
        form: As in ``fits``.
    """
    head, _, text = (read_kept(place) or b"").partition(b"\n")
    # What another hand, or a failing disk, has changed was not kept by us.
    if not head.startswith(f"{version} ".encode()) or head != _head(version, text):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if fits(data, form) else None


def write_sealed(place: Path, version: str, data: Any) -> None:
    """Write JSON data for the next time; where that can't be done, they are not known then."""
    text = json.dumps(data, separators=(",", ":")).encode()
    beside = unfinished(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_head(version, text) + b"\n" + text)
        beside.replace(place)
    except BaseException as broken:
        with contextlib.suppress(OSError):
            beside.unlink()
        if not isinstance(broken, OSError):
            raise


def unfinished(place: Path) -> Path:
    """A new name beside a place, for a file that is to be put there once it is whole."""
    return place.with_name(f"{place.name}.{secrets.token_hex(4)}")


def clear_unfinished(folder: Path) -> None:
    """Take away what killed processes left; whoever is about to finish a file there just now keeps nothing of it."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if _UNFINISHED.fullmatch(name):
                os.unlink(folder / name)


_UNFINISHED = re.compile(r".+\.[0-9a-f]{8}")


def _head(version: str, text: bytes) -> bytes:
    return f"{version} {hashlib.sha256(text).hexdigest()}".encode()


def fits(data: Any, form: Any) -> bool:
    """Whether JSON data have a form.

    Args:
        data: As the parser gives them.
        form: A type; a list of one form, that of all items; a tuple of forms, one an item; a mapping of forms by key, all of
            which are there, and no others; or a function that tells.

    >>> fits({"line": 1, "words": ["a"]}, {"line": int, "words": [str]})
    True
    >>> fits([True, 1.5], (int, float))
    False
    """
    match form:
        case type():
            return type(data) is form
        case [each] if type(form) is list:
            if type(data) is not list:
                return False
            # Of long lists all items are seen in one go.
            return set(map(type, data)) <= {each} if isinstance(each, type) else all(fits(one, each) for one in data)
        case tuple():
            return type(data) is list and len(data) == len(form) and all(map(fits, data, form))
        case dict():
            return type(data) is dict and data.keys() == form.keys() and all(fits(data[key], form[key]) for key in form)
    return bool(form(data))


def each_value(form: Any) -> Any:
    """The form of a mapping with whatever keys, whose values have a form."""
    return lambda data: type(data) is dict and fits([*data.values()], [form])


def or_none(form: Any) -> Any:
    """The form of data that may be ``None`` too."""
    return lambda data: data is None or fits(data, form)


def is_size(data: Any) -> bool:
    """Whether data are a number of things, and one that any program can count to."""
    return type(data) is int and 0 <= data < 2**63
