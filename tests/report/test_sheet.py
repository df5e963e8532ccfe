"""The sheet on which a brand's icons are signed off."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import struct
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from PIL import Image

from tests.report.sheets import ADAPTING, WORDMARK, acme, bundle, ico, logo, mistake, png
from whitelabel import color
from whitelabel.cli import assets
from whitelabel.picture.compose import drawn
from whitelabel.picture.value import Picture
from whitelabel.problem import Span, warning
from whitelabel.report.sheet import as_object, contrasts, ico_pictures, sizes
from whitelabel.report.sheet_shown import as_html, as_text, decided, language_of, squircle
from whitelabel.report.sheet_words import LANGUAGES, ORIGINS, PURPOSES, VARIANTS, WORDS

HOSTILE = "</style><script>hacked()</script><img src=x>"


class _Tags(HTMLParser):
    """The tags of a page with what they point to, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.styled: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "srcset", "action", "data", "poster", "xlink:href"):
                self.targets.append(value or "")
            if name == "style" or name.startswith("on"):
                self.styled.append(name)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


# ── As text and as data ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_tells_each_file_and_each_variant() -> None:
    told = acme()
    lengths = {made.path: f"{len(made.data):,}" for made in told.files}
    wide = max(map(len, lengths.values()))

    def size(path: str) -> str:
        return lengths[path].rjust(max(wide, len("BYTES")))

    assert as_text(told) == (
        "Acme Realty (acme), product version 1.4.0\n"
        "\n"
        f"FILE                                  PIXELS      {'BYTES'.rjust(max(wide, 5))}  SHOWS  FOR\n"
        f"site/favicon.ico                      16, 32, 48  {size('site/favicon.ico')}  mark   favicon\n"
        f"site/icon.svg                         any         {size('site/icon.svg')}  mark   icon\n"
        f"site/apple-touch-icon.png             180 × 180   {size('site/apple-touch-icon.png')}  mark   touch-icon\n"
        f"site/icon-maskable-512.png            512 × 512   {size('site/icon-maskable-512.png')}  mark   maskable\n"
        f"site/icon-mono.svg                    any         {size('site/icon-mono.svg')}  mono   monochrome\n"
        f"site/icon-192.png                     192 × 192   {size('site/icon-192.png')}  mark   any\n"
        f"site/icon-512.png                     512 × 512   {size('site/icon-512.png')}  mark   any\n"
        f"site/site.webmanifest                             {size('site/site.webmanifest')}         manifest\n"
        f"site/ru/og.png                        1200 × 630  {size('site/ru/og.png')}  share  share\n"
        f"site/en/og.png                        1200 × 630  {size('site/en/og.png')}  share  share\n"
        f"site/assets/logo-mail.bbbbbbbbbb.png  608 × 72    {size('site/assets/logo-mail.bbbbbbbbbb.png')}  mail   mail\n"
        f"site/assets/logo.aaaaaaaaaa.svg       304 × 36    {size('site/assets/logo.aaaaaaaaaa.svg')}  light  logo\n"
        "\n"
        "VARIANT  HOW                   FROM\n"
        "light    the brand’s own file  brands/acme/logo.svg\n"
        "mark     found in the logo     brands/acme/logo.svg\n"
        "mono     drawn in one colour   brands/acme/logo.svg\n"
        "mail     the brand’s own file  brands/acme/logo.svg\n"
        "share    the brand’s own file  brands/acme/logo.svg\n"
        "\n"
        f"12 files, {sum(len(made.data) for made in told.files):,} bytes, SHA-256 {told.sha256}"
    )


def test_as_data_each_file_has_its_size_its_digest_and_what_it_shows() -> None:
    data = {"site/favicon.ico": ico(16, 32), "site/site.webmanifest": b"{}", "site/icon-mono.svg": WORDMARK}
    told = acme(data)

    digests = {path: hashlib.sha256(content).hexdigest() for path, content in data.items()}
    lines = "".join(f"{digests[path]}  {path}\n" for path in sorted(data))
    assert as_object(told) == {
        "product_version": "1.4.0",
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
        "files": [
            {
                "path": path,
                "bytes": len(data[path]),
                "sha256": digests[path],
                "width": width,
                "height": height,
                "purpose": purpose,
                "from": variants,
            }
            for path, width, height, purpose, variants in (
                ("site/favicon.ico", 32, 32, "favicon", ["mark"]),
                ("site/icon-mono.svg", 304, 36, "monochrome", ["mono"]),
                ("site/site.webmanifest", None, None, "manifest", []),
            )
        ],
        "signs": [
            {"variant": "light", "origin": "given", "note": "from brands/acme/logo.svg"},
            {"variant": "mark", "origin": "found", "note": "from brands/acme/logo.svg"},
            {"variant": "mono", "origin": "drawn", "note": "from brands/acme/logo.svg"},
            {"variant": "mail", "origin": "given", "note": "from brands/acme/logo.svg"},
            {"variant": "share", "origin": "given", "note": "from brands/acme/logo.svg"},
        ],
    }


