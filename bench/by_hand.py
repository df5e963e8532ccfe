"""The script that one would write by hand for the same job: Jinja2, Pillow, copytree, a zip; nothing checked, nothing kept.

    .venv/bin/python -m bench.by_hand /tmp/hundred /tmp/out [--brands 10]

It reads the project that `bench.generate` makes, and gives its templates the words that they use. A logo is drawn by CairoSVG
where that is installed, else by resvg, and scaled to each icon by Pillow. One process for all brands.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import yaml
from PIL import Image

ICONS = {"icon-32.png": 32, "icon-192.png": 192, "icon-512.png": 512}


def drawn(svg: bytes, side: int) -> Image.Image:
    """An SVG as a square of pixels."""
    try:
        import cairosvg  # type: ignore[import-not-found,unused-ignore]
    except ModuleNotFoundError:
        import resvg
        from resvg import usvg

        tree = usvg.Tree.from_str(svg.decode(), usvg.Options.default())
        width, height = tree.int_size()
        scale = side / max(width, height)
        moved = (scale, 0.0, (side - width * scale) / 2, 0.0, scale, (side - height * scale) / 2)
        png = bytes(resvg.render(tree, moved, bg_size=(side, side)))
    else:
        png = cairosvg.svg2png(bytestring=svg, output_width=side, output_height=side)
    return Image.open(io.BytesIO(png)).convert("RGBA")


def on_ground(logo: Image.Image, size: tuple[int, int], side: int) -> Image.Image:
    """The logo in the middle of a white ground."""
    ground = Image.new("RGB", size, "white")
    small = logo.resize((side, side), Image.Resampling.LANCZOS)
    ground.paste(small, ((size[0] - side) // 2, (size[1] - side) // 2), small)
    return ground


def write_icons(svg: bytes, site: Path) -> None:
    """favicon.ico, five icons and a card for social networks."""
    logo = drawn(svg, 512)
    logo.save(site / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
    for name, side in ICONS.items():
        logo.resize((side, side), Image.Resampling.LANCZOS).save(site / name)
    on_ground(logo, (180, 180), 140).save(site / "apple-touch-icon.png")
    on_ground(logo, (512, 512), 320).save(site / "icon-maskable-512.png")
    on_ground(logo, (1200, 630), 360).save(site / "og.png")


def variables(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> dict[str, str]:
    """CSS values by dotted name."""
    if "$value" in tree:
        value = tree["$value"]
        return {".".join(path): value["hex"] if "hex" in value else f"{value['value']}{value['unit']}"}
    found: dict[str, str] = {}
    for key, child in tree.items():
        if not key.startswith("$"):
            found |= variables(child, (*path, key))
    return found


def tokens_css(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Custom properties, for light and for dark."""
    rules = [
        "".join(f"  --{name.replace('.', '-')}: {value};\n" for name, value in values.items())
        for values in (light, dark)
    ]
    return f":root {{\n{rules[0]}}}\n@media (prefers-color-scheme: dark) {{\n:root {{\n{rules[1]}}}\n}}\n"


class Theme:
    """What all brands have in common, read once."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "base_theme"
        self.pages = list(yaml.safe_load((self.folder / "theme.yaml").read_text("utf-8"))["pages"])
        self.light, self.dark = (
            variables(json.loads((self.folder / name).read_text("utf-8")))
            for name in ("tokens.json", "tokens.dark.json")
        )
        self.texts = {
            path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (self.folder / "locales").glob("*.yaml")
        }
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.folder / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )


def address(locale: str, page: str) -> str:
    """Where a page stands in the site."""
    return f"/{locale}/" if page == "home" else f"/{locale}/{page}/"


def words(theme: Theme, brand: Mapping[str, Any], locale: str, page: str) -> dict[str, Any]:
    """All that the templates of one page use."""

    def t(key: str) -> str:
        section, _, name = key.partition(".")
        return str(theme.texts[locale][section][name]).replace("{brand}", brand["name"])

    def absolute(target: str) -> str:
        return f"https://{brand['domain']}{target}"

    return {
        "brand": brand,
        "t": t,
        "url": lambda name: address(locale, name),
        "asset": lambda name: f"/assets/{name}",
        "absolute": absolute,
        "logo": lambda variant: {"src": "/assets/logo.svg", "width": 48, "height": 48},
        "locale": {"language": locale, "dir": "ltr", "tag": locale},
        "locales": [{"tag": tag, "href": address(tag, page)} for tag in brand["locales"]],
        "page": {
            "title": t(f"{page}.title"),
            "description": t(f"{page}.description"),
            "canonical": absolute(address(locale, page)),
        },
    }


def build(theme: Theme, folder: Path, out: Path) -> None:
    """One brand: its site, and a zip of it."""
    brand = yaml.safe_load((folder / "brand.yaml").read_text("utf-8"))
    site = out / folder.name
    shutil.copytree(theme.folder / "static", site)
    shutil.copytree(theme.folder / "assets", site / "assets")
    shutil.copy(folder / brand["logo"], site / "assets" / "logo.svg")
    light = theme.light | {f"color.{name}": value for name, value in brand["colors"].items()} | brand["tokens"]
    (site / "assets" / "tokens.css").write_text(tokens_css(light, theme.dark), "utf-8")
    write_icons((folder / brand["logo"]).read_bytes(), site)
    for locale in brand["locales"]:
        for page in theme.pages:
            template = theme.environment.get_template(f"pages/{page}.html.j2")
            target = site / address(locale, page).strip("/") / "index.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(template.render(words(theme, brand, locale, page)), "utf-8")
    with zipfile.ZipFile(out / f"{folder.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(site.rglob("*")):
            archive.write(path, path.relative_to(site))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--brands", type=int, help="only the first so many")
    given = parser.parse_args()
    theme = Theme(given.project)
    for folder in sorted((given.project / "brands").iterdir())[: given.brands]:
        build(theme, folder, given.out)


if __name__ == "__main__":
    main()
