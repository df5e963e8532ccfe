"""A map of who sells where, as one HTML page that stands alone; for the vendor's eyes, since it names everyone.

What holds in each place is worked out here for all days, so that the page's script only looks the day up. Nothing is asked
of any host, and the page forbids it to itself: its policy allows its own style and script by their digests, and no more.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from whitelabel.color import css
from whitelabel.model import Rights
from whitelabel.report.atlas import SCALES, Atlas, Figure, Spot
from whitelabel.report.chronicle import Chronicle, Stretch
from whitelabel.report.map_words import LANGUAGES, SPOKEN, STRENGTHS, WORDS
from whitelabel.report.outlines import borders, path
from whitelabel.report.own_files import own_template, own_text
from whitelabel.report.swatches import DARK_LAND, DARK_PAPER, LIGHT_LAND, LIGHT_PAPER, swatches
from whitelabel.rights import Claim, Conflict, Term, conflicts

MOST_STRIPES = 6
"""Of more holders in one place only the first are striped; the label counts all of them."""

_BAND = 5.0
_EDGE = 0.02
_YEARS = 12


def territory_map(rights: Rights, *, product: str = "", language: str = "en") -> str:
    """The page.

    Args:
        rights: All rights of the project; the page begins on their day.
        product: The only one that is shown; empty for all, among which the reader can choose.
        language: A BCP 47 tag: of the names of places, and of the page's own words where there are any in it, else English.

    Returns:
        HTML that asks nothing of any host; equal rights give equal text.
    """
    return _Page(rights, product, language).html()


@dataclass(frozen=True, slots=True)
class Paint:
    """How ground is filled.

    Attributes:
        holders: By number, in a stripe each.
        is_conflict: Hatched.
        is_partial: Dotted, since it is so in parts of the ground only.
    """

    holders: tuple[int, ...] = ()
    is_conflict: bool = False
    is_partial: bool = False

    @property
    def is_flat(self) -> bool:
        """Whether one colour does."""
        return len(self.holders) < 2 and not self.is_conflict and not self.is_partial

    @property
    def step(self) -> float:
        """Width of what one holder has of the pattern, in pixels."""
        return _BAND * (1.6 if self.is_partial else 1)

    @property
    def bands(self) -> list[tuple[float, int]]:
        """Where the stripe of each holder begins."""
        return [(place * self.step, holder) for place, holder in enumerate(self.holders[:MOST_STRIPES])]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: one claim in one place, with the numbers of the conflicts that it has there."""

    spot: int
    claim: int
    conflicts: tuple[int, ...]


