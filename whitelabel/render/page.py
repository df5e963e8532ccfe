"""Pages: one action a page and language; a notice has the addresses of the page in whose place it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.render.context import lend_context, lend_templates, lend_texts
from whitelabel.render.environment import LIBRARIES, Renderer, parsed, prepare
from whitelabel.render.paths import page_outputs

NOTICE = "closed"
"""The theme's page that stands where nothing may be sold any more; it has no address of its own."""


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    context = lend_context(desk)
    shown = [(page, page) for page in desk.brand.pages]
    notice = next((page for page in desk.project.theme.pages if page.name == NOTICE), None)
    if notice is not None:
        shown += [(page, notice) for page in desk.brand.notices]
    templates = {page.name: lend_templates(desk, page.template) for _, page in shown}
    for locale in desk.brand.locales:
        texts = lend_texts(desk, locale)
        preloads = [address for address in desk.addresses.get(f"preload:{locale}", "").split("\n") if address]
        for place, page in shown:
            values = {"page": page.name, "locale": locale, "template": page.template, "preloads": preloads}
            if place is not page:
                values["at"] = place.name
            inputs = (("context", context), ("texts", texts), *templates[page.name])
            outputs = page_outputs(desk.brand, place.name, locale)
            yield Action("page", KIND.stamp, inputs, canonical(values), outputs, page.span)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    inputs = dict(action.inputs)
    templates = prepare(action.inputs, read)
    renderer = Renderer(parsed(inputs["context"], read), parsed(inputs["texts"], read), params["locale"], params)
    data = renderer.render(params["template"], templates, read).encode()
    return (data,) * len(action.outputs)


KIND = Kind("page", 1, _plan, _render, libraries=LIBRARIES)
