"""Ids under which somebody counts visitors, collects errors, chats, takes money, or publishes an app.

WL649: an id of a service isn't the brand's
    It tells whoever holds that account, be it the vendor or a stranger, who visits this partner's site, or makes the site his own
    in the eyes of a search engine or an app store. The brand's own ids stand in its `brand.yaml`, as values of texts, so that the
    theme asks for them as for any other text. Take the id out of the theme, or have the brand give it.

Source:
    What each service tells its customers to put on their pages: support.google.com/analytics/answer/9539598 and 12002338 (ids of
    tags), yandex.com/support/metrica/code/counter-initialize.html, developers.facebook.com/docs/meta-pixel, ads.vk.com/help,
    top.mail.ru/help, help.hotjar.com, learn.microsoft.com/clarity, developer.matomo.org/guides/tracking-javascript-guide,
    segment.com/docs/connections/sources, amplitude.com/docs/sdks, docs.mixpanel.com, posthog.com/docs, intercom.com/help,
    docs.sentry.io/concepts/key-terms/dsn-explainer, docs.crisp.chat, jivo.ru/help, developers.livechat.com, developer.tawk.to,
    developers.google.com/recaptcha, developers.cloudflare.com/turnstile, docs.stripe.com/keys, docs.mapbox.com/help,
    developers.google.com/maps, support.google.com/webmasters/answer/9008080, yandex.com/support/webmaster,
    developer.apple.com/documentation/webkit/promoting-apps-with-smart-app-banners and xcode/supporting-associated-domains,
    developer.android.com/training/app-links, W3C "Manifest: Application Information" (related applications).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick

from whitelabel.verify.clue import Clue


class _Service(NamedTuple):
    """A service, and how its ids are written.

    Attributes:
        name: As it is told.
        hint: What each text that holds one holds, so that most texts are asked for nothing more.
        written: A pattern; the id is its first group that matches, or all of it.
    """

    name: str
    hint: str
    written: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Of most services nobody ever asks for it."""
        return _compiled(self.written)


_compiled = lru_cache(maxsize=None)(lambda written: re.compile(written, re.DOTALL))


_Q = r"""\\?["'`]"""
"""A quote, in a script or in a script within data."""
_BEFORE = r"""(?<=["'`=/>(,])"""
_AFTER = r"""(?![\w-])"""


def _meta(name: str, key: str) -> _Service:
    """What stands in a page's head under a name, in either order of the two attributes."""
    value = r"""content\s*=\s*["']?(?:app-id\s*=\s*)?([^"'>\s,][^"'>,]*)"""
    named = rf"""(?:name|property)\s*=\s*["']?{re.escape(key)}["']?(?=[\s/>])"""
    return _Service(
        name, key, rf"<meta\s(?:[^>]*?\s)?{named}[^>]*?\s{value}|<meta\s(?:[^>]*?\s)?{value}[^>]*?\s{named}"
    )


