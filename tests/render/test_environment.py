"""The sandbox: what a template sees, what it can't do, and where it is told."""

from __future__ import annotations

import re
import time

import pytest

from tests.render.small import attempt, page
from whitelabel.problem import Problem, Span
from whitelabel.render import environment
from whitelabel.same import STATES

HOME = "base_theme/templates/pages/home.html.j2"


def problem_of(source: str) -> Problem:
    made, problems = attempt({HOME: "<title>x</title>\n\n" + source})
    assert made is None
    assert len(problems) == 1
    return problems[0]


ESCAPES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ t.__globals__ }}",
    "{{ t.function.__globals__ }}",
    "{{ brand.__class__ }}",
    "{{ brand.entries }}",
    "{{ brand['__init__'] }}",
    "{{ url.__self__.context }}",
    "{{ self.__init__.__globals__ }}",
    "{{ lipsum(n=200000) }}",
    "{{ cycler('a') }}",
    "{{ namespace(a=1) }}",
    "{{ [1, 2]|random }}",
    "{{ brand|pprint }}",
    "{{ '%s'|format(brand) }}",
    "{% set _ = font_preloads.append('x') %}{{ _ }}",
    "{% include '../../../etc/passwd' %}",
    "{% include 'nowhere.html.j2' %}",
)


@pytest.mark.parametrize("source", ESCAPES)
def test_no_way_leads_out_of_the_sandbox(source: str) -> None:
    problem = problem_of(source)
    assert (problem.code, problem.span and (problem.span.path, problem.span.line)) == ("WL405", (HOME, 3))


BOMBS = (
    "{{ 'a' * 10**9 }}",
    "{{ 9**9**9 }}",
    "{{ 9**(9**7) }}",
    "{{ [0] * 1000000000 }}",
    "{{ range(10**9)|list }}",
    "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|indent(1000000000, true) }}",
    "{{ 'a'.rjust(1000000000) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ [1]|batch(1000000000, 2)|list }}",
    "{{ {}|tojson(1000000000) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'pages/home.html.j2' %}",
)


@pytest.mark.parametrize("source", BOMBS)
def test_no_template_makes_a_mountain(source: str) -> None:
    begin = time.process_time()
    problem = problem_of(source)
    assert problem.code == "WL405"
    assert time.process_time() - begin < 10


NOTHING = {
    "{{ nothing }}": "'nothing' is undefined",
    "{{ brand.nothing }}": "'brand' has no 'nothing'",
    "{{ brand.contact.phone }}": "there is nothing to print; ask with 'if' first",
    "{{ brand.contact }}": "'brand.contact' is no text; one of email, phone, phone_href, url was wanted",
    "{{ brand ~ '' }}": "'brand' is no text; one of contact, domain, legal, legal_name, mail, name, origin, short_name was wanted",
    "{{ t }}": "'t' is no text; call it",
    "{{ [brand.name] }}": "a list can't be printed",
    "{{ t('home.nothing') }}": "the theme has no text 'home.nothing'",
    "{{ url('nothing') }}": "this brand has no page 'nothing'; ask has_page('nothing') first",
    "{{ runtime('user.name') }}": "'user.name' is no run-time field of this e-mail (theme.yaml names: none)",
    "{{ token('color.nothing') }}": "the theme has no token 'color.nothing'",
    "{{ token('color.paper', 'ni' ~ 'ght') }}": "there is no mode 'night'; 'light' or 'dark' was wanted",
    "{{ asset('tokens.css', mode='Da' ~ 'rk') }}": "there is no mode 'Dark'; 'light' or 'dark' was wanted",
    "{{ t() }}": "t() was given other values than it takes: missing a required argument: 'key'",
    "{{ has_page('home', 1) }}": "has_page() was given other values than it takes: too many positional arguments",
    "{{ range('x') }}": "'str' object cannot be interpreted as an integer",
    "{{ 'x'|date }}": "invalid isoformat string: 'x'",
    "{{ 1 / 0 }}": "division by zero",
}


@pytest.mark.parametrize("source", NOTHING)
def test_what_is_not_there_is_told_with_the_templates_line(source: str) -> None:
    made, problems = attempt({HOME: "<title>x</title>\n\n" + source.replace("'home.nothing'", "'home.' ~ 'nothing'")})
    assert made is None
    assert [(problem.code, problem.span and problem.span.line) for problem in problems] == [("WL405", 3)]
    assert problems[0].message == f"the template can't be rendered: {NOTHING[source]}"


