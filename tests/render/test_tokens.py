"""The style sheet of a brand's tokens."""

from __future__ import annotations

from tests.render.small import FILES, bundle


def sheet(**brand: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in brand.items())
    made = bundle({"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + lines})
    return next(data for path, data in made.items() if "/tokens." in path).decode()


def test_light_dark_by_preference_and_dark_by_the_readers_switch() -> None:
    dark = "color-scheme:dark;--color-paper:#000000;--color-ink:#ffffff;--color-header:#000000"
    assert sheet() == (
        ":root{color-scheme:light;--color-paper:#ffffff;--color-ink:#000000;--color-header:#ffffff;"
        "--color-primary:#0000ff}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-scheme="light"]){{{dark}}}}}\n'
        f':root[data-scheme="dark"]{{{dark}}}\n'
    )


def test_a_brand_that_is_dark_by_nature_says_so_to_the_browser() -> None:
    made = sheet(colors="{paper: {light: '#111111', dark: '#000000'}, ink: {light: '#eee', dark: '#fff'}}")
    assert made.startswith(":root{color-scheme:dark;--color-paper:#111111;")


def test_without_a_difference_there_is_no_dark_sheet() -> None:
    both = {f"base_theme/tokens{dark}.json": FILES["base_theme/tokens.json"] for dark in ("", ".dark")}
    made = bundle({**both})
    text = next(data for path, data in made.items() if "/tokens." in path).decode()
    assert text.count("{") == 1
