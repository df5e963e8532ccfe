"""Addresses of hosts that are neither the brand's nor the theme's.

WL647: an address leads to a host of somebody else, or something is loaded from there
    A link, a picture, a script, a redirect, a policy: whoever opens it is seen by that host, and may be led away. The brand's own
    hosts are its `domain` with all below it, and those of every address and mail address in its `brand.yaml`; others are named
    under `hosts` in `theme.yaml`. Take it out where it comes from, bring the file along, or name the host in one of the two.
WL648: a host of somebody else is named
    In a text, a comment, or a string of a script, where nothing leads to it: it is a warning. Licences, and comments that begin with
    `/*!` or hold `@license`, are not asked.

Source:
    HTML, "Index", table "Attributes"; WHATWG URL, 4.3; Content Security Policy 3, 2.3.1; RFC 2606 and RFC 6761 (names that are
    nobody's); RFC 3986, 4.2 (addresses without a scheme).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from whitelabel.verify.clue import Clue, ClueKind, Given, asked

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_NAME = rf"{_LABEL}(?:\.{_LABEL})+"
_ADDRESS = re.compile(rf"/\\?/(?:[^\s/@\"'<>\\]*@)?(\*\.)?({_NAME})(?![\w-]|\.\w)")
_SCHEME = re.compile(r"(?<![A-Za-z])(?:https?|wss?|ftp):\\?\Z", re.I)
_MAIL = re.compile(rf"[mM](?<!\w[mM])(?i:ailto:)[^\s\"'<>?@]+@({_NAME})")
_POLICY = re.compile(r"-(?:src(?:-elem|-attr)?|action|ancestors|uri)(?=\s+([^;\"\n>]+))")
_DIRECTIVE = re.compile(
    r"(?<![\w-])(?:(?:default|script|style|img|font|connect|media|object|frame|child|worker|manifest)-src(?:-elem|-attr)?"
    r"|form-action|frame-ancestors|base-uri)\Z"
)
"""The end of a directive's name, with the hosts behind it, which is looked for; and the whole name."""
_BEGUN = 8
"""Characters of such a name before its last words."""
_IN_POLICY = re.compile(rf"(?<![^\s])(\*\.)?({_NAME})(?=[:/\s]|\Z)")

_VOCABULARIES = frozenset(
    "w3.org www.w3.org schema.org ogp.me json-schema.org sitemaps.org www.sitemaps.org purl.org ns.adobe.com xmlns.com "
    "www.inkscape.org sodipodi.sourceforge.net creativecommons.org web.resource.org www.bohemiancoding.com iptc.org "
    "schemas.xmlsoap.org schemas.microsoft.com schemas.openxmlformats.org relaxng.org docbook.org gmpg.org rdfs.org "
    "www.designtokens.org www.aiim.org cipa.jp scripts.sil.org openoffice.org".split()
)
"""Hosts in names of vocabularies, which nobody asks where they only stand there."""

_NOBODYS = re.compile(
    r"(?:.*\.)?(?:example|test|invalid|localhost)|(?:.*\.)?example\.(?:com|net|org)|127(?:\.\d+){3}|0\.0\.0\.0", re.I
)
_FILE = re.compile(
    r"\.(?:js|mjs|cjs|ts|css|html?|php|json|map|svg|png|jpe?g|gif|webp|ico|xml|txt|md|woff2?|min)\Z", re.I
)
"""How names of files end, which look like hosts after two slashes."""

_LEADING = re.compile(
    r"""(?:(?:[\s"'<.,;({\[]|\A)(?:xlink:)?(?:href|src|action|formaction|poster|data|cite|background|ping|codebase|longdesc)
        \\?["']?\s*[=:]\s*\\?["'`]?\s*
    | \burl\(\s*\\?["']? | @import\s*\\?["']
    | \bcontent\s*=\s*\\?["']\s*(?:[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?)?
    | \b(?:fetch|import|importScripts|WebSocket|EventSource|sendBeacon|Worker|SharedWorker|open|assign|replace|register)
        \(\s*(?:\\?["'][A-Z]+\\?["']\s*,\s*)?\\?["'`]
    | \b(?:import|from)\s*\\?["'`]
    | \blocation\s*=\s*\\?["'`]
    | \\?"(?:@id|url|logo|image|sameAs|contentUrl|thumbnailUrl|target|start_url|scope|action|icon|link)\\?"\s*:\s*(?:\[[^\]{}]*)?\\?"
    )\Z""",
    re.I | re.VERBOSE,
)
"""What stands before an address that is loaded or leads somewhere."""
_SET = re.compile(r"""srcset\s*=\s*\\?["'][^"'<>]*\Z""", re.I)
_NEAR, _FAR = 200, 4000
"""Characters before an address that are looked at, and in a list of pictures."""

_BARE_BEFORE = frozenset("\"'`(=,") | frozenset(" \t\n\r\f")
_LICENCE = re.compile(
    r"(?:.*/)?(?:(?:LICEN[CS]E|NOTICE|COPYING|OFL)[^/]*|[^/]*\.LICEN[CS]E(?:\.[^/.]+)?(?:\.txt)?)", re.I
)
_LISTS = re.compile(r"edge/.*|(?:.*/)?_(?:headers|redirects)|emails/.*\.txt|(?:.*/)?robots\.txt|(?:.*/)?security\.txt")
"""Files in which each address leads somewhere: what servers are told, mails without markup, what robots and finders are told."""


