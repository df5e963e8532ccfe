"""The project as the preview shows it: what pages and the gallery ask for, and what they have been told."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import re
import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple, TypeVar

from whitelabel.change import plain
from whitelabel.disk.tree import owner_of
from whitelabel.live import Live
from whitelabel.model import Action, BrandPlan
from whitelabel.preview import told
from whitelabel.preview.addresses import Answer, address_of
from whitelabel.preview.stage import Audience, Card, Details, Gallery, Open, TokenAt, gallery, page, problems, styles
from whitelabel.problem import Problem, merged
from whitelabel.sight import Sight

T = TypeVar("T")

_TRIES = 5
_PAUSE = 0.02
"""Seconds after which a file that changed while it was read is looked at again."""

_PASSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EINVAL, errno.ESTALE})
"""What reading gives where somebody is just writing."""

_SITE = "site/"
_IN_ADDRESS = re.compile(rb"\.[a-z2-7]{10}(?=\.)")
_PAGES = 1024
_SCRIPTS = (".js", ".mjs")
_PICTURES = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class Shown(NamedTuple):
    """What the open pages of a brand were told last.

    Attributes:
        assets, pages: What the files of its site are made by: as they know them by their addresses, and as they are themselves.
        text: What was said to be wrong.
        is_refused: Whether they were said to be refused by a build.
        plan: Of the state in which the first of them was opened.
    """

    assets: Mapping[str, Action]
    pages: Mapping[str, Action]
    text: str
    is_refused: bool
    plan: BrandPlan | None


class Held:
    """A ``Stage``; for one thread.

    Args:
        live: The project.
        chosen: Slugs of the brands that are shown; empty for all.
        audience: The pages that are open.
        printed: Gives problems as the command line prints them.
    """

    def __init__(
        self, live: Live, chosen: Sequence[str], audience: Audience, printed: Callable[[Sequence[Problem]], str]
    ) -> None:
        self._live = live
        self._chosen = tuple(dict.fromkeys(chosen))
        self._audience = audience
        self._printed = printed
        self._shown: dict[str, Shown] = {}
        self._unread: tuple[Problem, ...] = ()
        """What couldn't be read."""
        self._noticed: set[str] = set()
        """Files that were seen to have changed by whoever read something meanwhile."""
        self._cards: tuple[Card, ...] = ()
        self._rescripted: set[str] = set()
        """Brands of which a script has changed that keeps its name: no page tells whether it has asked for it."""
        self._bare: dict[tuple[str, str], bytes] = {}
        """Of pages by slug and address, as they were made last: the digest of all but what tells of files' contents."""

    # ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def slugs(self) -> Sequence[str]:
        """Of the brands that are shown; those that were chosen stay when they are gone."""
        return self._chosen or self._live.brands

    def gallery(self) -> Gallery:
        """All brands; looks at none that wasn't looked at before."""
        ground = self._live.ground
        product = ground.project.theme.product if ground is not None else ""
        return Gallery(product, self._all_cards())

    def details(self, slug: str) -> Details:
        """All that the gallery tells of one brand; looks at it."""
        sight = self._sight(slug)
        return told.details(sight, self._all_of(sight), self.problems(slug))

    def answer(self, slug: str, target: str) -> Answer:
        """A file of a brand's site, by its address."""
        self._sight(slug)
        given = self.steadily(lambda: told.answered(self._live, slug, target))
        if given.status is HTTPStatus.OK and given.type.startswith("text/html"):
            self._note(slug, target.partition("?")[0], given.body)
        elif given.status is HTTPStatus.OK:
            action = self._shown[slug].assets.get(_SITE + target.removeprefix("/")) if slug in self._shown else None
            if action is not None and _tells_contents(target, action):
                self._audience.lend(slug, {target: given.body})
        return given

    def _note(self, slug: str, path: str, page: bytes) -> None:
        self._bare.pop((slug, path), None)
        self._bare[slug, path] = hashlib.sha256(_IN_ADDRESS.sub(b"", page)).digest()
        if len(self._bare) > _PAGES:
            del self._bare[next(iter(self._bare))]

    def problems(self, slug: str) -> str:
        """What is wrong with a brand now, as the command line prints it, or empty."""
        return self._printed(self._all_of(self._sight(slug)))

    def is_refused(self, slug: str) -> bool:
        """Whether a build refuses what is shown of a brand."""
        return self._sight(slug).is_refused

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        """By custom property."""
        return told.tokens(self._sight(slug))

    def sheet(self, slug: str) -> bytes:
        """The sheet of a brand's icons."""
        return self.steadily(lambda: told.icon_sheet(self._live, slug))

    def mistakes(self, slug: str = "") -> tuple[Problem, ...]:
        """What is wrong with a brand alone, as far as it is known now; without one, with the project."""
        found = (*self._unread, *self.steadily(lambda: self._live.mistakes))
        common = tuple(problem for problem in found if not problem.brands)
        return tuple(one for one in self._all_of(self._sight(slug)) if one not in common) if slug else common

    # ── What is told ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def served(self) -> set[str]:
        """Slugs of the brands whose pages may be asked for; one that was looked at stays when it is gone."""
        return {*self.slugs, *self._shown}

    def watched(self) -> list[str]:
        """Slugs of the brands whose pages are open, sorted."""
        return sorted({open_page.slug for open_page in self._audience.pages()} & self.served)

    def fail(self, broken: OSError) -> Problem:
        """Tell all pages that a file can't be read, until ``mend``; what was said to be wrong stays said."""
        problem = told.unread(broken, self._live.root)
        if self._unread != (problem,):
            self._unread = (problem,)
            for slug in self.watched():
                before = self._shown.get(slug)
                text = "\n\n".join(
                    filter(None, (self._printed(self._unread), before.text if before is not None else ""))
                )
                is_refused = before is not None and before.is_refused
                self._audience.tell(problems(text, is_refused=is_refused), slug)
                if before is not None:
                    self._shown[slug] = before._replace(text=text)
        return problem

    def mend(self) -> bool:
        """Take it that all files can be read; whether that is news."""
        before, self._unread = self._unread, ()
        return bool(before)

    def begin(self, slugs: Sequence[str]) -> None:
        """Read what has changed, and what the first of these brands comes to with it, before anything is told."""
        if slugs:
            self.steadily(lambda: self._live.sheets(slugs[0]))

    def tell_sheets(self, slugs: Sequence[str]) -> set[str]:
        """Tell pages of the style sheets that have changed, before all else of their brands is gone through.

        Pages that are told so get a sheet as soon as they ask, whatever is done meanwhile.

        Returns:
            Slugs of those that were told.
        """
        made: dict[str, dict[str, bytes] | None] = {}
        return {slug for slug in slugs if self._tell_sheets(slug, made)}

    def _tell_sheets(self, slug: str, made: dict[str, dict[str, bytes] | None]) -> bool:
        before = self._shown.get(slug)
        plan = self.steadily(lambda: self._live.sheets(slug)) if before is not None else None
        if before is None or plan is None:
            return False
        stems = {plain(path): path for path in before.assets if path.endswith(".css")}
        renamed: dict[str, str] = {}
        now: dict[str, Action] = {}
        lent: dict[str, bytes] = {}
        for action in plan.actions:
            path = action.outputs[0]
            old = stems.get(plain(path)) if path.endswith(".css") else None
            if old is None or before.assets[old] == action or not _tells_contents(path, action):
                continue
            if action.key not in made:
                made[action.key] = self.steadily(lambda action=action: self._live.made(plan, action))  # type: ignore[misc]
            files = made[action.key]
            if files is None:
                return False
            renamed[old], now[path], lent[_address(path)] = path, action, files[path]
        if not renamed:
            return False
        kept = {path: action for path, action in before.assets.items() if path not in renamed}
        self._shown[slug] = before._replace(assets=kept | now)
        self._audience.lend(slug, lent)
        self._audience.tell(styles({_address(old): _address(new) for old, new in renamed.items()}, {}), slug)
        return True

    def tell_styles(self, slug: str) -> bool:
        """Bring a brand up to date, and tell its pages of style sheets and pictures that have changed.

        Returns:
            Whether anything of its site has changed.
        """
        before = self._shown.get(slug)
        sight = self._sight(slug, at_once=True, noted=False)
        now = _actions(sight)
        if before is None:
            return False
        self._shown[slug] = before._replace(assets=now)
        changed = [path for path, action in now.items() if before.assets.get(path) != action]
        if not changed:
            return before.assets.keys() != now.keys()
        stems = {plain(path): path for path in before.assets}
        renamed = {plain(path): path for path in changed}
        pairs = {stems[stem]: path for stem, path in renamed.items() if stem in stems}
        sheets = {_address(old): _address(new) for old, new in pairs.items() if new.endswith(".css")}
        pictures = {_address(old): _address(new) for old, new in pairs.items() if new.endswith(_PICTURES)}
        if sheets or pictures:
            self._audience.tell(styles(sheets, pictures), slug)
        if any(old == new and new.endswith(_SCRIPTS) for old, new in pairs.items()):
            self._rescripted.add(slug)
        return True

    def tell_pages(self, slug: str) -> bool:
        """Tell a brand's pages which of them have changed themselves, and what is wrong.

        Returns:
            Whether something else is wrong than they were told.
        """
        before = self._shown.get(slug)
        sight = self._sight(slug, at_once=True, noted=False)
        now = _actions(sight)
        is_rescripted = slug in self._rescripted
        self._rescripted.discard(slug)
        changed: dict[str, bool] = {}
        for path in {open_page.path for open_page in self._audience.pages() if open_page.slug == slug}:
            file, known = _file_of(path, now), before.pages if before is not None else {}
            was, was_file = known.get(_file_of(path, known)), _file_of(path, known)
            if (was_file, was) != (file, now.get(file)) or is_rescripted:
                changed[path] = is_rescripted or _is_rewritten(was, now.get(file))
        for path in sorted(path for path, is_rewritten in changed.items() if is_rewritten):
            # It is made while the browser lets go of the last one.
            self._audience.tell(page(anew=True), slug, path)
        for path, is_rewritten in sorted(changed.items()):
            # What is wrong with it shows when it is made.
            is_other = self._is_other(slug, path)
            if not is_rewritten:
                self._audience.tell(page(anew=is_other), slug, path)
        if before is not None:
            self._shown[slug] = before._replace(pages=now)
        return self.tell_problems(slug)

    def _is_other(self, slug: str, path: str) -> bool:
        """Whether it is known that a page differs in more than addresses from what it was when it was made last."""
        before = self._bare.get((slug, path))
        self.answer(slug, path)
        return before is not None and before != self._bare.get((slug, path))

    def tell_problems(self, slug: str) -> bool:
        """Tell a brand's pages what is wrong, where that is something else than they were told.

        Returns:
            Whether it is.
        """
        text, is_refused = self.problems(slug), self.is_refused(slug)
        before = self._shown.get(slug)
        is_other = before is None or before.text != text
        if is_other or (text and before is not None and before.is_refused != is_refused):
            self._audience.tell(problems(text, is_refused=is_refused), slug)
        if before is not None:
            self._shown[slug] = before._replace(text=text, is_refused=is_refused)
        return is_other

    def tell_gallery(self) -> None:
        """Tell the gallery that it has changed, where it has."""
        cards = self._all_cards()
        if cards != self._cards and Open("", "/") in self._audience.pages():
            self._audience.tell(gallery(), "")
        self._cards = cards

    # ── In between ────────────────────────────────────────────────────────────────────────────────────────────────

    def unsettled(self) -> str:
        """A brand whose pages are open, and whose logo is still the last one; empty where there is none."""
        watched = set(self.watched())
        return next((sight.slug for sight in self._live.seen if not sight.is_settled and sight.slug in watched), "")

    def unexamined(self) -> str:
        """A brand whose pages are open, and of which all mistakes aren't known yet; empty where there is none."""
        watched = set(self.watched())
        seen = (sight.slug for sight in self._live.seen if sight.slug in watched)
        return next((slug for slug in seen if not self._live.is_examined(slug)), "")

    def examine(self, slug: str) -> Generator[None, None, None]:
        """Find all that is wrong with a brand, step by step; somebody else may ask in between."""
        yield from self._live.examine(slug)

    def is_now(self, slug: str) -> bool:
        """Whether what is shown of a brand is what is written."""
        return any(sight.slug == slug and sight.is_now for sight in self._live.seen)

    def is_owed(self) -> bool:
        """Whether something isn't shown to an open page until an examination has found it mended."""
        return any(self._live.is_withheld(slug) for slug in self.watched())

    def withheld(self, changed: Collection[str]) -> list[str]:
        """Brands whose pages are open and stay as they were, though one of these files may concern them."""
        owners = {owner_of(path) for path in changed}
        earlier = {sight.slug for sight in self._live.seen if sight.state == "earlier"}
        return [slug for slug in self.watched() if slug in earlier and owners & {"", slug}]

    def taken_back(self) -> list[str]:
        """Brands whose pages are open, and of which something else is shown or told since a file couldn't be made."""
        return sorted(self._live.taken_back() & set(self.watched()))

    def look(self, paths: Collection[str] | None = None) -> set[str]:
        """Look at the project's files again; what has changed since this was asked last.

        Args:
            paths: From the root: what may have changed; anything may where it is absent.

        Raises:
            OSError: A file can't be read.
        """
        changed = self.steadily(lambda: self._live.look(paths))
        found, self._noticed = {*changed, *self._noticed}, set()
        return found

    def steadily(self, work: Callable[[], T]) -> T:
        """Do something that reads files, once more where one of them changes meanwhile.

        Raises:
            OSError: It can't be read.
        """
        for _ in range(_TRIES):
            try:
                return work()
            except OSError as broken:
                if broken.errno not in _PASSING:
                    raise
            time.sleep(_PAUSE)
            with contextlib.suppress(OSError):
                self._noticed.update(self._live.look())
        return work()

    def _sight(self, slug: str, *, at_once: bool = True, noted: bool = True) -> Sight:
        sight = self.steadily(lambda: self._live.sight(slug, at_once=at_once))
        if noted and self._is_first(sight):
            now = _actions(sight)
            self._shown[slug] = Shown(now, now, self._printed(self._all_of(sight)), sight.is_refused, sight.plan)
        return sight

    def _is_first(self, sight: Sight) -> bool:
        """Whether nobody who has a page of the brand open was told of another state of it."""
        before = self._shown.get(sight.slug)
        return before is None or (before.plan is not sight.plan and sight.slug not in self.watched())

    def _all_of(self, sight: Sight) -> tuple[Problem, ...]:
        return merged((*self._unread, *sight.problems, *told.shadowed(sight)))

    def _all_cards(self) -> tuple[Card, ...]:
        seen = {sight.slug: sight for sight in self._live.seen}
        ground = self._live.ground
        holders = ground.project.holders if ground is not None else {}
        return tuple(
            told.card(seen[slug], self._all_of(seen[slug]))
            if slug in seen
            else Card(slug, holders[slug].name if slug in holders else slug, "unseen")
            for slug in self.slugs
        )


def _actions(sight: Sight) -> dict[str, Action]:
    """What the files of a brand's site are made by, by path in the bundle."""
    actions = sight.plan.actions if sight.plan is not None else ()
    return {path: action for action in actions for path in action.outputs if path.startswith(_SITE)}


def _is_rewritten(was: Action | None, now: Action | None) -> bool:
    """Whether a page is made by other templates than before, so that it is likely to differ in more than addresses."""
    if was is None or now is None:
        return False
    before, after = ([given for given in action.inputs if given[0].endswith(".j2")] for action in (was, now))
    return before != after


def _tells_contents(path: str, action: Action) -> bool:
    """Whether a file's name changes with its contents."""
    return f".{action.fingerprint}." in path


def _address(path: str) -> str:
    return address_of(path.removeprefix(_SITE))


def _file_of(address: str, actions: Mapping[str, Action]) -> str:
    """The file that an address shows; that of the page for what isn't there where there is none."""
    path = _SITE + address.removeprefix("/")
    found = (path, f"{path}index.html", f"{path}/index.html")
    return next((file for file in found if file in actions), f"{_SITE}404.html")
