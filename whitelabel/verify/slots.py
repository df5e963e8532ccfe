"""Whether what a brand gives is in its bundle: a product changes, and what was repainted falls off without a word.

WL645: what a brand gives is nowhere in its bundle
    A text, a token, a font, a switch, a link or the logo that the brand file sets, and that no file of the bundle shows or
    asks for. Where the theme has nothing left that does, the rebrand has fallen off, and that is an error: take the line
    out of the brand file, or bring back what it was for. Where the theme has it, but not in this bundle, since a switch is off
    or a page isn't sold, it is a warning.
WL646: a text or a token of the theme is used by nothing
    Brands may set it, and see no change. Take it out of the theme, or use it. The place is where the theme has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from markupsafe import escape

from whitelabel import source
from whitelabel.model import RawToken, ResolvedBrand, Text, Theme, TokenGroup, css_name
from whitelabel.problem import Problem, Span, error, warning

_SHOWING = (".html", ".svg", ".txt", ".css", ".js", ".mjs")
"""Files in which a reader sees a text, or an application asks for one."""

_VARIABLE = re.compile(rb"--[\w\x80-\xff-]++(?!\s*+:)")
"""A custom property that is asked for, and not one that is given a value."""
_ALIAS = re.compile(r"\{([^{}]+)\}")
_LOGO = re.compile(r"site/assets/(logo(?:-dark)?(?:@\dx)?\.[a-z2-7]{10}\.(?:svg|png|webp))")


class Slots:
    """What a theme lets brands set, and what of it anything asks for.

    Args:
        theme: What may be set.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        every = [use for one in (*theme.templates.values(), *theme.pictures.values()) for use in one.uses]
        self._uses = frozenset((use.kind, use.name) for use in every)
        patterns = [use for use in every if use.kind == "texts"]
        # Each page has these two by its own name.
        told = {f"{page.name}.{part}" for page in theme.pages for part in ("title", "description")} | {theme.share.line}
        self._texts = frozenset(
            key
            for key in theme.texts[theme.source_locale]
            if key in told or ("text", key) in self._uses or any(use.may_mean(key) for use in patterns)
        )
        """Texts that a template names, or puts a name together for that may be theirs."""
        share = theme.share
        self._tokens = (
            *(name for kind, name in self._uses if kind == "token"),
            *(theme.icons.paper, theme.logo.mail, *theme.papers),
            *(share.paper, share.ink, *share.accents, share.radius, share.weight, share.tracking, share.leading),
            *(paper for entry in theme.palette for paper in entry.text),
        )
        """Tokens that something asks for without a style sheet."""
        files = [file for file in (theme.tokens, theme.dark) if file is not None]
        self._written = [one for file in files for one in _written(file.root, "")]

    def check(self, brand: ResolvedBrand, files: Mapping[str, bytes]) -> Iterator[Problem]:
        """What a brand sets in vain, and what the theme lets it set in vain.

        Args:
            brand: What is set.
            files: Its bundle, by path in it.
        """
        if not brand.pages:
            # What is left is a notice.
            return
        seen = _Seen(files)
        own = brand.brand
        names = [found[1] for path in files if (found := _LOGO.fullmatch(path))]
        if names and not any(seen.shows(name.encode()) for name in names):
            yield _fallen("the logo", own.key_span("logo"))
        yield from self._check_texts(brand, seen)
        yield from self._check_tokens(brand, seen)
        for kind, keys, called in (("feature", own.features, "switch"), ("link", own.links, "link")):
            for name in keys:
                if (kind, name) not in self._uses and not seen.in_scripts(name):
                    yield _fallen(f"the {called} '{name}'", own.key_span(f"{kind}s", name))

    def _check_texts(self, brand: ResolvedBrand, seen: _Seen) -> Iterator[Problem]:
        for key, text in self._theme.texts[self._theme.source_locale].items():
            if key in self._texts or seen.in_scripts(key):
                continue
            if not any(seen.shows_text(brand.texts[locale].get(key, text), locale) for locale in brand.locales):
                message = f"the text '{key}' is used by nothing"
                yield warning("WL646", message, text.span, hint="take it out, or use it")
        for locale, texts in brand.brand.texts.items():
            for key, text in texts.items() if locale in brand.locales else ():
                is_named = ("text", key) in self._uses
                if (key in self._texts and not is_named) or seen.shows_text(text, locale) or seen.in_scripts(key):
                    continue
                yield (_not_here if is_named else _fallen)(f"the text '{key}'", text.span)

    def _check_tokens(self, brand: ResolvedBrand, seen: _Seen) -> Iterator[Problem]:
        used = self._used_tokens(brand, seen)
        for name, override in brand.brand.overrides.items():
            if name not in used:
                yield _fallen(f"the token '{name}'", override.span)
        for role in brand.brand.fonts:
            if css_name(f"font.{role}").encode() not in seen.variables and role != self._theme.share.font:
                yield _fallen(f"the font '{role}'", brand.brand.key_span("fonts", role))
        for name in dict.fromkeys(name for name, _ in self._written):
            if name in brand.tokens and name not in used and name not in brand.brand.overrides:
                span = brand.tokens[name].span
                yield warning("WL646", f"the token '{name}' is used by nothing", span, hint="take it out, or use it")

    def _used_tokens(self, brand: ResolvedBrand, seen: _Seen) -> set[str]:
        """Tokens that anything asks for, and those that these are made of."""
        waiting = [*self._tokens]
        for name, token in brand.tokens.items():
            properties = (token.css_name, *(f"{token.css_name}-{part}" for part, _ in token.light.parts))
            if any(one.encode() in seen.variables for one in properties) or seen.in_scripts(name):
                waiting.append(name)
        made_of = self._made_of(brand)
        used: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in used:
                used.add(name)
                waiting += made_of.get(name, ())
        return used

    def _made_of(self, brand: ResolvedBrand) -> dict[str, set[str]]:
        """The tokens that each token refers to, or is derived from."""
        own = ((name, node) for name, set_to in brand.brand.overrides.items() for node in (set_to.light, set_to.dark))
        found: dict[str, set[str]] = {}
        for name, node in (*self._written, *own):
            if node is not None:
                found.setdefault(name, set()).update(_aliases(node))
        for entry in self._theme.palette:
            for name in brand.tokens:
                if name.startswith(f"color.{entry.name}-") or name == f"color.on-{entry.name}":
                    found.setdefault(name, set()).add(entry.seed)
        return found


