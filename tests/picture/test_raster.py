"""A guest's raster becomes upright pixels of sRGB, or a clear no; whatever else is in its file goes nowhere."""

from __future__ import annotations

import base64
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.picture.honest_rasters import HONEST, SIZE, chart, png_of, rows_of, saved, turned
from tests.picture.hostile_rasters import HOSTILE, PAYLOAD, flat, jpeg, png, scans
from whitelabel.picture import encode
from whitelabel.picture.form import sniff
from whitelabel.picture.raster import RasterFault, decode, reduced, size_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[2]


def form_of(data: bytes) -> Any:
    """A form, where there is one."""
    found = sniff(data)
    assert found is not None
    return found


# ── Honest ones, beside Chromium ──────────────────────────────────────────────────────────────────────────────────

TO_PIXELS = """async ([data, type]) => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], {type}));
  await image.decode();
  const papers = ["#ffffff", "#000000"].map(paper => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext("2d", {willReadFrequently: true, colorSpace: "srgb"});
    pen.fillStyle = paper;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    let text = "";
    for (let at = 0; at < pixels.length; at += 8192) text += String.fromCharCode(...pixels.subarray(at, at + 8192));
    return btoa(text);
  });
  return [image.naturalWidth, image.naturalHeight, ...papers];
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty one."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("name", HONEST)
def test_a_picture_has_the_pixels_that_chromium_shows(name: str, page: Page) -> None:
    data = HONEST[name]()
    form = form_of(data)
    image = decode(data, form)
    assert image.mode in ("RGB", "RGBA")
    assert image.info == {}
    assert size_of(data, form) == image.size
    width, height, *papers = page.evaluate(TO_PIXELS, [base64.b64encode(data).decode(), f"image/{form}"])
    assert image.size == (width, height)
    for paper, pixels in zip(("#ffffff", "#000000"), papers, strict=True):
        ground = Image.new("RGBA", image.size, paper)
        ground.alpha_composite(image.convert("RGBA"))
        theirs = Image.frombytes("RGBA", image.size, base64.b64decode(pixels))
        most = max(high for _, high in ImageChops.difference(ground, theirs).convert("RGB").getextrema())
        assert most <= (3 if "inks" in name else 2)


def test_webp_is_turned_as_its_exif_says_which_chromium_leaves_to_others() -> None:
    data = saved(chart("RGB"), "WEBP", lossless=True, exif=turned(6))
    assert size_of(data, "webp") == SIZE[::-1]
    assert decode(data, "webp").tobytes() == chart("RGB").transpose(Image.Transpose.ROTATE_270).tobytes()


def test_the_first_orientation_that_is_said_in_so_many_words_holds() -> None:
    odd = [
        b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, kind, count, value, 0, 0)
        for kind, count, value in ((3, 1, 0), (3, 1, 9), (4, 1, 6), (3, 2, 6))
    ]
    for exif in (*odd, b"", b"MM\0*", b"II*\0\xff\xff\xff\xff", turned(6)[:-20]):
        assert size_of(saved(chart("RGB"), "WEBP", exif=exif or b"\0"), "webp") == SIZE


@pytest.mark.parametrize("depth", [8, 16])
def test_only_the_very_colour_that_is_named_is_clear(depth: int) -> None:
    rows = rows_of(3, depth)
    near = [[value ^ 1 if place % 3 == 0 else value for place, value in enumerate(row)] for row in rows]
    clear = (b"tRNS", struct.pack(">3H", *rows[0][:3]))
    assert decode(png_of(2, depth, rows, clear), "png").getchannel("A").getextrema() == (0, 255)
    assert decode(png_of(2, depth, near, clear), "png").mode == "RGB"


def test_a_smaller_picture_has_no_dark_fringe() -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (0, 0, 200, 400))
    smaller = reduced(image, 37)
    assert smaller.size == (37, 37)
    assert {color[:3] for _, color in smaller.getcolors() or () if color[3]} == {(255, 255, 255)}  # type: ignore[index]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_that_is_small_enough_stays_as_it_is(mode: str) -> None:
    image = chart(mode)
    assert reduced(image, 128) is image
    assert reduced(image, 64).size == (64, 48)
    assert reduced(image.resize((128, 1)), 10).size == (10, 1)


@pytest.mark.parametrize("name", ["colour and alpha of 8 bits", "JPEG", "JPEG of inks with a profile", "WebP of P3"])
def test_a_picture_asked_for_smaller_looks_the_same(name: str) -> None:
    """Colours that meet at an edge are mixed before they are turned, not after; patches' middles show no edge."""
    data = HONEST[name]()
    small, whole = decode(data, form_of(data), 64), reduced(decode(data, form_of(data)), 64)
    assert small.size == whole.size == (64, 48)
    for x in range(4, 64, 8):
        for y in range(4, 48, 8):
            seen, wanted = small.getpixel((x, y)), whole.getpixel((x, y))
            assert isinstance(seen, tuple) and isinstance(wanted, tuple)
            assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 4


