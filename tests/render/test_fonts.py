"""Fonts: faces by role, fallbacks of the same measures, licences, what is fetched early."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.picture.made_font import made_font
from tests.render.small import FILES, bundle, resolved
from whitelabel import render
from whitelabel.plan import plan
from whitelabel.problem import Problem
from whitelabel.render import font_cut
from whitelabel.render.font_cut import cut_for

FONTS = Path(__file__).resolve().parents[2] / "base_theme" / "assets" / "fonts"
LATIN, CYRILLIC = FONTS / "golos-text-latin.woff2", FONTS / "golos-text-cyrillic.woff2"
THEME = FILES["base_theme/theme.yaml"] + (
    "fonts:\n  body: {family: Golos Text, files: [fonts/golos-latin.woff2, fonts/golos-cyrillic.woff2], "
    "fallback: sans-serif}\n  heading: {family: Golos Text, files: [fonts/golos-latin.woff2], fallback: serif}\n"
)
HOME = "base_theme/templates/pages/home.html.j2"


def source(**more: str | bytes) -> dict[str, str | bytes | None]:
    changes: dict[str, str | bytes | None] = {
        "base_theme/theme.yaml": THEME,
        "base_theme/assets/fonts/golos-latin.woff2": LATIN.read_bytes(),
        "base_theme/assets/fonts/golos-cyrillic.woff2": CYRILLIC.read_bytes(),
        "base_theme/assets/fonts/LICENSE-golos.txt": "OFL",
        "base_theme/assets/fonts/LICENSE-other.txt": "other",
    }
    return changes | more


def made(**more: str | bytes) -> dict[str, bytes]:
    return bundle(source(**more))


def faces(files: dict[str, bytes]) -> list[dict[str, str]]:
    sheet = next(data for path, data in files.items() if "/fonts." in path).decode()
    return [
        {name: value.strip('"') for name, value in re.findall(r"([\w-]+):((?:[^;\"]|\"[^\"]*\")*)", body)}
        for body in re.findall(r"@font-face\{(.*?)\}", sheet)
    ]


def test_each_file_is_a_face_of_its_role_and_each_role_has_one_fallback() -> None:
    files = made()
    found = faces(files)
    assert [face["font-family"] for face in found] == ["body", "body", "body fallback", "heading", "heading fallback"]
    assert {face["font-weight"] for face in found if "fallback" not in face["font-family"]} == {"400 900"}
    assert all(face["font-display"] == "optional" for face in found if "fallback" not in face["font-family"])
    for face in found:
        if "url(" in face["src"]:
            address = re.findall(r'url\("(.*?)"\) format\("woff2"\)', face["src"])[0]
            assert files[f"site{address}"] in (LATIN.read_bytes(), CYRILLIC.read_bytes())


def test_each_character_is_claimed_by_the_first_file_that_has_it() -> None:
    def claimed(face: dict[str, str]) -> set[int]:
        bounds = [part.removeprefix("U+").split("-") for part in face["unicode-range"].split(",")]
        return {code for bound in bounds for code in range(int(bound[0], 16), int(bound[-1], 16) + 1)}

    latin, cyrillic = (set(TTFont(io.BytesIO(path.read_bytes())).getBestCmap()) for path in (LATIN, CYRILLIC))
    assert latin & cyrillic
    assert [claimed(face) for face in faces(made())[:2]] == [latin, cyrillic - latin]


def test_the_fallback_is_as_wide_and_as_high_as_the_font() -> None:
    font = TTFont(io.BytesIO(LATIN.read_bytes()))
    units, hhea = font["head"].unitsPerEm, font["hhea"]
    body = faces(made())[2]
    size, ascent, descent, gap = (
        float(body[name].rstrip("%")) / 100
        for name in ("size-adjust", "ascent-override", "descent-override", "line-gap-override")
    )
    assert 0.8 < size < 1.3
    assert abs(size * ascent - hhea.ascent / units) < 0.001
    assert abs(size * descent + hhea.descent / units) < 0.001
    assert abs(size * gap - hhea.lineGap / units) < 0.001
    assert body["src"].startswith('local("Arial"),local("Liberation Sans")')
    assert "Liberation Serif" in faces(made())[4]["src"]


def test_a_font_goes_out_with_its_own_licence_and_no_other() -> None:
    found = {re.sub(r"\.[a-z2-7]{10}\.", ".", path) for path in made() if "/fonts/" in path}
    assert found == {
        "site/assets/fonts/golos-latin.woff2",
        "site/assets/fonts/golos-cyrillic.woff2",
        "site/assets/fonts/LICENSE-golos.txt",
    }


def test_only_what_the_first_lines_are_set_in_is_fetched_early() -> None:
    template = "{{ font_preloads|join(' ') }}"
    brand = FILES["brands/acme/brand.yaml"] + "locales: [en, ru]\n"
    texts = "home: {title: Сделки, description: A}\n"
    files = made(**{HOME: template, "brands/acme/brand.yaml": brand, "base_theme/locales/ru.yaml": texts})
    names = [re.findall(r"fonts/([\w-]+)\.", files[f"site/{tag}/index.html"].decode()) for tag in ("en", "ru")]
    # Spaces and digits are the first file's.
    assert names == [["golos-latin"], ["golos-latin", "golos-cyrillic"]]


def test_a_brands_font_of_the_same_name_and_bytes_is_placed_once() -> None:
    brand = FILES["brands/acme/brand.yaml"] + "fonts: {heading: fonts/golos-latin.woff2}\n"
    files = made(**{"brands/acme/brand.yaml": brand, "brands/acme/fonts/golos-latin.woff2": LATIN.read_bytes()})
    assert len([path for path in files if "golos-latin" in path]) == 1


# ── Fonts that are cut ────────────────────────────────────────────────────────────────────────────────────────────

EVERY = dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz 0123456789.,–€éßЖжЯя漢字ガ→", 500)
RUSSIAN = {"base_theme/locales/ru.yaml": "home: {title: Сделки, description: Все}\n"}


def cut(
    locales: str = "[en]", *, own: bytes | None = None, wish: str = "{files: [own.ttf], subset: true}", **more: str
) -> dict[str, bytes]:
    """A bundle whose body is set in a brand's own font."""
    brand = FILES["brands/acme/brand.yaml"] + f"locales: {locales}\nfonts: {{body: {wish}}}\n"
    own = own if own is not None else made_font(EVERY)
    return made(**{"brands/acme/brand.yaml": brand, "brands/acme/own.ttf": own, **RUSSIAN, **more})


