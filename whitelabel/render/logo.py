"""The logo where it is shown: on pages for light and for dark paper, and in e-mails.

A drawing goes out as it was cleaned. What is made of pixels goes out for screens of one, two and three times as many, as PNG
and as WebP. Mail programs draw no SVG: they get pixels on the e-mail's own paper.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from whitelabel import color
from whitelabel.disk.blob import Blob
from whitelabel.model import LOGO_VARIANTS, Action, Desk, Kind, Logo, Read, canonical
from whitelabel.picture.together import Work
from whitelabel.picture.value import Picture
from whitelabel.render.asset import copied
from whitelabel.render.paths import address, fingerprinted
from whitelabel.render.picture import lent, origin, received

_DENSITIES = (1, 2, 3)
_MAIL_DENSITY = 2


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    for variant in LOGO_VARIANTS:
        logo = desk.brand.logos.get(variant)
        if logo is None:
            continue
        stem = "logo" if variant == "light" else f"logo-{variant}"
        if logo.picture.form == "svg":
            action = copied(desk, Blob.of(logo.picture.data), f"{stem}.svg")
            desk.addresses[f"logo:{variant}"] = address(action.outputs[0])
        else:
            action = _pixels(desk, logo, stem)
        yield action
    yield _mail(desk)


def _pixels(desk: Desk, logo: Logo, stem: str) -> Action:
    digest, values = lent(desk, logo)
    sizes = [
        (logo.width * density, logo.height * density)
        for density in _DENSITIES
        # More pixels than there are show nothing more.
        if density == 1 or logo.width * density <= logo.picture.width * 1.25
    ]
    params = canonical({"picture": values, "sizes": sizes, "forms": ["png", "webp"]})
    action = Action("logo", KIND.stamp, (("picture", digest),), params, (), origin(desk, logo.variant))
    names = [f"{stem}@{density}x" if density > 1 else stem for density in _DENSITIES[: len(sizes)]]
    action = action.named(*(fingerprinted(f"{name}.{form}") for form in ("png", "webp") for name in names))
    found = [address(output) for output in action.outputs]
    count = len(sizes)
    desk.addresses[f"logo:{logo.variant}"] = found[0]
    for form, targets in (("png", found[:count]), ("webp", found[count:])):
        told = [f"{target} {density}x" for target, density in zip(targets, _DENSITIES, strict=False)]
        desk.addresses[f"logo:{logo.variant}:{form}"] = ", ".join(told)
    return action


def _mail(desk: Desk) -> Action:
    """The logo for e-mails, on their paper."""
    assert desk.brand is not None
    logo = desk.brand.logos["mail"]
    token = desk.brand.tokens.get(desk.project.theme.logo.mail)
    value = token.light.color if token is not None else None
    paper = color.opaque(value) if value is not None else "#ffffff"
    digest, values = lent(desk, logo)
    size = (logo.width * _MAIL_DENSITY, logo.height * _MAIL_DENSITY)
    params = canonical({"picture": values, "sizes": [size], "forms": ["png"], "paper": paper})
    action = Action("logo", KIND.stamp, (("picture", digest),), params, (), origin(desk, logo.variant))
    action = action.named(fingerprinted("logo-mail.png"))
    desk.addresses["logo:mail"] = address(action.outputs[0])
    return action


def _render(action: Action, read: Read) -> Work:
    params = json.loads(action.params)
    picture = received(params["picture"], read(action.inputs[0][1]))
    return Work(lambda: _drawn(picture, params["sizes"], params["forms"], params.get("paper", "")), action.origin)


def _drawn(picture: Picture, sizes: Sequence[Sequence[int]], forms: Sequence[str], paper: str) -> list[bytes]:
    from PIL import Image

    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.encode import png, webp

    drawing = drawing_of(picture)
    images = [drawing.image(width, height) for width, height in sizes]
    if paper:
        papers = [Image.new("RGBA", image.size, paper) for image in images]
        images = [
            Image.alpha_composite(below, image).convert("RGB") for below, image in zip(papers, images, strict=True)
        ]
    return [png(image) if form == "png" else webp(image) for form in forms for image in images]


KIND = Kind("logo", 5, _plan, _render, stored=True, drawn=True, libraries=("deflate", "pillow", "resvg"))
