"""What a file may hold: the base of every schema, and how its mistakes become problems with a place.

A schema is a pydantic model. It is given the file's text values, and the node of every map beside them, so that a
mistake is born with the place of the key or value that it is about.

WL101: a key is unknown
    The schema of the file has no such key, here. The hint names the nearest one that it has; `whitelabel schema`
    prints them all.
WL102: a required key is missing
    The place is the map in which it has to stand.
WL103: a value is of the wrong kind
    A list where text was wanted, nothing at all after a colon, a word where a number was wanted. Leave a key out to
    inherit; write "" for an empty text. An unquoted `#` begins a comment.
WL104: a value is none of the words allowed here
    The hint names them.
WL105: a value is malformed
    A domain that is no host name, an address that is no URL, a date that is no day, a name with invisible characters.
WL106: a key is reserved
    It will get a meaning in a later version, so that it can't be used for anything else today.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from whitelabel import source
from whitelabel.problem import Problem, Span, did_you_mean, error, nearest

# ── Kinds of value ────────────────────────────────────────────────────────────────────────────────────────────────

_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and yet letters of Persian and Indic names."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories of Unicode: control, format (bidi overrides, zero-width marks, tags), half characters, ends of lines."""


def malformed(message: str) -> PydanticCustomError:
    """What a value's reader raises where the value is malformed."""
    return PydanticCustomError("malformed", "{message}", {"message": message})


def one_line(text: str) -> str:
    """Text that shows all that it holds: one line, no control characters, nothing invisible, not empty around."""
    for character in text:
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            raise malformed(f"the character U+{ord(character):04X} may not stand here; visible text was wanted")
    stripped = unicodedata.normalize("NFC", text.strip())
    if not stripped.strip("\u200c\u200d\u115f\u1160\u3164\uffa0\u2800"):
        raise malformed("nothing visible stands here; text was wanted")
    return stripped


def _host(text: str) -> str:
    try:
        name = text.removesuffix(".").encode("idna").decode("ascii").lower() if len(text) <= 254 else ""
    except UnicodeError:
        name = ""
    labels = name.split(".")
    valid = len(labels) > 1 and all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", label) for label in labels)
    if not valid or len(name) > 253 or labels[-1].isdigit():
        raise malformed(f"'{text}' is no host name, such as 'deals.acme.example'")
    return name


_URL_CHARACTERS = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")


def web_address(text: str) -> str:
    """An absolute address over http or https, without a user's name or password.

    Source:
        RFC 3986 for its characters; other schemes are refused, so that no address can run anything. Letters beyond
        ASCII are turned as RFC 3987, 3.1, says.

    >>> web_address("https://пример.рф/помощь")
    'https://xn--e1afmkfd.xn--p1ai/%D0%BF%D0%BE%D0%BC%D0%BE%D1%89%D1%8C'
    """
    wanted = f"'{text}' is no web address, such as 'https://acme.example/help'"
    bare = "".join(character for character in text[:2001] if character.isascii() or not character.isalnum())
    if len(text) > 2000 or not _URL_CHARACTERS.fullmatch(bare):
        raise malformed(wanted)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise malformed(wanted) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise malformed(wanted)
    if parts.username is not None or parts.password is not None:
        raise malformed(f"'{text}' carries a user's name or password")
    host = _host(parts.hostname) if parts.hostname != "localhost" else "localhost"
    rest = quote(text[text.index("//") + 2 + len(parts.netloc) :], safe="!#$%&'()*+,-./:;=?@[]_~")
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "") + rest


def _mail_address(text: str) -> str:
    name, at, host = text.rpartition("@")
    # Of what RFC 5322 allows, nothing that mailing systems, shells or tables read as theirs.
    if not at or not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9.!'+=_~-]{0,63}", name):
        raise malformed(f"'{text}' is no mail address, such as 'help@acme.example'")
    return f"{name}@{_host(host)}"


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ()./‑–-]{3,30}", text):
        raise malformed(f"'{text}' is no telephone number, such as '+7 495 000-00-00'")
    return text