def own_font(files: dict[str, bytes]) -> TTFont:
    [path] = [path for path in files if "/fonts/own." in path]
    assert path.endswith(".woff2")
    return TTFont(io.BytesIO(files[path]))


def claimed(face: dict[str, str]) -> set[str]:
    bounds = [part.removeprefix("U+").split("-") for part in face["unicode-range"].split(",")]
    return {chr(code) for bound in bounds for code in range(int(bound[0], 16), int(bound[-1], 16) + 1)}


LATIN_LEFT = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz 0123456789.,–€éß→")
ASCII_LEFT = {character for character in LATIN_LEFT if character.isascii()} | set("–€→")


@pytest.mark.parametrize(
    ("locales", "left"),
    [("[en]", LATIN_LEFT), ("[ru]", ASCII_LEFT | set("ЖжЯя")), ("[en, ru]", LATIN_LEFT | set("ЖжЯя"))],
)
def test_a_font_is_cut_to_the_languages_scripts_and_plain_english(locales: str, left: set[str]) -> None:
    files = cut(locales)
    font = own_font(files)
    assert {chr(code) for code in font.getBestCmap()} == left
    body = faces(files)[0]
    assert claimed(body) == left
    assert 'format("woff2")' in body["src"]


def test_signs_stay_with_the_scripts_they_are_written_in() -> None:
    signs = {ord(sign) for sign in "₽№’،。∞♞🏠𝛼⠿"}
    assert {tag: "".join(sorted(map(chr, cut_for([tag], []).kept(signs)))) for tag in ("ru", "ar", "ja")} == {
        "ru": "’₽№∞",
        "ar": "،’₽№∞",
        "ja": "’₽№∞。",
    }


def test_what_the_brand_says_stays_whatever_its_script() -> None:
    brand = FILES["brands/acme/brand.yaml"].replace("name: Acme", "name: Acme 漢")
    text = "home: {title: Яна, description: A}\n"
    files = cut(**{"base_theme/locales/en.yaml": text, "brands/acme/brand.yaml": brand + OWN})
    assert {chr(code) for code in own_font(files).getBestCmap()} == LATIN_LEFT | set("漢Я")


OWN = "fonts: {body: {files: [own.ttf], subset: true}}\n"


