"""A vendor and three resellers, who change what they like."""

from __future__ import annotations

from pathlib import Path

from tests.render.small import FILES, LOGO
from whitelabel.outcome import Outcome


def brand(slug: str, *lines: str, ground: str = "RU-MOW", exclusivity: str = "non-exclusive") -> str:
    """A brand file."""
    grant = f"{{territories: [{ground}], exclusivity: {exclusivity}}}"
    return "\n".join(
        [
            f"name: {slug.title()}",
            f"domain: {slug}.example",
            "logo: logo.svg",
            "status: live",
            f"region_lock: {{contract: {{ref: {slug}-1, signed: 2025-12-01}}, grants: [{grant}]}}",
            *lines,
            "",
        ]
    )


def logo(slug: str) -> str:
    """A brand's own file, of a box that is anybody's."""
    return f"<!-- {slug} -->{LOGO}"


def write(root: Path, path: str, data: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(data, "utf-8")


def open_shop(root: Path) -> None:
    """Write the project into a folder."""
    for path, data in FILES.items():
        write(root, path, data)
    for slug in ("acme", "beta", "gamma", "delta"):
        write(root, f"brands/{slug}/brand.yaml", brand(slug))
        write(root, f"brands/{slug}/logo.svg", logo(slug))


def statuses(outcome: Outcome) -> dict[str, str]:
    return {one.brand: one.status for one in outcome.brands}
