"""Debian's Caddy with the snippet of real bundles, asked on loopback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.edge.asked import check_bundle, check_spellings, refused
from tests.edge.brands import brand, claim, made
from tests.edge.servers import caddy, caddy_config, program
from whitelabel.render.edge.rules import PLAIN


@pytest.mark.parametrize(
    ("slug", "others"),
    [("kvadrat", ("RU-MOW", "AT-8", "DE-HH", "AT", "FR-69")), ("zuid-45", ("RU-SVE", "RU", "DE-BE"))],
)
def test_a_bundle_of_the_demo_opens_where_its_rights_say_and_nowhere_else(
    demo: Demo, tmp_path: Path, slug: str, others: tuple[str, ...]
) -> None:
    bundle = demo.bundle(slug)
    with caddy(bundle, tmp_path, slug) as server:
        check_bundle(server, bundle, others)
        check_spellings(server, bundle)


def test_caddy_finds_no_fault_in_the_files_of_all_brands(demo: Demo, tmp_path: Path) -> None:
    for row in demo.summary["brands"]:
        config = caddy_config(demo.bundle(row["brand"]), tmp_path, 8443, row["brand"])
        for command in ("adapt", "validate"):
            done = subprocess.run(
                [program("caddy"), command, "--adapter", "caddyfile", "--config", str(config)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            if command == "adapt":
                assert json.loads(done.stdout)


def test_the_last_day_ends_the_lock_and_each_grant_for_its_own_places(tmp_path: Path) -> None:
    found = brand(claim("AT", ends="2020-12-31"), claim("DE-HH"), claim("RU-MOW", starts="2099-01-01"))
    with caddy(made(tmp_path, found), tmp_path, "acme") as server:
        asked = {place: server.ask("/ru/home/", place).status for place in ("AT", "AT-9", "DE-HH", "RU-MOW")}
    assert asked == {"AT": 451, "AT-9": 451, "DE-HH": 200, "RU-MOW": 451}


def test_a_product_opens_where_it_may_be_sold_itself(tmp_path: Path) -> None:
    found = brand(claim("AT", products=["deals"]), claim("DE", products=["sign"], ends="2199-12-31"))
    with caddy(made(tmp_path, found), tmp_path, "acme") as server:
        asked = {page: [server.ask(f"/en/{page}/", place).status for place in ("AT", "DE", "FR")] for page in PAGES}
    assert asked == PAGES


PAGES = {"home": [200, 200, 451], "deal": [200, 451, 451], "sign": [451, 200, 451], "desk": [200, 200, 200]}


def test_without_rights_all_that_would_be_sold_is_refused(tmp_path: Path) -> None:
    with caddy(made(tmp_path, brand()), tmp_path, "acme") as server:
        for place in ("RU-MOW", "RU", "AT", ""):
            assert server.ask("/", place).status == 451
        assert server.ask("/ru/terms/").status == 200


def test_a_refused_visitor_reads_his_own_language(tmp_path: Path) -> None:
    bundle = made(tmp_path, brand())
    with caddy(bundle, tmp_path, "acme") as server:
        for wish, tag in (
            ("en-GB,en;q=0.9", "en"),
            ("fr, en;q=0.5", "en"),
            ("ru", "ru"),
            ("fr", "ru"),
            ("en;q=0", "ru"),
        ):
            refused(bundle, server.ask("/ru/home/", Accept_Language=wish), wish, tag)
        refused(bundle, server.ask("/ru/home/"), "none", "ru")


def test_without_a_page_of_its_own_the_brand_refuses_in_a_few_words(tmp_path: Path) -> None:
    with caddy(made(tmp_path, brand(pages=False), pages=False), tmp_path, "acme") as server:
        answer = server.ask("/")
    assert (answer.status, answer.body.decode()) == (451, PLAIN.strip())


def test_what_the_server_would_show_instead_is_locked_where_it_comes_first(tmp_path: Path) -> None:
    """In a route the order is that of the lines: what rewrites addresses has to stand before the lock."""
    bundle = made(tmp_path, brand(claim("AT")))
    config = caddy_config(bundle, tmp_path, 1, "acme").read_text("utf-8")
    assert config.index("import region-lock-acme") < config.index("file_server")
    with caddy(bundle, tmp_path, "acme", "\t\thandle /ru/* {\n\t\t\trespond open\n\t\t}") as server:
        refused(bundle, server.ask("/ru/home/", "FR"), "a handle of its own")


def test_without_the_operators_variables_all_is_refused(tmp_path: Path) -> None:
    bundle = made(tmp_path, brand(claim("AT")))
    with caddy(bundle, tmp_path, "acme") as server:
        assert server.ask("/").status == 451
        assert server.ask("/", "{vars.root}").status == server.ask("/", "{env.HOME}-{time.now.unix}").status == 451
