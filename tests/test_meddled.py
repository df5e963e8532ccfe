"""Whatever is done between two builds to bundles, archives, and what they share: the next build makes what a clean one would."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import pytest

from tests.disk.bundles import contents
from tests.shop import brand, statuses, write
from tests.test_incremental import DAY, SETTLED
from whitelabel import incremental
from whitelabel.disk.pool import Link
from whitelabel.disk.upkeep import clear, trim
from whitelabel.outcome import Outcome
from whitelabel.package.order import Order
from whitelabel.pipeline import quiet

pytestmark = pytest.mark.usefixtures("kept_pictures")

SLUGS = ("acme", "beta", "delta", "gamma")


def build(root: Path, brands: Sequence[str] = (), **options: object) -> Outcome:
    return incremental.build(root, brands, on=DAY, progress=quiet, archive=Order(), **options)  # type: ignore[arg-type]


class Meddler:
    """Somebody who may do everything, and does it by chance.

    Args:
        root: The project's folder.
        dice: Chance.
    """

    def __init__(self, root: Path, dice: random.Random) -> None:
        self._root, self._dice = root, dice
        self._out = root / "build"

    def meddle(self) -> str:
        """Do something; what it was."""
        deed = self._dice.choice(
            [
                *(
                    self._forge,
                    self._forge_shared,
                    self._forge_kept,
                    self._forge_archive,
                    self._take,
                    self._take_bundle,
                ),
                *(
                    self._take_archive,
                    self._close,
                    self._swap,
                    self._copy_by_links,
                    self._forget,
                    self._trim,
                    self._empty,
                ),
                *(self._edit_brand, self._withdraw, self._edit_theme, self._raise_version, self._build_one),
            ]
        )
        deed()
        return deed.__name__

    def _one_of(self, *places: Path) -> Path | None:
        found = sorted(path for place in places for path in place.rglob("*") if path.is_file())
        return self._dice.choice(found) if found else None

    def _own(self) -> Path | None:
        return self._one_of(*(self._out / slug for slug in SLUGS))

    def _with(self, place: Path | None, deed: Callable[[Path], object]) -> None:
        if place is not None:
            deed(place)

    def _forge(self) -> None:
        self._with(self._own(), forged)

    def _forge_shared(self) -> None:
        self._with(next(self._out.glob("*/site/terms.txt"), None), forged)

    def _forge_kept(self) -> None:
        self._with(self._one_of(self._out / ".store/common"), forged)

    def _forge_archive(self) -> None:
        self._with(self._one_of(self._out / "artifacts"), forged)

    def _take(self) -> None:
        self._with(self._own(), Path.unlink)

    def _take_bundle(self) -> None:
        shutil.rmtree(self._out / self._dice.choice(SLUGS), ignore_errors=True)

    def _take_archive(self) -> None:
        self._with(self._one_of(self._out / "artifacts"), Path.unlink)

    def _close(self) -> None:
        self._with(self._own(), lambda place: place.chmod(self._dice.choice([0, 0o600, 0o666])))

    def _swap(self) -> None:
        one, other = (self._out / slug / "site/robots.txt" for slug in self._dice.sample(SLUGS, 2))
        if one.exists() and other.exists():
            beside = one.rename(one.with_suffix(".beside"))
            other.rename(one)
            beside.rename(other)

    def _copy_by_links(self) -> None:
        shutil.rmtree(self._root / "copy", ignore_errors=True)
        subprocess.run(["cp", "-al", self._out, self._root / "copy"], check=True)

    def _forget(self) -> None:
        (self._out / ".store/ledger").unlink(missing_ok=True)

    def _trim(self) -> None:
        trim(self._out / ".store", 0)

    def _empty(self) -> None:
        clear(self._out / ".store")

    def _edit_brand(self) -> None:
        slug = self._dice.choice(SLUGS)
        write(
            self._root,
            f"brands/{slug}/brand.yaml",
            brand(slug, f'colors: {{primary: "#{self._dice.randrange(9)}03050"}}'),
        )

    def _withdraw(self) -> None:
        slug = self._dice.choice(SLUGS)
        write(self._root, f"brands/{slug}/brand.yaml", brand(slug).replace("status: live", "status: draft"))

    def _edit_theme(self) -> None:
        write(self._root, "base_theme/static/terms.txt", f"the same for all {self._dice.randrange(3)}\n" * 99)

    def _raise_version(self) -> None:
        file = self._root / "base_theme/theme.yaml"
        file.write_text(file.read_text("utf-8").replace("version: 1.", "version: 1.1."), "utf-8")

    def _build_one(self) -> None:
        build(self._root, [self._dice.choice(SLUGS)], link=self._dice.choice(get_args(Link)))


def forged(place: Path) -> None:
    """Write into a file, and have it look as if nobody had."""
    about = place.stat()
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().swapcase())
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))
    place.chmod(about.st_mode & 0o777)


@pytest.mark.soak
@pytest.mark.parametrize("rounds", [4, pytest.param(300, marks=pytest.mark.soak)])
def test_whatever_was_done_a_build_makes_what_a_clean_one_would_and_the_next_one_has_nothing_to_do(
    shop: Path, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(rounds)
    write(shop, "base_theme/static/terms.txt", "the same for all\n" * 99)
    meddler = Meddler(shop, dice)
    build(shop, link="hard")
    for _ in range(rounds):
        deeds = [meddler.meddle() for _ in range(dice.randint(1, 3))]
        time.sleep(dice.choice([0, SETTLED]))
        build(shop, link=dice.choice(["hard", "hard", "copy"]), jobs=dice.randint(1, 3))
        clean = shop / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        made = build(shop, link="copy", out=clean)
        for one in made.brands:
            assert contents(shop / "build" / one.brand) == contents(clean / one.brand), deeds
        artifacts, wanted = contents(shop / "build/artifacts"), contents(clean / "artifacts")
        # Archives of other versions stay, and are listed too.
        listed, told = ({*some.pop("SHA256SUMS", b"").splitlines()} for some in (artifacts, wanted))
        assert told <= listed, deeds
        assert [line.split()[1].decode() for line in sorted(listed, key=lambda line: line.split()[1])] == sorted(
            artifacts
        )
        assert {name: artifacts.get(name) for name in wanted} == wanted, deeds
        closed = [path for path in (shop / "build").glob("*/site/**/*") if path.stat().st_mode & 0o444 != 0o444]
        assert closed == [], deeds
        time.sleep(SETTLED)
        assert set(statuses(build(shop, link="hard")).values()) == {"unchanged"}, deeds
    record_property("counted", ("builds after meddling compared with clean ones", rounds))
