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

import re
from collections.abc import Mapping
from typing import Annotated, Literal, cast

from pydantic import Discriminator, Field, Tag

from whitelabel import source
from whitelabel.load.fonts import FontValue, font
from whitelabel.load.project import Mark, mark_texts
from whitelabel.load.schema import (
    Anything,
    Day,
    Host,
    Keys,
    LanguageTag,
    Line,
    LinkAddress,
    MailAddress,
    Phone,
    WebAddress,
    Whole,
    read,
    text_or_map,
)
from whitelabel.load.texts import load_texts
from whitelabel.model import Brand, Grant, Text, TokenOverride
from whitelabel.problem import Problem, Span, error

FOLDER = "brands"
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10))]
)


class ContactKeys(Keys):
    """How the brand's customers reach it."""

    email: MailAddress | None = None
    phone: Phone | None = None
    url: WebAddress | None = None


class LegalKeys(Keys):
    """The brand's own legal pages, where it has any."""

    terms: WebAddress | None = None
    privacy: WebAddress | None = None


class LogoKeys(Keys):
    """Variants of the logo; files in the brand's folder."""

    light: Line = Field(description="On light paper.")
    dark: Line | None = Field(default=None, description="On dark paper; the light one where absent.")
    mark: Line | None = Field(default=None, description="The square sign.")
    mono: Line | None = Field(default=None, description="One colour, for masks.")


class MailKeys(Keys):
    """Who the product's e-mails come from."""

    sender: MailAddress | None = Field(default=None, alias="from")
    reply_to: MailAddress | None = None


class SecurityKeys(Keys):
    """What stands in .well-known/security.txt (RFC 9116)."""

    contact: LinkAddress = Field(description="Where to report a weakness: mailto:, tel: or https://.")
    expires: Day = Field(description="The day after which this is not to be relied on.")


class ContractKeys(Keys):
    """The contract behind the grants."""

    ref: Line
    signed: Day | None = None


ContractValue = Annotated[
    Annotated[Line, Tag("text")] | Annotated[ContractKeys, Tag("map")], Discriminator(text_or_map)
]


class GrantKeys(Keys):
    """A right to sell."""

    territories: list[Line] | Line = Field(description="ISO 3166 codes, areas and groups; a leading - takes away.")
    exclusivity: Literal["exclusive", "sole", "shared", "non-exclusive"]
    up_to: Whole | None = Field(default=None, description="shared: at most so many resellers in all.")
    products: list[Line] = Field(default=[], description="Absent: all.")
    starts: Day | None = Field(default=None, alias="from", description="First day; absent: open.")
    ends: Day | None = Field(default=None, alias="until", description="Last day, included; absent: open.")
    contract: ContractValue | None = Field(default=None, description="A contract of its own, such as a renewal.")
    run_off_days: Whole = Field(
        default=0, description="After the last day: existing customers are served, nothing is sold."
    )


class RegionLockKeys(Keys):
    """Where and when the brand may sell."""

    contract: ContractValue | None = None
    grants: list[GrantKeys] = Field(min_length=1)


class BrandFile(Keys):
    """One reseller of the product."""

    name: Line = Field(description="Its name, as its customers know it.")
    short_name: Line | None = Field(default=None, max_length=12, description="For home screens; at most 12 characters.")
    legal_name: Line | None = Field(default=None, description="The company, for legal pages.")
    domain: Host | None = Field(default=None, description="Where the bundle is served; required once live.")
    contact: ContactKeys = Field(default=ContactKeys(), description="How its customers reach it.")
    legal: LegalKeys = Field(default=LegalKeys(), description="Its own legal pages.")
    logo: Annotated[Annotated[Line, Tag("text")] | Annotated[LogoKeys, Tag("map")], Discriminator(text_or_map)] = Field(
        description="SVG, PNG, JPEG or WebP in the brand's folder."
    )
    colors: dict[str, Anything] = Field(default={}, description="Any CSS colour, or {light: …, dark: …}.")
    fonts: dict[str, FontValue] = Field(default={}, description="Roles of the theme: a family, a file or files.")
    tokens: dict[str, Anything] = Field(default={}, description="Any token of the theme.")
    locales: list[LanguageTag] = Field(default=[], description="Languages; the first is the default.")
    texts: dict[LanguageTag, Anything] = Field(default={}, description="Texts in its own words, by language.")
    names: dict[
        LanguageTag, dict[Literal["genitive", "dative", "accusative", "instrumental", "prepositional"], Line]
    ] = Field(default={}, description="Case forms of its name, by language.")
    features: dict[str, str] = Field(default={}, description="Switches and choices that the theme declares.")
    links: dict[str, LinkAddress] = Field(default={}, description="Targets of the theme's links.")
    marks: list[Mark] = Field(default=[], description="What must never show in another brand's bundle.")
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
        return error("WL111", f"'{slug}' is a name that some system or this tool keeps for itself", span)
    if not SLUG.fullmatch(slug):
        near = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:63]
        hint = f"rename the folder, for example to '{near}'" if near else "rename the folder"
        message = f"'{slug}' is no slug; lower-case letters, digits and inner hyphens were wanted"
        return error("WL111", message, span, hint=hint)
    return None


