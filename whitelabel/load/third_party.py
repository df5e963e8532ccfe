"""What ``theme.yaml`` says of files that others have made: fonts, scripts, pictures, and the licences that go with them.

WL545: files of others are named that aren't there
    A pattern under `third_party` fits no file of the theme: it is mistyped, or the files have gone.
WL546: a licence that has to go with files of others isn't there
    `license_file` is under the theme's `assets/` or `static/`, so that every bundle with the files holds it. Beside fonts it is
    called `LICENSE-NAME.txt`, by how the fonts' names begin, or `LICENSE.txt`.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from whitelabel.disk.tree import Tree
from whitelabel.load.schema import Keys, Line, malformed
from whitelabel.model import ThirdParty
from whitelabel.problem import Problem, Span, did_you_mean, error

_FOLDER = "base_theme/"


def _expression(text: str) -> str:
    """An SPDX licence expression in SPDX's own case.

    Source:
        SPDX Specification 3.0.1, annex B "SPDX License Expressions".
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        raise malformed(
            f"'{text}' is no licence that SPDX knows; 'OFL-1.1', 'MIT OR Apache-2.0' or 'LicenseRef-Name' was wanted"
        ) from None


def _package_url(text: str) -> str:
    """A package URL.

    Source:
        ECMA-427, Package-URL, 5.
    """
    if not re.fullmatch(r"pkg:[A-Za-z][A-Za-z0-9.-]*/[^\s/]\S*", text):
        raise malformed(f"'{text}' is no package URL, such as 'pkg:npm/htmx.org@2.0.4'")
    return text


class ThirdPartyKeys(Keys):
    """Something that others have made."""

    name: Line = Field(description="What it is called.")
    version: Line = Field(description="Its version, as its makers write it.")
    license: Annotated[Line, AfterValidator(_expression)] = Field(
        description="Its licence as an SPDX expression: OFL-1.1, MIT OR Apache-2.0; LicenseRef-NAME for one that SPDX doesn't know."
    )
    license_file: Line = Field(description="The file below base_theme/ that holds the licence's text.")
    files: list[Line] = Field(min_length=1, description="Its files below base_theme/; * stands for anything.")
    purl: Annotated[Line, AfterValidator(_package_url)] | None = Field(
        default=None, description="Its package URL, such as pkg:npm/htmx.org@2.0.4."
    )
    copyright: Line | None = Field(default=None, description="Who holds the copyright, as the licence says it.")


def third_party(
    keys: ThirdPartyKeys,
    tree: Tree,
    place: Callable[..., Span],
    position: int,
    problems: list[Problem],
) -> ThirdParty:
    """One entry, with the files that its patterns fit.

    Args:
        keys: As it is written.
        tree: The theme's files.
        place: Gives where a key stands.
        position: Of the entry.
        problems: Takes what is wrong with it.
    """
    names = [path.removeprefix(_FOLDER) for path in tree.files if path.startswith(_FOLDER)]
    found: dict[str, None] = {}
    for number, pattern in enumerate(keys.files):
        fitting = [name for name in names if fnmatch.fnmatchcase(name, pattern)]
        if not fitting:
            span = place("third_party", position, "files", number)
            message = f"no file of the theme is called '{pattern}'"
            problems.append(error("WL545", message, span, hint=did_you_mean(pattern, names)))
        found.update(dict.fromkeys(fitting))
    span = place("third_party", position, "license_file")
    if keys.license_file not in names:
        message = f"the licence '{keys.license_file}' of '{keys.name}' is missing"
        problems.append(error("WL546", message, span, hint=did_you_mean(keys.license_file, names)))
    elif not keys.license_file.startswith(("assets/", "static/")):
        message = f"the licence '{keys.license_file}' of '{keys.name}' goes into no bundle"
        problems.append(error("WL546", message, span, hint="put it under 'assets/' or 'static/'"))
    return ThirdParty(
        name=keys.name,
        version=keys.version,
        purl=keys.purl or "",
        licence=keys.license,
        text=_FOLDER + keys.license_file,
        files=tuple(_FOLDER + name for name in sorted(found)),
        copyright=keys.copyright or "",
        span=span,
    )