class _Page:
    def __init__(self, rights: Rights, product: str, language: str) -> None:
        tongue = language.replace("_", "-").split("-")[0].lower()
        self.rights = rights
        self.language = language
        self.tongue = tongue if tongue in LANGUAGES else "en"
        self.words = WORDS[self.tongue]
        self.day = rights.day.toordinal()
        self.products = (product,) if product else rights.products
        self.choices = ("", *rights.products) if not product and len(rights.products) > 1 else (product,)
        self.claims = [claim for claim in rights.claims if not claim.products.isdisjoint(self.products)]
        self.clashes = [
            clash for clash in conflicts(self.claims, rights.table) if not clash.products.isdisjoint(self.products)
        ]
        vendors = {claim.name for claim in self.claims if claim.is_vendor}
        self.slugs = sorted(
            {claim.name for claim in self.claims},
            key=lambda slug: (slug not in vendors, self.called(slug).casefold(), slug),
        )
        self.vendors = vendors
        self.number = {slug: number for number, slug in enumerate(self.slugs)}
        self.atlas = Atlas(rights.table, self.claims, language, self.words["world"])
        self.chronicle = Chronicle(self.atlas, self.claims, self.clashes, self.choices)
        self.paints: dict[Paint, int] = {Paint(): 0}
        self.histories = [
            [(s.first, self._paint(s), s.claims, s.conflicts, int(s.is_partial)) for s in history]
            for history in self.chronicle.histories
        ]

    @property
    def vendor_name(self) -> str:
        """Who sells through all of them."""
        return self.called(self.slugs[0]) if self.vendors else self.rights.vendor

    @property
    def cldr(self) -> str:
        """Version of the table's main source."""
        return self.rights.table.sources.get("cldr-core", "")

    # ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def called(self, slug: str) -> str:
        """A brand's name."""
        holder = self.rights.holders.get(slug)
        return (holder.name if holder else "") or slug

    def told_day(self, day: datetime.date, form: str = "medium") -> str:
        """A day in the page's language."""
        from babel.dates import format_date

        return format_date(day, form, locale=self.tongue)

    def told_term(self, term: Term) -> str:
        """A term in the page's language."""
        first = self.told_day(term.starts) if term.starts else ""
        last = self.told_day(term.ends) if term.ends else ""
        if first and last:
            return self.words["on"].format(first=first) if first == last else f"{first} – {last}"
        if first:
            return self.words["from"].format(first=first)
        return self.words["until"].format(last=last) if last else self.words["always"]

    def told_products(self, products: Iterable[str]) -> str:
        """Products in the vendor's order."""
        held = set(products)
        listed = [product for product in self.products if product in held]
        return self.words["all_products"] if len(listed) == len(self.products) > 1 else ", ".join(listed)

    def told_strength(self, claim: Claim) -> str:
        """A strength in the page's language."""
        return STRENGTHS[self.tongue][claim.strength].format(claim.up_to)

    def told_conflict(self, clash: Conflict) -> str:
        """Who conflicts, for what and when."""
        return self.words["crowd" if clash.up_to else "between"].format(
            names=", ".join(self.called(slug) for slug in clash.channels),
            products=self.told_products(clash.products),
            days=self.told_term(clash.term),
            most=clash.up_to,
        )

    # ── What stands on the page ───────────────────────────────────────────────────────────────────────────────────

    def _paint(self, stretch: Stretch) -> int:
        holders = tuple(sorted({self.number[self.claims[claim].name] for claim in stretch.claims}))
        paint = Paint(holders, bool(stretch.conflicts), stretch.is_partial and bool(holders))
        return self.paints.setdefault(paint, len(self.paints))

    def painted(self, spot: int) -> int:
        """How a place is painted on the page's first day."""
        history = self.histories[self.chronicle.of[spot][0]]
        return next(stretch[1] for stretch in reversed(history) if stretch[0] <= self.day)

    def is_ever_held(self, spot: int) -> bool:
        """Whether anybody sells there on any day."""
        return bool(self.chronicle.held[spot])

    def tiles(self, figure: Figure) -> list[int]:
        """Places to list beside a map; of whole countries only those where anybody ever sells."""
        return [spot for spot in figure.tiles if self.is_ever_held(spot) or not self.atlas.is_whole(spot)]

    def legend(self) -> Iterator[tuple[str, list[tuple[int, Claim]]]]:
        """Each brand's slug with its claims."""
        for slug in self.slugs:
            yield slug, [(number, claim) for number, claim in enumerate(self.claims) if claim.name == slug]

    def table(self) -> Iterator[tuple[str, list[Row]]]:
        """The rows of each country; its name where it is divided."""
        rows: dict[str, list[Row]] = {}
        places: dict[str, int] = {}
        for number, spot in enumerate(self.atlas.spots):
            if spot.parts:
                continue
            places[spot.country] = places.get(spot.country, 0) + 1
            for held in sorted(self.chronicle.held[number], key=lambda n: (self.number[self.claims[n].name], n)):
                clashing = tuple(
                    n for n in self.chronicle.clashing[number] if self.claims[held] in self.clashes[n].claims
                )
                rows.setdefault(spot.country, []).append(Row(number, held, clashing))
        for country, found in rows.items():
            yield self.rights.table.name(country, self.language) if places[country] > 1 else "", found

    @cached_property
    def axis(self) -> tuple[int, int]:
        """The first and the last day of the slider."""
        days = [self.day]
        for claim in self.claims:
            days += [claim.term.first] if claim.term.starts else []
            days += [claim.term.last + 1] if claim.term.ends else []
        edge = round((max(days) - min(days)) * _EDGE)
        return max(1, min(days) - edge), min(datetime.date.max.toordinal(), max(days) + edge)

    def along(self, day: int) -> float:
        """Where a day stands on the slider, in percent."""
        first, last = self.axis
        return round(100 * (min(max(day, first), last) - first) / (last - first), 3) if last > first else 0.0

    def years(self) -> list[tuple[int, float]]:
        """Years to write under the slider."""
        first, last = (datetime.date.fromordinal(day) for day in self.axis)
        step = 1 + (last.year - first.year) // _YEARS
        begins = ((year, datetime.date(year, 1, 1).toordinal()) for year in range(first.year, last.year + 1, step))
        return [(year, self.along(day)) for year, day in begins if self.axis[0] <= day]

    def ticks(self) -> list[float]:
        """Where anything changes."""
        days = {claim.term.first for claim in self.claims} | {claim.term.last + 1 for claim in self.claims}
        return sorted({self.along(day) for day in days if self.axis[0] <= day <= self.axis[1]})

    def clash_bars(self) -> list[tuple[float, float]]:
        """From where to where there are conflicts: a beginning and a length each."""
        bars = {(self.along(clash.term.first), self.along(clash.term.last + 1)) for clash in self.clashes}
        return [(begin, round(max(0.4, end - begin), 3)) for begin, end in sorted(bars)]

    # ── Text ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def data(self) -> str:
        """What the script looks up, as JSON that can stand in HTML."""
        told = {
            "start": self.day,
            "language": self.tongue,
            "histories": self.histories,
            "spots": [[*self._spoken(spot), self.chronicle.of[n]] for n, spot in enumerate(self.atlas.spots)],
            "holders": [self.called(slug) for slug in self.slugs],
            "claims": [
                [
                    self.number[claim.name],
                    f"{self.told_strength(claim)} · {self.told_products(claim.products)} · {self.told_term(claim.term)}",
                ]
                for claim in self.claims
            ],
            "conflicts": [self.told_conflict(clash) for clash in self.clashes],
            "words": {key: self.words[key] for key in SPOKEN},
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        for sign in "<>&\u2028\u2029":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return text

    def _spoken(self, spot: Spot) -> tuple[str, str, int]:
        country = self.rights.table.name(spot.country, self.language)
        return spot.name, country if spot.name != country else "", int(bool(spot.parts))

    def style(self) -> str:
        """The page's style: what is the same on all pages, then the colours of this one."""
        pairs = swatches([self._color(slug) for slug in self.slugs])
        light = "".join(f"--h{number}:{pair[0]};" for number, pair in enumerate(pairs))
        dark = "".join(f"--h{number}:{pair[1]};" for number, pair in enumerate(pairs))
        rules = [
            f":root{{--paper:{css(LIGHT_PAPER)};--land:{css(LIGHT_LAND)};{light}}}",
            "@media screen and (prefers-color-scheme:dark)"
            f"{{:root{{--paper:{css(DARK_PAPER)};--land:{css(DARK_LAND)};{dark}}}}}",
        ]
        rules += [f".h{number}{{fill:var(--h{number})}}" for number in range(len(pairs))]
        for paint, number in self.paints.items():
            if paint.is_flat:
                rules.append(f".p{number}{{fill:var({f'--h{paint.holders[0]}' if paint.holders else '--land'})}}")
            else:
                rules += [f".{scale} .p{number}{{fill:url(#{scale}{number})}}" for scale in SCALES]
        return own_text("map.css") + "\n".join(rules) + "\n"

    def _color(self, slug: str) -> str:
        holder = self.rights.holders.get(slug)
        return holder.color if holder else ""

    def html(self) -> str:
        """The whole page."""
        style, script = self.style(), own_text("map.js")
        return own_template("map.html").render(
            page=self,
            words=self.words,
            style=style,
            script=script,
            policy=f"default-src 'none'; img-src data:; style-src {_allowed(style)}; script-src {_allowed(script)}; "
            "base-uri 'none'; form-action 'none'",
            data=self.data(),
            spots=self.atlas.spots,
            scales=SCALES,
            path=path,
            borders=borders,
        )


def _allowed(text: str) -> str:
    """A source expression for one inline text (CSP 3, section 2.3.1, hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
