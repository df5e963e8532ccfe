"""Makes modules that stand alone plain scripts: from a folder on a disk browsers load no modules.

Source:
    HTML Standard, section 4.12.1, "The script element": a module is fetched by CORS, and a file has an opaque origin.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

_SCRIPT = re.compile(rb"<script\b[^>]*>", re.IGNORECASE)
_MODULE = re.compile(rb"""(\s)type\s*=\s*(?:"module"|'module'|module(?=[\s>]))""", re.IGNORECASE)
_SOURCE = re.compile(rb"""\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_BOUND = re.compile(rb"\s(?:async|integrity)\b", re.IGNORECASE)
_LINKED = re.compile(rb"(?:^|[;}])\s*(?:import|export)\b(?!\s*[(:=.])|\bimport\s*\.\s*meta\b", re.MULTILINE)


def classic(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A site whose modules run without a server, where they import and export nothing.

    Args:
        files: By path in the document root.

    >>> made = classic({"a/index.html": b'<script type="module" src="../x.js"></script>', "x.js": b"const a = 1;"})
    >>> made["a/index.html"]
    b'<script defer src="../x.js"></script>'
    >>> made["x.js"]
    b'(async () => { "use strict";\\nconst a = 1;\\n})();\\n'
    """
    modules: set[str] = set()
    others: set[str] = set()
    for path, data in files.items():
        for tag, script in _scripts(path, data):
            (modules if _MODULE.search(tag) and not _BOUND.search(tag) else others).add(script)
    alone = {path for path in modules - others if path in files and not _LINKED.search(files[path])}
    made = dict(files)
    for path, data in files.items():
        if path in alone:
            made[path] = b'(async () => { "use strict";\n' + data.rstrip() + b"\n})();\n"
        tags = {tag for tag, script in _scripts(path, data) if script in alone}
        if tags:
            made[path] = _SCRIPT.sub(lambda found, tags=tags: _deferred(found[0], tags), data)  # type: ignore[misc]
    return made


def _scripts(path: str, data: bytes) -> Iterator[tuple[bytes, str]]:
    """The tags of a page that ask for a script, and the path of that in the document root."""
    if not path.endswith(".html"):
        return
    for tag in _SCRIPT.findall(data):
        source = _SOURCE.search(tag)
        if source is not None:
            written = next(filter(None, source.groups()), b"").decode("utf-8", "surrogateescape")
            name = re.split("[?#]", written)[0]
            yield tag, posixpath.normpath(posixpath.join("/", posixpath.dirname(path), name)).lstrip("/")


def _deferred(tag: bytes, known: set[bytes]) -> bytes:
    return _MODULE.sub(rb"\1defer", tag, count=1) if tag in known else tag
