"""Real front-ends from npm: nobody is found who isn't there, and everybody who is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.verify.market import matcher, owned
from whitelabel.model import UNKNOWN_MACHINE
from whitelabel.verify.fold import plain
from whitelabel.verify.search import Searched, search
from whitelabel.verify.watch import Watch

MODULES = Path(__file__).parent / "node_modules"
PACKAGES = (
    *("admin-lte", "@tabler/core", "swagger-ui-dist", "bootstrap", "@coreui/coreui"),
    "startbootstrap-sb-admin-2",
)

STRANGERS = (
    *("Kvadrat", "Квадрат", "Acme Realty", "Acme", "Elvkant", "Каменар", "Лиговь", "Жаңа Өріс", "Зюйд 45", "zuid45"),
    *(
        "Globex",
        "Initech",
        "Northwind Traders",
        "Contoso",
        "Umbrella Holdings",
        "Bluth Company",
        "Massive Dynamic",
        "Vandelay",
    ),
    *(
        "deals.acme.example",
        "help@kvadrat.example",
        "https://acme.example/help",
        "+7 495 000-31-40",
        "+49 40 66969-118",
    ),
)
THEIRS = {
    "AdminLTE": r"admin[\s_-]?lte",
    "Tabler": "tabler",
    "Swagger UI": r"swagger[\s_-]?ui",
    "Bootstrap": "bootstrap",
    "CoreUI": r"core[\s_-]?ui",
    "Start Bootstrap": r"start[\s_-]?bootstrap",
    "SB Admin": r"sb[\s_-]?admin",
    # Font Awesome, which comes with it, has an icon of that name.
    "Hooli": "hooli",
}
QUICK = (
    "admin-lte/dist/js/adminlte.js",
    "admin-lte/dist/css/adminlte.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "swagger-ui-dist/index.html",
    "swagger-ui-dist/oauth2-redirect.html",
    "swagger-ui-dist/swagger-initializer.js",
    "bootstrap/dist/js/bootstrap.bundle.js",
    "bootstrap/dist/css/bootstrap-grid.css.map",
    "@coreui/coreui/dist/js/coreui.js",
    "startbootstrap-sb-admin-2/index.html",
    "startbootstrap-sb-admin-2/js/sb-admin-2.min.js",
)


def files(package: str) -> Iterator[Path]:
    yield from sorted(path for path in (MODULES / package).rglob("*") if path.is_file())


def looked(path: Path, *marks: str) -> Searched:
    finder = matcher(*(owned(text, party=text) for text in marks))
    return search(path.relative_to(MODULES).as_posix(), path.read_bytes(), finder)


QUICKLY = [MODULES / name for name in QUICK]
ALL = [pytest.param(package, marks=pytest.mark.soak) for package in PACKAGES]


def _chosen(package: str) -> list[Path]:
    return list(files(package)) if package else QUICKLY


@pytest.mark.parametrize("package", ["", *ALL])
def test_strangers_are_not_found(package: str) -> None:
    chosen = _chosen(package)
    found = {path: looked(path, *STRANGERS) for path in chosen}

    assert len(chosen) >= len(QUICK) or package
    assert {path: one.hits for path, one in found.items() if one.hits} == {}
    assert {path: one.look for path, one in found.items() if one.look.why} == {}


@pytest.mark.parametrize("package", ["", *ALL])
def test_the_names_of_a_front_end_are_found_where_grep_finds_them_and_nowhere_else(package: str) -> None:
    for path in _chosen(package):
        data = path.read_bytes()
        found = looked(path, *THEIRS)
        lines = {(hit.line, plain(hit.shown)) for hit in found.hits}
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            for mark, pattern in THEIRS.items():
                # What grep finds within a longer word of small letters, `adminltecss`, isn't the name.
                word = rf"(?<![^\W\d_]){pattern}(?![^\W\d_])"
                if re.search(word, line, re.IGNORECASE):
                    assert (number, plain(mark)) in lines, (path, number, mark)
        assert {plain(hit.shown) for hit in found.hits} <= set(map(plain, THEIRS)), path


@pytest.mark.parametrize("package", ["", *ALL])
def test_of_ids_and_machines_nothing_is_found_and_what_leads_outside_does_so(package: str) -> None:
    watch, nobody = Watch((), UNKNOWN_MACHINE), matcher("Kvadrat")
    for path in _chosen(package):
        data = path.read_bytes()
        for clue, hit in search(path.relative_to(MODULES).as_posix(), data, nobody, watch=watch).traces:
            assert clue.kind in ("address", "mention"), (path, hit)
            if clue.kind == "address" and b"\0" not in data:
                # Somebody wrote it as a link, a picture, or an address of a package.
                assert re.search(r"""(?:href|src|srcset|url|"url")["']?\s*[=:(]""", hit.written), (path, hit)
