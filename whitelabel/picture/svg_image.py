"""Pictures within a drawing: PNG and JPEG only, written anew without anything beside their pixels."""

from __future__ import annotations

import base64
import binascii
import re

from whitelabel.picture.svg_source import Element, Fault

_ADDRESS = re.compile(r"data:image/(?:png|jpe?g|pjpeg|x-png);(?:[\w-]+=[\w-]+;)*base64,", re.IGNORECASE)
_HINT = "export it again as plain shapes, or the whole logo as PNG"
_EMBED = "embed the picture as PNG or JPEG, or export the whole logo as PNG"


def rewritten(address: str, element: Element) -> str:
    """The address of a picture that stands in a drawing, with the picture written anew.

    Args:
        address: As written.
        element: The ``image``, for the place.

    Raises:
        Fault: For a picture that isn't within the drawing, that is of another format, or too big.
    """
    found = _ADDRESS.match(address)
    if found is None:
        shown = address[:40]
        if not address.lower().startswith("data:"):
            raise Fault("WL512", f"the SVG shows a picture outside of the file: '{shown}'", element, _EMBED)
        raise Fault("WL512", f"the SVG shows a picture that is no PNG or JPEG within it: '{shown}'", element, _HINT)
    from whitelabel.picture.encode import png
    from whitelabel.picture.raster import RasterFault, decode

    try:
        data = base64.b64decode(re.sub(r"\s+|%0[aA]", "", address[found.end() :].replace("%2B", "+")), validate=True)
    except (binascii.Error, ValueError):
        raise Fault("WL512", "the picture within the SVG is damaged", element, _HINT) from None
    form = "png" if data.startswith(b"\x89PNG\r\n\x1a\n") else "jpeg" if data.startswith(b"\xff\xd8\xff") else None
    if form is None:
        raise Fault("WL512", "the picture within the SVG is neither PNG nor JPEG", element, _HINT)
    try:
        image = decode(data, form)  # type: ignore[arg-type]
    except RasterFault as fault:
        raise Fault(fault.code, f"the picture within the SVG {fault.message}", element, fault.hint) from None
    return "data:image/png;base64," + base64.b64encode(png(image)).decode()
