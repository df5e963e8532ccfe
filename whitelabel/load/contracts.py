"""``contracts/<slug>.yaml``: the rights of a brand, where resellers edit their brand files themselves.

WL114: rights stand in a brand file, though they belong into `contracts/`
    With `policy.rights: contracts` the vendor alone writes rights, parties and marks: whoever edits a brand file can't write
    itself the world, or itself into another's party. Move them to `contracts/<slug>.yaml`.
WL115: a file in `contracts/` is not read
    Its name is no brand's slug with `.yaml` behind it, or `policy.rights` says that rights stand in the brand files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.load.grants import GRANTS_LIMIT, ContractValue, GrantKeys, read_grants
from whitelabel.load.project import MarkValue, read_marks
from whitelabel.load.schema import Keys, Line, read
from whitelabel.model import Grant, Mark
from whitelabel.problem import Problem, error

FOLDER = "contracts"
VENDORS_OWN = ("party", "marks", "region_lock")
"""Keys of a brand file that the vendor alone writes, with ``policy.rights: contracts``."""


class ContractFile(Keys):
    """The vendor's contract with one reseller."""

    party: Line | None = Field(default=None, description="Who holds the rights; default: the slug.")
    marks: list[MarkValue] = Field(
        default=[], max_length=200, description="What must never show in another brand's bundle."
    )
    contract: ContractValue | None = Field(default=None, description="The contract behind all grants, or its number.")
    grants: list[GrantKeys] = Field(
        min_length=1, max_length=GRANTS_LIMIT, description="What may be sold where, and for how long."
    )


@dataclass(frozen=True, slots=True)
class Contract:
    """What a brand's contract says in place of its brand file."""

    party: str
    marks: tuple[Mark, ...]
    grants: tuple[Grant, ...]


def contract_path(slug: str) -> str:
    """Where a brand's contract stands."""
    return f"{FOLDER}/{slug}.yaml"


def read_contract(slug: str, blob: Blob, problems: list[Problem], path: str = "") -> Contract | None:
    """One contract from its file; ``None`` where it has a mistake.

    Args:
        slug: The brand's; its party where the file names none.
        blob: The file.
        problems: Takes what is wrong.
        path: Of a file that stands elsewhere than a brand's contract does.
    """
    node = source.read_yaml(blob.read(), path or contract_path(slug))
    if isinstance(node, Problem):
        problems.append(node)
        return None
    written = read(ContractFile, node, problems)
    if written is None:
        return None
    grants = read_grants(written.grants, written.contract, node, ("grants",))
    return Contract(written.party or slug, read_marks(source.at(node, ("marks",))), grants)


def vendors_own(slug: str, node: source.Mapping) -> Iterator[Problem]:
    """What a brand file says, though the vendor alone may say it."""
    for key in VENDORS_OWN:
        written = node.key(key)
        if written is not None:
            message = f"'{key}' stands in a brand file; with 'rights: contracts' it is the vendor's to write"
            hint = f"take it away; the vendor has it in '{contract_path(slug)}'"
            yield error("WL114", message, written.span, hint=hint)
