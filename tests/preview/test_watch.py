"""Each change reaches the pages that it concerns and no other, as soon as it is over, and what is served is what a build makes."""

from __future__ import annotations

import os
import random
import re
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.preview.watching import DAY, Watched, until, watching
from tests.render.small import FILES, LOGO
from tests.shop import brand, write
from whitelabel import pipeline
from whitelabel.live import Live
from whitelabel.preview.addresses import Answer

HOME = "base_theme/templates/pages/home.html.j2"
RICH = {
    "base_theme/assets/base.css": '@font-face {font-family: F; src: url("f.woff2")} h1 {color: var(--color-primary)}\n',
    "base_theme/assets/app.js": "document.title += '';\n",
    "base_theme/assets/hero.svg": LOGO,
    "base_theme/templates/partials/foot.html.j2": "<footer>{{ t('home.description') }}</footer>\n",
    HOME: """<!doctype html>
<html lang="{{ locale.tag }}"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('tokens.css') }}"><link rel="stylesheet" href="{{ asset('base.css') }}">
<script src="{{ asset('app.js') }}"></script></head>
<body title="{{ brand.name }}"><img src="{{ logo().src }}" alt=""><img src="{{ asset('hero.svg') }}" alt="">
<h1>{{ brand.name }}</h1>{% include "partials/foot.html.j2" %}</body></html>
""",
}


@pytest.fixture
def rich(shop: Path) -> Path:
    """The shop with a style sheet, a script, a picture and a partial."""
    font = next(Path(__file__).parents[2].glob("base_theme/assets/**/*.woff2"))
    shutil.copy(font, (shop / "base_theme/assets").mkdir(parents=True) or shop / "base_theme/assets/f.woff2")
    for path, text in RICH.items():
        write(shop, path, text)
    return shop


@pytest.fixture
def watched(rich: Path) -> Iterator[Watched]:
    """Two brands whose pages are open, and two at which nobody looks."""
    with watching(rich) as found:
        for slug in ("acme", "beta"):
            found.open(slug)
        found.reached()
        yield found


