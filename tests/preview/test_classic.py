"""Modules that stand alone become plain scripts, and nothing else of a site changes."""

from __future__ import annotations

import pytest

from whitelabel.preview.classic import classic

JS = b"const root = document.documentElement;\n"
PLAIN = b'(async () => { "use strict";\nconst root = document.documentElement;\n})();\n'


@pytest.mark.parametrize(
    ("tag", "plain"),
    [
        (b'<script type="module" src="/js/a.js">', b'<script defer src="/js/a.js">'),
        (b"<SCRIPT src=../js/a.js?v=1 type=module>", b"<SCRIPT src=../js/a.js?v=1 defer>"),
        (b"<script\n  type = 'module'\n  src = '/js/a.js'>", b"<script\n  defer\n  src = '/js/a.js'>"),
    ],
)
def test_a_module_becomes_a_script_that_waits_for_the_page(tag: bytes, plain: bytes) -> None:
    page = b"<p>type=module</p>%s</script>"
    assert classic({"ru/index.html": page % tag, "js/a.js": JS}) == {"ru/index.html": page % plain, "js/a.js": PLAIN}


@pytest.mark.parametrize(
    ("page", "script"),
    [
        # Of several files, or of itself.
        (b'<script type="module" src="/js/a.js">', b'import {b} from "./b.js";\n'),
        (b'<script type="module" src="/js/a.js">', b"x();import'./b.js'\n"),
        (b'<script type="module" src="/js/a.js">', b"export default 1;\n"),
        (b'<script type="module" src="/js/a.js">', b"fetch(new URL('x', import.meta.url))\n"),
        # It is held to its bytes, or needn't wait.
        (b'<script type="module" integrity="sha256-x" src="/js/a.js">', JS),
        (b'<script type="module" async src="/js/a.js">', JS),
        # Another page asks for it as what it isn't.
        (b'<script type="module" src="/js/a.js"><script src="/js/a.js">', JS),
        # It is elsewhere, in the page, or no module.
        (b'<script type="module" src="https://x.example/js/a.js">', JS),
        (b'<script type="module">1</script>', JS),
        (b'<script src="/js/a.js">', JS),
        (b'<script src="/js/a.js" data-type="module">', JS),
    ],
)
def test_what_does_not_stand_alone_stays_as_it_is(page: bytes, script: bytes) -> None:
    files = {"index.html": page, "js/a.js": script, "js/b.js": b"export const b = 1;\n", "a.txt": page}
    assert classic(files) == files


def test_what_only_looks_like_an_import_is_none() -> None:
    script = b"const {important} = x;\nconst load = () => import('./b.js');\nx.import = 1; y = {export: 2};\n"
    made = classic({"index.html": b'<script type="module" src="/a.js">', "a.js": script})
    assert made["index.html"] == b'<script defer src="/a.js">'
