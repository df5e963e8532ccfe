"""What `purity` of `whitelabel.yaml` allows and requires makes sense on the day.

WL605: an allowance has ended
    Its `until` has passed, so that it lets nothing through any more. Take it away, or give it a later day.
WL606: a text is required on a page that the theme doesn't have
    `pages` names pages of `theme.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.model import Resolved
from whitelabel.problem import Problem, did_you_mean, error, warning


def check_purity(resolved: Resolved) -> Iterator[Problem]:
    """Mistakes in the vendor's allowances and requirements."""
    purity, day = resolved.project.vendor.purity, resolved.rights.day.isoformat()
    for one in purity.allow:
        if one.until and one.until < day:
            hint = "take it away, or give it a later day"
            yield warning("WL605", f"the allowance of '{one.mark}' ended on {one.until}", one.span, hint=hint)
    known = [page.name for page in resolved.project.theme.pages]
    for needed in purity.require:
        for page in needed.pages:
            if page not in known:
                message = f"the theme has no page '{page}' that could say '{needed.text}'"
                yield error("WL606", message, needed.span, hint=did_you_mean(page, known))
