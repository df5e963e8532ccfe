"""Bundles as they are packed and placed: archives, and files that all bundles have in common."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents, limit_links
from tests.kept import KEPT
from tests.shop import brand, logo, statuses, write
from tests.test_incremental import DAY, SETTLED
from whitelabel import bundle, incremental
from whitelabel.disk.pool import Link
from whitelabel.disk.publish import Publisher, Written
from whitelabel.disk.upkeep import clear, drop, trim
from whitelabel.model import Action, Kind, Read
from whitelabel.outcome import Outcome
from whitelabel.package import contents_digest
from whitelabel.package.order import EARLIEST, Order
from whitelabel.pipeline import quiet

pytestmark = pytest.mark.usefixtures("kept_pictures")

Flows = list[tuple[str, ...]]


def build(root: Path, *brands: str, **options: Any) -> Outcome:
    time.sleep(SETTLED)
    return incremental.build(root, brands, on=DAY, progress=quiet, **options)


def unpacked(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as found:
        return {name: found.read(name) for name in found.namelist()}


def archives(root: Path) -> dict[str, bytes]:
    """All that stands beside the bundles: archives, what goes with them, and the list of digests."""
    return contents(root / "build/artifacts")


def zips(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in archives(root).items() if name.endswith(".zip")}


# ── Archives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_archive_holds_the_bundle_and_nothing_else(shop: Path) -> None:
    outcome = build(shop, archive=Order())
    for one in outcome.brands:
        assert one.archive == f"build/artifacts/{one.brand}-1.0.0.zip"
        assert hashlib.sha256((shop / one.archive).read_bytes()).hexdigest() == one.archive_sha256
        assert unpacked(shop / one.archive) == contents(shop / one.bundle)
    assert len(zips(shop)) == len(outcome.brands) == 4


@pytest.mark.soak
def test_archives_are_the_same_bytes_by_one_process_and_by_several_and_from_bundles_that_stood(shop: Path) -> None:
    build(shop, archive=Order())
    one = archives(shop)
    for name in one:
        (shop / "build/artifacts" / name).unlink()
    assert set(statuses(build(shop, archive=Order())).values()) == {"unchanged"}
    assert archives(shop) == one
    build(shop, archive=Order(), out=shop / "many", jobs=3)
    assert contents(shop / "many/artifacts") == one


def test_the_same_bytes_under_two_names_are_packed_the_same_in_whichever_order(shop: Path) -> None:
    for name in ("a.png", "b.txt"):
        write(shop, f"base_theme/static/{name}", "the same for all\n" * 99)
    build(shop, archive=Order())
    one = archives(shop)
    for name in one:
        (shop / "build/artifacts" / name).unlink()
    # Of bundles that stand nothing is known to be the same for all.
    build(shop, archive=Order())
    assert archives(shop) == one


def test_a_bundle_that_changes_while_it_is_packed_is_not_packed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(shop)
    real = bundle.bundle_digests

    def digests(out: Path, slug: str) -> dict[str, str] | None:
        found = real(out, slug)
        (out / slug / "site/robots.txt").unlink()
        return found

    monkeypatch.setattr(bundle, "bundle_digests", digests)
    with pytest.raises(OSError, match="somebody changes it just now"):
        build(shop, archive=Order())
    assert not (shop / "build/artifacts").exists()


def test_a_draft_has_none(shop: Path) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta").replace("status: live", "status: draft"))
    outcome = build(shop, archive=Order())
    assert [(one.brand, bool(one.archive), bool(one.bundle)) for one in outcome.brands if one.brand == "beta"] == [
        ("beta", False, True)
    ]
    assert "beta-1.0.0.zip" not in archives(shop)


def test_archives_that_stand_are_not_looked_into_again(shop: Path, flows: Flows) -> None:
    first, second = build(shop, archive=Order()), build(shop, archive=Order())
    assert flows == [()]
    assert [(one.archive, one.archive_sha256) for one in second.brands] == [
        (one.archive, one.archive_sha256) for one in first.brands
    ]


def test_an_archive_is_only_told_of_when_asked_for(shop: Path, flows: Flows) -> None:
    build(shop, archive=Order())
    assert {(one.archive, one.archive_sha256) for one in build(shop).brands} == {("", "")}
    build(shop, archive=Order())
    assert flows == [()]


@pytest.mark.parametrize(
    "harm",
    [
        lambda archive: archive.unlink(),
        lambda archive: archive.write_bytes(archive.read_bytes()[:-9]),
        lambda archive: archive.write_bytes(archive.read_bytes().swapcase()),
        lambda archive: (archive.unlink(), archive.symlink_to("/dev/null")),
    ],
)
def test_an_archive_that_was_touched_is_as_it_should_be_again(
    shop: Path, flows: Flows, harm: Callable[[Path], object]
) -> None:
    build(shop, archive=Order())
    before = archives(shop)
    harm(shop / "build/artifacts/beta-1.0.0.zip")
    build(shop, archive=Order())
    assert flows == [(), ("beta",)]
    assert archives(shop) == before
    assert not (shop / "build/artifacts/beta-1.0.0.zip").is_symlink()


@pytest.mark.parametrize(
    ("obstacle", "told"),
    [
        ("artifacts", "exists"),
        ("artifacts/beta-1.0.0.zip/", "directory"),
    ],
)
def test_what_stands_in_the_place_of_archives_is_named_and_kept_and_the_bundles_are_whole(
    shop: Path, obstacle: str, told: str
) -> None:
    build(shop)
    before = {slug: contents(shop / "build" / slug) for slug in ("acme", "beta", "gamma", "delta")}
    place = shop / "build" / obstacle
    if obstacle.endswith("/"):
        place.mkdir(parents=True)
    else:
        place.write_text("mine", "utf-8")
    for _ in range(2):
        with pytest.raises(OSError, match=told) as refused:
            build(shop, archive=Order())
        assert (refused.value.filename, refused.value.filename2) == (str(place), None)
    assert {slug: contents(shop / "build" / slug) for slug in before} == before
    if obstacle.endswith("/"):
        place.rmdir()
    else:
        place.unlink()
    build(shop, archive=Order())
    assert {name: unpacked(shop / "build/artifacts" / name) for name in zips(shop)} == {
        f"{slug}-1.0.0.zip": files for slug, files in before.items()
    }
    assert not (shop / "build/.staging").exists()


def test_another_moment_is_another_archive_of_the_same_bundle(shop: Path) -> None:
    build(shop, archive=Order())
    before = archives(shop)
    outcome = build(shop, archive=Order(EARLIEST + 86_400))
    assert set(statuses(outcome).values()) == {"unchanged"}
    same = {name for name, data in before.items() if archives(shop)[name] == data}
    assert same == {f"{one.brand}-1.0.0.cdx.json" for one in outcome.brands}


def test_an_archive_follows_its_bundle(shop: Path) -> None:
    build(shop, archive=Order())
    write(shop, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    build(shop)
    build(shop, archive=Order())
    assert unpacked(shop / "build/artifacts/gamma-1.0.0.zip") == contents(shop / "build/gamma")


# ── Files that bundles share ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shared(shop: Path) -> Iterator[Path]:
    """The shop, with a file that all bundles have."""
    write(shop, "base_theme/static/terms.txt", "the same for all\n" * 99)
    yield shop


def terms(root: Path, slug: str) -> Path:
    return root / "build" / slug / "site/terms.txt"


def test_hard_links_make_the_bundles_that_copies_make(shared: Path) -> None:
    build(shared, link="copy", out=shared / "copies")
    outcome = build(shared, link="hard", jobs=2)
    for one in outcome.brands:
        assert contents(shared / one.bundle) == contents(shared / "copies" / one.brand)


def test_what_bundles_have_in_common_is_one_file_that_nobody_may_write_and_all_else_is_their_own(shared: Path) -> None:
    outcome = build(shared, link="hard")
    about = [terms(shared, one.brand).stat() for one in outcome.brands]
    assert len({one.st_ino for one in about}) == 1
    assert {stat.S_IMODE(one.st_mode) for one in about} == {0o444}
    own = [(shared / one.bundle / "site/en/home/index.html").stat() for one in outcome.brands]
    assert {one.st_nlink for one in own} == {1}


def test_bundles_that_share_files_are_seen_to_stand_also_when_others_come_and_go(shared: Path, flows: Flows) -> None:
    build(shared, link="hard")
    build(shared, link="hard")
    assert flows == [()]
    write(shared, "brands/epsilon/brand.yaml", brand("epsilon"))
    write(shared, "brands/epsilon/logo.svg", logo("epsilon"))
    build(shared, link="hard")
    write(shared, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    build(shared, link="hard")
    build(shared, link="hard")
    # What names a new brand is looked for in all bundles.
    assert flows == [(), ("epsilon",), (), ("gamma",)]


def test_who_writes_into_a_shared_file_all_the_same_has_changed_all_bundles_and_all_are_mended(shared: Path) -> None:
    build(shared, link="hard")
    place = terms(shared, "beta")
    about = place.stat()
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().swapcase())
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))
    place.chmod(0o444)
    assert set(statuses(build(shared, link="hard")).values()) == {"built"}
    assert {terms(shared, slug).read_bytes() for slug in ("acme", "beta", "gamma", "delta")} == {
        b"the same for all\n" * 99
    }


def test_one_bundle_is_written_into_by_replacing_a_file_and_no_other_has_it(shared: Path, flows: Flows) -> None:
    build(shared, link="hard")
    place = terms(shared, "beta")
    place.unlink()
    place.write_bytes(b"mine\n")
    assert terms(shared, "acme").read_bytes() == b"the same for all\n" * 99
    assert statuses(build(shared, link="hard"))["beta"] == "built"
    assert place.read_bytes() == b"the same for all\n" * 99


def _forge(place: Path) -> None:
    """Write into a file, and have it look as if nobody had."""
    about = place.stat()
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().swapcase())
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))
    place.chmod(0o444)


@pytest.mark.parametrize("link", ["copy", "hard"])
def test_a_build_of_some_brands_hides_nothing_that_was_done_to_what_the_others_share(shared: Path, link: Link) -> None:
    build(shared, link="hard")
    _forge(terms(shared, "beta"))
    build(shared, "acme", link=link)
    build(shared, link=link)
    assert {terms(shared, slug).read_bytes() for slug in ("acme", "beta", "gamma", "delta")} == {
        b"the same for all\n" * 99
    }


def test_a_build_that_rejects_hides_nothing_that_was_done_to_what_bundles_share(shared: Path) -> None:
    build(shared, link="hard")
    _forge(terms(shared, "beta"))
    write(shared, "brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#12"}'))
    assert statuses(build(shared, "acme", link="hard")) == {"acme": "rejected"}
    build(shared, link="hard")
    assert {terms(shared, slug).read_bytes() for slug in ("beta", "gamma", "delta")} == {b"the same for all\n" * 99}


def test_what_is_done_to_a_shared_file_while_others_are_built_is_seen_by_the_next_build(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Publisher.publish

    def publish(publisher: Publisher, written: Sequence[Written]) -> None:
        real(publisher, written)
        _forge(terms(shared, "beta"))

    with monkeypatch.context() as patch:
        patch.setattr(Publisher, "publish", publish)
        build(shared, link="hard")
    build(shared, link="hard")
    assert terms(shared, "beta").read_bytes() == b"the same for all\n" * 99


def test_bundles_that_anybody_may_write_again_are_looked_into_once_or_twice_and_then_stand(
    shared: Path, flows: Flows
) -> None:
    build(shared, link="hard")
    terms(shared, "beta").chmod(0o644)
    for _ in range(4):
        assert set(statuses(build(shared, link="hard")).values()) == {"unchanged"}
    assert len(flows) <= 3


@pytest.mark.parametrize("link", ["hard", "copy"])
def test_copies_of_a_bundle_by_links_cost_a_look_and_nothing_else(shared: Path, flows: Flows, link: Link) -> None:
    build(shared, link=link)
    subprocess.run(["cp", "-al", str(shared / "build/beta"), str(shared / "copy")], check=True)
    for _ in range(3):
        assert set(statuses(build(shared, link=link)).values()) == {"unchanged"}
    assert len(flows) == 2
    shutil.rmtree(shared / "copy")
    for _ in range(3):
        assert set(statuses(build(shared, link=link)).values()) == {"unchanged"}
    assert len(flows) == 3


def test_a_store_that_is_emptied_leaves_bundles_that_share_files_as_they_are(shared: Path, flows: Flows) -> None:
    build(shared, link="hard")
    for empty in (clear, lambda store: trim(store, 0), lambda store: drop(store, 2**62)):
        empty(shared / "build/.store")
        for _ in range(3):
            assert set(statuses(build(shared, link="hard")).values()) == {"unchanged"}
    assert len(flows) <= 3


def test_more_bundles_than_may_share_a_file_come_to_stand_too(
    shared: Path, flows: Flows, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_links(monkeypatch, 3)
    build(shared, link="hard")
    for _ in range(3):
        assert set(statuses(build(shared, link="hard")).values()) == {"unchanged"}
    assert len(flows) <= 2
    write(shared, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    for status in ("built", "unchanged", "unchanged"):
        assert statuses(build(shared, link="hard"))["gamma"] == status
    assert len(flows) <= 4


def test_a_listing_that_was_written_to_lack_a_file_is_no_listing_of_the_bundle(shop: Path) -> None:
    build(shop)
    bundle = shop / "build/beta"
    (bundle / "site/robots.txt").unlink()
    told = json.loads((bundle / "manifest.json").read_bytes())
    told["files"] = [entry for entry in told["files"] if entry["path"] != "site/robots.txt"]
    told["sha256"] = contents_digest({entry["path"]: entry["sha256"] for entry in told["files"]})
    (bundle / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert statuses(build(shop, archive=Order()))["beta"] == "built"
    assert (bundle / "site/robots.txt").is_file()


# ── What stands is not made again ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The kind and the first file of each action that is carried out."""
    told: list[tuple[str, str]] = []
    for name, kind in bundle.KINDS.items():

        def render(action: Action, read: Read, kind: Kind = kind) -> Any:
            told.append((action.kind, action.outputs[0]))
            return kind.render(action, read)

        monkeypatch.setitem(bundle.KINDS, name, dataclasses.replace(kind, render=render))  # type: ignore[arg-type]
    return told


