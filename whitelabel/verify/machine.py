"""What tells of the machine that built a bundle: its folders, its user, its name, its secrets.

WL650: a file tells of the machine that built it
    A path of its disk, in a source map, in what a drawing program or a builder leaves behind; the name of its user or its own; or
    the value of an environment variable that is secret by its name. A secret's text is never told, only the variable's name: take
    it for stolen once a bundle with it was published. Take the path out where it comes from (most builders have a switch for
    relative paths), or let it through under `purity.allow` with `mark: PATH` and a reason.

Source:
    What builders have as their folder: docs.github.com ("Variables", GITHUB_WORKSPACE), docs.gitlab.com ("CI_PROJECT_DIR"),
    docs.netlify.com, vercel.com/docs, docs.aws.amazon.com/codebuild, jenkins.io, code.visualstudio.com ("Dev containers").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from pathlib import PureWindowsPath

from whitelabel.model import Machine
from whitelabel.verify.clue import Clue

_PART = r"[\w.@+-]+(?: [\w.@+-]+)*"
_SLASH = r"\\?/"
_STEP = r"(?:\\{1,2}|\\?/)"
_DEEP = rf"(?:{_SLASH}{_PART}){{2,}}"
_FILE = rf"{_SLASH}[\w.@+-]+\.[A-Za-z][A-Za-z0-9]{{0,4}}(?![\w/])"
_OWNED = rf"{_SLASH}(?P<owner>[A-Za-z_][\w.-]*)(?:{_DEEP}|{_FILE})"
_PATHS = (
    ("/home", rf"/home{_OWNED}"),
    ("/Users", rf"/Users{_OWNED}"),
    ("/root", rf"/root{_DEEP}"),
    ("/builds", rf"/builds{_DEEP}"),
    ("/workspaces", rf"/workspaces{_DEEP}"),
    ("/github", rf"/github{_SLASH}workspace{_SLASH}{_PART}"),
    ("/__w", rf"/__w{_DEEP}"),
    ("/codebuild", rf"/codebuild{_SLASH}output{_SLASH}{_PART}"),
    ("/vercel", rf"/vercel{_SLASH}path\d{_SLASH}{_PART}"),
    ("/opt", rf"/opt{_SLASH}build{_SLASH}repo{_SLASH}{_PART}"),
    ("/private", rf"/private{_SLASH}var{_SLASH}folders{_DEEP}"),
    ("/var", rf"/var{_SLASH}(?:jenkins_home|lib{_SLASH}jenkins|folders){_DEEP}"),
    (":", rf":{_STEP}(?:Users|Documents and Settings){_STEP}(?P<owner>{_PART}){_STEP}[\w.-]+"),
    (":", rf":{_STEP}a{_STEP}(?P<owner>[\w.-]+){_STEP}(?P=owner){_STEP}[\w.-]+"),
    ("file:", rf"file:{_SLASH}{_SLASH}{_SLASH}(?:[A-Za-z]:{_SLASH})?[\w.@+-]+(?:{_SLASH}[\w.@+-]+)+"),
)
"""What stands in each text that holds such a path, and how it is written; what has a colon first has a drive before it."""
_WITHIN = re.compile(r"[\w.~%*)}/-]")
"""What stands before a slash within a longer path or address."""
_STAND_INS = frozenset(
    "user users username name me you yourname your-name your_name someone example foo bar path public default".split()
)
"""Stand for whoever reads, in texts that explain."""

_COMMON = frozenset(
    "root admin administrator user users guest build builder builds runner runneradmin ubuntu debian centos fedora alpine vagrant "
    "jenkins gitlab docker podman circleci travis buildkite codespace codespaces vscode nobody daemon deploy deployer developer "
    "devel worker service system default public owner local localhost student nixbld staff www-data nginx apache node python "
    "assets static scripts styles images pages media common shared share".split()
)
"""Names of users and machines that tell nothing."""
_LEAST = 5
"""Letters of a name that tells something."""

_SECRET = re.compile(
    r"(?:\A|_)(?:[A-Z]*TOKEN|[A-Z]*SECRET|PASSWORD|PASSWD|PASSPHRASE|(?:API|ACCESS|APP|AUTH|PRIVATE|SSH|GPG)?KEY|CREDENTIAL)S?(?:_|\Z)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"PUBLIC|PUBLISHABLE|VITE_|REACT_APP_|KEYBOARD|KEYMAP|_KEY_ID\Z", re.IGNORECASE)
"""What is made to be shown, and what isn't a key."""
_PLAIN = re.compile(r"[A-Za-z]+|[0-9.,:-]+|(?i:[a-z]+://)\S*|[~./\\].*|[A-Za-z]:[\\/].*|\s*|\S*/\S*/\S*", re.DOTALL)
"""Values that are a word, a number, an address, or a path: too many texts hold them."""
_SHORTEST = 8


