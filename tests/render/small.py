"""A small project as texts, and what comes of it, all in memory."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from tests.kept import KEPT
from whitelabel import render
from whitelabel.disk.tree import Tree
from whitelabel.load import load
from whitelabel.model import BrandPlan, Remember, Resolved
from whitelabel.plan import plan
from whitelabel.problem import Problem
from whitelabel.resolve import resolve
from whitelabel.run import run
from whitelabel.run.store import Store

DAY = datetime.date(2026, 11, 23)
KINDS = {kind.name: kind for kind in (*render.SHARED, *render.OWN)}

TOKENS = """{"color": {"$type": "color",
  "paper": {"$value": {"colorSpace": "srgb", "components": [1, 1, 1], "hex": "#ffffff"}},
  "ink": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#000000"}},
  "header": {"$value": "{color.paper}"},
  "primary": {"$value": {"colorSpace": "srgb", "components": [0, 0, 1], "hex": "#0000ff"}}}}
"""
DARK = """{"color": {"$type": "color",
  "paper": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#000000"}},
  "ink": {"$value": {"colorSpace": "srgb", "components": [1, 1, 1], "hex": "#ffffff"}}}}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H0z" fill="#0a5cff"/></svg>'
FILES: Mapping[str, str] = {
    "whitelabel.yaml": "vendor: {brand: acme}\nproducts: [deals]\n",
    "base_theme/theme.yaml": """product: {name: Deals, version: 1.0.0}
source_locale: en
papers: [color.header]
pages:
  home: {template: pages/home.html.j2, lock: sell}
emails: {welcome: {template: emails/welcome.html.j2, runtime: [user.name, link]}}
placeholder: "{{ %s }}"
""",
    "base_theme/tokens.json": TOKENS,
    "base_theme/tokens.dark.json": DARK,
    "base_theme/locales/en.yaml": "home:\n  title: Start with {brand}\n  description: All of it\n",
    "base_theme/templates/pages/home.html.j2": """<!doctype html>
<html lang="{{ locale.tag }}"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('tokens.css') }}"></head>
<body title="{{ brand.name }}"><img src="{{ logo().src }}" alt=""><h1>{{ brand.name }}</h1></body></html>
""",
    "base_theme/templates/emails/welcome.html.j2": """<!doctype html><html><head><title>{{ brand.name }}</title></head>
<body><p>{{ runtime('user.name') }}</p><a href="{{ runtime('link') }}" title="{{ brand.name }}">{{ brand.name }}</a>
</body></html>
""",
    "base_theme/templates/emails/welcome.txt.j2": "{{ brand.name }}: {{ runtime('user.name') }} {{ t('home.title') }}\n",
    "brands/acme/brand.yaml": """name: Acme
domain: acme.example
logo: logo.svg
status: live
region_lock: {contract: {ref: A-1, signed: 2025-12-01}, grants: [{territories: [RU-MOW], exclusivity: non-exclusive}]}
""",
    "brands/acme/logo.svg": LOGO,
}


def files(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, str | bytes]:
    """The small project with some files changed; ``None`` takes one away."""
    return {path: text for path, text in ({**FILES, **(changes or {})}).items() if text is not None}


def resolved(
    changes: Mapping[str, str | bytes | None] | None, problems: list[Problem], remember: Remember = KEPT.remember
) -> Resolved:
    """The small project, loaded and resolved; not checked, so that what checks find shows how rendering takes it."""
    project = load(Tree.of(files(changes)), (), problems)
    assert project is not None, problems
    return resolve(project, (), DAY, problems, remember=remember)


def plans(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, BrandPlan]:
    """The work for each brand of a project without mistakes."""
    problems: list[Problem] = []
    sound = resolved(changes, problems)
    made = {made.brand: made for made in plan(sound, render.SHARED, render.OWN, problems)}
    errors = [problem.message for problem in problems if problem.is_error]
    assert not errors, errors
    return made


def bundle(changes: Mapping[str, str | bytes | None] | None = None, brand: str = "acme") -> dict[str, bytes]:
    """Every file of a brand's bundle, the manifest aside; the project has no mistakes."""
    made, problems = attempt(changes, brand)
    assert not problems, problems
    assert made is not None
    return made


def attempt(
    changes: Mapping[str, str | bytes | None] | None = None, brand: str = "acme"
) -> tuple[dict[str, bytes] | None, list[Problem]]:
    """What comes of a project that may have mistakes which only running shows."""
    made = plans(changes)[brand]
    problems: list[Problem] = []
    return run(made, KINDS, lambda digest: made.inputs[digest].read(), Store(KEPT), problems), problems


def page(source: str, **changes: str | None) -> str:
    """The text of the home page, made from this template."""
    found = bundle({"base_theme/templates/pages/home.html.j2": source, **changes})
    return found["site/index.html"].decode()
