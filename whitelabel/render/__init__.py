"""Finished bytes: one asset kind, one file, one line in a table."""

from __future__ import annotations

from whitelabel.model import Kind
from whitelabel.render import (
    application,
    asset,
    drawing,
    edge,
    email,
    fonts,
    icon,
    lock,
    logo,
    page,
    robots,
    script,
    security,
    share,
    static,
    style,
    tokens,
    webmanifest,
)

SHARED: tuple[Kind, ...] = (asset.KIND, script.KIND, style.KIND, static.KIND)
"""Kinds whose files hold no brand's values: planned once for all brands."""

OWN: tuple[Kind, ...] = (
    fonts.KIND,
    tokens.KIND,
    logo.KIND,
    icon.KIND,
    webmanifest.KIND,
    drawing.KIND,
    share.KIND,
    robots.KIND,
    security.KIND,
    application.KIND,
    lock.KIND,
    edge.KIND,
    page.KIND,
    email.KIND,
)
"""Kinds planned for each brand, in this order, since later ones ask for the addresses of earlier ones."""

SHEETS: tuple[Kind, ...] = (tokens.KIND,)
"""Those of ``OWN`` that make style sheets of a brand's values, and ask for no address: they can be planned before all else."""
