"""``base_theme/``: what the product offers to a brand, and what it needs of one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.disk.tree import Tree
from whitelabel.load.fonts import FontKeys, font
from whitelabel.load.once import once
from whitelabel.load.schema import Flag, Host, Keys, LanguageTag, Line, Whole, is_known_language, language_tag, read
from whitelabel.load.styles import load_styles
from whitelabel.load.templates import PICTURE, load_pictures, load_templates
from whitelabel.load.texts import load_texts
from whitelabel.load.third_party import ThirdPartyKeys, third_party
from whitelabel.load.tokens import load_tokens
from whitelabel.model import (
    BUSINESS,
    Contrast,
    Email,
    Feature,
    IconRule,
    Link,
    LogoRule,
    Page,
    PaletteEntry,
    ShareRule,
    Text,
    Theme,
    TokenFile,
)
from whitelabel.problem import Problem, Span, error

FOLDER = "base_theme"
FILE = f"{FOLDER}/theme.yaml"

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=60)]


def _two(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        message = "a box is two numbers, [width, height] in CSS pixels, such as [240, 48]"
        raise PydanticCustomError("malformed", "{message}", {"message": message})
    return value


Side = Annotated[Whole, Field(ge=16, le=1000)]
Box = Annotated[tuple[Side, Side], BeforeValidator(_two)]


class ProductKeys(Keys):
    """The product that is rebranded."""

    name: Line = Field(description="The product's name within the vendor's house.")
    version: Line = Field(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]*$", description="Its version, such as 1.4.0; names archives."
    )


class RequiresKeys(Keys):
    """What each brand must give."""

    colors: list[Line] = Field(default=[], description="Colours, as the brand writes them: primary is color.primary.")
    texts: list[Line] = Field(default=[], description="Text keys that the theme leaves to the brand.")


class PaletteKeys(Keys):
    """What is derived from one seed colour."""

    seed: Line = Field(alias="from", description="The token it is derived from, such as color.primary.")
    scale: Flag = Field(default=False, description="Steps 50 to 950: color.NAME-50 …")
    states: list[Literal["hover", "pressed"]] = Field(default=[], description="color.NAME-hover, color.NAME-pressed.")
    ink: Flag = Field(default=False, description="color.on-NAME: the readable ink on it.")
    text: list[Line] = Field(default=[], description="color.NAME-text: readable on each of these papers.")
    dark: Flag = Field(default=False, description="Derive the seed's dark value where nobody gives one.")


class LogoKeys(Keys):
    """How a brand's logo is shown."""

    vanishing: Literal["lighten", "plate"] = Field(
        default="lighten",
        description="Where a logo can't be told from a paper: lighten or darken its colours, or put a plate behind it.",
    )
    box: Box = Field(
        default=(240, 48), description="[width, height] in CSS pixels that a logo made of pixels is fitted into."
    )
    mail: Line = Field(default="color.paper", description="The colour token on which the logo stands in e-mails.")


class IconKeys(Keys):
    """How icons are made of a brand's sign."""

    paper: Line = Field(default="color.paper", description="The colour token behind icons that may not be see-through.")
    padding: Annotated[Whole, Field(ge=0, le=30)] = Field(
        default=12, description="Per cent of such an icon's side that stay free on each side, 0 to 30."
    )


class ShareKeys(Keys):
    """How the card looks that stands for a page where its address is shared."""

    line: Line = Field(default="home.title", description="The text that says what the product is.")
    font: Line = Field(default="heading", description="The role of fonts that it is set in.")
    paper: Line = Field(default="color.paper", description="Colour token of the ground.")
    ink: Line = Field(default="color.ink", description="Colour token of the line.")
    accents: Annotated[list[Line], Field(min_length=1, max_length=3)] = Field(
        default=["color.primary", "color.accent"], description="Colour tokens of the shapes, one to three."
    )
    radius: Line = Field(default="radius.card", description="Token that says how round the shapes are.")
    weight: Line = Field(default="type.heading-weight", description="Token of the line's weight.")
    tracking: Line = Field(default="type.heading-tracking", description="Token of its letter spacing, in em.")
    leading: Line = Field(default="type.heading-leading", description="Token of its line height.")


