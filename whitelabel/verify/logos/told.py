"""What is told of logos: one that shows in another's bundle, and one that is given as somebody's own.

WL607: the logo of another party shows
    In the bundle stands a logo of somebody else: its very file, its outlines in path data, or a picture that looks like it. Take it out
    where it comes from. What may show is let through under `purity.allow` of `whitelabel.yaml`, with the logo's path as its `mark`
    (`brands/acme/logo.svg`) and a reason. With `policy.rights: contracts` a partner's logo is a warning, since a partner's file
    stops nobody else; the vendor's own is an error.
WL608: a brand's logo is another party's
    A brand that isn't the vendor's has the vendor's logo, as one has whose folder was copied: give it its own. Where two partners give
    the same logo it is a warning, told to the vendor alone: give both one `party` where they are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from whitelabel.model import LogoFile
from whitelabel.problem import Problem, Related, Span, error, warning
from whitelabel.verify.fold import plain
from whitelabel.verify.logos import WAYS, Owned, Showing, Way

_PLACES = 5
"""Places of one brand's logo that are told one by one."""


def shown(
    files: Mapping[str, Sequence[Showing]], at: str, lets_through: Callable[[str, set[str]], bool]
) -> Iterator[Problem]:
    """A problem for each place that shows somebody else's logo and may not.

    Args:
        files: What shows, by path.
        at: What leads to the bundle, to be shown before a path in it.
        lets_through: Tells whether an allowance lets one of some marks, folded, through in a file.
    """
    told: dict[str, dict[tuple[str, int, int, str], list[Showing]]] = {}
    for path, showings in files.items():
        for showing in showings:
            place = (path, showing.place.line, showing.place.column, showing.place.member)
            told.setdefault(showing.owned[0].slug, {}).setdefault(place, []).append(showing)
    for places in told.values():
        left = [
            (path, same)
            for (path, *_), same in places.items()
            if not lets_through(path, {plain(one.file.path) for showing in same for one in showing.owned})
        ]
        for path, same in left[:_PLACES]:
            yield _shown(at + path, same[0])
        if len(left) > _PLACES:
            yield _more(at, left[_PLACES:])


def _shown(path: str, showing: Showing) -> Problem:
    place, owner = showing.place, showing.owned[0]
    inside = f" in '{place.member}'" if place.member else ""
    how = f" ({place.how})" if place.how else ""
    return _told(showing)(
        "WL607",
        f"the logo of {_owners(showing.owned)} shows{inside}: {WAYS[showing.way]}{how}",
        Span(path, place.line, place.column, place.length),
        hint=f"take it out where it comes from, or let '{owner.file.path}' through under 'purity: allow' with a reason",
        related=(_given(owner),),
    )


def _more(at: str, places: Sequence[tuple[str, Sequence[Showing]]]) -> Problem:
    path, (first, *_) = places[0]
    files = len({path for path, _ in places})
    message = f"{len(places)} more places in {files} files show the logo of {_owners(first.owned)}"
    return _told(first)("WL607", message, Span(at + path, first.place.line, first.place.column, first.place.length))


def _told(showing: Showing) -> Callable[..., Problem]:
    return error if any(one.is_strict for one in showing.owned) else warning


def shared(file: LogoFile, brand: str, showings: Sequence[Showing], home: str) -> Problem | None:
    """A problem where a brand's own logo is another party's too.

    Args:
        file: Of the brand's logo.
        brand: Path of its file.
        showings: The logos of others that it is.
        home: The vendor's party.
    """
    span = Span(brand, file.line, file.column)
    vendors = next((one for one in showings if one.owned[0].party == home), None)
    if vendors is not None:
        message = f"the logo is the vendor's{_by(vendors.way)}"
        return error("WL608", message, span, hint="give the brand's own", related=(_given(vendors.owned[0]),))
    if not showings:
        return None
    other = showings[0]
    message = f"the logo is that of {_owners(other.owned)} too{_by(other.way)}"
    hint = "give each its own, or both the same 'party' where they are one"
    return warning("WL608", message, span, hint=hint, related=(_given(other.owned[0]),))


def _by(way: Way) -> str:
    return "" if way == "bytes" else f", by {WAYS[way]}"


def _given(owner: Owned) -> Related:
    return Related(Span(f"brands/{owner.slug}/brand.yaml", owner.file.line, owner.file.column), "it is given here")


def _owners(owned: Sequence[Owned]) -> str:
    named = list(dict.fromkeys(f"'{one.slug}'" for one in owned))
    return named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"