def test_a_monogram_comes_from_the_name() -> None:
    told = acme(logos={"mark": logo("mark", "monogram", "")})

    assert as_object(told)["signs"] == [{"variant": "mark", "origin": "monogram", "note": "from the brand's name"}]
    assert "\nmark     letters of the name\n" in as_text(told)


def test_the_digest_is_of_bytes_and_paths_whatever_their_order() -> None:
    told = acme()

    assert told.sha256 == replace(told, files=told.files[::-1]).sha256
    assert told.sha256 != acme({**bundle(), "site/icon-192.png": png(192, 191)}).sha256
    assert told.sha256 != acme({path + "x": data for path, data in bundle().items()}).sha256


# ── Sizes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["lossy", "lossless", "alpha"])
def test_the_size_of_a_webp_is_read(form: str) -> None:
    out = io.BytesIO()
    mode = "RGB" if form == "lossy" else "RGBA"
    Image.effect_noise((301, 77), 90).convert(mode).save(out, "WEBP", lossless=form == "lossless")

    assert sizes("site/assets/logo.webp", out.getvalue()) == ((301, 77),)


def test_a_picture_of_an_icon_file_that_is_no_png_becomes_an_icon_file_of_its_own() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (32, 32), (1, 2, 3, 255)).save(out, "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp")

    (small, first), (large, second) = ico_pictures(out.getvalue())
    assert (small, large) == (16, 32)
    for side, data in ((16, first), (32, second)):
        assert struct.unpack_from("<HHH", data) == (0, 1, 1)
        with Image.open(io.BytesIO(data), formats=["ICO"]) as opened:
            assert (opened.size, opened.convert("RGBA").getpixel((3, 3))) == ((side, side), (1, 2, 3, 255))


# ── Contrast ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_contrast_is_told_for_each_paper() -> None:
    square = drawn((0, 0, 100, 100), '<path fill="#767676" d="M0 0h100v100H0z"/>')
    reached = contrasts(square, ["#ffffff", "#767676", "#000000"])
    exact = [color.contrast(color.parse("#767676"), color.parse(paper)) for paper in ("#ffffff", "#767676", "#000000")]
    assert all(0.985 * ratio <= told <= ratio + 1e-9 for told, ratio in zip(reached, exact, strict=True))


