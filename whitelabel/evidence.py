"""What is known of a bundle becomes the files that go with its archives: statement, bill of materials, page.

WL547: files of others would be handed over without their licence
    The bundle holds files that `third_party` names, and not the `license_file` that goes with them. Under `assets/` and `static/`
    every bundle has it; beside fonts where it is called `LICENSE-NAME.txt`, by how the fonts' names begin, or `LICENSE.txt`.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from whitelabel.disk.tool import this_tool
from whitelabel.model import Artifact, BrandPlan, Evidence, Piece, Resolved, digest
from whitelabel.package.bom import MEDIA_TYPE as BOM_TYPE
from whitelabel.package.bom import SUFFIX as BOM
from whitelabel.package.bom import bom
from whitelabel.package.order import Opened
from whitelabel.package.provenance import SUFFIX as STATEMENT
from whitelabel.package.provenance import provenance
from whitelabel.problem import Problem, error
from whitelabel.report.evidence import MEDIA_TYPE as PAGE_TYPE
from whitelabel.report.evidence import SUFFIX as PAGE
from whitelabel.report.evidence import as_html, facts
from whitelabel.report.statement import holdings
from whitelabel.report.statement_shown import language_of
from whitelabel.verify.reading import kind_of

_LICENCE = re.compile(r"(LICEN[CS]E|OFL|COPYING)\b[^/]*", re.IGNORECASE)
_FONTS = (".woff2", ".woff", ".ttf", ".otf")


def pieces(
    resolved: Resolved, plan: BrandPlan, digests: Mapping[str, str], problems: list[Problem]
) -> tuple[Piece, ...]:
    """What of others a bundle holds.

    Args:
        resolved: The project.
        plan: What the bundle is made from.
        digests: SHA-256 of its files by path.
        problems: Takes what is passed on without its licence.
    """
    project = resolved.project
    if not project.theme.third_party:
        return ()
    holding: dict[str, list[str]] = {}
    for action in plan.actions:
        for _, sha256 in action.inputs:
            holding.setdefault(sha256, []).extend(action.outputs)
    standing = {sha256: path for path, sha256 in sorted(digests.items(), reverse=True)}
    found = []
    for one in project.theme.third_party:
        paths = {
            path
            for file in one.files
            for path in holding.get(project.files[file].digest, ())
            if _may_hold(path, file) and file != one.text
        }
        if not paths:
            continue
        licence = project.files[one.text]
        if licence.digest not in standing:
            hint = "call it 'LICENSE-NAME.txt', where NAME is how the names of the fonts beside it begin"
            message = f"the bundle has files of '{one.name}', and not the licence that has to go with them"
            problems.append(error("WL547", message, one.span, hint=hint))
            continue
        text = licence.read().decode("utf-8", "replace")
        held = tuple((path, digests[path]) for path in sorted(paths))
        found.append(Piece(one, held, standing[licence.digest], text))
    return tuple(found)


def _may_hold(path: str, file: str) -> bool:
    """Whether a bundle's file may be what was made of one of the theme's: pictures that a font is set in don't hold the font."""
    made, given = (posixpath.splitext(name.removesuffix(".j2"))[1].lower() for name in (path, file))
    return made == given or (made in _FONTS and given in _FONTS)


def evidence(
    resolved: Resolved,
    slug: str,
    archives: Sequence[Artifact],
    files: Mapping[str, bytes],
    digests: Mapping[str, str],
    *,
    moment: int,
    contents: str,
    made_from: Mapping[str, str],
    exceptions: int,
    held: tuple[Piece, ...],
    opened: Opened | None,
) -> Iterator[tuple[str, bytes]]:
    """The files that go with a brand's archives, each with its name; that which tells of the others comes last.

    Args:
        resolved: The project with this brand.
        slug: Whose they are.
        archives: At least one.
        files: What is in them, by path.
        digests: SHA-256 of each, by path.
        moment: What the archives' members tell of their time.
        contents: Digest of the contents.
        made_from: Digests of theme and brand.
        exceptions: How many allowances let something through.
        held: What of others is among the files.
        opened: What a browser found in its pages, where that is known.
    """
    brand, theme, tool = resolved.brands[slug], resolved.project.theme, this_tool()
    rights = holdings(resolved.rights, slug)
    told = Evidence(
        brand=slug,
        name=brand.brand.name,
        color=rights.color,
        product=theme.product,
        version=theme.version,
        is_closed=brand.standing.is_closed,
        valid=brand.standing.valid,
        timezone=brand.standing.timezone,
        archives=tuple(archives),
        sha256=contents,
        files=len(files),
        bytes=sum(map(len, files.values())),
        made_from=made_from,
        tool_version=tool.version,
        tool={"tool": tool.sha256, "lock": tool.lock},
        libraries=tool.libraries,
        moment=moment,
        kinds=Counter(kind_of(path, data) for path, data in files.items()),
        exceptions=exceptions,
        figures=brand.figures,
        opened=opened.pages if opened is not None else None,
        found=opened.found if opened is not None else (),
        pieces=held,
        licences=tuple(
            sorted(
                {
                    *(path for path in files if _LICENCE.match(posixpath.basename(path))),
                    *(piece.licence_path for piece in held),
                }
            )
        ),
    )
    language = language_of(brand.locales[0])
    stem = f"{slug}-{theme.version}"
    bill = bom(told)
    yield stem + BOM, bill
    listed = Artifact(stem + BOM, len(bill), digest(bill))
    page = as_html(told, rights, [listed], language).encode()
    yield stem + PAGE, page
    beside = [(listed, BOM_TYPE), (Artifact(stem + PAGE, len(page), digest(page)), PAGE_TYPE)]
    yield stem + STATEMENT, provenance(told, facts(told, rights, language), beside)
