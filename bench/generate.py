"""Makes a project of many brands with real logos, the same bytes each time: the workload of the benchmark.

A brand has 30 pages in 2 locales (60 files of 8 to 15 kB with about 25 brand values each), a stylesheet of 200 kB on
custom properties, a script of 60 kB, 20 pictures of 2 MB in all, 8 tokens, and a logo of the npm package simple-icons.

    python -m bench.generate 100 /tmp/hundred
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ICONS = HERE / "node_modules" / "simple-icons"
PAGES = 30
PICTURES = 20
PICTURE_BYTES = 100_000
CSS_BYTES = 200_000
JS_BYTES = 60_000
SYLLABLES = "ka ro min ta vel dor su pi gran lo ne tri bo ar ex um il qua nor den vik sol mar tem pon zu fe ji hal ogh wy".split()
REGIONS = ("RU-MOW", "RU-MOS", "RU-TUL", "RU-SPE", "RU-LEN", "RU-SVE", "RU-NVS", "RU-KDA", "DE-BE", "DE-HE", "DE-BY")
WORDS = (
    "deal deed register owner buyer seller broker notary price house flat garden street river bridge window paper "
    "signature contract office region city morning evening answer question number list step file key door light stone "
    "simple clear quick certain early final written public private common large small north south east west"
).split()


def words(chance: random.Random, count: int) -> str:
    """A sentence of so many words."""
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."


def page_names() -> list[str]:
    """The names of the pages; `home` comes first."""
    return ["home", *(f"page-{number:02}" for number in range(1, PAGES))]


def page_template(chance: random.Random, name: str) -> str:
    """A page of 8 to 13 kB, most of it the vendor's own text, with 20 places that a brand fills."""
    brand_values = (
        "{{ brand.name }}",
        "{{ brand.short_name }}",
        "{{ brand.legal_name }}",
        "{{ brand.contact.email }}",
        "{{ brand.contact.phone }}",
        "{{ brand.domain }}",
        f"{{{{ t('{name}.lead') }}}}",
    )
    sections = []
    for number in range(14):
        value = brand_values[number % len(brand_values)]
        sections.append(
            f'<section class="panel panel-{number % 20}"><h2>{words(chance, 4)} {value}</h2>\n'
            + "".join(f"<p>{words(chance, chance.randrange(14, 26))}</p>\n" for _ in range(chance.randrange(3, 6)))
            + f'<img src="/pictures/{chance.randrange(PICTURES):02}.jpg" width="640" height="400" loading="lazy" alt="{words(chance, 3)}">'
            + "</section>"
        )
    body = "\n".join(sections)
    return f"""{{% extends "layouts/base.html.j2" %}}
{{% block main %}}
<h1>{{{{ t('{name}.title') }}}}</h1>
<p class="lead">{{{{ t('{name}.lead') }}}}</p>
<p><a class="button" href="{{{{ url('home') }}}}">{{{{ t('common.start') }}}}</a>
<a href="mailto:{{{{ brand.contact.email }}}}">{{{{ brand.contact.email }}}}</a></p>
{body}
{{% endblock %}}
"""


LAYOUT = """<!doctype html>
<html lang="{{ locale.language }}" dir="{{ locale.dir }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title }} · {{ brand.name }}</title>
<meta name="description" content="{{ page.description }}">
{% if page.canonical %}<link rel="canonical" href="{{ page.canonical }}">{% endif %}
{% for other in locales %}<link rel="alternate" hreflang="{{ other.tag }}" href="{{ absolute(other.href) }}">
{% endfor %}<link rel="stylesheet" href="{{ asset('tokens.css') }}">
<link rel="stylesheet" href="{{ asset('css/app.css') }}">
<script defer src="{{ asset('js/app.js') }}"></script>
</head>
<body>
<header class="panel">{% set sign = logo('light') %}
<a href="{{ url('home') }}"><img src="{{ sign.src }}" width="{{ sign.width }}" height="{{ sign.height }}" \
alt="{{ brand.name }}"></a>
<nav>{% for name in ('home', 'page-01', 'page-02', 'page-03', 'page-04', 'page-05') %}\
<a href="{{ url(name) }}">{{ t('common.' ~ name) }}</a> {% endfor %}</nav>
</header>
<main>{% block main %}{% endblock %}</main>
<footer><p>© {{ brand.legal_name }}, {{ brand.contact.phone }}, {{ t('common.hours') }}</p></footer>
</body>
</html>
"""


