"""The share card in a bundle: one a language, small enough, in the brand's colours and type."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from tests.render.small import FILES, bundle, page, plans, resolved
from whitelabel import render
from whitelabel.plan import plan
from whitelabel.problem import Problem

THEME = FILES["base_theme/theme.yaml"]
BRAND = FILES["brands/acme/brand.yaml"]
TAGS = """{% if page.share_image %}{{ page.share_image.url }} {{ page.share_image.width }} {{ page.share_image.height }}
{{ page.share_image.type }} {{ page.share_image.alt }}{% else %}none{% endif %}"""


def themed(share: str) -> dict[str, str | bytes | None]:
    return {"base_theme/theme.yaml": f"{THEME}share: {share}\n"}


def card(changes: dict[str, str | bytes | None] | None = None, locale: str = "en") -> Image.Image:
    data = bundle(changes)[f"site/{locale}/og.png"]
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    assert not image.info
    return image.convert("RGB")


def colors(image: Image.Image) -> set[tuple[int, ...]]:
    data = image.tobytes()
    return {tuple(data[place : place + 3]) for place in range(0, len(data), 3)}


def test_each_language_has_a_card_of_the_size_that_is_asked_for() -> None:
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": f"{BRAND}locales: [en, de]\n",
        "base_theme/locales/de.yaml": "home:\n  title: Anfangen mit {brand}\n  description: Alles\n",
    }
    made = bundle(changes)
    english, german = (Image.open(io.BytesIO(made[f"site/{locale}/og.png"])) for locale in ("en", "de"))
    assert english.size == german.size == (1200, 630)
    assert english.convert("RGB").tobytes() != german.convert("RGB").tobytes()


def test_pages_name_the_card_by_its_whole_address() -> None:
    assert page(TAGS).split("\n") == ["https://acme.example/en/og.png 1200 630", "image/png Start with Acme"]


def test_a_brand_without_a_domain_names_none() -> None:
    brand = BRAND.replace("domain: acme.example\n", "").replace("status: live\n", "status: draft\n")
    assert page(TAGS, **{"brands/acme/brand.yaml": brand}) == "none"


def test_the_text_that_stands_for_the_card_says_whose_it_is() -> None:
    changes = {
        "base_theme/theme.yaml": f"{THEME}share: {{line: home.lead}}\n",
        "base_theme/locales/en.yaml": 'home:\n  title: A\n  description: B\n  lead: Papers & "deals"\n',
    }
    assert page("{{ page.share_image.alt }}", **changes) == "Acme: Papers &amp; &#34;deals&#34;"


def test_the_theme_chooses_the_colours() -> None:
    tokens = FILES["base_theme/tokens.json"].replace(
        '"primary":',
        '"sea": {"$value": {"colorSpace": "srgb", "components": [0, 0.2, 0.4], "hex": "#003366"}},\n  "primary":',
    )
    changes = {
        **themed("{paper: color.sea, ink: color.paper, accents: [color.primary]}"),
        "base_theme/tokens.json": tokens,
    }
    image = card(changes)
    assert image.getpixel((1190, 620)) == (0, 0x33, 0x66)
    assert image.getpixel((5, 150)) == (0, 0, 255)
    assert (255, 255, 255) in colors(image.crop((380, 300, 1120, 550)))


def test_an_ink_that_is_lost_on_the_paper_is_not_taken() -> None:
    image = card(themed("{ink: color.paper}")).crop((380, 300, 1120, 550))
    # The nearest grey that reaches 4.5:1 on white is #767676.
    assert min(colors(image)) <= (0x77, 0x77, 0x77)


def test_a_theme_without_any_of_the_tokens_has_a_card_all_the_same() -> None:
    image = card(themed("{accents: [color.ink]}"))
    assert image.getpixel((1190, 620)) == (255, 255, 255)


def test_a_line_that_no_font_can_set_is_left_out_and_told() -> None:
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": f"{BRAND}texts: {{en: {{home.title: 不動産}}}}\n",
    }
    problems: list[Problem] = []
    sound = resolved(changes, problems)
    made = list(plan(sound, render.SHARED, render.OWN, problems))
    assert len(made) == 1
    told = [problem for problem in problems if problem.code == "WL541"]
    assert [(problem.severity, problem.brands) for problem in told] == [("warning", ("acme",))]
    assert "不" in told[0].message
    blank = colors(card(changes).crop((380, 420, 1120, 630)))
    assert blank == {(255, 255, 255)}


def test_the_same_line_without_a_problem_is_not_told() -> None:
    problems: list[Problem] = []
    list(plan(resolved(None, problems), render.SHARED, render.OWN, problems))
    assert not [problem for problem in problems if problem.code == "WL541"]


@pytest.mark.parametrize("size", [(400, 100), (300, 300)])
def test_a_card_with_a_photograph_for_a_logo_is_small_enough_for_all(size: tuple[int, int]) -> None:
    noise = Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1])).resize(
        (size[0] * 3, size[1] * 3), Image.Resampling.BICUBIC
    )
    out = io.BytesIO()
    noise.save(out, "PNG")
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": BRAND.replace("logo.svg", "logo.png"),
        "brands/acme/logo.png": out.getvalue(),
    }
    assert len(bundle(changes)["site/en/og.png"]) <= 300_000


def test_what_the_card_does_not_show_does_not_make_it_anew() -> None:
    def key(changes: dict[str, str | bytes | None] | None = None) -> str:
        return next(action.key for action in plans(changes)["acme"].actions if action.kind == "share")

    template = FILES["base_theme/templates/pages/home.html.j2"]
    assert key({"base_theme/templates/pages/home.html.j2": template.replace("<h1>", "<h1 id='a'>")}) == key()
    assert key({"base_theme/locales/en.yaml": "home:\n  title: Start\n  description: All of it\n"}) != key()
    assert key(themed("{paper: color.primary}")) != key()
    assert key({"brands/acme/logo.svg": FILES["brands/acme/logo.svg"].replace("0a5cff", "0a5cfe")}) != key()


def test_a_right_to_left_language_has_its_logo_at_the_right() -> None:
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": f"{BRAND}locales: [he]\n",
        "base_theme/locales/he.yaml": "home:\n  title: Deals\n  description: B\n",
    }
    image = card(changes, "he")
    assert image.getpixel((820 - 20, 100)) == (0x0A, 0x5C, 0xFF)
    assert image.getpixel((1195, 150)) != (255, 255, 255)
    assert image.getpixel((5, 150)) == (255, 255, 255)