def _override(node: source.Node, span: Span) -> TokenOverride:
    if isinstance(node, source.Mapping) and len(node.items) > 0:
        keys = {key.text for key, _ in node}
        if keys <= {"light", "dark"}:
            return TokenOverride(node.get("light"), node.get("dark"), span)
    return TokenOverride(node, None, span)


def _overrides(node: source.Mapping, problems: list[Problem]) -> dict[str, TokenOverride]:
    found: dict[str, TokenOverride] = {}
    for holder, stem in ((node.get("colors"), "color."), (node.get("tokens"), "")):
        if not isinstance(holder, source.Mapping):
            continue
        for key, value in holder:
            name = stem + key.text
            if isinstance(value, source.Scalar) and value.is_null and not value.text:
                hint = "a colour that begins with '#' has to stand in quotes; leave the key out to inherit"
                problems.append(
                    error("WL103", f"nothing stands after '{key.text}:'; a value was wanted", value.span, hint=hint)
                )
            elif name in found:
                message = f"'{name}' is given under 'colors' and under 'tokens'"
                problems.append(error("WL006", message, key.span, hint="keep one of the two"))
            else:
                found[name] = _override(value, key.span)
    return found


def _contract(value: str | ContractKeys | None) -> str:
    return value.ref if isinstance(value, ContractKeys) else value or ""


def _grants(lock: RegionLockKeys | None, node: source.Mapping) -> tuple[Grant, ...]:
    if lock is None:
        return ()
    found: list[Grant] = []
    for position, keys in enumerate(lock.grants):
        loc = ("region_lock", "grants", position)
        written = source.at(node, (*loc, "territories"))
        if isinstance(written, source.Sequence):
            words = tuple((item.text, item.span) for item in written.items if isinstance(item, source.Scalar))
        else:
            words = tuple((word, written.span) for word in str(keys.territories).split())
        found.append(
            Grant(
                territories=words,
                exclusivity=keys.exclusivity,
                up_to=keys.up_to or 0,
                products=tuple(keys.products),
                starts=keys.starts or "",
                ends=keys.ends or "",
                contract=_contract(keys.contract or lock.contract),
                run_off_days=keys.run_off_days,
                span=source.at(node, loc).span,
            )
        )
    return tuple(found)


def _given(keys: Keys, *, by_alias: bool = True) -> dict[str, str]:
    return cast(dict[str, str], keys.model_dump(exclude_none=True, by_alias=by_alias))


def _texts(node: source.Mapping, problems: list[Problem]) -> dict[str, Mapping[str, Text]]:
    holder = node.get("texts")
    if not isinstance(holder, source.Mapping):
        return {}
    return {key.text: load_texts(value, problems) for key, value in holder}


def load_brand(slug: str, node: source.Node, problems: list[Problem]) -> Brand | None:
    """One brand from its file; ``None`` where it has a mistake.

    Args:
        slug: Name of its folder.
        node: What was read of ``brand.yaml``.
        problems: Takes what is wrong, each with the brand.
    """
    found: list[Problem] = []
    written = read(BrandFile, node, found)
    brand: Brand | None = None
    if isinstance(node, source.Mapping):
        overrides = _overrides(node, found)
        texts = _texts(node, found)
        if written is not None:
            brand = _brand(slug, written, node, overrides, texts)
            found.extend(_missing_when_live(brand))
    problems.extend(_of(slug, problem) for problem in found)
    return None if any(problem.is_error for problem in found) else brand


def _of(slug: str, problem: Problem) -> Problem:
    import dataclasses

    return dataclasses.replace(problem, brands=(slug,))


def _missing_when_live(brand: Brand) -> list[Problem]:
    if brand.status == "draft":
        return []
    span = brand.key_span("status") if brand.node.get("status") else Span(brand.path)
    missing = [key for key in ("domain", "region_lock") if brand.node.get(key) is None]
    return [
        error("WL112", f"a live brand needs '{key}'", span, hint=f"add '{key}:', or 'status: draft' for now")
        for key in missing
    ]


def _brand(
    slug: str,
    written: BrandFile,
    node: source.Mapping,
    overrides: Mapping[str, TokenOverride],
    texts: Mapping[str, Mapping[str, Text]],
) -> Brand:
    folder = f"{FOLDER}/{slug}"
    logo = {"light": written.logo} if isinstance(written.logo, str) else _given(written.logo)
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
        marks=mark_texts(written.marks),
        status=written.status,
        party=written.party or slug,
        mail=_given(written.mail),
        security=_given(written.security) if written.security else {},
        grants=_grants(written.region_lock, node),
        node=node,
    )
