"""Everything that the theme's own files say of each other.

WL420: a template names something that the theme doesn't have
    A text, asset, page, feature, link, token, template or name, a logo's variant, or a mode other than `light` and `dark`.
    The place is the template's line; the hint names the nearest one that there is.
WL421: a page or e-mail has no template
    The file that `theme.yaml` names is not under `templates/`. An e-mail has two: `NAME.html.j2` and `NAME.txt.j2`.
WL422: templates include each other in a circle
    The message shows the circle.
WL423: the theme lacks a page or a language that every bundle needs
    A page `home`, and a file of texts for `source_locale`.
WL424: theme.yaml names a token that the theme doesn't have, or one that is no colour
    In `contrast`, `papers`, `logo.mail`, `icons.paper`, `share` or `requires`.
WL425: a page or e-mail belongs to an unknown product
    `whitelabel.yaml` names the products.
WL426: the vendor's own brand has no folder
    `vendor.brand` is a brand like any other, under `brands/`.
WL542: the share card names something that the theme doesn't have
    A text, a token or a role of fonts, under `share`. The text has one form, and stands for no value but the brand's.
WL501: a logo or font is missing
    Here: a font that `theme.yaml` names is not under `assets/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whitelabel import source
from whitelabel.model import (
    LOGO_VARIANTS,
    MADE_ASSETS,
    MODES,
    PICTURE_NAMES,
    TEMPLATE_FIELDS,
    TEMPLATE_NAMES,
    Resolved,
    Template,
    Theme,
    Use,
)
from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.same import once_for


def check_theme(resolved: Resolved) -> Iterator[Problem]:
    """Mistakes in the theme, once for all brands."""
    project = resolved.project
    theme = project.theme
    yield from _needs(theme)
    yield from _templates(resolved)
    yield from _circles(theme)
    yield from _tokens(resolved)
    yield from _share(resolved)
    belongings = [(page.name, page.product, page.span) for page in theme.pages]
    belongings += [(email.name, email.product, email.span) for email in theme.emails]
    for name, product, span in belongings:
        if product and product not in project.vendor.products:
            hint = did_you_mean(product, project.vendor.products)
            yield error("WL425", f"'{name}' belongs to the unknown product '{product}'", span, hint=hint)
    for role, font in theme.fonts.items():
        for path in font.files:
            if path not in project.files:
                fonts = [name for name in project.files if name.startswith("base_theme/assets/fonts/")]
                hint = did_you_mean(path, fonts)
                yield error("WL501", f"the font '{path}' of the role '{role}' is missing", font.span, hint=hint)
    if f"brands/{project.vendor.brand}/brand.yaml" not in project.files:
        message = f"the vendor's own brand '{project.vendor.brand}' has no folder under 'brands/'"
        span = source.at(project.vendor.node, ("vendor", "brand")).span
        yield error("WL426", message, span, hint=did_you_mean(project.vendor.brand, project.brands))


def _needs(theme: Theme) -> Iterator[Problem]:
    pages = theme.node.key("pages")
    place = pages.span if pages is not None else Span("base_theme/theme.yaml")
    if "home" not in {page.name for page in theme.pages}:
        yield error("WL423", "the theme has no page 'home'", place, hint="name the start page 'home'")
    if theme.source_locale not in theme.texts:
        key = theme.node.key("source_locale")
        hint = f"write base_theme/locales/{theme.source_locale}.yaml, or name another 'source_locale'"
        message = f"the theme has no texts in its source language '{theme.source_locale}'"
        yield error("WL423", message, key.span if key is not None else place, hint=hint)
    for page in theme.pages:
        if page.template not in theme.templates:
            hint = did_you_mean(page.template, theme.templates)
            yield error("WL421", f"the page '{page.name}' has no template '{page.template}'", page.span, hint=hint)
    for email in theme.emails:
        for name in (email.template, email.text_template):
            if name not in theme.templates:
                hint = did_you_mean(name, theme.templates)
                yield error("WL421", f"the e-mail '{email.name}' has no template '{name}'", email.span, hint=hint)


def _templates(resolved: Resolved) -> tuple[Problem, ...]:
    # Brands give values to the theme's tokens and add none: any brand has their names.
    token_names = next((brand.tokens for brand in resolved.brands.values()), {})
    theme = resolved.project.theme
    return _in_templates(theme.product, theme, frozenset(token_names))


@once_for(1)
def _in_templates(theme: Theme, token_names: frozenset[str]) -> tuple[Problem, ...]:
    known: Mapping[str, frozenset[str]] = {
        "text": frozenset(theme.texts.get(theme.source_locale, ())) | frozenset(theme.required_texts),
        "texts": frozenset(theme.texts.get(theme.source_locale, ())) | frozenset(theme.required_texts),
        "asset": frozenset(theme.assets) | frozenset(theme.pictures) | MADE_ASSETS,
        "page": frozenset(page.name for page in theme.pages),
        "feature": frozenset(theme.features),
        "link": frozenset(theme.links),
        "token": token_names,
        "logo": frozenset((*LOGO_VARIANTS, "mail")),
        "logo_picture": frozenset(LOGO_VARIANTS),
        "mode": frozenset(MODES),
        "runtime": frozenset(field for email in theme.emails for field in email.runtime),
        "name": TEMPLATE_NAMES,
        "field": frozenset(f"{name}.{field}" for name, fields in TEMPLATE_FIELDS.items() for field in fields),
        "template": frozenset(theme.templates),
    }
    lent, named, found = _lent_names(theme), frozenset(known.items()), list[Problem]()
    for template in _all_templates(theme).values():
        found += _unknown_uses(template.name, template, lent[template.name], named)
    for picture in theme.pictures.values():
        for use in picture.uses:
            is_known = use.name in PICTURE_NAMES or use.name in lent[picture.name]
            if use.kind == "name" and use.name in TEMPLATE_NAMES and not is_known:
                message = f"'{use.name}' is for pages; a picture that is drawn for each brand doesn't see it"
                hint = f"it sees {', '.join(sorted(PICTURE_NAMES))}"
                found.append(error("WL420", message, use.span, hint=hint))
    return tuple(found)


@once_for(2048)
def _unknown_uses(
    template: Template, lent: frozenset[str], named: frozenset[tuple[str, frozenset[str]]]
) -> tuple[Problem, ...]:
    """What a template names of which there is nothing.

    Args:
        lent: Names that it may use since templates define them.
        named: What there is, by kind.
    """
    known, found = dict(named), []
    for use in template.uses:
        if (use.kind in ("text", "texts", "token") and not known[use.kind]) or (
            use.kind in ("name", "field") and use.name.partition(".")[0] in lent
        ):
            continue
        is_known = any(map(use.may_mean, known["text"])) if use.kind == "texts" else use.name in known[use.kind]
        if not is_known:
            found.append(_unknown(use, known[use.kind]))
    return tuple(found)


def _all_templates(theme: Theme) -> dict[str, Template]:
    """The templates, and the pictures that are drawn for each brand."""
    return {**theme.templates, **{picture.name: picture for picture in theme.pictures.values()}}


def _lent_names(theme: Theme) -> dict[str, frozenset[str]]:
    """Names that a template may use since it, or one that it is put together with, defines or is given them."""
    templates = _all_templates(theme)
    together: dict[str, set[str]] = {name: {name} for name in templates}
    for name in templates:
        waiting = list(templates[name].references)
        while waiting:
            other = waiting.pop()
            if other in templates and other not in together[name]:
                together[name].add(other)
                together[other].add(name)
                waiting.extend(templates[other].references)
    pictures = {picture.name for picture in theme.pictures.values()}
    return {
        name: frozenset(declared for other in others for declared in templates[other].declares)
        | (PICTURE_NAMES - TEMPLATE_NAMES if others & pictures else frozenset())
        for name, others in together.items()
    }


def _unknown(use: Use, known: frozenset[str]) -> Problem:
    called = {
        "name": "nothing is called",
        "field": "there is no value",
        "template": "there is no template",
        "runtime": "no e-mail has a run-time field",
        "logo": "a logo has no variant",
        "logo_picture": "a picture can't show the logo's variant",
        "mode": "there is no mode",
        "texts": "the theme has no text like",
    }
    message = f"{called.get(use.kind, f'the theme has no {use.kind}')} '{use.name}'"
    hint = "write 'light' or 'dark'" if use.kind == "mode" else did_you_mean(use.name, known)
    return error("WL420", message, use.span, hint=hint)


def _circles(theme: Theme) -> Iterator[Problem]:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[Problem]:
        template = theme.templates.get(name)
        if template is None or name in done:
            return
        for use in template.uses:
            if use.kind != "template":
                continue
            if use.name in (*path, name):
                circle = [*path, name][[*path, name].index(use.name) :]
                yield error("WL422", "templates go in a circle: " + " → ".join([*circle, use.name]), use.span)
            else:
                yield from visit(use.name, (*path, name))
        done.add(name)

    for name in theme.templates:
        yield from visit(name, ())


def _tokens(resolved: Resolved) -> Iterator[Problem]:
    theme = resolved.project.theme
    brand = next(iter(resolved.brands.values()), None)
    if brand is None:
        return

    def place(*loc: str | int) -> Span:
        return source.at(theme.node, loc).span

    named = [
        (name, place("contrast", number, position))
        for number, pair in enumerate(theme.contrast)
        for position, name in enumerate((pair.ink, pair.paper))
    ]
    named += [(name, place("papers", number)) for number, name in enumerate(theme.papers)]
    shares = [("share", "paper"), ("share", "ink"), *(("share", "accents", n) for n in range(len(theme.share.accents)))]
    for path in (("logo", "mail"), ("icons", "paper"), *shares):
        written = source.at(theme.node, path)
        if isinstance(written, source.Scalar):
            named.append((written.text, written.span))
    named += [
        (f"color.{name}", place("requires", "colors", number)) for number, name in enumerate(theme.required_colors)
    ]
    for name, span in named:
        token = brand.tokens.get(name)
        if token is None:
            yield error("WL424", f"the theme has no token '{name}'", span, hint=did_you_mean(name, brand.tokens))
        elif token.type != "color":
            yield error("WL424", f"the token '{name}' is of type {token.type}; a color was wanted", span)


def _share(resolved: Resolved) -> Iterator[Problem]:
    theme = resolved.project.theme
    rule = theme.share
    if theme.node.key("share") is None:
        return
    texts = theme.texts.get(theme.source_locale, {})

    def place(key: str) -> Span:
        written = source.at(theme.node, ("share", key))
        return written.span if isinstance(written, source.Scalar) else rule.span

    text = texts.get(rule.line)
    if text is None and rule.line not in theme.required_texts and texts:
        hint = did_you_mean(rule.line, texts)
        yield error(
            "WL542", f"the share card's line is the text '{rule.line}', which there isn't", place("line"), hint=hint
        )
    elif text is not None and (text.kind == "plural" or text.placeholders):
        message = f"the share card's line '{rule.line}' stands for values that nobody gives it there"
        yield error("WL542", message, place("line"), hint="name a text without a plural and without values of its own")
    if rule.font not in theme.fonts and isinstance(source.at(theme.node, ("share", "font")), source.Scalar):
        hint = did_you_mean(rule.font, theme.fonts)
        yield error("WL542", f"the share card is set in the unknown role '{rule.font}'", place("font"), hint=hint)
    tokens = next((brand.tokens for brand in resolved.brands.values()), None)
    for key in ("radius", "weight", "tracking", "leading"):
        node = source.at(theme.node, ("share", key))
        if tokens is not None and isinstance(node, source.Scalar) and node.text not in tokens:
            yield error(
                "WL542", f"the theme has no token '{node.text}'", node.span, hint=did_you_mean(node.text, tokens)
            )
