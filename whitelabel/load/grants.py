"""Grants as they are written: in a brand's ``region_lock``, or in the vendor's own ``contracts/<slug>.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from whitelabel import source
from whitelabel.load.project import Places, place_words
from whitelabel.load.schema import Day, Keys, Line, Whole, text_or_map
from whitelabel.model import Grant
from whitelabel.problem import Span


class ContractKeys(Keys):
    """The contract behind the grants."""

    ref: Line = Field(description="Its number or name.")
    signed: Day | None = Field(default=None, description="The day on which it was signed.")


ContractValue = Annotated[
    Annotated[Line, Tag("text")] | Annotated[ContractKeys, Tag("map")], Discriminator(text_or_map)
]


class GrantKeys(Keys):
    """A right to sell."""

    territories: Places = Field(description="ISO 3166 codes, areas and groups; a leading - takes away.")
    exclusivity: Literal["exclusive", "sole", "shared", "non-exclusive"] = Field(
        description="exclusive: nobody else, not even the vendor · sole: nobody but the vendor · shared · non-exclusive."
    )
    up_to: Whole | None = Field(default=None, description="shared: at most so many resellers in all.")
    products: list[Line] = Field(default=[], max_length=200, description="Absent: all.")
    starts: Day | None = Field(default=None, alias="from", description="First day; absent: open.")
    ends: Day | None = Field(default=None, alias="until", description="Last day, included; absent: open.")
    contract: ContractValue | None = Field(default=None, description="A contract of its own, such as a renewal.")
    run_off_days: Whole = Field(
        default=0, description="After the last day: existing customers are served, nothing is sold."
    )


GRANTS_LIMIT = 500
"""Grants of one brand."""


class RegionLockKeys(Keys):
    """Where and when the brand may sell."""

    contract: ContractValue | None = Field(default=None, description="The contract behind all grants, or its number.")
    grants: list[GrantKeys] = Field(
        min_length=1, max_length=GRANTS_LIMIT, description="What may be sold where, and for how long."
    )


def _reference(value: str | ContractKeys | None) -> str:
    return value.ref if isinstance(value, ContractKeys) else value or ""


_PLACED = ("exclusivity", "up_to", "from", "until")


def _spans(node: source.Node) -> dict[str, Span]:
    if not isinstance(node, source.Mapping):
        return {}
    spans = {key: value.span for key in _PLACED if (value := node.get(key)) is not None}
    products = node.get("products")
    if isinstance(products, source.Sequence):
        spans |= {f"products.{number}": item.span for number, item in enumerate(products.items)}
    return spans


def read_grants(written: Sequence[GrantKeys], contract: Any, node: source.Node, loc: source.Loc) -> tuple[Grant, ...]:
    """Grants as values.

    Args:
        written: What the schema made of them.
        contract: The contract behind all of them that name none themselves.
        node: The whole file.
        loc: Where the list of grants stands in it.
    """
    found: list[Grant] = []
    for position, keys in enumerate(written):
        place = source.at(node, (*loc, position))
        found.append(
            Grant(
                territories=place_words(keys.territories, source.at(place, ("territories",))),
                exclusivity=keys.exclusivity,
                up_to=keys.up_to or 0,
                products=tuple(keys.products),
                starts=keys.starts or "",
                ends=keys.ends or "",
                contract=_reference(keys.contract or contract),
                run_off_days=keys.run_off_days,
                span=place.span,
                spans=_spans(place),
            )
        )
    return tuple(found)
