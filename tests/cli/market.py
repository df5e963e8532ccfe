"""A small project on whose ground several brands meet."""

from __future__ import annotations

from pathlib import Path

DAY = "2026-11-23"

FILES = {
    "whitelabel.yaml": """\
vendor: {brand: kvadrat}
products: [deals, sign]
territories:
  ru-ural: [RU-SVE, RU-CHE, RU-TYU]
policy: {timezone: Europe/Moscow, national_grant: allow, expiring_days: 60}
""",
    "brands/kvadrat/brand.yaml": """\
name: Квадрат
region_lock:
  contract: KV-1
  grants:
    - {territories: [RU, -RU-MOW, -ru-ural], exclusivity: non-exclusive}
""",
    "brands/acme/brand.yaml": """\
name: Acme
region_lock:
  contract: AC-1
  grants:
    - territories: [RU-MOW, RU-SVE]
      exclusivity: exclusive
      products: [deals]
      from: 2026-01-01
      until: 2027-12-31
""",
    "brands/globex/brand.yaml": """\
name: Globex
region_lock:
  contract: GX-11
  grants:
    - {territories: [ru-ural], exclusivity: sole, from: 2026-03-01, until: 2026-12-31, run_off_days: 30}
    - {territories: [KZ-71, KZ-75], exclusivity: shared, up_to: 2}
""",
    "brands/late/brand.yaml": """\
name: Late
party: zephyr
region_lock:
  contract: {ref: ZE-1}
  grants:
    - {territories: [KZ-71], exclusivity: shared, up_to: 1, from: 2027-05-01}
""",
    "brands/old/brand.yaml": """\
name: Old
region_lock:
  contract: OL-1
  grants:
    - {territories: [GE], exclusivity: exclusive, until: 2026-05-01, run_off_days: 10}
""",
    "brands/draft/brand.yaml": """\
name: Draft
status: draft
region_lock:
  grants:
    - {territories: [RU-MOW], exclusivity: exclusive}
""",
}


def lay(root: Path, **changed: str) -> Path:
    """Write the project into a folder; `acme="…"` writes another file for that brand."""
    for path, text in FILES.items():
        slug = path.split("/")[1] if "/" in path else ""
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(changed.get(slug, text), "utf-8")
    return root
