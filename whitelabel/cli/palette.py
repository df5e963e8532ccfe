"""`whitelabel palette`: colours for a brand from its logo, and what they come to under the theme."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel import source
from whitelabel.cli import screen
from whitelabel.cli.asked_file import write_asked
from whitelabel.cli.settings import Settings, Usage, complete_brand, no_project, one_for_partner, shared
from whitelabel.disk.files import find_root
from whitelabel.disk.tree import Tree, read_tree
from whitelabel.model import Brand, Figure, Mode, Policy, Theme, Token, TokenOverride
from whitelabel.outcome import Outcome
from whitelabel.problem import Problem, Related, Span, error, printable

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.picture.palette import Proposal, Tone
    from whitelabel.picture.value import Picture
    from whitelabel.report.palette import Palette

_NAMES = ("primary", "accent")
# The logo for light paper is the brand's; where it has no hue, the brand's other ones may.
_VARIANTS = ("light", "mark", "dark")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A logo that was looked at.

    Attributes:
        file: As its reader knows it.
        place: Where the file is named, or the file itself.
        pictures: By variant.
    """

    file: str
    place: Span
    pictures: Mapping[str, Picture]
    tones: tuple[Tone, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line means: a brand of a project, or a file with the project whose theme it is tried under."""

    root: Path | None
    slug: str = ""
    file: Path | None = None


@click.command("palette")
@click.argument("logo", metavar="BRAND|FILE", shell_complete=complete_brand)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the palette into FILE as an HTML page that stands alone, whole or not at all.",
)
@shared
@click.pass_context
def command(context: click.Context, logo: str, file: Path | None) -> int:
    """Propose a brand's colours from its logo: those of BRAND, or of any logo FILE.

    They are tried under the theme: the contrast that they reach in light and in dark, and the shades that follow. No brand
    is changed.
    """
    settings = Settings.of(context)
    from whitelabel.cli import result

    asked = _asked(settings, logo)
    if asked.root is None:
        return result.reject(settings, no_project(settings.directory), logo=None, brand=None, proposals=[])
    if asked.slug:
        one_for_partner(settings, [asked.slug])
    outcome, palette = _palette(asked, asked.root)
    shown = result.found(settings, asked.root, outcome, [asked.slug])
    if asked.file is not None and settings.format != "github":
        shown = _as_typed(shown, asked.root, asked.file)
    if palette is None:
        if settings.format == "json":
            from whitelabel.report.answer import answer

            screen.write_json(answer(shown.problems, logo=None, brand=None, proposals=[]))
        else:
            result.show_problems(settings, shown, alone=True)
        return result.REJECTED
    _show(settings, shown, palette, _written(palette, file))
    return result.code(settings, shown)


def _written(palette: Palette, file: Path | None) -> dict[str, object]:
    """The page, where one is wanted; what an answer says of it."""
    if file is None:
        return {}
    from whitelabel.report.palette_page import palette_page

    page = palette_page(palette).encode()
    write_asked(file, page, "writing the palette")
    return {"file": file.as_posix(), "bytes": len(page)}


def _as_typed(shown: Found, root: Path, file: Path) -> Found:
    """Problems of a file by the path that was typed, from where the reader stands; an annotation wants the project's."""
    from whitelabel.cli.territories_read import seen_from

    place = seen_from(root, file)
    if not any(problem.span is not None and problem.span.path == place for problem in shown.problems):
        return shown
    told = tuple(
        dataclasses.replace(problem, span=dataclasses.replace(problem.span, path=file.as_posix()))
        if problem.span is not None
        else problem
        for problem in shown.problems
    )
    return dataclasses.replace(shown, problems=told, root=None)


def _show(settings: Settings, shown: Found, palette: Palette, page: dict[str, object]) -> None:
    from whitelabel.cli import result
    from whitelabel.report.palette import palette_object

    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer(shown.problems, **palette_object(palette), **page))
        return
    from whitelabel.report.palette_text import palette_text
    from whitelabel.report.summary import size

    result.show_problems(settings, shown)
    screen.write(palette_text(palette, colour=screen.has_colour(sys.stdout)))
    if page:
        screen.write(f"\ndrew {printable(str(page['file']))} ({size(int(str(page['bytes'])))})")