@pytest.fixture
def two_pages(shop: Path) -> Path:
    """A shop with a page more, whose template uses another one."""
    theme, home = shop / "base_theme/theme.yaml", shop / "base_theme/templates/pages/home.html.j2"
    write(shop, "base_theme/templates/part.html.j2", "<p>{{ brand.name }}</p>\n")
    write(shop, "base_theme/templates/pages/about.html.j2", home.read_text("utf-8") + '{% include "part.html.j2" %}\n')
    about = "  about: {template: pages/about.html.j2, lock: never}\nemails:"
    write(shop, "base_theme/theme.yaml", theme.read_text("utf-8").replace("emails:", about))
    text = "\nabout: {title: About, description: All of us}\n"
    for locale in (shop / "base_theme/locales").glob("*.yaml"):
        locale.write_text(locale.read_text("utf-8") + text, "utf-8")
    return shop


ABOUT = [("page", "site/en/about/index.html")] * 4


def test_only_pages_that_use_a_changed_template_are_rendered(two_pages: Path, rendered: list[tuple[str, str]]) -> None:
    build(two_pages)
    rendered.clear()
    write(two_pages, "base_theme/templates/part.html.j2", "<p>Of {{ brand.name }}</p>\n")
    assert set(statuses(build(two_pages)).values()) == {"built"}
    assert rendered == ABOUT
    assert b"<p>Of Acme</p>" in (two_pages / "build/acme/site/en/about/index.html").read_bytes()
    stood = contents(two_pages / "build/acme")
    shutil.rmtree(two_pages / "build")
    build(two_pages)
    assert contents(two_pages / "build/acme") == stood


@pytest.mark.parametrize("harm", ["other bytes", "gone", "a link"])
def test_a_page_that_was_touched_is_rendered_anew(two_pages: Path, rendered: list[tuple[str, str]], harm: str) -> None:
    build(two_pages)
    right = contents(two_pages / "build/acme")
    page = two_pages / "build/acme/site/en/index.html"
    if harm == "other bytes":
        page.write_bytes(page.read_bytes().replace(b"Acme", b"Beta"))
    else:
        page.unlink()
    if harm == "a link":
        page.symlink_to(two_pages / "build/beta/site/en/index.html")
    rendered.clear()
    build(two_pages)
    assert rendered == [("page", "site/en/home/index.html")]
    assert contents(two_pages / "build/acme") == right


@pytest.mark.soak
def test_what_is_noted_of_pages_goes_with_the_store(
    two_pages: Path, rendered: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(two_pages)
    monkeypatch.setattr(KEPT, "_entries", {})
    write(two_pages, "base_theme/templates/part.html.j2", "<p>Of {{ brand.name }}</p>\n")
    rendered.clear()
    build(two_pages)
    assert {path for kind, path in rendered if kind == "page"} == {
        "site/en/home/index.html",
        "site/en/about/index.html",
    }