def stylesheet(chance: random.Random) -> str:
    """200 kB of rules on custom properties, with the comments and white space of a sheet that a person wrote."""
    lines = ["@layer base, parts;\n"]
    size = 0
    number = 0
    while size < CSS_BYTES:
        colour = chance.choice(("primary", "accent", "ink", "line", "paper"))
        rule = (
            f"/* {words(chance, 6)} */\n"
            f"@layer parts {{\n  .panel-{number}, .panel-{number} > a:hover {{\n"
            f"    color: var(--color-{colour});\n    padding: calc(var(--space-unit) * {chance.randrange(1, 9)});\n"
            f"    border: 1px solid var(--color-line);\n    border-radius: var(--radius-card);\n"
            f"    background: color-mix(in oklab, var(--color-{colour}) {chance.randrange(5, 95)}%, transparent);\n"
            f"    @media (width >= {chance.randrange(30, 90)}rem) {{ font-size: var(--size-text); }}\n  }}\n}}\n\n"
        )
        lines.append(rule)
        size += len(rule)
        number += 1
    return "".join(lines)


def script(chance: random.Random) -> str:
    """60 kB of functions that are never called."""
    lines = ['"use strict";\n']
    size = 0
    number = 0
    while size < JS_BYTES:
        function = (
            f"// {words(chance, 7)}\n"
            f"function step{number}(list, limit = {chance.randrange(2, 900)}) {{\n"
            f"    const kept = list.filter((item) => item.length > limit);\n"
            f"    return kept.map((item, place) => `${{place}}: ${{item}} {chance.choice(WORDS)}`).join('\\n');\n}}\n\n"
        )
        lines.append(function)
        size += len(function)
        number += 1
    return "".join(lines)


def picture(chance: random.Random) -> bytes:
    """A photograph's worth of bytes: soft noise, as a JPEG of about 100 kB."""
    from PIL import Image

    noise = Image.frombytes("RGB", (160, 100), chance.randbytes(160 * 100 * 3))
    drawn = noise.resize((640, 400), Image.Resampling.BICUBIC)
    data = b""
    for quality in range(95, 20, -5):
        stream = io.BytesIO()
        drawn.save(stream, "JPEG", quality=quality)
        data = stream.getvalue()
        if len(data) <= PICTURE_BYTES:
            break
    return data


def color(hexadecimal: str) -> Mapping[str, Any]:
    """A colour as DTCG 2025.10 writes it."""
    parts = [round(int(hexadecimal[at : at + 2], 16) / 255, 4) for at in (1, 3, 5)]
    return {"colorSpace": "srgb", "components": parts, "hex": hexadecimal}


def tokens(light: bool) -> str:
    """The theme's eight tokens, or what changes of them in dark."""
    paper, ink, line = ("#ffffff", "#1c2026", "#d5d9e0") if light else ("#15181d", "#eceff4", "#3a414c")
    colors: dict[str, Any] = {"$type": "color"}
    colors |= {"paper": {"$value": color(paper)}, "ink": {"$value": color(ink)}, "line": {"$value": color(line)}}
    if not light:
        return json.dumps({"color": colors}, indent=2)
    colors |= {"primary": {"$value": color("#0a5cff")}, "accent": {"$value": color("#b45309")}}
    rem = {"value": 1, "unit": "rem"}
    sizes = {
        "radius": {"card": {"$type": "dimension", "$value": {"value": 12, "unit": "px"}}},
        "space": {"unit": {"$type": "dimension", "$value": {"value": 4, "unit": "px"}}},
        "size": {"text": {"$type": "dimension", "$value": rem}},
    }
    return json.dumps({"color": colors} | sizes, indent=2)


