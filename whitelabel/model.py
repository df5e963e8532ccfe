"""The values handed from verb to verb.

Read this first. A span says where a thing was written; it takes no part in equality.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from whitelabel import source
from whitelabel.color import Color
from whitelabel.disk.blob import Blob
from whitelabel.picture.together import Work
from whitelabel.picture.value import Picture
from whitelabel.problem import Problem, Span
from whitelabel.rights import Claim, Conflict, Groups, Strength, Table, Term, Territory, Words

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")

# ── Tokens ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RawToken:
    """A design token as it is written: nothing followed, nothing inherited.

    Attributes:
        node: The ``$value``; a mapping of one ``$ref`` where the token is written as a reference.
        type: Its own ``$type``, or empty.
        deprecated: Its own ``$deprecated``: a reason, ``"deprecated"`` for ``true``, empty for ``false``; ``None``
            where nothing is said and the group's counts.
        span: The place of its name.
    """

    node: source.Node
    type: str = ""
    description: str = ""
    deprecated: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)
    span: Span = field(default=Span(""), compare=False)


@dataclass(frozen=True, slots=True)
class TokenGroup:
    """A group of tokens and groups as it is written.

    Attributes:
        children: By name, in the order written; ``$root`` is the group's root token.
        extends: The reference in ``$extends`` (or in a group's ``$ref``), as written.
        deprecated: As in ``RawToken``, for all tokens within that say nothing themselves.
    """

    children: Mapping[str, RawToken | TokenGroup]
    type: str = ""
    extends: source.Scalar | None = None
    description: str = ""
    deprecated: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)
    span: Span = field(default=Span(""), compare=False)


@dataclass(frozen=True, slots=True)
class TokenFile:
    """One file of design tokens: its tree, and the text's own nodes for JSON Pointers that lead beside the tokens."""

    root: TokenGroup
    node: source.Node
    path: str


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """What the theme derives from one seed colour.

    Attributes:
        name: The stem of the derived tokens: ``primary`` gives ``color.primary-50``, ``color.on-primary`` …
        seed: The token it is derived from, such as ``color.primary``.
        scale: Whether the steps 50 to 950 are wanted.
        states: Which of ``hover`` and ``pressed`` are wanted.
        ink: Whether ``color.on-NAME`` is wanted.
        text: Papers on which ``color.NAME-text`` has to be readable; empty when it is not wanted.
        dark: Whether the seed's own dark value is derived where nobody gives one.
    """

    name: str
    seed: str
    scale: bool = False
    states: tuple[str, ...] = ()
    ink: bool = False
    text: tuple[str, ...] = ()
    dark: bool = False
    span: Span = field(default=Span("base_theme/theme.yaml"), compare=False)


@dataclass(frozen=True, slots=True)
class TokenOverride:
    """A token's value as a brand writes it, one or two nodes: text in CSS's manner or a DTCG ``$value``."""

    light: source.Node | None
    dark: source.Node | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class TokenValue:
    """One resolved value of one token in one mode.

    Attributes:
        css: The value printed for CSS.
        parts: Further custom properties that print a composite's members: ``(("font-size", "1rem"), …)``.
        data: The DTCG ``$value`` with every alias resolved, as JSON data.
        color: The colour, when the token is one.
        trail: Where the value comes from, nearest first: ``("brands/acme/brand.yaml:7:12 color.primary", …)``.
    """

    css: str
    parts: tuple[tuple[str, str], ...] = ()
    data: Any = None
    color: Color | None = None
    trail: tuple[str, ...] = field(default=(), compare=False)


@lru_cache(maxsize=4096)
def css_name(name: str) -> str:
    """The custom property of a token's name: a root token has its group's, and what CSS cannot take becomes a hyphen.

    >>> css_name("color.accent.$root"), css_name("type.Heading 1")
    ('--color-accent', '--type-Heading-1')
    """
    return "--" + re.sub(r"[^\w-]", "-", name.removesuffix(".$root"))


@dataclass(frozen=True, slots=True)
class Token:
    """A design token with its value in light and in dark."""

    name: str
    type: str
    light: TokenValue
    dark: TokenValue
    description: str = ""
    deprecated: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)
    span: Span = field(default=Span(""), compare=False)

    def value(self, mode: Mode) -> TokenValue:
        """The value in a mode."""
        return self.dark if mode == "dark" else self.light

    @property
    def css_name(self) -> str:
        """The custom property: ``color.on-primary`` is ``--color-on-primary``."""
        return css_name(self.name)


# ── Texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")
"""Case forms of a brand's name that a text may ask for, as ``{brand.genitive}``."""

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Plural categories of CLDR (UTS #35, part 3)."""

BRAND_FIELDS = ("brand", "brand.short", "brand.legal")
"""Placeholders that every text may use without being given a value."""

Message: TypeAlias = tuple[str | tuple[str], ...]
"""A text cut at its placeholders: pieces of text, and one-tuples that name a placeholder."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one language.

    Attributes:
        kind: ``plain`` has the one form ``other``; ``plural`` a form a CLDR category; ``inflected`` the forms
            ``inflected`` and ``plain``, of which the second needs no case form of the brand's name.
        forms: The messages by form.
    """

    kind: Literal["plain", "plural", "inflected"]
    forms: Mapping[str, Message]
    span: Span = field(default=Span(""), compare=False)

    @property
    def placeholders(self) -> frozenset[str]:
        """Names of all values that the text stands for, in any form, the brand's own aside."""
        names = {part[0] for form in self.forms.values() for part in form if isinstance(part, tuple)}
        return frozenset(name for name in names if name != "brand" and not name.startswith("brand."))


# ── What the project's files say ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Policy:
    """The vendor's decisions for all brands (``whitelabel.yaml``, ``policy``)."""

    rights: Literal["brands", "contracts"] = "brands"
    contrast: Literal["error", "adjust", "warn"] = "error"
    national_grant: Literal["allow", "warn", "error"] = "warn"
    expiring_days: int = 30
    timezone: str = "UTC"
    disclose: Literal["places", "dates"] = "places"


class Mark(NamedTuple):
    """A word that must never show in another party's bundle.

    There are a dozen a brand, and they are read of all brands, so each is as small as it gets.

    Attributes:
        kind: What it is to its owner: ``name``, ``legal name``, ``domain``, ``mail address``, ``telephone number``,
            ``address``, ``case form``, ``link`` with the link's name, or ``mark`` for one that is written as such.
        is_exact: Whether it counts in this spelling alone.
        path, line, column: Where it is written.
    """

    text: str
    kind: str
    is_exact: bool
    path: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.path, self.line, self.column, max(1, len(self.text)))


class LogoFile(NamedTuple):
    """A file that a brand gives as its logo.

    Attributes:
        path: From the project's root; it need not be there.
        line, column: Where the brand file names it.
    """

    path: str
    line: int
    column: int


class Foreign(NamedTuple):
    """A place in a text that shows a mark of another party.

    Attributes:
        whose: Of whom, as it is told: ``'kvadrat'``.
    """

    start: int
    end: int
    whose: str


Find: TypeAlias = Callable[[str, str], Iterable[Foreign]]
"""Finds marks of other parties, in order: in what a file of a bundle, given by its path, shows as this text."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A mark that may show (``whitelabel.yaml``, ``purity.allow``).

    Attributes:
        path: Pattern of the files in a bundle.
        until: The last day on which it may, ISO 8601; empty where that is open.
    """

    mark: str
    path: str
    reason: str
    until: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A text that has to stand on some pages, and may stand there (``whitelabel.yaml``, ``purity.require``)."""

    text: str
    pages: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Purity:
    """What of other parties may show, and what has to be there.

    Attributes:
        marks: Of brands that left.
    """

    allow: tuple[Allowance, ...] = ()
    require: tuple[Requirement, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that builds, as far as a bundle could tell of it; empty text means that nothing is known.

    Attributes:
        folders: What each is, and its path.
        environment: Names and values of all variables.
    """

    folders: tuple[tuple[str, str], ...] = ()
    user: str = ""
    host: str = ""
    environment: tuple[tuple[str, str], ...] = field(default=(), repr=False)