@pytest.mark.parametrize("name", HONEST)
def test_a_decoded_picture_is_read_again_as_it_is(name: str) -> None:
    data = HONEST[name]()
    image = decode(data, form_of(data))
    again = decode(encode.png(image), "png")
    assert again.size == image.size
    assert encode.png(again) == encode.png(image)


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "form", "code", "message"),
    [
        (flat(4_001, 3_000), "png", "WL505", "has more than 12 million pixels"),
        (flat(16_384, 2), "png", "WL505", "is 16,384 pixels wide and 2 high; a side has at most 16,383"),
        (png(behind=bytes(1 << 22)), "png", "WL505", f"has {(1 << 22) + len(png()):,} bytes; at most 4,194,304 are read"),
        (scans(101), "jpeg", "WL505", "has more scans than any JPEG needs"),
        (saved(chart("RGB"), "PNG", save_all=True, append_images=[chart("RGB").rotate(9)]), "png", "WL503",
         "is an animation; one picture was wanted"),
        (jpeg()[:-300], "jpeg", "WL503", "is damaged: it can't be decoded as JPEG"),
        (b"\x89PNG\r\n\x1a\n", "png", "WL503", "is damaged: it can't be decoded as PNG"),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_and_what_to_do(data: bytes, form: Any, code: str, message: str) -> None:
    with pytest.raises(RasterFault) as fault:
        decode(data, form)
    assert fault.value.code == code
    assert fault.value.message == message
    assert fault.value.hint.startswith("export")


def test_what_the_limits_admit_is_read() -> None:
    assert decode(flat(4_000, 3_000), "png").size == (4_000, 3_000)
    assert decode(flat(16_383, 2), "png").size == (16_383, 2)
    assert decode(scans(10), "jpeg").size == (64, 64)


def test_a_size_is_told_without_decoding() -> None:
    """Behind a good header the pixels may be anything."""
    broken = HOSTILE["broken packing"]()
    assert size_of(broken, "png") == (8, 8)
    with pytest.raises(RasterFault, match="damaged"):
        decode(broken, "png")


@given(st.sampled_from(["palette with alphas", "JPEG, progressive", "WebP with alpha"]), st.data())
def test_a_damaged_picture_is_a_fault_or_a_picture(name: str, data: st.DataObject) -> None:
    whole = HONEST[name]()
    at = data.draw(st.integers(12, len(whole) - 1))
    patch = data.draw(st.binary(max_size=8))
    cut = data.draw(st.booleans())
    damaged = whole[:at] + patch + (b"" if cut else whole[at + len(patch) :])
    try:
        image = decode(damaged, form_of(whole))
    except RasterFault as fault:
        assert fault.code in ("WL503", "WL505")
    else:
        assert image.size == size_of(damaged, form_of(whole))


# ── Hostile ones ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.soak
def test_twelve_million_pixels_of_any_form_are_read_within_the_fence(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (4_000, 3_000))
    picture.paste("#c8321f80", (400, 400, 3_000, 2_500))
    kinds: dict[str, tuple[str, str, dict[str, Any]]] = {
        "PNG": ("RGBA", "PNG", {"compress_level": 1}),
        "WebP": ("RGB", "WEBP", {"method": 0}),
        "WebP with alpha": ("RGBA", "WEBP", {"method": 0}),
        "WebP without loss": ("RGBA", "WEBP", {"method": 0, "lossless": True}),
        "JPEG of inks": ("CMYK", "JPEG", {"progressive": True}),
    }
    for name, (mode, form, more) in kinds.items():
        picture.convert("RGB" if mode == "CMYK" else mode).convert(mode).save(tmp_path / f"{name}.raster", form, **more)
    command = [sys.executable, "-m", "tests.picture.judge", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, timeout=120, check=True)
    found = {path.stem: path.read_bytes()[:6] for path in tmp_path.glob("*.made")}
    assert found == dict.fromkeys(kinds, b"clean ")
    assert int((tmp_path / "memory").read_text("ascii")) < 256 << 20


@dataclass(frozen=True, slots=True)
class Judged:
    """What a fresh process made of the hostile and the honest ones.

    Attributes:
        made: Name → `clean` and a picture, or why not.
        seconds: Name → of the processor.
        memory: The most bytes that one of them had.
    """

    made: dict[str, bytes]
    seconds: dict[str, float]
    memory: int


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """All at once, in one process that has loaded nothing for them."""
    folder = tmp_path_factory.mktemp("rasters")
    everything: dict[str, Callable[[], bytes]] = {**HOSTILE, **HONEST}
    names = {f"{number:03}": name for number, name in enumerate(everything)}
    for number, name in names.items():
        (folder / f"{number}.raster").write_bytes(everything[name]())
    command = [sys.executable, "-m", "tests.picture.judge", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return Judged(
        {name: (folder / f"{number}.made").read_bytes() for number, name in names.items()},
        {name: float((folder / f"{number}.seconds").read_text("ascii")) for number, name in names.items()},
        int((folder / "memory").read_text("ascii")),
    )


def kinds(data: bytes) -> list[bytes]:
    """Of a PNG's chunks; all that it is made of."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        found.append(kind)
        at += 12 + length
    assert at == len(data)
    return found


def test_there_are_sixty_and_more() -> None:
    assert len(HOSTILE) > 120


def test_the_fence_needs_nothing_that_was_not_loaded(judged: Judged) -> None:
    assert {name for name in HONEST if not judged.made[name].startswith(b"clean ")} == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_raster_ends_in_a_clear_fault_or_a_clean_picture(name: str, judged: Judged) -> None:
    verdict, _, rest = judged.made[name].partition(b" ")
    assert verdict in (b"clean", b"fault", b"foreign")
    assert judged.seconds[name] < 1
    assert PAYLOAD not in rest
    if verdict == b"clean":
        assert kinds(rest) in (
            [b"IHDR", b"IDAT", b"IEND"],
            [b"IHDR", b"PLTE", b"IDAT", b"IEND"],
            [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"],
        )
    elif verdict == b"fault":
        assert rest[:6] in (b"WL503 ", b"WL505 ")


@pytest.mark.parametrize(
    "name",
    ["more rows than there are", "interlaced and cut", "pixels in two places", "two headers", "a wrong sum in the pixels",
     "a chunk that matters and nobody knows", "JPEG of another size than its data", "JPEG with two frames",
     "JPEG by arithmetic coding", "WebP whose canvas is smaller than its picture", "WebP longer than its file",
     "WebP whose canvas is larger than its picture", "PNG that moves", "WebP that moves"],
)  # fmt: skip
def test_who_lies_is_refused(name: str, judged: Judged) -> None:
    assert judged.made[name].startswith(b"fault WL503 ")


def test_nothing_cut_off_is_taken(judged: Judged) -> None:
    assert {name for name in HOSTILE if " cut " in name and not judged.made[name].startswith(b"f")} == set()


def test_memory_stays_in_bounds(judged: Judged) -> None:
    assert judged.memory < 256 * 1024 * 1024


# Names whose files stay pictures: what rides in them is what the browser is asked about.
STAYS = [name for name in HOSTILE if any(word in name for word in (" with ", " that is ", " of two ", " behind "))]
SOME = ("PNG with a page in its texts", "JPEG that is JavaScript", "WebP with Exif, XMP and a profile that run")


@pytest.mark.parametrize("name", [*SOME, *(pytest.param(n, marks=pytest.mark.soak) for n in STAYS if n not in SOME)])
def test_nothing_runs_and_nothing_is_asked_for_in_chromium(name: str, judged: Judged, browser: Browser) -> None:
    verdict, _, picture = judged.made[name].partition(b" ")
    if verdict != b"clean":
        return
    asked: list[str] = []
    spoken: list[str] = []
    shown = (
        "<!doctype html><link rel=icon href=data:,><img src=/picture.png><img src='data:image/png;base64,"
        f"{base64.b64encode(picture).decode()}'><object data=/picture.png></object>"
    )

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == "http://logo.example/":
            route.fulfill(body=shown, content_type="text/html")
        elif route.request.url == "http://logo.example/picture.png":
            route.fulfill(body=picture, content_type="image/png")
        else:
            route.abort()

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: spoken.append(message.text))
    page.goto("http://logo.example/", wait_until="load")
    widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) == 2 and all(widths)
    page.goto("http://logo.example/picture.png", wait_until="load")
    page.wait_for_timeout(50)
    context.close()
    assert {url for url in asked if not url.endswith("/favicon.ico")} == {
        "http://logo.example/",
        "http://logo.example/picture.png",
    }
    assert spoken == []
