"""Rights: places, terms, grants, and where they conflict; no files of the project, no brands."""

from whitelabel.rights.conflict import (
    Conflict,
    National,
    Overlap,
    by_channel,
    conflict_problem,
    conflicts,
    conflicts_of,
    national_problem,
    nationals,
    overlap_problem,
    overlaps,
)
from whitelabel.rights.coverage import Lapse, covers, lapse_problem, lapses
from whitelabel.rights.free import first_open_day, offer, open_ground, open_terms, taken
from whitelabel.rights.grant import Claim, Strength, bear, read_claim
from whitelabel.rights.naming import names
from whitelabel.rights.partner import Disclose, partner_problems, unavailable
from whitelabel.rights.table import WORLD, Overrides, Place, Table, build, standard, tongues
from whitelabel.rights.term import ALWAYS, Term, between, cover, gaps, on, read_term
from whitelabel.rights.territory import NOWHERE, Groups, Territory, Words, parse, read_groups, territory_of
from whitelabel.rights.told import told_ground, told_products

__all__ = [
    "ALWAYS",
    "NOWHERE",
    "WORLD",
    "Claim",
    "Conflict",
    "Disclose",
    "Groups",
    "Lapse",
    "National",
    "Overlap",
    "Overrides",
    "Place",
    "Strength",
    "Table",
    "Term",
    "Territory",
    "Words",
    "bear",
    "between",
    "build",
    "by_channel",
    "conflict_problem",
    "conflicts",
    "conflicts_of",
    "cover",
    "covers",
    "first_open_day",
    "gaps",
    "lapse_problem",
    "lapses",
    "names",
    "national_problem",
    "nationals",
    "offer",
    "on",
    "open_ground",
    "open_terms",
    "overlap_problem",
    "overlaps",
    "parse",
    "partner_problems",
    "read_claim",
    "read_groups",
    "read_term",
    "standard",
    "taken",
    "territory_of",
    "told_ground",
    "told_products",
    "tongues",
    "unavailable",
]
