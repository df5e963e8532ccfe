"""The three rules of an action, proved by changing each thing that can change bytes: it shows in the key, or in no byte."""

from __future__ import annotations

import builtins
import dataclasses
import functools
import gc
import importlib
import io
import json
import pkgutil
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageDraw

from tests.render.small import FILES, KINDS, LOGO, plans, resolved
from whitelabel import model, render
from whitelabel.model import Action
from whitelabel.picture import study
from whitelabel.picture.study import Given, Wish
from whitelabel.picture.together import Work
from whitelabel.problem import Problem, Span
from whitelabel.resolve import logos
from whitelabel.run import run
from whitelabel.run.store import Store

FONTS = Path(__file__).resolve().parents[2] / "base_theme" / "assets" / "fonts"
Changes = Mapping[str, str | bytes | None]

THEME, BRAND = "base_theme/theme.yaml", "brands/acme/brand.yaml"
HOME, FOOT = "base_theme/templates/pages/home.html.j2", "base_theme/templates/partials/foot.html.j2"
MAIL, MAIL_TEXT = (f"base_theme/templates/emails/welcome.{form}.j2" for form in ("html", "txt"))
TEXTS, TOKENS, DARK = "base_theme/locales/en.yaml", "base_theme/tokens.json", "base_theme/tokens.dark.json"
HERO = "base_theme/assets/hero.svg.j2"


