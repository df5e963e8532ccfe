"""What is added to a page on its way to the browser, and where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.preview.inject import injected, widened

ORIGIN = "http://acme.localhost:8000"
OURS = ORIGIN + "/__whitelabel/"
TAG = b'<script src="http://acme.localhost:8000/__whitelabel/client.js" nonce="t" data-token="t"></script>'


def added(page: str) -> str:
    return injected(page.encode(), ORIGIN, {"token": "t"}).replace(TAG, b"@").decode()


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><head><title>a</title>@</head><body></body></html>",
        "<head><script>'</head>'</script>@</HEAD><p>",
        "<head><!-- </head> --><style>/* </head> */</style>@</head>",
        "<html><title>a</title>@<body><head></head>",
        "<meta charset=utf-8>\n<title>ä</title>\n@<p>no head at all",
        "<title></head></title>@<p>",
        "<title>only</title>@",
        "@<h1>x",
        "@",
    ],
)
def test_it_stands_at_the_end_of_the_head(page: str) -> None:
    assert added(page.replace("@", "")) == page


@given(st.text())
def test_nothing_of_a_page_is_lost(text: str) -> None:
    assert injected(text.encode(), ORIGIN, {"token": "t"}).replace(TAG, b"") == text.encode()


def test_a_page_that_needs_not_wait_for_it_does_not() -> None:
    assert (
        injected(b"<p>", ORIGIN, {"token": "t"}, can_wait=True)
        == TAG.replace(b' nonce="t"', b' nonce="t" defer') + b"<p>"
    )


def test_what_the_script_is_told_stays_in_its_attributes() -> None:
    page = injected(b"<p>", ORIGIN, {"token": "t", "slug": '"><script>'})

    assert page.count(b"<script") == 1


@pytest.mark.parametrize(
    ("policy", "wider"),
    [
        ("", ""),
        ("img-src 'none'", "img-src 'none'"),
        (
            "default-src 'none'; script-src 'self'; connect-src 'self'",
            "default-src 'none'; script-src 'self'; connect-src 'self'",
        ),
        ("default-src *", "default-src *"),
        ("default-src 'none'", f"default-src 'none'; script-src {OURS}; connect-src {OURS}"),
        (
            "script-src 'none'; connect-src https://a.example",
            f"script-src {OURS}; connect-src https://a.example {OURS}",
        ),
        ("script-src 'strict-dynamic' 'nonce-x'", "script-src 'strict-dynamic' 'nonce-x' 'nonce-t'"),
        ("script-src 'self'; script-src-elem 'none'", f"script-src 'self'; script-src-elem {OURS}"),
        ("Script-Src 'NONE'", f"script-src {OURS}"),
        ("script-src 'self'; script-src 'none'", "script-src 'self'; script-src 'none'"),
    ],
)
def test_a_page_s_own_policy_lets_the_preview_in_and_nobody_else(policy: str, wider: str) -> None:
    assert widened(policy, ORIGIN, "t") == wider


def test_a_policy_is_widened_where_it_stands_and_one_that_needs_nothing_stays() -> None:
    narrow = """<head><meta charset="utf-8"><meta content="default-src 'none'" http-equiv=content-security-policy>\n</head>"""
    wide = """<head><META HTTP-EQUIV="Content-Security-Policy" CONTENT="default-src 'self'"></head>"""

    assert re.findall('content="[^"]*"', added(narrow)) == [
        f'content="default-src &#x27;none&#x27;; script-src {OURS}; connect-src {OURS}"'
    ]
    assert added(wide) == wide.replace("</head>", "@</head>")
