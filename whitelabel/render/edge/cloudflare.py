"""Cloudflare Pages: a Function that runs before every file."""

from __future__ import annotations

from whitelabel.render.edge.javascript import CORE, data
from whitelabel.render.edge.rules import Rules
from whitelabel.render.edge.words import heading, lasting

OUTPUTS = ("edge/cloudflare/functions/_middleware.js",)


def emit(told: Rules) -> tuple[str]:
    """The Function.

    Source:
        Cloudflare documentation: Pages, Functions, "Middleware" (``functions/_middleware.js`` runs before static files)
        and "API reference" (``next``, ``env.ASSETS.fetch``, which takes the path without ``index.html``); Workers,
        "Request", "IncomingRequestCfProperties" (``country``, ``regionCode``; ``cf`` may be absent); Fundamentals, "HTTP
        headers", "CF-IPCountry" (``XX`` unknown, ``T1`` Tor).
    """
    return (_TEXT.replace("HEADING", heading(told)).replace("LASTING", lasting(told)) + data(told) + CORE + _DOOR,)


_TEXT = """// HEADING: put the folder functions/ beside the folder that you deploy, and deploy both.
//
// What it can do: tell countries and first-level regions apart, as Cloudflare places a visitor, and shut at the end of the
// last day of each grant. Who isn't placed (XX), comes by Tor (T1) or is placed coarser than a grant is refused.
// What it can't: see finer regions than Cloudflare's regionCode. In the project's settings, let Functions "fail closed", or
// pages are served without them once a free plan's daily requests are used up; a _routes.json of your own may leave out
// nothing but assets.
//
// LASTING

"""

_DOOR = """
export async function onRequest(context) {
  const { request, env, next } = context;
  if (passes(request, request.cf?.country, request.cf?.regionCode)) return next();
  return refusal(request, (page) => env.ASSETS.fetch(page));
}
"""