class PageKeys(Keys):
    """A page."""

    template: Line = Field(description="Template below templates/.")
    lock: Literal["sell", "serve", "never"] = Field(
        default="never",
        description="sell: only inside the territory · serve: existing customers anywhere · never: open.",
    )
    product: Line | None = Field(default=None, description="A brand without this product has no such page.")
    index: Flag = Field(default=True, description="Whether search engines may list it.")


class EmailKeys(Keys):
    """An e-mail."""

    template: Line = Field(
        pattern=r"\.html\.j2$", description="HTML template; NAME.txt.j2 beside it is the plain text."
    )
    runtime: list[Line] = Field(default=[], description="Fields that the mailing system fills.")
    product: Line | None = Field(default=None, description="A brand without this product has no such e-mail.")


class LinkKeys(Keys):
    """A link whose target is the brand's."""

    kind: Line | None = Field(
        default=None, description="vendor-business: must be remapped by each brand, or be absent."
    )
    origin: Literal["contact.url", "contact.email", "contact.phone", "legal.terms", "legal.privacy"] | None = Field(
        default=None, alias="from", description="The field of the brand that gives it."
    )


class FeatureKeys(Keys):
    """A switch, or a choice between options."""

    default: Line = Field(description="true, false, or one of the options.")
    options: list[Line] = Field(default=[], description="What may be chosen; a switch has none.")


def _three(value: Any) -> Any:
    if isinstance(value, list) and len(value) != 3:
        message = "a pair is [ink, paper, level], such as [color.ink, color.paper, AA]"
        raise PydanticCustomError("malformed", "{message}", {"message": message})
    return value


Pair = Annotated[tuple[Line, Line, Literal["AA", "AA-large", "UI", "AAA"]], BeforeValidator(_three)]


class ThemeFile(Keys):
    """What the product offers to a brand, and what it needs of one."""

    product: ProductKeys = Field(description="The product that is rebranded.")
    source_locale: LanguageTag = Field(default="en", description="The language that the others are compared with.")
    requires: RequiresKeys = Field(default=RequiresKeys(), description="What each brand must give.")
    fonts: dict[Name, FontKeys] = Field(default={}, description="Roles and what they are set in by default.")
    palette: dict[Name, PaletteKeys] = Field(default={}, description="Colours derived from seeds.")
    contrast: list[Pair] = Field(
        default=[], description="Pairs of ink and paper and what they must reach: AA 4.5 · AA-large, UI 3 · AAA 7."
    )
    papers: list[Line] = Field(default=[], description="Colour tokens on which a logo may stand.")
    logo: LogoKeys = Field(default=LogoKeys(), description="How a brand's logo is shown.")
    icons: IconKeys = Field(default=IconKeys(), description="How icons are made of a brand's sign.")
    share: ShareKeys = Field(default=ShareKeys(), description="The card that stands for a page where it is shared.")
    pages: dict[Name, PageKeys] = Field(description="Pages by name; home is the start page.")
    emails: dict[Name, EmailKeys] = Field(default={}, description="E-mails by name.")
    placeholder: Line = Field(
        default="{{ %s }}", description="How the mailing system writes a run-time field; %s is its name."
    )
    links: dict[Name, LinkKeys] = Field(default={}, description="Links that each brand remaps, or that are absent.")
    hosts: list[Host] = Field(default=[], description="Other hosts that pages may ask.")
    third_party: list[ThirdPartyKeys] = Field(default=[], description="What others have made of the theme's files.")
    twins: list[Literal["br", "gz"]] = Field(
        default=[], description="Packed twins beside the site's texts, for servers that send these: br · gz."
    )
    features: dict[Name, FeatureKeys] = Field(default={}, description="Switches and choices that a brand may set.")


