"""A bundle that shows what is another's isn't published."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.disk.bundles import contents
from tests.shop import brand, logo, statuses, write
from whitelabel import incremental
from whitelabel.model import Machine
from whitelabel.outcome import Outcome
from whitelabel.pipeline import quiet
from whitelabel.problem import show
from whitelabel.report.audience import for_partner, partner
from whitelabel.verify.since import bare

DAY = datetime.date(2026, 11, 23)
TEXTS = 'texts: {en: {home: {title: "Better than {brand}: BETA"}}}'

pytestmark = pytest.mark.usefixtures("kept_pictures")


def build(shop: Path, *brands: str, **options: object) -> Outcome:
    return incremental.build(shop, brands, on=DAY, progress=quiet, **options)  # type: ignore[arg-type]


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_a_brand_that_shows_anothers_name_keeps_its_last_good_bundle_and_others_build(shop: Path) -> None:
    assert set(statuses(build(shop)).values()) == {"built"}
    before = contents(shop / "build/acme")
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    write(shop, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    found = build(shop)

    assert statuses(found) == {"acme": "rejected", "beta": "unchanged", "delta": "unchanged", "gamma": "built"}
    assert contents(shop / "build/acme") == before
    assert set(codes(found)) == {"WL601"} and {problem.brands for problem in found.problems} == {("acme",)}


def test_a_person_reads_where_it_shows_and_where_it_comes_from(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    found = build(shop, "acme")
    told = {problem.span.path: show(problem, found.line_of) for problem in found.problems if problem.span}

    assert (
        told["build/acme/site/index.html"]
        == """\
