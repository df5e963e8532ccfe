"""Ids of services are found in the form that each of them has its customers write, and are right where the brand gives them."""

from __future__ import annotations

import pytest

from tests.verify.market import outside, said
from whitelabel.verify.ids import _SERVICES, id_clues

HEX = "0123456789abcdef" * 2
UUID = "01234567-89ab-cdef-0123-456789abcdef"
WRITTEN = {
    "UA-12345678-1": ("Google Analytics", "ga('create', 'UA-12345678-1', 'auto')"),
    "G-ABCDE12345": ("Google Analytics", 'gtag("config","G-ABCDE12345")'),
    "GT-ABC12DEF": ("Google tags", "gtag('config', 'GT-ABC12DEF')"),
    "GTM-ABC12D": ("Google Tag Manager", '<iframe src="//x.example/ns.html?id=GTM-ABC12D">'),
    "AW-123456789": ("Google Ads", "gtag('config', 'AW-123456789')"),
    "DC-1234567": ("Google Campaign Manager", "gtag('config', 'DC-1234567')"),
    "ca-pub-1234567890123456": ("Google AdSense", 'data-ad-client="ca-pub-1234567890123456"'),
    "12345678": ("Yandex Metrica", 'ym(12345678, "init", {})'),
    "12345671": ("Yandex Metrica", '<img src="https://mc.yandex.ru/watch/12345671">'),
    "12345672": ("Yandex Metrica", "new Ya.Metrika2({ id: 12345672 })"),
    "12345673": ("Yandex Metrica", "w.yaCounter12345673 = 1"),
    "123456789012345": ("Meta Pixel", "fbq('init', '123456789012345')"),
    "123456789012346": ("Meta Pixel", "https://www.facebook.com/tr?id=123456789012346&ev=PageView"),
    "VK-RTRG-123456-aB1c": ("VK Pixel", 'VK.Retargeting.Init("VK-RTRG-123456-aB1c")'),
    "3123456": ("Top.Mail.Ru", 'var _tmr = window._tmr || (window._tmr = []); _tmr.push({id: "3123456", type: "pageView"})'),
    "3123457": ("Top.Mail.Ru", "https://top-fwz1.mail.ru/counter?id=3123457;js=na"),
    "1234567": ("Hotjar", "h._hjSettings={hjid:1234567,hjsv:6}"),
    "abcd123456": ("Clarity", '(window, document, "clarity", "script", "abcd123456")'),
    "abcd123457": ("Clarity", "https://www.clarity.ms/tag/abcd123457"),
    "42": ("Matomo", "_paq.push(['setSiteId', '42'])"),
    "A1b2C3d4E5f6G7h8I9j0K1l2": ("Segment", 'analytics.load("A1b2C3d4E5f6G7h8I9j0K1l2")'),
    HEX: ("Amplitude", f"amplitude.getInstance().init('{HEX}')"),
    HEX[::-1]: ("Mixpanel", f"mixpanel.init('{HEX[::-1]}')"),
    "phc_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6": ("PostHog", "posthog.init('phc_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6')"),
    "1234567890": ("Heap", "heap.load('1234567890')"),
    UUID: ("Umami", f'<script data-website-id="{UUID}">'),
    "c" + HEX[1:]: ("Cloudflare Analytics", f"""<script data-cf-beacon='{{"token": "c{HEX[1:]}"}}'>"""),
    "123456": ("LinkedIn Insight", '_linkedin_partner_id = "123456"'),
    "C1A2B3C4D5E6F7G8H9I0": ("TikTok Pixel", "ttq.load('C1A2B3C4D5E6F7G8H9I0')"),
    "2612345678901": ("Pinterest Tag", "pintrk('load', '2612345678901')"),
    "a" + HEX[1:]: ("Sentry", f'Sentry.init({{dsn: "https://a{HEX[1:]}@o123.ingest.sentry.io/4501"}})'),
    "b" + HEX[1:]: ("Bugsnag", f"Bugsnag.start({{ apiKey: 'b{HEX[1:]}' }})"),
    "a1b2c3d4": ("Intercom", 'window.intercomSettings = {app_id: "a1b2c3d4"}'),
    "a1b2c3d5": ("Intercom", "https://widget.intercom.io/widget/a1b2c3d5"),
    "1" + UUID[1:]: ("Crisp", f'window.CRISP_WEBSITE_ID="1{UUID[1:]}"'),
    "aB1cD2eF3g": ("Jivo", "//code.jivo.ru/widget/aB1cD2eF3g"),
    "1234568": ("LiveChat", "window.__lc.license = 1234568;"),
    "0123456789abcdef01234567": ("tawk.to", "https://embed.tawk.to/0123456789abcdef01234567/default"),
    "2" + UUID[1:]: ("Zendesk", f"https://static.zdassets.com/ekr/snippet.js?key=2{UUID[1:]}"),
    "1234569": ("HubSpot", "//js.hs-scripts.com/1234569.js"),
    "b1234567": ("Bitrix24", "https://cdn-ru.bitrix24.ru/b1234567/crm/site_button/loader_1_a.js"),
    "1234-abcdef1234": ("Carrot quest", "carrotquest.connect('1234-abcdef1234')"),
    "6LabcdefAAAAA" + "b" * 27: ("reCAPTCHA", f"api.js?render=6LabcdefAAAAA{'b' * 27}"),
    "0x4AAAAAAABcDeFgHiJkLmNo": ("Turnstile", "turnstile.render('#x', {sitekey: '0x4AAAAAAABcDeFgHiJkLmNo'})"),
    "3" + UUID[1:]: ("a captcha", f'<div class="h-captcha" data-sitekey="3{UUID[1:]}">'),
    "pk_live_A1b2C3d4E5f6G7h8": ("Stripe", 'Stripe("pk_live_A1b2C3d4E5f6G7h8")'),
    "pk_test_A1b2C3d4E5f6G7h8": ("Stripe", 'Stripe("pk_test_A1b2C3d4E5f6G7h8")'),
    "A1b2C3d4E5f6G7h8I9j0": ("PayPal", "https://www.paypal.com/sdk/js?client-id=A1b2C3d4E5f6G7h8I9j0"),
    "pk.eyJ1IjoiYWNtZSJ9.A1b2C3d4E5f6G7h8": ("Mapbox", "accessToken = 'pk.eyJ1IjoiYWNtZSJ9.A1b2C3d4E5f6G7h8'"),
    "AIza" + "B" * 35: ("Google's interfaces", f"key=AIza{'B' * 35}&callback=x"),
    f"123456789012-{'a' * 32}.apps.googleusercontent.com": (
        "Google sign-in",
        f'<meta name="google-signin-client_id" content="123456789012-{"a" * 32}.apps.googleusercontent.com">',
    ),
    "4" + UUID[1:]: ("Yandex Maps", f"https://api-maps.yandex.ru/2.1/?lang=ru_RU&apikey=4{UUID[1:]}"),
    "aBcD-1": ("Google Search Console", '<meta name="google-site-verification" content="aBcD-1">'),
    "google0123456789abcdef": ("Google Search Console", "google-site-verification: google0123456789abcdef.html"),
    "aBcD-2": ("Yandex Webmaster", '<meta content="aBcD-2" name="yandex-verification" />'),
    "0123456789abcdef": ("Yandex Webmaster", "<body>Verification: 0123456789abcdef</body>"),
    "aBcD-3": ("Bing Webmaster", '<meta name="msvalidate.01" content="aBcD-3">'),
    HEX.upper(): ("Bing Webmaster", f"<users><user>{HEX.upper()}</user></users>"),
    "aBcD-4": ("Meta", "<meta name='facebook-domain-verification' content='aBcD-4'>"),
    "aBcD-5": ("Meta", '<meta property="fb:app_id" content="aBcD-5">'),
    "aBcD-6": ("Pinterest", '<meta name="p:domain_verify" content="aBcD-6">'),
    "aBcD-7": ("Mail.ru Webmaster", '<meta name="wmail-verification" content="aBcD-7">'),
    "aBcD-8": ("Mail.ru Webmaster", '<meta name="mailru-domain" content="aBcD-8">'),
    "aBcD-9": ("Baidu", '<meta name="baidu-site-verification" content="aBcD-9">'),
    "aBcD-10": ("Naver", '<meta name="naver-site-verification" content="aBcD-10">'),
    "aBcD-11": ("Ahrefs", '<meta name="ahrefs-site-verification" content="aBcD-11">'),
    "123456780": ("the App Store", '<meta name="apple-itunes-app" content="app-id=123456780, app-argument=x">'),
    "123456781": ("the App Store", "https://apps.apple.com/ru/app/deals/id123456781"),
    "com.rival.a": ("Google Play", '<meta name="google-play-app" content="app-id=com.rival.a">'),
    "com.rival.b": ("Google Play", "https://play.google.com/store/apps/details?id=com.rival.b"),
    "com.rival.c": ("Google Play", "market://details?id=com.rival.c"),
    "com.rival.d": ("Google Play", '{"related_applications": [{"platform": "play", "id": "com.rival.d"}]}'),
    "com.rival.e": ("the App Store", '{"related_applications": [{"id": "com.rival.e", "platform": "itunes"}]}'),
    "ABCDE12345.com.rival": ("Apple's apps", '{"applinks": {"details": [{"appIDs": ["ABCDE12345.com.rival"]}]}}'),
    "com.rival.f": ("Android apps", '{"target": {"namespace": "android_app", "package_name": "com.rival.f"}}'),
    ":".join(["AB"] * 32): ("Android apps", f'"sha256_cert_fingerprints": ["{":".join(["AB"] * 32)}"]'),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_an_id_is_found_as_its_service_has_it_written_unless_the_brand_gives_it(what: str) -> None:
    service, text = WRITTEN[what]
    column = text.index(what) + 1
    files = {"site/a.html": f"<p>\n{text}"}
    found = [one for one in said(outside(files)) if "WL649" in one]

    assert found == [f"site/a.html:2:{column} WL649 '{what}' is an id of {service} that the brand doesn't give"]
    given = f"texts: {{en: {{count: {{id: {what!r}}}}}}}\n"
    assert [one for one in said(outside(files, brand=given)) if "WL649" in one] == []


def test_each_service_that_is_known_is_tried() -> None:
    tried = {
        number
        for _, text in WRITTEN.values()
        for number, service in enumerate(_SERVICES)
        if service.hint in text and service.pattern.search(text)
    }

    assert tried == set(range(len(_SERVICES)))


@pytest.mark.parametrize(
    "text",
    [
        "x=G-ABCDEFGHIJ;y=GT-1;z=a-G-ABCDE12345",
        'class="AW-1 UA-1 G-1234567890 GTM-"',
        "ym(a, 1); form(12345678,1); Gym(12345678, 'init')",
        "fbq('init', id); hjid:x; app_id:'a1b2c3d4'",
        "'" + "6L" + "a" * 38 + "'",
        "analytics.load(key); mixpanel.init(token); heap.load(id)",
        '<meta name="google-site-verification" content="">',
        "https://user:secret@stats.example/1",
        '{"id": "com.acme.x", "platform": "web"}',
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert list(id_clues(text)) == []


def test_an_id_in_a_script_within_data_and_in_base64_is_found() -> None:
    assert said(outside({"site/a.json": r'{"head": "<script>ym(12345678, \"init\")<\/script>"}'})) == [
        "site/a.json:1:22 WL649 '12345678' is an id of Yandex Metrica that the brand doesn't give"
    ]
    assert said(outside({"site/a.html": "eW0oMTIzNDU2NzgsICdpbml0Jyk7IC8v"})) == [
        "site/a.html:1:5 WL649 '12345678' is an id of Yandex Metrica that the brand doesn't give (base64)"
    ]


def test_an_id_is_told_once_with_the_count_of_its_places() -> None:
    page = "<p>\nym(12345678, 'init')\nym(12345678, 'hit')"

    assert said(outside({"site/a.html": page, "site/b.html": page})) == [
        "site/a.html:2:4 WL649 '12345678' is an id of Yandex Metrica that the brand doesn't give;"
        " so in 3 more places, 2 files in all"
    ]
