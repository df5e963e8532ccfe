"""A brand's texts of one language, as the renderers read them: the brand's name filled in, case forms chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whitelabel.model import Brand, Message, Text


def _fields(brand: Brand, locale: str) -> dict[str, str]:
    """What ``{brand}`` and its kin stand for in a language; a case form only where the brand gives it."""
    fields = {"brand": brand.name, "brand.short": brand.short_name or brand.name}
    fields["brand.legal"] = brand.legal_name or brand.name
    parts = locale.split("-")
    for count in range(1, len(parts) + 1):
        forms = brand.names.get("-".join(parts[:count]), {})
        fields.update({f"brand.{case}": form for case, form in forms.items()})
    return fields


def _filled(message: Message, fields: Mapping[str, str]) -> list[Any] | str:
    """The message with the brand's fields as text: one text, or pieces with the names that are left."""
    pieces: list[Any] = []
    for part in message:
        text = part if isinstance(part, str) else fields.get(part[0])
        if text is None:
            pieces.append(list(part))
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += text
        else:
            pieces.append(text)
    if not pieces:
        return ""
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces


def _form(text: Text, fields: Mapping[str, str]) -> Message:
    """The one form of a text that is no plural: the inflected one where the brand gives every case it needs."""
    if text.kind == "inflected":
        needed = {
            part[0] for part in text.forms["inflected"] if isinstance(part, tuple) and part[0].startswith("brand.")
        }
        return text.forms["inflected" if needed <= set(fields) else "plain"]
    return text.forms["other"]


def wording(brand: Brand, locale: str, texts: Mapping[str, Text]) -> dict[str, Any]:
    """Texts by key, as JSON data: a text, pieces (texts, and one-item lists that name a value), or forms of these."""
    fields = _fields(brand, locale)
    found: dict[str, Any] = {}
    for key, text in texts.items():
        if text.kind == "plural":
            found[key] = {category: _filled(message, fields) for category, message in text.forms.items()}
        else:
            found[key] = _filled(_form(text, fields), fields)
    return found


def as_text(value: Any) -> Any:
    """A text of ``wording`` with its placeholders written out again, for applications: ``Hello {name}``."""
    if isinstance(value, dict):
        return {category: as_text(form) for category, form in value.items()}
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    return "".join(as_text(piece) if isinstance(piece, str) else f"{{{piece[0]}}}" for piece in value)