build/acme/site/index.html:2:48: error WL601: 'BETA' is the name of 'beta'
    2 | <html lang="en"><head><title>Better than Acme: BETA</title>
      |                                                ^^^^
  brands/beta/brand.yaml:1:7: it is written here
  brands/acme/brand.yaml:6:50: it may come from here
  hint: take it out where it comes from, or let it through under 'purity: allow' with a reason"""
    )


HOME = "base_theme/templates/pages/home.html.j2"
MACRO = "base_theme/templates/partials/macros.html.j2"
CSS = "base_theme/assets/css/app.css"


def picture(text: str) -> bytes:
    """A PNG file with a text in it."""
    said = PngInfo()
    said.add_text("Author", text)
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG", pnginfo=said)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("changes", "shown", "origin"),
    [
        ({HOME: (">\n", "><p>Beta\n")}, "site/index.html", f"{HOME}:1:19"),
        (
            {
                MACRO: "{% macro by() %}\n<p>&#66;eta</p>\n{% endmacro %}\n",
                HOME: ("<h1>", "{% import 'partials/macros.html.j2' as m %}{{ m.by() }}<h1>"),
            },
            "site/index.html",
            f"{MACRO}:2:4",
        ),
        (
            {"base_theme/locales/en.yaml": ("with {brand}", "with {brand}, not Beta, at last")},
            "site/index.html",
            "base_theme/locales/en.yaml:2:34",
        ),
        (
            {
                CSS: "a{color:red}\n/*! by Beta */\n",
                HOME: ("<link", """<link rel="stylesheet" href="{{ asset('css/app.css') }}"><link"""),
            },
            "site/assets/css/app.css",
            f"{CSS}:2:8",
        ),
        ({"base_theme/static/beta.txt": "x"}, "site/beta.txt", "base_theme/static/beta.txt:1:1"),
        ({"base_theme/static/a/b.txt": "one\nBeta\n"}, "site/a/b.txt", "base_theme/static/a/b.txt:2:1"),
        ({"base_theme/static/a.png": picture("Beta")}, "site/a.png", "base_theme/static/a.png:1:1"),
        (
            {
                "base_theme/tokens.json": (
                    '{"color"',
                    '{"type": {"face": {"$type": "fontFamily", "$value": "Beta Sans"}},\n"color"',
                )
            },
            "site/assets/tokens.css",
            "base_theme/tokens.json:1:54",
        ),
    ],
    ids=["template", "macro", "text", "style", "name", "file", "picture", "token"],
)
def test_what_shows_leads_to_the_line_that_brought_it_there(
    shop: Path, changes: dict[str, str | bytes | tuple[str, str]], shown: str, origin: str
) -> None:
    # Whatever else of the theme has it comes before in the order of the names, and is used by nothing.
    changes = {**changes, "base_theme/assets/a.js": "// Beta", "base_theme/templates/pages/a.html.j2": "<p>Beta</p>"}
    for path, change in changes.items():
        if isinstance(change, tuple):
            change = (shop / path).read_text("utf-8").replace(*change, 1)
        write(shop, path, "")
        (shop / path).write_bytes(change.encode() if isinstance(change, str) else change)
    found = build(shop, "acme")
    told = {
        bare(problem.span.path.removeprefix("build/acme/")): [str(one.span) for one in problem.related]
        for problem in reversed(found.problems)
        if problem.span and problem.code == "WL601"
    }

    assert told[shown] == ["brands/beta/brand.yaml:1:7", origin]


def test_a_partner_reads_where_it_shows_and_not_whose_it_is(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    found = build(shop, "acme", with_rights=True)
    reader = partner(found.rights, "acme", (), found.line_of)
    told = [show(problem, lambda *_: None) for problem in for_partner(found.problems, reader)]

    assert told and "beta" not in "".join(told).lower()
    assert "build/acme/site/index.html:2:48: error WL601: a mark of another party shows" in "".join(told)


def test_a_dead_end_and_what_has_fallen_off_are_not_published_and_a_warning_is_told_again(shop: Path) -> None:
    home = shop / "base_theme/templates/pages/home.html.j2"
    assert set(statuses(build(shop)).values()) == {"built"}
    before, page = contents(shop / "build/acme"), home.read_text("utf-8")
    write(shop, home.relative_to(shop).as_posix(), page.replace("<h1>", '<a href="/en/hoem/">x</a><h1>'))
    found = build(shop)

    assert set(statuses(found).values()) == {"rejected"} and contents(shop / "build/acme") == before
    assert {problem.code for problem in found.problems} == {"WL640"}
    write(shop, home.relative_to(shop).as_posix(), page.replace("{{ logo().src }}", "data:,"))
    found = build(shop)

    assert set(statuses(found).values()) == {"rejected"} and contents(shop / "build/acme") == before
    assert {problem.code for problem in found.problems} == {"WL645"}
    write(shop, home.relative_to(shop).as_posix(), page)
    write(shop, "base_theme/static/left.js", "let left\n")
    first, second = build(shop), build(shop)

    assert set(statuses(first).values()) == {"built"} and set(statuses(second).values()) == {"unchanged"}
    assert codes(first) == codes(second) == ["WL642"] * 4


def test_what_names_a_new_brand_is_looked_for_in_bundles_that_stand(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", 'texts: {en: {home: {title: "{brand}: Zenith"}}}'))
    build(shop)
    assert statuses(build(shop))["acme"] == "unchanged"
    write(shop, "brands/zenith/brand.yaml", brand("zenith"))
    write(shop, "brands/zenith/logo.svg", logo("zenith"))
    found = build(shop)

    assert statuses(found) == {
        **{"acme": "rejected", "beta": "unchanged", "delta": "unchanged", "gamma": "unchanged", "zenith": "built"}
    }
    assert (shop / "build/acme/manifest.json").exists()


def test_an_allowance_lets_it_through_and_one_that_lets_nothing_through_is_told(shop: Path) -> None:
    allow = '{{mark: {}, path: "{}", reason: they agreed}}'
    text = (shop / "whitelabel.yaml").read_text("utf-8")
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    write(shop, "whitelabel.yaml", f"{text}purity: {{allow: [{allow.format('Beta', '**')}]}}\n")
    assert codes(build(shop)) == [] and codes(build(shop)) == []

    write(shop, "brands/acme/brand.yaml", brand("acme"))
    found = build(shop)
    assert codes(found) == ["WL604"] and codes(build(shop)) == ["WL604"]
    assert str(found.problems[0].span) == "whitelabel.yaml:3:25"
    assert codes(build(shop, "beta")) == []


def test_an_unchanged_bundle_is_not_looked_at_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(shop)
    monkeypatch.setattr("whitelabel.verify.search", lambda *_: pytest.fail("looked"))
    # Of what is common to all something differs, so that all go through the flow: their files are the same.
    write(shop, "base_theme/README.md", "About the theme.\n")

    assert set(statuses(build(shop)).values()) == {"unchanged"}


def test_what_a_verdict_was_is_found_out_anew_where_what_was_kept_is_gone(shop: Path) -> None:
    build(shop)
    write(shop, "base_theme/README.md", "About the theme.\n")
    for place in (shop / "build/.store").glob("??/*"):
        if place.is_file():
            place.write_bytes(b"junk")

    assert set(statuses(build(shop)).values()) == {"unchanged"}


HOME = "base_theme/templates/pages/home.html.j2"
THEME = "base_theme/theme.yaml"


def shown_on_home(shop: Path, markup: str) -> None:
    """Have every bundle's start page show something more."""
    page = (shop / HOME).read_text("utf-8")
    write(shop, HOME, page.replace("<h1>", f"{markup}<h1>"))