def link_address(text: str) -> str:
    """Where a link may lead: a web address, ``mailto:`` or ``tel:``."""
    scheme, _, rest = text.partition(":")
    if scheme.lower() == "mailto":
        return "mailto:" + _mail_address(rest)
    if scheme.lower() == "tel":
        return "tel:" + re.sub(r"[^0-9+]", "", _phone(rest))
    if scheme.lower() not in ("http", "https"):
        raise malformed(f"'{text}' leads nowhere that a link may; 'https://…', 'mailto:…' or 'tel:…' was wanted")
    return web_address(text)


def language_tag(text: str) -> str | None:
    """A language tag in its usual spelling, or ``None`` for what is none.

    Source:
        RFC 5646, 2.1.1 for the spelling; of its parts, those that texts differ by: language, script, region.

    >>> language_tag("RU_kz"), language_tag("zh-hant-TW"), language_tag("russian")
    ('ru-KZ', 'zh-Hant-TW', None)
    """
    parts = text.replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", "-".join(parts)):
        return None
    shaped = [parts[0].lower()]
    shaped += [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    return "-".join(shaped)


@functools.cache
def is_known_language(tag: str) -> bool:
    """Whether CLDR knows the language, so that days, numbers and plurals can be written in it."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _language_tag(text: str) -> str:
    tag = language_tag(text)
    if tag is None:
        raise malformed(f"'{text}' is no language tag, such as 'ru', 'en' or 'ru-KZ' (BCP 47)")
    if not is_known_language(tag):
        raise malformed(f"CLDR has no days, numbers and plurals for '{tag}'; '{tag.partition('-')[0]}' may do")
    return tag


def each_once(words: list[str]) -> list[str]:
    """Words of which none stands twice."""
    twice = next((word for position, word in enumerate(words) if word in words[:position]), None)
    if twice is not None:
        raise malformed(f"'{twice}' stands here twice; each once was wanted")
    return words


def _day(text: str) -> str:
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        datetime.date.fromisoformat(text)
    except ValueError:
        raise malformed(f"'{text}' is no day, such as '2026-03-01'") from None
    return text


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("kind", "{wanted}", {"wanted": "true or false was wanted"})


def _whole(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    raise PydanticCustomError("kind", "{wanted}", {"wanted": "a whole number was wanted"})


_SCALAR: list[JsonValue] = ["string", "number", "boolean"]
"""What an editor takes for text: to it, ``1.10`` is a number and ``true`` no word."""

Line = Annotated[
    str,
    Field(min_length=1, max_length=200),
    AfterValidator(one_line),
    WithJsonSchema({"type": _SCALAR, "minLength": 1, "maxLength": 200}),
]
ShortLine = Annotated[
    str,
    Field(min_length=1, max_length=12),
    AfterValidator(one_line),
    WithJsonSchema({"type": _SCALAR, "minLength": 1, "maxLength": 12}),
]
Word = Annotated[str, WithJsonSchema({"type": _SCALAR})]
Host = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(web_address)]
LinkAddress = Annotated[str, AfterValidator(link_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Phone = Annotated[str, AfterValidator(_phone)]
LanguageTag = Annotated[str, AfterValidator(_language_tag)]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
TokenValue = Annotated[
    Any,
    WithJsonSchema(
        {
            "type": [*_SCALAR, "array", "object"],
            "properties": {
                "light": {"description": "In light mode; the theme's where absent."},
                "dark": {"description": "In dark mode; the light one, or what the theme derives, where absent."},
            },
        }
    ),
]
"""A token's value: text in CSS's manner, a DTCG value, or one of these for light and one for dark."""

TextTree = Annotated[
    Any,
    WithJsonSchema({"type": "object", "additionalProperties": {"type": [*_SCALAR, "object"]}}),
]
"""Texts by nested or dotted keys."""


# ── The base of every schema ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Reading:
    """What a schema is told beside the values: the node of each map, by the identity of its dictionary."""

    nodes: dict[int, source.Mapping] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Keys(BaseModel):
    """A map with a fixed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @classmethod
    def reserved(cls) -> dict[str, str]:
        """Keys that get a meaning later, and what that will be."""
        return {}

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, values: Any, info: ValidationInfo) -> Any:
        reading = info.context
        if not isinstance(values, dict) or not isinstance(reading, _Reading):
            return values
        node = reading.nodes[id(values)]
        known = {field.alias or key: field for key, field in cls.model_fields.items()}
        unknown = [key for key in values if key not in known]
        for key in unknown[:MANY]:
            reading.problems.append(_unknown_key(key, known, cls.reserved(), source.key_span(node, (key,))))
        if len(unknown) > MANY:
            span = source.key_span(node, (unknown[MANY],))
            reading.problems.append(error("WL101", f"{len(unknown) - MANY} more unknown keys follow", span))
        nothing: set[str] = set()
        for key, value in values.items():
            written = node.get(key)
            if value is None and key in known and written is not None and not known[key].is_required():
                reading.problems.append(_wrong_kind(written, f"'{key}'", "a value was wanted"))
                nothing.add(key)
        return {key: value for key, value in values.items() if key in known and key not in nothing}


