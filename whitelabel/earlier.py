"""What bundles showed at an earlier time: in a report, in a bundle that was kept, or in the project as it was at a revision.

WL616: there is nothing to compare with
    There is such a file or folder as ``--baseline`` names, and it is neither a report that ``whitelabel verify --format json`` printed nor a
    bundle or an archive of one. A revision of that name is ``refs/heads/NAME`` or ``refs/tags/NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from whitelabel.disk.bundle import read_bundle
from whitelabel.disk.files import read_regular
from whitelabel.disk.revision import Commit, take_out
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.pipeline import Progress, When, quiet, remake
from whitelabel.problem import Problem, Span, error
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.since import Before, read_report
from whitelabel.verify.whole import read_listing

Earlier: TypeAlias = Callable[[Collection[str], Verifier | None], Mapping[str, Before]]
"""Gives what showed of each of some brands' bundles; a brand that had none is left out. Marks are those that a verifier knows."""


def of_file(shown: str, place: Path) -> Earlier | Problem:
    """What a report tells, or a bundle that was kept shows.

    Args:
        shown: The report, the bundle's folder or its archive, as it is shown.
        place: Itself.

    Raises:
        OSError: It can't be read.
    """
    if not place.is_dir():
        data = read_regular(place)
        if not data.startswith(_ARCHIVE):
            told = read_report(data)
            return _unknown(shown) if told is None else lambda *_: told
    found = read_bundle(place)
    listing = read_listing(f"{shown}/", found.files.get(MANIFEST))
    if found.broken or isinstance(listing, Problem):
        return _unknown(shown)
    slug, files = listing.brand, found.files
    return lambda slugs, verifier: {slug: showing(verifier, slug, files)} if slug in slugs else {}


_ARCHIVE = (b"PK", b"\x28\xb5\x2f\xfd")
"""How archives begin: ZIP, and frames of zstd."""


def _unknown(shown: str) -> Problem:
    message = f"'{shown}' is neither a report nor a bundle to compare with"
    hint = "name what 'verify --format json' printed, or an archive; a branch of that name is 'refs/heads/…', a tag 'refs/tags/…'"
    return error("WL616", message, Span(shown), hint=hint)


def of_revision(commit: Commit, *, on: When, progress: Progress = quiet, jobs: int = 1) -> Earlier:
    """What the project's bundles would have shown as it was at a commit.

    They are made in a folder of their own that is taken away again, on the day of the commit; where a brand's rights
    didn't hold then, on the day that is asked for.

    Args:
        commit: Of the project's repository.
        on: The day that is asked for.
        progress: Told after each brand.
        jobs: Brands that are made at once, in processes.
    """

    def made(slugs: Collection[str], verifier: Verifier | None) -> dict[str, Before]:
        found: dict[str, Before] = {}
        with TemporaryDirectory(prefix="whitelabel-") as folder:
            then = Path(folder)
            take_out(commit, then)
            for day in (commit.moment, on):
                left = set(slugs).difference(found)
                look = partial(showing, verifier)
                found |= remake(then, left, on=day, look=look, progress=progress, jobs=jobs)
        return found

    return made


def showing(verifier: Verifier | None, slug: str, files: Mapping[str, bytes]) -> Before:
    """What a bundle shows, for later.

    Args:
        verifier: Knows the marks; without one it isn't looked for any.
        slug: Whose it is.
        files: Bytes by path.
    """
    ordered = dict(sorted(files.items()))
    problems = list(check_links(ordered))
    if verifier is None:
        return Before.of((), problems)
    verdict = verifier.glance(slug, ordered)
    return Before.of(verdict.shown, [*problems, *verdict.problems])