@pytest.fixture
def _quiet_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can wait is gone on with after a tenth of a second."""
    monkeypatch.setattr("whitelabel.preview.watch.QUIET", 0.1)


def test_a_brand_file_reaches_its_own_pages_alone(watched: Watched) -> None:
    turn = watched.write("brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    assert (turn.paths, turn.brands) == (("brands/acme/brand.yaml",), ("acme",))
    assert watched.reached() == {"acme"}
    turn = watched.write("brands/gamma/brand.yaml", brand("gamma", "short_name: G"))
    assert turn.brands == ()
    assert watched.reached() == set()


def test_a_token_swaps_the_sheet_of_each_and_nothing_else(watched: Watched) -> None:
    acme = watched.pages[0]
    was = re.search(r"/assets/tokens\.\w+\.css", acme.text)
    watched.write(
        "base_theme/tokens.json", FILES["base_theme/tokens.json"].replace("0, 0, 1", "0, 1, 1").replace("00ff", "ffff")
    )
    until(lambda: acme.named("styles"))
    assert was is not None
    ((old, new),) = acme.named("styles")[0]["styles"].items()
    assert old == was[0] != new
    status, sheet = acme.get(new)
    assert (status, b"#00ffff" in sheet) == (200, True)
    # A page that is still open may ask for what it had.
    assert acme.get(old)[0] == 200
    assert watched.reached() == {"acme", "beta"}


@pytest.mark.parametrize(
    ("path", "text", "kinds"),
    [
        ("base_theme/assets/base.css", "h1 {color: red}\n", {"styles", "page"}),
        ("base_theme/assets/app.js", "document.title += 'x';\n", {"page"}),
        ("base_theme/assets/hero.svg", LOGO.replace("0a5cff", "ff5c0a"), {"styles", "page"}),
        ("base_theme/templates/partials/foot.html.j2", "<footer>{{ brand.name }}</footer>\n", {"page"}),
        (HOME, RICH[HOME] + "<!-- more -->\n", {"page"}),
        ("base_theme/locales/en.yaml", "home:\n  title: Begin with {brand}\n  description: All\n", {"page", "styles"}),
        ("base_theme/theme.yaml", FILES["base_theme/theme.yaml"] + "features: {chat: {default: true}}\n", {"page"}),
    ],
)
def test_what_is_the_themes_reaches_all_that_are_looked_at(
    watched: Watched, path: str, text: str, kinds: set[str]
) -> None:
    turn = watched.write(path, text)
    assert (turn.paths, turn.brands) == ((path,), ("acme", "beta"))
    until(lambda: all(kinds <= {kind for kind, _ in page.events} for page in watched.pages))
    assert watched.reached() == {"acme", "beta"}


def test_a_page_is_told_to_load_anew_where_more_than_addresses_differ(watched: Watched) -> None:
    acme = watched.pages[0]
    watched.write("base_theme/assets/base.css", "h1 {color: red}\n")
    until(lambda: acme.named("page"))
    watched.write("base_theme/locales/en.yaml", "home:\n  title: Begin with {brand}\n  description: All\n")
    until(lambda: len(acme.named("page")) == 2)
    assert acme.named("page") == [{"anew": False}, {"anew": True}]


def test_a_page_of_another_template_is_told_before_it_is_made(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whitelabel.preview.held import Held

    acme = watched.pages[0]

    def made(held: Held, slug: str, target: str) -> Answer:
        until(lambda: acme.named("page"))
        monkeypatch.undo()
        return held.answer(slug, target)

    monkeypatch.setattr(Held, "answer", made)
    watched.write(HOME, RICH[HOME] + "<!-- more -->\n")
    assert acme.named("page") == [{"anew": True}]
    assert acme.get("/en/home/")[1].endswith(b"<!-- more -->\n")


def test_what_changed_while_nobody_looked_is_no_news_to_who_looks_later(watched: Watched) -> None:
    watched.pages[0].close()
    texts = (RICH[HOME] + f"<!-- {number} -->\n" for number in range(99))
    until(lambda: watched.write(HOME, next(texts)).brands == ("beta",))
    acme = watched.open("acme")
    acme.events.clear()
    watched.write("brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    until(lambda: acme.named("styles") and acme.named("page"))
    assert acme.named("page") == [{"anew": False}]


def test_a_mistake_of_a_page_that_is_looked_at_is_told_in_the_words_of_a_build(watched: Watched) -> None:
    acme = watched.pages[0]
    watched.write(HOME, RICH[HOME].replace("</h1>", "</h1>{{ brand.nmae }}"))
    until(lambda: acme.named("problems"))
    acme.get("/en/home/")
    line = RICH[HOME].splitlines()[5].replace("</h1>", "</h1>{{ brand.nmae }}")
    assert {told["text"] for told in acme.named("problems")} == {
        f"{HOME}:6:29: error WL420: there is no value 'brand.nmae'\n"
        f"    6 | {line}\n"
        f"      | {' ' * 28}^^^^^^^^^^\n"
        "  hint: did you mean 'brand.name'?"
    }


def test_a_page_that_asks_for_ever_keeps_no_mistake_from_being_told(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whitelabel.preview.watch.OWED", 0.3)
    acme = watched.pages[0]
    watched.write(HOME, RICH[HOME].replace("</h1>", '</h1><a href="/nix/">x</a>'))
    end = time.monotonic() + 20
    while not acme.named("problems"):
        assert time.monotonic() < end
        acme.get("/en/home/")
        time.sleep(0.05)
    assert acme.named("problems")[-1]["isRefused"] and "WL640" in acme.named("problems")[-1]["text"]


def test_a_mistake_that_shows_when_a_page_is_made_leaves_the_last_one(watched: Watched) -> None:
    acme = watched.pages[0]
    watched.write(HOME, RICH[HOME].replace("</h1>", "</h1>{{ 1 / 0 }}"))
    until(lambda: acme.named("problems"))
    assert "WL405" in acme.named("problems")[-1]["text"] and f"{HOME}:6" in acme.named("problems")[-1]["text"]
    status, page = acme.get("/en/home/")
    assert status == 200 and b"<h1>Acme</h1><footer>" in page
    watched.write(HOME, RICH[HOME])
    until(lambda: acme.named("problems")[-1]["text"] == "")


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (HOME, RICH[HOME].replace("</h1>", "</h1>{{ t('home.nix') }}"), "WL420"),
        ("base_theme/assets/base.css", "h1 {background: url(nix.png)}\n", "WL442"),
        ("brands/acme/brand.yaml", brand("acme").replace("[RU-MOW]", "[RU-MOW], until: 2026-01-31"), "WL317"),
    ],
)
def test_what_a_rule_refuses_is_never_shown_where_something_right_was(
    watched: Watched, path: str, text: str, code: str
) -> None:
    acme, was = watched.pages[0], watched.text(path)
    before = acme.get("/en/home/")
    watched.write(path, text)
    until(lambda: acme.named("problems"))
    assert code in acme.named("problems")[-1]["text"] and not acme.named("problems")[-1]["isRefused"]
    assert {kind for kind, _ in acme.events} == {"problems"}
    assert acme.get("/en/home/") == before
    watched.write(path, was)
    until(lambda: acme.named("problems")[-1]["text"] == "")
    assert {kind for kind, _ in acme.events} == {"problems"}


@pytest.mark.usefixtures("_quiet_soon")
def test_what_only_a_whole_bundle_shows_to_be_wrong_is_taken_back_until_it_is_mended(watched: Watched) -> None:
    acme = watched.pages[0]
    until(lambda: watched.live.is_examined("acme"))
    before = acme.get("/en/home/")
    wrong = RICH[HOME].replace("</h1>", '</h1><a href="/nix/">x</a>')
    watched.write(HOME, wrong)
    until(lambda: acme.named("problems"))
    assert "WL640" in acme.named("problems")[-1]["text"] and not acme.named("problems")[-1]["isRefused"]
    assert [kind for kind, _ in acme.events] == ["page", "page", "problems"]
    assert acme.get("/en/home/") == before
    # As long as nobody has touched what is wrong, nothing else is shown of it either.
    acme.events.clear()
    watched.write("base_theme/assets/base.css", "h1 {color: red}\n")
    until(lambda: watched.live.is_examined("acme"))
    assert acme.get("/en/home/") == before and acme.events == []
    watched.write(HOME, RICH[HOME])
    until(lambda: acme.named("problems"))
    assert acme.named("problems")[-1]["text"] == ""
    until(lambda: acme.named("styles"))
    assert acme.get("/en/home/")[1] != before[1]


@pytest.mark.usefixtures("_quiet_soon")
def test_the_terminal_tells_of_what_is_not_shown_yet_and_when_it_is(watched: Watched) -> None:
    until(lambda: watched.live.is_examined("acme") and watched.live.is_examined("beta"))
    sheet = "base_theme/assets/base.css"
    # Of one brand a rule refuses what is written; nothing of another's own concerns it.
    path = "brands/acme/brand.yaml"
    was = watched.text(path)
    turn = watched.write(path, brand("acme").replace("[RU-MOW]", "[RU-MOW], until: 2026-01-31"))
    assert (turn.brands, turn.withheld) == (("acme",), ())
    turn = watched.write(sheet, "h1 {color: blue}\n")
    assert (turn.brands, turn.withheld) == (("beta",), ("acme",))
    turn = watched.write("brands/beta/brand.yaml", brand("beta", "short_name: B"))
    assert (turn.brands, turn.withheld) == (("beta",), ())
    assert watched.write(path, was).brands == ("acme",)
    until(lambda: watched.live.is_examined("acme") and watched.live.is_examined("beta"))
    assert watched.reports.shown_ == []
    # What only a whole bundle shows waits for another file, and shows when that is there.
    watched.write(HOME, RICH[HOME].replace("</h1>", '</h1><a href="/more.txt">x</a>'))
    until(lambda: watched.live.is_withheld("acme") and watched.live.is_withheld("beta"))
    turn = watched.write(sheet, "h1 {color: green}\n")
    assert (turn.brands, turn.withheld) == ((), ("acme", "beta"))
    turn = watched.write("brands/acme/logo.svg", LOGO.replace("0a5cff", "d4380d"))
    assert (turn.brands, turn.withheld) == ((), ("acme",))
    watched.write("base_theme/static/more.txt", "more\n")
    until(lambda: watched.reports.shown_ == ["acme", "beta"])
    acme = watched.pages[0]
    address = re.findall(r'href="([^"]*base[^"]*css)"', acme.get("/en/home/")[1].decode())[0]
    assert b"green" in acme.get(address)[1]


@pytest.mark.soak
def test_what_is_withheld_is_looked_through_between_saves_too(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whitelabel.preview.watch.OWED", 0.3)
    acme = watched.pages[0]
    until(lambda: watched.live.is_examined("acme"))
    watched.write(HOME, RICH[HOME].replace("</h1>", '</h1><a href="/nix/">x</a>'))
    until(lambda: watched.live.is_withheld("acme"))
    write(watched.root, HOME, RICH[HOME])
    end, number = time.monotonic() + 30, 0
    while watched.live.is_withheld("acme") or acme.named("problems")[-1]["text"]:
        assert time.monotonic() < end
        number += 1
        watched.write("base_theme/assets/base.css", f"h1 {{color: red; order: {number}}}\n")
        time.sleep(0.6)


@pytest.mark.usefixtures("_quiet_soon")
def test_other_pages_are_told_where_one_that_is_opened_cannot_be_made(watched: Watched) -> None:
    more = "base_theme/templates/pages/more.html.j2"
    theme = FILES["base_theme/theme.yaml"]
    watched.write(more, RICH[HOME])
    texts = FILES["base_theme/locales/en.yaml"]
    watched.write("base_theme/locales/en.yaml", texts + texts.replace("home:", "more:"))
    watched.write(
        "base_theme/theme.yaml", theme.replace("pages:\n", "pages:\n  more: {template: pages/more.html.j2}\n")
    )
    acme = watched.pages[0]
    until(lambda: watched.live.is_examined("acme"))
    assert not any("error" in told["text"] for told in acme.named("problems"))
    before = acme.get("/en/home/")
    acme.events.clear()
    write(watched.root, more, RICH[HOME].replace("</h1>", "</h1>{{ 1 / 0 }}"))
    watched.write(HOME, RICH[HOME] + "<!-- more -->\n")
    acme.get("/en/more/")
    until(lambda: any("WL405" in told["text"] for told in acme.named("problems")))
    until(lambda: acme.get("/en/home/") == before)


def test_a_page_that_is_gone_is_told(watched: Watched) -> None:
    watched.write("base_theme/static/more.html", "<!doctype html><title>More</title>")
    page = watched.open("acme", "/more.html")
    page.events.clear()
    watched.change((watched.root / "base_theme/static/more.html").unlink)
    until(lambda: page.named("page"))
    assert page.get("/more.html")[0] == 404


def test_a_script_that_keeps_its_name_loads_all_pages_of_the_brand_anew(watched: Watched) -> None:
    watched.write("base_theme/static/own.js", "1\n")
    acme = watched.pages[0]
    acme.events.clear()
    watched.write("base_theme/static/own.js", "2\n")
    until(lambda: acme.named("page"))
    assert acme.named("page") == [{"anew": True}]
    assert acme.get("/own.js") == (200, b"2\n")


def test_a_sheet_is_told_and_can_be_had_before_the_brand_is_gone_through(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whitelabel.preview.held import Held

    acme, beta = watched.pages
    had: list[tuple[int, bytes]] = []

    def seen(held: Held, slug: str) -> bool:
        until(lambda: acme.named("styles") and beta.named("styles"))
        # The thread that answers for the project is this one.
        had.extend(page.get(new) for page in (acme, beta) for new in page.named("styles")[0]["styles"].values())
        monkeypatch.undo()
        return held.tell_styles(slug)

    monkeypatch.setattr(Held, "tell_styles", seen)
    turn = watched.write("base_theme/assets/base.css", "h1 {color: red}\n")
    assert had == [(200, b"h1{color:red}")] * 2
    assert turn.brands == ("acme", "beta")
    assert len(acme.named("styles")) == len(beta.named("styles")) == 1


def test_browsers_have_the_processor_where_several_show_a_new_sheet(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whitelabel.preview.watch._PAINT", 1.0)
    acme, beta = watched.pages
    begin = time.monotonic()
    turn = watched.write("base_theme/assets/base.css", "h1 {color: red}\n")
    assert time.monotonic() - begin > 2.0
    # They were told long before, and that is what the turn has taken.
    assert acme.named("styles") and beta.named("styles")
    assert turn.seconds < 1.0
    # Where one is looked at there is nobody to wait for; what comes meanwhile ends the wait.
    watched.write("brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    assert time.monotonic() - begin < 6.0


def test_nothing_is_shown_of_a_change_that_goes_on(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.preview.notice.SHORT", 5.0)
    acme, partial = watched.pages[0], "base_theme/templates/partials/new.html.j2"
    had: list[tuple[int, bytes]] = []

    def both() -> None:
        write(watched.root, HOME, RICH[HOME].replace("foot.html.j2", "new.html.j2"))
        time.sleep(0.1)
        asking = threading.Thread(target=lambda: had.append(acme.get("/en/home/")))
        asking.start()
        write(watched.root, partial, "<footer>new</footer>\n")
        asking.join()

    turn = watched.change(both)
    # There was a moment in which the page named a template that there wasn't.
    assert (turn.paths, turn.brands) == ((HOME, partial), ("acme", "beta"))
    until(lambda: acme.named("page"))
    assert acme.named("page") == [{"anew": True}]
    assert not acme.named("problems") and not watched.reports.found_
    ((status, page),) = had
    assert status == 200 and b"<footer>new</footer>" in page


def test_what_changes_while_something_is_read_is_told(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    acme, real = watched.pages[0], Live.look

    def look(live: Live, paths: Collection[str] | None = None) -> tuple[str, ...]:
        monkeypatch.setattr(Live, "look", real)
        write(watched.root, HOME, RICH[HOME] + "<!-- more -->\n")
        raise FileNotFoundError(2, "it was there a moment ago")

    monkeypatch.setattr(Live, "look", look)
    watched.write("base_theme/static/own.js", "1\n")
    until(lambda: any(HOME in turn.paths for turn in watched.reports.turns))
    until(lambda: acme.named("page"))
    assert acme.get("/en/home/")[1].endswith(b"<!-- more -->\n")


def test_what_changes_while_a_brand_is_first_looked_at_is_told(watched: Watched) -> None:
    path = "brands/beta/brand.yaml"
    beta = watched.pages[1]

    def both() -> None:
        with (watched.root / path).open("w", encoding="utf-8") as file:
            file.write(brand("beta", 'colors: {primary: "#0a5cff"}'))
            file.flush()
            # It is told when the file is closed.
            watched.open("gamma")

    assert watched.change(both).paths == (path,)
    until(lambda: beta.named("styles"))


def test_somebody_is_answered_however_fast_files_are_saved(watched: Watched) -> None:
    acme = watched.pages[0]
    waited: list[float] = []
    turns, end = len(watched.reports.turns), time.monotonic() + 3.0

    def ask() -> None:
        while time.monotonic() < end:
            begin = time.monotonic()
            acme.get("/en/home/")
            waited.append(time.monotonic() - begin)

    asking = threading.Thread(target=ask)
    asking.start()
    number = 0
    while time.monotonic() < end:
        number += 1
        write(watched.root, "base_theme/assets/base.css", f"h1 {{color: red; order: {number}}}\n")
        time.sleep((0.004, 0.012)[number // 100 % 2])
    asking.join()
    assert max(waited) < 2.0
    assert len(watched.reports.turns) > turns + 2
    until(lambda: acme.named("styles"))


def closing(monkeypatch: pytest.MonkeyPatch, path: Path) -> pytest.MonkeyPatch:
    """Have the system refuse a file to whoever looks, until that is undone; root may read whatever its mode is."""

    def look(live: Live, paths: Collection[str] | None = None) -> tuple[str, ...]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Live, "look", look)
    return monkeypatch


def test_what_could_not_be_read_is_looked_at_with_the_next_change(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = watched.pages[0]
    closed = closing(monkeypatch, watched.root / HOME)
    write(watched.root, HOME, RICH[HOME] + "<!-- more -->\n")
    until(lambda: acme.named("problems"))
    # It is told once, and those who ask in between are answered.
    write(watched.root, HOME, RICH[HOME] + "<!-- still more -->\n")
    assert acme.get("/en/home/")[0] == 200
    said = f"error WL707: '{HOME}' can't be read: permission denied"
    assert acme.named("problems") == [{"text": said, "isRefused": False}]
    assert watched.reports.found_ == [("", ("WL707",))]
    closed.undo()
    turn = watched.write("base_theme/static/own.js", "1\n")
    assert turn.paths == ("base_theme/static/own.js", HOME)
    until(lambda: len(watched.reports.found_) == 2)
    assert watched.reports.found_[1] == ("", ())
    until(lambda: acme.named("problems")[-1]["text"] == "")


def test_a_file_that_can_be_read_again_as_it_was_is_wrong_no_more(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = watched.pages[0]
    closed = closing(monkeypatch, watched.root / HOME)
    os.utime(watched.root / HOME)
    (watched.root / HOME).chmod(0o644)
    until(lambda: acme.named("problems"))
    closed.undo()
    (watched.root / HOME).chmod(0o600)
    until(lambda: watched.reports.found_ == [("", ("WL707",)), ("", ())])
    until(lambda: acme.named("problems")[-1]["text"] == "")


def test_a_comment_changes_nothing_that_is_told(watched: Watched) -> None:
    turn = watched.write("whitelabel.yaml", "# a comment\n" + FILES["whitelabel.yaml"])
    assert turn.brands == ()
    assert watched.reached() == set()


def test_a_logo_reaches_its_brand(watched: Watched) -> None:
    acme = watched.pages[0]
    was = re.search(r"/assets/logo\.\w+\.svg", acme.text)
    watched.write("brands/acme/logo.svg", LOGO.replace("0a5cff", "ff5c0a"))
    until(lambda: was is not None and any(was[0] in told["pictures"] for told in acme.named("styles")))
    assert watched.reached() == {"acme"}


def test_a_file_that_comes_and_goes(watched: Watched) -> None:
    acme = watched.pages[0]
    assert acme.get("/humans.txt")[0] == 404
    watched.write("base_theme/static/humans.txt", "people")
    assert acme.get("/humans.txt") == (200, b"people")
    watched.change(lambda: shutil.rmtree(watched.root / "base_theme/static"))
    assert acme.get("/humans.txt")[0] == 404
    watched.write("base_theme/static/deep/humans.txt", "people")
    assert acme.get("/deep/humans.txt") == (200, b"people")


def test_a_brand_that_goes_comes_back_and_is_renamed(watched: Watched) -> None:
    acme = watched.pages[0]
    folder = watched.root / "brands/acme"
    watched.change(lambda: folder.rename(watched.root / "away"))
    until(lambda: acme.named("problems"))
    assert "there is no brand 'acme' any more" in acme.named("problems")[-1]["text"]
    watched.change(lambda: (watched.root / "away").rename(folder))
    until(lambda: acme.named("problems")[-1]["text"] == "")
    # The vendor's own has to stay; another one gets another name.
    watched.change(lambda: (watched.root / "brands/beta").rename(watched.root / "brands/omega"))
    until(lambda: "omega" in watched.live.brands)
    omega = watched.open("omega")
    assert "Beta" in omega.text


def test_a_mistake_is_shown_over_what_was_right_and_goes_when_it_is_mended(watched: Watched) -> None:
    acme = watched.pages[0]
    before = acme.get("/en/home/")
    watched.write("brands/acme/brand.yaml", brand("acme", "colours: {}"))
    until(lambda: acme.named("problems"))
    text = acme.named("problems")[-1]["text"]
    assert text.startswith("brands/acme/brand.yaml:6:1: error WL101:")
    assert "    6 | colours: {}\n      | ^^^^^^^" in text
    assert acme.get("/en/home/")[0] == 200
    assert re.sub(rb'data-\w+="[^"]*"', b"", acme.get("/en/home/")[1]) == re.sub(rb'data-\w+="[^"]*"', b"", before[1])
    assert watched.reached() == {"acme"}
    assert watched.reports.found_[-1] == ("acme", ("WL101",))
    watched.write("brands/acme/brand.yaml", brand("acme"))
    until(lambda: acme.named("problems"))
    assert acme.named("problems")[-1]["text"] == ""
    assert watched.reports.found_[-1] == ("acme", ())


@pytest.mark.usefixtures("_quiet_soon")
def test_what_only_a_whole_bundle_shows_is_told_a_moment_later(watched: Watched) -> None:
    acme, beta = watched.pages
    watched.write(HOME, RICH[HOME].replace("</h1>", "</h1><p>Gamma</p>"))
    until(lambda: any("WL601" in told["text"] for told in acme.named("problems")))
    until(lambda: any("WL601" in told["text"] for told in beta.named("problems")))
    watched.write(HOME, RICH[HOME])
    until(lambda: acme.named("problems")[-1]["text"] == "" == beta.named("problems")[-1]["text"])


def test_an_atomic_save_and_a_burst_are_one_turn_each(watched: Watched) -> None:
    root = watched.root

    def save() -> None:
        (root / "brands/acme/.brand.yaml.swp").write_text(brand("acme", "short_name: A"), "utf-8")
        (root / "brands/acme/.brand.yaml.swp").replace(root / "brands/acme/brand.yaml")

    assert watched.change(save).paths == ("brands/acme/brand.yaml",)
    turn = watched.change(lambda: [write(root, f"base_theme/static/{number}.txt", "x") for number in range(50)])
    time.sleep(0.6)
    assert sum(len(turn.paths) for turn in watched.reports.turns if turn.paths[0].startswith("base_theme/static")) == 50
    assert turn in watched.reports.turns[-2:]


def test_a_switch_of_500_files_is_one_turn_or_two(watched: Watched) -> None:
    before = len(watched.reports.turns)
    for number in range(500):
        write(watched.root, f"base_theme/static/{number % 7}/{number}.txt", f"{number}")
    acme = watched.pages[0]
    until(lambda: acme.get("/6/496.txt")[0] == 200 and acme.get("/2/499.txt")[0] == 200)
    time.sleep(0.6)
    told = [path for turn in watched.reports.turns[before:] for path in turn.paths]
    assert len(set(told)) == 500
    assert len(watched.reports.turns) - before <= 4


def test_it_starts_with_a_project_that_is_broken_and_recovers(shop: Path) -> None:
    text = (shop / "whitelabel.yaml").read_text("utf-8")
    write(shop, "whitelabel.yaml", "vendor: [\n")
    with watching(shop) as watched:
        until(lambda: [slug for slug, _ in watched.reports.found_] == [""])
        acme = watched.open("acme")
        assert acme.get("/en/home/")[0] == 500
        assert "whitelabel.yaml:" in acme.named("problems")[-1]["text"]
        watched.write("whitelabel.yaml", text)
        until(lambda: acme.named("problems")[-1]["text"] == "")
        assert acme.get("/en/home/")[0] == 200
        assert watched.reports.found_[-1] == ("", ())


def test_without_watches_a_change_arrives_all_the_same(rich: Path) -> None:
    with watching(rich, poll=True) as watched:
        until(lambda: watched.reports.why == ["it was asked for"])
        watched.open("acme")
        watched.reached()
        watched.write("brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
        assert watched.reached() == {"acme"}


def test_only_the_brands_that_were_chosen_are_shown(rich: Path) -> None:
    with watching(rich, "acme") as watched:
        acme = watched.open("acme")
        acme.slug = "beta"
        assert acme.get("/en/home/")[0] == 421


def test_brands_at_which_nobody_looks_are_not_made(watched: Watched) -> None:
    assert {sight.slug for sight in watched.live.seen} == {"acme", "beta"}


@pytest.mark.soak
def test_idle_it_takes_no_processor_time(watched: Watched) -> None:
    time.sleep(3)
    before = time.process_time()
    time.sleep(2)
    assert time.process_time() - before < 0.05


@pytest.mark.soak
def test_memory_is_looked_through_by_turns_whatever_is_done_between(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whitelabel.preview.watch._COLLECTED", {1: 4, 0: 2})
    monkeypatch.setattr("whitelabel.preview.watch._IDLE", 1000.0)
    monkeypatch.setattr("whitelabel.preview.watch.QUIET", 0.0)
    until(lambda: watched.live.is_examined("acme") and watched.live.is_examined("beta"))
    watched.pages[1].close()
    looked: list[int] = []
    monkeypatch.setattr("gc.collect", lambda generation=2: looked.append(generation))
    for number in range(8):
        watched.write("base_theme/assets/base.css", f"h1 {{order: {number}}}\n")
        until(lambda: watched.live.is_examined("acme"))
    assert looked == [0, 1, 0, 1]


def test_a_page_that_loads_anew_waits_for_no_look_through_memory(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    until(lambda: watched.live.is_examined("acme") and watched.live.is_examined("beta"))
    monkeypatch.setattr("whitelabel.preview.watch._IDLE", 1000.0)
    monkeypatch.setattr("whitelabel.preview.watch.QUIET", 0.5)
    looked: list[int] = []
    monkeypatch.setattr("gc.collect", lambda generation=2: looked.append(generation))
    watched.write("base_theme/assets/base.css", "h1 {order: 1}\n")
    for page in watched.pages:
        page.close()
    # What there was to do for them comes due, and nobody is there.
    time.sleep(1.0)
    assert looked == [] and not watched.live.is_examined("acme")


def test_it_looks_at_everything_after_a_sleep_and_judges_anew_on_a_new_day(
    rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whitelabel.preview import watch

    monkeypatch.setattr(watch, "_TICK", 0.2)
    slept = [0.0]
    monkeypatch.setattr(watch, "_ahead", lambda: slept[0])
    monkeypatch.setattr(watch, "noticing", lambda *_, **__: _Deaf())
    with watching(rich) as watched:
        watched.open("acme")
        time.sleep(1.5)
        (rich / "brands/acme/brand.yaml").write_text(brand("acme", "short_name: A"), "utf-8")
        time.sleep(1)
        assert watched.reports.turns == []
        slept[0] = 3600.0
        until(lambda: watched.reports.turns)


class _Deaf:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


# ── What is served is what a build makes ──────────────────────────────────────────────────────────────────────────

HERO = LOGO.replace("40 10", "9 9").replace("h40v10", "h9v9")
"""A picture that is nobody's logo."""