# ── What was asked for ────────────────────────────────────────────────────────────────────────────────────────────


def _asked(settings: Settings, word: str) -> _Asked:
    """What a word means: a brand's folder or slug first, then a file.

    Raises:
        Usage: It is none of these.
    """
    place = Path(word)
    root = find_root(settings.directory)
    if place.is_file():
        return _Asked(root, file=place)
    if place.resolve().parent.name == "brands" and (place.is_dir() or "/" in word.rstrip("/")):
        return _Asked(find_root(place) if place.is_dir() else root, slug=place.resolve().name)
    if "/" in word or "." in word:
        raise Usage(f"'{word}' is neither a brand nor a file", "name a brand, its folder, or a logo's file")
    return _Asked(root, slug=word)


# ── The palette ───────────────────────────────────────────────────────────────────────────────────────────────────


def _palette(asked: _Asked, root: Path) -> tuple[Outcome, Palette | None]:
    """The palette, and the problems on the way to it; ``None`` where one of them is in its way."""
    from whitelabel.load import load
    from whitelabel.load.theme import load_theme

    tree = read_tree(root, [asked.slug])
    problems: list[Problem] = []
    theme: Theme | None
    brand: Brand | None = None
    if asked.slug:
        project = load(tree, [asked.slug], problems)
        theme = project.theme if project is not None else None
        brand = project.brands.get(asked.slug) if project is not None else None
    else:
        theme = load_theme(tree, problems)
    told: list[Problem] = []
    made: Palette | None = None
    if theme is None or (asked.slug and brand is None):
        told = [each for each in problems if each.is_error and (not each.brands or asked.slug in each.brands)]
    else:
        made = _tried(theme, brand, tree, root, asked.file, told)
        told = [dataclasses.replace(each, brands=(asked.slug,) if asked.slug else ()) for each in told]
    return Outcome((), tuple(told), 0.0, _line_reader(tree)), made


def _line_reader(tree: Tree) -> Callable[[str, int], str | None]:
    def line_of(path: str, number: int) -> str | None:
        blob = tree.files.get(path)
        lines = blob.read().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n") if blob else []
        return lines[number - 1] if 0 < number <= len(lines) else None

    return line_of


def _tried(
    theme: Theme, brand: Brand | None, tree: Tree, root: Path, file: Path | None, told: list[Problem]
) -> Palette | None:
    from whitelabel.picture.palette import proposed
    from whitelabel.report.palette import Palette, grounds, looks
    from whitelabel.resolve.contrast import settle
    from whitelabel.resolve.tokens import prepare, resolve_tokens

    seen = _of_file(file, root, told) if file else _of_brand(brand, tree, told)
    if seen is None:
        return None
    prepared = prepare(theme.tokens, theme.dark, theme.palette, [])
    own = brand.overrides if brand is not None else {}
    before = resolve_tokens(prepared, own, problems=[])
    wanted = sorted(theme.required_colors or _NAMES, key=lambda name: name != "primary")
    names = [name for name in wanted if f"color.{name}" in before]
    proposals = proposed(seen.tones, names)
    if not proposals:
        hint = "say in 'colors' which colours the brand is known by, or name a logo that has some"
        name = seen.file.rpartition("/")[2]
        told.append(error("WL193", f"the logo '{name}' shows no colour of its own", seen.place, hint=hint))
        return None
    written = {
        name: _as_written(own[f"color.{name}"], before[f"color.{name}"]) for name in names if f"color.{name}" in own
    }
    tokens = resolve_tokens(prepared, {**own, **_overrides(proposals)}, problems=[])
    known = {_pair(figure) for figure in settle(before, theme.contrast, Policy())[1]}
    figures = settle(tokens, theme.contrast, Policy())[1]
    return Palette(
        seen.file,
        brand.path if brand is not None else "",
        _pictures(seen, theme, tokens),
        seen.tones,
        looks(proposals, theme, tokens, written),
        tuple(figure for figure in figures if not figure.passes and _pair(figure) not in known),
        len(figures),
        grounds(tokens),
    )


def _pair(figure: Figure) -> tuple[object, ...]:
    """What a failing pair is known by: one that fails without the proposals, too, is not their doing."""
    return (figure.pair, figure.mode, figure.ink, figure.paper)


