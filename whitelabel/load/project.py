"""``whitelabel.yaml``: the vendor, its products, territory groups, places and policy.

WL117: a second name of a place says what only the place itself can
    `same_as` makes one code another name for a place; where it lies, and what it is called, is said of the place.
WL116: a product stands twice
    Products are told apart by their names, whatever the case of letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from whitelabel import source
from whitelabel.load.schema import Day, Keys, LanguageTag, Line, Whole, malformed, read, text_or_map
from whitelabel.model import Allowance, Mark, OwnPlace, Policy, Purity, Requirement, Vendor
from whitelabel.problem import Problem, Span, error, nearest
from whitelabel.rights.zone import names as zone_names


class NarrowMark(Keys):
    """A mark that is a common word, narrowed."""

    text: Line = Field(description="The word that must not show.")
    case: Literal["exact", "any"] = Field(
        default="any", description="exact: only in this spelling · any: in upper case, too."
    )


MarkValue = Annotated[
    Annotated[Line, Tag("text")] | Annotated[NarrowMark, Tag("map")],
    Discriminator(text_or_map),
]


def read_marks(node: source.Node | None) -> tuple[Mark, ...]:
    """The marks of a list of marks, each with its place; what in it is none is left out."""
    found: list[Mark] = []
    for item in node.items if isinstance(node, source.Sequence) else ():
        text = item.get("text") if isinstance(item, source.Mapping) else item
        case = item.get("case") if isinstance(item, source.Mapping) else None
        if isinstance(text, source.Scalar) and not text.is_null and text.text.strip():
            is_exact = isinstance(case, source.Scalar) and case.text == "exact"
            found.append(mark_of(text, "mark", is_exact=is_exact))
    return tuple(found)


def mark_of(node: source.Scalar, kind: str, *, is_exact: bool = False) -> Mark:
    """A mark that stands somewhere as text."""
    return Mark(" ".join(node.text.split()), kind, is_exact, node.span.path, node.span.line, node.span.column)


class VendorKeys(Keys):
    """Who makes the product."""

    brand: Line = Field(description="Slug of the vendor's own channel: a brand like any other, and a party.")
    marks: list[MarkValue] = Field(
        default=[], description="What must never show in a reseller's bundle, beyond what the vendor's brand says."
    )


def _timezone(name: str) -> str:
    if name not in zone_names():
        near = nearest(name, zone_names())
        meant = f"; did you mean '{near}'?" if near else ", such as 'Europe/Moscow'"
        raise malformed(f"'{name}' is no time zone of the IANA database{meant}")
    return name


Timezone = Annotated[Line, AfterValidator(_timezone)]


class PolicyKeys(Keys):
    """The vendor's decisions for all brands."""

    rights: Literal["brands", "contracts"] = Field(
        default="brands", description="Where rights stand: in brand.yaml, or only in contracts/<slug>.yaml."
    )
    contrast: Literal["error", "adjust", "warn"] = Field(
        default="error", description="What becomes of a pair of colours that can't be read."
    )
    national_grant: Literal["allow", "warn", "error"] = Field(
        default="warn", description="One reseller holding a whole country."
    )
    expiring_days: Whole = Field(default=30, description="How many days before its end a grant is warned about.")
    timezone: Timezone = Field(default="UTC", description="Where a contract's days begin and end (IANA name).")
    disclose: Literal["places", "dates"] = Field(
        default="places", description="What a reseller is told of ground held by others."
    )


class AllowKeys(Keys):
    """A mark that may show in some files."""

    mark: Line = Field(description="The mark that is let through.")
    path: Line = Field(description="Pattern of the files in a bundle.")
    reason: Line = Field(description="Why it may show.")
    until: Day | None = Field(default=None, description="The last day on which it may.")


class RequireKeys(Keys):
    """A text that has to stand on some pages, as the law wants."""

    text: Line = Field(description="The text, word by word.")
    pages: list[Line] = Field(min_length=1, description="Pages of the theme that have to say it.")


class PurityKeys(Keys):
    """What the check for foreign marks lets through, and what has to be there."""

    allow: list[AllowKeys] = Field(default=[], description="Marks that may show, where and until when.")
    require: list[RequireKeys] = Field(default=[], description="Texts that have to be there.")
    marks: list[MarkValue] = Field(default=[], description="What must not show any more: marks of brands that left.")


