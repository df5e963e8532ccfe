"""Small drawings, each with one feature of SVG."""

from __future__ import annotations

# A colour from red to blue.
_FADE = '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>'

FEATURES: dict[str, tuple[str, str]] = {
    "a": (
        "",
        '<a xlink:href="http://x.example"><rect width="20" height="20" fill="red"/></a><a><circle r="5" cx="50" cy="50"/></a>',
    ),
    "blend": (
        "",
        '<rect width="50" height="50" fill="red"/><rect x="25" width="50" height="50" fill="#0f8" style="mix-blend-mode:multiply"/><g style="isolation:isolate"><rect y="25" width="50" height="50" fill="#0f8" style="mix-blend-mode:difference"/></g>',
    ),
    "calc": ("", '<rect style="width:calc(10px + 20px);height:20px"/>'),
    "clip-bbox": (
        "",
        '<clipPath id="c" clipPathUnits="objectBoundingBox"><circle cx=".5" cy=".5" r=".5"/></clipPath><rect x="10" width="50" height="30" clip-path="url(#c)"/>',
    ),
    "clip-empty": ("", '<clipPath id="c"/><rect width="50" height="50" fill="red" clip-path="url(#c)"/>'),
    "clip-group": (
        "",
        '<clipPath id="c"><g><circle r="30"/></g></clipPath><rect width="80" height="80" clip-path="url(#c)"/>',
    ),
    "clip-hidden": (
        "",
        '<clipPath id="c"><rect width="10" height="10" visibility="hidden"/><circle r="30"/></clipPath><rect width="50" height="50" fill="red" clip-path="url(#c)"/>',
    ),
    "clip-missing": (
        "",
        '<rect width="50" height="50" fill="red" clip-path="url(#zz)" mask="url(#yy)"/><rect y="50" width="50" height="20" filter="url(#ff)"/>',
    ),
    "clip-on-clip": (
        "",
        '<clipPath id="b"><rect width="20" height="20"/></clipPath><clipPath id="c" clip-path="url(#b)" transform="translate(5 5)"><circle r="30"/></clipPath><rect width="80" height="80" clip-path="url(#c)"/>',
    ),
    "clip-path-basic": ("", '<rect width="80" height="80" style="clip-path:circle(30px at 40px 40px)"/>'),
    "clip-rule": (
        "",
        '<clipPath id="c"><path clip-rule="evenodd" d="M0 0h60v60h-60zM10 10h30v30h-30z"/></clipPath><rect width="80" height="80" clip-path="url(#c)"/>',
    ),
    "clip-rule-inherit": (
        "",
        '<g clip-rule="evenodd"><clipPath id="c"><path d="M0 0h60v60h-60zM10 10h30v30h-30z"/></clipPath></g><rect width="80" height="80" clip-path="url(#c)"/>',
    ),
    "clip-use": (
        "",
        '<defs><circle id="a" r="30"/></defs><clipPath id="c"><use href="#a" x="20" y="20"/></clipPath><rect width="80" height="80" clip-path="url(#c)"/>',
    ),
    "clip-wrong": (
        "",
        '<rect id="zz" width="5" height="5"/><rect width="50" height="50" fill="red" clip-path="url(#zz)" mask="url(#zz)"/><rect y="50" width="50" height="20" filter="url(#zz)"/><rect x="60" width="20" height="20" fill="url(#zz)"/>',
    ),
    "color-wide": ("", '<rect width="40" height="30" fill="color(display-p3 .2 .8 .1)"/>'),
    "color-wide-lab": (
        "",
        '<rect width="40" height="30" fill="lab(50% 90 -120)"/><rect y="50" width="40" height="30" fill="oklch(80% .4 150)"/>',
    ),
    "colors": (
        "",
        '<rect x="0" width="10" height="40" fill="rgb(10%,50%,90%)"/><rect x="10" width="10" height="40" fill="hsl(120 50% 50%)"/><rect x="20" width="10" height="40" fill="hsla(200,50%,50%,.5)"/><rect x="30" width="10" height="40" fill="#abcd"/><rect x="40" width="10" height="40" fill="rebeccapurple"/><rect x="50" width="10" height="40" fill="oklch(60% .2 30)"/><rect x="60" width="10" height="40" fill="RED"/><rect x="70" width="10" height="40" fill="hwb(90 10% 10%)"/><rect x="80" width="10" height="40" fill="transparent"/><rect x="90" width="10" height="40" fill="lab(50% 20 -30)"/>',
    ),
    "css-case": (
        "",
        '<style>RECT{fill:red}.A{fill:blue}lineargradient{x:1}</style><rect class="a" width="20" height="20"/>',
    ),
    "css-comment-hide": ("", '<style><![CDATA[<!-- rect{fill:red} --> ]]></style><rect width="40" height="30" />'),
    "css-first-child": (
        "",
        '<style>rect:first-child{fill:red}rect+rect{fill:lime}rect:not(.a){stroke:blue}g>rect:nth-of-type(2){opacity:.4}[width="9"]{fill:gold}</style><g><rect width="20" height="20"/><rect class="a" x="30" width="20" height="20"/></g><rect y="40" width="9" height="9"/>',
    ),
    "css-geom": (
        "",
        '<style>rect{width:30px;height:20px;x:10px;rx:5px}circle{r:10px;cx:60px;cy:50%}path{d:path("M0 60h50v20z")}</style><rect width="5" height="5"/><circle/><path d="M0 0h9v9z"/>',
    ),
    "css-hover": (
        "",
        '<style>rect:hover{fill:red}rect:link{fill:blue}a:link rect{fill:lime}</style><a href="#x"><rect width="40" height="30" /></a>',
    ),
    "css-important": (
        "",
        '<style>.b{fill:blue!important}</style><rect class="b" width="20" height="20" style="fill:red"/>',
    ),
    "css-indiv": ("", '<rect width="20" height="20" style="translate:20px 10px;rotate:30deg;scale:1.5"/>'),
    "css-inherit": (
        "",
        '<g opacity=".5" stroke="red" stroke-width="4"><rect x="5" y="5" width="40" height="40" style="opacity:inherit;stroke-width:inherit;fill:initial;stroke:unset"/></g>',
    ),
    "css-media": (
        "",
        '<style>@media (min-width:50px){rect{fill:red}}@media print{rect{fill:lime}}@media (prefers-color-scheme:dark){rect{fill:blue}}</style><rect width="40" height="30" />',
    ),
    "css-media2": (
        "",
        '<style>@media not print{rect{fill:red}}@media screen,print{rect{stroke:lime}}@media (orientation:portrait){rect{fill:blue}}</style><rect width="40" height="30" />',
    ),
    "css-order": (
        "",
        '<style>rect{fill:red}.b{fill:blue}#i{fill:lime}rect.b{fill:green}</style><rect class="b" width="20" height="20" fill="black"/><rect id="i" class="b" x="30" width="20" height="20" style="fill:gold"/><rect id="i2" x="60" width="20" height="20"/>',
    ),
    "css-root-bg": ('viewBox="0 0 128 96" style="background:gold"', '<rect width="20" height="20"/>'),
    "css-star": ("", '<style>*{fill:red;stroke:blue}svg{fill:lime}</style><rect width="40" height="30" />'),
    "css-transform": (
        "",
        '<style>rect{transform:rotate(20deg);transform-origin:50px 40px}.b{transform-origin:center;transform:scale(.5)}</style><rect x="30" y="30" width="20" height="20"/><rect class="b" width="30" height="30" fill="red"/>',
    ),
    "css-transform-box": (
        "",
        '<style>rect{transform:rotate(45deg);transform-origin:center;transform-box:fill-box}</style><rect x="30" y="30" width="20" height="20"/>',
    ),
    "css-var-invalid": ("", '<g fill="lime"><rect width="20" height="20" fill="red" style="fill:var(--zz)" /></g>'),
    "css-vars": (
        "",
        '<style>:root{--a:red}g{--a:blue}</style><rect width="20" height="20" style="fill:var(--a)"/><g><rect x="30" width="20" height="20" style="fill:var(--a)"/></g><rect x="60" width="20" height="20" style="fill:var(--zz)" />',
    ),
    "currentcolor": (
        "",
        '<g color="red"><rect width="20" height="20" fill="currentColor"/><g color="blue"><rect x="30" width="20" height="20" fill="currentColor"/></g></g><rect y="40" width="20" height="20" fill="currentColor"/>',
    ),
    "currentcolor-inherit": (
        "",
        '<g color="red" fill="currentColor"><g color="blue"><rect width="20" height="20"/></g></g>',
    ),
    "dash-odd": (
        "",
        '<path d="M0 10h90" stroke="red" stroke-width="6" stroke-dasharray="5"/><path d="M0 30h90" stroke="red" stroke-width="6" stroke-dasharray="5,-3"/><path d="M0 50h90" stroke="red" stroke-width="6" stroke-dasharray="0 0"/><path d="M0 60h90" stroke="red" pathLength="10" stroke-dasharray="1 .5" stroke-dashoffset="-.3"/>',
    ),
    "display-none": (
        "",
        '<g display="none"><rect id="r" width="20" height="20"/><clipPath id="c"><rect width="10" height="10"/></clipPath></g><use href="#r"/><rect x="0" y="0" width="50" height="50" fill="red" clip-path="url(#c)"/>',
    ),
    "display-none-clip": (
        "",
        '<clipPath id="c" display="none"><rect width="10" height="10"/></clipPath><rect width="50" height="50" fill="red" clip-path="url(#c)"/>',
    ),
    "em-root": ('viewBox="0 0 128 96" font-size="10"', '<rect width="2em" height="2rem"/>'),
    "fallback": (
        "",
        '<rect width="20" height="20" fill="url(#no) red"/><rect x="30" width="20" height="20" fill="url(#no)"/><rect x="60" width="20" height="20" fill="url(#no) none" stroke="blue"/><g color="lime"><rect y="40" width="20" height="20" fill="url(#no) currentColor"/></g>',
    ),
    "filter-attr-fn": ("", '<rect x="20" y="10" width="40" height="40" fill="gold" filter="grayscale(1)"/>'),
    "filter-bg": (
        "",
        '<filter id="f"><feBlend in2="BackgroundImage" mode="multiply"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-chain": (
        "",
        '<filter id="f" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur in="SourceAlpha" stdDeviation="3" result="a b"/><feOffset dx="4" dy="4"/><feMerge><feMergeNode/><feMergeNode in="a b"/><feMergeNode in="SourceGraphic"/></feMerge></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-empty": ("", '<filter id="f"/><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>'),
    "filter-fn": ("", '<rect x="20" y="10" width="40" height="40" fill="gold" style="filter:blur(2px)"/>'),
    "filter-light": (
        "",
        '<filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="2"/><feSpecularLighting surfaceScale="4" specularConstant="1" specularExponent="12" lighting-color="#fc0"><fePointLight x="10" y="10" z="40"/></feSpecularLighting></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-matrix": (
        "",
        '<filter id="f" color-interpolation-filters="sRGB"><feColorMatrix values="0 1 0 0 0 1 0 0 0 0 0 0 1 0 0 0 0 0 1 0"/><feComponentTransfer><feFuncR type="linear" slope=".5" intercept=".2"/><feFuncA type="table" tableValues="0 .5"/></feComponentTransfer></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-step-unreadable": (
        "",
        '<filter id="f"><feFlood flood-color="red" x="red" width=".5"/></filter><rect x="20" y="10" width="40" height="40" filter="url(#f)"/>',
    ),
    "css-in-element": (
        "",
        '<style>rect{fill:red}<g>rect{fill:blue}</g>rect{stroke:lime}</style><rect width="40" height="30"/>',
    ),
    "filter-name-twice": (
        "",
        '<filter id="f"><feOffset dx="9" result="a"/><feFlood flood-color="red"/><feMerge result="a"><feMergeNode in="a"/><feMergeNode in="SourceAlpha"/></feMerge><feOffset in="a" dy="5"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-missing-in": (
        "",
        '<filter id="f"><feFlood flood-color="red" flood-opacity=".4" result="x"/><feComposite in="SourceGraphic" in2="nope" operator="in"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-percent": (
        "",
        '<filter id="f" filterUnits="userSpaceOnUse" x="10%" y="0" width="50%" height="50%"><feFlood flood-color="red" x="20%" width="10%"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-shadow": (
        "",
        '<filter id="f"><feDropShadow dx="3" dy="3" stdDeviation="2" flood-color="red" flood-opacity=".7"/></filter><rect x="10" y="10" width="40" height="40" filter="url(#f)"/>',
    ),
    "filter-turb": (
        "",
        '<filter id="f"><feTurbulence baseFrequency=".05" numOctaves="2" seed="3"/><feDisplacementMap in="SourceGraphic" scale="10" xChannelSelector="R"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "filter-units": (
        "",
        '<filter id="f" primitiveUnits="objectBoundingBox"><feGaussianBlur stdDeviation=".1 .02"/><feFlood x="0" width=".5" flood-color="red" flood-opacity=".2"/></filter><rect x="20" y="10" width="40" height="40" fill="gold" filter="url(#f)"/>',
    ),
    "gradient-current": (
        "",
        '<g color="red"><linearGradient id="a"><stop stop-color="currentColor"/><stop offset="1" stop-color="inherit" stop-opacity=".3"/></linearGradient></g><rect color="lime" width="90" height="70" fill="url(#a)"/>',
    ),
    "gradient-href": (
        "",
        '<linearGradient id="a" href="#g" x1="0" x2="0" y2="1"/><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="40" height="30" fill="url(#a)"/>',
    ),
    "gradient-href-radial": (
        "",
        '<radialGradient id="a" xlink:href="#b" fx=".2"/><linearGradient id="b" gradientTransform="rotate(30)" spreadMethod="reflect" href="#g"/><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="40" height="30" fill="url(#a)"/>',
    ),
    "gradient-in-use": (
        "",
        '<defs><g id="q"><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="20" height="20" fill="url(#g)"/></g></defs><use href="#q"/><use href="#q" x="30"/>',
    ),
    "gradient-nostops": (
        "",
        '<linearGradient id="a"/><rect width="40" height="70" fill="url(#a)" stroke="red"/><rect x="50" width="40" height="70" fill="url(#a) lime"/>',
    ),
    "gradient-onestop": (
        "",
        '<linearGradient id="a"><stop offset=".5" stop-color="red"/></linearGradient><rect width="40" height="70" fill="url(#a)"/>',
    ),
    "gradient-order": (
        "",
        '<linearGradient id="a"><stop offset=".5" stop-color="red"/><stop offset=".2" stop-color="lime"/><stop offset="110%" stop-color="rgba(0,0,255,.5)" stop-opacity=".5"/></linearGradient><rect width="90" height="70" fill="url(#a)"/>',
    ),
    "gradient-user": (
        "",
        '<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="10%" href="#g"/><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="90" height="70" fill="url(#a)"/>',
    ),
    "gradient-zero": (
        "",
        '<rect width="90" height="0" fill="red"/><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><line x2="90" y1="10" y2="10" stroke="url(#g)" stroke-width="9"/><path d="M0 30h90" stroke="url(#g) lime" stroke-width="9"/>',
    ),
    "href-both": (
        "",
        '<rect id="q" width="9" height="9"/><circle id="w" r="9"/><use href="#q" xlink:href="#w" x="40" y="40"/>',
    ),
    "id-dup": (
        "",
        '<rect id="q" width="9" height="9"/><rect id="q" width="20" height="20" fill="red" y="30"/><use href="#q" x="40"/>',
    ),
    "id-percent": (
        "",
        '<linearGradient id="a%20b"><stop stop-color="red"/></linearGradient><rect width="20" height="20" fill="url(#a%20b)"/>',
    ),
    "id-spaces": (
        "",
        '<linearGradient id="a b:c.d"><stop stop-color="red"/></linearGradient><linearGradient id="é"><stop stop-color="lime"/></linearGradient><rect width="20" height="20" fill="url(#é)"/><rect x="40" width="20" height="20" fill="url(\'#a b:c.d\')"/><rect id="u v" width="4" height="4"/><use href="#u%20v" x="80"/>',
    ),
    "image-none-ar": (
        "",
        '<image width="50" height="30" preserveAspectRatio="none" href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="/>',
    ),
    "marker": (
        "",
        '<marker id="m" markerWidth="5" markerHeight="5" refX="2" refY="2" orient="auto" viewBox="0 0 4 4"><path d="M0 0l4 2-4 2z"/></marker><path d="M10 10h30l20 30" stroke="red" fill="none" stroke-width="2" marker-start="url(#m)" marker-mid="url(#m)" marker-end="url(#m)"/>',
    ),
    "marker-context": (
        "",
        '<marker id="m" markerWidth="5" markerHeight="5"><circle r="4" fill="context-stroke" stroke="context-fill"/></marker><path d="M10 10h30l20 30" stroke="red" fill="lime" marker-mid="url(#m)"/>',
    ),
    "marker-inherit": (
        "",
        '<marker id="m" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" overflow="visible"><circle r="4"/></marker><g marker-mid="url(#m)"><path d="M10 10h30l20 30"/><polyline points="9 50 40 60 80 50"/></g>',
    ),
    "marker-short": (
        "",
        '<marker id="m" markerWidth="5" markerHeight="5"><circle r="4"/></marker><path d="M10 10h30l20 30" stroke="red" style="marker:url(#m)"/>',
    ),
    "mask": (
        "",
        _FADE
        + '<mask id="m"><rect width="100" height="80" fill="url(#g)"/></mask><rect width="80" height="80" mask="url(#m)"/>',
    ),
    "mask-alpha": (
        "",
        '<mask id="m" style="mask-type:alpha"><rect width="50" height="50" fill="black" fill-opacity=".4"/></mask><rect width="80" height="80" mask="url(#m)"/>',
    ),
    "mask-bbox": (
        "",
        '<mask id="m" maskContentUnits="objectBoundingBox" x="0" y="0" width=".5" height="1"><rect width="1" height="1" fill="white" fill-opacity=".4"/></mask><rect x="10" width="80" height="80" mask="url(#m)"/>',
    ),
    "mask-linear": (
        "",
        '<mask id="m" color-interpolation="linearRGB"><rect width="99" height="80" fill="#888"/></mask><rect width="80" height="80" mask="url(#m)"/>',
    ),
    "mask-nested-vp": (
        "",
        '<svg x="10" y="10" width="40" height="40"><mask id="m" maskUnits="userSpaceOnUse"><rect width="99" height="99" fill="#fff"/></mask></svg><rect width="80" height="80" mask="url(#m)"/>',
    ),
    "mask-user": (
        "",
        '<mask id="m" maskUnits="userSpaceOnUse"><rect x="-20" y="-20" width="99" height="99" fill="#fff"/></mask><rect width="80" height="80" mask="url(#m)"/>',
    ),
    "miter": (
        "",
        '<path d="M10 40L50 10L52 40" fill="none" stroke="red" stroke-width="6" stroke-miterlimit="30"/><path d="M60 40L80 10L82 40" fill="none" stroke="red" stroke-width="6" stroke-miterlimit="0.5"/>',
    ),
    "nested-overflow": (
        "",
        '<svg x="10" width="30" height="20" overflow="visible"><circle r="30" fill="red"/></svg><svg x="50" y="40" width="30" height="20"><circle r="30" fill="blue"/></svg>',
    ),
    "nested-slice": (
        "",
        '<svg x="10" y="5" width="50" height="20" viewBox="0 0 10 20" preserveAspectRatio="xMinYMax slice"><circle cx="5" cy="10" r="10" fill="red"/></svg>',
    ),
    "nested-svg": (
        "",
        '<svg x="10" y="5" width="50%" height="50%" viewBox="0 0 10 20"><rect width="10" height="20" fill="red"/><circle cx="50%" cy="50%" r="20%"/></svg>',
    ),
    "opacity-pct": (
        "",
        '<rect width="20" height="20" opacity="50%" /><rect x="30" width="20" height="20" fill-opacity="150%"/><rect x="60" width="20" height="20" fill-opacity="-1" stroke="red"/><rect y="40" width="20" height="20" fill="#f008" fill-opacity=".5"/>',
    ),
    "overflow-marker-clip": (
        "",
        '<marker id="m" markerWidth="2" markerHeight="2"><circle r="5" fill="red"/></marker><path d="M20 20h30" stroke="blue" stroke-width="4" marker-start="url(#m)"/>',
    ),
    "paint-order": (
        "",
        '<rect x="10" y="10" width="40" height="40" stroke="red" stroke-width="10" fill="gold" paint-order="stroke"/>',
    ),
    "path-arc-flags": ("", '<path d="M10 40a20 20 0 1130 10zM60 40a20 10 30 01.5.5 20 20 0 0010-10"/>'),
    "path-error": (
        "",
        '<path d="M10 10h30v30 L 50"/><path d="M50 50 h20 v20 X 0 0 z" fill="red"/><path d="10 10 h 30"/><path d="M0 60 h10 v10 h-10 #"/>',
    ),
    "pattern": (
        "",
        '<pattern id="p" width=".2" height=".25" patternTransform="rotate(10)"><circle cx="5" cy="5" r="5" fill="red"/></pattern><rect width="40" height="30" fill="url(#p)"/>',
    ),
    "pattern-bboxc": (
        "",
        '<pattern id="p" width=".5" height=".5" patternContentUnits="objectBoundingBox"><circle cx=".2" cy=".2" r=".2" fill="red"/></pattern><rect width="40" height="30" fill="url(#p)"/>',
    ),
    "pattern-href": (
        "",
        '<pattern id="q" href="#p" x="5"/><pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse" fill="blue"><circle cx="5" cy="5" r="5"/></pattern><rect width="40" height="30" fill="url(#q)"/>',
    ),
    "pattern-vb": (
        "",
        '<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse" viewBox="0 0 2 4"><circle cx="1" cy="1" r="1" fill="red"/></pattern><rect width="40" height="30" fill="url(#p)"/>',
    ),
    "points-broken": ("", '<polyline points="50 50,80 50 80 80 px 3 3" fill="red"/>'),
    "points-odd": ("", '<polygon points="0,0 40,0 40,40 7"/>'),
    "root-ar": (
        'viewBox="0 0 128 96" width="200" height="50" preserveAspectRatio="xMaxYMid slice"',
        '<circle cx="50" cy="40" r="40"/>',
    ),
    "root-ar2": ('viewBox="0 0 128 96" width="200" height="50"', '<circle cx="50" cy="40" r="60"/>'),
    "root-ar3": (
        'viewBox="10 10 100 80" width="200" height="50" preserveAspectRatio="none"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-mm": ('width="32mm" height="24mm"', '<circle cx="50%" cy="50%" r="10mm"/>'),
    "root-one": ('width="60" viewBox="0 0 100 50"', '<circle cx="50%" cy="50%" r="30%"/>'),
    "root-pct": ('width="100%" height="100%" viewBox="0 0 100 50"', '<circle cx="50%" cy="50%" r="30%"/>'),
    "root-props": (
        'viewBox="0 0 128 96" fill="red" opacity=".5" stroke="blue" stroke-width="5" clip-path="url(#c)"',
        '<circle cx="50" cy="40" r="30"/>',
    ),
    "root-transform": ('viewBox="0 0 128 96" transform="rotate(10)"', '<circle cx="50" cy="40" r="30"/>'),
    "root-x": ('x="10" y="20" viewBox="0 0 128 96" overflow="visible"', '<circle cx="50" cy="40" r="30"/>'),
    "rx": (
        "",
        '<rect width="40" height="20" rx="30"/><rect y="30" width="40" height="20" ry="5"/><rect x="50" y="30" width="40" height="20" rx="0" ry="8"/><ellipse cx="50" cy="65" rx="20"/>',
    ),
    "rx-auto": ("", '<rect x="50" width="40" height="20" rx="auto" ry="8"/>'),
    "rx-percent": ("", '<rect width="40" height="20" rx="10%"/><ellipse cx="50%" cy="65" rx="10%" ry="5%"/>'),
    "ry-auto": ("", '<ellipse cx="50" cy="65" rx="20" ry="auto"/>'),
    "stroke-neg": (
        "",
        '<rect x="10" y="10" width="40" height="30" stroke="red" stroke-width="-3"/><g stroke-width="6"><rect x="60" y="10" width="20" height="30" stroke="red" stroke-width="x"/></g>',
    ),
    "stroke-percent": (
        "",
        '<circle cx="50" cy="40" r="20%" stroke="red" stroke-width="5%" stroke-dasharray="5% 10" stroke-dashoffset="3%"/>',
    ),
    "stroke-units": (
        "",
        '<rect x="10" y="10" width="40" height="30" stroke="red" stroke-width="1mm"/><g font-size="20"><path d="M0 70h90" stroke="blue" stroke-width=".2em"/></g>',
    ),
    "style-late": ("", '<rect width="40" height="30" class="z"/><defs><style>.z{fill:red}</style></defs>'),
    "style-media": (
        "",
        '<style media="print">rect{fill:red}</style><style type="text/foo">rect{fill:lime}</style><rect width="40" height="30" />',
    ),
    "switch": (
        "",
        '<switch><rect systemLanguage="de" width="20" height="20" fill="red"/><rect systemLanguage="en" width="20" height="20" fill="lime"/><rect width="20" height="20"/></switch><switch><g requiredExtensions="http://ns.adobe.com/x"><rect x="40" width="9" height="9"/></g><foreignObject requiredExtensions="x"/><g><rect x="60" width="20" height="20" fill="blue"/></g></switch>',
    ),
    "switch-display": (
        "",
        '<switch display="none"><rect width="20" height="20"/></switch><a display="none"><rect width="20" height="20"/></a>',
    ),
    "switch-req": (
        "",
        '<switch><rect requiredFeatures="http://x" width="20" height="20" fill="red"/><rect width="20" height="20"/></switch>',
    ),
    "symbol": (
        "",
        '<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="7"/></symbol><use href="#s" x="5" y="5" width="40" height="20" fill="green"/><use href="#s" width="20%" height="20%" x="60"/>',
    ),
    "symbol-overflow": (
        "",
        '<symbol id="s" overflow="visible" viewBox="0 0 10 10" preserveAspectRatio="none"><circle cx="5" cy="5" r="7"/></symbol><use href="#s" x="25" y="5" width="30" height="50"/>',
    ),
    "symbol-plain": ("", '<symbol id="s"><circle cx="5" cy="5" r="40"/></symbol><use href="#s" x="25" y="5"/>'),
    "symbol-ref": (
        "",
        '<symbol id="s" viewBox="0 0 10 10" refX="5" refY="center"><circle cx="5" cy="5" r="4"/></symbol><use href="#s" x="45" y="45" width="30" height="30"/>',
    ),
    "transform-percent": ("", '<rect x="10" y="10" width="20" height="20" style="transform:translate(50%,10%)"/>'),
    "tspan-empty": ("", '<text> </text><rect width="40" height="30" />'),
    "units-font": ("", '<rect width="3ex" height="2ch"/><rect x="50" width="2em" height="2rem"/>'),
    "units-viewport": ("", '<rect width="20vw" height="20vh"/>'),
    "unknown-el": (
        "",
        '<foo><rect width="20" height="20"/></foo><g><bar xmlns="urn:x"><rect xmlns="http://www.w3.org/2000/svg" x="30" width="20" height="20"/></bar></g>',
    ),
    "use-css": (
        "",
        '<style>.a rect{fill:red} use rect{fill:blue} rect{opacity:.5}</style><g class="a"><rect id="r" width="20" height="20"/></g><use href="#r" x="30"/>',
    ),
    "use-currentcolor": (
        "",
        '<defs><rect id="r" width="20" height="20" fill="currentColor"/></defs><use href="#r" color="blue"/><use href="#r" x="30" style="color:lime"/>',
    ),
    "use-display": (
        "",
        '<g id="r" display="none"><rect width="20" height="20"/></g><use href="#r"/><defs display="none"><rect id="q" width="9" height="9"/></defs><use href="#q" x="40"/>',
    ),
    "use-em": (
        "",
        '<defs><rect id="r" width="2em" height="1em"/></defs><use href="#r" font-size="8"/><use href="#r" y="30" style="font-size:30px"/>',
    ),
    "use-inherit": (
        "",
        '<defs><rect id="r" width="20" height="20"/><rect id="q" width="20" height="20" fill="red"/></defs><use href="#r" fill="blue"/><use href="#q" x="30" fill="blue"/><g fill="green" stroke="black"><use href="#r" x="60"/></g>',
    ),
    "use-inherit-kw": (
        "",
        '<defs><g id="r"><rect width="20" height="20" fill="inherit" stroke="inherit" /></g></defs><use href="#r" fill="blue" stroke="red"/>',
    ),
    "use-of-use": (
        "",
        '<rect id="q" width="9" height="9"/><use id="w" href="#q" x="10" y="10" transform="rotate(5)"/><use href="#w" x="20" fill="red"/>',
    ),
    "use-percent-ctx": (
        "",
        '<svg width="50" height="40"><rect id="q" width="50%" height="50%"/></svg><use href="#q" x="50" y="40" fill="red"/>',
    ),
    "use-svg": (
        "",
        '<defs><svg id="s" viewBox="0 0 10 10" width="20" height="20"><rect width="10" height="10"/></svg></defs><use href="#s" x="10" y="10"/><use href="#s" x="40" y="10" width="40" height="40" fill="red"/>',
    ),
    "use-transform": (
        "",
        '<rect id="q" width="9" height="9"/><use href="#q" x="10" y="10" transform="rotate(45)" style="transform-origin:20px 20px"/>',
    ),
    "use-var": (
        "",
        '<defs><rect id="r" width="20" height="20" style="fill:var(--c,green)"/></defs><use href="#r" style="--c:blue"/><use href="#r" x="30"/>',
    ),
    "vector-effect": (
        "",
        '<rect x="10" y="10" width="40" height="40" stroke="red" stroke-width="3" transform="scale(1.5 .5)" vector-effect="non-scaling-stroke"/>',
    ),
    "visibility": (
        "",
        '<g visibility="hidden"><rect width="40" height="30" /><rect x="50" width="20" height="20" visibility="visible"/></g>',
    ),
    "xmlspace": ("", '<g xml:space="preserve">\n <rect width="20" height="20"/> \n</g>'),
    "undisplayed-mask": (
        "",
        '<mask id="c" display="none"><rect fill="#fff" width="10" height="10"/></mask><rect width="50" height="50" fill="red"  mask="url(#c)"/>',
    ),
    "undisplayed-gradient": (
        "",
        '<linearGradient id="c" display="none"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "undisplayed-pattern": (
        "",
        '<pattern id="c" display="none" width="10" height="10" patternUnits="userSpaceOnUse"><circle r="5"/></pattern><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "undisplayed-marker": (
        "",
        '<marker id="c" display="none" markerWidth="10" markerHeight="10"><circle r="5"/></marker><path d="M10 10h50v50" stroke="red" marker-end="url(#c)"/>',
    ),
    "undisplayed-filter": (
        "",
        '<filter id="c" display="none"><feFlood flood-color="lime"/></filter><rect width="50" height="50" fill="red"  filter="url(#c)"/>',
    ),
    "undisplayed-symbol": ("", '<symbol id="c" display="none"><rect width="40" height="30"/></symbol><use href="#c"/>'),
    "undisplayed-stop": (
        "",
        '<linearGradient id="c"><stop stop-color="red"/><stop display="none" offset=".5" stop-color="lime"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="50" height="50" fill="url(#c)"/>',
    ),
    "undisplayed-around-mask": (
        "",
        '<g display="none"><mask id="c"><rect fill="#fff" width="10" height="10"/></mask></g><rect width="50" height="50" fill="red"  mask="url(#c)"/>',
    ),
    "undisplayed-in-clip": (
        "",
        '<clipPath id="c"><rect width="10" height="10" display="none"/><rect x="20" width="10" height="10"/></clipPath><rect width="50" height="50" fill="red"  clip-path="url(#c)"/>',
    ),
    "rx-and-auto": ("", '<rect x="50" width="40" height="20" rx="9" ry="auto"/>'),
    "rx-auto-styled": ("", '<rect x="50" width="40" height="20" style="rx:auto;ry:8px"/>'),
    "ry-unreadable": ("", '<ellipse cx="50" cy="65" rx="20" ry="x"/>'),
    "points-comma": ("", '<polygon points="50 50,80 50 80 80,"/>'),
    "points-cut": ("", '<polygon points="50 50 80 50 80 80-"/>'),
    "points-semicolon": ("", '<polygon points="50 50 80 50 80 80;"/>'),
    "points-tight": ("", '<polygon points="50 50,\n80 50\t80-10.5.5 8"/>'),
    "root-transform-sized": (
        'viewBox="0 0 128 96" width="400" height="300" transform="rotate(10)"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-transform-mirrored": ('viewBox="0 0 128 96" transform="scale(-1,1)"', '<circle cx="50" cy="40" r="60"/>'),
    "root-transform-none": (
        'viewBox="0 0 128 96" transform="matrix(1,0,0,1,0,0)rotate(0)"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-transform-styled": (
        'viewBox="0 0 128 96" style="transform:rotate(45deg);background:gold"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-transform-moved": ('viewBox="0 0 128 96" transform="translate(10 5)"', '<circle cx="50" cy="40" r="60"/>'),
    "root-transform-overflow": (
        'viewBox="0 0 128 96" transform="scale(.5)" overflow="visible"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-transform-moved-box": (
        'viewBox="10 20 128 96" transform="scale(.5)" opacity=".5" fill="red"',
        '<circle cx="50" cy="40" r="60"/>',
    ),
    "root-units-viewport": ('viewBox="10 20 128 96" width="100vw" height="100vh"', '<circle cx="50" cy="40" r="60"/>'),
    "root-units-font": ('viewBox="10 20 128 96" width="16ex" height="12ex"', '<circle cx="50" cy="40" r="60"/>'),
    "root-units-font-cut": ('viewBox="10 20 128 96" width="16ex" height="20ex"', '<circle cx="50" cy="40" r="60"/>'),
    "units-rem": ('viewBox="10 20 128 96" font-size="4"', '<g font-size="10"><circle cx="50" cy="40" r="6rem"/></g>'),
    "undisplayed-template": (
        "",
        '<linearGradient id="t" display="none"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><linearGradient id="c" href="#t"/><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "undisplayed-step": (
        "",
        '<filter id="c"><feFlood flood-color="lime" display="none"/></filter><rect width="50" height="50" fill="red"  filter="url(#c)"/>',
    ),
    "undisplayed-merge-node": (
        "",
        '<filter id="c"><feFlood flood-color="lime" result="a"/><feMerge><feMergeNode in="a"/><feMergeNode in="SourceGraphic" display="none"/></feMerge></filter><rect width="50" height="50" fill="red"  filter="url(#c)"/>',
    ),
    "use-css-first": (
        "",
        '<style>rect:first-child{fill:red} circle+rect{fill:blue} rect:only-child{stroke:lime}</style><g><circle r="3"/><rect id="g" width="20" height="20"/></g><use href="#g" x="30"/>',
    ),
    "use-css-symbol": (
        "",
        '<style>symbol rect{fill:red} svg rect{stroke:lime} :root rect{stroke:gold}</style><symbol id="g"><rect width="20" height="20"/></symbol><use href="#g" x="30"/>',
    ),
    "use-css-svg": (
        "",
        '<style>svg>rect{fill:red} svg>g>rect{fill:blue} </style><g><rect id="r" width="20" height="20"/></g><use href="#r" x="30"/><svg id="s" ><rect y="50" width="9" height="9"/></svg><use href="#s" x="30"/>',
    ),
    "use-css-twice": (
        "",
        '<style>.i *{fill:red} g>path{fill:lime} .j>.k{stroke:blue}</style><g class="i"><path id="p" d="M0 0h20v20z"/><g id="q" class="j"><path class="k" d="M30 0h20v20z"/></g></g><use href="#p" y="40"/><use href="#q" y="40"/>',
    ),
    "use-css-nested": (
        "",
        '<style>.x use{fill:red} .x path{stroke:lime}</style><defs><path id="p" d="M0 0h20v20z"/></defs><g class="x" id="g"><use href="#p"/></g><use href="#g" x="40"/>',
    ),
    "use-symbol-percent": (
        "",
        '<symbol id="s"><rect width="50%" height="50%"/></symbol><use href="#s" width="40" height="20"/><use href="#s" y="40" width="80" height="40"/>',
    ),
    "use-svg-percent": (
        "",
        '<svg id="s" width="60" height="60"><rect width="50%" height="50%"/></svg><use href="#s" x="70" width="40" height="20"/><use href="#s" y="40" width="80" height="40"/>',
    ),
    "use-symbol-percent-box": (
        "",
        '<symbol id="s" viewBox="0 0 10 10"><rect width="50%" height="50%"/></symbol><use href="#s" width="40" height="20"/><use href="#s" y="40" width="80" height="40"/>',
    ),
    "currentcolor-in-use": (
        "",
        '<defs><g id="a"><rect color="blue" width="20" height="20"/><rect x="25" width="20" height="20"/></g></defs><g color="red" fill="currentColor"><use href="#a"/></g><g color="rgba(0,99,0,.5)" fill="currentColor"><use href="#a" y="30"/></g><use href="#a" y="60"/>',
    ),
    "currentcolor-alpha": (
        "",
        '<g color="red" fill="currentColor" fill-opacity=".5"><g color="rgba(0,0,255,.5)"><rect width="20" height="20"/><rect x="30" width="20" height="20" color="lime"/></g><rect x="60" width="20" height="20"/></g>',
    ),
    "currentcolor-stroke": (
        "",
        '<g color="red" stroke="currentColor" stroke-width="4"><g color="blue"><path d="M10 10h50" /><path color="gold" d="M10 30h50" stroke="inherit"/></g></g>',
    ),
    "currentcolor-css": (
        "",
        '<style>.a{color:red}.b{color:blue}svg{fill:currentColor}</style><g class="a"><rect width="20" height="20"/></g><rect class="b" x="30" width="20" height="20"/><rect x="60" width="20" height="20"/>',
    ),
    "spare-colour": (
        "",
        '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><linearGradient id="u" gradientUnits="userSpaceOnUse"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><g stroke="url(#g) lime" stroke-width="9"><line x2="90" y1="10" y2="10"/><path d="M0 30h90"/><polyline points="5 50 50 50"/><path d="M0 60h90v5"/></g><path d="M0 80h90" stroke="url(#u) lime" stroke-width="9"/><path d="M100 10v60" stroke="url(#g) rgba(0,0,255,.4)" stroke-width="9" stroke-opacity=".5"/><path d="M110 10v60l0-5c0 0 0 7 0 7" stroke="url(#g) currentColor" stroke-width="9"/>',
    ),
    "spare-colour-in-use": (
        "",
        '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><defs><path id="p" d="M0 30h90"/></defs><use href="#p" stroke="url(#g) lime" stroke-width="9"/>',
    ),
    "color-beyond": (
        "",
        '<rect width="40" height="30" fill="oklab(90% .3 .3)"/><rect x="40" width="40" height="30" fill="oklch(120% .1 30)"/><rect x="80" width="40" height="30" fill="lab(100% 90 -100)"/><rect y="40" width="40" height="30" fill="color(xyz .2 .8 .1)"/><rect x="40" y="40" width="40" height="30" fill="color(srgb 1.2 -.2 .5)"/><rect x="80" y="40" width="40" height="30" fill="oklch(0% .35 30)"/>',
    ),
    "color-rgb-beyond": (
        "",
        '<rect width="40" height="30" fill="lab(0% 50 50)"/><rect x="40" width="40" height="30" fill="color(prophoto-rgb .3 .9 .1)"/><rect x="80" width="40" height="30" fill="color(a98-rgb 0 1 0)"/><rect y="40" width="40" height="30" fill="oklch(none .35 30)"/><rect x="40" y="40" width="40" height="30" fill="hsl(120 150% 50%)"/><rect x="80" y="40" width="40" height="30" fill="lch(100% 35 30)"/>',
    ),
    "spare-colour-of-pattern": (
        "",
        '<pattern id="c"><circle r="5"/></pattern><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "spare-colour-of-point": (
        "",
        '<linearGradient id="c" gradientTransform="scale(0)"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "color-wide-p3": ("", '<rect width="40" height="30" fill="color(display-p3 .9 .2 .95)"/>'),
    "color-wide-oklch": ("", '<rect x="40" y="40" width="40" height="30" fill="oklch(70% .35 30)"/>'),
    "color-rec2020": ("", '<rect width="40" height="30" fill="color(rec2020 .5 .4 .3)"/>'),
    "gradient-unreadable": (
        "",
        '<linearGradient id="t" x1="1" x2="0"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><linearGradient id="c" x2="NaN" href="#t"/><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "gradient-user-unreadable": (
        "",
        '<linearGradient id="c" gradientUnits="userSpaceOnUse" x1="NaN" y2="foo" x2="NaN"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "radial-user-unreadable": (
        "",
        '<radialGradient id="c" gradientUnits="userSpaceOnUse" cx="NaN" r="NaN" fx="a" fr="b"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></radialGradient><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "radial-href-unreadable": (
        "",
        '<radialGradient id="t" fx=".8"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></radialGradient><radialGradient id="c" cx=".2" fx="a" href="#t"/><rect width="50" height="50" fill="url(#c) lime"/>',
    ),
    "mask-unreadable": (
        "",
        '<mask id="m" maskUnits="userSpaceOnUse" x="NaN" width="foo"><rect width="50" height="50" fill="#fff"/></mask><rect width="50" height="50" mask="url(#m)"/>',
    ),
    "filter-unreadable": (
        "",
        '<filter id="m" filterUnits="userSpaceOnUse" x="NaN" width="foo" y="-5" height="-9"><feFlood/></filter><rect width="50" height="50" filter="url(#m)"/>',
    ),
    "pattern-unreadable": (
        "",
        '<pattern id="c" width="NaN" height="10" x="a" patternUnits="userSpaceOnUse"><circle r="5"/></pattern><rect width="50" height="50" fill="url(#c)"/>',
    ),
    "pattern-href-unreadable": (
        "",
        '<pattern id="t" width="10" height="10" patternUnits="userSpaceOnUse"><circle r="5"/></pattern><pattern id="c" x="a" width="NaN" href="#t"/><rect width="50" height="50" fill="url(#c)"/>',
    ),
}
"""By name the root's attributes, and what is within; each is 128 × 96 units in size, unless it says otherwise."""