def test_a_bundle_that_leads_to_a_host_of_somebody_else_is_not_published_until_the_theme_names_it(shop: Path) -> None:
    shown_on_home(shop, '<a href="https://stats.net/x">x</a>')
    found = build(shop)

    assert set(statuses(found).values()) == {"rejected"} and codes(found) == ["WL647"] * 4
    assert show(found.problems[0], found.line_of).splitlines()[:1] == [
        "build/acme/site/en/home/index.html:4:75: error WL647: 'https://stats.net' leads to 'stats.net',"
        " which is no host of the brand's; so in 2 more places, 3 files in all"
    ]
    theme = (shop / THEME).read_text("utf-8")
    write(shop, THEME, f"{theme}hosts: [stats.net]\n")
    assert set(statuses(build(shop)).values()) == {"built"}
    write(shop, THEME, theme)
    write(shop, "brands/acme/brand.yaml", brand("acme", "contact: {url: https://stats.net/help}"))
    found = build(shop)
    assert {one for one, status in statuses(found).items() if status != "rejected"} == {"acme"}


def test_a_host_that_is_only_named_is_warned_of_in_every_build(shop: Path) -> None:
    write(shop, "base_theme/static/app.js", "// see https://stats.net\nlet a = 1\n")
    shown_on_home(shop, '<script src="/app.js"></script>')
    first = build(shop)
    write(shop, "base_theme/README.md", "About the theme.\n")
    second = build(shop)
    write(shop, "brands/acme/brand.yaml", brand("acme", 'texts: {en: {home: {title: "{brand}"}}}'))
    third = build(shop)

    assert set(statuses(first).values()) == {"built"} and set(statuses(second).values()) == {"unchanged"}
    assert statuses(third)["acme"] == "built"
    for found in (first, second, third):
        told = [f"{problem.code} {problem.span}" for problem in found.problems]
        assert told == [f"WL648 build/{slug}/site/app.js:1:8" for slug in ("acme", "beta", "delta", "gamma")]


def test_an_id_that_the_brand_does_not_give_is_not_published(shop: Path) -> None:
    shown_on_home(shop, "<script>ym(12345678, 'init')</script>")
    text = 'texts: {en: {home: {description: "Counter 12345678"}}}'
    write(shop, "brands/acme/brand.yaml", brand("acme", text))
    found = build(shop)

    assert statuses(found) == {**dict.fromkeys(("beta", "delta", "gamma"), "rejected"), "acme": "built"}
    assert [f"{problem.code} {problem.span}" for problem in found.problems] == [
        *("WL649 build/beta/site/en/home/index.html:4:77", "WL649 build/delta/site/en/home/index.html:4:78"),
        "WL649 build/gamma/site/en/home/index.html:4:78",
    ]
    write(shop, "brands/acme/brand.yaml", brand("acme"))
    assert statuses(build(shop))["acme"] == "rejected"


def test_a_bundle_that_tells_of_the_machine_is_not_published_and_what_is_known_of_it_is_part_of_the_verdict(
    shop: Path,
) -> None:
    write(shop, "base_theme/static/app.js", f'let at = "{shop}/src/a.js", key = "abc-123-xyz"\n')
    shown_on_home(shop, '<script src="/app.js"></script>')
    here = Machine((("the project's folder", str(shop)),))
    assert set(statuses(build(shop)).values()) == {"built"}
    write(shop, "base_theme/README.md", "About the theme.\n")
    found = build(shop, machine=here)

    assert set(statuses(found).values()) == {"rejected"} and codes(found) == ["WL650"] * 4
    assert str(found.problems[0].span) == "build/acme/site/app.js:1:11"
    assert "tells of the machine that built it (the project's folder)" in found.problems[0].message
    found = build(shop, machine=Machine(environment=(("API_KEY", "abc-123-xyz"),)))
    assert codes(found) == ["WL650"] * 4 and "abc" not in repr(found.problems)


