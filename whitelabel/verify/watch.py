"""Everything that a text may tell of somebody outside, looked for at once: hosts, ids of services, the machine that built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator

from whitelabel.model import Machine
from whitelabel.verify.clue import Clue, Given
from whitelabel.verify.hosts import host_clues
from whitelabel.verify.ids import id_clues
from whitelabel.verify.machine import Traces
from whitelabel.verify.reading.text import CUT, View

_FONT = "font, name"


class Watch:
    """Knows what may be told of by every bundle.

    Args:
        hosts: Other hosts that pages may ask.
        machine: The one that builds.
    """

    def __init__(self, hosts: Collection[str], machine: Machine) -> None:
        self._hosts = frozenset(hosts)
        self._traces = Traces(machine)
        told = json.dumps([sorted(self._hosts), self._traces.key])
        self.key = hashlib.sha256(told.encode()).hexdigest()
        """Of all that it depends on."""

    def clues(self, name: str, view: View, given: Given) -> Iterator[Clue]:
        """What a text tells of somebody outside.

        Args:
            name: The path of its file, or the end of it.
            view: One way in which the file can be read.
            given: What a brand has given, which is of no account.
        """
        text = view.text.text
        # What a font says of its makers and its licence has to stay.
        if not view.how.startswith(_FONT):
            yield from (clue for clue in host_clues(name, text, self._hosts, given) if _is_whole(text, clue))
        for clue in (*id_clues(text), *self._traces.clues(text)):
            if not given.has(clue) and _is_whole(text, clue):
                yield clue


def _is_whole(text: str, clue: Clue) -> bool:
    """Whether a stretch doesn't go on where the text was cut; there it stands whole in the text that it was cut from."""
    return not text.startswith(CUT, clue.end) and not text.endswith(CUT, 0, clue.start)
