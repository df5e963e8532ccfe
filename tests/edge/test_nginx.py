"""Debian's nginx with the files of real bundles, asked on loopback."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.edge.asked import check_bundle, check_spellings, refused
from tests.edge.brands import brand, claim, made
from tests.edge.servers import nginx, nginx_config, program
from whitelabel.render.edge.rules import PLAIN


@pytest.mark.parametrize(
    ("slug", "others"),
    [
        ("kvadrat", ("RU-MOW", "AT-8", "DE-HH", "AT", "FR-69")),
        ("acme", ("RU-SVE", "RU", "DE-BE")),
        ("elvkant", ("DE-BY",)),
    ],
)
def test_a_bundle_of_the_demo_opens_where_its_rights_say_and_nowhere_else(
    demo: Demo, tmp_path: Path, slug: str, others: tuple[str, ...]
) -> None:
    bundle = demo.bundle(slug)
    with nginx(bundle, tmp_path) as server:
        check_bundle(server, bundle, others)
        check_spellings(server, bundle)


def test_nginx_finds_no_fault_in_the_files_of_all_brands_at_once(demo: Demo, tmp_path: Path) -> None:
    config = nginx_config(demo.bundle("acme"), tmp_path, 1)
    others = [str(row["brand"]) for row in demo.summary["brands"] if row["brand"] != "acme"]
    more = "".join(f"    include {demo.bundle(slug)}/edge/nginx/http.conf;\n" for slug in others)
    servers = "".join(
        f"    server {{ listen 127.0.0.1:1; server_name {slug}; include {demo.bundle(slug)}/edge/nginx/server.conf; }}\n"
        for slug in others
    )
    room = "    variables_hash_max_size 4096;\n"
    text = config.read_text("utf-8").replace("    server {", room + more + servers + "    server {", 1)
    config.write_text(text, "utf-8")
    done = subprocess.run([program("nginx"), "-t", "-c", str(config)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_last_day_ends_the_lock_and_each_grant_for_its_own_places(tmp_path: Path) -> None:
    found = brand(claim("AT", ends="2020-12-31"), claim("DE-HH"), claim("RU-MOW", starts="2099-01-01"))
    with nginx(made(tmp_path, found), tmp_path) as server:
        asked = {place: server.ask("/ru/home/", place).status for place in ("AT", "AT-9", "DE-HH", "RU-MOW")}
    assert asked == {"AT": 451, "AT-9": 451, "DE-HH": 200, "RU-MOW": 451}


def test_far_days_are_told_apart_too(tmp_path: Path) -> None:
    found = brand(claim("AT", ends="2350-12-31"), claim("DE", starts="1980-01-01", ends="2099-12-31"))
    with nginx(made(tmp_path, found), tmp_path) as server:
        assert [server.ask("/ru/home/", place).status for place in ("AT", "DE", "FR")] == [200, 200, 451]


def test_a_product_opens_where_it_may_be_sold_itself(tmp_path: Path) -> None:
    found = brand(claim("AT", products=["deals"]), claim("DE", products=["sign"]))
    with nginx(made(tmp_path, found), tmp_path) as server:
        asked = {
            (page, place): server.ask(f"/en/{page}/", place).status
            for page in ("home", "deal", "sign", "desk")
            for place in ("AT", "DE", "FR")
        }
    assert asked == {
        **{("home", "AT"): 200, ("home", "DE"): 200, ("home", "FR"): 451},
        **{("deal", "AT"): 200, ("deal", "DE"): 451, ("deal", "FR"): 451},
        **{("sign", "AT"): 451, ("sign", "DE"): 200, ("sign", "FR"): 451},
        **{("desk", "AT"): 200, ("desk", "DE"): 200, ("desk", "FR"): 200},
    }


def test_without_rights_all_that_would_be_sold_is_refused(tmp_path: Path) -> None:
    with nginx(made(tmp_path, brand()), tmp_path) as server:
        for place in ("RU-MOW", "RU", "AT", ""):
            assert server.ask("/", place).status == 451
        assert server.ask("/ru/terms/").status == 200


def test_a_refused_visitor_reads_his_own_language(tmp_path: Path) -> None:
    bundle = made(tmp_path, brand())
    with nginx(bundle, tmp_path) as server:
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
    with nginx(made(tmp_path, brand(pages=False), pages=False), tmp_path) as server:
        answer = server.ask("/")
    assert (answer.status, answer.body.decode()) == (451, PLAIN)


def test_what_the_server_would_show_instead_is_locked_too(tmp_path: Path) -> None:
    """A single-page application is served by the start page at all addresses, and that is locked."""
    inside = "        location / { try_files $uri $uri/ /index.html; }"
    with nginx(made(tmp_path, brand(claim("AT"))), tmp_path, inside) as server:
        assert [server.ask("/any/where", place).status for place in ("AT", "FR")] == [200, 451]
        assert server.ask("/ru/home", "FR").status == 451


def test_it_comes_before_the_server_s_own_locations(tmp_path: Path) -> None:
    inside = """        location = /ru/home/ { return 200 open; }
        location ^~ /en/ { error_page 451 /nowhere.html; try_files $uri $uri/index.html =404; }"""
    bundle = made(tmp_path, brand())
    with nginx(bundle, tmp_path, inside) as server:
        refused(bundle, server.ask("/ru/home/"), "a location of its own", "ru")
        refused(bundle, server.ask("/en/home/", Accept_Language="en"), "a location with its own pages", "en")


def test_slashes_that_are_not_merged_open_nothing(tmp_path: Path) -> None:
    with nginx(made(tmp_path, brand()), tmp_path, "        merge_slashes off;") as server:
        assert [server.ask(path).status for path in ("//", "//ru//home//", "/ru//index.html", "///")] == [451] * 4


def test_without_the_operators_variables_nginx_does_not_start(tmp_path: Path) -> None:
    config = nginx_config(made(tmp_path, brand()), tmp_path, 1)
    text = config.read_text("utf-8").replace("map $http_x_test_country $visitor_country", "map $uri $other")
    config.write_text(text, "utf-8")
    done = subprocess.run([program("nginx"), "-t", "-c", str(config)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'unknown "visitor_country" variable' in done.stderr
