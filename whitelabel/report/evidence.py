"""What goes with an archive: facts for programs, and a page that a partner manager reads; both tell of one brand alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whitelabel.color import Color, fallback
from whitelabel.model import Artifact, Contrast, Evidence, Figure
from whitelabel.report.evidence_words import KINDS, LOOKED_FOR, WORDS
from whitelabel.report.own_files import own_template, own_text
from whitelabel.report.statement import Statement, as_object
from whitelabel.report.statement_shown import Teller, accents, separator, shown
from whitelabel.report.statement_words import WORDS as RIGHTS
from whitelabel.report.statement_words import told_term
from whitelabel.report.summary import size

SUFFIX = ".html"
MEDIA_TYPE = "text/html; charset=utf-8"

_MODES = ("light", "dark")


def facts(told: Evidence, held: Statement, language: str) -> dict[str, Any]:
    """What is known of a bundle, as JSON data by what it is about.

    Args:
        told: What is known.
        held: The brand's rights.
        language: Of the places' names.
    """
    return {
        "rights": _rights(told, held, language),
        "purity": {
            "result": "pass",
            "files": told.files,
            "looked_at": dict(sorted(told.kinds.items())),
            "looked_for": [WORDS["en"][name] for name in LOOKED_FOR],
            "exceptions": told.exceptions,
        },
        "contrast": {
            "method": "WCAG 2.2, contrast ratio",
            "result": "pass" if all(figure.passes for figure in told.figures) else "below",
            "pairs": [
                {
                    "ink": figure.pair.ink,
                    "paper": figure.pair.paper,
                    "mode": figure.mode,
                    "level": figure.pair.level,
                    "wanted": figure.pair.ratio,
                    "ratio": _ratio(figure),
                    "passes": figure.passes,
                }
                for figure in told.figures
            ],
        },
        "accessibility": {
            "looked_at_in": None if told.opened is None else "Chromium, in light and dark, narrow and wide",
            "pages": told.opened,
            "problems": dict(told.found) if told.opened is not None else None,
        },
        "licences": {
            "third_party": [
                {
                    "name": piece.made_by.name,
                    "version": piece.made_by.version,
                    "licence": piece.made_by.licence,
                    "text": piece.licence_path,
                    "files": [path for path, _ in piece.files],
                }
                for piece in told.pieces
            ],
            "texts": list(told.licences),
        },
    }


def _rights(told: Evidence, held: Statement, language: str) -> dict[str, Any]:
    """The brand's grants, and the days on which nothing of them changes; the day on which that was looked up isn't told."""
    whole = as_object(held, language)
    grants = [{name: value for name, value in grant.items() if name != "not_available"} for grant in whole["grants"]]
    days = {"valid_from": told.valid.starts, "valid_until": told.valid.ends}
    return {
        "party": held.party,
        "grants": grants,
        "places": whole["places"],
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "timezone": told.timezone,
    }


@lru_cache(maxsize=1024)
def _hex(color: Color) -> str:
    return fallback(color)


def _ratio(figure: Figure) -> float:
    """A ratio as it is told: what stays below a limit is never rounded up to it."""
    return math.floor(figure.ratio * 100) / 100


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Sample:
    """A pair in one mode.

    Attributes:
        ink, paper: Colours as ``#rrggbb``.
    """

    ink: str
    paper: str
    ratio: str
    passes: bool


_TEXT = 4.5
"""WCAG 2.2, 1.4.3: what letters of ordinary size need."""


@dataclass(frozen=True, slots=True)
class _Pair:
    ink: str
    paper: str
    level: str
    wanted: str
    is_text: bool
    samples: tuple[_Sample | None, ...]


def as_html(told: Evidence, held: Statement, beside: Sequence[Artifact], language: str) -> str:
    """The page: it asks nothing of any host, in light and dark, and on paper.

    Args:
        told: What is known.
        held: The brand's rights.
        beside: Further files that are handed over with it.
        language: One that statements are written in.
    """
    teller = Teller(held, language)
    words = WORDS[language]
    light, dark = accents(told.color)
    return own_template("evidence.html.j2").render(
        language=language,
        words=words,
        rights=RIGHTS[language],
        between=separator,
        name=shown(told.name),
        facts=[
            (words["version"], shown(told.version)),
            (words["product"], shown(told.product)),
            (words["valid"], told_term(told.valid, language)),
        ],
        notice=words["closing"] if told.is_closed else "",
        received=words["received_about"].format(files=told.files, bytes=_number(size(told.bytes), language)),
        artifacts=[(one.name, _number(size(one.bytes), language), one.sha256) for one in (*told.archives, *beside)],
        contents=told.sha256,
        command=f"whitelabel verify {told.archives[0].name}",
        statement=words["statement"].format(f"{told.brand}-{told.version}.intoto.json"),
        rows=[teller.row(row) for row in held.held],
        clean=words["clean_about"].format(files=told.files),
        exceptions=words["exceptions"].format(count=told.exceptions) if told.exceptions else "",
        looked_for=[words[name] for name in LOOKED_FOR],
        looked_at=_looked_at(told.kinds, language),
        access=(_contrast(told.figures, language), _opened(told, words)),
        pieces=told.pieces,
        other_licences=_others(told, words),
        made_from=_made_from(told, words),
        pairs=_pairs(told.figures, language),
        style=own_text("statement.css") + own_text("evidence.css"),
        light=light,
        dark=dark,
    )


def _looked_at(kinds: Mapping[str, int], language: str) -> list[tuple[str, int]]:
    """What was looked at as what, the most first."""
    names = KINDS[language]
    return sorted(((names.get(kind, kind), count) for kind, count in kinds.items()), key=lambda row: (-row[1], row[0]))


def _number(told: str, language: str) -> str:
    """A number with the sign that a language parts its decimals with.

    >>> _number("4.50", "en"), _number("1.0 MB", "de")
    ('4.50', '1,0 MB')
    """
    return told if language == "en" else told.replace(".", ",")


def _contrast(figures: Sequence[Figure], language: str) -> str:
    words = WORDS[language]
    if not figures:
        return words["contrast_none"]
    bad = sum(not figure.passes for figure in figures)
    if bad:
        return words["contrast_bad"].format(bad=bad, count=len(figures))
    nearest = min(figures, key=lambda figure: figure.ratio / figure.pair.ratio)
    return words["contrast_good"].format(
        count=len(figures),
        ratio=_number(f"{_ratio(nearest):.2f}", language),
        wanted=_number(f"{nearest.pair.ratio:g}", language),
    )


def _opened(told: Evidence, words: Mapping[str, str]) -> str:
    if told.opened is None:
        return words["not_opened"]
    if not told.found:
        return words["opened_good"].format(pages=told.opened)
    found = ", ".join(f"{code} × {count}" for code, count in told.found)
    return words["opened_bad"].format(pages=told.opened, found=found)


def _others(told: Evidence, words: Mapping[str, str]) -> str:
    known = {piece.licence_path for piece in told.pieces}
    rest = [path for path in told.licences if path not in known]
    return words["other_licences"].format(", ".join(rest)) if rest else ""


def _made_from(told: Evidence, words: Mapping[str, str]) -> list[tuple[str, str]]:
    names = {"theme": words["theme"], "brand": words["brand"]}
    names |= {"tool": words["tool"].format(told.tool_version), "lock": words["lock"]}
    every = {**told.made_from, **told.tool}
    return [(label, every[name]) for name, label in names.items() if name in every]


def _pairs(figures: Sequence[Figure], language: str) -> list[_Pair]:
    """Each pair once, with what it reaches in light and in dark."""
    found: dict[Contrast, dict[str, _Sample]] = defaultdict(dict)
    for figure in figures:
        ratio = _number(f"{_ratio(figure):.2f}", language)
        found[figure.pair][figure.mode] = _Sample(_hex(figure.ink), _hex(figure.paper), ratio, figure.passes)
    return [
        _Pair(
            pair.ink,
            pair.paper,
            pair.level,
            _number(f"{pair.ratio:g}", language),
            # What is asked less of isn't letters of this size.
            pair.ratio >= _TEXT,
            tuple(samples.get(mode) for mode in _MODES),
        )
        for pair, samples in found.items()
    ]
