"""What tests of faults share: a shop, the states of it that are right, and a store that spares the drawing."""

from __future__ import annotations

import functools
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.injector import Faults
from tests.faults.shop import ARCHIVES, BESIDE, PARTS, VERSIONS, Shop, State, brands_of
from tests.kept import drawing_once
from whitelabel import incremental
from whitelabel.cli import main


@pytest.fixture(scope="module")
def spared() -> Iterator[None]:
    """The same calls, with less work between them: pictures are drawn once, and the program is looked at once."""
    with drawing_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(incremental, "_tool", functools.cache(incremental._tool))
        yield


@pytest.fixture(scope="module")
def plain(ground: Path, spared: None) -> Mapping[str, State]:
    """What a clean build of each version gives, of all brands that there may be."""
    found: dict[str, State] = {}
    for version in VERSIONS:
        shop = Shop(ground / f"clean {version}")
        shop.enlarge(tuple(ARCHIVES))
        shop.edit(version)
        assert main(shop.words()) == 0
        found[version] = shop.state()
    assert all(found["one"][slug] != found["two"][slug] for slug in ARCHIVES)
    return found


@pytest.fixture(scope="module")
def packed(ground: Path, plain: Mapping[str, State]) -> Mapping[str, State]:
    """The same with archives, which hold what the bundles do."""
    found: dict[str, State] = {}
    for version in VERSIONS:
        shop = Shop(ground / f"packed {version}")
        shop.enlarge(tuple(ARCHIVES))
        shop.edit(version)
        shutil.copytree(ground / f"clean {version}/build/.store", shop.out / ".store")
        assert main(shop.words("--archive")) == 0
        found[version] = shop.state()
        for slug, archive in ARCHIVES.items():
            assert found[version][slug] == plain[version][slug]
            with zipfile.ZipFile(shop.out / archive) as stream:
                inside = {name: hashlib.sha256(stream.read(name)).hexdigest() for name in stream.namelist()}
            files = {path for path in (shop.out / slug).rglob("*") if path.is_file()}
            assert inside == {
                path.relative_to(shop.out / slug).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in files
            }
    assert all(found["one"][part] != found["two"][part] for part in PARTS)
    return found


@pytest.fixture(scope="module")
def right_for(
    plain: Mapping[str, State], packed: Mapping[str, State]
) -> Callable[[tuple[str, ...]], Mapping[str, State]]:
    """What a clean build of each version gives that is told with some words."""

    def found(words: tuple[str, ...]) -> Mapping[str, State]:
        known = packed if "--archive" in words else plain
        others = set(ARCHIVES).difference(brands_of(words))
        missing = dict.fromkeys((part for slug in others for part in (slug, ARCHIVES[slug], *BESIDE[slug])), {})
        return {version: {**state, **missing} for version, state in known.items()}

    return found


@pytest.fixture(scope="module")
def right(right_for: Callable[[tuple[str, ...]], Mapping[str, State]]) -> Mapping[str, State]:
    """What a clean build of each version gives, of two brands."""
    return right_for(())


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: flushing a disk that others write to takes most of the time."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path_factory.mktemp("ground")
        return
    made = Path(tempfile.mkdtemp(prefix="whitelabel-", dir=memory))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def shop(ground: Path) -> Iterator[Shop]:
    """A shop that has not been built yet."""
    yield Shop(ground / "shop")
    shutil.rmtree(ground / "shop")


@pytest.fixture(scope="module")
def faults(ground: Path) -> Iterator[Faults]:
    """The hooks, on all that lies in that folder."""
    made = Faults(ground)
    with pytest.MonkeyPatch.context() as patch:
        made.hook(patch)
        yield made


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """Notes how often something was tried; the summary of the run tells the sums."""
    return lambda what, count: record_property("counted", (what, count))
