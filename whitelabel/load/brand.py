"""``brands/<slug>/brand.yaml``: one reseller, its look, its words and its rights.

WL110: a brand is unknown
    There is no folder of that name with a `brand.yaml` under `brands/`.
WL111: a brand's folder has no slug for a name
    A slug is lower-case letters, digits and inner hyphens, at most 63 characters, not `artifacts` and no device name;
    it becomes a folder, a host name and a file name on any system. Two that differ by case alone are one.
WL112: a live brand lacks what it needs to go live
    `domain` and `region_lock` are required once `status` is live; a draft may be without.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, Discriminator, Field, Tag

from whitelabel import source
from whitelabel.load.fonts import FontValue, font
from whitelabel.load.grants import RegionLockKeys, read_grants
from whitelabel.load.project import MarkValue
from whitelabel.load.schema import (
    Day,
    Host,
    Keys,
    LanguageTag,
    Line,
    LinkAddress,
    MailAddress,
    Phone,
    ShortLine,
    TextTree,
    TokenValue,
    WebAddress,
    Word,
    each_once,
    language_tag,
    read,
    text_or_map,
)
from whitelabel.load.texts import load_texts
from whitelabel.model import Brand, Text, TokenOverride
from whitelabel.problem import Problem, Span, did_you_mean, error

FOLDER = "brands"
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10))]
)


class ContactKeys(Keys):
    """How the brand's customers reach it."""

    email: MailAddress | None = Field(default=None, description="Where customers write to.")
    phone: Phone | None = Field(default=None, description="Where customers call, such as +7 495 000-00-00.")
    url: WebAddress | None = Field(default=None, description="The brand's own page for help.")


class LegalKeys(Keys):
    """The brand's own legal pages, where it has any."""

    terms: WebAddress | None = Field(default=None, description="Its terms, in place of the theme's page.")
    privacy: WebAddress | None = Field(default=None, description="Its privacy notice, in place of the theme's page.")


class LogoKeys(Keys):
    """Variants of the logo; files in the brand's folder."""

    light: Line | None = Field(default=None, description="On light paper; made from the dark one where absent.")
    dark: Line | None = Field(default=None, description="On dark paper; made from the light one where absent.")
    mark: Line | None = Field(
        default=None, description="The square sign; found in the logo, or a monogram, where absent."
    )
    mono: Line | None = Field(default=None, description="The sign in one colour, for masks; drawn where absent.")


class MailKeys(Keys):
    """Who the product's e-mails come from."""

    sender: MailAddress | None = Field(default=None, alias="from", description="The sender.")
    reply_to: MailAddress | None = Field(default=None, description="Where answers go; the sender where absent.")


class SecurityKeys(Keys):
    """What stands in .well-known/security.txt (RFC 9116)."""

    contact: LinkAddress = Field(description="Where to report a weakness: mailto:, tel: or https://.")
    expires: Day = Field(description="The day after which this is not to be relied on.")


