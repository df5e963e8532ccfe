"""What made a file of a bundle, as text and as JSON data; docs/plan.md tells its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whitelabel.change import COMPOSED, Answer, Ingredient, Reading
from whitelabel.problem import printable
from whitelabel.report.paint import Paint
from whitelabel.report.plan_text import clipped
from whitelabel.report.summary import size

_MOST = 24
"""Values that are listed; of more, those that differ come first."""

_DIGITS = 12


def why_object(answer: Answer) -> dict[str, Any]:
    """What is the answer's own."""
    return {
        "brand": answer.brand,
        "path": answer.path,
        "address": answer.address or None,
        "kind": answer.kind or None,
        "version": answer.version or None,
        "origin": answer.origin or None,
        "bytes": answer.bytes,
        "sha256": answer.sha256,
        "against": answer.against,
        "remade": bool(answer.reason),
        "reason": answer.reason or None,
        "common": answer.is_common,
        "shared_with": list(answer.sharers) if answer.sharers is not None else None,
        "inputs": [
            {"name": one.name, "places": list(one.places), "sha256": one.digest, "same": one.is_same}
            for one in answer.ingredients
        ],
        "reads": [
            {
                "what": one.what,
                "name": one.name,
                "where": one.where or None,
                "value": one.value,
                "trail": list(one.trail),
                "before": one.before,
                "same": one.is_same,
            }
            for one in answer.readings
        ],
    }


def why_text(answer: Answer, paint: Paint) -> str:
    """The answer for a person."""
    return "\n".join(_lines(answer, paint))


def _lines(answer: Answer, paint: Paint) -> Iterator[str]:
    yield f"{paint(printable(answer.path), 'strong')} of {printable(answer.brand)}"
    if answer.address:
        yield f"  address   {printable(answer.address)}"
    if answer.kind:
        version = f", renderer {answer.version}" if answer.version else ""
        asked = f", for {printable(answer.origin)}" if answer.origin else ""
        yield f"  kind      {answer.kind}{version}{asked}"
    if answer.bytes is not None and answer.sha256:
        yield f"  bytes     {size(answer.bytes)}, sha256 {answer.sha256[:_DIGITS]}"
    yield f"  against   {printable(answer.against)}: " + _verdict(answer, paint)
    yield f"  shared    {_shared(answer)}"
    if answer.ingredients:
        yield "  made from"
        yield from (_ingredient(one, paint) for one in answer.ingredients)
    if answer.readings:
        yield "  reads"
        # What differs is what is asked for.
        ordered = sorted(answer.readings, key=lambda one: one.is_same is not False)
        yield from (_reading(one, paint) for one in ordered[:_MOST])
        if len(ordered) > _MOST:
            yield f"      and {len(ordered) - _MOST:,} more values; '--format json' tells all"


def _verdict(answer: Answer, paint: Paint) -> str:
    if not answer.reason:
        return paint("it is as it would be made", "good")
    return paint(f"it would be made anew: {printable(answer.reason)}", "warning")


def _shared(answer: Answer) -> str:
    if answer.is_common:
        return "by every brand: it holds no brand's values"
    if answer.sharers is None:
        return "with what others have it isn't compared"
    if not answer.sharers:
        return "by no other brand"
    shown = ", ".join(map(printable, answer.sharers[:_MOST]))
    more = f" and {len(answer.sharers) - _MOST:,} more" if len(answer.sharers) > _MOST else ""
    return f"by {shown}{more}: their bytes are the same"


def _mark(is_same: bool | None, paint: Paint) -> str:
    return " " if is_same is None else "=" if is_same else paint("~", "hint")


def _ingredient(one: Ingredient, paint: Paint) -> str:
    places = ", ".join(map(printable, one.places)) or COMPOSED.get(one.name, "made from the brand's file and the theme")
    return f"    {_mark(one.is_same, paint)} {printable(one.name)}: {places} {paint(one.digest[:_DIGITS], 'quiet')}"


def _reading(one: Reading, paint: Paint) -> str:
    where = f", {one.where}" if one.where else ""
    value = clipped(one.value) if one.value is not None else "nothing"
    if one.is_same is False:
        value = f"{clipped(one.before) if one.before is not None else 'nothing'} → {value}"
    trail = paint(f" [{' < '.join(map(printable, one.trail))}]", "quiet") if one.trail else ""
    return f"    {_mark(one.is_same, paint)} {one.what} {clipped(one.name)}{where}: {value}{trail}"
