"""``edge/``: the region lock as each server and host wants it; one emitter, one file, one line in a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.render.edge import caddy, cloudflare, netlify_function, netlify_redirects, nginx
from whitelabel.render.edge.rules import Rules, as_data, from_data, rules_of

EMITTERS: Mapping[str, tuple[tuple[str, ...], Callable[[Rules], tuple[str, ...]]]] = {
    "nginx": (nginx.OUTPUTS, nginx.emit),
    "caddy": (caddy.OUTPUTS, caddy.emit),
    "netlify redirects": (netlify_redirects.OUTPUTS, netlify_redirects.emit),
    "netlify function": (netlify_function.OUTPUTS, netlify_function.emit),
    "cloudflare": (cloudflare.OUTPUTS, cloudflare.emit),
}
"""By name: the files, and what writes them. An emitter is a function of the rules alone."""


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    told = desk.give(canonical(as_data(rules_of(desk.brand))).encode())
    for name, (outputs, _) in EMITTERS.items():
        yield Action("edge", KIND.stamp, (("rules", told),), name, outputs)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    told = from_data(json.loads(read(action.inputs[0][1])))
    _, emit = EMITTERS[action.params]
    return tuple(text.encode() for text in emit(told))


KIND = Kind("edge", 1, _plan, _render)
