"""robots.txt, sitemap.xml, security.txt, the web manifest and brand.json, each whole."""

from __future__ import annotations

import json

from lxml import etree

from tests.render.small import FILES, bundle

BRAND = FILES["brands/acme/brand.yaml"]
DRAFT = "name: Acme\nlogo: logo.svg\nstatus: draft\n"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def made(brand: str = BRAND, **changes: str) -> dict[str, bytes]:
    return bundle({"brands/acme/brand.yaml": brand, **changes})


def test_a_live_brand_is_listed_with_every_language() -> None:
    texts = {"base_theme/locales/de.yaml": "home: {title: A, description: A}\n"}
    found = bundle({"brands/acme/brand.yaml": BRAND + "locales: [en, de]\n", **texts})
    assert found["site/robots.txt"].decode() == (
        "User-agent: *\nAllow: /\n\nSitemap: https://acme.example/sitemap.xml\n"
    )
    tree = etree.fromstring(found["site/sitemap.xml"])
    assert [
        (url.findtext("s:loc", namespaces=SITEMAP), [(link.get("hreflang"), link.get("href")) for link in url[1:]])
        for url in tree
    ] == [
        (address, [("en", "https://acme.example/"), ("de", "https://acme.example/de/home/")])
        for address in ("https://acme.example/", "https://acme.example/de/home/")
    ]


def test_a_draft_is_listed_nowhere() -> None:
    found = made(
        DRAFT, **{"base_theme/templates/pages/home.html.j2": "{{ page.index }} {{ page.canonical or 'none' }}"}
    )
    assert found["site/robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert "site/sitemap.xml" not in found
    assert found["site/index.html"] == b"False none"


def test_a_page_that_is_not_for_search_engines_is_not_in_the_sitemap() -> None:
    theme = FILES["base_theme/theme.yaml"].replace("lock: sell}", "lock: sell, index: false}")
    assert len(etree.fromstring(made(**{"base_theme/theme.yaml": theme})["site/sitemap.xml"])) == 0


def test_security_txt_says_what_rfc_9116_wants() -> None:
    brand = BRAND + "security: {contact: 'mailto:safe@acme.example', expires: 2027-01-31}\n"
    assert made(brand)["site/.well-known/security.txt"].decode() == (
        "Contact: mailto:safe@acme.example\nExpires: 2027-01-31T23:59:59Z\nPreferred-Languages: en\n"
        "Canonical: https://acme.example/.well-known/security.txt\n"
    )


def test_there_is_no_security_txt_unless_the_brand_says_whom_to_tell() -> None:
    assert "site/.well-known/security.txt" not in made()


def test_security_txt_of_a_draft_has_no_canonical_address() -> None:
    text = made(DRAFT + "security: {contact: 'https://acme.example/s', expires: 2027-01-31}\n")
    assert b"Canonical" not in text["site/.well-known/security.txt"]


def test_the_web_manifest_is_json_with_the_brands_colours_and_icons() -> None:
    brand = (
        BRAND.replace("name: Acme", 'name: "A \\"quoted\\" \\\\ </script> Realty"') + "colors: {header: '#102030'}\n"
    )
    assert json.loads(made(brand)["site/site.webmanifest"]) == {
        "name": 'A "quoted" \\ </script> Realty',
        "short_name": 'A "quoted" \\',
        "lang": "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#102030",
        "icons": [
            {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": "/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
            {"src": "/icon-mono.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "monochrome"},
        ],
    }


def test_brand_json_tells_an_application_all_it_needs() -> None:
    brand = BRAND + "contact: {email: help@acme.example, phone: '+7 495 000-00-00'}\n"
    texts = {"base_theme/locales/en.yaml": "home: {title: A, description: 'By {brand}'}\nhi: 'Hi {name} {{x}}'\n"}
    found = made(brand, **texts)
    names = {path.split("/")[-1].split(".")[0]: path.removeprefix("site") for path in found if "/assets/" in path}
    light = {"color.paper": "#ffffff", "color.ink": "#000000", "color.header": "#ffffff", "color.primary": "#0000ff"}
    assert json.loads(found["site/brand.json"]) == {
        "version": 1,
        "name": "Acme",
        "short_name": "Acme",
        "legal_name": "Acme",
        "domain": "acme.example",
        "origin": "https://acme.example",
        "contact": {
            "email": "help@acme.example",
            "phone": "+7 495 000-00-00",
            "phone_href": "tel:+74950000000",
            "url": None,
        },
        "legal": {"privacy": None, "terms": None},
        "mail": {"from": None, "reply_to": None},
        "logo": {
            "light": (logo := {"src": names["logo"], "srcset": None, "webp": None, "width": 192, "height": 48}),
            "dark": logo,
            "mark": (mark := {**logo, "src": names["logo-mark"], "width": 48}),
            "mark-dark": mark,
            "mono": {**mark, "src": names["logo-mono"]},
            "mail": {**logo, "src": names["logo-mail"]},
        },
        "locales": ["en"],
        "products": ["deals"],
        "features": {},
        "links": {},
        "lock": "/region-lock.json",
        "pages": {"home": {"lock": "sell", "paths": {"en": "/"}}},
        "tokens": {
            "light": light,
            "dark": light | {"color.paper": "#000000", "color.ink": "#ffffff", "color.header": "#000000"},
        },
        "assets": {"fonts.css": names["fonts"], "tokens.css": names["tokens"]},
        "texts": {"en": {"home.title": "A", "home.description": "By Acme", "hi": "Hi {name} {{x}}"}},
    }


def test_static_files_keep_path_and_bytes_even_where_they_look_like_templates() -> None:
    raw = {"base_theme/static/app/a.html": "{{ brand.name }}{#", "base_theme/static/b.min.css": "a  {color : red}"}
    found = bundle({**raw})
    assert (found["site/app/a.html"], found["site/b.min.css"]) == (b"{{ brand.name }}{#", b"a  {color : red}")


def test_assets_keep_their_bytes_under_a_fingerprinted_name() -> None:
    found = bundle({"base_theme/assets/data/a.json": '{ "a" : 1 }'})
    (path,) = [path for path in found if path.startswith("site/assets/data/a.")]
    assert found[path] == b'{ "a" : 1 }'
