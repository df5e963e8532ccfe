"""A mistake in the demo is told by what stays loaded as a build tells it, while what was right stays; it leaves nothing when mended."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_live import examined
from whitelabel import pipeline
from whitelabel.live import Live
from whitelabel.pipeline import memory, shelf_beside
from whitelabel.problem import Problem
from whitelabel.run.store import Store

DAY = datetime.date(2026, 11, 30)
BRAND, THEME, TOKENS = "brands/acme/brand.yaml", "base_theme/theme.yaml", "base_theme/tokens.json"
LAYOUT, CSS, TEXTS = "base_theme/templates/layouts/base.html.j2", "base_theme/assets/css/", "base_theme/locales/ru.yaml"
HOME, HELP = "base_theme/templates/pages/home.html.j2", "base_theme/templates/pages/help.html.j2"
FOOTER, FONT = "base_theme/templates/partials/footer.html.j2", "base_theme/assets/fonts/jetbrains-mono-latin.woff2"
MAIN, INK = "{% block main %}", 'color.ink: {light: "#25271f"'

Edit = Callable[[Path], object]


def put(path: str, old: str, new: str) -> Edit:
    """An edit that puts one thing in another's place."""

    def edit(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text, (path, old)
        (root / path).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def begun(path: str, text: str) -> Edit:
    """An edit that puts something at a file's beginning."""
    return lambda root: (root / path).write_text(text + (root / path).read_text("utf-8"), "utf-8")


def gone(path: str) -> Edit:
    """An edit that takes a file or a folder away."""
    return lambda root: shutil.rmtree(root / path) if (root / path).is_dir() else (root / path).unlink()


def all_of(*edits: Edit) -> Edit:
    """Several edits at once."""
    return lambda root: [edit(root) for edit in edits]


MISTAKES: dict[str, Edit] = {
    # What only rules find that a build applies before it plans anything: planning stumbles over it.
    "a style sheet asks for a picture that there isn't": begun(
        CSS + "base.css", "body{background:url(../img/nix.png)}"
    ),
    "a style sheet asks for one that there isn't": begun(CSS + "base.css", '@import "nope.css";'),
    "style sheets in a circle": all_of(
        begun(CSS + "base.css", '@import "components.css";'), begun(CSS + "components.css", '@import "base.css";')
    ),
    "no template of the page": gone(HOME),
    "no templates": gone("base_theme/templates"),
    "another page's template is misspelt": put(THEME, "pages/help.html.j2", "pages/hlp.html.j2"),
    "no font of the theme": gone(FONT),
    "a font of the theme is misspelt": put(THEME, "jetbrains-mono-latin.woff2", "jetbrains-mono-latn.woff2"),
    # In the brand's own files.
    "a colour": put(BRAND, 'primary: "#1b4d3e"', 'primary: "#1b4d3"'),
    "a key": put(BRAND, "legal_name:", "legl_name:"),
    "a place": put(BRAND, "[RU-MOW, RU-MOS]", "[RU-MOW, RU-MSO]"),
    "another brand's place": put(BRAND, "[RU-MOW, RU-MOS]", "[RU-MOW, RU-MOS, RU-TUL]"),
    "another brand takes its place": put("brands/ligov/brand.yaml", "- territories: [", "- territories: [RU-MOW, "),
    "faint text": put(BRAND, INK, INK.replace("25271f", "c5c7bf")),
    "no logo": gone("brands/acme/logo.svg"),
    "YAML": put(BRAND, "name: Acme Realty\n", "name: [Acme Realty\n"),
    "a grant that is over": put(BRAND, "until: 2028-12-31", "until: 2026-02-01"),
    # In the theme's.
    "JSON": put(TOKENS, "{", "{,"),
    "an alias": put(TOKENS, "{color.neutral-950}", "{color.neutrl-950}"),
    "tokens in a circle": put(TOKENS, '"ink": {"$value": "{color.neutral-950}"', '"ink": {"$value": "{color.heading}"'),
    "a template's syntax": put(HOME, "{%- endfor %}", "{%- endfo %}"),
    "a name in a template": put(HOME, '{{ t("home.heading") }}', "{{ headline }}"),
    "a text in another page": put(HELP, MAIN, MAIN + '{{ t("help.nix") }}'),
    "a page in a template": put(HOME, 'url("prices")', 'url("pricess")'),
    "an asset in a layout": put(LAYOUT, 'asset("css/base.css")', 'asset("css/bse.css")'),
    "what a page divides by": put(HOME, '{{ t("home.lead") }}', "{{ 1 // 0 }}"),
    "what a partial divides by": put(FOOTER, "<footer", "{{ 1 // 0 }}<footer"),
    "what a picture divides by": put("base_theme/assets/img/keys.svg.j2", "<svg ", "{{ 1 // 0 }}<svg "),
    "no partial": gone(FOOTER),
    "a text that isn't there": put(TEXTS, "skip: К содержанию\n", ""),
    "texts that are no YAML": put(TEXTS, "nav:\n", "nav: [\n"),
    "no texts of a language": gone("base_theme/locales/ru.yaml"),
    "a style sheet's syntax": put(CSS + "base.css", "@layer base {", "@layer base { } }"),
    "the theme's keys": put(THEME, "source_locale: en", "source_local: en"),
    "the project's time zone": put("whitelabel.yaml", "Europe/Moscow", "Europe/Moskow"),
    # What shows in the finished bundle.
    "the vendor's name": put(HELP, MAIN, MAIN + "<p>Kvadrat</p>"),
    "a dead link": put(HELP, MAIN, MAIN + '<a href="/nix/">x</a>'),
    # Several at once, of which one hides nothing of the others.
    "a colour, and a page": all_of(
        put(BRAND, 'primary: "#1b4d3e"', 'primary: "#1b4d3"'), put(HOME, 'url("prices")', 'url("pricess")')
    ),
    "a colour, and faint text": all_of(
        put(BRAND, INK, INK.replace("25271f", "c5c7bf")), put(HOME, MAIN, MAIN + "{{ brand.nmae }}{{ 1 / 0 }}")
    ),
}
QUICK = ("a style sheet asks for a picture that there isn't", "no template of the page", "a colour, and a page")


class Workshop:
    """The demo, where it may be broken, and what stays loaded of it."""

    def __init__(self, root: Path) -> None:
        self.root, self.kept = root / "demo", root / "kept"
        for name in ("base_theme", "brands"):
            shutil.copytree(ROOT / name, self.kept / name)
        shutil.copy(ROOT / "whitelabel.yaml", self.kept)
        shutil.copytree(self.kept, self.root)
        self.shelf = shelf_beside(self.root / "build", made=True)
        self.live = self.looking()

    def looking(self) -> Live:
        found = Live(self.root, on=lambda: DAY, store=Store(self.shelf), remember=memory(self.shelf))
        found.look()
        return found

    def mend(self) -> None:
        for part in ("base_theme", "brands"):
            shutil.rmtree(self.root / part)
            shutil.copytree(self.kept / part, self.root / part)
        shutil.copy(self.kept / "whitelabel.yaml", self.root)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


def told_of(live: Live) -> tuple[Problem, ...]:
    """All that is told of a brand once its pages have asked for what they show."""
    if live.seen:
        live.sheets("acme")
    shown(live)
    return examined(live, "acme")


def shown(live: Live) -> dict[str, bytes | None]:
    """What a reader of the start page sees, by path."""
    plan = live.sight("acme").plan
    paths = [path for action in plan.actions for path in action.outputs] if plan is not None else []
    wanted = [path for path in paths if path.endswith(("home/index.html", ".css", ".woff2"))]
    return {path: live.file("acme", path) for path in wanted}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else (pytest.mark.soak,)) for name in MISTAKES]
)
def test_a_mistake_is_told_as_a_build_tells_it_over_what_was_right_and_goes(workshop: Workshop, name: str) -> None:
    live = workshop.live
    live.look()
    assert told_of(live) == ()
    right = shown(live)
    try:
        MISTAKES[name](workshop.root)
        live.look()
        told = told_of(live)
        stays = shown(live)
        is_now = live.sight("acme").is_now
        # One who looks for the first time is told the same.
        late = told_of(workshop.looking())
        built = pipeline.build(workshop.root, ("acme",), on=DAY).problems
    finally:
        workshop.mend()
    assert any(problem.is_error for problem in built)
    assert told == built
    assert late == built
    assert stays == right and not is_now
    live.look()
    assert told_of(live) == () and live.sight("acme").is_now
    assert shown(live) == right