def test_a_picture_that_cannot_be_measured_has_no_contrast() -> None:
    assert contrasts(Picture("svg", b"<svg", 0, 0, 9, 9), ["#ffffff", "#000000"]) == [0.0, 0.0]


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_picture_byte_for_byte_and_points_nowhere(language: str) -> None:
    told = acme()
    page = as_html(told, language)

    seen = _Tags(page)
    held = {base64.b64decode(data) for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", page)}
    pictures = {made.data for made in told.files if made.purpose not in ("manifest", "favicon")}
    pictures |= {data for _, data in ico_pictures(bundle()["site/favicon.ico"])}
    assert pictures | {decided(ADAPTING, "light"), decided(ADAPTING, "dark")} == held
    # A scheme and a host stand in texts and in the name of SVG only.
    assert set(re.findall(r"https?://[^\s<\"')]+", page)) == {"https://deals.acme.example"}
    assert [target for target in seen.targets if not target.startswith("#")] == []
    assert {"script", "link", "img", "iframe", "object", "form", "base"} & set(seen.tags) == set()
    assert seen.styled == []
    assert page.count("@import") == 0
    for made in told.files:
        assert made.path in seen.text
        assert made.sha256[:12] in seen.text
    assert seen.text.count(told.sha256) == 2
    assert f'<html lang="{language}">' in page


def test_the_policy_allows_the_page_s_own_style_and_nothing_else() -> None:
    page = as_html(acme(), "en")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert (
        f'content="default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-{digest}&#39;; '
        'base-uri &#39;none&#39;; form-action &#39;none&#39;"'
    ) in page


def test_equal_sheets_give_equal_pages() -> None:
    assert as_html(acme(), "en") == as_html(acme(), "en")


def test_what_others_have_written_is_text() -> None:
    line = replace(acme().lines[0], title=HOSTILE, about=HOSTILE)
    told = acme(
        name=HOSTILE, short_name=HOSTILE, host=HOSTILE, version=HOSTILE, lines=(line,), problems=(mistake(HOSTILE),)
    )

    seen = _Tags(as_html(told, "en"))
    assert {"script", "img"} & set(seen.tags) == set()
    assert seen.text.count(HOSTILE) > 10


def test_a_problem_stands_with_its_place_and_beside_the_files_that_it_concerns() -> None:
    other = warning("WL533", "the sign 'mark.svg' is 2.4 times as long", Span("brands/acme/mark.svg", 1, 1))
    own = {**acme().logos, "mark": logo("mark", "given", "brands/acme/mark.svg")}
    told = acme(problems=(mistake(), other), logos=own)
    page = as_html(told, "en")

    words = " ".join(" ".join(_Tags(page).text).split())
    assert (
        "Warning WL515 the logo &#39;logo.svg&#39; holds a script, which was taken out".replace("&#39;", "'") in words
    )
    assert "brands/acme/brand.yaml:3:15 What to do: export it again without scripts" in words
    beside = {made.path: [problem.code for problem in told.about(made)] for made in told.files}
    assert beside["site/favicon.ico"] == ["WL533"]
    assert beside["site/assets/logo.aaaaaaaaaa.svg"] == ["WL515"]
    assert beside["site/site.webmanifest"] == []
    assert page.count('href="#problem-1"') == sum(codes == ["WL515"] for codes in beside.values())
    assert page.count('href="#problem-2"') == sum(codes == ["WL533"] for codes in beside.values())


def test_without_problems_the_page_says_so() -> None:
    assert WORDS["en"]["no_problems"] in _Tags(as_html(acme(problems=()), "en")).text


def test_a_contrast_is_rounded_down() -> None:
    assert "contrast 7.6 : 1" in as_html(acme(), "en")
    assert "контраст 7,6 : 1" in as_html(acme(), "ru")


def test_a_logo_that_is_faint_on_a_paper_is_called_so() -> None:
    told = acme()
    clear, faint = (
        replace(told, grounds=tuple(replace(ground, ratio=ratio) for ground in told.grounds)) for ratio in (3.0, 2.99)
    )
    assert "faint, less than 3 : 1" not in as_html(clear, "en")
    assert as_html(faint, "en").count("faint, less than 3 : 1") == len(told.grounds) > 0


def test_pixels_are_shown_by_the_fineness_of_the_screen() -> None:
    names = ["logo.aaaaaaaaaa.png", "logo@2x.bbbbbbbbbb.png", "logo@3x.cccccccccc.png", "logo@2x.dddddddddd.webp"]
    files = bundle()
    del files["site/assets/logo.aaaaaaaaaa.svg"]
    out = io.BytesIO()
    Image.new("RGB", (608, 72)).save(out, "WEBP")
    data = [png(304, 36), png(608, 72), png(912, 108), out.getvalue()]
    files |= {f"site/assets/{name}": content for name, content in zip(names, data, strict=True)}
    told = acme(files)

    number = {made.path.rpartition("/")[2]: n for n, made in enumerate(told.files)}
    drawn = ",".join(f"var(--f{number[name]}) {times}x" for times, name in enumerate(names[:3], 1))
    assert f".logo-light{{background-image:image-set({drawn});width:304px;aspect-ratio:304/36}}" in as_html(told, "en")


def test_a_bundle_with_few_files_has_a_page_too() -> None:
    page = as_html(acme({}, logos={}, grounds=(), lines=(), problems=(), host=""), "en")

    assert "Sign-off" in page
    assert "base64" not in page


def test_a_drawing_that_adapts_is_decided_for_each_scheme() -> None:
    both = b"@media ( prefers-color-scheme : light ){a}@media (prefers-color-scheme:dark){b}"

    assert decided(both, "light") == b"@media all{a}@media not all{b}"
    assert decided(both, "dark") == b"@media not all{a}@media all{b}"


def test_the_mask_of_ios_touches_the_square_in_the_middle_of_each_side_only() -> None:
    points = [tuple(map(float, point.split())) for point in squircle()[1:-1].split("L")]

    assert {(1.0, 0.5), (0.5, 1.0), (0.0, 0.5), (0.5, 0.0)} <= set(points)
    for x, y in points:
        assert (abs(2 * x - 1) ** 5 + abs(2 * y - 1) ** 5) == pytest.approx(1, abs=0.002)


# ── Languages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_language_has_every_word() -> None:
    for words in (WORDS, ORIGINS, VARIANTS, PURPOSES):
        assert tuple(sorted(words)) == tuple(sorted(LANGUAGES))
        assert len({tuple(sorted(entries)) for entries in words.values()}) == 1
        assert all(text for entries in words.values() for text in entries.values())
    assert {len(words["apps"].split(",")) for words in WORDS.values()} == {8}
    assert assets.LANGUAGES == LANGUAGES


@pytest.mark.parametrize(("tag", "language"), [("ru-KZ", "ru"), ("de_AT", "de"), ("es", "en"), ("", "en")])
def test_the_language_is_the_brand_s_where_there_are_words(tag: str, language: str) -> None:
    assert language_of(tag) == language