def test_features_names_and_licence_stay_and_what_only_lost_letters_used_goes() -> None:
    features = "feature liga {sub u0066 u0069 by f_i; sub u0416 u0416 by zh_zh;} liga; feature kern {pos u0041 u0042 -99;} kern;"
    whole = made_font(EVERY, features=features, more={"f_i": 450, "zh_zh": 700})
    font = TTFont(io.BytesIO(whole))
    font["name"].setName("Under the OFL", 13, 3, 1, 0x409)
    data = io.BytesIO()
    font.save(data)
    left = own_font(cut(own=data.getvalue()))
    assert {record.FeatureTag for record in left["GSUB"].table.FeatureList.FeatureRecord} == {"liga"}
    assert {record.FeatureTag for record in left["GPOS"].table.FeatureList.FeatureRecord} == {"kern"}
    assert left["name"].getDebugName(13) == "Under the OFL"
    assert left["maxp"].numGlyphs == len(LATIN_LEFT) + 2


def test_a_variable_font_keeps_its_axes_and_draws_what_it_drew() -> None:
    from whitelabel.picture.lettering import Face, outline

    files = cut("[en]", own=LATIN.read_bytes(), wish="{files: [own.woff2], subset: true}", **_as_woff2(LATIN))
    [made_of] = [data for path, data in files.items() if "/fonts/own." in path]
    for weight in (400, 640, 900):
        drawn = [
            outline("Deals 45 fi", [Face.read(data)], 100, weight=weight) for data in (made_of, LATIN.read_bytes())
        ]
        assert drawn[0] == drawn[1]


def _as_woff2(path: Path) -> dict[str, bytes]:
    return {"brands/acme/own.woff2": path.read_bytes()}


def test_a_font_of_which_nothing_is_lost_goes_out_as_it_is() -> None:
    own = made_font(dict.fromkeys("ABab .,", 500))
    files = cut(own=own)
    assert [data for path, data in files.items() if "/fonts/own." in path] == [own]
    assert 'format("truetype")' in faces(files)[0]["src"]


def test_of_several_files_those_stay_home_of_which_nothing_is_left() -> None:
    files = cut(
        wish="{files: [own.ttf, cyrillic.ttf], subset: true}",
        **{"brands/acme/cyrillic.ttf": made_font({"Ж": 500, "Я": 400})},  # type: ignore[arg-type]
    )
    assert not [path for path in files if "cyrillic." in path and "golos" not in path]
    assert [face["font-family"] for face in faces(files)].count("body") == 1


def test_a_cut_that_leaves_nothing_is_refused() -> None:
    brand = FILES["brands/acme/brand.yaml"] + "fonts: {body: {files: [own.ttf], subset: true}}\n"
    changes = {"brands/acme/brand.yaml": brand, "brands/acme/own.ttf": made_font({"Ж": 500, "Я": 400, " ": 200})}
    problems: list[Problem] = []
    list(plan(resolved(source(**changes), problems), render.SHARED, render.OWN, problems))  # type: ignore[arg-type]
    assert [(problem.code, problem.brands) for problem in problems if problem.is_error] == [("WL528", ("acme",))]


def test_cutting_gives_the_same_bytes_and_name_each_time() -> None:
    assert cut("[ru]") == cut("[ru]")


def test_a_theme_that_cuts_its_fonts_cuts_them_for_each_brand() -> None:
    theme = THEME.replace("fallback: serif", "subset: true").replace(
        "files: [fonts/golos-latin.woff2]", "files: [fonts/all.ttf]"
    )
    files = made(**{"base_theme/theme.yaml": theme, "base_theme/assets/fonts/all.ttf": made_font(EVERY)})
    [path] = [path for path in files if "/fonts/all." in path]
    assert {chr(code) for code in TTFont(io.BytesIO(files[path])).getBestCmap()} == LATIN_LEFT


@pytest.mark.parametrize(
    ("tag", "scripts"),
    [
        *(("ru", ("Cyrl",)), ("sr", ("Cyrl",)), ("sr-Latn", ("Latn",)), ("kk-KZ", ("Cyrl",)), ("uz", ("Latn",))),
        *(("ja", ("Hani", "Hira", "Kana")), ("ko", ("Hang", "Hani")), ("zh-TW", ("Bopo", "Hani")), ("ka", ("Geor",))),
        *(("uz-AF", ("Arab",)), ("ar", ("Arab",)), ("he", ("Hebr",)), ("de-AT", ("Latn",))),
    ],
)
def test_a_language_is_written_in_its_likely_scripts(tag: str, scripts: tuple[str, ...]) -> None:
    assert cut_for([tag], []).scripts == scripts


def test_a_damaged_font_is_refused_and_nothing_worse() -> None:
    assert font_cut.cut(b"wOF2" + bytes(100), frozenset({65})) is None
    assert font_cut.cut(made_font(EVERY)[:900], frozenset({65})) is None
