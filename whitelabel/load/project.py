"""``whitelabel.yaml``: the vendor, its products, territory groups and policy."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from whitelabel import source
from whitelabel.load.schema import Day, Keys, Line, Whole, read, text_or_map
from whitelabel.model import Policy, Vendor
from whitelabel.problem import Problem


class NarrowMark(Keys):
    """A mark that is a common word, narrowed."""

    text: Line = Field(description="The word that must not show.")
    case: Literal["exact", "any"] = Field(
        default="any", description="exact: only in this spelling · any: in upper case, too."
    )


Mark = Annotated[
    Annotated[Line, Tag("text")] | Annotated[NarrowMark, Tag("map")],
    Discriminator(text_or_map),
]


def mark_texts(marks: list[Any]) -> tuple[str, ...]:
    """The words of a list of marks."""
    return tuple(mark if isinstance(mark, str) else mark.text for mark in marks)


class VendorKeys(Keys):
    """Who makes the product."""

    brand: Line = Field(description="Slug of the vendor's own channel: a brand like any other, and a party.")
    marks: list[Mark] = Field(
        default=[], description="What must never show in a reseller's bundle, beyond what the vendor's brand says."
    )


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
    timezone: Line = Field(default="UTC", description="Where a contract's days begin and end (IANA name).")
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


Places = Annotated[Annotated[Line, Tag("text")] | Annotated[list[Line], Tag("list")], Discriminator(text_or_map)]


class ProjectFile(Keys):
    """The vendor's project; marks its root."""

    vendor: VendorKeys = Field(description="Who makes the product.")
    products: list[Line] = Field(min_length=1, description="What can be sold, each by its own grant.")
    territories: dict[Line, Places] = Field(default={}, description="Groups of places, named in lower case.")
    policy: PolicyKeys = Field(default=PolicyKeys(), description="The vendor's decisions for all brands.")
    purity: PurityKeys = Field(default=PurityKeys(), description="Marks let through, and texts that must be there.")


def load_project(node: source.Node, problems: list[Problem]) -> Vendor | None:
    """The vendor's project from its file."""
    written = read(ProjectFile, node, problems)
    if written is None or not isinstance(node, source.Mapping):
        return None
    return Vendor(
        brand=written.vendor.brand,
        marks=mark_texts(written.vendor.marks),
        products=tuple(written.products),
        territories={
            name: tuple(words.split() if isinstance(words, str) else words)
            for name, words in written.territories.items()
        },
        policy=Policy(**written.policy.model_dump()),
        node=node,
    )