def _overrides(proposals: Sequence[Proposal]) -> dict[str, TokenOverride]:
    """The proposals as if the brand had written them."""
    nowhere = Span("")
    return {
        f"color.{proposal.name}": TokenOverride(source.Scalar(proposal.hex, False, nowhere), None, nowhere)
        for proposal in proposals
    }


def _as_written(override: TokenOverride, token: Token) -> str:
    """What the brand says for a colour, as YAML; `#…` as it is printed, so that equal colours read equal."""
    values = {"light": token.light.css, "dark": token.dark.css}
    given = {mode: values[mode] for mode in values if getattr(override, mode) is not None}
    if list(given) == ["light"]:
        return f'"{given["light"]}"'
    return "{" + ", ".join(f'{mode}: "{value}"' for mode, value in given.items()) + "}"


# ── The logo ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_file(file: Path, root: Path, told: list[Problem]) -> _Seen | None:
    from whitelabel.cli.logo_file import read_logo_file
    from whitelabel.cli.territories_read import seen_from
    from whitelabel.picture.palette import tones_of

    found = read_logo_file(file)
    place = seen_from(root, file)
    problems = (found,) if isinstance(found, Problem) else found.warnings
    told.extend(
        dataclasses.replace(problem, span=dataclasses.replace(problem.span or Span(""), path=place))
        for problem in problems
    )
    if isinstance(found, Problem):
        return None
    return _Seen(file.as_posix(), Span(place), {"light": found.picture}, tones_of(found.picture))


def _of_brand(brand: Brand | None, tree: Tree, told: list[Problem]) -> _Seen | None:
    """The brand's logo: the one for light paper, or the next that has a hue where that has none."""
    from whitelabel.picture.palette import tones_of
    from whitelabel.picture.study import Given, looked_at
    from whitelabel.resolve.logos import locate

    assert brand is not None
    pictures: dict[str, Picture] = {}
    files: dict[str, str] = {}
    for variant in _VARIANTS:
        if variant not in brand.logo:
            continue
        named = brand.span("logo", variant)
        located = locate(brand, brand.logo[variant], named, tree.files, tree.odd, "logo")
        if isinstance(located, Problem):
            told.append(located)
            continue
        files[variant] = located[0]
        picture, problems = looked_at(Given(variant, located[0], located[1].read()))
        told.extend(
            dataclasses.replace(problem, related=(Related(named, "named here"),))
            if problem.span is not None
            else dataclasses.replace(problem, span=named)
            for problem in problems
        )
        if picture is not None:
            pictures[variant] = picture
    if any(problem.is_error for problem in told):
        return None
    tones = {variant: tones_of(pictures[variant]) for variant in _VARIANTS if variant in pictures}
    best = next((variant for variant in tones if tones[variant] and not tones[variant][0].is_grey), next(iter(tones)))
    return _Seen(files[best], brand.span("logo", best), pictures, tones[best])


def _pictures(seen: _Seen, theme: Theme, tokens: Mapping[str, Token]) -> dict[Mode, Picture]:
    """The logo for each mode: the brand's own for dark paper, or the one that a bundle would have there."""
    from whitelabel.color import opaque

    light = seen.pictures.get("light") or seen.pictures["dark"]
    found: dict[Mode, Picture] = {"light": light, "dark": seen.pictures.get("dark", light)}
    for mode, picture in found.items():
        names = theme.papers or ("color.paper",)
        papers = [tokens[name].value(mode).color for name in names if name in tokens]
        found[mode] = _helped(picture, [opaque(paper) for paper in papers if paper is not None], theme)
    return found


def _helped(picture: Picture, papers: Sequence[str], theme: Theme) -> Picture:
    """A picture that can be told from the papers, or itself where it can be anyway."""
    from whitelabel.picture.fence import fenced
    from whitelabel.picture.study import NEEDS, Sign, Study, pack, unpack

    def work() -> bytes:
        from whitelabel.picture.legible import helped

        made = helped(picture, papers, theme.logo.vanishing)
        return pack(Study((Sign("light", made[0], made[1], ""),) if made is not None else (), ()))

    made = fenced(work, NEEDS)
    signs = unpack(made).signs if made is not None else ()
    return signs[0].picture if signs else picture
