"""Which values a file of a bundle reads, and where each of them comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whitelabel import source
from whitelabel.change import Reading, ValueChange
from whitelabel.model import MODES, Action, Grant, Resolved, Template, Use
from whitelabel.problem import Span
from whitelabel.resolve.locales import lookup
from whitelabel.rights import told_ground, told_products

_FIELDS_OF = {
    "application": ("name", "short_name", "legal_name", "domain"),
    "webmanifest": ("name", "short_name"),
    "robots": ("domain",),
    "security": ("security.contact", "security.expires", "domain"),
}
"""Fields of the brand's file that files of a kind are made from; a template says itself what it reads."""

_OF_PAGES = ("page.title", "page.description")
"""What a template reads of a page that is a text: that of the page's name."""

_OF_RIGHTS = frozenset({"region-lock", "edge"})
_OF_LOGO = frozenset({"icon", "logo", "share"})


class Readings:
    """Tells what files of one brand's bundle read.

    Args:
        resolved: The project with the brand.
        slug: Of the brand.
        values: What ``site/brand.json`` would tell.
        changes: What of that differs from the other state; ``None`` where that isn't known.
    """

    def __init__(
        self, resolved: Resolved, slug: str, values: Mapping[str, Any], changes: Iterable[ValueChange] | None
    ) -> None:
        self._theme = resolved.project.theme
        self._brand = resolved.brands[slug]
        self._values = values
        self._changes: dict[tuple[str, str, str], ValueChange] | None = None
        if changes is not None:
            self._changes = {(one.what, one.name, one.where): one for one in changes}

    def of(self, action: Action) -> tuple[Reading, ...]:
        """What the files of an action read, each value once."""
        return tuple(dict.fromkeys(self._of(action)))

    def _of(self, action: Action) -> Iterator[Reading]:
        templates = [one for name, _ in action.inputs if (one := self._template(name)) is not None]
        if templates:
            params = json.loads(action.params)
            locale, page = params.get("locale", ""), params.get("page", "")
            for use in (use for template in templates for use in template.uses):
                if use.kind == "field" and use.name in _OF_PAGES:
                    yield from self._text(use.name.replace("page", page, 1), locale)
                yield from self._use(use, locale)
        for name in _FIELDS_OF.get(action.kind, ()):
            yield from self._field(name)
        if action.kind in ("tokens", "application"):
            for name in self._brand.tokens:
                yield from self._token(name)
        if action.kind == "application":
            yield from self._all()
        if action.kind in _OF_LOGO:
            yield from self._logo(action)
        if action.kind in _OF_RIGHTS:
            yield from self._rights()

    def _template(self, name: str) -> Template | None:
        pictures = {picture.name: picture for picture in self._theme.pictures.values()}
        return self._theme.templates.get(name) or pictures.get(name)

    def _all(self) -> Iterator[Reading]:
        for tag, texts in self._brand.texts.items():
            for key in texts:
                yield from self._text(key, tag)
        for name in self._brand.features:
            yield from self._feature(name)
        for name in self._theme.links:
            yield from self._link(name)

    def _use(self, use: Use, locale: str) -> Iterator[Reading]:
        known = self._brand.texts.get(locale, {})
        match use.kind:
            case "text":
                yield from self._text(use.name, locale)
            case "texts":
                for key in known:
                    if use.may_mean(key):
                        yield from self._text(key, locale)
            case "token":
                yield from self._token(use.name)
            case "feature":
                yield from self._feature(use.name)
            case "link":
                yield from self._link(use.name)
            case "field" if use.name.startswith("brand."):
                yield from self._field(use.name.removeprefix("brand."))

    def _reading(self, what: str, name: str, where: str, value: str | None, trail: Iterable[str]) -> Reading:
        changes = self._changes
        if changes is None:
            return Reading(what, name, where, value, tuple(trail))
        # A token may be the same in both modes now, and have changed in one; or differ now, and have changed alike.
        modes = (where, "") if where else ("", *MODES)
        change = next((changes[what, name, mode] for mode in modes if (what, name, mode) in changes), None)
        if change is None:
            return Reading(what, name, where, value, tuple(trail), None, True)
        return Reading(what, name, where, value, tuple(trail), change.before, False)

    def _token(self, name: str) -> Iterator[Reading]:
        token = self._brand.tokens.get(name)
        if token is None:
            return
        light, dark = token.light, token.dark
        if (light.css, light.trail) == (dark.css, dark.trail):
            yield self._reading("token", name, "", light.css, light.trail)
            return
        for mode in MODES:
            yield self._reading("token", name, mode, token.value(mode).css, token.value(mode).trail)

    def _text(self, key: str, tag: str) -> Iterator[Reading]:
        text = self._brand.texts.get(tag, {}).get(key)
        if text is None:
            return
        base = self._theme.texts.get(lookup(tag, self._theme.texts), {}).get(key)
        trail = [str(one.span) for one in (text, base) if one is not None and one.span.path]
        value = self._values.get("texts", {}).get(tag, {}).get(key)
        yield self._reading("text", key, tag, _told(value), dict.fromkeys(trail))

    def _feature(self, name: str) -> Iterator[Reading]:
        if name in self._brand.features:
            trail = [*self._written("features", name), *_span(self._theme.features[name].span)]
            yield self._reading("feature", name, "", _told(self._brand.features[name]), trail)

    def _link(self, name: str) -> Iterator[Reading]:
        link = self._theme.links.get(name)
        if link is not None:
            own = [*self._written("links", name)] or [*self._written(*link.origin.split("."))]
            yield self._reading("link", name, "", self._brand.links.get(name), [*own, *_span(link.span)])

    def _field(self, name: str) -> Iterator[Reading]:
        """A field of the brand's file; one of which another is made is told as that."""
        name = {"origin": "domain", "contact.phone_href": "contact.phone"}.get(name, name)
        node = self._node(*name.split("."))
        if isinstance(node, source.Scalar):
            yield self._reading("field", name, "", node.text, [str(node.span)])

    def _logo(self, action: Action) -> Iterator[Reading]:
        known = {name for name, _ in action.inputs}
        for variant, logo in self._brand.logos.items():
            if variant in known or f"logo:{variant}" in known or known & {"picture", "logo"}:
                trail = [logo.path] if logo.path else []
                yield self._reading("logo", variant, "", logo.origin, trail)
        share = self._theme.share
        for name in {"icon": (self._theme.icons.paper,), "share": (share.paper, share.ink, *share.accents)}.get(
            action.kind, ()
        ):
            yield from self._token(name)
        for tag in self._brand.locales if action.kind == "share" else ():
            yield from self._text(share.line, tag)

    def _rights(self) -> Iterator[Reading]:
        standing = self._brand.standing
        for claim in (*standing.in_force, *standing.renewals, *standing.run_off):
            place = [str(claim.ref.span)] if isinstance(claim.ref, Grant) else []
            name = f"{told_products(claim.products)} in {told_ground(claim.territory, standing.table)}"
            yield Reading("right", name, "", str(claim.term), tuple(place))

    def _node(self, *keys: str) -> source.Node | None:
        node: source.Node | None = self._brand.brand.node
        for key in keys:
            node = node.get(key) if isinstance(node, source.Mapping) else None
        return node

    def _written(self, *keys: str) -> Iterator[str]:
        node = self._node(*keys)
        if node is not None:
            yield str(node.span)


def _span(span: Span) -> Iterator[str]:
    if span.path:
        yield str(span)


def _told(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
