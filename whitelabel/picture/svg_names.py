"""What an SVG may hold: elements, their attributes and the properties of style, each with the grammar of its values."""

from __future__ import annotations

SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
DEFINITIONS = frozenset(
    ("linearGradient", "radialGradient", "pattern", "mask", "clipPath", "marker", "symbol", "filter")
)
"""Elements that are drawn only where something refers to them."""

CONTAINERS = frozenset(("svg", "g", "defs", "symbol", "clipPath", "mask", "pattern", "marker", "switch", "a"))

_BOX = {"x": "x", "y": "y", "width": "x", "height": "y"}
_FITTED = {"viewBox": "box", "preserveAspectRatio": "aspect"}
_STEP = {"x": "rx", "y": "ry", "width": "rx", "height": "ry", "in": "in"}
_TABLE = {
    "type": "identity|table|discrete|linear|gamma",
    "tableValues": "numbers",
    "slope": "number",
    "intercept": "number",
    "amplitude": "number",
    "exponent": "number",
    "offset": "number",
}
_LIGHT = {"surfaceScale": "number", "kernelUnitLength": "numbers"}
_PLACE = {"x": "number", "y": "number", "z": "number"}

GEOMETRY: dict[str, dict[str, str]] = {
    "svg": {**_BOX, **_FITTED},
    "g": {},
    "defs": {},
    "symbol": {**_FITTED},
    "use": {**_BOX, "href": "use"},
    "path": {"d": "path", "pathLength": "number"},
    "rect": {**_BOX, "rx": "x", "ry": "y", "pathLength": "number"},
    "circle": {"cx": "x", "cy": "y", "r": "o", "pathLength": "number"},
    "ellipse": {"cx": "x", "cy": "y", "rx": "x", "ry": "y", "pathLength": "number"},
    "line": {"x1": "x", "y1": "y", "x2": "x", "y2": "y", "pathLength": "number"},
    "polyline": {"points": "points", "pathLength": "number"},
    "polygon": {"points": "points", "pathLength": "number"},
    "image": {**_BOX, "preserveAspectRatio": "aspect", "href": "image"},
    "linearGradient": {
        "x1": "rx",
        "y1": "ry",
        "x2": "rx",
        "y2": "ry",
        "gradientUnits": "userSpaceOnUse|objectBoundingBox",
        "gradientTransform": "transform",
        "spreadMethod": "pad|reflect|repeat",
        "href": "gradient",
    },
    "radialGradient": {
        "cx": "rx",
        "cy": "ry",
        "r": "ro",
        "fx": "rx",
        "fy": "ry",
        "fr": "ro",
        "gradientUnits": "userSpaceOnUse|objectBoundingBox",
        "gradientTransform": "transform",
        "spreadMethod": "pad|reflect|repeat",
        "href": "gradient",
    },
    "stop": {"offset": "fraction"},
    "pattern": {
        "x": "rx",
        "y": "ry",
        "width": "rx",
        "height": "ry",
        "patternUnits": "userSpaceOnUse|objectBoundingBox",
        "patternContentUnits": "userSpaceOnUse|objectBoundingBox",
        "patternTransform": "transform",
        "href": "pattern",
        **_FITTED,
    },
    "clipPath": {"clipPathUnits": "userSpaceOnUse|objectBoundingBox"},
    "mask": {
        "x": "rx",
        "y": "ry",
        "width": "rx",
        "height": "ry",
        "maskUnits": "userSpaceOnUse|objectBoundingBox",
        "maskContentUnits": "userSpaceOnUse|objectBoundingBox",
    },
    "marker": {
        "refX": "ref-x",
        "refY": "ref-y",
        "markerWidth": "x",
        "markerHeight": "y",
        "markerUnits": "strokeWidth|userSpaceOnUse",
        "orient": "orient",
        **_FITTED,
    },
    "filter": {
        "x": "rx",
        "y": "ry",
        "width": "rx",
        "height": "ry",
        "filterUnits": "userSpaceOnUse|objectBoundingBox",
        "primitiveUnits": "userSpaceOnUse|objectBoundingBox",
    },
    "feGaussianBlur": {**_STEP, "stdDeviation": "blur", "edgeMode": "duplicate|wrap|none"},
    "feOffset": {**_STEP, "dx": "number", "dy": "number"},
    "feMerge": _STEP,
    "feMergeNode": {"in": "in"},
    "feColorMatrix": {**_STEP, "type": "matrix|saturate|hueRotate|luminanceToAlpha", "values": "numbers"},
    "feComponentTransfer": _STEP,
    "feFuncR": _TABLE,
    "feFuncG": _TABLE,
    "feFuncB": _TABLE,
    "feFuncA": _TABLE,
    "feFlood": _STEP,
    "feComposite": {
        **_STEP,
        "in2": "in",
        "operator": "over|in|out|atop|xor|lighter|arithmetic",
        "k1": "number",
        "k2": "number",
        "k3": "number",
        "k4": "number",
    },
    "feBlend": {**_STEP, "in2": "in", "mode": "blend"},
    "feDropShadow": {**_STEP, "stdDeviation": "blur", "dx": "number", "dy": "number"},
    "feMorphology": {**_STEP, "operator": "erode|dilate", "radius": "radius"},
    "feTile": _STEP,
    "feTurbulence": {
        **_STEP,
        "baseFrequency": "numbers",
        "numOctaves": "octaves",
        "seed": "number",
        "stitchTiles": "stitch|noStitch",
        "type": "fractalNoise|turbulence",
    },
    "feDisplacementMap": {
        **_STEP,
        "in2": "in",
        "scale": "number",
        "xChannelSelector": "R|G|B|A",
        "yChannelSelector": "R|G|B|A",
    },
    "feConvolveMatrix": {
        **_STEP,
        "order": "order",
        "kernelMatrix": "numbers",
        "divisor": "number",
        "bias": "number",
        "targetX": "number",
        "targetY": "number",
        "edgeMode": "duplicate|wrap|none",
        "preserveAlpha": "true|false",
    },
    "feDiffuseLighting": {**_STEP, **_LIGHT, "diffuseConstant": "number"},
    "feSpecularLighting": {**_STEP, **_LIGHT, "specularConstant": "number", "specularExponent": "number"},
    "feDistantLight": {"azimuth": "number", "elevation": "number"},
    "fePointLight": _PLACE,
    "feSpotLight": {
        **_PLACE,
        "pointsAtX": "number",
        "pointsAtY": "number",
        "pointsAtZ": "number",
        "specularExponent": "number",
        "limitingConeAngle": "number",
    },
}
"""Attributes of each element, and the name of their grammar (``svg_build.py``); words are separated by ``|``.

``x``, ``y``, ``o`` are lengths along an axis or neither; ``rx``, ``ry``, ``ro`` the same where the element's units say
whether it is the user's or those of a bounding box.
"""