def theme_yaml() -> str:
    """What the theme offers."""
    pages = "\n".join(
        f"  {name}: {{template: pages/{name}.html.j2, lock: {'sell' if name == 'home' else 'serve'}}}"
        for name in page_names()
    )
    return f"""product: {{name: Deals, version: 1.0.0}}
source_locale: en
requires: {{colors: [primary]}}
contrast: [[color.ink, color.paper, AA]]
papers: [color.paper]
pages:
{pages}
"""


def locale_yaml(chance: random.Random) -> str:
    """All texts of a language; the words are not its words, their number is."""
    lines = ["common:", "  start: Begin with {brand}", f"  hours: {words(chance, 3)}"]
    lines += [f"  {name}: {words(chance, 1)}" for name in page_names()[:6]]
    for name in page_names():
        lines += [f"{name}:", f"  title: {words(chance, 3)}", f"  description: {words(chance, 12)}"]
        lines += [f"  lead: {words(chance, 20)} {{brand}}."]
    return "\n".join(lines) + "\n"


def logos() -> list[tuple[str, Path]]:
    """Colour and file of each logo, in the package's order."""
    found = json.loads((ICONS / "data" / "simple-icons.json").read_text("utf-8"))
    return [(f"#{icon['hex'].lower()}", ICONS / "icons" / f"{icon['slug']}.svg") for icon in found]


def coined(number: int) -> str:
    """A name that nobody has, another one for each number: no page has its like by chance."""
    syllables: list[str] = []
    # A factor that shares none with the number of all names: neighbours don't begin alike.
    left = number * 7919 % len(SYLLABLES) ** 4
    for _ in range(4):
        left, place = divmod(left, len(SYLLABLES))
        syllables.append(SYLLABLES[place])
    return "".join(syllables).title()


def brand_yaml(number: int, primary: str) -> str:
    """One brand, live, with a grant of its own."""
    name = coined(number)
    return f"""name: {name} Homes
short_name: {name[:12]}
legal_name: {name} Homes LLC
domain: {name.lower()}.example
contact: {{email: help@{name.lower()}.example, phone: "+7 495 {number + 1_000_000}"}}
logo: logo.svg
colors: {{primary: "{primary}"}}
tokens: {{radius.card: {number % 24}px}}
locales: [en, de]
status: live
region_lock:
  contract: {{ref: C-{number:05}, signed: 2025-12-01}}
  grants:
    - territories: [{REGIONS[number % len(REGIONS)]}]
      exclusivity: non-exclusive
      from: 2026-01-01
"""


def files(brands: int) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of a project of so many brands."""
    chance = random.Random("whitelabel")
    texts = {
        "whitelabel.yaml": "vendor: {brand: b00000}\nproducts: [deals]\n",
        "base_theme/theme.yaml": theme_yaml(),
        "base_theme/tokens.json": tokens(light=True),
        "base_theme/tokens.dark.json": tokens(light=False),
        "base_theme/templates/layouts/base.html.j2": LAYOUT,
        "base_theme/assets/css/app.css": stylesheet(chance),
        "base_theme/assets/js/app.js": script(chance),
        "base_theme/locales/en.yaml": locale_yaml(chance),
        "base_theme/locales/de.yaml": locale_yaml(chance),
    }
    texts |= {f"base_theme/templates/pages/{name}.html.j2": page_template(chance, name) for name in page_names()}
    for path, text in texts.items():
        yield path, text.encode()
    for number in range(PICTURES):
        yield f"base_theme/static/pictures/{number:02}.jpg", picture(chance)
    known = logos()
    for number in range(brands):
        # A stride that shares no factor with the number of logos: neighbours don't look alike.
        primary, file = known[number * 1009 % len(known)]
        yield f"brands/b{number:05}/brand.yaml", brand_yaml(number, primary).encode()
        yield f"brands/b{number:05}/logo.svg", file.read_bytes()


def generate(brands: int, out: Path) -> None:
    """Writes a project of so many brands into a folder that is not there yet."""
    out.mkdir(parents=True)
    for path, data in files(brands):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("brands", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    generate(given.brands, given.out)
    print(f"{given.out}: {given.brands} brands")


if __name__ == "__main__":
    main()
