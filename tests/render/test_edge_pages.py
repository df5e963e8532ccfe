"""The page for refused visitors, and the notice that stands where nothing may be sold any more."""

from __future__ import annotations

import dataclasses

import pytest

from tests.edge.brands import PAGE, changes
from tests.kept import KEPT
from tests.render.small import KINDS, bundle, resolved
from whitelabel import render
from whitelabel.plan import plan
from whitelabel.problem import Problem
from whitelabel.run import run
from whitelabel.run.store import Store

NOTICE = """{{ page.name }} {{ page.url }} {{ page.index }} {{ page.lock }} {{ page.title }}
{{ url('home') }} {{ has_page('home') }} {{ has_page('terms') }} {{ has_page('closed') }}
{{ locales | map(attribute='href') | join(' ') }} {{ hreflang_default }} {{ page.canonical }}
"""


def closing(
    names: tuple[str, ...], template: str = NOTICE, **more: str
) -> tuple[dict[str, bytes] | None, list[Problem]]:
    """The bundle in which these pages are notices."""
    problems: list[Problem] = []
    theme = changes()["base_theme/theme.yaml"] or ""
    given = {
        **changes(),
        "base_theme/theme.yaml": theme.replace("closed: {template: pages/home", "closed: {template: pages/closed"),
        "base_theme/templates/pages/closed.html.j2": template,
        **more,
    }
    found = resolved(given, problems)
    brand = found.brands["acme"]
    notices = tuple(page for page in brand.pages if page.name in names)
    pages = tuple(page for page in brand.pages if page.name not in names)
    changed = dataclasses.replace(brand, pages=pages, notices=notices)
    (made,) = plan(dataclasses.replace(found, brands={"acme": changed}), render.SHARED, render.OWN, problems)
    assert not problems
    return run(made, KINDS, lambda digest: made.inputs[digest].read(), Store(KEPT), problems), problems


def test_the_page_for_refused_visitors_lies_where_servers_look_in_the_default_language() -> None:
    found = bundle(changes())
    assert found["site/451.html"] == found["site/ru/451/index.html"] != found["site/en/451/index.html"]


def test_a_bundle_has_no_page_closed_of_its_own() -> None:
    assert not [path for path in bundle(changes()) if "closed" in path]


def test_a_notice_stands_at_every_address_of_its_page_in_each_language() -> None:
    found, _ = closing(("home", "deal"))
    assert found is not None
    assert found["site/ru/home/index.html"] == found["site/ru/index.html"] == found["site/index.html"]
    assert found["site/index.html"].decode() == (
        "closed / False never closed in ru\n/ru/home/ False True False\n/ /en/home/ / https://acme.example/\n"
    )
    assert found["site/en/deal/index.html"].decode() == (
        "closed /en/deal/ False never closed in en\n/en/home/ False True False\n"
        "/ru/deal/ /en/deal/ /ru/deal/ https://acme.example/en/deal/\n"
    )


def test_a_notice_is_neither_locked_nor_listed() -> None:
    found, _ = closing(("home", "deal", "sign"))
    assert found is not None
    assert b"home" not in found["site/sitemap.xml"] and b"terms" in found["site/sitemap.xml"]
    for path in ("edge/nginx/http.conf", "edge/Caddyfile", "edge/netlify/_redirects"):
        assert b"/home" not in found[path] and b"/deal" not in found[path]


def test_the_page_closed_itself_has_no_address() -> None:
    _, problems = closing(("home",), "{{ url('closed') }}")
    assert [problem.message for problem in problems][:1] == [
        "the template can't be rendered: this brand has no page 'closed'; ask has_page('closed') first"
    ]


@pytest.mark.parametrize("name", ["home", "terms"])
def test_other_pages_may_link_to_a_notice(name: str) -> None:
    page = (
        PAGE
        + "{% if page.name == 'desk' %}<a href=\"{{ url('"
        + name
        + "') }}\">{{ has_page('"
        + name
        + "') }}</a>{% endif %}"
    )
    found, problems = closing((name,), **{"base_theme/templates/pages/home.html.j2": page})
    assert not problems and found is not None
    assert f'<a href="/ru/{name}/">False</a>'.encode() in found["site/ru/desk/index.html"]