class BrandFile(Keys):
    """One reseller of the product."""

    name: Line = Field(description="Its name, as its customers know it.")
    short_name: ShortLine | None = Field(default=None, description="For home screens; at most 12 characters.")
    legal_name: Line | None = Field(default=None, description="The company, for legal pages.")
    domain: Host | None = Field(default=None, description="Where the bundle is served; required once live.")
    contact: ContactKeys = Field(default=ContactKeys(), description="How its customers reach it.")
    legal: LegalKeys = Field(default=LegalKeys(), description="Its own legal pages.")
    logo: Annotated[Annotated[Line, Tag("text")] | Annotated[LogoKeys, Tag("map")], Discriminator(text_or_map)] = Field(
        description="SVG, PNG, JPEG or WebP in the brand's folder."
    )
    colors: dict[str, TokenValue] = Field(
        default={}, max_length=500, description="Any CSS colour, or {light: …, dark: …}."
    )
    fonts: dict[str, FontValue] = Field(
        default={}, max_length=50, description="Roles of the theme: a family, a file or files."
    )
    tokens: dict[str, TokenValue] = Field(default={}, max_length=2000, description="Any token of the theme.")
    locales: Annotated[list[LanguageTag], AfterValidator(each_once)] = Field(
        default=[], max_length=100, description="Languages; the first is the default."
    )
    texts: dict[LanguageTag, TextTree] = Field(default={}, description="Texts in its own words, by language.")
    names: dict[
        LanguageTag, dict[Literal["genitive", "dative", "accusative", "instrumental", "prepositional"], Line]
    ] = Field(default={}, description="Case forms of its name, by language.")
    features: dict[str, Word] = Field(
        default={}, max_length=200, description="Switches and choices that the theme declares."
    )
    links: dict[str, LinkAddress] = Field(default={}, max_length=200, description="Targets of the theme's links.")
    marks: list[MarkValue] = Field(
        default=[], max_length=200, description="What must never show in another brand's bundle."
    )
    status: Literal["draft", "live"] = Field(
        default="live", description="draft: may have no rights yet, and is not indexed."
    )
    party: Line | None = Field(default=None, description="Who holds the rights; default: the slug.")
    mail: MailKeys = Field(default=MailKeys(), description="Who its e-mails come from.")
    security: SecurityKeys | None = Field(default=None, description="For .well-known/security.txt.")
    region_lock: RegionLockKeys | None = Field(
        default=None, description="Where and when it may sell; required once live."
    )

    @classmethod
    def reserved(cls) -> dict[str, str]:
        """Keys that get a meaning later."""
        return {
            "under": "sub-resellers",
            "extends": "the look of another brand",
            "campaigns": "campaigns",
            "prices": "prices",
        }


def check_slug(slug: str, span: Span) -> Problem | None:
    """A problem where a folder's name can't be a slug."""
    if slug == "artifacts" or slug.lower() in DEVICES:
        keeper = "this tool keeps for itself" if slug == "artifacts" else "Windows keeps for a device"
        return error(
            "WL111",
            f"'{slug}' is a name that {keeper}",
            span,
            hint=f"rename the folder, for example to '{slug.lower()}-realty'",
        )
    if not SLUG.fullmatch(slug):
        near = re.sub("[^a-z0-9]+", "-", slug.lower())[:63].strip("-")
        hint = f"rename the folder, for example to '{near}'" if near else "rename the folder"
        message = f"'{slug}' is no slug; lower-case letters, digits and inner hyphens were wanted"
        return error("WL111", message, span, hint=hint)
    return None


_MODES = ("light", "dark")


def _override(node: source.Node, span: Span, problems: list[Problem]) -> TokenOverride:
    if not isinstance(node, source.Mapping) or not any(node.get(mode) for mode in _MODES):
        return TokenOverride(node, None, span)
    for key, _ in node:
        if key.text not in _MODES:
            message = f"unknown key '{key.text}' beside 'light' and 'dark'"
            problems.append(error("WL101", message, key.span, hint=did_you_mean(key.text, _MODES)))
    return TokenOverride(node.get("light"), node.get("dark"), span)


def _overrides(node: source.Mapping, problems: list[Problem]) -> dict[str, TokenOverride]:
    found: dict[str, TokenOverride] = {}
    for holder, stem in ((node.get("colors"), "color."), (node.get("tokens"), "")):
        if not isinstance(holder, source.Mapping):
            continue
        for key, value in holder:
            name = stem + key.text
            if isinstance(value, source.Scalar) and value.is_null and not value.text:
                hint = f"put a colour that begins with '#' in quotes, or leave '{key.text}' out to inherit"
                problems.append(
                    error("WL103", f"nothing stands for '{key.text}'; a value was wanted", value.span, hint=hint)
                )
            elif name in found:
                message = f"'{name}' is given under 'colors' and under 'tokens'"
                problems.append(error("WL006", message, key.span, hint="keep one of the two"))
            else:
                found[name] = _override(value, key.span, problems)
    return found


