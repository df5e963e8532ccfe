"""E-mails: HTML with its style sheet inlined, plain text beside it, and an index for the mailing system.

WL450: an e-mail uses CSS that mail programs don't read
    What stands in the inlined styles has to be CSS 2.1 (a few properties later than that aside): no custom properties,
    no flex or grid, no addresses.
WL451: an e-mail has no title
    Its ``<title>`` is the subject line.
WL452: a run-time field was changed
    The mailing system would not know its placeholder again: a template puts ``runtime()`` through a filter.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from whitelabel import color
from whitelabel.model import MODES, Action, Desk, Kind, Read, Token, TokenValue, canonical
from whitelabel.problem import Rejected, Span, error
from whitelabel.render.context import lend_context, lend_templates, lend_texts
from whitelabel.render.environment import FOLDER, LIBRARIES, Renderer, parsed, prepare

_MAX_STYLE = 4096


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    if not desk.brand.emails:
        return
    context = lend_context(desk)
    placeholder = desk.project.theme.placeholder
    colors = dict(_for_mail(desk.brand.tokens))
    for locale in desk.brand.locales:
        texts = lend_texts(desk, locale)
        for email in desk.brand.emails:
            params: dict[str, Any] = {
                "locale": locale,
                "template": email.template,
                "text_template": email.text_template,
            }
            params |= {"email": email.name, "runtime": list(email.runtime), "placeholder": placeholder}
            params |= {"colors": colors} if colors else {}
            templates = dict(lend_templates(desk, email.template)) | dict(lend_templates(desk, email.text_template))
            inputs = (("context", context), ("texts", texts), *sorted(templates.items()))
            stem = f"emails/{locale}/{email.name}"
            outputs = (f"{stem}.html", f"{stem}.txt", f"{stem}.json")
            yield Action("email", KIND.stamp, inputs, canonical(params), outputs, email.span)


def _for_mail(tokens: Mapping[str, Token]) -> Iterator[tuple[str, list[str]]]:
    """Colours in sRGB where they are written otherwise: mail programs read nothing else."""
    for name, token in tokens.items():
        written = [token.value(mode).css for mode in MODES]
        plain = [_plain(token.value(mode)) for mode in MODES]
        if plain != written:
            yield name, plain


def _plain(value: TokenValue) -> str:
    return color.fallback(value.color) if value.color is not None and value.color.alpha == 1 else value.css


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    inputs = dict(action.inputs)
    templates = prepare(action.inputs, read)
    context = parsed(inputs["context"], read)
    if "colors" in params:
        context = {**context, "tokens": context["tokens"] | params["colors"]}
    fields = _Fields(action.key, params["placeholder"], params["runtime"])
    renderer = Renderer(context, parsed(inputs["texts"], read), params["locale"], {**params, "marks": fields.marks})
    document = renderer.render(params["template"], templates, read)
    text = renderer.render(params["text_template"], templates, read)
    mail = context["brand"]["mail"]
    place = Span(FOLDER + params["template"])
    subject = _subject(document)
    if not subject:
        raise Rejected(error("WL451", "the e-mail has no title, which is its subject", place, hint="add a <title>"))
    envelope = {
        "subject": fields.in_text(subject, place),
        "from": mail["from"],
        "reply_to": mail["reply_to"],
        "language": params["locale"],
        "runtime": params["runtime"],
    }
    return (
        fields.in_html(_inlined(document, place), place).encode(),
        fields.in_text(text, Span(FOLDER + params["text_template"])).encode(),
        json.dumps(envelope, ensure_ascii=False, indent=2).encode() + b"\n",
    )


class _Fields:
    """Run-time fields, from the mark that stands for one while a template is rendered to the system's placeholder.

    Nothing else in an e-mail may read as a placeholder, whatever a brand calls itself: where one would begin, HTML gets
    a character reference, and plain text a word joiner, which nobody sees.

    Args:
        key: Of the action, which holds the digests of all texts: no text can hold the mark.
        placeholder: As the theme gives it.
        names: Of the fields.
    """

    def __init__(self, key: str, placeholder: str, names: Sequence[str]) -> None:
        self._token = f"wl{key[:24]}"
        self.marks = {name: f"{self._token}x{number}x" for number, name in enumerate(names)}
        self._placeholders = {mark: placeholder.replace("%s", name) for name, mark in self.marks.items()}
        before, _, after = placeholder.partition("%s")
        opener, closer = before.strip(), after.strip()
        openers = {opener} if len(opener) > 1 else set()
        # What reads {{ }} reads these too.
        openers |= {"{{", "{%", "{#"} if opener.startswith("{") else set()
        self._always = [f"{re.escape(word[0])}(?={re.escape(word[1:])})" for word in sorted(openers)]
        # A single sign opens a field only where a name and the closing one follow.
        single = len(opener) == 1 and opener not in "-_."
        self._single = [rf"{re.escape(opener)}(?=[\w.]+{re.escape(closer)})"] if single else []

    def in_html(self, document: str, place: Span) -> str:
        """The finished HTML."""
        pieces = re.split(r"(<style\b.*?</style\s*>|<!--.*?-->|<![^>]*>)", document, flags=re.DOTALL | re.IGNORECASE)
        for number, piece in enumerate(pieces):
            if not piece.lower().startswith("<style"):
                found = self._always if number % 2 else self._always + self._single
                pieces[number] = self._broken(piece, found, lambda sign: f"&#{ord(sign)};")
        return self._filled("".join(pieces), place)

    def in_text(self, text: str, place: Span) -> str:
        """The finished plain text."""
        return self._filled(self._broken(text, self._always + self._single, lambda sign: sign + "\u2060"), place)

    def _broken(self, text: str, openers: list[str], mend: Callable[[str], str]) -> str:
        return re.sub("|".join(openers), lambda match: mend(match.group()), text) if openers else text

    def _filled(self, text: str, place: Span) -> str:
        if len(re.findall(self._token, text, re.IGNORECASE)) != sum(map(text.count, self._placeholders)):
            hint = "use runtime() without a filter"
            raise Rejected(error("WL452", "a run-time field was changed on its way into the e-mail", place, hint=hint))
        for mark, written in self._placeholders.items():
            text = text.replace(mark, written)
        return text


def _subject(document: str) -> str:
    """The subject line: the document's title."""
    title = re.search(r"<title\b[^>]*>(.*?)</title\s*>", document, re.DOTALL | re.IGNORECASE)
    return " ".join(html.unescape(title.group(1)).split()) if title else ""


def _inlined(document: str, place: Span) -> str:
    """The e-mail with its style sheet in ``style`` attributes; what can't stand there (media queries) stays a sheet."""
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    try:
        made = str(inliner.inline(document))
    except ValueError as broken:
        raise Rejected(error("WL450", f"the styles can't be inlined: {broken}", place)) from broken
    for style in sorted(set(re.findall(r'\sstyle="([^"]*)"', made))):
        fault = _fault(style)
        if fault:
            raise Rejected(error("WL450", f"mail programs don't read {fault}", place))
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
    try:
        declarations = parser.parseStyle(text)
    # cssutils raises many things where it stumbles; each means that it can't vouch for the style.
    except Exception:
        return f"'{text[:60]}'"
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

KIND = Kind("email", 1, _plan, _render, stored=True, libraries=(*LIBRARIES, "css-inline", "cssutils", "tinycss2"))