EDITS = {
    "brands/acme/brand.yaml": (
        brand("acme"),
        brand("acme", 'colors: {primary: "#0a5cff"}'),
        brand("acme", "short_name: Acmet"),
    ),
    "brands/beta/brand.yaml": (brand("beta"), brand("beta", 'tokens: {color.ink: "#111111"}')),
    "brands/acme/logo.svg": (LOGO, LOGO.replace("0a5cff", "d4380d"), LOGO.replace("h40v10", "h30v10")),
    "base_theme/assets/base.css": (RICH["base_theme/assets/base.css"], "h1 {color: red}\n", "h1 {color: blue}\n"),
    "base_theme/assets/app.js": (RICH["base_theme/assets/app.js"], "document.title += 'x';\n"),
    "base_theme/assets/hero.svg": (HERO, HERO.replace("0a5cff", "ff5c0a")),
    "base_theme/templates/partials/foot.html.j2": (
        "<footer>{{ t('home.description') }}</footer>\n",
        "<footer></footer>\n",
    ),
    HOME: (RICH[HOME], RICH[HOME] + "<!-- more -->\n"),
    "base_theme/locales/en.yaml": (
        FILES["base_theme/locales/en.yaml"],
        "home: {title: 'Go {brand}', description: All}\n",
    ),
    "base_theme/static/humans.txt": ("people", "more people"),
    "base_theme/tokens.json": (
        FILES["base_theme/tokens.json"],
        FILES["base_theme/tokens.json"].replace("0, 0, 1", "0, 0.5, 1"),
    ),
}
BROKEN = ("brands/acme/brand.yaml", "base_theme/locales/en.yaml", HOME, "base_theme/tokens.json")


