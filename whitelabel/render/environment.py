"""The sandbox that templates run in, and the words that they have: texts, addresses, dates, numbers.

Templates are the vendor's own; they are sandboxed all the same, and see neither clock, environment, files nor
randomness. Undefined names are errors. Everything is escaped for HTML but in plain-text templates (``.txt.j2``).

WL405: a template can't be rendered
    A name that is nothing, a text without the value it stands for, a page that this brand doesn't have, a value that
    the brand doesn't give. The place is the template's own line.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from whitelabel.lines import Lines
from whitelabel.model import MODES, TEMPLATE_SYNTAX, Read
from whitelabel.problem import Problem, Rejected, did_you_mean, error
from whitelabel.render import formats
from whitelabel.render.paths import SHARE_SIZE, canonical_path_of, page_path, share_path
from whitelabel.same import STATES

THEME = "base_theme"
FOLDER = f"{THEME}/templates/"
LIBRARIES = ("jinja2", "markupsafe", "babel")
"""Whose versions may change what a template gives."""

_MAX_POWER = 10_000
_MAX_WIDTH = 1000
_MAX_STEPS = 100_000


def path_of(template: str) -> str:
    """The file of a template, from the project's root.

    >>> path_of("pages/home.html.j2"), path_of("/assets/img/hero.svg.j2")
    ('base_theme/templates/pages/home.html.j2', 'base_theme/assets/img/hero.svg.j2')
    """
    return THEME + template if template.startswith("/") else FOLDER + template


class Mistake(Exception):
    """Something that a template asks for and can't have.

    Args:
        message: What is, and what was wanted.
        name: A name in the template's code that tells where it is; a part of another name begins with a dot.
        text: A text between quotes in its code that does.
        known: What could have been written instead.
    """

    def __init__(self, message: str, *, name: str = "", text: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.text = text
        self.known = known


class Values:
    """A map whose entries are read by attribute, and by nothing else."""

    __slots__ = ("entries", "what")

    def __init__(self, what: str, entries: Mapping[str, Any]) -> None:
        self.what = what
        self.entries = entries

    def __str__(self) -> str:
        wanted = ", ".join(sorted(self.entries))
        raise Mistake(f"'{self.what}' is no text; one of {wanted} was wanted", name=self.what)


class _Word:
    """A function that templates call, and do nothing else with."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function

    def __str__(self) -> str:
        raise Mistake(f"'{self.name}' is no text; call it", name=self.name)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers only, and raise to small powers only, so that no template makes a mountain."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if not numbers or (operator == "**" and (abs(left) > _MAX_POWER or abs(right) > 16)):
            raise Mistake(f"'{operator}' is for numbers of a usual size")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The short way for our own values; the sandbox's for all others."""
        if type(obj) is not Values:
            return super().getattr(obj, attribute)
        try:
            value = obj.entries[attribute]
        except KeyError:
            raise Mistake(
                f"'{obj.what}' has no '{attribute}'", name=f".{attribute}", text=attribute, known=obj.entries
            ) from None
        return Values(f"{obj.what}.{attribute}", value) if type(value) is dict else value

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As ``getattr``: ``brand['name']`` is ``brand.name``."""
        return self.getattr(obj, str(argument)) if type(obj) is Values else super().getitem(obj, argument)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in Jinja2
        """The short way for our own functions; the sandbox's for all others."""
        if type(__obj) is _Word:
            # What Jinja2 passes for functions that ask for their context.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            try:
                return __obj.function(*args, **kwargs)
            except TypeError:
                unfit = _unfit(__obj.function, args, kwargs)
                if unfit:
                    message = f"{__obj.name}() was given other values than it takes: {unfit}"
                    raise Mistake(message, name=__obj.name) from None
                raise
        return super().call(__context, __obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> None:
        """Nothing for ``str.format``, which pads without end."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Not those methods of texts either that make a long one of a short one."""
        return attr not in _WIDENING and super().is_safe_attribute(obj, attr, value)


def _unfit(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Why a function can't be called so; empty where it can."""
    try:
        inspect.signature(function).bind(*args, **kwargs)
    except TypeError as broken:
        return str(broken)
    return ""


def is_dark(mode: str) -> bool:
    """Whether a template asks for the dark one of two values."""
    if mode not in MODES:
        raise Mistake(f"there is no mode '{mode}'; 'light' or 'dark' was wanted", text=mode)
    return mode == "dark"


_NOTICE = {"lock": "never", "product": "", "index": False}
"""What is known of the page that stands in another's place."""

_WIDENING = frozenset({"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"})
_WIDE = ("batch", "center", "indent", "round", "slice", "tojson")
_HIDDEN = ("format", "pprint", "random")
"""Jinja2's filters that draw lots, show addresses in memory, or pad without end."""


def _bounded(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose numbers can't be large: they are widths and counts."""

    @functools.wraps(work)
    def filtered(*args: Any, **named: Any) -> Any:
        if any(isinstance(given, int) and abs(given) > _MAX_WIDTH for given in (*args[1:], *named.values())):
            raise Mistake(f"'{name}' takes numbers up to {_MAX_WIDTH}", name=name)
        return work(*args, **named)

    return filtered


def _printed(value: Any) -> Any:
    """What stands in ``{{ }}``, which has to be something that a reader can read."""
    if value is None:
        raise Mistake("there is nothing to print; ask with 'if' first")
    # These say themselves what is wrong with them, once they are printed.
    if isinstance(value, str | int | float | Decimal | Values | _Word | jinja2.Undefined):
        return value
    raise Mistake(f"a {type(value).__name__} can't be printed")


def _escapes(name: str | None) -> bool:
    return not (name or "").endswith(".txt.j2")


def _range() -> Callable[..., range]:
    """The function ``range`` for one page, which has to do with so many steps in all."""
    left = _MAX_STEPS

    def bounded(*bounds: int) -> range:
        nonlocal left
        made = range(*bounds)
        left -= len(made)
        if left < 0:
            raise Mistake(f"the ranges of a template have at most {_MAX_STEPS:,} steps in all")
        return made

    return bounded


_LOCALE = "_locale"
"""Under this name the filters find the language; templates can't ask for it, since it begins with ``_``."""


def _localised(write: Callable[..., str]) -> Callable[..., str]:
    @jinja2.pass_context
    def filtered(context: jinja2.runtime.Context, value: Any, *args: Any) -> str:
        if _LOCALE not in context:
            raise Mistake("there is no language here to write it in")
        return write(context[_LOCALE], value, *args)

    return filtered


@functools.lru_cache(maxsize=64)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """An environment a set of templates, by name and digest; each compiles once in a process."""
    made = _Environment(
        loader=_Loader(dict(templates)),
        autoescape=_escapes,
        finalize=_printed,
        undefined=jinja2.StrictUndefined,
        **TEMPLATE_SYNTAX,
    )
    made.globals = {}
    for name in _HIDDEN:
        del made.filters[name]
    made.filters.update({name: _bounded(name, made.filters[name]) for name in _WIDE})
    made.filters.update({name: _localised(write) for name, write in formats.FILTERS.items()})
    return made


_sources: dict[str, tuple[str, str]] = {}
"""Of templates that aren't compiled yet, by name: digest and text."""

_code: dict[str, dict[str, Any]] = {}
"""Of templates by name and digest: compiled."""


class _Loader(jinja2.BaseLoader):
    """Gives templates by name; each is compiled once a process, however many sets it stands in."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self.digests = digests

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        digest = self.digests.get(name)
        if digest is None:
            raise jinja2.TemplateNotFound(name)
        states = _code.setdefault(name, {})
        if digest not in states:
            states[digest] = environment.compile(_sources.pop(name)[1], name, path_of(name))
            while len(states) > STATES:
                del states[next(iter(states))]
        return environment.template_class.from_code(environment, states[digest], dict(globals or {}), None)


class Renderer:
    """Renders templates for one brand, one language and one page or e-mail.

    Args:
        context: What ``context.lend_context`` gave.
        texts: What ``context.lend_texts`` gave.
        locale: BCP 47.
        params: What the action says of the page or e-mail; ``marks`` stand for the run-time fields of an e-mail.
    """

    def __init__(self, context: Mapping[str, Any], texts: Mapping[str, Any], locale: str, params: Mapping[str, Any]):
        self.context = context
        self.texts = texts
        self.locale = locale
        self.params = params
        self._escape: Callable[[Any], Markup] = escape

    # What templates call ────────────────────────────────────────────────────────────────────────────────────────

    def text(self, key: str, /, **values: Any) -> Markup:
        """A text, escaped; values that are markup stay markup."""
        found = self.texts.get(key)
        if found is None:
            raise Mistake(f"the theme has no text '{key}'", text=key, known=self.texts)
        if isinstance(found, dict):
            if "count" not in values:
                raise Mistake(f"the text '{key}' is a plural and needs 'count'", text=key)
            found = found[formats.plural(values["count"], self.locale, found)]
            values["count"] = formats.number(formats.locale_of(self.locale), values["count"])
        if isinstance(found, str):
            return self._escape(found)
        return Markup("").join(self._piece(key, piece, values) for piece in found)

    def _piece(self, key: str, piece: Any, values: Mapping[str, Any]) -> Markup:
        if isinstance(piece, str):
            return self._escape(piece)
        name = piece[0]
        if name not in values:
            raise Mistake(f"the text '{key}' stands for '{name}', which it wasn't given", text=key)
        return self._escape(_printed(values[name]))

    def url(self, page: str, fragment: str | None = None) -> str:
        """Root-relative address of a page, or of the notice in its place, in the current language."""
        if page not in self.context["pages"] and page not in self.context["notices"]:
            raise Mistake(f"this brand has no page '{page}'; ask has_page('{page}') first", text=page)
        return page_path(page, self.locale) + (f"#{fragment}" if fragment else "")

    def asset(self, name: str, mode: str = "light") -> str:
        """Root-relative address of an asset, with its fingerprint; dark is another one of what is drawn for the brand."""
        found: str | None = self.context["addresses"].get(name)
        if found is None:
            raise Mistake(f"the theme has no asset '{name}'", text=name, known=self.context["addresses"])
        return str(self.context["dark"].get(name, found)) if is_dark(mode) else found

    def absolute(self, address: str) -> str:
        """The address with the brand's own host; unchanged where it has none yet, or where it has a host already."""
        return str(self.context["brand"]["origin"]) + address if address.startswith("/") else address

    def feature(self, name: str) -> bool | str:
        """The value of a feature."""
        if name not in self.context["features"]:
            raise Mistake(f"the theme has no feature '{name}'", text=name, known=self.context["features"])
        found: bool | str = self.context["features"][name]
        return found

    def token(self, name: str, mode: str = "light") -> Markup | str:
        """The value of a token as CSS."""
        pair = self.context["tokens"].get(name)
        if pair is None:
            raise Mistake(f"the theme has no token '{name}'", text=name, known=self.context["tokens"])
        return str(pair[is_dark(mode)])

    def logo(self, variant: str = "light") -> Values | None:
        """Address and size of a variant of the logo."""
        found = self.context["logos"].get(variant)
        return Values("logo", found) if found else None

    def runtime(self, name: str) -> Markup:
        """What stands for a field that the mailing system fills, until the e-mail is done."""
        marks: Mapping[str, str] = self.params.get("marks", {})
        if name not in marks:
            known = ", ".join(marks) or "none"
            message = f"'{name}' is no run-time field of this e-mail (theme.yaml names: {known})"
            raise Mistake(message, text=name)
        return Markup(marks[name])  # noqa: S704 - a name that theme.yaml lists

    # Rendering ──────────────────────────────────────────────────────────────────────────────────────────────────

    def words(self) -> dict[str, Callable[..., Any]]:
        """What templates may call."""
        context = self.context
        return {
            "t": self.text,
            "logo": self.logo,
            "url": self.url,
            "has_page": lambda name: name in context["pages"],
            "link": lambda name: context["links"].get(name),
            "asset": self.asset,
            "absolute": self.absolute,
            "feature": self.feature,
            "token": self.token,
            "runtime": self.runtime,
            "range": _range(),
        }

    def values(self) -> dict[str, Any]:
        """What they may read."""
        context = self.context
        page = self.params.get("page", "")
        names: dict[str, Any] = {"brand": Values("brand", context["brand"])}
        if not self.locale:
            return names
        names |= {
            _LOCALE: formats.locale_of(self.locale),
            "locale": Values("locale", formats.language(self.locale)),
            "font_preloads": self.params.get("preloads", []),
        }
        if page:
            place = self.params.get("at", page)
            default = context["locales"][0]
            names["page"] = Values("page", self._page(page, place))
            names["locales"] = [
                Values(
                    "locale",
                    {**formats.language(tag), "href": self._canonical(place, tag), "current": tag == self.locale},
                )
                for tag in context["locales"]
            ]
            names["hreflang_default"] = self._canonical(place, default)
        return names

    def _canonical(self, page: str, locale: str) -> str:
        return canonical_path_of(self.context["locales"][0], page, locale)

    def _page(self, page: str, place: str) -> dict[str, Any]:
        known = self.context["pages"].get(page, _NOTICE)
        url = self._canonical(place, self.locale)
        return {
            **known,
            "name": page,
            "url": url,
            "canonical": self.absolute(url) if self.context["brand"]["origin"] else None,
            "title": self.text(f"{page}.title"),
            "description": self.text(f"{page}.description"),
            "share_image": self._share_image(),
        }

    def _share_image(self) -> dict[str, Any] | None:
        """The card that stands for a page where it is shared; only a whole address is of use there."""
        if not self.context["brand"]["origin"]:
            return None
        line, name = self.text(self.context["share"]), self._escape(self.context["brand"]["name"])
        return {
            "url": self.absolute(share_path(self.locale)),
            "width": SHARE_SIZE[0],
            "height": SHARE_SIZE[1],
            "type": "image/png",
            "alt": line if name in line else name + ": " + line,
        }

    def render(self, template: str, templates: tuple[tuple[str, str], ...], read: Read) -> str:
        """Run a template.

        Args:
            template: Its name.
            templates: Name and digest of it and of all that it may include.
            read: Gives what stands in them, to tell where a mistake is.

        Raises:
            Rejected: It can't be rendered; the problem has the template's line.
        """
        environment = _environment(templates)
        self._escape = escape if _escapes(template) else _verbatim
        try:
            names = {name: _Word(name, function) for name, function in self.words().items()} | self.values()
            return environment.get_template(template, globals=names).render()
        except _MISTAKES as broken:
            raise Rejected(_problem(broken, template, templates, read)) from broken


_MISTAKES: tuple[type[Exception], ...] = (jinja2.TemplateError, Mistake, ArithmeticError, AttributeError, LookupError)
_MISTAKES += (MemoryError, RecursionError, TypeError, ValueError)
"""What a template's mistake raises; anything else is ours."""


def _verbatim(value: Any) -> Markup:
    """Text for a plain-text template, where nothing has to be escaped."""
    return Markup(str(value))  # noqa: S704 - never shown as HTML


def prepare(action_inputs: tuple[tuple[str, str], ...], read: Read) -> tuple[tuple[str, str], ...]:
    """The templates among an action's inputs, their sources at hand."""
    templates = tuple((name, digest) for name, digest in action_inputs if name.endswith(".j2"))
    for name, digest in templates:
        if digest not in _code.get(name, ()) and _sources.get(name, ("",))[0] != digest:
            _sources[name] = digest, _text(read(digest))
    return templates


def _text(template: bytes) -> str:
    return template.decode("utf-8-sig")


_parsed: dict[str, Any] = {}
_PARSED = 16


def parsed(digest: str, read: Read) -> Any:
    """JSON data of an input, parsed once while it is in use."""
    if digest not in _parsed:
        if len(_parsed) >= _PARSED:
            del _parsed[next(iter(_parsed))]
        _parsed[digest] = json.loads(read(digest))
    return _parsed[digest]


def _frames(broken: BaseException) -> Iterator[tuple[str, int]]:
    trace = broken.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _problem(broken: Exception, template: str, templates: tuple[tuple[str, str], ...], read: Read) -> Problem:
    places = [(path, line) for path, line in _frames(broken) if path.startswith(f"{THEME}/")]
    path, line = places[-1] if places else (path_of(template), 1)
    if isinstance(broken, jinja2.TemplateSyntaxError):
        path, line = path_of(broken.name or template), broken.lineno
    message = "a template uses itself" if isinstance(broken, RecursionError) else str(broken) or type(broken).__name__
    message = f"the template can't be rendered: {message[:1].lower()}{message[1:]}".rstrip(".")
    if isinstance(broken, jinja2.UndefinedError):
        broken = _undefined(broken)
    # The template itself may be what is missing.
    written = next((_text(read(digest)) for name, digest in templates if path_of(name) == path), "")
    lines, span, hint = Lines(path, written), None, ""
    if isinstance(broken, Mistake):
        span = lines.name(line, broken.name) if broken.name else None
        span = lines.quoted(line, broken.text) if span is None and broken.text else span
        hint = did_you_mean(broken.text, broken.known)
    return error("WL405", message, span or lines.tag(line), hint=hint)


def _undefined(broken: jinja2.UndefinedError) -> Mistake:
    """What Jinja2 tells of a name that is nothing, with the name."""
    message = str(broken)
    alone, part = re.match(r"'(\w+)' is undefined", message), re.search(r"has no attribute '(\w+)'", message)
    return Mistake(message, name=alone[1] if alone else f".{part[1]}" if part else "")
