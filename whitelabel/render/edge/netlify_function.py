"""Netlify: an Edge Function, which knows regions and days."""

from __future__ import annotations

from whitelabel.render.edge.javascript import CORE, data
from whitelabel.render.edge.rules import Rules
from whitelabel.render.edge.words import heading, lasting

OUTPUTS = ("edge/netlify/edge-functions/region-lock.js",)


def emit(told: Rules) -> tuple[str]:
    """The function.

    Source:
        Netlify documentation: Edge Functions API (``undefined`` passes the request on, a ``Response`` ends it;
        ``context.geo.country.code``, ``context.geo.subdivision.code``); Edge Functions, "Declarations" (``pattern``,
        ``excludedPattern``, ``onError``).
    """
    return (_TEXT.replace("HEADING", heading(told)).replace("LASTING", lasting(told)) + data(told) + CORE + _DOOR,)


_TEXT = """// HEADING: put this file into netlify/edge-functions/ of the site. It takes the place of edge/netlify/_redirects: use one
// of the two, and this one wherever you can.
//
// What it can do: tell countries and regions apart, as Netlify places a visitor, and shut at the end of the last day of
// each grant. Who isn't placed, or is placed coarser than a grant, is refused.
// What it can't: see finer regions than Netlify's subdivision code.
//
// LASTING

"""

_DOOR = """
export default async function (request, context) {
  if (passes(request, context.geo?.country?.code, context.geo?.subdivision?.code)) return undefined;
  return refusal(request, (page) => fetch(page));
}

// It runs on all addresses, in whatever spelling, but on fingerprinted assets; a failure refuses.
export const config = { pattern: "^/.*$", excludedPattern: "^/assets/[A-Za-z0-9._/-]+$", onError: "fail" };
"""