def _edit(root: Path, chance: random.Random) -> None:
    """Write, break, take away, or rename, in one of the ways of editors."""
    path = chance.choice(sorted(EDITS))
    place = root / path
    what = chance.choice(("write", "write", "write", "atomic", "break", "remove", "rename"))
    if what == "break" and path in BROKEN:
        place.write_text(chance.choice(("{", "x: [", "\t\x00", "{{ nothing }} {% if %}")), "utf-8")
    elif what == "remove" and path.startswith("base_theme/static/"):
        place.unlink(missing_ok=True)
    elif what == "rename" and place.is_file():
        place.rename(place.with_name("aside.tmp"))
        place.with_name("aside.tmp").rename(place)
    else:
        place.parent.mkdir(exist_ok=True)
        text = chance.choice(EDITS[path])
        if what == "atomic":
            place.with_name(".beside").write_text(text, "utf-8")
            place.with_name(".beside").replace(place)
        else:
            place.write_text(text, "utf-8")


def _mend(root: Path, chance: random.Random) -> None:
    for path, texts in EDITS.items():
        if not path.startswith("base_theme/static/"):
            write(root, path, chance.choice(texts))


def _served_as_built(watched: Watched, slug: str, out: Path) -> None:
    """Every file of a brand's site, as it is served, beside a clean build."""
    page = next(page for page in watched.pages if page.slug == slug)
    site = contents(out / slug / "site")
    script = re.compile(rb'<script src="[^"]*/__whitelabel/client\.js"[^>]*></script>')
    until(lambda: all(sight.is_settled for sight in watched.live.seen))
    served = {path: script.sub(b"", page.get("/" + path)[1]) for path in site}
    assert served == site
    plan = watched.live.sight(slug).plan
    assert plan is not None
    assert {path for action in plan.actions for path in action.outputs if path.startswith("site/")} == {
        f"site/{path}" for path in site
    }