Places = Annotated[Annotated[Line, Tag("text")] | Annotated[list[Line], Tag("list")], Discriminator(text_or_map)]
"""A territory expression: a list of words, or one text of words."""


def place_words(written: str | list[str], node: source.Node) -> tuple[tuple[str, Span], ...]:
    """The words of a territory expression, each with its place."""
    if isinstance(node, source.Sequence):
        return tuple((item.text, item.span) for item in node.items if isinstance(item, source.Scalar))
    text = written if isinstance(written, str) else " ".join(written)
    span = node.span
    if not isinstance(node, source.Scalar) or not node.plain or node.text != text:
        return tuple((word, span) for word in text.split())
    # Without quotes and on one line, a word stands where the text has it.
    found: list[tuple[str, Span]] = []
    end = 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        found.append((word, Span(span.path, span.line, span.column + start, len(word))))
    return tuple(found)


class PlaceKeys(Keys):
    """A place that the vendor sees otherwise than the table, or that the table doesn't have."""

    inside: Places | None = Field(
        default=None, description="All places that hold it, each by its code; [] means the world alone."
    )
    same_as: Line | None = Field(default=None, description="Another place's code: this one is a second name for it.")
    names: dict[LanguageTag, Line] = Field(default={}, description="Its name, by language.")


class ProjectFile(Keys):
    """The vendor's project; marks its root."""

    vendor: VendorKeys = Field(description="Who makes the product.")
    products: list[Line] = Field(min_length=1, description="What can be sold, each by its own grant.")
    territories: dict[Line, Places] = Field(default={}, description="Groups of places, named in lower case.")
    places: dict[Line, PlaceKeys] = Field(
        default={}, description="What the table of places should say otherwise, by code."
    )
    policy: PolicyKeys = Field(default=PolicyKeys(), description="The vendor's decisions for all brands.")
    purity: PurityKeys = Field(default=PurityKeys(), description="Marks let through, and texts that must be there.")


def load_project(node: source.Node, problems: list[Problem]) -> Vendor | None:
    """The vendor's project from its file."""
    written = read(ProjectFile, node, problems)
    if written is None or not isinstance(node, source.Mapping):
        return None
    problems.extend(_twice(written.products, node))
    return Vendor(
        brand=written.vendor.brand,
        marks=read_marks(source.at(node, ("vendor", "marks"))),
        products=tuple(dict.fromkeys(written.products)),
        territories={
            name: place_words(words, source.at(node, ("territories", name)))
            for name, words in written.territories.items()
        },
        places=_places(written.places, node, problems),
        policy=Policy(**written.policy.model_dump()),
        purity=_purity(written.purity, node),
        node=node,
    )


def _purity(written: PurityKeys, node: source.Mapping) -> Purity:
    return Purity(
        allow=tuple(
            Allowance(
                one.mark,
                one.path,
                one.reason,
                one.until or "",
                source.at(node, ("purity", "allow", place, "mark")).span,
            )
            for place, one in enumerate(written.allow)
        ),
        require=tuple(
            Requirement(one.text, tuple(one.pages), source.at(node, ("purity", "require", place, "text")).span)
            for place, one in enumerate(written.require)
        ),
        marks=read_marks(source.at(node, ("purity", "marks"))),
    )


def _twice(products: list[str], node: source.Mapping) -> list[Problem]:
    seen: dict[str, str] = {}
    found: list[Problem] = []
    for position, product in enumerate(products):
        known = seen.setdefault(product.casefold(), product)
        if known is not product:
            span = source.at(node, ("products", position)).span
            found.append(error("WL116", f"the product '{product}' stands twice", span, hint="keep one of the two"))
    return found


def _places(written: Mapping[str, PlaceKeys], node: source.Mapping, problems: list[Problem]) -> dict[str, OwnPlace]:
    for code, keys in written.items():
        for key in ("inside", "names"):
            if keys.same_as and getattr(keys, key):
                message = f"'{code}' is another name for '{keys.same_as}', and can't have '{key}' of its own"
                span = source.key_span(node, ("places", code, key))
                problems.append(error("WL117", message, span, hint=f"write it under '{keys.same_as}'"))
    return {
        code: OwnPlace(
            inside=None
            if keys.inside is None
            else tuple(keys.inside.split() if isinstance(keys.inside, str) else keys.inside),
            same_as=keys.same_as or "",
            names=dict(keys.names),
            span=source.key_span(node, ("places", code)),
        )
        for code, keys in written.items()
    }