MANY = 20
"""Mistakes of one kind that are told one by one."""


def _unknown_key(key: str, known: Iterable[str], reserved: dict[str, str], span: Span) -> Problem:
    if key in reserved:
        message = f"the key '{key}' is reserved for {reserved[key]}"
        return error("WL106", message, span, hint="take it away; this version has no meaning for it")
    return error("WL101", f"unknown key '{key}'", span, hint=did_you_mean(key, known))


def _plain(node: source.Node, reading: _Reading) -> Any:
    if isinstance(node, source.Scalar):
        return None if node.is_null else node.text
    if isinstance(node, source.Sequence):
        return [_plain(item, reading) for item in node.items]
    values = {key.text: _plain(value, reading) for key, value in node.items}
    reading.nodes[id(values)] = node
    return values


_SchemaT = TypeVar("_SchemaT", bound=Keys)


def read(
    schema: type[_SchemaT], node: source.Node, problems: list[Problem], free: Collection[str] = ()
) -> _SchemaT | None:
    """Check a file's node against its schema.

    Args:
        schema: The model of the whole file.
        node: What was read.
        problems: Takes every mistake that was found, with its place.
        free: Keys that nothing else in the file depends on: a mistake in them leaves the rest to be judged.

    Returns:
        The values, without what is wrong in a free key or unknown, so that later steps can tell their mistakes at
        once; ``None`` where what they would tell might follow from a mistake told here.
    """
    reading = _Reading()
    values = _plain(node, reading)
    result: _SchemaT | None = None
    try:
        result = schema.model_validate(values, context=reading)
    except ValidationError as broken:
        misspelt = _misspelt(reading.problems)
        reading.problems += _mistakes(broken, node, misspelt)
        result = _rest(
            schema, node, {step for details in broken.errors() for step in details["loc"][:1] or ("",)}, free
        )
    problems.extend(sorted(reading.problems, key=lambda problem: problem.span or Span("")))
    return None if _misspelt(reading.problems) else result


def _misspelt(problems: Iterable[Problem]) -> dict[Span, str]:
    """Unknown keys that look like a known one, by their place, with the hint that says which."""
    return {
        problem.span: problem.hint
        for problem in problems
        if problem.code == "WL101" and problem.span and problem.hint.startswith("did you mean")
    }


def _rest(schema: type[_SchemaT], node: source.Node, wrong: set[int | str], free: Collection[str]) -> _SchemaT | None:
    """The values without the wrong keys, where these are free."""
    if not wrong <= set(free):
        return None
    reading = _Reading()
    values = {key: value for key, value in _plain(node, reading).items() if key not in wrong}
    if isinstance(node, source.Mapping):
        reading.nodes[id(values)] = node
    try:
        return schema.model_validate(values, context=reading)
    except ValidationError:
        return None


def _mistakes(broken: ValidationError, node: source.Node, misspelt: Mapping[Span, str]) -> list[Problem]:
    mistakes = broken.errors(include_url=False, include_input=False)
    told = [details for details in mistakes if not _is_misspelt(details, node, misspelt)]
    found = [_problem(details, node) for details in told[: 5 * MANY]]
    if len(told) > len(found):
        found.append(error("WL103", f"{len(told) - len(found)} more mistakes follow", found[-1].span))
    return found