UNKNOWN_MACHINE = Machine()
"""One of which nothing is known."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """What the vendor says of a place otherwise than the table (``whitelabel.yaml``, ``places``).

    Attributes:
        inside: All places that hold it; ``None`` where nothing is said.
        same_as: The place that this is another code for, or empty.
        names: Its name by language.
    """

    inside: tuple[str, ...] | None
    same_as: str
    names: Mapping[str, str]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Vendor:
    """The project as ``whitelabel.yaml`` states it.

    Attributes:
        territories: The words of each group, each with its place.
        places: By code.
    """

    brand: str
    marks: tuple[Mark, ...]
    products: tuple[str, ...]
    territories: Mapping[str, Words]
    places: Mapping[str, OwnPlace]
    policy: Policy
    purity: Purity
    node: source.Mapping = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A pair of colour tokens that has to be told apart, and by how much."""

    ink: str
    paper: str
    level: Literal["AA", "AA-large", "UI", "AAA"]
    span: Span = field(compare=False)

    @property
    def ratio(self) -> float:
        """The least contrast ratio (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11)."""
        return {"AA": 4.5, "AA-large": 3.0, "UI": 3.0, "AAA": 7.0}[self.level]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the theme.

    Attributes:
        lock: ``sell`` is offered only inside the territory, ``serve`` to existing customers anywhere, ``never`` is open.
        product: The product it belongs to; a brand without that product has no such page. Empty: always there.
        index: Whether search engines may list it.
    """

    name: str
    template: str
    lock: Literal["sell", "serve", "never"]
    product: str
    index: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail of the theme; ``runtime`` names the fields that the mailing system fills."""

    name: str
    template: str
    runtime: tuple[str, ...]
    product: str
    span: Span = field(compare=False)

    @property
    def text_template(self) -> str:
        """The plain-text twin beside the HTML template."""
        return self.template.removesuffix(".html.j2") + ".txt.j2"


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose target is the brand's: taken from a field of the brand, or given under its ``links``."""

    name: str
    kind: str
    origin: str
    span: Span = field(compare=False)

    @property
    def is_business(self) -> bool:
        """Whether it leads to where a party sells itself."""
        return self.kind == BUSINESS


BUSINESS = "vendor-business"
"""The kind of a link that belongs to the vendor's own business, and that each brand remaps, or does without."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A switch (``options`` empty) or a choice that the theme declares and a brand may set."""

    name: str
    default: bool | str
    options: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Font:
    """What one role (body, heading …) is set in.

    Attributes:
        role: The family's name in CSS, and the stem of the token ``font.ROLE``.
        files: Paths from the project's root; empty for a family of the reader's system.
        family: Name of the family, for a role without files, or for others to ask for.
        fallback: Generic family at the end of the list.
        subset: Whether only the characters go out that a brand's languages and texts need.
    """

    role: str
    files: tuple[str, ...]
    family: str
    fallback: str
    span: Span = field(compare=False)
    subset: bool = False


