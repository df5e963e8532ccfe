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
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from whitelabel import source
from whitelabel.problem import Problem, Span, did_you_mean, error

# ── Kinds of value ────────────────────────────────────────────────────────────────────────────────────────────────

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = _BIDI | frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")


def _malformed(message: str) -> PydanticCustomError:
    return PydanticCustomError("malformed", "{message}", {"message": message})


def one_line(text: str) -> str:
    """Text that shows all that it holds: one line, no control characters, nothing invisible, not empty around."""
    for character in text:
        if character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
            raise _malformed(f"the character U+{ord(character):04X} may not stand here; visible text was wanted")
    return unicodedata.normalize("NFC", text.strip())


def _host(text: str) -> str:
    try:
        name = text.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    labels = name.split(".")
    valid = len(labels) > 1 and all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", label) for label in labels)
    if not valid or len(name) > 253 or labels[-1].isdigit():
        raise _malformed(f"'{text}' is no host name, such as 'deals.acme.example'")
    return name


_URL_CHARACTERS = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")


def web_address(text: str) -> str:
    """An absolute address over http or https, without a user's name or password.

    Source:
        RFC 3986 for its characters; other schemes are refused, so that no address can run anything.
    """
    wanted = f"'{text}' is no web address, such as 'https://acme.example/help'"
    if len(text) > 2000 or not _URL_CHARACTERS.fullmatch(text):
        raise _malformed(wanted)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _malformed(wanted) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _malformed(wanted)
    if parts.username is not None or parts.password is not None:
        raise _malformed(f"'{text}' carries a user's name or password")
    host = _host(parts.hostname) if parts.hostname != "localhost" else "localhost"
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "") + text[text.index("//") + 2 + len(parts.netloc) :]


def _mail_address(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not at or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", name):
        raise _malformed(f"'{text}' is no mail address, such as 'help@acme.example'")
    return f"{name}@{_host(host)}"


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ()./‑–-]{3,30}", text):
        raise _malformed(f"'{text}' is no telephone number, such as '+7 495 000-00-00'")
    return text


def link_address(text: str) -> str:
    """Where a link may lead: a web address, ``mailto:`` or ``tel:``."""
    scheme, _, rest = text.partition(":")
    if scheme == "mailto":
        return "mailto:" + _mail_address(rest)
    if scheme == "tel":
        return "tel:" + re.sub(r"[^0-9+]", "", _phone(rest))
    return web_address(text)