def _feature(name: str, keys: FeatureKeys, span: Span, problems: list[Problem]) -> Feature:
    if keys.options:
        if keys.default not in keys.options:
            hint = "known here: " + ", ".join(keys.options)
            problems.append(error("WL104", f"the default '{keys.default}' is none of the options", span, hint=hint))
        return Feature(name, keys.default, tuple(keys.options), span)
    if keys.default not in ("true", "false"):
        hint = "name the choices under 'options:', or write true or false"
        message = f"'{keys.default}' is no default of a switch; true or false was wanted"
        problems.append(error("WL103", message, span, hint=hint))
    return Feature(name, keys.default == "true", (), span)


def _tokens(tree: Tree, path: str, problems: list[Problem]) -> TokenFile | None:
    blob = tree.files.get(path)
    return _token_file("", path, blob, problems) if blob is not None else None


@once
def _token_file(_: str, path: str, blob: Blob, problems: list[Problem]) -> TokenFile | None:
    node = source.read_json(blob.read(), path)
    if isinstance(node, Problem):
        problems.append(node)
        return None
    return load_tokens(node, problems)


def _locales(tree: Tree, problems: list[Problem]) -> dict[str, Mapping[str, Text]]:
    found: dict[str, Mapping[str, Text]] = {}
    for name, blob in tree.under(f"{FOLDER}/locales").items():
        path = f"{FOLDER}/locales/{name}"
        if not name.endswith((".yaml", ".yml")):
            continue
        tag = name.rpartition(".")[0]
        if language_tag(tag) != tag or not is_known_language(tag):
            hint = "name the file by its language, such as 'ru.yaml', 'en.yaml' or 'de-AT.yaml'"
            problems.append(error("WL105", f"'{tag}' is no language tag that CLDR knows", Span(path), hint=hint))
            continue
        texts = _locale(tag, path, blob, problems)
        if texts is not None:
            found[tag] = texts
    return found


@once
def _locale(_: str, path: str, blob: Blob, problems: list[Problem]) -> Mapping[str, Text] | None:
    node = source.read_yaml(blob.read(), path)
    if isinstance(node, Problem):
        problems.append(node)
        return None
    return load_texts(node, problems)


@once
def _theme_file(_: str, path: str, blob: Blob, problems: list[Problem]) -> tuple[source.Node, ThemeFile | None] | None:
    node = source.read_yaml(blob.read(), path)
    if isinstance(node, Problem):
        problems.append(node)
        return None
    return node, read(ThemeFile, node, problems)


def _share(keys: ShareKeys, span: Span) -> ShareRule:
    return ShareRule(
        keys.line,
        keys.font,
        keys.paper,
        keys.ink,
        tuple(keys.accents),
        keys.radius,
        keys.weight,
        keys.tracking,
        keys.leading,
        span,
    )


