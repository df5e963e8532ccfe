"""What a command did: handed from the flow to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from whitelabel.model import Find, Purity, Resolved, ResolvedBrand, Rights
    from whitelabel.problem import Problem


@dataclass(frozen=True, slots=True)
class BrandOutcome:
    """What a command did for one brand.

    Attributes:
        status: ``checked`` is what ``check`` says of a brand without errors.
        pages: Pages in all languages.
        bytes: Sum of all files of the bundle.
        seconds: Time for this brand alone.
        bundle: Folder of the bundle, from the project's root where it lies below it; empty when rejected.
        sha256: Digest of the contents (sorted path, sha256); empty when rejected.
        archive: The archive's file, told as the bundle is; empty where there is none. Of several forms the first.
        archive_sha256: Of the archive's bytes.
        artifacts: Names and digests of all that stands in the archive's folder for the brand, the archive first, what is told of
            it last.
        allowed: Positions of the allowances that let something through.
    """

    brand: str
    name: str
    status: Literal["built", "unchanged", "rejected", "checked"]
    pages: int = 0
    files: int = 0
    bytes: int = 0
    seconds: float = 0.0
    bundle: str = ""
    sha256: str = ""
    colors: tuple[str, ...] = ()
    archive: str = ""
    archive_sha256: str = ""
    artifacts: tuple[tuple[str, str], ...] = ()
    allowed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did, and everything that it found.

    Attributes:
        line_of: Gives a line of a source file for a path and a number from 1, to show problems with.
        rights: All rights; ``None`` where the vendor's own files could not be read.
        purity: What of other parties may show, and what has to be there; ``None`` likewise.
        marks: SHA-256 of the marks of all parties; empty likewise.
    """

    brands: tuple[BrandOutcome, ...]
    problems: tuple[Problem, ...]
    seconds: float
    line_of: Callable[[str, int], str | None] = field(compare=False, repr=False)
    rights: Rights | None = field(default=None, compare=False, repr=False)
    purity: Purity | None = field(default=None, compare=False, repr=False)
    marks: str = field(default="", compare=False, repr=False)

    @property
    def rejected(self) -> bool:
        """Whether anything was rejected."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Assets:
    """What a bundle shows of one brand's logo.

    Attributes:
        resolved: ``None`` where the vendor's own files could not be read.
        brand: ``None`` where the brand is rejected.
        files: Bytes by path in the bundle.
    """

    outcome: Outcome
    resolved: Resolved | None
    brand: ResolvedBrand | None
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Shown:
    """A mark of another party in one file of a bundle.

    Attributes:
        mark: As its owner writes it.
        owner: Slug; empty for a brand that left.
        path: In the bundle.
        places: How often it shows there.
        known: How many of these did before, where that was asked for.
    """

    mark: str
    owner: str
    path: str
    places: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """What of a bundle's findings is known from an earlier time, in places.

    Attributes:
        new: Those that weren't there; all of what can't be known from before is among them.
        known: Those that were.
        gone: Those that were and aren't any more.
        had_bundle: Whether there was a bundle to hold this one against.
    """

    new: int
    known: int
    gone: int
    had_bundle: bool = True


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of one bundle.

    Attributes:
        bundle: Its folder or archive, as it was named.
        brand: Whose it says it is; empty where it doesn't.
        sha256: Digest of the contents, as its manifest says.
        is_whole: Whether it is what its manifest says.
        is_pure: Whether nothing of another party shows; ``None`` where there is no project that tells who they are.
        looked: What each file was taken for, by path; of one that can't be read, why.
        shown: Marks of other parties, file by file.
        since: What of it is known from an earlier time; ``None`` where that wasn't asked for.
        opened: How many pages were opened in a browser; ``None`` where that wasn't asked for.
        is_archive: Whether it is one file.
        evidence: Whether an archive is what its statement and the rest beside it are about; ``None`` for a folder, and where there is
            no statement.
    """

    bundle: str
    brand: str = ""
    files: int = 0
    bytes: int = 0
    sha256: str = ""
    is_whole: bool = False
    is_pure: bool | None = None
    looked: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[Shown, ...] = ()
    since: Since | None = None
    opened: int | None = None
    is_archive: bool = False
    evidence: bool | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of bundles, and what there is to know for those who look on.

    Attributes:
        known: What was found wrong and is known from an earlier time; the rest is among the outcome's problems.
        find: Gives what finds marks of other parties in what a bundle shows, for its brand and the paths of its files;
            ``None`` where there is no project that tells who they are.
        hosts: Other hosts that pages may ask.
    """

    outcome: Outcome
    verified: tuple[Verified, ...]
    find: Callable[[str, Iterable[str]], Find] | None = field(default=None, compare=False, repr=False)
    hosts: tuple[str, ...] = ()
    known: tuple[Problem, ...] = ()