def test_a_link_to_where_the_vendor_sells_itself_is_not_published_nor_given_by_hand(shop: Path) -> None:
    """``acme`` is the vendor's own brand."""
    theme = (shop / THEME).read_text("utf-8")
    write(shop, THEME, theme + "links: {offer: {kind: vendor-business}}\nhosts: [apps.net]\n")
    links = "links: {{offer: '{}'}}"
    write(shop, "brands/acme/brand.yaml", brand("acme", links.format("https://apps.net/deals")))
    write(shop, "brands/beta/brand.yaml", brand("beta", links.format("https://beta.net/buy")))
    write(shop, "brands/gamma/brand.yaml", brand("gamma", links.format("https://shop.acme.example/buy")))
    write(shop, "brands/delta/brand.yaml", brand("delta", links.format("https://apps.net/deals/")))
    shown_on_home(shop, """<a href="{{ link('offer') or '/' }}">x</a><a href="https://apps.net/deals">y</a>""")
    found = build(shop)

    assert statuses(found) == {"acme": "built", **dict.fromkeys(("beta", "delta", "gamma"), "rejected")}
    assert [f"{problem.code} {problem.span} {problem.message}" for problem in found.problems if problem.span] == [
        "WL122 brands/delta/brand.yaml:6:16 the link 'offer' leads to 'https://apps.net/deals/',"
        " where the vendor sells itself",
        "WL122 brands/gamma/brand.yaml:6:16 the link 'offer' leads to 'https://shop.acme.example/buy',"
        " where the vendor sells itself",
        *(
            f"WL651 build/beta/site/{page}:4:119 'apps.net/deals' is where 'acme' and 1 more sell themselves ('offer')"
            for page in ("en/home/index.html", "en/index.html", "index.html")
        ),
    ]
    reader = partner(found.rights, "beta", (), found.line_of)
    told = "".join(show(problem, lambda *_: None) for problem in for_partner(found.problems, reader))
    assert "error WL651: a link leads to where another party sells itself" in told
    assert "acme" not in told and "apps" not in told


def test_what_names_a_party_is_found_in_ids_classes_keys_and_generators(shop: Path) -> None:
    """What the search for marks has always seen."""
    write(
        shop,
        "base_theme/static/kit.js",
        'localStorage.setItem("beta_theme", 1); dispatchEvent(new Event("beta:ready"))\n',
    )
    write(shop, "base_theme/static/beta-kit.css", ".beta-card{--beta-ink:red}\n")
    ways = '<meta name="generator" content="Beta 2"><p id="beta-nav" class="beta-card" data-beta="1">'
    shown_on_home(shop, f'{ways}<link href="/beta-kit.css"><script src="/kit.js">document.cookie="beta_sid=1"</script>')
    found = build(shop)
    told = [problem.message for problem in found.problems if problem.brands == ("acme",)]

    assert statuses(found)["beta"] == "built" and statuses(found)["acme"] == "rejected"
    places = {str(problem.span) for problem in found.problems if problem.brands == ("acme",)}
    assert "build/acme/site/beta-kit.css:1:1" in places and "build/acme/site/kit.js:1:23" in places
    assert told[-1].startswith("13 more places") or len(told) > 5


# ── Logos ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SIGN = (
    "M2 20V4h4v6h6V4h4v16h-4v-6H6v6zM20 20V4h10v4h-6v2h5v4h-5v2h6v4zM34 4h4l4 8 4-8h4v16h-4v-8l-4 6-4-6v8h-4z"
    "M54 20V4h8c6 0 6 9 0 10l4 6h-5l-3-5v5zm4-9h4c2 0 2-3 0-3h-4z"
)
"""Letters that no other brand has."""