def read_outward(tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other hosts that pages may ask, and names of links to where a party sells itself.

    There are none where the theme's file is missing or can't be read.
    """
    blob = tree.files.get(FILE)
    node = source.read_yaml(blob.read(), FILE) if blob is not None else None
    written = read(ThemeFile, node, []) if node is not None and not isinstance(node, Problem) else None
    if written is None:
        return (), ()
    return tuple(written.hosts), tuple(name for name, keys in written.links.items() if keys.kind == BUSINESS)


def load_theme(tree: Tree, problems: list[Problem]) -> Theme | None:
    """The base theme from its folder; ``None`` where it can't be read. One that is as it was is the same object."""
    own = ((path, blob, blob.place) for path, blob in tree.files.items() if path.startswith(f"{FOLDER}/"))
    theme, found = _theme(tuple(own))
    problems.extend(found)
    return theme


@functools.lru_cache(maxsize=2)
def _theme(own: tuple[tuple[str, Blob, Path | None], ...]) -> tuple[Theme | None, tuple[Problem, ...]]:
    found: list[Problem] = []
    return _load_theme(Tree({path: blob for path, blob, _ in own}), found), tuple(found)


def _load_theme(tree: Tree, problems: list[Problem]) -> Theme | None:
    blob = tree.files.get(FILE)
    if blob is None:
        problems.append(
            error("WL102", f"'{FILE}' is missing", Span(FILE), hint="'whitelabel init' makes a project that has one")
        )
        return None
    read_file = _theme_file("", FILE, blob, problems)
    if read_file is None:
        return None
    node, written = read_file
    tokens = _tokens(tree, f"{FOLDER}/tokens.json", problems)
    dark = _tokens(tree, f"{FOLDER}/tokens.dark.json", problems)
    texts = _locales(tree, problems)
    templates = load_templates(tree.under(f"{FOLDER}/templates"), f"{FOLDER}/templates", problems)
    pictures = load_pictures(tree.under(f"{FOLDER}/assets"), f"{FOLDER}/assets", problems)
    styles = load_styles(
        tree.under(f"{FOLDER}/assets"), f"{FOLDER}/assets", problems, written.hosts if written is not None else ()
    )
    if written is None or not isinstance(node, source.Mapping):
        return None

    def place(*loc: str | int) -> Span:
        return source.at(node, loc).span

    def key(*loc: str | int) -> Span:
        return source.key_span(node, loc)

    if written.placeholder.count("%s") != 1:
        hint = "write '%s' where the field's name goes, such as '{{ %s }}'"
        problems.append(
            error("WL105", "'placeholder' holds the mark '%s' not exactly once", place("placeholder"), hint=hint)
        )
    features = {name: _feature(name, keys, key("features", name), problems) for name, keys in written.features.items()}
    others = tuple(
        third_party(keys, tree, place, position, problems) for position, keys in enumerate(written.third_party)
    )
    if any(problem.is_error for problem in problems):
        return None
    return Theme(
        product=written.product.name,
        version=written.product.version,
        source_locale=written.source_locale,
        required_colors=tuple(written.requires.colors),
        required_texts=tuple(written.requires.texts),
        fonts={role: font(role, keys, f"{FOLDER}/assets", key("fonts", role)) for role, keys in written.fonts.items()},
        palette=tuple(
            PaletteEntry(
                name,
                keys.seed,
                keys.scale,
                tuple(keys.states),
                keys.ink,
                tuple(keys.text),
                keys.dark,
                key("palette", name),
            )
            for name, keys in written.palette.items()
        ),
        contrast=tuple(
            Contrast(ink, paper, level, place("contrast", position))
            for position, (ink, paper, level) in enumerate(written.contrast)
        ),
        papers=tuple(written.papers),
        logo=LogoRule(written.logo.vanishing, written.logo.box, written.logo.mail),
        icons=IconRule(written.icons.paper, written.icons.padding / 100),
        share=_share(written.share, source.key_span(node, ("share",))),
        pages=tuple(
            Page(name, keys.template, keys.lock, keys.product or "", keys.index, key("pages", name))
            for name, keys in written.pages.items()
        ),
        emails=tuple(
            Email(name, keys.template, tuple(keys.runtime), keys.product or "", key("emails", name))
            for name, keys in written.emails.items()
        ),
        placeholder=written.placeholder,
        links={
            name: Link(name, keys.kind or "", keys.origin or "", key("links", name))
            for name, keys in written.links.items()
        },
        hosts=tuple(written.hosts),
        third_party=others,
        twins=tuple(sorted(set(written.twins))),
        features=features,
        tokens=tokens if tokens is not None else load_tokens(source.Mapping((), Span(f"{FOLDER}/tokens.json")), []),
        dark=dark,
        texts=texts,
        templates=templates,
        pictures=pictures,
        styles=styles,
        assets={name: blob for name, blob in tree.under(f"{FOLDER}/assets").items() if not name.endswith(PICTURE)},
        static=tree.under(f"{FOLDER}/static"),
        node=cast(Any, node),
    )
