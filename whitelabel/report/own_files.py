"""The files of this room that pages are made from: templates, style sheets, scripts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def own_text(name: str) -> str:
    """A file's text."""
    return files(__package__).joinpath(name).read_text("utf-8")


@cache
def own_template(name: str) -> Template:
    """A page's template: whatever it is given is text, and a name that it isn't given is a mistake."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(own_text(name))