UNITS = {
    "linearGradient": ("gradientUnits", "objectBoundingBox"),
    "radialGradient": ("gradientUnits", "objectBoundingBox"),
    "pattern": ("patternUnits", "objectBoundingBox"),
    "mask": ("maskUnits", "objectBoundingBox"),
    "filter": ("filterUnits", "objectBoundingBox"),
}
"""Which attribute tells the units of an element's lengths, and what it is when absent."""

DEFAULTS = {
    "linearGradient": {"x2": "100%"},
    "radialGradient": {"cx": "50%", "cy": "50%", "r": "50%"},
    "mask": {"x": "-10%", "y": "-10%", "width": "120%", "height": "120%"},
    "filter": {"x": "-10%", "y": "-10%", "width": "120%", "height": "120%"},
}
"""Lengths that are meant in per cent of the viewport when they are absent and the units are the user's."""

ALLOWED_IN = {
    "linearGradient": frozenset(("stop",)),
    "radialGradient": frozenset(("stop",)),
    "filter": frozenset(name for name in GEOMETRY if name.startswith("fe")),
    "feMerge": frozenset(("feMergeNode",)),
    "feComponentTransfer": frozenset(("feFuncR", "feFuncG", "feFuncB", "feFuncA")),
    "feDiffuseLighting": frozenset(("feDistantLight", "fePointLight", "feSpotLight")),
    "feSpecularLighting": frozenset(("feDistantLight", "fePointLight", "feSpotLight")),
    "clipPath": frozenset((*SHAPES, "text", "use", "switch")),
}
"""Children of what takes only certain ones; all that isn't named here takes anything that is drawn or defined."""