LICENCE = "licence"


@lru_cache(maxsize=1 << 14)
def taken(name: str) -> str:
    """What a file's name says of the addresses in it; nothing for most."""
    return LICENCE if _LICENCE.fullmatch(name) else "list" if _LISTS.fullmatch(name) else ""


def host_clues(name: str, text: str, hosts: Collection[str], given: Given) -> Iterator[Clue]:
    """The hosts of others in a text.

    Args:
        name: The file's path; or its ending, where the text is stretches of several files: then what stands in a comment counts as
            if it stood outside.
        text: One way in which it can be read.
        hosts: Other hosts that pages may ask.
        given: What is of no account, since the brand has given it.

    >>> text = "<a href='//Stats.net/x'> see http://a.org"
    >>> [(clue.kind, clue.what) for clue in host_clues("a.html", text, (), Given())]
    [('address', 'stats.net'), ('mention', 'a.org')]
    """
    if taken(name) == LICENCE:
        return
    if "/" in text:
        for match in _ADDRESS.finditer(text):
            yield from _of_address(name, text, match, hosts, given)
    if "mailto:" in text:
        for match in _MAIL.finditer(text):
            host = asked(match[1])
            if not _is_known(host, hosts, given) and _LEADING.search(
                text, max(0, match.start() - _NEAR), match.start()
            ):
                yield Clue(*match.span(), "address", host)
    if "-src" in text or "form-action" in text:
        for policy in _POLICY.finditer(text):
            if not _DIRECTIVE.search(text, max(0, policy.start() - _BEGUN), policy.end()):
                continue
            for match in _IN_POLICY.finditer(text, *policy.span(1)):
                host = asked(match[2])
                if not _is_known(host, hosts, given):
                    yield Clue(*match.span(), "address", (match[1] or "") + host)


def _of_address(name: str, text: str, match: re.Match[str], hosts: Collection[str], given: Given) -> Iterator[Clue]:
    host = asked(match[2])
    if _is_known(host, hosts, given):
        return
    start = match.start() - (text[match.start() - 1 : match.start()] == "\\")
    scheme = _SCHEME.search(text, max(0, start - _SCHEMES), match.start())
    if scheme is not None:
        start = scheme.start()
    elif (text[start - 1 : start] or " ") not in _BARE_BEFORE:
        return
    kind = _kind(name, text, start)
    if kind is None or (scheme is None and kind == "mention" and not _stands_alone(text, start, match)):
        return
    if kind == "mention" and host in _VOCABULARIES:
        return
    yield Clue(start, match.end(), kind, (match[1] or "") + host)


_SCHEMES = 8
"""Characters of a scheme at most."""


@lru_cache(maxsize=1 << 14)
def _is_nobodys(host: str) -> bool:
    return _NOBODYS.fullmatch(host) is not None


def _is_known(host: str, hosts: Collection[str], given: Given) -> bool:
    return host in hosts or given.has_host(host) or _is_nobodys(host)


def _stands_alone(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether what has no scheme, and leads nowhere, is an address all the same: quoted, and no file's name."""
    return (
        text[start - 1 : start] in ('"', "'", "`")
        and text[match.end() : match.end() + 1] in ("/", '"', "'", "`", "?", ":")
        and _FILE.search(match[2]) is None
        and not match[2].rpartition(".")[2].isdigit()
    )


def _kind(name: str, text: str, start: int) -> ClueKind | None:
    """What an address at a place is; ``None`` in a licence."""
    # Of stretches of several files nobody knows which comment they stand in.
    comment = _comment_of(name, text, start) if not name.startswith(".") else None
    if comment is not None:
        return None if comment.startswith("/*!") or "@license" in comment or "@preserve" in comment else "mention"
    if taken(name) == "list" or _LEADING.search(text, max(0, start - _NEAR), start):
        return "address"
    return "address" if _SET.search(text, max(0, start - _FAR), start) else "mention"


_LINE = re.compile(r"(?:^|(?<=[\s;{}]))//")
_HASH = re.compile(r"edge/.*(?<!\.js)|(?:.*/)?_(?:headers|redirects)|(?:.*/)?robots\.txt")
"""Files in which a line that begins with a number sign is a comment."""


def _comment_of(name: str, text: str, start: int) -> str | None:
    """The comment that a place is in, as far as it; ``None`` where it is in none."""
    line = max(text.rfind("\n", 0, start), text.rfind("\\n", 0, start) + 1) + 1
    before = text[line:start]
    if _HASH.fullmatch(name):
        return before if before.lstrip().startswith("#") else None
    block = text.rfind("/*", 0, start)
    if block >= 0 and text.rfind("*/", 0, start) <= block and _begins(text, block):
        return text[block : max(start, text.find("*/", start))]
    markup = text.rfind("<!--", 0, start)
    if markup >= 0 and text.rfind("-->", 0, start) < markup and not text.startswith("<!--[if", markup):
        return text[markup:start]
    slashes = _LINE.search(before)
    return before[slashes.start() :] if slashes is not None else None


def _begins(text: str, place: int) -> bool:
    """Whether what looks like a comment's beginning is one, and no part of ``image/*`` or of a pattern of paths."""
    return place == 0 or text[place - 1] in " \t\r\n;{}(),:>" or text[place - 2 : place] in ("\\n", "\\r", "\\t")
