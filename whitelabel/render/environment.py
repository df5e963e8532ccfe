"""The sandbox that templates run in, and the words that they have: texts, addresses, dates, numbers.

Templates are the vendor's own; they are sandboxed all the same, and see neither clock, environment, files nor
randomness. Undefined names are errors. Everything is escaped for HTML but in plain-text templates (``.txt.j2``).

WL405: a template can't be rendered
    A name that is nothing, a text without the value it stands for, a page that this brand doesn't have. The place is
    the template's own line.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from whitelabel.model import TEMPLATE_SYNTAX, Read
from whitelabel.problem import Rejected, Span, error
from whitelabel.render import formats
from whitelabel.render.paths import canonical_path_of, page_path

FOLDER = "base_theme/templates/"
_MAX_POWER = 10_000


class Mistake(Exception):
    """Something that a template asks for and can't have."""


class Values:
    """A map whose entries are read by attribute, and by nothing else."""

    __slots__ = ("_entries", "_what")

    def __init__(self, what: str, entries: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_what", what)
        object.__setattr__(self, "_entries", entries)

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._entries[name]
        except KeyError:
            raise AttributeError(name) from None
        return Values(f"{self._what}.{name}", value) if isinstance(value, dict) else value


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers only, and raise to small powers only, so that no template makes a mountain."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if not numbers or (operator == "**" and (abs(left) > _MAX_POWER or abs(right) > 16)):
            raise Mistake(f"'{operator}' is for numbers of a usual size")
        return super().call_binop(context, operator, left, right)


def _escapes(name: str | None) -> bool:
    return not (name or "").endswith(".txt.j2")


def _short_range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > 1000:
        raise Mistake("a range has at most 1000 steps")
    return made


_LOCALE = "_locale"
"""Under this name the filters find the language; templates can't ask for it, since it begins with ``_``."""


def _localised(write: Callable[..., str]) -> Callable[..., str]:
    @jinja2.pass_context
    def filtered(context: jinja2.runtime.Context, value: Any, *args: Any) -> str:
        return write(context[_LOCALE], value, *args)

    return filtered


@functools.lru_cache(maxsize=64)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """An environment a set of templates, by name and digest; each compiles once in a process."""
    made = _Environment(
        loader=_Loader(dict(templates)), autoescape=_escapes, undefined=jinja2.StrictUndefined, **TEMPLATE_SYNTAX
    )
    made.globals = {"range": _short_range}
    made.filters.update({name: _localised(write) for name, write in formats.FILTERS.items()})
    return made


_sources: dict[str, str] = {}
_code: dict[tuple[str, str], Any] = {}


class _Loader(jinja2.BaseLoader):
    """Gives templates by name; each is compiled once a process, however many sets it stands in."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self.digests = digests

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        digest = self.digests.get(name)
        if digest is None:
            raise jinja2.TemplateNotFound(name)
        if (name, digest) not in _code:
            _code[name, digest] = environment.compile(_sources[digest], name, FOLDER + name)
        return environment.template_class.from_code(environment, _code[name, digest], dict(globals or {}), None)


class Renderer:
    """Renders templates for one brand, one language and one page or e-mail.

    Args:
        context: What ``context.lend_context`` gave.
        texts: What ``context.lend_texts`` gave.
        locale: BCP 47.
        params: What the action says of the page or e-mail.
    """

    def __init__(self, context: Mapping[str, Any], texts: Mapping[str, Any], locale: str, params: Mapping[str, Any]):
        self.context = context
        self.texts = texts
        self.locale = locale
        self.params = params

    # What templates call ────────────────────────────────────────────────────────────────────────────────────────

    def text(self, key: str, /, **values: Any) -> Markup:
        """A text, escaped; values that are markup stay markup."""
        found = self.texts.get(key)
        if found is None:
            raise Mistake(f"the theme has no text '{key}'")
        if isinstance(found, dict):
            if "count" not in values:
                raise Mistake(f"the text '{key}' is a plural and needs 'count'")
            found = found[formats.plural(values["count"], self.locale, found)]
            values["count"] = formats.number(formats.locale_of(self.locale), values["count"])
        if isinstance(found, str):
            return escape(found)
        return Markup("").join(self._piece(key, piece, values) for piece in found)

    def _piece(self, key: str, piece: Any, values: Mapping[str, Any]) -> Markup:
        if isinstance(piece, str):
            return escape(piece)
        name = piece[0]
        if name not in values:
            raise Mistake(f"the text '{key}' stands for '{name}', which it wasn't given")
        return escape(values[name])

    def url(self, page: str, fragment: str | None = None) -> str:
        """Root-relative address of a page in the current language."""
        if page not in self.context["pages"]:
            raise Mistake(f"this brand has no page '{page}'; ask has_page('{page}') first")
        return page_path(page, self.locale) + (f"#{fragment}" if fragment else "")

    def asset(self, name: str) -> str:
        """Root-relative address of an asset, with its fingerprint."""
        try:
            found: str = self.context["addresses"][name]
        except KeyError:
            raise Mistake(f"the theme has no asset '{name}'") from None
        return found

    def absolute(self, address: str) -> str:
        """The address with the brand's own host; unchanged where it has none yet, or where it has a host already."""
        return str(self.context["brand"]["origin"]) + address if address.startswith("/") else address

    def feature(self, name: str) -> bool | str:
        """The value of a feature."""
        if name not in self.context["features"]:
            raise Mistake(f"the theme has no feature '{name}'")
        found: bool | str = self.context["features"][name]
        return found

    def token(self, name: str, mode: str = "light") -> Markup | str:
        """The value of a token as CSS."""
        pair = self.context["tokens"].get(name)
        if pair is None:
            raise Mistake(f"the theme has no token '{name}'")
        return str(pair[mode == "dark"])

    def logo(self, variant: str = "light") -> Values | None:
        """Address and size of a variant of the logo."""
        found = self.context["logos"].get(variant)
        return Values("logo", found) if found else None

    def runtime(self, name: str) -> Markup:
        """The mailing system's placeholder for a field that it fills."""
        if name not in self.params.get("runtime", ()):
            known = ", ".join(self.params.get("runtime", ())) or "none"
            raise Mistake(f"'{name}' is no run-time field of this e-mail (theme.yaml names: {known})")
        return Markup(self.params["placeholder"].replace("%s", name))  # noqa: S704 - the vendor's own template, not a brand's

    # Rendering ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _names(self) -> dict[str, Any]:
        context = self.context
        page = self.params.get("page", "")
        names: dict[str, Any] = {
            _LOCALE: formats.locale_of(self.locale),
            "t": self.text,
            "brand": Values("brand", context["brand"]),
            "logo": self.logo,
            "locale": Values("locale", formats.language(self.locale)),
            "url": self.url,
            "has_page": lambda name: name in context["pages"],
            "link": lambda name: context["links"].get(name),
            "asset": self.asset,
            "absolute": self.absolute,
            "font_preloads": self.params.get("preloads", []),
            "feature": self.feature,
            "token": self.token,
            "runtime": self.runtime,
        }
        if page:
            default = context["locales"][0]
            names["page"] = Values("page", self._page(page))
            names["locales"] = [
                Values(
                    "locale",
                    {**formats.language(tag), "href": self._canonical(page, tag), "current": tag == self.locale},
                )
                for tag in context["locales"]
            ]
            names["hreflang_default"] = self._canonical(page, default)
        return names

    def _canonical(self, page: str, locale: str) -> str:
        return canonical_path_of(self.context["locales"][0], page, locale)

    def _page(self, page: str) -> dict[str, Any]:
        known = self.context["pages"][page]
        url = self._canonical(page, self.locale)
        return {
            **known,
            "name": page,
            "url": url,
            "canonical": self.absolute(url) if self.context["brand"]["origin"] else None,
            "title": self.text(f"{page}.title"),
            "description": self.text(f"{page}.description"),
        }

    def render(self, template: str, templates: tuple[tuple[str, str], ...]) -> str:
        """Run a template.

        Args:
            template: Its name.
            templates: Name and digest of it and of all that it may include.

        Raises:
            Rejected: It can't be rendered; the problem has the template's line.
        """
        environment = _environment(templates)
        try:
            return environment.get_template(template, globals=self._names()).render()
        except (jinja2.TemplateError, Mistake, ArithmeticError, LookupError, TypeError, ValueError) as broken:
            raise Rejected(_problem(broken, template)) from broken


def prepare(action_inputs: tuple[tuple[str, str], ...], read: Read) -> tuple[tuple[str, str], ...]:
    """The templates among an action's inputs, their sources at hand."""
    templates = tuple((name, digest) for name, digest in action_inputs if name.endswith(".j2"))
    for _, digest in templates:
        if digest not in _sources:
            _sources[digest] = read(digest).decode("utf-8-sig")
    return templates


@functools.lru_cache(maxsize=256)
def parsed(digest: str, read: Callable[[str], bytes]) -> Any:
    """JSON data of an input, parsed once."""
    return json.loads(read(digest))


def _frames(broken: BaseException) -> Iterator[tuple[str, int]]:
    trace = broken.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _problem(broken: Exception, template: str) -> Any:
    places = [(path, line) for path, line in _frames(broken) if path.startswith(FOLDER)]
    path, line = places[-1] if places else (FOLDER + template, getattr(broken, "lineno", 1) or 1)
    message = str(broken) or type(broken).__name__
    problem = error("WL405", f"the template can't be rendered: {message[:1].lower()}{message[1:]}", Span(path, line))
    return dataclasses.replace(problem, message=problem.message.rstrip("."))
