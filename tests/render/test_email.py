"""E-mails: run-time fields, the subject, plain text, and the gate for what mail programs read."""

from __future__ import annotations

import json

import pytest
from lxml import html

from tests.render.small import FILES, attempt, bundle

HTML = "base_theme/templates/emails/welcome.html.j2"
TEXT = "base_theme/templates/emails/welcome.txt.j2"
THEME = FILES["base_theme/theme.yaml"]


def changed(placeholder: str = "{{ %s }}", name: str = "Acme", **templates: str) -> dict[str, str | bytes | None]:
    theme = THEME.replace('"{{ %s }}"', json.dumps(placeholder))
    brand = FILES["brands/acme/brand.yaml"].replace("name: Acme", f"name: {json.dumps(name, ensure_ascii=False)}")
    found: dict[str, str | bytes | None] = {"base_theme/theme.yaml": theme, "brands/acme/brand.yaml": brand}
    found |= {{"html": HTML, "text": TEXT}[key]: text for key, text in templates.items()}
    return found


PLACEHOLDERS = (
    "{{ %s }}",
    "{{{%s}}}",
    "*|%s|*",
    "%%s%",
    "%recipient.%s%",
    "<%= %s %>",
    "${%s}",
    "[[%s]]",
    '{{ %s | default("&") }}',
    "-%s-",
)


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_runtime_field_comes_out_as_the_mailing_system_writes_it(placeholder: str) -> None:
    document = (
        "<!doctype html><html><head><title>For {{ runtime('user.name') }}</title><style>a{color:#111}</style></head>"
        "<body><p>{{ runtime('user.name') }}</p><a href=\"https://x.example/?a=1&amp;to={{ runtime('link') }}\">"
        "{{ t('home.title') }}</a></body></html>"
    )
    made = bundle(changed(placeholder, html=document, text="{{ runtime('user.name') }} & {{ runtime('link') }}"))
    name, link = placeholder.replace("%s", "user.name"), placeholder.replace("%s", "link")
    assert made["emails/en/welcome.html"].decode() == (
        f"<!DOCTYPE html><html><head><title>For {name}</title></head><body><p>{name}</p>"
        f'<a href="https://x.example/?a=1&amp;to={link}" style="color: #111;">Start with Acme</a></body></html>'
    )
    assert made["emails/en/welcome.txt"].decode() == f"{name} & {link}"
    assert json.loads(made["emails/en/welcome.json"])["subject"] == f"For {name}"


@pytest.mark.parametrize(
    ("placeholder", "name", "forbidden"),
    [
        ("{{ %s }}", "{{ user.token }} {% include %} {{{x", ("{{ user.token", "{%", "{{{", "{{x")),
        ("*|%s|*", "*|TOKEN|*", ("*|",)),
        ("%recipient.%s%", "%recipient.token% 5 % of 9 %", ("%recipient.token",)),
        ("<%= %s %>", "<%= token %>", ("<%=",)),
        ("${%s}", "${token}", ("${",)),
        ("[%s]", "[token] [two words]", ("[token]",)),
    ],
)
def test_a_brands_own_words_never_read_as_a_field(placeholder: str, name: str, forbidden: tuple[str, ...]) -> None:
    document = (
        "<!doctype html><html><head><title>{{ brand.name }}</title><style>@media (width>1px){a{top:0}}</style></head>"
        '<body><!--[if mso]>{{ brand.name }}<![endif]--><p title="{{ brand.name }}">{{ brand.name }}</p></body></html>'
    )
    made = bundle(changed(placeholder, name, html=document, text="{{ brand.name }}"))
    subject = json.loads(made["emails/en/welcome.json"])["subject"]
    written = made["emails/en/welcome.html"].decode()
    text = made["emails/en/welcome.txt"].decode()
    # What is inside a comment is no text, yet mailing systems read it; only a single sign is let stand there.
    if not any(word.startswith(("%", "[")) for word in forbidden):
        assert not [word for word in forbidden if word in written]
    assert not [word for word in forbidden if word in text or word in subject]
    body = html.document_fromstring(written)
    assert body.findtext(".//p") == body.find(".//p").get("title") == body.findtext(".//title") == name
    assert text.replace("\u2060", "") == subject.replace("\u2060", "") == name


def test_plain_text_is_not_escaped() -> None:
    made = bundle(changed(name="A & <B> \"C\" 'D'", text="{{ brand.name }} | {{ t('home.title') }}"))
    assert made["emails/en/welcome.txt"].decode() == "A & <B> \"C\" 'D' | Start with A & <B> \"C\" 'D'"


def test_the_subject_is_the_title_as_text() -> None:
    made = bundle(
        changed(name="A & <B>", html="<html><head><TITLE lang=en>\n {{ brand.name }}\n  x </TITLE></head></html>")
    )
    assert json.loads(made["emails/en/welcome.json"])["subject"] == "A & <B> x"


def test_an_email_without_a_title_is_refused() -> None:
    _, problems = attempt(changed(html="<p>x</p>"))
    assert [(found.code, found.span and found.span.path) for found in problems] == [("WL451", HTML)]


def test_a_field_behind_a_filter_is_refused() -> None:
    _, problems = attempt(changed(html="<title>x</title>{{ runtime('user.name')|upper }}"))
    assert [(found.code, found.span and found.span.path) for found in problems] == [("WL452", HTML)]


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("display: flex", "'display: flex'"),
        ("color: var(--x)", "the function 'var()' in 'color'"),
        ("--x: 1px", "'--x' with a custom property or an address"),
        ("background: url(https://x.example/a.png)", "'background' with a custom property or an address"),
        ("width: calc(1px + 2px)", "the function 'calc()' in 'width'"),
        ("inset: 0", "'inset: 0'"),
    ],
)
def test_css_that_mail_programs_do_not_read_is_refused(style: str, told: str) -> None:
    _, problems = attempt(changed(html=f"<title>x</title><style>p{{{style}}}</style><p>y</p>"))
    assert [(found.code, found.message) for found in problems] == [("WL450", f"mail programs don't read {told}")]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("oklch(62.796% 0.25768 29.234)", "#ff0000"),
        ("color(display-p3 0 1 0)", "#00fb29"),
        ("red", "#ff0000"),
        ("#0a5cff", "#0a5cff"),
    ],
)
def test_a_colour_is_written_as_mail_programs_read_it(written: str, plain: str) -> None:
    style = "<title>x</title><style>p{color: {{ token('color.primary') }}}</style><p>y</p>"
    changes = changed(html=style)
    changes["brands/acme/brand.yaml"] = f'{changes["brands/acme/brand.yaml"]}colors: {{primary: "{written}"}}\n'
    made = bundle(changes)
    document = html.document_fromstring(made["emails/en/welcome.html"].decode())
    assert document.find(".//p").get("style") == f"color: {plain};"


def test_css_2_1_is_put_into_the_elements_and_media_queries_stay_a_sheet() -> None:
    style = "p{margin:0 auto;color:#123456;border-radius:4px}@media (max-width:600px){p{margin:1px}}"
    made = bundle(changed(html=f"<title>x</title><style>{style}</style><p style='color:red'>y</p>"))
    document = html.document_fromstring(made["emails/en/welcome.html"].decode())
    declared = sorted(part.strip() for part in document.find(".//p").get("style").split(";") if part.strip())
    assert declared == ["border-radius: 4px", "color: red", "margin: 0 auto"]
    assert "@media (max-width:600px){p{margin:1px}}" in document.findtext(".//style")