def _given(keys: Keys, *, by_alias: bool = True) -> dict[str, str]:
    return cast(dict[str, str], keys.model_dump(exclude_none=True, by_alias=by_alias))


def _texts(node: source.Mapping, problems: list[Problem]) -> dict[str, Mapping[str, Text]]:
    found: dict[str, Mapping[str, Text]] = {}
    holder = node.get("texts")
    for key, value in holder if isinstance(holder, source.Mapping) else ():
        tag = language_tag(key.text)
        if tag in found:
            problems.append(error("WL006", f"'{tag}' is written twice", key.span, hint="keep one of the two"))
        elif tag is not None:
            found[tag] = load_texts(value, problems)
    return found


def load_brand(slug: str, node: source.Node, problems: list[Problem]) -> Brand | None:
    """One brand from its file; ``None`` where it has a mistake that others would follow from.

    Args:
        slug: Name of its folder.
        node: What was read of ``brand.yaml``.
        problems: Takes what is wrong, each with the brand.
    """
    found: list[Problem] = []
    written = read(BrandFile, node, found, _FREE)
    brand: Brand | None = None
    if isinstance(node, source.Mapping):
        before = len(found)
        overrides = _overrides(node, found)
        # A colour that isn't there would be missed once more by those who want it.
        sound = len(found) == before
        texts = _texts(node, found)
        if written is not None and isinstance(written.logo, LogoKeys) and not (written.logo.light or written.logo.dark):
            hint = "add 'light:', or 'dark:' where the logo is made for dark paper"
            span = source.key_span(node, ("logo",))
            found.append(error("WL102", "the key 'logo' has neither 'light' nor 'dark'", span, hint=hint))
            sound = False
        if written is not None and sound:
            brand = _brand(slug, written, node, overrides, texts)
            found.extend(missing_when_live(brand, "domain"))
    problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)
    return brand


_FREE = (
    *("short_name", "legal_name", "domain", "contact", "legal", "fonts", "locales", "texts", "names", "features"),
    *("links", "marks", "party", "mail", "security", "region_lock"),
)
"""Keys that nothing else in the file depends on."""


def missing_when_live(brand: Brand, key: str) -> list[Problem]:
    """A problem where a live brand lacks a key."""
    if brand.status == "draft" or brand.node.get(key) is not None:
        return []
    span = brand.key_span("status") if brand.node.get("status") else Span(brand.path)
    return [error("WL112", f"a live brand needs '{key}'", span, hint=f"add '{key}:', or 'status: draft' for now")]


def _brand(
    slug: str,
    written: BrandFile,
    node: source.Mapping,
    overrides: Mapping[str, TokenOverride],
    texts: Mapping[str, Mapping[str, Text]],
) -> Brand:
    folder = f"{FOLDER}/{slug}"
    logo = {"light": written.logo} if isinstance(written.logo, str) else _given(written.logo)
    lock = written.region_lock
    return Brand(
        slug=slug,
        path=f"{folder}/brand.yaml",
        name=written.name,
        short_name=written.short_name or "",
        legal_name=written.legal_name or "",
        domain=written.domain or "",
        contact=_given(written.contact),
        legal=_given(written.legal),
        logo=logo,
        overrides=overrides,
        fonts={
            role: font(role, value, folder, source.key_span(node, ("fonts", role)))
            for role, value in written.fonts.items()
        },
        locales=tuple(written.locales),
        texts=texts,
        names={tag: {str(case): form for case, form in forms.items()} for tag, forms in written.names.items()},
        features=dict(written.features),
        links=dict(written.links),
        status=written.status,
        party=written.party or slug,
        mail=_given(written.mail),
        security=_given(written.security) if written.security else {},
        grants=read_grants(lock.grants, lock.contract, node, ("region_lock", "grants")) if lock else (),
        node=node,
    )
