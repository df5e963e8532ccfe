"""Fonts: faces by role, fallbacks of the same measures, licences, what is fetched early."""

from __future__ import annotations

import io
import re
from pathlib import Path

from fontTools.ttLib import TTFont

from tests.render.small import FILES, bundle

FONTS = Path(__file__).resolve().parents[2] / "base_theme" / "assets" / "fonts"
LATIN, CYRILLIC = FONTS / "golos-text-latin.woff2", FONTS / "golos-text-cyrillic.woff2"
THEME = FILES["base_theme/theme.yaml"] + (
    "fonts:\n  body: {family: Golos Text, files: [fonts/golos-latin.woff2, fonts/golos-cyrillic.woff2], "
    "fallback: sans-serif}\n  heading: {family: Golos Text, files: [fonts/golos-latin.woff2], fallback: serif}\n"
)
HOME = "base_theme/templates/pages/home.html.j2"


def made(**more: str | bytes) -> dict[str, bytes]:
    changes: dict[str, str | bytes | None] = {
        "base_theme/theme.yaml": THEME,
        "base_theme/assets/fonts/golos-latin.woff2": LATIN.read_bytes(),
        "base_theme/assets/fonts/golos-cyrillic.woff2": CYRILLIC.read_bytes(),
        "base_theme/assets/fonts/LICENSE-golos.txt": "OFL",
        "base_theme/assets/fonts/LICENSE-other.txt": "other",
    }
    return bundle(changes | more)


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
