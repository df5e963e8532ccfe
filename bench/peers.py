"""Prints what a brand costs with Hugo, Style Dictionary, favicons and zip, beside ours and `cp -r`, in one run.

    make bench-peers
    .venv/bin/python -m bench.peers [--brands 20] [--hugo /usr/bin/hugo]

The same project, translated: its 30 pages in 2 languages as templates of Hugo with as many places for a brand's values, the same
stylesheet, script and pictures as static files, a brand's values and tokens as a file of configuration each. Two brands at once.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bench import measure
from bench.build import BY_HAND
from bench.generate import PAGES, PICTURES, generate
from bench.measure import Row, Spent, build, copied, median, spent

HERE = Path(__file__).resolve().parent
HUGO = HERE / ".hugo" / "hugo" / "binaries" / "hugo"
"""The program itself: the script beside it is Python, which costs its own start."""
PACKAGES = ("style-dictionary", "favicons")
LANGUAGES = ("en", "de")
LAYOUT = """<!doctype html>
<html lang="{{ site.Language.Lang }}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} · {{ site.Params.name }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}">
{{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Language.Lang }}" href="{{ .Permalink }}">
{{ end }}<link rel="stylesheet" href="/assets/tokens.css">
<link rel="stylesheet" href="/assets/tokens.dark.css" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="/assets/css/app.css">
<script defer src="/assets/js/app.js"></script>
</head>
<body>
<header class="panel">
<a href="{{ relLangURL "home/" }}"><img src="/assets/logo.svg" width="48" height="48" alt="{{ site.Params.name }}"></a>
<nav>{{ range slice "home" "page-01" "page-02" "page-03" "page-04" "page-05" }}\
<a href="{{ relLangURL (print . "/") }}">{{ T (print "common_" .) site.Params }}</a> {{ end }}</nav>
</header>
<main>{{ block "main" . }}{{ end }}</main>
<footer><p>© {{ site.Params.legal_name }}, {{ site.Params.contact.phone }}, {{ T "common_hours" site.Params }}</p></footer>
</body>
</html>
"""
CONFIG = {
    "defaultContentLanguage": LANGUAGES[0],
    "defaultContentLanguageInSubdir": True,
    "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"],
    "languages": {tag: {"contentDir": f"content/{tag}", "weight": at} for at, tag in enumerate(LANGUAGES, 1)},
}


def in_go(template: str) -> str:
    """A page of ours as a template of Hugo."""
    body = template.partition("{% block main %}")[2].partition("{% endblock %}")[0]
    body = re.sub(r"\{\{ brand\.([\w.]+) \}\}", r"{{ site.Params.\1 }}", body)
    body = re.sub(r"\{\{ t\('([\w-]+)\.([\w-]+)'\) \}\}", r'{{ T "\1_\2" site.Params }}', body)
    body = re.sub(r"\{\{ url\('([\w-]+)'\) \}\}", r'{{ relLangURL "\1/" }}', body)
    return '{{ define "main" }}' + body + "{{ end }}\n"


def site_files(theme: Path) -> Iterator[tuple[str, str]]:
    """Path and text of all that Hugo reads for every brand, but what is static."""
    yield "hugo.json", json.dumps(CONFIG)
    yield "layouts/_default/baseof.html", LAYOUT
    names = [path.name.removesuffix(".html.j2") for path in sorted((theme / "templates" / "pages").iterdir())]
    for name in names:
        yield f"layouts/_default/our-{name}.html", in_go((theme / f"templates/pages/{name}.html.j2").read_text("utf-8"))
    for tag in LANGUAGES:
        texts = yaml.safe_load((theme / "locales" / f"{tag}.yaml").read_text("utf-8"))
        known = {f"{section}_{key}": text for section, keys in texts.items() for key, text in keys.items()}
        in_i18n = {key: {"other": text.replace("{brand}", "{{ .name }}")} for key, text in known.items()}
        yield f"i18n/{tag}.json", json.dumps(in_i18n)
        for name in names:
            front = {key: texts[name][key] for key in ("title", "description")}
            yield f"content/{tag}/{name}.md", json.dumps({**front, "layout": f"our-{name}"}) + "\n"


def translate(project: Path, site: Path) -> list[dict[str, str]]:
    """Writes the site, and returns what has to be known of each brand."""
    theme = project / "base_theme"
    for path, text in site_files(theme):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")
    shutil.copytree(theme / "static", site / "static")
    shutil.copytree(theme / "assets", site / "static" / "assets")
    (site / "brands").mkdir()
    brands = []
    for folder in sorted((project / "brands").iterdir()):
        brand: dict[str, Any] = yaml.safe_load((folder / "brand.yaml").read_text("utf-8"))
        params = {key: brand[key] for key in ("name", "short_name", "legal_name", "domain", "contact")}
        values = {"color": {"primary": brand["colors"]["primary"]}, "radius": {"card": brand["tokens"]["radius.card"]}}
        types = {"color": "color", "radius": "dimension"}
        tokens = {
            group: {"$type": types[group], **{name: {"$value": value} for name, value in found.items()}}
            for group, found in values.items()
        }
        config, sheet = site / "brands" / f"{folder.name}.json", site / "brands" / f"{folder.name}.tokens.json"
        config.write_text(json.dumps({"baseURL": f"https://{brand['domain']}/", "params": params}), "utf-8")
        sheet.write_text(json.dumps(tokens), "utf-8")
        known = {"slug": folder.name, "config": f"brands/{folder.name}.json", "tokens": str(sheet)}
        brands.append({**known, "logo": str(folder / brand["logo"])})
    return brands


def composite(project: Path, place: Path, hugo: str) -> tuple[Spent, Path]:
    """All brands with the peers' tools."""
    site, out, job = place / "site", place / "peers", place / "job.json"
    brands = translate(project, site)
    tokens = {"light": str(project / "base_theme/tokens.json"), "dark": str(project / "base_theme/tokens.dark.json")}
    folders = {"site": str(site), "out": str(out), "cache": str(place / "cache")}
    job.write_text(json.dumps({**folders, **tokens, "hugo": hugo, "brands": brands}), "utf-8")
    out.mkdir()
    with job.open("rb") as given:
        took = spent("node", HERE / "peers.mjs", cwd=place, given=given)
    for brand in brands:
        folder = out / brand["slug"]
        pages, files = len(list(folder.rglob("*.html"))), measure.size_of(folder)[0]
        if pages < PAGES * len(LANGUAGES) or files < pages + PICTURES:
            sys.exit(f"{folder}: {pages} pages, {files} files")
    return took, out