def _language_tag(text: str) -> str:
    parts = text.replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?", "-".join(parts)):
        raise _malformed(f"'{text}' is no language tag, such as 'ru', 'en' or 'ru-KZ' (BCP 47)")
    shaped = [parts[0].lower()]
    shaped += [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    return "-".join(shaped)


def _day(text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        datetime.date.fromisoformat(text)
    except ValueError:
        raise _malformed(f"'{text}' is no day, such as '2026-03-01'") from None
    return text


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("kind", "{wanted}", {"wanted": "true or false was wanted"})


def _whole(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        return int(value)
    raise PydanticCustomError("kind", "{wanted}", {"wanted": "a whole number was wanted"})


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Host = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(web_address)]
LinkAddress = Annotated[str, AfterValidator(link_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Phone = Annotated[str, AfterValidator(_phone)]
LanguageTag = Annotated[str, AfterValidator(_language_tag)]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Anything = Annotated[Any, WithJsonSchema({})]


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
        known = {name.alias or key: key for key, name in cls.model_fields.items()}
        kept = dict(values)
        for key in values:
            if key in known:
                continue
            kept.pop(key)
            written = node.key(key)
            span = written.span if written else node.span
            reading.problems.append(_unknown_key(key, known, cls.reserved(), span))
        if len(kept) != len(values):
            reading.nodes[id(kept)] = node
        return kept


def _unknown_key(key: str, known: dict[str, str], reserved: dict[str, str], span: Span) -> Problem:
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


def read(schema: type[_SchemaT], node: source.Node, problems: list[Problem]) -> _SchemaT | None:
    """Check a file's node against its schema.

    Args:
        schema: The model of the whole file.
        node: What was read.
        problems: Takes every mistake that was found, with its place.

    Returns:
        The values, or ``None`` where there was a mistake.
    """
    reading = _Reading()
    values = _plain(node, reading)
    result: _SchemaT | None = None
    try:
        result = schema.model_validate(values, context=reading)
    except ValidationError as broken:
        problems.extend(_problem(details, node) for details in broken.errors(include_url=False))
    problems.extend(reading.problems)
    return None if reading.problems else result


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


def _called(node: source.Node) -> str:
    if isinstance(node, source.Mapping):
        return "a map"
    if isinstance(node, source.Sequence):
        return "a list"
    return "nothing" if node.is_null else f"'{node.text}'"


def _wrong_kind(here: source.Node, name: str, wanted: str) -> Problem:
    if isinstance(here, source.Scalar) and here.is_null and not here.text:
        hint = f"leave '{name}' out to inherit; a value that begins with '#' has to stand in quotes"
        return error("WL103", f"nothing stands after '{name}:'; {wanted}", here.span, hint=hint)
    return error("WL103", f"'{name}' is {_called(here)}; {wanted}", here.span)


_WANTED = {
    "string_type": "text was wanted",
    "dict_type": "a map was wanted",
    "model_type": "a map was wanted",
    "list_type": "a list was wanted",
    "tuple_type": "a list was wanted",
}


def _problem(details: ErrorDetails, node: source.Node) -> Problem:
    loc = tuple(details["loc"])
    known = _existing(node, loc)
    here = source.at(node, known)
    name = str(known[-1]) if known else here.span.path
    context = details.get("ctx", {})
    kind = details["type"]
    if kind == "missing":
        where = f" in '{name}'" if known else ""
        return error("WL102", f"the required key '{loc[-1]}' is missing{where}", here.span, hint=f"add '{loc[-1]}:'")
    if isinstance(here, source.Scalar) and here.is_null:
        return _wrong_kind(here, name, _WANTED.get(kind, "a value was wanted"))
    if kind == "literal_error":
        words = [word.strip().strip("'") for word in re.split(r", | or ", str(context["expected"]))]
        text = here.text if isinstance(here, source.Scalar) else ""
        hint = did_you_mean(text, words)
        return error("WL104", f"{_called(here)} is not one of {', '.join(words)}", here.span, hint=hint)
    if kind == "malformed":
        return error("WL105", str(context["message"]), here.span)
    if kind == "kind":
        return _wrong_kind(here, name, str(context["wanted"]))
    if kind in ("string_too_long", "string_too_short"):
        limit = context.get("max_length", context.get("min_length"))
        length = len(here.text) if isinstance(here, source.Scalar) else 0
        bound = "at most" if kind == "string_too_long" else "at least"
        return error("WL105", f"'{name}' has {length} characters; {bound} {limit} were wanted", here.span)
    return _wrong_kind(here, name, _WANTED.get(kind, details["msg"][:1].lower() + details["msg"][1:]))


# ── JSON Schema ───────────────────────────────────────────────────────────────────────────────────────────────────


def text_or_map(value: Any) -> str:
    """Which branch of a union a value belongs to: ``text``, ``list`` or ``map``."""
    return "map" if isinstance(value, dict | BaseModel) else "list" if isinstance(value, list | tuple) else "text"


def _draft_07(schema: Any) -> Any:
    """Turn what pydantic writes (2020-12) into draft-07, which editors take.

    Source:
        JSON Schema draft-07, core 8.3 (``$ref`` hides its siblings, so they go under ``allOf``) and validation 9
        (``definitions``).
    """
    if isinstance(schema, list):
        return [_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {("definitions" if key == "$defs" else key): _draft_07(value) for key, value in schema.items()}
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

    yield from (("brand", brand), ("theme", theme), ("project", project))


KINDS = ("brand", "theme", "project")


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (draft-07) of a file, for editors.

    Args:
        kind: ``brand``, ``theme`` or ``project``.
    """
    schema = dict(_schemas())[kind]().model_json_schema(by_alias=True)
    turned: dict[str, Any] = {"$schema": "http://json-schema.org/draft-07/schema#", **_draft_07(schema)}
    return turned