def _is_misspelt(details: ErrorDetails, node: source.Node, misspelt: Mapping[Span, str]) -> bool:
    """Whether a missing key stands there under a name that was told already."""
    here = source.at(node, _existing(node, details["loc"]))
    if details["type"] != "missing" or not isinstance(here, source.Mapping):
        return False
    return any(misspelt.get(key.span) == f"did you mean '{details['loc'][-1]}'?" for key, _ in here)


def _existing(node: source.Node, loc: tuple[int | str, ...]) -> source.Loc:
    """The path without the words that pydantic adds for the branch of a union."""
    found: list[int | str] = []
    for step in loc:
        here = source.at(node, tuple(found))
        if isinstance(here, source.Mapping) and isinstance(step, str) and here.get(step) is not None:
            found.append(step)
        elif isinstance(here, source.Sequence) and isinstance(step, int) and step < len(here.items):
            found.append(step)
    return tuple(found)


def _name_of(loc: source.Loc) -> str:
    """What stands at a path: its key, or its number in a list."""
    if isinstance(loc[-1], str):
        return f"'{loc[-1]}'"
    holder = next((step for step in reversed(loc) if isinstance(step, str)), "")
    return f"item {loc[-1] + 1} of '{holder}'" if holder else f"item {loc[-1] + 1}"


def _called(node: source.Node) -> str:
    if isinstance(node, source.Mapping):
        return "a map"
    if isinstance(node, source.Sequence):
        return "a list"
    return "nothing" if node.is_null else f"'{node.text}'"


def _wrong_kind(here: source.Node, name: str, wanted: str) -> Problem:
    if isinstance(here, source.Scalar) and here.is_null and not here.text:
        hint = f"leave {name} out to inherit, and put a value that begins with '#' in quotes"
        return error("WL103", f"nothing stands for {name}; {wanted}", here.span, hint=hint)
    return error("WL103", f"{name} is {_called(here)}; {wanted}", here.span)


_PATTERNS = {
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$": "lower-case letters, digits and inner hyphens were wanted",
    r"^[0-9A-Za-z][0-9A-Za-z.+-]*$": "letters, digits, dots and hyphens were wanted, such as 1.4.0",
    r"\.html\.j2$": "a name that ends in .html.j2 was wanted",
}
"""Patterns of the schemas, in words."""

_WANTED = {
    "string_type": "text was wanted",
    "dict_type": "a map was wanted",
    "model_type": "a map was wanted",
    "list_type": "a list was wanted",
    "tuple_type": "a list was wanted",
}


_TAGS = {"text": "text", "list": "a list", "map": "a map"}
"""What the branches of unions are called."""


