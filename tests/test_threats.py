"""What a partner writes is text wherever it comes out: in HTML, CSS, JSON, XML, headers and e-mails."""

from __future__ import annotations

import json

import pytest
from lxml import etree, html

from tests.render.small import FILES, bundle

PAGE = """<!doctype html>
<html lang="{{ locale.tag }}"><head><title>{{ page.title }}</title>
<meta name="description" content="{{ page.description }}"></head>
<body data-one="{{ brand.name }}" data-two='{{ brand.legal_name }}' data-bare={{ brand.name|urlencode }}>
<h1>{{ brand.name }}</h1><p id="legal">{{ brand.legal_name }}</p><p id="text">{{ t('say') }}</p>
<p id="value">{{ t('value', what=brand.name) }}</p>
<script type="application/json">{{ {'name': brand.name, 'legal': brand.legal_name}|tojson }}</script>
<b id="end"></b></body></html>
"""
HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onmouseover='alert(1)' x='",
    "`${alert(1)}`",
    "{{ ''.__class__ }} {% include 'x' %} {# #}",
    "{brand.name}",
    "--> <!-- ]]> &amp; &lt; %20",
    "a;} body { background: url(//evil.example) } /* \\",
    "::error file=x::y ${{ secrets.X }}",
    "=1+1",
    "tail\\",
    "\U0001f3e0 Ωmega ё",
)


def brand(words: str) -> str:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    return (
        f"name: {quoted(words)}\nlegal_name: {quoted(words + ' LLC')}\ndomain: acme.example\nlogo: logo.svg\nstatus: live\n"
        "security: {contact: 'mailto:a@acme.example', expires: 2027-01-31}\n"
        "region_lock: {contract: {ref: A-1, signed: 2025-12-01}, grants: [{territories: [RU], exclusivity: non-exclusive}]}\n"
        f"texts: {{en: {{say: {quoted(words.replace('{', '{{').replace('}', '}}'))}}}}}\n"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_brand_writes_is_text_in_every_file(words: str) -> None:
    made = bundle(
        {
            "brands/acme/brand.yaml": brand(words),
            "base_theme/templates/pages/home.html.j2": PAGE,
            "base_theme/locales/en.yaml": "home: {title: '{brand}', description: '{brand.legal}'}\nsay: A\nvalue: '{what}'\n",
        }
    )
    legal = words + " LLC"

    page = html.document_fromstring(made["site/index.html"].decode())
    body = page.find("body")
    assert set(body.attrib) == {"data-one", "data-two", "data-bare"}
    assert (body.get("data-one"), body.get("data-two")) == (words, legal)
    assert [element.tag for element in page.iter() if isinstance(element.tag, str)] == (
        "html head title meta body h1 p p p script b".split()
    )
    assert page.findtext(".//title") == page.findtext(".//h1") == words
    assert page.find(".//meta").get("content") == legal
    found = [element.text for element in page.findall(".//p")]
    assert found == [legal, words, words]
    assert json.loads(page.findtext(".//script")) == {"name": words, "legal": legal}

    facts = json.loads(made["site/brand.json"])
    assert (facts["name"], facts["legal_name"], facts["texts"]["en"]["home.title"]) == (
        words,
        legal,
        words.replace("{", "{{").replace("}", "}}"),
    )
    assert json.loads(made["site/site.webmanifest"])["name"] == words

    mail = html.document_fromstring(made["emails/en/welcome.html"].decode())
    assert mail.findtext(".//title") == words
    assert (mail.find(".//a").text, mail.find(".//a").get("title")) == (words, words)
    assert [
        element.tag for element in mail.iter() if isinstance(element.tag, str)
    ] == "html head title body p a".split()
    text = made["emails/en/welcome.txt"].decode()
    assert text.replace("\u2060", "") == f"{words}: {{{{ user.name }}}} {words}\n"
    subject = json.loads(made["emails/en/welcome.json"])["subject"]
    assert subject.replace("\u2060", "").split() == words.split()

    etree.fromstring(made["site/sitemap.xml"])
    lines = made["site/.well-known/security.txt"].decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]


def test_no_value_of_a_brand_can_leave_the_token_sheet() -> None:
    """What CSS would read as more than a value never gets past resolving; what does, stands in one declaration."""
    text = FILES["brands/acme/brand.yaml"] + "colors: {primary: 'rgb(1 2 3 / 50%)'}\n"
    made = bundle({"brands/acme/brand.yaml": text})
    sheet = next(data for path, data in made.items() if "/tokens." in path).decode()
    assert "--color-primary:#01020380}" in sheet
    assert sheet.count("{") == sheet.count("}") == 4
