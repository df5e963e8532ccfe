"""A statement of rights as people read it: an HTML page that stands alone, and plain text."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whitelabel.color import Color, ColorError, dark_counterpart, fallback, over, parse, passing
from whitelabel.report.columns import cells, wrapped
from whitelabel.report.own_files import own_template, own_text
from whitelabel.report.statement import Ground, Held, Named, State, Statement, named
from whitelabel.report.statement_words import LANGUAGES, STRENGTHS, VENDORS, WORDS, told_day, told_term
from whitelabel.rights import Lapse, Term, Territory, between

WIDTH = 84
"""Columns of the plain text."""

_GAP = 3
_PAPERS = ("#ffffff", "#f4f4f2")
_DARK_PAPERS = ("#17181a", "#212327")
_NO_COLOR = "#4a5560"
_READABLE = 4.5
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def language_of(tag: str) -> str:
    """The language of a statement for a brand's own.

    >>> language_of("ru-KZ"), language_of("kk")
    ('ru', 'en')
    """
    short = tag.replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else "en"


# ── In words ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    code: str
    without: tuple[_Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Away:
    """Ground that can't be had."""

    products: str
    places: tuple[_Place, ...]
    days: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A grant.

    Attributes:
        served: Until when existing customers are served, or empty.
        elapsed: Which part of a term with two ends is over, in percent.
    """

    state: State
    places: tuple[_Place, ...]
    products: str
    right: str
    about: str
    term: str
    contract: str
    served: str
    contested: tuple[_Away, ...]
    elapsed: float | None


class Teller:
    """Puts the parts of a statement into the words of a language."""

    def __init__(self, told: Statement, language: str) -> None:
        self.told = told
        self.language = language
        self.words = WORDS[language]

    def places(self, ground: Territory) -> tuple[_Place, ...]:
        return _by_name(self._place(place) for place in named(ground, self.told.table))

    def _place(self, place: Named) -> _Place:
        table = self.told.table
        name = table.name(table.find(place.code), self.language)
        without = _by_name(self._place(Named(code)) for code in place.without)
        return _Place(shown(name[:1].upper() + name[1:]), place.code, without)

    def text(self, places: Sequence[_Place]) -> str:
        return separator(places).join(self._text(place) for place in places)

    def _text(self, place: _Place) -> str:
        told = f"{place.name} ({place.code})"
        return told + self.words["without"] + self.text(place.without) if place.without else told

    def products(self, products: Iterable[str]) -> str:
        return shown(", ".join(products))

    def away(self, ground: Ground) -> _Away:
        days = "" if ground.term is None else told_term(ground.term, self.language)
        return _Away(self.products(ground.products), self.places(ground.territory), days)

    def row(self, held: Held) -> _Row:
        claim = held.claim
        right, about = STRENGTHS[self.language][claim.strength]
        if self.told.is_vendor:
            about = VENDORS[self.language][0 if claim.excludes else 1]
        if held.state in ("run-off", "ended"):
            about = self.words["no_longer"]
        elif held.state == "ahead":
            # In German a sentence behind a colon begins with a capital.
            about = self.words["from_then"] + (about if self.language == "de" else about[0].lower() + about[1:])
        return _Row(
            state=held.state,
            places=self.places(claim.territory),
            products=self.products(sorted(claim.products)),
            right=right,
            about=about.format(claim.up_to),
            term=told_term(claim.term, self.language),
            contract=shown(claim.contract),
            served=told_term(between(None, held.served), self.language) if held.served else "",
            contested=tuple(self.away(ground) for ground in held.contested),
            elapsed=_elapsed(claim.term, self.told.day) if held.state == "in-force" else None,
        )

    def lapse(self, lapse: Lapse) -> _Away:
        return _Away(self.products(sorted(lapse.products)), self.places(lapse.territory), self.day(lapse.last))

    def day(self, day: datetime.date) -> str:
        return told_day(day, self.language)

    def facts(self) -> list[tuple[str, str]]:
        """What stands under the name."""
        told, words = self.told, self.words
        found = [(words["as_of"], self.day(told.day))]
        if told.party != told.slug:
            found.append((words["holder"], shown(told.party)))
        if told.siblings:
            found.append((words["siblings"], ", ".join(map(shown, told.siblings))))
        return found

    def notice(self) -> str:
        """What the reader has to know first, or nothing."""
        told = self.told
        word = "draft" if told.is_draft else "contested" if told.is_contested else "" if told.sold else "nothing"
        return self.words[word] if word else ""

    def asked(self) -> str:
        """Where it was asked what can't be had, and what came of it."""
        told, words = self.told, self.words
        asked = words["asked"].format(self.text(self.places(told.around)))
        if not told.unavailable:
            return f"{asked} {words['available']}"
        return f"{asked} {words['unavailable_about']} {words['dated' if told.dated else 'undated']}"


def separator(places: Sequence[_Place]) -> str:
    """What parts places: exceptions hold commas themselves."""
    return "; " if any(place.without for place in places) else ", "


def _by_name(places: Iterable[_Place]) -> tuple[_Place, ...]:
    """Places as a register has them: Ö beside O."""
    return tuple(sorted(places, key=lambda place: (unicodedata.normalize("NFKD", place.name.casefold()), place.code)))