def _random_edits(watched: Watched, seed: int, rounds: int, edits: int) -> None:
    chance = random.Random(seed)
    for number in range(rounds):
        for _ in range(edits):
            _edit(watched.root, chance)
            time.sleep(chance.choice((0.0, 0.0, 0.005, 0.05)))
        _mend(watched.root, chance)
        # Whoever asks has what was noticed until then. Of the theme the last file tells that all was; brands come by another way.
        last = f"{seed} {number}"
        write(watched.root, "base_theme/static/humans.txt", last)
        until(lambda last=last: watched.pages[0].get("/humans.txt") == (200, last.encode()))  # type: ignore[misc]
        time.sleep(0.5)
        out = watched.root.parent / f"clean-{seed}-{number}"
        outcome = pipeline.build(watched.root, ["acme", "beta"], on=DAY, out=out)
        assert [one.status for one in outcome.brands] == ["built", "built"], outcome.problems
        for slug in ("acme", "beta"):
            _served_as_built(watched, slug, out)
        shutil.rmtree(out)


def test_after_100_edits_what_is_served_is_what_a_clean_build_makes(watched: Watched) -> None:
    _random_edits(watched, seed=7, rounds=4, edits=25)


@pytest.mark.soak
def test_after_2000_edits_what_is_served_is_what_a_clean_build_makes(watched: Watched) -> None:
    _random_edits(watched, seed=8, rounds=40, edits=50)