_SERVICES: tuple[_Service, ...] = (
    # Visitors are counted.
    _Service("Google Analytics", "UA-", rf"(?<![\w-])UA-\d{{4,10}}-\d{{1,4}}{_AFTER}"),
    _Service("Google Analytics", "G-", rf"{_BEFORE}G-(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{{10}}{_AFTER}"),
    _Service("Google tags", "GT-", rf"{_BEFORE}GT-(?=[A-Z]*\d|[A-Z]{{7}})[A-Z0-9]{{7,11}}{_AFTER}"),
    _Service("Google Tag Manager", "GTM-", rf"{_BEFORE}GTM-[A-Z0-9]{{4,9}}{_AFTER}"),
    _Service("Google Ads", "AW-", rf"{_BEFORE}AW-\d{{9,11}}{_AFTER}"),
    _Service("Google Campaign Manager", "DC-", rf"{_BEFORE}DC-\d{{6,10}}{_AFTER}"),
    _Service("Google AdSense", "pub-", rf"(?<![\w-])(?:ca-)?pub-\d{{16}}{_AFTER}"),
    _Service("Yandex Metrica", "ym(", r"(?<![\w$.])ym\(\s*(\d{4,10})\s*,"),
    _Service("Yandex Metrica", ".yandex.", r"mc\.yandex\.\w+/(?:watch|pixel|metrika/tag\.js\?id=)/?(\d{4,10})"),
    _Service("Yandex Metrica", "Ya.Metrika", rf"Ya\.Metrika2?\(\s*\{{\s*{_Q}?id{_Q}?\s*:\s*(\d{{4,10}})"),
    _Service("Yandex Metrica", "yaCounter", r"(?<!\w)yaCounter(\d{4,10})"),
    _Service("Meta Pixel", "fbq(", rf"(?<!\w)fbq\(\s*{_Q}init{_Q}\s*,\s*(?:{_Q})?(\d{{10,17}})"),
    _Service("Meta Pixel", "facebook.com/tr", r"facebook\.com/tr/?\?(?:[^\s\"'<>]*&)?id=(\d{10,17})"),
    _Service("VK Pixel", "VK-RTRG-", r"VK-RTRG-\d+-\w+"),
    _Service("Top.Mail.Ru", "tmr", rf"_tmr.{{0,80}}?\bid{_Q}?\s*:\s*(?:{_Q})?(\d{{5,9}})(?!\d)"),
    _Service("Top.Mail.Ru", "mail.ru/", r"top-fwz\d*\.mail\.ru/counter\?(?:[^\s\"'<>]*[&;])?id=(\d{5,9})"),
    _Service("Hotjar", "hjid", r"(?<!\w)hjid\s*[:=]\s*(\d{5,9})"),
    _Service("Clarity", "clarity", rf"{_Q}clarity{_Q}\s*,\s*{_Q}script{_Q}\s*,\s*{_Q}([a-z0-9]{{8,12}}){_Q}"),
    _Service("Clarity", "clarity", r"clarity\.ms/tag/([a-z0-9]{8,12})"),
    _Service("Matomo", "setSiteId", rf"{_Q}setSiteId{_Q}\s*,\s*(?:{_Q})?(\d+)"),
    _Service("Segment", ".load(", rf"(?<!\w)analytics\.load\(\s*{_Q}([A-Za-z0-9]{{20,40}}){_Q}"),
    _Service("Amplitude", ".init(", rf"amplitude(?:\.getInstance\(\))?\.init\(\s*{_Q}([0-9a-f]{{32}}){_Q}"),
    _Service("Mixpanel", ".init(", rf"mixpanel\.init\(\s*{_Q}([0-9a-f]{{32}}){_Q}"),
    _Service("PostHog", "phc_", r"(?<!\w)phc_[A-Za-z0-9]{30,}"),
    _Service("Heap", ".load(", rf"(?<!\w)heap\.load\(\s*(?:{_Q})?(\d{{6,12}})"),
    _Service("Umami", "data-website-id", r"""data-website-id\s*=\s*["']?([0-9a-f-]{36})"""),
    _Service("Cloudflare Analytics", "cf-beacon", r"""data-cf-beacon\s*=\s*["'{\s]*(?:&quot;|["'])token(?:&quot;|["'])\s*:\s*(?:&quot;|["'])([0-9a-f]{32})"""),
    _Service("LinkedIn Insight", "_linkedin_partner_id", rf"_linkedin_partner_id\s*=\s*(?:{_Q})?(\d{{4,10}})"),
    _Service("TikTok Pixel", ".load(", rf"(?<!\w)ttq\.load\(\s*{_Q}([A-Z0-9]{{15,25}}){_Q}"),
    _Service("Pinterest Tag", "pintrk(", rf"(?<!\w)pintrk\(\s*{_Q}load{_Q}\s*,\s*{_Q}(\d{{10,16}}){_Q}"),
    # Errors are collected.
    _Service("Sentry", "@", r"https?:\\?/\\?/([0-9a-f]{32})(?::[0-9a-f]{32})?@[\w.-]+(?::\d+)?\\?/(?:[\w-]+\\?/)*\d+"),
    _Service("Bugsnag", "ugsnag", rf"[Bb]ugsnag(?:\.start)?\(\s*(?:\{{\s*{_Q}?apiKey{_Q}?\s*:\s*)?{_Q}([0-9a-f]{{32}}){_Q}"),
    # People are talked to.
    _Service("Intercom", "ntercom", rf"[Ii]ntercom.{{0,120}}?app_id{_Q}?\s*[:=]\s*{_Q}([a-z0-9]{{6,10}}){_Q}"),
    _Service("Intercom", "ntercom", r"intercom\.io/widget/([a-z0-9]{6,10})(?!\w)"),
    _Service("Crisp", "CRISP_WEBSITE_ID", rf"CRISP_WEBSITE_ID\s*=\s*{_Q}([0-9a-f-]{{36}}){_Q}"),
    _Service("Jivo", "jivo", r"jivo(?:site)?\.(?:com|ru)/(?:script/)?widget/([A-Za-z0-9]{8,12})(?!\w)"),
    _Service("LiveChat", "__lc.license", r"__lc\.license\s*=\s*(\d{5,10})"),
    _Service("tawk.to", "tawk.to/", r"embed\.tawk\.to/([0-9a-f]{24})"),
    _Service("Zendesk", "zdassets.com", r"zdassets\.com/ekr/snippet\.js\?key=([0-9a-f-]{36})"),
    _Service("HubSpot", "hs-scripts.com/", r"hs-scripts\.com/(\d{5,10})\.js"),
    _Service("Bitrix24", ".bitrix24.", r"cdn[\w-]*\.bitrix24\.\w+/(b\d{5,12})/"),
    _Service("Carrot quest", "carrotquest.connect(", rf"carrotquest\.connect\(\s*{_Q}([\w-]{{8,60}}){_Q}"),
    # Guests are asked to prove that they are people.
    _Service("reCAPTCHA", "6L", r"(?<![\w-])6L[A-Za-z0-9_-]{6}AAAAA[A-Za-z0-9_-]{27}(?![\w-])"),
    _Service("Turnstile", "0x4AAA", r"(?<!\w)0x4AAA[A-Za-z0-9_-]{17,20}(?![\w-])"),
    _Service("a captcha", "data-sitekey", r"""data-sitekey\s*=\s*["']?([\w-]{20,60})(?=["'\s>])"""),
    # Money is taken, and maps are drawn.
    _Service("Stripe", "k_live_", r"(?<!\w)[prs]k_live_[0-9A-Za-z]{16,}"),
    _Service("Stripe", "k_test_", r"(?<!\w)[prs]k_test_[0-9A-Za-z]{16,}"),
    _Service("PayPal", "paypal.com/sdk/js", r"paypal\.com/sdk/js\?(?:[^\s\"'<>]*[&;])?client-id=([\w-]{20,100})"),
    _Service("Mapbox", "k.eyJ", r"(?<![\w.])[ps]k\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}"),
    _Service("Google's interfaces", "AIza", r"(?<![\w-])AIza[0-9A-Za-z_-]{35}(?![\w-])"),
    _Service("Google sign-in", ".apps.google", r"(?<!\w)\d{8,}-[a-z0-9]{32}\.apps\.googleusercontent\.com"),
    _Service("Yandex Maps", ".yandex.", r"api-maps\.yandex\.\w+/[^\s\"'<>]*apikey=([0-9a-f-]{36})"),
    # The site is said to be somebody's.
    _meta("Google Search Console", "google-site-verification"),
    _Service("Google Search Console", "-verification", r"google-site-verification:\s*(google[0-9a-f]{16})\.html"),
    _meta("Yandex Webmaster", "yandex-verification"),
    _Service("Yandex Webmaster", "Verification: ", r"<body>Verification: ([0-9a-f]{16})</body>"),
    _meta("Bing Webmaster", "msvalidate.01"),
    _Service("Bing Webmaster", "<user>", r"<users>\s*<user>([0-9A-F]{32})</user>"),
    _meta("Meta", "facebook-domain-verification"),
    _meta("Meta", "fb:app_id"),
    _meta("Pinterest", "p:domain_verify"),
    _meta("Mail.ru Webmaster", "wmail-verification"),
    _meta("Mail.ru Webmaster", "mailru-domain"),
    _meta("Baidu", "baidu-site-verification"),
    _meta("Naver", "naver-site-verification"),
    _meta("Ahrefs", "ahrefs-site-verification"),
    # Apps are offered.
    _Service("the App Store", "apple-itunes-app", r"""apple-itunes-app["'][^>]*?\bapp-id\s*=\s*(\d{6,12})|\bapp-id\s*=\s*(\d{6,12})[^>]*?apple-itunes-app"""),
    _Service("the App Store", ".apple.com/", r"(?:apps|itunes)\.apple\.com/[^\s\"'<>]*?/id(\d{6,12})(?!\d)"),
    _meta("Google Play", "google-play-app"),
    _Service("Google Play", "play.google.com/", r"play\.google\.com/store/apps/details\?(?:[^\s\"'<>]*[&;])?id=([\w.]+\w)"),
    _Service("Google Play", "market://", r"market://details\?id=([\w.]+\w)"),
    _Service("Google Play", '"platform"', r""""platform"\s*:\s*"play"[^{}]*?"id"\s*:\s*"([\w.]+)"|"id"\s*:\s*"([\w.]+)"[^{}]*?"platform"\s*:\s*"play\""""),
    _Service("the App Store", '"platform"', r""""platform"\s*:\s*"itunes"[^{}]*?"id"\s*:\s*"([\w.]+)"|"id"\s*:\s*"([\w.]+)"[^{}]*?"platform"\s*:\s*"itunes\""""),
    _Service("Apple's apps", "appID", r""""appIDs?"\s*:\s*\[?\s*"([A-Z0-9]{10}\.[\w.-]+)\""""),
    _Service("Android apps", "package_name", r""""package_name"\s*:\s*"([\w.]+)\""""),
    _Service("Android apps", "sha256_cert", r""""sha256_cert_fingerprints"\s*:\s*\[\s*"((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\""""),
)  # fmt: skip
"""Every service that is known; a new one is one line, and a case in its test."""

_BY_HINT = {hint: [one for one in _SERVICES if one.hint == hint] for hint in {one.hint: None for one in _SERVICES}}


@cache
def _hints() -> ahocorasick.Automaton:
    """All hints, ready to be looked for at once."""
    found = ahocorasick.Automaton()
    for hint in _BY_HINT:
        found.add_word(hint, hint)
    found.make_automaton()
    return found


def id_clues(text: str) -> Iterator[Clue]:
    """The ids of services in a text.

    >>> [(clue.what, clue.about) for clue in id_clues("ym(12345678, 'init')")]
    [('12345678', 'Yandex Metrica')]
    """
    there = {hint for _, hint in _hints().iter(text)}
    for hint in _BY_HINT if there else ():
        for service in _BY_HINT[hint] if hint in there else ():
            for match in service.pattern.finditer(text):
                group = match.lastindex or 0
                yield Clue(*match.span(group), "id", match[group].strip(), service.name)
