"""What the gallery and the pages are told of a brand, from the engine as it is."""

from __future__ import annotations

import contextlib
import datetime
import json
import queue
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.kept import KEPT
from tests.preview.test_serve import Reply, ask
from tests.shop import brand, write
from whitelabel.live import Live
from whitelabel.preview import told
from whitelabel.preview.addresses import Answer
from whitelabel.preview.stage import Card, Details, Gallery, Icon, Job, PageAt, TokenAt
from whitelabel.preview.staged import Preview, staged
from whitelabel.run.store import Store


class Engine:
    """The engine as a stage."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def gallery(self) -> Gallery:
        return Gallery("Deals", ())

    def details(self, slug: str) -> Details:
        return told.details(self._live.sight(slug), (), "")

    def answer(self, slug: str, target: str) -> Answer:
        return told.answered(self._live, slug, target)

    def problems(self, slug: str) -> str:
        return ""

    def is_refused(self, slug: str) -> bool:
        return self._live.sight(slug).is_refused

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        return told.tokens(self._live.sight(slug))

    def sheet(self, slug: str) -> bytes:
        return told.icon_sheet(self._live, slug)


@pytest.fixture
def live(shop: Path) -> Live:
    found = Live(shop, on=lambda: datetime.date(2026, 3, 1), store=Store(), remember=KEPT.remember)
    found.look()
    return found


def test_a_brand_that_is_right(live: Live) -> None:
    sight = live.sight("acme")
    about = told.details(sight, sight.problems, "")

    assert about.card == Card("acme", "Acme", "right", 0, 0, "en")
    assert about.territory == ("RU-MOW, non-exclusive, deals",)
    assert about.pages == (PageAt("home", "en", "/"), PageAt("home", "en", "/en/"), PageAt("home", "en", "/en/home/"))
    assert about.locales == ("en",)
    assert Icon("icon", "/icon.svg") in about.icons
    assert all(told.answered(live, "acme", icon.path).status == 200 for icon in about.icons)


def test_a_page_in_whose_place_a_notice_stands_is_told_of_too(shop: Path, live: Live) -> None:
    write(
        shop,
        "base_theme/theme.yaml",
        (shop / "base_theme/theme.yaml")
        .read_text("utf-8")
        .replace("pages:\n", "pages:\n  closed: {template: pages/home.html.j2, lock: never}\n", 1),
    )
    texts = shop / "base_theme/locales/en.yaml"
    texts.write_text(texts.read_text("utf-8") + "closed: {title: Closed, description: Closed}\n", "utf-8")
    ended = brand("acme").replace("exclusivity: non-exclusive", "exclusivity: non-exclusive, until: 2026-02-20")
    write(shop, "brands/acme/brand.yaml", ended)
    live.look()
    sight = live.sight("acme")
    assert sight.resolved is not None and [page.name for page in sight.resolved.brands["acme"].notices] == ["home"]
    about = told.details(sight, sight.problems, "")
    assert {page.name for page in about.pages} == {"home"} and about.territory == ()


def test_a_brand_with_a_mistake_tells_it_and_what_was_right_before(shop: Path, live: Live) -> None:
    live.sight("acme")
    write(shop, "brands/acme/brand.yaml", brand("acme", "colours: {}"))
    live.look()
    sight = live.sight("acme")
    about = told.details(sight, sight.problems, "text")

    assert about.card == Card("acme", "Acme", "wrong", 1, 0, "en")
    assert about.problems == "text"
    assert about.pages
    assert told.answered(live, "acme", "/").status == HTTPStatus.OK


def test_a_mistake_of_the_project_is_told_as_every_brand_s(shop: Path, live: Live) -> None:
    write(shop, "whitelabel.yaml", (shop / "whitelabel.yaml").read_text("utf-8") + "nonsense: 1\n")
    write(shop, "brands/beta/brand.yaml", brand("beta", "colours: {}"))
    live.look()
    cards = [told.card(sight, sight.problems) for sight in map(live.sight, ("acme", "beta"))]

    assert [(card.errors, card.common) for card in cards] == [(1, 1), (2, 1)]


def test_a_brand_that_never_was_right_has_nothing_to_show(shop: Path, live: Live) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", "colours: {}"))
    sight = live.sight("acme")

    assert told.details(sight, sight.problems, "text") == told.Details(Card("acme", "acme", "wrong", 1), "text")
    assert told.answered(live, "acme", "/").status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert told.tokens(sight) == {}
    assert told.icon_sheet(live, "acme") == b""


def test_the_pairs_that_are_told_are_the_worst_and_the_worst_is_first(shop: Path, live: Live) -> None:
    theme = (shop / "base_theme/theme.yaml").read_text("utf-8")
    pairs = (
        "contrast: [[color.ink, color.paper, AA], [color.primary, color.paper, AA], [color.ink, color.header, AA]]\n"
    )
    write(shop, "base_theme/theme.yaml", theme + pairs)
    live.look()
    sight = live.sight("acme")
    found = told.details(sight, (), "").pairs

    assert [(pair.ink, pair.paper, pair.mode, round(pair.ratio, 2), pair.least) for pair in found[:2]] == [
        ("color.primary", "color.paper", "dark", 2.44, 4.5),
        ("color.primary", "color.paper", "light", 8.59, 4.5),
    ]
    assert (found[0].ink_color, found[0].paper_color) == ("#0000ff", "#000000")


def test_a_token_tells_where_each_mode_s_value_is_written(shop: Path, live: Live) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", 'tokens: {color.ink: {light: "#222222", dark: "#eeeeee"}}'))
    found = told.tokens(live.sight("acme"))

    assert found["--color-ink"] == TokenAt(
        "color.ink",
        {"light": "#222222", "dark": "#eeeeee"},
        {
            "light": ("brands/acme/brand.yaml:6:29 color.ink",),
            "dark": ("brands/acme/brand.yaml:6:46 color.ink",),
        },
        {"light": "brands/acme/brand.yaml:6", "dark": "brands/acme/brand.yaml:6"},
    )
    assert found["--color-header"].trail["light"] == (
        "base_theme/tokens.json:4:24 color.header",
        "base_theme/tokens.json:2:23 color.paper",
    )
    assert found["--color-header"].places["light"] == "base_theme/tokens.json:4"


def test_a_font_s_token_tells_where_its_role_is_set(shop: Path, live: Live) -> None:
    theme = (shop / "base_theme/theme.yaml").read_text("utf-8")
    roles = (
        "fonts:\n  body: {family: Arial, fallback: sans-serif}\n  heading:\n    family: Georgia\n    fallback: serif\n"
    )
    write(shop, "base_theme/theme.yaml", theme + roles)
    write(shop, "brands/acme/brand.yaml", brand("acme", "fonts:", "  heading: {family: Verdana, fallback: sans-serif}"))
    live.look()
    found = told.tokens(live.sight("acme"))

    line = theme.count("\n") + 2
    assert found["--font-body"].places == dict.fromkeys(("light", "dark"), f"base_theme/theme.yaml:{line}")
    assert found["--font-heading"].trail["light"] == (
        "derived: font of heading",
        "brands/acme/brand.yaml:7:3 fonts.heading",
    )
    assert found["--font-heading"].places["dark"] == "brands/acme/brand.yaml:7"
    assert told.tokens(live.sight("beta"))["--font-heading"].places["light"] == f"base_theme/theme.yaml:{line + 1}"


def test_the_sheet_is_the_one_that_assets_draws(live: Live) -> None:
    assert live.sight("acme").problems == ()
    page = told.icon_sheet(live, "acme").decode()

    assert page.startswith("<!doctype html>")
    assert "Acme" in page and "favicon.ico" in page


def test_a_file_in_the_preview_s_own_folder_is_told_of(shop: Path, live: Live) -> None:
    write(shop, "base_theme/static/__whitelabel/x.txt", "x")

    live.look()
    assert [(each.code, each.message, each.brands) for each in told.shadowed(live.sight("acme"))] == [
        ("WL703", "'site/__whitelabel/x.txt' is built, but the preview keeps '/__whitelabel/' for itself", ("acme",))
    ]
    assert told.shadowed(live.sight("beta"))[0].brands == ("beta",)


def test_what_has_a_mistake_is_said_not_to_be_made(shop: Path, live: Live) -> None:
    live.sight("acme")
    write(shop, "base_theme/templates/pages/home.html.j2", "{{ 1 / 0 }}")
    live.look()

    assert told.answered(live, "acme", "/").status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert told.answered(live, "acme", "/icon.svg").status == HTTPStatus.OK
    assert told.answered(live, "acme", "/nowhere").status == HTTPStatus.NOT_FOUND


def test_what_is_served_is_what_the_engine_makes_and_a_mistake_leaves_it(shop: Path, live: Live) -> None:
    jobs: queue.Queue[Job[Any]] = queue.Queue()
    stage = Engine(live)

    def get(preview: Preview, target: str) -> Reply:
        """Ask from a thread, while this one, which holds the project, does what comes."""
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(ask, preview.port, target, host="acme.localhost:{port}")
            while not asked.done():
                with contextlib.suppress(queue.Empty):
                    jobs.get(timeout=0.05).do(stage)
            return asked.result()

    with staged(jobs.put) as preview:
        preview.allow(live.brands)
        own = f"/__whitelabel/page?token={preview.token}&of=/"
        page = get(preview, own)
        assert page.body == live.file("acme", "site/index.html")
        assert get(preview, "/icon.svg").body == live.file("acme", "site/icon.svg")
        assert b"Start with Acme" in get(preview, "/").body
        write(shop, "brands/acme/brand.yaml", brand("acme", "colours: {}"))
        live.look()
        assert get(preview, own).body == page.body
        assert json.loads(get(preview, f"/__whitelabel/tokens.json?token={preview.token}").body)["--color-ink"]