def _elapsed(term: Term, day: datetime.date) -> float | None:
    """Which part of a term is over, in percent; ``None`` where it has no end, or no beginning."""
    if term.starts is None or term.ends is None:
        return None
    return round(100 * (day.toordinal() - term.first + 1) / (term.last - term.first + 1), 1)


def shown(text: str) -> str:
    """A text of one line without what could move the reader's eye: marks of direction, what isn't seen, line breaks.

    >>> shown("A\\u202eB\\u00a0\\u200bC\\nD")
    'AB C D'
    """
    spaced = " ".join(text.split())
    return "".join(
        letter
        for letter in spaced
        if letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co")
    )


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def as_html(told: Statement, language: str) -> str:
    """The statement as a page that asks nothing of any host, in light and dark, and on paper."""
    teller = Teller(told, language)
    light, dark = accents(told.color)
    return own_template("statement.html.j2").render(
        language=language,
        words=teller.words,
        between=separator,
        name=shown(told.name),
        facts=teller.facts(),
        notice=teller.notice(),
        is_warning=told.is_contested,
        sold=[teller.away(ground) for ground in told.sold],
        rows=[teller.row(held) for held in told.held],
        lapses=[teller.lapse(lapse) for lapse in told.lapses],
        asked=teller.asked() if told.around else "",
        dated=told.dated,
        unavailable=[teller.away(ground) for ground in told.unavailable],
        note=teller.words["note"].format(told.timezone),
        style=own_text("statement.css"),
        light=light,
        dark=dark,
    )


def accents(written: str) -> tuple[dict[str, str], dict[str, str]]:
    """The brand's colour on light and on dark paper: as it is for what is only seen, and readable for text."""
    white = parse(_PAPERS[0])
    try:
        color = over(parse(written), white)
    except ColorError:
        color = parse(_NO_COLOR)
    light, dark = [parse(paper) for paper in _PAPERS], [parse(paper) for paper in _DARK_PAPERS]
    counterpart = dark_counterpart(color, dark[0])
    return (
        {"brand": fallback(color), "text": _readable(color, light)},
        {"brand": fallback(counterpart), "text": _readable(counterpart, dark)},
    )


def _readable(color: Color, papers: list[Color]) -> str:
    return fallback(passing(color, papers, _READABLE) or color)


# ── Plain text ────────────────────────────────────────────────────────────────────────────────────────────────────


def as_text(told: Statement, language: str) -> str:
    """The statement as plain text, aligned."""
    teller = Teller(told, language)
    words = teller.words
    lines = [shown(told.name), words["title"], ""]
    lines += _aligned(teller.facts())
    if teller.notice():
        lines += ["", *wrapped(teller.notice(), WIDTH)]
    if told.sold:
        lines += _headed(words["sold"])
        lines += _aligned([(row.products, teller.text(row.places)) for row in map(teller.away, told.sold)], "  ")
    if told.held:
        lines += _headed(words["grants"])
        lines.pop()
    for held in told.held:
        row = teller.row(held)
        lines += ["", *wrapped(teller.text(row.places), WIDTH)]
        facts = [
            (words["state"], words[row.state]),
            (words["term"], row.term),
            (words["served"], row.served),
            (words["products"], row.products),
            (words["right"], f"{row.right}. {row.about}"),
            (words["contract"], row.contract or words["no_contract"]),
            *((words["contested_here"], _away(away, teller)) for away in row.contested),
        ]
        lines += _aligned([(name, value) for name, value in facts if value], "  ")
    if told.lapses:
        lines += [*_headed(words["lapses"]), *wrapped(words["lapses_about"], WIDTH), ""]
        rows = [teller.lapse(lapse) for lapse in told.lapses]
        lines += _aligned([(row.days, f"{teller.text(row.places)}: {row.products}") for row in rows], "  ")
    if told.around:
        lines += [*_headed(words["unavailable"]), *wrapped(teller.asked(), WIDTH)]
        away = [teller.away(ground) for ground in told.unavailable]
        rows_away = [(row.products, "; ".join(filter(None, (teller.text(row.places), row.days)))) for row in away]
        lines += ["", *_aligned(rows_away, "  ")] if rows_away else []
    lines += ["", "", *wrapped(words["note"].format(told.timezone), WIDTH)]
    return "\n".join(lines) + "\n"


def _headed(heading: str) -> list[str]:
    return ["", "", heading, "─" * cells(heading), ""]


def _away(away: _Away, teller: Teller) -> str:
    return f"{teller.text(away.places)}: {away.products}" + (f"; {away.days}" if away.days else "")


def _aligned(rows: list[tuple[str, str]], indent: str = "") -> list[str]:
    """Names and values in two columns."""
    widest = max(cells(name) for name, _ in rows)
    room = WIDTH - len(indent) - widest - _GAP
    lines: list[str] = []
    for name, value in rows:
        for number, part in enumerate(wrapped(value, max(room, WIDTH // 3))):
            left = name + " " * (widest - cells(name)) if number == 0 else " " * widest
            lines.append(f"{indent}{left}{' ' * _GAP}{part}".rstrip())
    return lines