def _fallen(what: str, span: Span) -> Problem:
    message = f"{what} is set here, and nothing of the theme asks for it any more"
    return error("WL645", message, span, hint="take it out, or bring back what it was for")


def _not_here(what: str, span: Span) -> Problem:
    message = f"{what} is set here, and nothing in this bundle shows it"
    return warning("WL645", message, span, hint="take it out if the brand never shows it")


def _written(group: TokenGroup, above: str) -> Iterator[tuple[str, source.Node]]:
    """Every token of a file, and what is written of it."""
    for name, child in group.children.items():
        if isinstance(child, RawToken):
            yield above + name, child.node
        else:
            yield from _written(child, f"{above}{name}.")


def _aliases(node: source.Node) -> Iterator[str]:
    """The names of tokens in braces anywhere in a value."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, source.Scalar):
            yield from _ALIAS.findall(one.text)
        elif isinstance(one, source.Sequence):
            waiting += one.items
        else:
            waiting += (value for _, value in one)


class _Seen:
    """What a bundle shows."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {path: data for path, data in files.items() if path.endswith(_SHOWING)}
        self._scripts = b"\0".join(data for path, data in files.items() if path.endswith((".js", ".mjs")))
        self._read: dict[str, bytes] = {}
        self.variables = frozenset(name for data in self._files.values() for name in _variables(data))
        """Custom properties that any file asks for."""

    def in_scripts(self, name: str) -> bool:
        """Whether a script holds a name, as one does that takes what it shows from ``brand.json``."""
        return name.encode() in self._scripts

    def shows(self, data: bytes) -> bool:
        """Whether any page, e-mail, drawing, style sheet or script holds some bytes."""
        return any(data in held for held in self._files.values())

    def shows_text(self, text: Text, locale: str) -> bool:
        """Whether any form of a text stands in what is for readers of a language, as it is or as HTML has it."""
        return any(self._shows_form(form, locale) for form in text.forms.values())

    def _shows_form(self, form: Iterable[str | tuple[str]], locale: str) -> bool:
        longest = max((part for part in form if isinstance(part, str)), key=len, default="").strip()
        if not any(map(str.isalpha, longest)):
            # Numbers are written as the language has them, and what stands for values alone is as they are.
            return True
        escaped = str(escape(longest))
        spellings = dict.fromkeys((escaped, longest, escaped.replace("\xa0", "&nbsp;")))
        return any(one.encode() in self._read_in(locale) for one in spellings)

    def _read_in(self, locale: str) -> bytes:
        """All that readers of a language see."""
        if locale not in self._read:
            begins = (f"site/{locale}/", f"emails/{locale}/", "site/assets/")
            self._read[locale] = b"\0".join(data for path, data in self._files.items() if path.startswith(begins))
        return self._read[locale]


@lru_cache(maxsize=256)
def _variables(data: bytes) -> frozenset[bytes]:
    """Custom properties that a file asks for; most style sheets are the same for all brands."""
    return frozenset(_VARIABLE.findall(data))