def sign(color: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 24"><path fill="{color}" d="{SIGN}"/></svg>'


def shown(outcome: Outcome) -> list[str]:
    return [f"{problem.severity} {problem.code} {problem.span} {problem.message}" for problem in outcome.problems]


def test_a_brand_that_shows_anothers_logo_keeps_its_last_good_bundle(shop: Path) -> None:
    write(shop, "brands/beta/logo.svg", sign("#0a5cff"))
    assert set(statuses(build(shop)).values()) == {"built"}
    home = shop / "base_theme/templates/pages/home.html.j2"
    text = home.read_text("utf-8")
    drawn = f'{{% if brand.name == "Acme" %}}\n<p><svg viewBox="0 0 70 24"><path d="{SIGN}"/></svg></p>\n{{% endif %}}'
    home.write_text(text.replace("<h1>", f"{drawn}<h1>"), "utf-8")
    found = build(shop)

    assert statuses(found)["acme"] == "rejected" and statuses(found)["gamma"] != "rejected"
    problem = found.problems[0]
    assert set(codes(found)) == {"WL607"} and problem.span and problem.span.length == len(SIGN)
    assert problem.message == "the logo of 'beta' shows: its outline"
    assert [str(one.span) for one in problem.related] == ["brands/beta/brand.yaml:3:7"]
    reader = partner(found.rights, "acme", ("beta",), found.line_of)
    told = "".join(show(problem, lambda *_: None) for problem in for_partner(found.problems, reader))
    assert "beta" not in told and "error WL607: a mark of another party shows" in told


def test_a_new_logo_is_looked_for_in_bundles_that_stand_also_where_one_brand_is_asked_for(shop: Path) -> None:
    write(shop, "base_theme/assets/sign.svg", sign("#111111"))
    home = shop / "base_theme/templates/pages/home.html.j2"
    home.write_text(home.read_text("utf-8").replace("<h1>", '<img src="{{ asset("sign.svg") }}" alt=""><h1>'), "utf-8")
    assert set(statuses(build(shop)).values()) == {"built"}
    write(shop, "brands/beta/logo.svg", sign("#0a5cff"))

    assert [problem.code for problem in build(shop, "gamma").problems] == ["WL607"]
    assert statuses(build(shop)) == {**dict.fromkeys(("acme", "delta", "gamma"), "rejected"), "beta": "built"}
    (shop / "brands/beta/logo.svg").unlink()
    assert statuses(build(shop, "gamma")) == {"gamma": "unchanged"}


def test_an_allowance_with_the_logos_path_lets_it_through(shop: Path) -> None:
    allow = '{mark: brands/beta/logo.svg, path: "site/sign.svg", reason: they agreed}'
    write(shop, "whitelabel.yaml", (shop / "whitelabel.yaml").read_text("utf-8") + f"purity: {{allow: [{allow}]}}\n")
    write(shop, "brands/beta/logo.svg", sign("#0a5cff"))
    write(shop, "base_theme/static/sign.svg", sign("#0a5cff"))

    assert set(codes(build(shop))) == {"WL642"}


def test_the_vendors_logo_in_a_resellers_folder_is_an_error_and_that_of_two_resellers_a_warning(shop: Path) -> None:
    write(shop, "brands/acme/logo.svg", sign("#0a5cff"))
    write(shop, "brands/beta/logo.svg", sign("#cc2200"))
    write(shop, "brands/gamma/logo.svg", logo("delta"))
    found = build(shop, with_rights=True)

    assert shown(found) == [
        "error WL608 brands/beta/brand.yaml:3:7 the logo is the vendor's, by its outline",
        "warning WL608 brands/delta/brand.yaml:3:7 the logo is that of 'gamma' too",
        "warning WL608 brands/gamma/brand.yaml:3:7 the logo is that of 'delta' too",
    ]
    assert shown(build(shop, with_rights=True)) == shown(found)
    for slug, expected in (("beta", ["WL608"]), ("gamma", [])):
        reader = partner(found.rights, slug, (), found.line_of)
        assert [problem.code for problem in for_partner(found.problems, reader)] == expected


def test_a_partners_logo_is_a_warning_where_rights_stand_in_contracts(shop: Path) -> None:
    for slug in ("acme", "beta", "gamma", "delta"):
        file = shop / f"brands/{slug}/brand.yaml"
        lines = file.read_text("utf-8").splitlines()
        lock = next(line for line in lines if line.startswith("region_lock"))
        write(shop, f"brands/{slug}/brand.yaml", "\n".join(line for line in lines if line != lock) + "\n")
        text = lock.removeprefix("region_lock: {contract: {ref: ").replace("}, grants:", ", grants:")
        number, _, rest = text.partition(", signed: 2025-12-01")
        write(shop, f"contracts/{slug}.yaml", f"contract: {{ref: {number}, signed: 2025-12-01}}\n{rest[2:-1]}\n")
    write(shop, "whitelabel.yaml", (shop / "whitelabel.yaml").read_text("utf-8") + "policy: {rights: contracts}\n")
    write(shop, "brands/beta/logo.svg", sign("#0a5cff"))
    write(shop, "base_theme/static/sign.svg", sign("#0a5cff"))
    found = build(shop)

    assert {f"{problem.severity} {problem.code}" for problem in found.problems} == {"warning WL607", "warning WL642"}
    assert set(statuses(found).values()) == {"built"} and shown(build(shop)) == shown(found)
