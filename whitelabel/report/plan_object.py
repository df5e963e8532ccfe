"""What a build would change, as JSON data; docs/plan.md tells its shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from whitelabel.change import STATUSES, Change, Days, FileChange, Foreseen, RightChange, ValueChange


def plan_object(changes: Iterable[Change], foreseen: Foreseen) -> dict[str, Any]:
    """What is the plan's own in the answer.

    Args:
        changes: Those that the reader may see.
        foreseen: All that is known.
    """
    told = list(changes)
    counts = Counter(change.status for change in told)
    return {
        "since": foreseen.since or None,
        "on": foreseen.day.isoformat() if foreseen.day else None,
        "changes": foreseen.changes_anything,
        "summary": {status: counts[status] for status in STATUSES},
        "brands": [_brand(change) for change in told],
    }


def _brand(change: Change) -> dict[str, Any]:
    return {
        "brand": change.brand,
        "name": change.name,
        "status": change.status,
        "bundle": change.bundle or None,
        "count": change.count,
        "bytes": change.bytes,
        "damaged": change.is_damaged,
        "was_rejected": change.was_rejected,
        "files": {
            "added": [_file(file) for file in change.files if file.sign == "+"],
            "changed": [_file(file) for file in change.files if file.sign == "~"],
            "removed": [_file(file) for file in change.files if file.sign == "-"],
        },
        "values": [_value(value) for value in change.values],
        "contrast": [
            {
                "ink": pair.ink,
                "paper": pair.paper,
                "mode": pair.mode,
                "wanted": pair.least,
                "before": round(pair.before, 2),
                "after": round(pair.after, 2),
                "passes": pair.passes,
            }
            for pair in change.contrast
        ],
        "rights": [_right(right) for right in change.rights],
    }


def _file(file: FileChange) -> dict[str, Any]:
    moved = file.was if file.was not in ("", file.path) else None
    return {"path": file.path, "was": moved, "before": file.before, "after": file.after}


def _value(value: ValueChange) -> dict[str, Any]:
    before, after = value.colors
    return {
        "what": value.what,
        "name": value.name,
        "where": value.where or None,
        "before": value.before,
        "after": value.after,
        "colors": {"before": before or None, "after": after or None} if before or after else None,
        "at": value.at or None,
        "derived": value.is_derived,
    }


def _right(right: RightChange) -> dict[str, Any]:
    return {
        "turn": right.turn,
        "product": right.product,
        "territories": list(right.territories),
        "before": _days(right.before),
        "after": _days(right.after),
        "others": list(right.others),
    }


def _days(days: Days | None) -> dict[str, Any] | None:
    if days is None:
        return None
    return {"from": str(days.starts) if days.starts else None, "until": str(days.ends) if days.ends else None}