class Traces:
    """What is known of the machine, ready to be looked for.

    Args:
        machine: What it is.
    """

    def __init__(self, machine: Machine) -> None:
        self._folders = [
            (way, about)
            for about, folder in machine.folders
            if _is_telling(folder)
            for way in dict.fromkeys((folder, folder.replace("\\", "\\\\"), folder.replace("/", "\\/")))
        ]
        self._user = machine.user if _is_name(machine.user) else ""
        host = machine.host.partition(".")[0]
        self._host = host if _is_name(host) and re.search(r"[0-9-]", host) else ""
        self._secrets = [
            (value, name)
            for name, given in sorted(machine.environment)
            if _SECRET.search(name) and not _OPEN.search(name)
            for value in [max(given.splitlines(), key=len, default="")]
            if len(value) >= _SHORTEST and not _PLAIN.fullmatch(value)
        ]
        told = json.dumps([self._folders, self._user, self._host, self._secrets])
        self.key = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
        """Of all that is looked for."""

    def clues(self, text: str) -> Iterator[Clue]:
        """What a text tells of the machine, or of any other that builds."""
        for value, name in self._secrets:
            for start in _places(text, value):
                yield Clue(start, start + len(value), "secret", name, "the environment variable")
        for folder, about in self._folders:
            for start in _places(text, folder):
                end = start + len(folder)
                if _bounds(text, start, end):
                    yield Clue(start, end, "machine", folder, about)
        for name, about, around in ((self._user, "the user", "/\\"), (self._host, "the name", "")):
            for start in _places(text, name) if name else ():
                end = start + len(name)
                before, after = text[start - 1 : start], text[end : end + 1]
                is_whole = (
                    before in around and after in around and before and after if around else _bounds(text, start, end)
                )
                if is_whole:
                    yield Clue(start, end, "machine", name, about)
        if "/" in text or "\\" in text:
            yield from _paths(text)


def _paths(text: str) -> Iterator[Clue]:
    for hint, written in _PATHS:
        if hint not in text:
            continue
        pattern = re.compile(written)
        for match in pattern.finditer(text):
            start = _start(text, match.start(), hint)
            owner = match["owner"] if "owner" in pattern.groupindex else ""
            is_meant = owner.casefold() not in _STAND_INS and not (hint == "file:" and _is_stand_in(match[0]))
            if start is not None and is_meant:
                yield Clue(start, match.end(), "machine", text[start : match.end()], "a folder")


def _start(text: str, start: int, hint: str) -> int | None:
    """Where a path begins; ``None`` where it is part of a longer one, or of an address."""
    before = text[max(0, start - 3) : start]
    if hint == ":":
        is_drive = before[-1:].isalpha() and not before[-2:-1].isalpha()
        return start - 1 if is_drive else None
    if hint == "file:":
        return start if not before[-1:].isalnum() else None
    bare = before[:-1] if before.endswith("\\") else before
    is_whole = not _WITHIN.match(bare[-1:]) or bare.endswith("://") or re.search(r"\\[nrt]\Z", before) is not None
    return start - (len(before) - len(bare)) if is_whole else None


def _is_stand_in(file: str) -> bool:
    parts = re.split(r"[\\/]+", file.casefold())[1:]
    return bool(_STAND_INS.intersection(parts[:3]))


def is_of_site(clue: Clue, paths: Collection[str]) -> bool:
    """Whether what looks like a trace of a machine is an address within the site.

    Args:
        clue: A folder, or a name within a path.
        paths: Of all files of the bundle.
    """
    bare = clue.what.replace("\\/", "/")
    if clue.about == "the user":
        return any(f"/{bare}/" in path for path in paths)
    if not bare.startswith("/"):
        return False
    first = "site/" + "/".join(bare.split("/")[1:3])
    return any(path == first or path.startswith(f"{first}/") for path in paths)


def _places(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + len(wanted))


def _bounds(text: str, start: int, end: int) -> bool:
    """Whether a stretch stands for itself, and is no part of a longer word."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (before.isalnum() or before in ("_", "-", ".")) and not (after.isalnum() or after in ("_", "-"))


def _is_telling(folder: str) -> bool:
    """Whether a folder is one that few machines have: of two names at least."""
    parts = [part for part in PureWindowsPath(folder).parts if part not in ("\\", "/")]
    return len(parts) >= (3 if re.match(r"[A-Za-z]:", folder) else 2)


def _is_name(name: str) -> bool:
    return len(name) >= _LEAST and name.casefold() not in _COMMON and not name.isdigit()