PLACES = (
    # What is written, what of it is underlined, the hint.
    ("{{ brand.nmae }}", "nmae", "did you mean 'name'?"),
    ("{{ brand['nmae'] }}", "nmae", "did you mean 'name'?"),
    ("name {% set x = brand %}{{ x.nmae }}", "nmae", "did you mean 'name'?"),
    ("{{ page.x }}", "x", "known here: canonical, description, index, lock, name, product, share_image, title, url"),
    ("{{ t('home.titel') }}", "home.titel", "did you mean 'home.title'?"),
    ("{{ t('home.' ~ 'titel') }}", "{{ t('home.' ~ 'titel') }}", "did you mean 'home.title'?"),
    ('{{ token("color.papr") }}', "color.papr", "did you mean 'color.paper'?"),
    ("{{ nothing }}", "nothing", ""),
    ("{{ [1][0].foo }}", "foo", ""),
    ("{{ t() }}", "t", ""),
    ("{{ 1 / 0 }}", "{{ 1 / 0 }}", ""),
    ("{{ 'a'|indent(2000) }}", "indent", ""),
    ("{{ 1 }}{{ 1 / 0 }}", '<p class="name">{{ 1 }}{{ 1 / 0 }}', ""),
)


@pytest.mark.parametrize(("source", "underlined", "hint"), PLACES)
def test_what_cannot_be_rendered_is_told_with_its_place(source: str, underlined: str, hint: str) -> None:
    shown = f'<p class="name">{source}'
    problem = problem_of(shown)
    assert problem.span is not None
    begin = problem.span.column - 1
    assert (shown[begin : begin + problem.span.length], problem.hint) == (underlined, hint)


def test_a_mistake_that_goes_over_several_lines_is_told_with_its_own() -> None:
    problem = problem_of("{{ t(\n  'home.title',\n  a=brand.nmae) }}")
    assert problem.span == Span(HOME, 5, 11, 4)


def test_a_mistake_in_a_layout_is_told_once_with_the_layouts_line() -> None:
    layout = "base_theme/templates/layouts/l.html.j2"
    changes: dict[str, str | bytes | None] = {
        "base_theme/theme.yaml": "product: {name: D, version: 1.0.0}\nsource_locale: en\npages:\n"
        "  home: {template: pages/home.html.j2, lock: sell}\n  help: {template: pages/help.html.j2, lock: sell}\n",
        "base_theme/locales/en.yaml": "home: {title: A, description: A}\nhelp: {title: A, description: A}\n",
        layout: "<p>\n{{ 1 / 0 }}\n{% block b %}{% endblock %}",
        HOME: "{% extends 'layouts/l.html.j2' %}",
        "base_theme/templates/pages/help.html.j2": "{% extends 'layouts/l.html.j2' %}",
    }
    made, problems = attempt(changes)
    assert made is None
    assert [(found.span and (found.span.path, found.span.line), found.brands) for found in problems] == [
        ((layout, 2), ("acme",))
    ]


def test_a_value_that_may_be_missing_can_be_asked_for() -> None:
    source = "{% if brand.contact.phone %}a{% endif %}{{ brand.contact.phone or 'none' }}{{ 'x' if false }}{{ 0 }}"
    assert page(source) == "none0"


def test_a_partial_that_two_brands_share_never_shows_the_other_ones_name() -> None:
    shared: dict[str, str | bytes | None] = {
        "base_theme/templates/partials/p.html.j2": "{% macro sign() %}{{ brand.name }}{% endmacro %}",
        HOME: "{% from 'partials/p.html.j2' import sign %}{% import 'partials/p.html.j2' as p %}"
        "{{ sign() }} {{ p.sign() }} {% include 'partials/q.html.j2' %}",
        "base_theme/templates/partials/q.html.j2": "{{ brand.name }}{{ t('home.title') }}",
    }
    from tests.render.small import FILES, bundle

    second = FILES["brands/acme/brand.yaml"].replace("name: Acme", "name: Zeta").replace("acme.example", "z.example")
    shared |= {"brands/zeta/brand.yaml": second, "brands/zeta/logo.svg": FILES["brands/acme/logo.svg"]}
    for _ in range(2):
        assert bundle(shared, "acme")["site/index.html"].decode() == "Acme Acme AcmeStart with Acme"
        assert bundle(shared, "zeta")["site/index.html"].decode() == "Zeta Zeta ZetaStart with Zeta"


def test_memory_addresses_and_hash_order_never_show() -> None:
    text = page(
        "{{ {'b': 1, 'a': 2}|tojson }} {{ ['b', 'a']|unique|join }} {{ font_preloads|length }} {{ 1.5 }} {{ true }}"
    )
    assert text == '{"a": 2, "b": 1} ba 0 1.5 True'
    assert not re.search("0x", text)


def test_of_a_template_that_changes_again_and_again_few_states_are_held() -> None:
    states = [f"<title>{number}</title>" for number in range(8)]
    for source in (*states, *states[::-1]):
        assert page(source) == source
    assert all(len(held) <= STATES for held in environment._code.values())
    assert "pages/home.html.j2" in environment._code