TEMPLATE_SYNTAX: Mapping[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
"""How this project's templates are written, for all who parse them."""

TEMPLATE_NAMES = frozenset(
    {"absolute", "asset", "brand", "feature", "font_preloads", "has_page", "hreflang_default", "link", "locale"}
    | {"locales", "logo", "page", "range", "runtime", "t", "token", "url"}
)
"""What a template sees beside what it defines itself."""

TEMPLATE_FIELDS: Mapping[str, frozenset[str]] = {
    "brand": frozenset(
        {"name", "short_name", "legal_name", "domain", "origin", "contact", "legal", "mail"}
        | {f"contact.{field}" for field in ("email", "phone", "phone_href", "url")}
        | {"legal.terms", "legal.privacy", "mail.from", "mail.reply_to"}
    ),
    "page": frozenset(
        {"name", "url", "canonical", "title", "description", "lock", "product", "index"}
        | {"share_image", *(f"share_image.{field}" for field in ("url", "width", "height", "type", "alt"))}
    ),
    "locale": frozenset({"tag", "language", "dir", "name"}),
}
"""What can be read of the names that hold several values; a brand's contact is ``brand.contact.email``."""

PICTURE_NAMES = frozenset({"brand", "feature", "logo_picture", "measure", "mode", "range", "token"})
"""What a picture that is drawn for each brand sees beside what it defines itself."""

MADE_ASSETS = frozenset({"fonts.css", "tokens.css"})
"""Assets that are made for each brand, and that a template asks for like the theme's own."""

TEMPLATE_FILTERS = frozenset({"date", "datetime", "money", "number", "percent", "time"})
"""Filters beside Jinja2's own."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a template uses: ``t("home.title")`` is the text ``home.title``.

    Of a name that is put together only some of it is known: ``t("step-" ~ n ~ ".title")`` is of the kind ``texts``, and named
    ``step-*.title``.
    """

    kind: Literal[
        "text",
        "texts",
        "asset",
        "page",
        "feature",
        "link",
        "token",
        "logo",
        "logo_picture",
        "mode",
        "runtime",
        "name",
        "field",
        "template",
    ]
    name: str
    span: Span = field(compare=False)

    def may_mean(self, name: str) -> bool:
        """Whether it may be this name that is meant."""
        if self.kind != "texts":
            return self.name == name
        return _meant(self.name).fullmatch(name) is not None


@lru_cache(maxsize=1024)
def _meant(pattern: str) -> re.Pattern[str]:
    """What a name may be of which parts are known: ``*`` stands for the others."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """A Jinja2 template, read but not run; ``declares`` are the names that it defines itself."""

    name: str
    path: str
    blob: Blob
    uses: tuple[Use, ...]
    declares: frozenset[str] = frozenset()

    @property
    def references(self) -> tuple[str, ...]:
        """Names of templates that this one extends, includes or imports."""
        return tuple(use.name for use in self.uses if use.kind == "template")


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in a style sheet: as written, the asset that it means (empty for one inside the sheet), and where."""

    written: str
    asset: str
    start: int
    end: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Style:
    """A style sheet of the theme, with the addresses in it."""

    name: str
    blob: Blob
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class LogoRule:
    """How the theme shows a brand's logo.

    Attributes:
        vanishing: What is done for papers that a logo can't be told from: its colours are made lighter or darker, or a
            plate is put behind it.
        box: Width and height in CSS pixels that a logo made of pixels is fitted into; sharp on screens of three times
            as many.
        mail: The colour token on which it stands in e-mails.
    """

    vanishing: Literal["lighten", "plate"] = "lighten"
    box: tuple[int, int] = (240, 48)
    mail: str = "color.paper"


@dataclass(frozen=True, slots=True)
class IconRule:
    """How the theme makes icons of a brand's sign.

    Attributes:
        paper: The colour token of what is behind it where nothing may shine through.
        padding: Share of the icon's side that stays free there on each side.
    """

    paper: str = "color.paper"
    padding: float = 0.12


@dataclass(frozen=True, slots=True)
class ShareRule:
    """How the card looks that stands for a page where its address is shared.

    Attributes:
        line: The text that says what the product is.
        font: The role that it is set in.
        paper, ink, accents: Colour tokens, in light.
        radius, weight, tracking, leading: Tokens of the card's shapes and of its type; each may be absent.
    """

    line: str = "home.title"
    font: str = "heading"
    paper: str = "color.paper"
    ink: str = "color.ink"
    accents: tuple[str, ...] = ("color.primary", "color.accent")
    radius: str = "radius.card"
    weight: str = "type.heading-weight"
    tracking: str = "type.heading-tracking"
    leading: str = "type.heading-leading"
    span: Span = field(default=Span("base_theme/theme.yaml"), compare=False)


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Something in the theme that others have made (``theme.yaml``, ``third_party``).

    Attributes:
        purl: Package URL, or empty.
        licence: SPDX expression, in the case in which SPDX writes it.
        text: Path of the file that holds the licence, from the project's root.
        files: Paths of its files, from there too.
        copyright: Who holds it, or empty.
    """

    name: str
    version: str
    purl: str
    licence: str
    text: str
    files: tuple[str, ...]
    copyright: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Theme:
    """The base product, as ``base_theme/`` states it.

    Attributes:
        twins: Endings of the packed files that stand beside those that pack well: ``br``, ``gz``.
        pictures: Assets that are drawn for each brand, by the name that templates ask for: ``img/a.svg`` is made from
            ``img/a.svg.j2``.
        assets: All others.
    """

    product: str
    version: str
    source_locale: str
    required_colors: tuple[str, ...]
    required_texts: tuple[str, ...]
    fonts: Mapping[str, Font]
    palette: tuple[PaletteEntry, ...]
    contrast: tuple[Contrast, ...]
    papers: tuple[str, ...]
    logo: LogoRule
    icons: IconRule
    share: ShareRule
    pages: tuple[Page, ...]
    emails: tuple[Email, ...]
    placeholder: str
    links: Mapping[str, Link]
    hosts: tuple[str, ...]
    third_party: tuple[ThirdParty, ...]
    twins: tuple[str, ...]
    features: Mapping[str, Feature]
    tokens: TokenFile
    dark: TokenFile | None
    texts: Mapping[str, Mapping[str, Text]]
    templates: Mapping[str, Template]
    pictures: Mapping[str, Template]
    styles: Mapping[str, Style]
    assets: Mapping[str, Blob]
    static: Mapping[str, Blob]
    node: source.Mapping = field(compare=False, repr=False)

    @property
    def business(self) -> tuple[str, ...]:
        """Names of the links that lead to where a party sells itself."""
        return tuple(name for name, link in self.links.items() if link.is_business)


@dataclass(frozen=True, slots=True)
class Grant:
    """A right to sell, as written; the places are still an expression.

    Attributes:
        territories: Words of a territory expression, each with its place.
        exclusivity: See ``rights.Claim``.
        products: Empty means all.
        starts, ends: ISO 8601 days, both included; empty means open.
        contract: Reference of the contract, or empty.
        run_off_days: After the last day: how long existing customers are served.
        spans: Where its parts stand: ``from``, ``until``, ``exclusivity``, ``up_to``, ``products.0``; absent is absent.
    """

    territories: tuple[tuple[str, Span], ...]
    exclusivity: Strength
    up_to: int
    products: tuple[str, ...]
    starts: str
    ends: str
    contract: str
    run_off_days: int
    span: Span = field(compare=False)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """What is read of every brand, chosen or not, since any may hold a conflict.

    Attributes:
        path: The file in which its rights stand.
        party: Who holds them; brands of one party never conflict.
        is_draft: A draft holds nothing.
        color: What ``colors.primary`` says, as written, or empty.
        locale: The first of ``locales``, as written, or empty.
        words: What names it: slug, names, domain, party, references of contracts.
        packed_marks: What must never show in another party's bundle, as ``pack_marks`` makes it: of thousands of brands
            they are read only where a bundle is verified.
        packed_logos: The files of its logo and where they are named, a line each, as ``pack_logos`` makes it.
    """

    slug: str
    path: str
    party: str
    is_draft: bool
    grants: tuple[Grant, ...]
    name: str = ""
    color: str = ""
    locale: str = ""
    words: tuple[str, ...] = ()
    packed_marks: str = field(default="", repr=False)
    packed_logos: str = field(default="", repr=False)

    @property
    def logos(self) -> tuple[LogoFile, ...]:
        """The files in its folder that the brand gives as its logo, in any variant."""
        rows = (line.split("\t") for line in self.packed_logos.split("\n")[:-1])
        return tuple(LogoFile(path, int(line), int(column)) for path, line, column in rows)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What must never show in another party's bundle, from the brand file and from the contract."""
        return unpack_marks(self.packed_marks)


def pack_marks(marks: Iterable[Mark]) -> str:
    """Marks as one text, what they are first and then where they are written: see ``marks_told``."""
    each = tuple(marks)
    told = "".join(f"{mark.kind}\t{int(mark.is_exact)}\t{mark.path}\t{mark.text}\n" for mark in each)
    return told + "\f" + " ".join(f"{mark.line} {mark.column}" for mark in each)


def pack_logos(logos: Iterable[LogoFile]) -> str:
    """Files of a logo as one text."""
    return "".join(f"{logo.path}\t{logo.line}\t{logo.column}\n" for logo in logos)


def marks_told(packed: str) -> str:
    """What packed marks are, without where they are written."""
    return packed.partition("\f")[0]


def unpack_marks(packed: str) -> tuple[Mark, ...]:
    """The marks that became such a text.

    >>> unpack_marks(pack_marks([Mark("Acme", "name", False, "brands/acme/brand.yaml", 1, 7)]))
    (Mark(text='Acme', kind='name', is_exact=False, path='brands/acme/brand.yaml', line=1, column=7),)
    """
    told, _, places = packed.partition("\f")
    rows = (line.split("\t") for line in told.split("\n")[:-1])
    numbers = map(int, places.split())
    return tuple(
        Mark(text, kind, exact == "1", path, line, column)
        for (kind, exact, path, text), line, column in zip(rows, numbers, numbers, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Brand:
    """One reseller's folder, as written; empty text means not given."""

    slug: str
    path: str
    name: str
    short_name: str
    legal_name: str
    domain: str
    contact: Mapping[str, str]
    legal: Mapping[str, str]
    logo: Mapping[str, str]
    overrides: Mapping[str, TokenOverride]
    fonts: Mapping[str, Font]
    locales: tuple[str, ...]
    texts: Mapping[str, Mapping[str, Text]]
    names: Mapping[str, Mapping[str, str]]
    features: Mapping[str, str]
    links: Mapping[str, str]
    status: Literal["draft", "live"]
    party: str
    mail: Mapping[str, str]
    security: Mapping[str, str]
    grants: tuple[Grant, ...]
    node: source.Mapping = field(compare=False, repr=False)

    def span(self, *loc: str | int) -> Span:
        """The place of what stands under a path of keys in the brand's file."""
        return source.at(self.node, loc).span

    def file(self, written: str) -> str:
        """The path from the project's root of a file that the brand's file names; it need not be there, nor in the folder."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), written))

    def key_span(self, *loc: str | int) -> Span:
        """The place of the last key of a path in the brand's file."""
        return source.key_span(self.node, loc)


def phone_address(number: str) -> str:
    """A telephone number as an address.

    Source:
        RFC 3966.

    >>> phone_address("+7 495 000-00-00")
    'tel:+74950000000'
    """
    return "tel:" + "".join(character for character in number if character.isdigit() or character == "+")


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that was read, each file once.

    Attributes:
        brands: Those that were chosen.
        holders: Who holds what, of all brands, by slug.
        unreadable: What is in the way of reading a brand's rights, by slug.
    """

    vendor: Vendor
    theme: Theme
    brands: Mapping[str, Brand]
    files: Mapping[str, Blob]
    odd: Mapping[str, str]
    holders: Mapping[str, Holder] = field(default_factory=dict)
    unreadable: Mapping[str, Problem] = field(default_factory=dict)


# ── Rights on a day ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rights:
    """Who holds what, and the day from which it is judged.

    Attributes:
        vendor: The vendor's party.
        claims: Of all brands but drafts, on all days. ``Claim.ref`` is the ``Grant`` that it was read from,
            ``Claim.name`` the brand's slug.
        conflicts: Those that last on the day or begin later, of the brands that were asked for.
        hidden: Brands whose rights can't be read.
    """

    day: datetime.date
    policy: Policy
    table: Table
    groups: Groups
    products: tuple[str, ...]
    vendor: str
    holders: Mapping[str, Holder]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    hidden: frozenset[str] = frozenset()
    by_brand: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, slug: str) -> tuple[Claim, ...]:
        """The claims of one brand."""
        return self.by_brand.get(slug, ())


@dataclass(frozen=True, slots=True)
class Standing:
    """What one brand may do on the day of the build.

    Attributes:
        in_force: Claims whose term holds the day.
        run_off: Claims that have ended, and whose customers are still served.
        renewals: Claims that begin later, of what is in force, cut to its ground: where days can be tested, they count.
        valid: The days around the day on which all of this is the same.
        timezone: Where a contract's days begin and end (IANA name).
        is_closed: A closing bundle was asked for: a notice, no product.
    """

    table: Table
    in_force: tuple[Claim, ...] = ()
    run_off: tuple[Claim, ...] = ()
    renewals: tuple[Claim, ...] = ()
    valid: Term = field(default_factory=Term)
    timezone: str = "UTC"
    is_closed: bool = False

    def ground(self, product: str = "") -> Territory:
        """Where a product may be sold, or any where none is named."""
        found = Territory()
        for claim in self.in_force:
            if not product or product in claim.products:
                found |= claim.territory
        return found


# ── Resolved: the base theme under a brand ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Figure:
    """The contrast that a pair reaches in one mode.

    Attributes:
        ratio: Reached, 1 to 21.
        nearest: The nearest ink of the same hue that passes; ``None`` when it passes already, or none can.
        adjusted: Whether ``nearest`` was taken (``policy.contrast: adjust``).
    """

    pair: Contrast
    mode: Mode
    ink: Color
    paper: Color
    ratio: float
    nearest: Color | None
    adjusted: bool

    @property
    def passes(self) -> bool:
        """Whether the pair reaches what the theme asks."""
        return self.ratio >= self.pair.ratio


Origin = Literal["given", "found", "monogram", "lightened", "darkened", "plate", "drawn"]
"""How a variant was come by: the brand's own file; a sign found in the logo; letters of its name; another variant made
lighter, darker, or put on a plate; drawn in one colour."""


LOGO_VARIANTS = ("light", "dark", "mark", "mark-dark", "mono")
"""Those of the logo's variants that have files of their own in a bundle, and that templates may name."""


@dataclass(frozen=True, slots=True)
class Logo:
    """One variant of a brand's logo: the brand's own, or what was made for it.

    Attributes:
        variant: ``light`` and ``dark`` are for papers of the two modes, ``mark`` and ``mark-dark`` are the square sign,
            ``mono`` is the sign in black for masks; ``mail`` and ``share`` are for the papers of e-mails and of share
            cards. ``dark`` and ``mark-dark`` are there where they differ.
        picture: Cleaned, without empty borders.
        path: The brand's file that it comes from; empty for a monogram.
        ground: The colour that fills the sign's square to its edges, such as ``#0a5cff``, or empty.
        width, height: CSS pixels at which it is shown.
    """

    variant: str
    picture: Picture
    origin: Origin
    path: str
    ground: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ResolvedBrand:
    """One brand with everything that its bundle is made from.

    Attributes:
        products: What may be sold, or is still served.
        pages: What the bundle shows.
        notices: Pages in whose place the theme's page ``closed`` stands, since nothing of theirs may be sold.
    """

    brand: Brand
    standing: Standing
    products: tuple[str, ...]
    pages: tuple[Page, ...]
    notices: tuple[Page, ...]
    emails: tuple[Email, ...]
    locales: tuple[str, ...]
    tokens: Mapping[str, Token]
    figures: tuple[Figure, ...]
    texts: Mapping[str, Mapping[str, Text]]
    features: Mapping[str, bool | str]
    fonts: Mapping[str, Font]
    links: Mapping[str, str]
    logos: Mapping[str, Logo]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The project with every chosen brand resolved.

    Attributes:
        chosen: Slugs of the brands that were asked for, those with mistakes included.
    """

    project: Project
    brands: Mapping[str, ResolvedBrand]
    rights: Rights
    chosen: tuple[str, ...] = ()


# ── Plan ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def canonical(value: Any) -> str:
    """JSON text that is equal for equal values: keys sorted, no spaces, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Action:
    """One piece of work that makes one or several files.

    Three things stay true of every action:

    - equal actions give equal bytes on any machine;
    - all that can change the bytes is in the key: the kind, its version, the inputs by digest, the parameters;
    - no action reads another action's output, so a plan is flat and runs in any order.

    The outputs are not in the key: two brands may place the same bytes under different paths, and a name that browsers
    cache carries a part of the key.

    Attributes:
        kind: Name of the asset kind that renders it.
        version: Of the renderer and of the libraries that it works with (``Kind.stamp``).
        inputs: What it reads: a name and a SHA-256 each, sorted.
        params: Everything else that it depends on, as canonical JSON.
        outputs: Paths in the bundle, one for each file that the renderer gives.
        origin: Where the work was asked for, to tell two writers of one path apart.
        key: SHA-256 of all that can change the bytes.
    """

    kind: str
    version: str
    inputs: tuple[tuple[str, str], ...]
    params: str
    outputs: tuple[str, ...] = ()
    origin: Span = field(default=Span(""), compare=False)
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        made_of = canonical([self.kind, self.version, self.inputs, self.params])
        object.__setattr__(self, "key", digest(made_of.encode()))

    @property
    def fingerprint(self) -> str:
        """The part of the key that stands in names which browsers cache: 50 bits of it."""
        return base64.b32encode(bytes.fromhex(self.key))[:10].decode().lower()

    def named(self, *patterns: str) -> Action:
        """The action with outputs whose names carry the fingerprint in place of ``*``."""
        return dataclasses.replace(self, outputs=tuple(path.replace("*", self.fingerprint) for path in patterns))


@dataclass(frozen=True, slots=True)
class BrandPlan:
    """The work for one brand: every path of its bundle has exactly one action.

    Attributes:
        key: Of all that can change the bundle.
        inputs: The bytes that the work reads, by digest.
        common: Keys of the work that is the same for every brand.
    """

    brand: str
    key: str
    actions: tuple[Action, ...]
    inputs: Mapping[str, Blob]
    common: frozenset[str]


Read: TypeAlias = Callable[[str], bytes]
"""Gives the bytes of an input by its digest."""


@dataclass(slots=True)
class Desk:
    """What an asset kind is given to plan with: what is known of one bundle so far.

    Attributes:
        project: Everything that was read.
        brand: The brand; ``None`` while what is common to all brands is planned.
        addresses: Root-relative address of every asset planned so far, by the name that templates ask for.
        inputs: Bytes that actions read, by digest.
        common: The desk of what all brands have in common; ``None`` for that one itself.
        warnings: Takes what is told of a brand that is built all the same.
    """

    project: Project
    brand: ResolvedBrand | None
    addresses: dict[str, str]
    inputs: dict[str, Blob]
    common: Desk | None = None
    warnings: list[Problem] = field(default_factory=list)
    _known: dict[str, Any] = field(default_factory=dict)

    def of(self, project: Project) -> Desk:
        """The same for a project that has the same theme; what was worked out once may hang on other files of it."""
        return dataclasses.replace(self, project=project, _known={})

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What a piece of work gives that several kinds need; it is done once a desk."""
        if name not in self._known:
            self._known[name] = work()
        return self._known[name]

    def give(self, data: bytes) -> str:
        """Add bytes to the inputs, and return their digest."""
        return self.lend(Blob.of(data))

    def lend(self, blob: Blob) -> str:
        """Add a file to the inputs, and return its digest."""
        self.inputs[blob.digest] = blob
        return blob.digest


@dataclass(frozen=True, slots=True)
class Kind:
    """An asset kind: what it plans for a bundle, and how it renders an action.

    Attributes:
        version: Raised with every change that may change bytes.
        plan: The actions for a desk; adds the addresses that later kinds ask for.
        render: The bytes of an action's outputs, in their order; or the work on pictures that gives them, where it is done.
        stored: Whether making costs more than fetching.
        drawn: Whether it is work on pictures that is given: it is done in a process of its own while others are rendered.
        libraries: Distributions whose versions may change bytes.
    """

    name: str
    version: int
    plan: Callable[[Desk], Iterable[Action]]
    render: Callable[[Action, Read], tuple[bytes, ...] | Work]
    stored: bool = False
    drawn: bool = False
    libraries: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """The version of an action's renderer: the kind's own, and those of its libraries."""
        return " ".join([str(self.version), *(f"{library}={installed(library)}" for library in self.libraries)])


@cache
def installed(library: str) -> str:
    """The version of a distribution that is installed."""
    from importlib.metadata import version

    return version(library)


Remember: TypeAlias = Callable[[str, Callable[[], tuple[bytes, bool]]], bytes]
"""Gives what a piece of work with this key gave before, or has it done; it says itself whether that is worth keeping."""


def forgetful(key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
    """Remembers nothing."""
    del key
    return work()[0]


def recalled(remember: Remember, key: str) -> bytes | None:
    """What a piece of work gave before; ``None``, and nothing is done, where that isn't remembered."""
    try:
        return remember(key, _not_now)
    except _NotNow:
        return None


class _NotNow(Exception):
    pass


def _not_now() -> tuple[bytes, bool]:
    raise _NotNow


# ── Evidence ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that is handed over.

    Attributes:
        name: Of the file.
    """

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of others in a bundle.

    Attributes:
        made_by: What the theme says of it.
        files: SHA-256 of the bundle's files that hold it, by path.
        licence_path: Where the bundle holds its licence.
        licence_text: The licence itself.
    """

    made_by: ThirdParty
    files: tuple[tuple[str, str], ...]
    licence_path: str
    licence_text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is told of a brand's archives to whom they are handed; nothing of it is another brand's.

    Attributes:
        name: The brand's, for people.
        color: As the brand writes it, or empty.
        is_closed: Whether it is a closing bundle.
        archives: In the order in which they were asked for.
        sha256: Of the contents.
        made_from: Digests of theme and brand, by what they are.
        tool: Digests of the program, and of the versions of the libraries that it works with.
        libraries: Name and version of each of these.
        moment: What the archives' members tell of their time, in seconds since 1970.
        kinds: How many files were looked at as what, by kind.
        exceptions: How many of the vendor's allowances let something through.
        figures: The contrast of each pair that the theme names, in each mode.
        opened: Pages that a browser opened; ``None`` where none did.
        found: How many problems it found there, by code.
        pieces: What others have made.
        licences: Paths of all licences in the bundle.
    """

    brand: str
    name: str
    color: str
    product: str
    version: str
    is_closed: bool
    valid: Term
    timezone: str
    archives: tuple[Artifact, ...]
    sha256: str
    files: int
    bytes: int
    made_from: Mapping[str, str]
    tool_version: str
    tool: Mapping[str, str]
    libraries: tuple[tuple[str, str], ...]
    moment: int
    kinds: Mapping[str, int]
    exceptions: int
    figures: tuple[Figure, ...]
    opened: int | None
    found: tuple[tuple[str, int], ...]
    pieces: tuple[Piece, ...]
    licences: tuple[str, ...]
