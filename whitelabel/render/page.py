"""Pages: one action a page and language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from whitelabel.model import Action, Desk, Kind, Read, Template, canonical
from whitelabel.render.context import lend_context, lend_texts
from whitelabel.render.environment import Renderer, parsed, prepare
from whitelabel.render.paths import page_outputs


def closure(name: str, templates: Mapping[str, Template]) -> tuple[str, ...]:
    """A template and all that it may extend, include or import, sorted."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        next_name = waiting.pop()
        if next_name not in found and next_name in templates:
            found.add(next_name)
            waiting.extend(templates[next_name].references)
    return tuple(sorted(found))


def template_inputs(desk: Desk, name: str) -> tuple[tuple[str, str], ...]:
    """Inputs of an action that runs a template: name and digest of each that it may use."""
    templates = desk.project.theme.templates
    return tuple((found, desk.lend(templates[found].blob)) for found in closure(name, templates))


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    context = lend_context(desk)
    templates = {page.name: template_inputs(desk, page.template) for page in desk.brand.pages}
    for locale in desk.brand.locales:
        texts = lend_texts(desk, locale)
        preloads = [address for address in desk.addresses.get(f"preload:{locale}", "").split("\n") if address]
        for page in desk.brand.pages:
            params = canonical({"page": page.name, "locale": locale, "template": page.template, "preloads": preloads})
            inputs = (("context", context), ("texts", texts), *templates[page.name])
            outputs = page_outputs(desk.brand, page.name, locale)
            yield Action("page", KIND.version, inputs, params, outputs, page.span)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    inputs = dict(action.inputs)
    templates = prepare(action.inputs, read)
    renderer = Renderer(parsed(inputs["context"], read), parsed(inputs["texts"], read), params["locale"], params)
    data = renderer.render(params["template"], templates).encode()
    return (data,) * len(action.outputs)


KIND = Kind("page", 1, _plan, _render)
