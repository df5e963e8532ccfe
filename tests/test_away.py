"""Bundles that other machines make: the same bytes, the same words, and no trace of where they were made."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import pickle
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import as_it_stands, contents
from tests.kept import KEPT
from tests.render.small import FILES
from tests.shop import brand, statuses, write
from whitelabel import incremental, pipeline
from whitelabel.away import Away, Errand
from whitelabel.disk.look import PAUSE
from whitelabel.model import UNKNOWN_MACHINE
from whitelabel.outcome import Outcome
from whitelabel.package.order import Order
from whitelabel.pipeline import quiet

DAY = datetime.date(2026, 11, 23)
SETTLED = PAUSE * 2
"""Seconds after which what was written is old enough to be trusted."""


class Elsewhere:
    """Another machine, as far as pickled bytes are all that goes to and fro.

    Attributes:
        slugs: What it was asked to make, build by build.
        sent: Bytes that came back.
    """

    def __init__(self) -> None:
        self.slugs: list[list[str]] = []
        self.sent = 0

    def spread(self, errand: Errand, slugs: Sequence[str]) -> Generator[Away, None, None]:
        self.slugs.append([*slugs])
        there = pipeline.Elsewhere(pickle.loads(pickle.dumps(errand)), KEPT, KEPT, UNKNOWN_MACHINE)
        for slug in reversed(slugs):
            told = pickle.dumps(there.make(slug))
            self.sent += len(told)
            yield pickle.loads(told)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


def built(root: Path, out: Path, **more: Any) -> Outcome:
    return pipeline.build(root, on=DAY, out=out, archive=Order(), **more)


def bundles(out: Path) -> dict[str, bytes]:
    """What was published."""
    return {name: data for name, data in contents(out).items() if not name.startswith((".store/", ".lock"))}


def told(outcome: Outcome) -> tuple[object, ...]:
    """What is said of a build, less how long it took."""
    return outcome.problems, [dataclasses.replace(one, seconds=0) for one in outcome.brands]


def spoil(root: Path) -> None:
    """A mistake that only the check shows, one that only running shows, and a warning."""
    write(root, "brands/beta/brand.yaml", brand("beta", "tokens: {nothing.like-it: 1px}"))
    write(root, "brands/gamma/brand.yaml", brand("gamma", "texts: {en: {home.title: Better than Acme}}"))
    write(root, "brands/delta/brand.yaml", brand("delta").replace("live", "draft"))


@pytest.mark.parametrize("is_spoilt", [False, True])
@pytest.mark.parametrize("where", ["inside", "outside"])
def test_bytes_and_words_are_those_of_this_machine(
    shop: Path, tmp_path: Path, elsewhere: Elsewhere, drawn_once: None, is_spoilt: bool, where: str
) -> None:
    if is_spoilt:
        spoil(shop)
    out = shop / "build" if where == "inside" else tmp_path / "outside"
    here = built(shop, out)
    files = bundles(out)
    for name in ("acme", "beta", "gamma", "delta", "artifacts", ".store"):
        with contextlib.suppress(FileNotFoundError):
            (out / name).rename(tmp_path / f"first-{name}")
    there = built(shop, out, spread=elsewhere.spread)
    assert told(there) == told(here)
    assert bundles(out) == files
    assert elsewhere.slugs == [["beta", "delta", "gamma"]]
    assert not (shop / "build/.staging").exists()


def test_what_stands_as_it_should_stays_and_what_does_not_is_exchanged(
    shop: Path, elsewhere: Elsewhere, drawn_once: None
) -> None:
    out = shop / "build"
    built(shop, out)
    (out / "beta/site/robots.txt").write_text("spoilt")
    (out / "artifacts/gamma-1.0.0.zip").unlink()
    before = as_it_stands(out / "gamma/site/index.html")
    outcome = built(shop, out, spread=elsewhere.spread)
    assert statuses(outcome) == {"acme": "unchanged", "beta": "built", "delta": "unchanged", "gamma": "unchanged"}
    assert as_it_stands(out / "gamma/site/index.html") == before
    assert (out / "artifacts/gamma-1.0.0.zip").is_file()
    assert b"spoilt" not in (out / "beta/site/robots.txt").read_bytes()


def test_what_was_made_elsewhere_need_not_be_made_again(
    shop: Path, elsewhere: Elsewhere, drawn_once: None, flows: list[tuple[str, ...]]
) -> None:
    def again(**more: Any) -> Outcome:
        time.sleep(SETTLED)
        return incremental.build(shop, on=DAY, archive=Order(), progress=quiet, **more)

    again(spread=elsewhere.spread)
    flows.clear()
    assert set(statuses(again()).values()) == {"unchanged"}
    assert flows == []


def test_what_all_have_in_common_comes_back_with_none(shop: Path, elsewhere: Elsewhere, drawn_once: None) -> None:
    write(shop, "base_theme/static/big.bin", "x" * 1_000_000)
    built(shop, shop / "build", spread=elsewhere.spread)
    assert contents(shop / "build/gamma")["site/big.bin"] == b"x" * 1_000_000
    # The archives of three have it, well packed.
    assert elsewhere.sent < 1_000_000


def test_closing_bundles_are_made_elsewhere_too(shop: Path, elsewhere: Elsewhere, drawn_once: None) -> None:
    theme, page = FILES["base_theme/theme.yaml"], "  closed: {template: pages/closed.html.j2, lock: never}\n"
    write(shop, "base_theme/theme.yaml", theme.replace("pages:\n", f"pages:\n{page}"))
    write(shop, "base_theme/templates/pages/closed.html.j2", "<title>{{ page.title }}</title>\n")
    texts = FILES["base_theme/locales/en.yaml"]
    write(shop, "base_theme/locales/en.yaml", texts + "closed: {title: It is over, description: Over}\n")
    for slug in ("beta", "gamma"):
        ended = brand(slug).replace("exclusivity: non-exclusive", "exclusivity: non-exclusive, until: 2026-10-31")
        write(shop, f"brands/{slug}/brand.yaml", ended)
    here = built(shop, shop / "one", closed=True)
    there = built(shop, shop / "two", closed=True, spread=elsewhere.spread)
    assert statuses(there) == statuses(here) == {"beta": "built", "gamma": "built"}
    assert elsewhere.slugs == [["gamma"]]
    assert bundles(shop / "two") == bundles(shop / "one")


def test_one_brand_alone_is_made_here(shop: Path, elsewhere: Elsewhere, drawn_once: None) -> None:
    built(shop, shop / "build", brands=["beta"], spread=elsewhere.spread)
    assert elsewhere.slugs == []


def test_whoever_asked_for_some_brands_has_the_rights_of_all_judged(
    shop: Path, elsewhere: Elsewhere, drawn_once: None
) -> None:
    write(shop, "brands/gamma/brand.yaml", brand("gamma", ground="RU-SPE", exclusivity="exclusive"))
    write(shop, "brands/delta/brand.yaml", brand("delta", ground="RU-SPE"))
    here = built(shop, shop / "one", brands=["acme", "beta", "gamma"])
    there = built(shop, shop / "two", brands=["acme", "beta", "gamma"], spread=elsewhere.spread)
    assert [problem.code for problem in there.problems] == ["WL301"]
    assert there.problems == here.problems
    assert bundles(shop / "two") == bundles(shop / "one")


@pytest.mark.parametrize(
    "stop", [lambda: (_ for _ in ()).throw(OSError("gone")), lambda: (_ for _ in ()).throw(KeyboardInterrupt)]
)
def test_a_cluster_that_fails_leaves_what_stood(shop: Path, drawn_once: None, stop: Callable[[], object]) -> None:
    built(shop, shop / "build")
    files = bundles(shop / "build")
    write(shop, "base_theme/locales/en.yaml", "home:\n  title: Begin with {brand}\n  description: All of it\n")

    def spread(errand: Errand, slugs: Sequence[str]) -> Generator[Away, None, None]:
        yield from Elsewhere().spread(errand, slugs[:1])
        stop()

    with pytest.raises((OSError, KeyboardInterrupt)):
        built(shop, shop / "build", spread=spread)
    assert bundles(shop / "build") == files
