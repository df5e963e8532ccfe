"""Pictures that are drawn for each brand: what they see, what comes of them, what is refused."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from PIL import Image

from tests.render.small import FILES, attempt, bundle, page, plans
from whitelabel.problem import Problem

HERO = "base_theme/assets/img/hero.svg.j2"
BRAND = FILES["brands/acme/brand.yaml"]


def svg(inside: str, head: str = "") -> str:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">\n{inside}\n</svg>\n'


def drawn(inside: str, changes: dict[str, str | bytes | None] | None = None) -> tuple[str, str]:
    """The picture in light and in dark."""
    made = bundle({HERO: svg(inside), **(changes or {})})
    light = [made[path] for path in made if re.fullmatch(r"site/assets/img/hero\.[a-z2-7]{10}\.svg", path)]
    dark = [made[path] for path in made if re.fullmatch(r"site/assets/img/hero-dark\.[a-z2-7]{10}\.svg", path)]
    assert len(light) == len(dark) == 1
    return light[0].decode(), dark[0].decode()


def refused(source: str, changes: dict[str, str | bytes | None] | None = None) -> Problem:
    made, problems = attempt({HERO: source, **(changes or {})})
    assert made is None
    assert len(problems) == 1
    return problems[0]


def test_a_picture_has_the_values_of_the_mode_that_it_is_drawn_in() -> None:
    light, dark = drawn("""<path fill="{{ token('color.paper') }}" d="M0 0h9v9z"/><desc>{{ mode }}</desc>""")
    assert 'fill="#ffffff"' in light
    assert "<desc>light</desc>" in light
    assert 'fill="#000000"' in dark
    assert "<desc>dark</desc>" in dark


def test_a_mode_can_be_named() -> None:
    light, dark = drawn("""<path fill="{{ token('color.paper', 'dark') }}" d="M0 0h9v9z"/>""")
    assert light == dark
    assert 'fill="#000000"' in light


def test_colours_are_written_as_every_program_for_drawings_reads_them() -> None:
    brand = f'{BRAND}colors: {{primary: "oklch(0.6 0.15 250)"}}\n'
    light, _ = drawn("""<path fill="{{ token('color.primary') }}" d="M0 0h9v9z"/>""", {"brands/acme/brand.yaml": brand})
    assert re.search(r'fill="#[0-9a-f]{6}"', light)


def test_a_measure_is_a_number_to_reckon_with() -> None:
    tokens = FILES["base_theme/tokens.json"].rstrip().removesuffix("}") + (
        ', "radius": {"$type": "dimension", "card": {"$value": {"value": 12, "unit": "px"}}, '
        '"wide": {"$value": {"value": 1.5, "unit": "rem"}}}, "art": {"stroke": {"$type": "number", "$value": 2.5}}}'
    )
    changes: dict[str, str | bytes | None] = {"base_theme/tokens.json": tokens}
    light, _ = drawn(
        "<desc>{{ measure('radius.card') * 2 }} {{ measure('radius.wide') }} {{ measure('art.stroke') }}</desc>",
        changes,
    )
    assert "<desc>24.0 24.0 2.5</desc>" in light
    assert "is no number" in refused(svg("{{ measure('color.paper') }}"), changes).message


def test_names_are_escaped() -> None:
    light, _ = drawn("<desc>{{ brand.name }}</desc>", {"brands/acme/brand.yaml": BRAND.replace("Acme", "A<b>&\"c'")})
    root = etree.fromstring(light.encode())
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == "A<b>&\"c'"


@pytest.mark.parametrize(("align", "left"), [("start", 10), ("middle", 22), ("end", 34)])
def test_the_logo_fits_its_box_in_its_own_proportions(align: str, left: float) -> None:
    # The logo is four times as wide as high.
    light, _ = drawn(f"{{{{ logo_picture('light', x=10, y=5, width=32, height=2, align='{align}') }}}}")
    placed = etree.fromstring(light.encode()).find("{http://www.w3.org/2000/svg}svg")
    assert placed is not None
    assert [float(placed.get(name, "")) for name in ("x", "y", "width", "height")] == [left, 5, 8, 2]


BOX = 'a logo fits a box, whose width and height are numbers above 0, such as logo_picture("mono", width=96, height=24)'
WRONG = {
    "{{ logo_picture('mono') }}": BOX,
    "{{ logo_picture('mono', width=96) }}": BOX,
    "{{ logo_picture('mono', width='96', height='24') }}": BOX,
    "{{ logo_picture('mono', width=96, height=-1) }}": BOX,
    "{{ logo_picture('mono', 96, 24) }}": "logo_picture() was given other values than it takes: too many positional arguments",
    "{{ logo_picture('ma' ~ 'il', width=96, height=24) }}": (
        "a picture can't show the logo's variant 'mail'; one of dark, light, mark, mark-dark, mono was wanted"
    ),
    "{{ token('color.paper', 'ni' ~ 'ght') }}": "there is no mode 'night'; 'light' or 'dark' was wanted",
    "{{ measure('radius.card', 'ni' ~ 'ght') }}": "there is no mode 'night'; 'light' or 'dark' was wanted",
}


@pytest.mark.parametrize("inside", WRONG)
def test_what_a_picture_asks_for_wrongly_is_told_in_its_own_words(inside: str) -> None:
    tokens = FILES["base_theme/tokens.json"].rstrip().removesuffix("}") + (
        ', "radius": {"$type": "dimension", "card": {"$value": {"value": 12, "unit": "px"}}}}'
    )
    found = refused(svg(inside), {"base_theme/tokens.json": tokens})
    assert (found.code, found.span and found.span.line) == ("WL405", 2)
    assert found.message == f"the template can't be rendered: {WRONG[inside]}"


def test_the_same_logo_twice_shares_no_id() -> None:
    gradient = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><linearGradient id="g"><stop offset="0" '
        'stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient><path d="M0 0h40v10H0z" fill="url(#g)"/></svg>'
    )
    twice = "{{ logo_picture(width=9, height=9) }}" * 2
    light, _ = drawn(twice, {"brands/acme/logo.svg": gradient})
    ids = re.findall(r'\bid="([^"]+)"', light)
    assert len(ids) == len(set(ids)) == 2
    assert set(re.findall(r"url\(#([^)]+)\)", light)) == set(ids)


def test_a_logo_of_pixels_comes_in_as_a_data_address() -> None:
    out = io.BytesIO()
    image = Image.new("RGBA", (40, 10))
    image.paste("#123456", (4, 2, 30, 9))
    image.save(out, "PNG")
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": BRAND.replace("logo.svg", "logo.png"),
        "brands/acme/logo.png": out.getvalue(),
    }
    light, _ = drawn("{{ logo_picture(width=20, height=20) }}", changes)
    assert 'href="data:image/png;base64,' in light


def test_pages_ask_for_either_mode_and_a_plain_picture_has_one() -> None:
    plain = svg("<path d='M0 0h9v9z'/>")
    text = page(
        "{{ asset('img/hero.svg') }}\n{{ asset('img/hero.svg', 'dark') }}\n"
        "{{ asset('img/plain.svg') }}\n{{ asset('img/plain.svg', 'dark') }}",
        **{HERO: svg(""), "base_theme/assets/img/plain.svg": plain},
    )
    light, dark, one, same = text.split("\n")
    assert re.fullmatch(r"/assets/img/hero\.[a-z2-7]{10}\.svg", light)
    assert re.fullmatch(r"/assets/img/hero-dark\.[a-z2-7]{10}\.svg", dark)
    assert one == same
    made = bundle({HERO: svg(""), "base_theme/assets/img/plain.svg": plain})
    assert made[f"site{one}"].decode() == plain
    assert not [path for path in made if path.endswith(".j2")]


def test_a_picture_may_include_templates_and_see_what_the_brand_has_chosen() -> None:
    theme = FILES["base_theme/theme.yaml"] + "features: {hero: {default: a, options: [a, b]}}\n"
    light, _ = drawn(
        "{% include 'partials/art.html.j2' %}",
        {
            "base_theme/theme.yaml": theme,
            "base_theme/templates/partials/art.html.j2": "<desc>{{ feature('hero') }} {{ mode }}</desc>",
        },
    )
    assert "<desc>a light</desc>" in light


def test_what_is_in_front_of_the_drawing_does_not_come_out() -> None:
    made = bundle({HERO: svg("", "{# for people #}\n\n")})
    picture = next(data for path, data in made.items() if "img/hero." in path)
    assert picture.startswith(b"<svg")


def test_a_brand_with_another_logo_has_another_address() -> None:
    def name(logo: str) -> str:
        made = plans({HERO: svg("{{ logo_picture(width=9, height=9) }}"), "brands/acme/logo.svg": logo})["acme"]
        return next(action.outputs[0] for action in made.actions if action.kind == "drawing")

    logo = FILES["brands/acme/logo.svg"]
    assert name(logo) == name(logo)
    assert name(logo) != name(logo.replace("0a5cff", "0a5cfe"))


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ("<path d='M0 0h9v9z'>", None),
        ("  <rect width=9 height='9'/>", 2),
        ("  <path fill='&nbsp;'/>", 2),
        ("  <g>\n  </p>", 3),
    ],
)
def test_a_picture_that_is_no_xml_is_refused_at_its_line(inside: str, line: int | None) -> None:
    found = refused(svg(inside))
    assert found.code == "WL543"
    assert found.span is not None
    assert found.span.path == HERO
    assert line is None or found.span.line == line


@pytest.mark.parametrize(
    "source",
    [
        "<html></html>",
        "<svg viewBox='0 0 9 9'/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "",
        "text",
    ],
)
def test_what_is_no_svg_is_refused(source: str) -> None:
    assert refused(source).code == "WL543"


@pytest.mark.parametrize(
    "inside",
    [
        "<image href='https://cdn.example/a.png'/>",
        "<image href='a.png'/>",
        "<image xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='//cdn.example/a.png'/>",
        "<use href='other.svg#a'/>",
        "<path fill='url(https://cdn.example/a.svg#b)'/>",
        "<path fill='url( \"a.svg#b\")'/>",
        "<path style='fill:url(a.svg#b)'/>",
        "<style>@import 'a.css';</style>",
        "<style>path { fill: url(a.svg#b) }</style>",
        "<style><![CDATA[@font-face { src: url(//cdn.example/a.woff2) }]]></style>",
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<a href='javascript:alert(1)'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>a</p></foreignObject>",
        "<?xml-stylesheet href='a.css'?>",
        "<image href='data:text/html,a'/>",
    ],
)
def test_a_picture_that_asks_for_something_outside_or_holds_a_script_is_refused_at_its_line(inside: str) -> None:
    found = refused(svg(f"<path d='M0 0h9v9z'/>\n  {inside}"))
    assert found.code == "WL544"
    assert found.span is not None
    assert (found.span.path, found.span.line) == (HERO, 3)


@pytest.mark.parametrize(
    "inside",
    [
        "<defs><linearGradient id='a'/></defs><path fill='url(#a)'/>",
        "<g id='a'/><use href='#a'/>",
        "<style>path { fill: #f00 } .a { fill: url('#b') }</style>",
        "<image href='data:image/png;base64,iVBORw0KGgo='/>",
        "<!-- https://acme.example/ --><desc>see https://acme.example/ and url(a.png)</desc>",
    ],
)
def test_what_a_picture_holds_itself_stays(inside: str) -> None:
    light, dark = drawn(inside)
    assert inside in light
    assert inside in dark


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("{{ t('home.title') }}", "'t' is undefined"),
        ("{{ 3 | number }}", "no language"),
        ("{{ logo_picture('dakr', width=1, height=1) }}", "variant 'dakr'; one of"),
        ("{{ logo_picture(width=0, height=1) }}", "above 0"),
        ("{{ logo_picture(width=1, height=1, align='left') }}", "no alignment"),
        ("{{ token('color.nothing') }}", "no token"),
        ("{{ nothing }}", "undefined"),
    ],
)
def test_a_mistake_is_told_at_the_templates_line(inside: str, told: str) -> None:
    found = refused(svg(inside))
    assert found.code == "WL405"
    assert told in found.message
    assert found.span is not None
    assert (found.span.path, found.span.line) == (HERO, 2)