DRAWN = frozenset((*SHAPES, *CONTAINERS, *DEFINITIONS, "use", "image", "text", "foreignObject"))

INHERITED: dict[str, str] = {
    "fill": "paint",
    "fill-rule": "nonzero|evenodd",
    "fill-opacity": "opacity",
    "stroke": "paint",
    "stroke-width": "o",
    "stroke-opacity": "opacity",
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel|miter-clip|arcs",
    "stroke-miterlimit": "number",
    "stroke-dasharray": "dashes",
    "stroke-dashoffset": "o",
    "clip-rule": "nonzero|evenodd",
    "visibility": "visible|hidden|collapse",
    "marker-start": "marker",
    "marker-mid": "marker",
    "marker-end": "marker",
    "paint-order": "order-of-paint",
    "shape-rendering": "auto|optimizeSpeed|crispEdges|geometricPrecision",
    "image-rendering": "auto|optimizeSpeed|optimizeQuality|pixelated|crisp-edges|smooth|high-quality",
    "color-interpolation": "auto|sRGB|linearRGB",
    "color-interpolation-filters": "auto|sRGB|linearRGB",
}
OWN: dict[str, str] = {
    "opacity": "opacity",
    "clip-path": "clip",
    "mask": "mask",
    "mask-type": "luminance|alpha",
    "filter": "filter",
    "overflow": "visible|hidden|scroll|auto|clip",
    "vector-effect": "none|non-scaling-stroke",
    "mix-blend-mode": "blend",
    "isolation": "auto|isolate",
    "transform": "transform",
    "stop-color": "color",
    "stop-opacity": "opacity",
    "flood-color": "color",
    "flood-opacity": "opacity",
    "lighting-color": "color",
}
INITIAL: dict[str, str] = {
    "fill": "#000000",
    "fill-rule": "nonzero",
    "fill-opacity": "1",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-opacity": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
    "clip-rule": "nonzero",
    "visibility": "visible",
    "marker-start": "none",
    "marker-mid": "none",
    "marker-end": "none",
    "paint-order": "normal",
    "shape-rendering": "auto",
    "image-rendering": "auto",
    "color-interpolation": "sRGB",
    "color-interpolation-filters": "linearRGB",
}
TEXT = frozenset(
    "font font-family font-size font-weight font-style font-stretch font-variant letter-spacing word-spacing "
    "text-anchor dominant-baseline alignment-baseline baseline-shift writing-mode direction text-decoration "
    "text-transform text-decoration-line textLength lengthAdjust".split()
)
"""Properties that matter to letters only."""

BEHIND = frozenset(
    "color display transform-origin transform-box translate rotate scale marker d background background-color "
    "background-image mask-image -webkit-mask -webkit-mask-image -webkit-clip-path -webkit-filter "
    "backdrop-filter".split()
)
"""Properties that are worked into others and written nowhere."""

PROPERTIES = frozenset((*INHERITED, *OWN, *TEXT, *BEHIND))
STYLED_GEOMETRY = frozenset(("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"))
"""Attributes of shapes that a style sheet may set as well."""

ATTRIBUTE_ONLY_IN_STYLE = frozenset(
    "mix-blend-mode isolation translate rotate scale marker background background-color background-image font "
    "mask-image -webkit-mask -webkit-mask-image -webkit-clip-path -webkit-filter backdrop-filter".split()
)
"""Properties that have no presentation attribute."""

BLENDS = (
    "normal|multiply|screen|overlay|darken|lighten|color-dodge|color-burn|hard-light|soft-light|difference|exclusion|"
    "hue|saturation|color|luminosity|plus-lighter"
)
