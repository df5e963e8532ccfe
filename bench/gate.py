"""Prints what one brand costs among many: a whole `whitelabel check --brand`, which is judged against all others' rights.

    .venv/bin/python -m bench.gate [--brands 100 1000 10000]

A project of the bench's theme (`bench.generate`, one page) whose other brands have a `brand.yaml` of about 40 lines with three
grants each, in subdivisions of Russia, Germany and the United States over four years; they conflict with nobody. In memory
(`/dev/shm`). `new` is the first look, when every file is new; `same` the next one, when nothing has changed; `one new` after one
other brand was edited. Seconds of the clock, whole processes, medians of three; the last column is `same` by files looked at.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from whitelabel import rights

WHITELABEL = [sys.executable, "-m", "whitelabel"]
COUNTRIES = ("RU", "DE", "US")
PEOPLE = ("Anna", "Boris", "Carla", "Dmitri", "Elif", "Farid")

BRAND = """\
name: {name} Realty
short_name: {name}
legal_name: {name} Realty LLC
domain: {slug}.example
contact:
  email: help@{slug}.example
  phone: "+7 495 {number:03}-00-00"
  url: https://{slug}.example/help
legal:
  terms: https://{slug}.example/terms
  privacy: https://{slug}.example/privacy
logo: logo.svg
colors:
  primary: "#{color:06x}"
  accent: "oklch(75% 0.17 {hue})"
locales: [en]
texts:
  en:
    support.hours: Monday to Friday, 9 to 18
features:
  chat: false
marks: [{name}, {slug}.example]
mail:
  from: deals@{slug}.example
  reply_to: help@{slug}.example
party: {slug}
status: live
region_lock:
  contract: {{ref: {name}-2026-{number:03}, signed: 2025-12-01}}
  grants:
{grants}"""

GRANT = """\
    - territories: [{places}]
      exclusivity: {strength}
      products: [{product}]
      from: {year}-01-01
      until: {until}-12-31
"""

THEME = {
    "whitelabel.yaml": "vendor: {brand: b00000}\nproducts: [deals, sign]\n",
    "base_theme/theme.yaml": "product: {name: Deals, version: 1.0.0}\nsource_locale: en\n"
    "pages: {home: {template: pages/home.html.j2}}\nfeatures: {chat: {default: true}}\n",
    "base_theme/tokens.json": '{"color": {"$type": "color", "primary": {"$value": '
    '{"colorSpace": "srgb", "components": [0, 0, 1]}}, "accent": {"$value": "{color.primary}"}}}',
    "base_theme/locales/en.yaml": "home: {title: Deals, description: Deals}\nsupport: {hours: By day}\n",
    "base_theme/templates/pages/home.html.j2": "<title>{{ page.title }}</title>{{ t('support.hours') }}\n",
}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="M8 8h48v48H8z"/></svg>\n'


def make(root: Path, brands: int) -> None:
    """A project of so many brands, the same bytes each time."""
    chance = random.Random(brands)
    table = rights.standard()
    files = dict(THEME)
    for number in range(brands):
        slug = f"b{number:05}"
        grants = ""
        for _ in range(3):
            parts = table.holds[chance.choice(COUNTRIES)]
            year = chance.randint(2024, 2027)
            grants += GRANT.format(
                places=", ".join(chance.sample(parts, chance.randint(1, 4))),
                strength="non-exclusive",
                product=chance.choice(("deals", "sign", "deals, sign")),
                year=year,
                until=year + chance.randint(1, 3),
            )
        if not number:
            grants = GRANT.format(
                places="RU-MOW", strength="shared, up_to: 9999", product="deals", year=2024, until=2030
            )
            grants = grants.replace("shared, up_to: 9999", "shared\n      up_to: 9999")
        files[f"brands/{slug}/brand.yaml"] = BRAND.format(
            name=f"{chance.choice(PEOPLE)}{number}",
            slug=slug,
            number=number % 1000,
            color=chance.randrange(1 << 24),
            hue=chance.randrange(360),
            grants=grants,
        )
        files[f"brands/{slug}/logo.svg"] = LOGO
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def seconds(root: Path) -> float:
    """Of one check of the first brand."""
    begin = time.perf_counter()
    done = subprocess.run(
        [*WHITELABEL, "-C", str(root), "check", "--brand", "b00000", "--on", "2026-11-23"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - begin


def measure(root: Path, brands: int) -> tuple[float, float, float]:
    """Medians: all new, nothing changed, one changed."""
    new, same, one = [], [], []
    for _ in range(3):
        shutil.rmtree(root / "build", ignore_errors=True)
        new.append(seconds(root))
        same.append(seconds(root))
        other = root / "brands" / f"b{brands - 1:05}" / "brand.yaml"
        other.write_text(other.read_text("utf-8") + "# edited\n", "utf-8")
        one.append(seconds(root))
    return statistics.median(new), statistics.median(same), statistics.median(one)


def main() -> None:
    """Each size in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, nargs="+", default=[100, 1_000, 10_000])
    wanted = parser.parse_args()
    base = Path("/dev/shm/whitelabel-gate")
    shutil.rmtree(base, ignore_errors=True)
    print(f"{'brands':>7} {'new s':>8} {'same s':>8} {'one new s':>10} {'new/same':>9} {'ms a brand, new':>16}")
    for brands in wanted.brands:
        root = base / str(brands)
        make(root, brands)
        # What was written a moment ago is read anew each time, since a change might not show yet.
        time.sleep(2.1)
        new, same, one = measure(root, brands)
        print(f"{brands:>7,} {new:>8.2f} {same:>8.2f} {one:>10.2f} {new / same:>9.1f} {new / brands * 1000:>16.2f}")
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