def table(brands: int, runs: int, hugo: str, at: Path | None) -> None:
    """Theirs, the script written by hand, and ours, one after the other in each run."""
    version = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    package = json.loads((HERE / "package.json").read_text("utf-8"))["devDependencies"]
    named = ", ".join([f"Hugo {version.partition('-')[0]}", *(f"{name} {package[name]}" for name in PACKAGES)])
    few = min(brands, BY_HAND)
    names = ("cp -r of our output", ", ".join(["Hugo", *PACKAGES, "zip"]), f"by hand, {few} brands", "ours, cold")
    took: dict[str, list[Spent]] = {name: [] for name in names}
    copy, theirs, by_hand, ours = took.values()
    with measure.place(2 * brands, at) as place:
        generate(brands, project := place.path / "project")
        for run in range(runs):
            (folder := place.path / f"run-{run}").mkdir()
            found, out = composite(project, folder, hugo)
            theirs.append(found)
            ours.append(build(project, "--out", str(folder / "ours")))
            copy.append(copied(folder / "ours", folder / "copy"))
            (folder / "by-hand").mkdir()
            script = (sys.executable, "-m", "bench.by_hand", project, folder / "by-hand", "--brands", str(few))
            by_hand.append(spent(*script, cwd=folder))
            if not run:
                count, total = measure.size_of(out / "b00000")
                print(f"{brands} brands, medians of {runs} runs in {place.path}; {named}")
                print(f"theirs has {count} files and {total / 1e6:.2f} MB a brand\n")
            place.done_with(folder)
        one = median(copy).clock / brands
        measure.show([Row(name, median(took[name]), few if took[name] is by_hand else brands, one) for name in names])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, default=20, help="how many (default 20)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--hugo", default=str(HUGO), help="another Hugo than that of bench/hugo.txt")
    parser.add_argument("--at", type=Path, help="a folder on the disk to measure; what is written there stays")
    given = parser.parse_args()
    table(given.brands, given.runs, given.hugo, given.at)


if __name__ == "__main__":
    main()
