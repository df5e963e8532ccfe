"""What a text tells of somebody outside: a host, an id, a machine; and what the brand itself has given of that kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from whitelabel import source

ClueKind: TypeAlias = Literal["address", "mention", "id", "machine", "secret"]
"""An address that is loaded or leads somewhere, one that only stands there, an id, a trace of the machine, a secret of it."""


class Clue(NamedTuple):
    """A stretch of text that tells of somebody outside.

    Attributes:
        start, end: In the text.
        what: The host, the id, or what shows of the machine; of a secret only the name that it goes by.
        about: Whose id it is, or what of the machine it is; empty for a host.
    """

    start: int
    end: int
    kind: ClueKind
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a brand has given, and its bundle may tell.

    Attributes:
        domains: Hosts that may be told with all that are below them.
        hosts: Hosts of its addresses.
        ids: Words that may be ids, in lower case.
        names: Words that name its party, in lower case.
    """

    domains: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, clue: Clue) -> bool:
        """Whether what a clue tells is the brand's own."""
        if clue.kind in ("address", "mention"):
            return self.has_host(clue.what)
        if clue.kind == "id":
            return clue.what.casefold() in self.ids
        return clue.kind == "machine" and clue.what.casefold() in self.names

    def has_host(self, host: str) -> bool:
        """Whether a host is one of the brand's."""
        bare = host.removeprefix("*.")
        return bare in self.hosts or any(bare == own or bare.endswith(f".{own}") for own in self.domains)


NOTHING_GIVEN = Given()


def given_by(node: source.Node | None, marks: Iterable[str] = ()) -> Given:
    """What a brand has given.

    Args:
        node: Its file; ``None`` where that can't be read.
        marks: What names its party.
    """
    domain = source.found(node, ("domain",)) if node is not None else None
    texts = list(_texts(node)) if node is not None else []
    named = list(marks)
    return Given(
        domains=frozenset(hosts_in(domain.text)) if isinstance(domain, source.Scalar) else frozenset(),
        hosts=frozenset(host for text in (*texts, *named) for host in hosts_in(text)),
        ids=frozenset(word.casefold() for text in texts for word in _ids_in(text)),
        names=frozenset(word.casefold() for text in named for word in _WORD.findall(text)),
    )


_HOST = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
_HOSTS = re.compile(rf"(?://|@)({_HOST})|\A({_HOST})\Z")
_WORD = re.compile(r"[\w-]+")
_ID = re.compile(r"(?<![\w-])[A-Za-z0-9](?:[\w.:-]*\w)?")
_DIGIT = re.compile(r"[0-9]")


def hosts_in(text: str) -> Iterator[str]:
    """Hosts of the addresses and mail addresses in a text, or the host that the text is.

    >>> list(hosts_in("https://Acme.example/help, help@acme.de")), list(hosts_in("квадрат.рф"))
    (['acme.example', 'acme.de'], ['xn--80aaej1a3bp.xn--p1ai'])
    """
    if "." in text:
        for match in _HOSTS.finditer(text):
            yield asked(match[1] or match[2])


def asked(host: str) -> str:
    """A host's name as it is asked for: in lower case, and in ASCII's letters."""
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _texts(node: source.Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, source.Scalar):
            yield one.text
        elif isinstance(one, source.Mapping):
            waiting += (value for _, value in one)
        else:
            waiting += one.items


def _ids_in(text: str) -> Iterator[str]:
    """Words with a figure in them, and a text that is one odd word: what else is said depends on no id."""
    if _DIGIT.search(text):
        yield from (word for word in _ID.findall(text) if _DIGIT.search(word))
        if " " not in text:
            yield text
    elif text.isascii() and " " not in text and not (text.isalpha() and (text.islower() or text.istitle())):
        yield text