def _problem(details: ErrorDetails, node: source.Node) -> Problem:
    loc = tuple(details["loc"])
    known = _existing(node, loc)
    here = source.at(node, known)
    name = _name_of(known) if known else "the file"
    context = details.get("ctx", {})
    kind = details["type"]
    if loc and loc[-1] == "[key]" and known:
        holder = source.at(node, known[:-1])
        here = (holder.key(str(known[-1])) if isinstance(holder, source.Mapping) else None) or here
        name = f"the key '{known[-1]}'"
    if kind == "missing":
        where = f" in {name}" if known else ""
        return error("WL102", f"the required key '{loc[-1]}' is missing{where}", here.span, hint=f"add '{loc[-1]}:'")
    if isinstance(here, source.Scalar) and here.is_null:
        return _wrong_kind(here, name, _WANTED.get(kind, "a value was wanted"))
    if kind == "literal_error":
        words = [word.strip().strip("'") for word in re.split(r", | or ", str(context["expected"]))]
        text = here.text if isinstance(here, source.Scalar) else ""
        hint = f"did you mean '{near}'?" if (near := nearest(text, words)) else "write one of these words"
        return error("WL104", f"{_called(here)} is not one of {', '.join(words)}", here.span, hint=hint)
    if kind == "malformed":
        return error("WL105", str(context["message"]), here.span)
    if kind == "kind":
        return _wrong_kind(here, name, str(context["wanted"]))
    if kind in ("string_too_long", "too_long", "string_too_short") and isinstance(here, source.Scalar):
        if not here.text:
            return error("WL105", f"{name} is empty; text was wanted", here.span, hint=f"leave {name} out, or fill it")
        limit = context["max_length"]
        return error("WL105", f"{name} has {len(here.text)} characters; at most {limit} are taken", here.span)
    if kind == "too_long" and not isinstance(here, source.Scalar):
        limit = context["max_length"]
        return error("WL105", f"{name} has {len(here.items):,} items; at most {limit} are taken", here.span)
    if kind == "too_short":
        return error("WL105", f"{name} is empty; one item at least was wanted", here.span)
    if kind == "string_pattern_mismatch":
        wanted = _PATTERNS.get(str(context["pattern"]), f"a text like {context['pattern']} was wanted")
        place = "a key here" if name.startswith("the key") else name
        return error("WL105", f"{_called(here)} can't be {place}; {wanted}", here.span)
    if kind == "union_tag_invalid":
        tags = re.findall(r"'(\w+)'", str(context["expected_tags"]))
        return _wrong_kind(here, name, " or ".join(_TAGS[tag] for tag in tags) + " was wanted")
    return _wrong_kind(here, name, _WANTED.get(kind, details["msg"][:1].lower() + details["msg"][1:]))


# ── JSON Schema ───────────────────────────────────────────────────────────────────────────────────────────────────


def text_or_map(value: Any) -> str:
    """Which branch of a union a value belongs to: ``text``, ``list`` or ``map``."""
    return "map" if isinstance(value, dict | BaseModel) else "list" if isinstance(value, list | tuple) else "text"


def _draft_07(schema: Any) -> Any:
    """Turn what pydantic writes (2020-12) into draft-07, which editors take, without what says nothing.

    Source:
        JSON Schema draft-07, core 8.3 (``$ref`` hides its siblings, so they go under ``allOf``) and validation 9
        (``definitions``).
    """
    if isinstance(schema, list):
        return [_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {("definitions" if key == "$defs" else key): _draft_07(value) for key, value in schema.items()}
    if isinstance(turned.get("title"), str):
        del turned["title"]
    branches = [branch for branch in turned.get("anyOf", ()) if branch != {"type": "null"}]
    if len(branches) < len(turned.get("anyOf", ())):
        # Absent is absent: nothing after a colon is a mistake.
        del turned["anyOf"], turned["default"]
        turned |= branches[0] if len(branches) == 1 else {"anyOf": branches}
    if "patternProperties" in turned:
        turned["additionalProperties"] = False
    if "prefixItems" in turned:
        turned["items"] = turned.pop("prefixItems")
    reference = turned.get("$ref")
    if isinstance(reference, str):
        turned["$ref"] = reference.replace("#/$defs/", "#/definitions/")
        if len(turned) > 1:
            turned["allOf"] = [{"$ref": turned.pop("$ref")}]
    discriminator = turned.pop("discriminator", None)
    if discriminator is not None and "oneOf" in turned:
        turned["anyOf"] = turned.pop("oneOf")
    return turned


def _schemas() -> Iterator[tuple[str, Callable[[], type[Keys]]]]:
    def project() -> type[Keys]:
        from whitelabel.load.project import ProjectFile

        return ProjectFile

    def theme() -> type[Keys]:
        from whitelabel.load.theme import ThemeFile

        return ThemeFile

    def brand() -> type[Keys]:
        from whitelabel.load.brand import BrandFile

        return BrandFile

    def contract() -> type[Keys]:
        from whitelabel.load.contracts import ContractFile

        return ContractFile

    yield from (("brand", brand), ("contract", contract), ("theme", theme), ("project", project))


KINDS = ("brand", "contract", "theme", "project")


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (draft-07) of a file, for editors.

    Args:
        kind: ``brand``, ``contract``, ``theme`` or ``project``.
    """
    schema = dict(_schemas())[kind]().model_json_schema(by_alias=True)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_draft_07(schema)}
