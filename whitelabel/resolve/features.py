"""Switches, choices and links of the theme as one brand sets them.

WL120: a feature is unknown, or is given a value that it doesn't have
    `theme.yaml` declares each feature: a switch takes true or false, a choice one of its options.
WL121: a link is unknown
    `theme.yaml` declares each link that a brand may remap.
"""

from __future__ import annotations

from collections.abc import Mapping

from whitelabel.model import Brand, Feature, Link, phone_address
from whitelabel.problem import Problem, did_you_mean, error


def resolve_features(brand: Brand, declared: Mapping[str, Feature], problems: list[Problem]) -> dict[str, bool | str]:
    """The value of every feature of the theme for a brand."""
    values: dict[str, bool | str] = {name: feature.default for name, feature in declared.items()}
    for name, written in brand.features.items():
        feature = declared.get(name)
        if feature is None:
            span = brand.key_span("features", name)
            problems.append(
                error("WL120", f"the theme has no feature '{name}'", span, hint=did_you_mean(name, declared))
            )
            continue
        span = brand.span("features", name)
        if feature.options:
            if written in feature.options:
                values[name] = written
            else:
                hint = did_you_mean(written, feature.options)
                problems.append(error("WL120", f"'{written}' is none of the options of '{name}'", span, hint=hint))
        elif written in ("true", "false"):
            values[name] = written == "true"
        else:
            message = f"'{name}' is a switch and '{written}' was given; true or false was wanted"
            problems.append(error("WL120", message, span, hint="write true or false"))
    return values


def resolve_links(brand: Brand, declared: Mapping[str, Link], problems: list[Problem]) -> dict[str, str]:
    """The target of every link that the brand gives, itself or through the field that the theme names.

    A link without a target is absent: it never falls back to anybody else's.
    """
    for name in brand.links:
        if name not in declared:
            span = brand.key_span("links", name)
            problems.append(error("WL121", f"the theme has no link '{name}'", span, hint=did_you_mean(name, declared)))
    fields = {f"contact.{key}": value for key, value in brand.contact.items()}
    fields |= {f"legal.{key}": value for key, value in brand.legal.items()}
    targets: dict[str, str] = {}
    for name, link in declared.items():
        target = brand.links.get(name) or fields.get(link.origin, "")
        if link.origin == "contact.email" and target and "@" in target and ":" not in target:
            target = f"mailto:{target}"
        if link.origin == "contact.phone" and target and ":" not in target:
            target = phone_address(target)
        if target:
            targets[name] = target
    return targets