def pixels(width: int) -> bytes:
    """A logo made of pixels."""
    image = Image.new("RGBA", (400, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, width, 90), fill=(10, 92, 255, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def font(name: str) -> bytes:
    return (FONTS / f"{name}.woff2").read_bytes()


PROJECT: dict[str, str | bytes | None] = {
    **FILES,
    THEME: FILES[THEME]
    + "links: {help: {from: contact.url}}\n"
    + "features: {chat: {default: true}}\n"
    + "share: {line: home.title}\n"
    + "fonts: {body: {family: Arial, fallback: sans-serif}, heading: {family: Arial, fallback: serif}}\n",
    HOME: FILES[HOME].replace("</body>", "{% include 'partials/foot.html.j2' %}</body>"),
    FOOT: "<footer>{{ t('foot') }}{% if feature('chat') %} {{ 1234.5|number }}{% endif %} {{ link('help') }}</footer>\n",
    MAIL: FILES[MAIL].replace("</head>", "<style>p { color: red }</style></head>"),
    TEXTS: FILES[TEXTS] + "foot: All rights reserved\n",
    "base_theme/assets/a.css": '@import "b.css"; a { background : url(a.png) }',
    "base_theme/assets/b.css": "b { color : red }",
    "base_theme/assets/a.png": b"png",
    "base_theme/assets/a.js": "let a = 1 // one",
    HERO: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 49"><path fill="{{ token(\'color.primary\') }}" '
    'd="M0 0h9v9z"/>{{ logo_picture(width=40, height=10) }}</svg>\n',
    "base_theme/static/a.txt": "a",
    BRAND: FILES[BRAND].replace("logo: logo.svg", "logo: logo.png")
    + "contact: {url: https://acme.example/help}\n"
    + "fonts: {body: fonts/own.woff2, heading: {files: [fonts/cut.woff2], subset: true}}\n"
    + "security: {contact: 'mailto:safe@acme.example', expires: 2027-01-31}\n",
    "brands/acme/logo.svg": None,
    "brands/acme/logo.png": pixels(390),
    "brands/acme/fonts/own.woff2": font("golos-text-latin"),
    "brands/acme/fonts/cut.woff2": font("jetbrains-mono-latin"),
}
"""A brand with a logo of pixels and fonts of its own, for which every kind has something to make."""


def text(path: str) -> str:
    found = PROJECT[path]
    assert isinstance(found, str)
    return found


def edited(path: str, old: str, new: str) -> Changes:
    """The project with some words of a file changed."""
    assert old in text(path), old
    return {path: text(path).replace(old, new)}


def more(path: str, words: str) -> Changes:
    return {path: text(path) + words}


class Made(NamedTuple):
    """One file as it was made."""

    kind: str
    key: str
    data: bytes


def actions(changes: Changes | None = None) -> tuple[Action, ...]:
    return plans({**PROJECT, **(changes or {})})["acme"].actions


def made(changes: Changes | None = None) -> dict[str, Made]:
    """All files, made without a store, by their paths without fingerprints."""
    work = plans({**PROJECT, **(changes or {})})["acme"]
    problems: list[Problem] = []
    files = run(work, KINDS, lambda digest: work.inputs[digest].read(), Store(), problems)
    assert files is not None, problems
    return {
        re.sub(r"\.[a-z2-7]{10}\.", ".*.", path): Made(action.kind, action.key, files[path])
        for action in work.actions
        for path in action.outputs
    }


@functools.cache
def before() -> dict[str, Made]:
    return made()


def keys(found: tuple[Action, ...]) -> dict[str, set[str]]:
    """Kind → the keys of its actions."""
    return {kind: {action.key for action in found if action.kind == kind} for kind in KINDS}


# ── What changes a byte shows in its key ──────────────────────────────────────────────────────────────────────────

CHANGES: dict[str, tuple[Changes, str]] = {
    "name": (edited(BRAND, "name: Acme", "name: Acne"), "application email page share webmanifest"),
    "domain": (edited(BRAND, "domain: acme", "domain: acne"), "application edge robots security"),
    "territory": (edited(BRAND, "RU-MOW", "RU-SPE"), "edge region-lock"),
    "link": (edited(BRAND, "acme.example/help", "acme.example/aid"), "application page"),
    "feature": (more(BRAND, "features: {chat: false}\n"), "application page"),
    "mail address": (more(BRAND, "mail: {from: us@acme.example}\n"), "application email"),
    "disclosure": (edited(BRAND, "2027-01-31", "2027-02-28"), "security"),
    "text of the brand": (more(BRAND, "texts: {en: {home.title: Begin}}\n"), "application email page share"),
    "text of the theme": (edited(TEXTS, "All rights", "No rights"), "application page"),
    "token": (
        edited(TOKENS, '[0, 0, 0], "hex": "#000000"', '[0, 0, 0.2], "hex": "#000033"'),
        "application page share tokens",
    ),
    "token in dark": (
        edited(DARK, '[1, 1, 1], "hex": "#ffffff"', '[1, 1, 0.8], "hex": "#ffffcc"'),
        "application page tokens",
    ),
    "token of the brand": (
        more(BRAND, "colors: {primary: '#aa0000'}\n"),
        "application asset drawing icon page share tokens",
    ),
    "page": (edited(HOME, "<h1>", "<h1 id='top'>"), "page"),
    "partial": (edited(FOOT, "<footer>", "<footer id='foot'>"), "page"),
    "e-mail": (edited(MAIL, "<p>", "<p id='a'>"), "email"),
    "text of an e-mail": (edited(MAIL_TEXT, ": ", " - "), "email"),
    "fields of e-mails": (edited(THEME, "{{ %s }}", "<< %s >>"), "email"),
    "picture": (edited(HERO, "h9v9z", "h8v8z"), "application drawing"),
    "script": (edited("base_theme/assets/a.js", "= 1", "= 2"), "application script"),
    "style": (edited("base_theme/assets/a.css", "a {", "i {"), "application style"),
    "imported style": (edited("base_theme/assets/b.css", "red", "blue"), "application style"),
    "asset": ({"base_theme/assets/a.png": b"PNG"}, "application asset style"),
    "static file": ({"base_theme/static/a.txt": "b"}, "static"),
    "font": ({"brands/acme/fonts/own.woff2": font("golos-text-latin-ext")}, "application asset fonts"),
    "font that is cut": (
        {"brands/acme/fonts/cut.woff2": font("golos-text-latin")},
        "application asset fonts icon share",
    ),
    "logo": ({"brands/acme/logo.png": pixels(300)}, "application drawing logo page share"),
    "box of the logo": (more(THEME, "logo: {box: [200, 40]}\n"), "application logo page"),
    "padding of icons": (edited(THEME, "links:", "icons: {padding: 20}\nlinks:"), ""),
    "line of the card": (edited(THEME, "line: home.title", "line: home.description"), "share"),
    "lock": (edited(THEME, "lock: sell", "lock: never"), "application edge region-lock"),
}
"""What is changed, and the kinds of the files that come out otherwise."""

TOLD_MORE = {"drawing", "email", "page", "icon"}
"""Kinds that are told more than they show: templates of all that they might ask for, icons of room that a mark may fill."""


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=[pytest.mark.soak] if number % 6 else []) for number, what in enumerate(CHANGES)],
)
def test_a_change_shows_in_the_keys_of_all_files_that_it_changes_and_of_few_others(what: str) -> None:
    change, kinds = CHANGES[what]
    now, old = made(change), before()
    assert now.keys() == old.keys()
    moved = {path for path in now if now[path].data != old[path].data}
    keyed = {path for path in now if now[path].key != old[path].key}

    assert {path: now[path].kind for path in moved - keyed} == {}
    assert {now[path].kind for path in moved} == set(kinds.split())
    assert keyed
    assert {now[path].kind for path in keyed} - set(kinds.split()) <= TOLD_MORE


def test_every_kind_has_something_to_make_and_comes_out_otherwise_by_some_change() -> None:
    assert {found.kind for found in before().values()} == KINDS.keys()
    assert {kind for _, kinds in CHANGES.values() for kind in kinds.split()} == KINDS.keys()


def _others(value: Any) -> Iterator[Any]:
    """JSON data in which one thing is other than it was."""
    match value:
        case dict():
            for key in value:
                yield {name: value[name] for name in value if name != key}
                yield {(f"{name}x" if name == key else name): value[name] for name in value}
                yield from ({**value, key: other} for other in _others(value[key]))
        case list():
            for at, item in enumerate(value):
                yield [*value[:at], *value[at + 1 :]]
                yield from ([*value[:at], other, *value[at + 1 :]] for other in _others(item))
        case bool() | None:
            yield 0
        case str():
            yield f"{value}x"
        case _:
            yield value + 1


def test_whatever_an_action_is_made_from_is_in_its_key_and_where_it_goes_is_not() -> None:
    count = 0
    for action in actions():
        known = json.loads(action.params) if action.params[:1] in ("[", "{") else action.params
        others = [
            dataclasses.replace(action, kind=f"{action.kind}x"),
            dataclasses.replace(action, version=f"{action.version} x"),
            *(dataclasses.replace(action, params=model.canonical(other)) for other in _others(known)),
        ]
        for at, (name, digest) in enumerate(action.inputs):
            around = (action.inputs[:at], action.inputs[at + 1 :])
            for put in ((), ((name, digest[::-1]),), ((f"{name}x", digest),)):
                others.append(dataclasses.replace(action, inputs=(*around[0], *put, *around[1])))
        assert [other for other in others if other.key == action.key] == []
        count += len(others)
        elsewhere = tuple(f"else/{path}" for path in action.outputs)
        assert dataclasses.replace(action, outputs=elsewhere, origin=Span("else", 7)).key == action.key
    assert count > 500


# ── Who makes it ──────────────────────────────────────────────────────────────────────────────────────────────────

MODULES = {
    module.KIND.name: module
    for found in pkgutil.iter_modules(render.__path__)
    if hasattr(module := importlib.import_module(f"whitelabel.render.{found.name}"), "KIND")
}


@functools.cache
def keys_before() -> dict[str, set[str]]:
    return keys(actions())


@pytest.mark.parametrize("kind", KINDS)
def test_another_version_of_a_kind_gives_other_keys_to_all_that_it_makes(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    old, known = keys_before(), KINDS[kind]
    monkeypatch.setattr(MODULES[kind], "KIND", dataclasses.replace(known, version=known.version + 1))

    new = keys(actions())

    assert (bool(new[kind]), new[kind] & old[kind]) == (True, set())


def another(changed: str) -> Callable[[str], str]:
    """Stands for `model.installed` where one library has another version."""
    real = model.installed
    return lambda library: "0.0.1" if library == changed else real(library)


@pytest.mark.parametrize(("kind", "library"), [(kind.name, name) for kind in KINDS.values() for name in kind.libraries])
def test_another_version_of_a_library_gives_other_keys_to_all_that_is_made_with_it(
    monkeypatch: pytest.MonkeyPatch, kind: str, library: str
) -> None:
    old = keys_before()
    monkeypatch.setattr(model, "installed", another(library))

    new = keys(actions())

    assert new[kind] & old[kind] == set()
    apart = {other.name for other in render.SHARED if library not in other.libraries}
    assert {other: new[other] for other in apart} == {other: old[other] for other in apart}


ASIDE = frozenset({"webencodings", "whitelabel"})
"""What is in no key: tinycss2 asks the first for ASCII in lower case; the tool's own changes raise versions by hand."""


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def _homes() -> dict[type, str]:
    """Where classes come from that don't say so themselves: those of libraries written in Rust."""
    compiled = [
        (name, module)
        for name, module in [*sys.modules.items()]
        if str(module.__dict__.get("__file__")).endswith(".so")
    ]
    found = ((name, value) for name, module in compiled for value in [*vars(module).values()])
    own = {value for module in (builtins, types) for value in vars(module).values() if isinstance(value, type)}
    return {
        cls: name for name, cls in found if isinstance(cls, type) and cls.__module__ == "builtins" and cls not in own
    }


def libraries_of(work: Callable[[], object]) -> set[str]:
    """The distributions of which anything is called, apart from what is called to load them."""
    work()
    homes = _homes()
    modules: set[str] = set()

    def watch(frame: Any, event: str, called: Any) -> None:
        if event == "call":
            modules.add(str(frame.f_globals.get("__name__")))
        elif event == "c_call":
            owner = type(called.__self__)
            modules.add(str(getattr(called, "__module__", None) or homes.get(owner, owner.__module__)))

    # Whoever listens to the collector, as test tools do, has no part in the work.
    gc.disable()
    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    tops = {name.partition(".")[0] for name in modules}
    return {found.lower() for top in tops for found in _distributions().get(top, ())} - ASIDE


SEEN = {
    "icon": {"deflate", "pillow", "resvg"},
    "share": {"deflate", "pillow", "resvg"},
    "page": {"jinja2", "markupsafe"},
    "email": {"jinja2", "css-inline"},
}
"""What has to be among the libraries that are found, or they are not looked for as they should be."""


@pytest.mark.parametrize("kind", KINDS)
def test_all_libraries_that_a_kind_works_with_are_in_its_key(kind: str) -> None:
    work = plans(PROJECT)["acme"]

    def rendered() -> None:
        for action in work.actions:
            if action.kind == kind:
                found = KINDS[kind].render(action, lambda digest: work.inputs[digest].read())
                if isinstance(found, Work):
                    assert list(found.files())

    used = libraries_of(rendered)

    assert used - set(KINDS[kind].libraries) == set()
    assert SEEN.get(kind, set()) <= used


# ── What changes nothing ──────────────────────────────────────────────────────────────────────────────────────────


def reversed_lines(path: str) -> Changes:
    """A file of keys that each take one line, the last one first."""
    return {path: "".join(reversed(text(path).splitlines(keepends=True)))}


SAME: dict[str, Changes] = {
    "comments": {path: f"# why\n\n{text(path)}\n# and why not\n" for path in (BRAND, THEME, TEXTS, "whitelabel.yaml")},
    "order of a brand's keys": reversed_lines(BRAND),
    "order of the project's keys": reversed_lines("whitelabel.yaml"),
    "order of roles": edited(
        BRAND,
        "{body: fonts/own.woff2, heading: {files: [fonts/cut.woff2], subset: true}}",
        "{heading: {subset: true, files: [fonts/cut.woff2]}, body: fonts/own.woff2}",
    ),
    "quotes": edited(BRAND, "name: Acme", "'name': \"Acme\""),
    "line ends": {BRAND: text(BRAND).replace("\n", "\r\n")},
    "space in tokens": {path: json.dumps(json.loads(text(path)), indent=4) for path in (TOKENS, DARK)},
    "order of files": dict(reversed(PROJECT.items())),
    "a file that nobody names": {"brands/acme/old.svg": LOGO},
}


@pytest.mark.parametrize("what", SAME)
def test_what_changes_nothing_keeps_every_key(what: str) -> None:
    change = SAME[what]
    kept = {path: data for path, data in PROJECT.items() if path not in change}
    work = plans({**dict.fromkeys(FILES), **change, **kept})["acme"]

    assert (work.key, keys(work.actions)) == (plans(PROJECT)["acme"].key, keys_before())


# ── What came of a logo ───────────────────────────────────────────────────────────────────────────────────────────


class _Asked(Exception):
    """The key under which a study was looked for; it isn't made."""


def study_key(changes: Changes | None = None) -> str:
    def remember(key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        raise _Asked(key)

    with pytest.raises(_Asked) as asked:
        resolved({**PROJECT, **(changes or {})}, [], remember=remember)
    return str(asked.value)


ON_PRIMARY = '"on-primary": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#000000"}}, "paper"'
WISHES: dict[str, list[Changes]] = {
    "given": [
        {"brands/acme/logo.png": pixels(300)},
        {"brands/acme/sign.png": pixels(390), **edited(BRAND, "logo.png", "sign.png")},
        edited(BRAND, "logo: logo.png", "logo: {dark: logo.png}"),
        {"brands/acme/logo.svg": LOGO, **edited(BRAND, "logo: logo.png", "logo: {light: logo.png, mark: logo.svg}")},
    ],
    "papers": [
        edited(THEME, "[color.header]", "[color.header, color.primary]"),
        edited(TOKENS, '"header": {"$value": "{color.paper}"}', '"header": {"$value": "{color.primary}"}'),
        edited(DARK, '[0, 0, 0], "hex": "#000000"', '[0, 0, 0.2], "hex": "#000033"'),
    ],
    "places": [
        more(THEME, "logo: {mail: color.primary}\n"),
        edited(THEME, "{line: home.title}", "{line: home.title, paper: color.ink}"),
    ],
    "vanishing": [more(THEME, "logo: {vanishing: plate}\n")],
    "names": [edited(BRAND, "name: Acme", "name: Acne"), more(BRAND, "short_name: A\n")],
    "ink": [edited(TOKENS, '"paper"', ON_PRIMARY)],
    "plate": [more(BRAND, "colors: {primary: '#0000aa'}\n")],
    "fonts": [
        {"brands/acme/fonts/own.woff2": font("golos-text-latin-ext")},
        {"brands/acme/fonts/cut.woff2": font("golos-text-latin")},
        edited(BRAND, "{body: fonts/own.woff2,", "{body: {files: [fonts/own.woff2], family: Own},"),
        edited(BRAND, "{body: fonts/own.woff2, ", "{"),
    ],
}
"""A part of the wish → changes that show in that part."""


def test_each_part_of_a_wish_is_in_the_key_of_its_study() -> None:
    assert set(WISHES) == {field.name for field in dataclasses.fields(Wish)}
    found = [study_key(), *(study_key(change) for changes in WISHES.values() for change in changes)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("what", ["text of the brand", "domain", "feature", "page", "logo's box"])
def test_what_a_study_is_not_made_from_keeps_its_key(what: str) -> None:
    change = more(THEME, "logo: {box: [200, 40]}\n") if what == "logo's box" else CHANGES[what][0]
    assert study_key(change) == study_key()


def test_another_version_of_studies_gives_them_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    old = study_key()
    monkeypatch.setattr(logos, "VERSION", f"{logos.VERSION}x")
    assert study_key() != old


@pytest.mark.parametrize("library", logos._LIBRARIES)
def test_another_version_of_a_library_gives_studies_other_keys(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    old = study_key()
    monkeypatch.setattr(logos, "installed", another(library))
    assert study_key() != old


WRITTEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><style>.a:first-child { fill: #0a5cff }</style>'
    '<text class="a" x="0" y="30" font-family="Own" font-size="30">Acme</text></svg>'
)


@pytest.mark.parametrize(
    ("given", "least"),
    [
        (("logo.svg", LOGO.encode()), {"pillow", "resvg"}),
        (("logo.svg", WRITTEN.encode()), {"resvg", "tinycss2"}),
        (("logo.png", pixels(390)), {"pillow", "deflate"}),
    ],
    ids=["drawing", "text", "pixels"],
)
def test_all_libraries_that_a_study_is_made_with_are_in_its_key(given: tuple[str, bytes], least: set[str]) -> None:
    wish = Wish(
        given=(Given("light", *given),),
        papers={"light": ("#ffffff",), "dark": ("#000000",)},
        vanishing="lighten",
        names=("Acme Realty", "Acme"),
        ink="#ffffff",
        plate="#0a5cff",
        fonts=(("Own", font("golos-text-latin")),),
        places={"mail": "#ffffff", "share": "#ffffff"},
    )

    used = libraries_of(lambda: study._study(wish))

    assert used - set(logos._LIBRARIES) == set()
    assert least <= used
