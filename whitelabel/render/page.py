"""Pages: one action a page and language."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.render.context import lend_context, lend_templates, lend_texts
from whitelabel.render.environment import LIBRARIES, Renderer, parsed, prepare
from whitelabel.render.paths import page_outputs


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    context = lend_context(desk)
    templates = {page.name: lend_templates(desk, page.template) for page in desk.brand.pages}
    for locale in desk.brand.locales:
        texts = lend_texts(desk, locale)
        preloads = [address for address in desk.addresses.get(f"preload:{locale}", "").split("\n") if address]
        for page in desk.brand.pages:
            params = canonical({"page": page.name, "locale": locale, "template": page.template, "preloads": preloads})
            inputs = (("context", context), ("texts", texts), *templates[page.name])
            outputs = page_outputs(desk.brand, page.name, locale)
            yield Action("page", KIND.stamp, inputs, params, outputs, page.span)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    inputs = dict(action.inputs)
    templates = prepare(action.inputs, read)
    renderer = Renderer(parsed(inputs["context"], read), parsed(inputs["texts"], read), params["locale"], params)
    data = renderer.render(params["template"], templates).encode()
    return (data,) * len(action.outputs)


KIND = Kind("page", 1, _plan, _render, libraries=LIBRARIES)
