"""A brand's logo files, placed under fingerprinted names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whitelabel.model import Action, Desk, Kind, Read
from whitelabel.render.asset import copied
from whitelabel.render.paths import address, fingerprinted

_SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}

_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "png": {"optimize": True},
    "jpeg": {"quality": 92},
    "webp": {"lossless": True},
}


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    for variant, logo in desk.brand.logos.items():
        stem = "logo" if variant == "light" else f"logo-{variant}"
        if logo.format == "svg":
            action = copied(desk, logo.blob, f"{stem}.svg")
        else:
            action = Action("logo", KIND.stamp, (("file", desk.lend(logo.blob)),), logo.format)
            action = action.named(fingerprinted(stem + _SUFFIXES[logo.format]))
        desk.addresses[f"logo:{variant}"] = address(action.outputs[0])
        yield action


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    """A raster written anew, so that nothing but its picture goes out."""
    return (_without_metadata(read(action.inputs[0][1]), action.params),)


def _without_metadata(data: bytes, form: str) -> bytes:
    import io

    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=[form.upper()]) as opened:
        image = ImageOps.exif_transpose(opened)
        image.load()
        if image.mode not in ("RGB", "RGBA", "L", "LA"):
            image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
        image.info.clear()
    out = io.BytesIO()
    image.save(out, form.upper(), **_OPTIONS[form])
    return out.getvalue()


KIND = Kind("logo", 1, _plan, _render, stored=True, libraries=("pillow",))
