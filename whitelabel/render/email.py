"""E-mails: HTML with its style sheet inlined, plain text beside it, and an index for the mailing system.

WL450: an e-mail uses CSS that mail programs don't read
    What stands in the inlined styles has to be CSS 2.1 (a few properties later than that aside): no custom properties,
    no flex or grid, no addresses.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.problem import Rejected, Span, error
from whitelabel.render.context import lend_context, lend_texts
from whitelabel.render.environment import FOLDER, Renderer, parsed, prepare
from whitelabel.render.page import template_inputs

_MAX_STYLE = 4096


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    if not desk.brand.emails:
        return
    context = lend_context(desk)
    placeholder = desk.project.theme.placeholder
    for locale in desk.brand.locales:
        texts = lend_texts(desk, locale)
        for email in desk.brand.emails:
            params: dict[str, Any] = {
                "locale": locale,
                "template": email.template,
                "text_template": email.text_template,
            }
            params |= {"email": email.name, "runtime": list(email.runtime), "placeholder": placeholder}
            templates = dict(template_inputs(desk, email.template)) | dict(template_inputs(desk, email.text_template))
            inputs = (("context", context), ("texts", texts), *sorted(templates.items()))
            stem = f"emails/{locale}/{email.name}"
            outputs = (f"{stem}.html", f"{stem}.txt", f"{stem}.json")
            yield Action("email", KIND.version, inputs, canonical(params), outputs, email.span)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    inputs = dict(action.inputs)
    templates = prepare(action.inputs, read)
    context = parsed(inputs["context"], read)
    renderer = Renderer(context, parsed(inputs["texts"], read), params["locale"], params)
    document = renderer.render(params["template"], templates)
    text = renderer.render(params["text_template"], templates)
    mail = context["brand"]["mail"]
    envelope = {
        "subject": _subject(document),
        "from": mail["from"],
        "reply_to": mail["reply_to"],
        "language": params["locale"],
        "runtime": params["runtime"],
    }
    return (
        _inlined(document, params["template"]).encode(),
        text.encode(),
        json.dumps(envelope, ensure_ascii=False, indent=2).encode() + b"\n",
    )


def _subject(document: str) -> str:
    """The subject line: the document's title."""
    title = re.search(r"<title>(.*?)</title>", document, re.DOTALL)
    return " ".join(html.unescape(title.group(1)).split()) if title else ""


def _inlined(document: str, template: str) -> str:
    """The e-mail with its style sheet in ``style`` attributes; what can't stand there (media queries) stays a sheet."""
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    made = str(inliner.inline(document))
    for style in sorted(set(re.findall(r'\sstyle="([^"]*)"', made))):
        fault = _fault(style)
        if fault:
            raise Rejected(error("WL450", f"mail programs don't read {fault}", Span(FOLDER + template)))
    return made


@functools.lru_cache(maxsize=4096)
def _fault(style: str) -> str:
    """What in an inline style mail programs would not read, or nothing.

    cssutils knows CSS 2.1, which is what they do; it is asked only behind a gate, since it can be made to hang.
    """
    import logging

    import cssutils
    import tinycss2

    text = html.unescape(style)
    if len(text) > _MAX_STYLE:
        return f"a style of {len(text)} characters"
    nodes = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    for node in nodes:
        if node.type != "declaration":
            return "a broken declaration"
        if node.name.startswith("--") or any(token.type in ("url", "error") for token in node.value):
            return f"'{node.name}' with a custom property or an address"
        functions = [token for token in node.value if token.type == "function"]
        if any(token.lower_name not in ("rgb", "rgba", "hsl", "hsla") for token in functions):
            return f"the function '{functions[0].name}()' in '{node.name}'"
    parser = cssutils.CSSParser(loglevel=logging.CRITICAL, raiseExceptions=False, fetcher=lambda _: (None, b""))
    declarations = parser.parseStyle(text)
    for declaration in declarations.getProperties(all=True):
        if not declaration.valid and declaration.name not in _LATER:
            return f"'{declaration.name}: {declaration.value}'"
    return ""


_LATER = frozenset(
    {"-webkit-text-size-adjust", "-ms-text-size-adjust", "mso-line-height-rule", "mso-hide", "border-radius"}
    | {"box-sizing", "max-width", "min-width", "word-break", "overflow-wrap", "word-spacing", "color-scheme"}
    | {"supported-color-schemes", "text-underline-offset", "mso-table-lspace", "mso-table-rspace", "text-size-adjust"}
)
"""Properties later than CSS 2.1 that mail programs read, or pass over without harm."""

KIND = Kind("email", 1, _plan, _render, stored=True)
