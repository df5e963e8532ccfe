"""`whitelabel new`: one more brand, from a name, a logo and a colour.

WL192: a brand of that name is there already
    `whitelabel new` never touches a brand that is there, nor makes one whose folder differs from another's by case
    alone: some systems take the two for one.
WL193: a logo shows no colour of its own
    It is white, or empty once it is drawn. Say which colour the brand is known by: `--color '#0a5cff'`.
WL194: a theme doesn't offer a language
    A brand speaks the languages that `base_theme/locales/` has a file for.
WL195: rights don't stand in brand files here
    `policy.rights` is `contracts`: what a reseller may sell, and where, stands in `contracts/<slug>.yaml`, which
    resellers don't edit. Make the brand without `--territory`, and write its rights there.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

import click

from whitelabel import source
from whitelabel.cli import screen
from whitelabel.cli.day import meant
from whitelabel.cli.logo_file import LogoFile, read_logo_file
from whitelabel.cli.settings import Settings, Usage, no_project, shared
from whitelabel.problem import Problem, Span, did_you_mean, error

_MODELINE = "# yaml-language-server:"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of the brand."""

    slug: str
    name: str
    color: str
    domain: str
    locales: tuple[str, ...]
    territory: str
    contract: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What the theme wants of a brand, as far as it matters here."""

    colors: tuple[str, ...]
    texts: tuple[str, ...]
    source_locale: str
    locales: tuple[str, ...]


@click.command("new")
@click.argument("slug")
@click.option("--name", required=True, help="Its name, as its customers know it.")
@click.option(
    "--logo",
    required=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SVG, PNG, JPEG or WebP; it is copied.",
)
@click.option("--color", default="", metavar="COLOR", help="Any CSS colour; the logo's most prominent one when absent.")
@click.option("--domain", default="", metavar="HOST", help="Where its bundle is served.")
@click.option("--locale", "locales", multiple=True, metavar="TAG", help="A language; the first is the default.")
@click.option("--territory", default="", metavar="EXPR", help="Where it may sell: 'RU-MOW RU-MOS', 'EU -FR'.")
@click.option("--contract", default="", metavar="REF", help="The contract that says so.")
@shared
@click.pass_context
def command(
    context: click.Context,
    slug: str,
    name: str,
    logo: Path,
    color: str,
    domain: str,
    locales: tuple[str, ...],
    territory: str,
    contract: str,
) -> int:
    """Add the brand SLUG: a draft, until it has a domain, a territory and a contract.

    The grant that is written is non-exclusive; edit it where the contract says more. No other brand is touched.
    """
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    settings = Settings.of(context)
    wish = _understood(Wish(slug, name, color, domain, locales, territory, contract))
    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), brand=None, files=[])
    written = _compose(root, wish, logo)
    if isinstance(written, Problem):
        return result.reject(settings, written, brand=None, files=[])
    from whitelabel import pipeline

    _publish(root, slug, written)
    outcome = pipeline.check(root, [slug], on=meant(None))
    shown = result.found(settings, root, outcome, [slug])
    own = replace(shown, problems=tuple(problem for problem in shown.problems if slug in problem.brands), brands=())
    if settings.format == "json":
        from whitelabel.report.answer import answer

        files = sorted(f"brands/{slug}/{file}" for file in written)
        screen.write_json(answer(own.problems, brand=slug, files=files))
    else:
        result.show_problems(settings, own)
        screen.write(_told(wish, written["brand.yaml"].decode()))
    return result.code(settings, own)


# ── What was asked for ────────────────────────────────────────────────────────────────────────────────────────────


def _understood(wish: Wish) -> Wish:
    """The wish with its spelling put right.

    Raises:
        Usage: For what can't be meant.
    """
    from whitelabel.color import ColorError, parse
    from whitelabel.load.brand import check_slug
    from whitelabel.load.schema import one_line

    refused = check_slug(wish.slug, Span(wish.slug))
    if refused is not None:
        near = re.search(r"'(.+)'", refused.hint)
        raise Usage(refused.message, f"say, for example, '{near[1]}'" if near else "")
    words = {"--name": wish.name, "--domain": wish.domain, "--territory": wish.territory, "--contract": wish.contract}
    for option, word in words.items():
        if not word and option != "--name":
            continue
        try:
            words[option] = one_line(word)
        except ValueError as wrong:
            raise Usage(f"invalid value for '{option}': {wrong}") from None
    if bool(words["--territory"]) != bool(words["--contract"]):
        raise Usage("'--territory' and '--contract' go together", "a grant stands on a contract")
    if wish.color:
        try:
            parse(wish.color)
        except ColorError as wrong:
            raise Usage(
                f"invalid value for '--color': {wrong}", "any CSS colour: '#0a5cff', 'oklch(75% 0.17 70)'"
            ) from None
    return Wish(
        wish.slug,
        words["--name"],
        wish.color.strip(),
        words["--domain"],
        wish.locales,
        words["--territory"],
        words["--contract"],
    )


# ── The brand's files ─────────────────────────────────────────────────────────────────────────────────────────────


def _compose(root: Path, wish: Wish, file: Path) -> dict[str, bytes] | Problem:
    """The files of the brand's folder, or what stands in their way."""
    theme = _theme(root)
    if isinstance(theme, Problem):
        return theme
    refused = _refused(root, wish, theme)
    if refused is not None:
        return refused
    logo = read_logo_file(file)
    if isinstance(logo, Problem):
        return logo
    path = f"logo{Path(logo.name).suffix}"
    colors = _colors(wish, theme, logo)
    if isinstance(colors, Problem):
        return colors
    text = _brand_text(root, wish, theme, path, colors).encode()
    return _malformed(wish.slug, text) or {"brand.yaml": text, path: logo.data}


def _malformed(slug: str, text: bytes) -> Problem | None:
    """What the brand's own schema has against the file that is to be; it has no place yet."""
    from whitelabel.load.brand import load_brand

    problems: list[Problem] = []
    node = source.read_yaml(text, "brand.yaml")
    if isinstance(node, Problem):
        problems.append(node)
    else:
        load_brand(slug, node, problems)
    return next((replace(problem, span=None, brands=()) for problem in problems if problem.is_error), None)


def _refused(root: Path, wish: Wish, theme: Theme) -> Problem | None:
    taken = _taken(root, wish.slug)
    if taken is not None:
        return taken
    if wish.territory and _rights_elsewhere(root):
        hint = f"leave '--territory' and '--contract' out, and write 'contracts/{wish.slug}.yaml'"
        return error("WL195", "'policy.rights' is 'contracts': no grant may stand in a brand file", hint=hint)
    foreign = next((tag for tag in wish.locales if tag not in theme.locales), "")
    if foreign:
        return error("WL194", f"the theme has no texts in '{foreign}'", hint=did_you_mean(foreign, theme.locales))
    return None


def _taken(root: Path, slug: str) -> Problem | None:
    brands = root / "brands"
    twins = [folder.name for folder in brands.iterdir() if folder.name.casefold() == slug] if brands.is_dir() else []
    if not twins:
        return None
    message = f"'brands/{twins[0]}' is there already"
    if twins[0] != slug:
        message += f", and differs from '{slug}' by case alone"
    return error("WL192", message, hint="choose another slug; nothing was changed")


def _rights_elsewhere(root: Path) -> bool:
    node = source.read_yaml((root / "whitelabel.yaml").read_bytes(), "whitelabel.yaml")
    rights = source.at(node, ("policy", "rights")) if not isinstance(node, Problem) else None
    return isinstance(rights, source.Scalar) and rights.text == "contracts"


def _theme(root: Path) -> Theme | Problem:
    path = "base_theme/theme.yaml"
    node = source.read_yaml((root / path).read_bytes(), path)
    if isinstance(node, Problem):
        return node

    def words(*loc: str) -> tuple[str, ...]:
        found = source.at(node, loc)
        items = found.items if isinstance(found, source.Sequence) else ()
        return tuple(item.text for item in items if isinstance(item, source.Scalar))

    locale = source.at(node, ("source_locale",))
    files = sorted((root / "base_theme" / "locales").glob("*.y*ml"))
    return Theme(
        words("requires", "colors"),
        words("requires", "texts"),
        locale.text if isinstance(locale, source.Scalar) else "en",
        tuple(file.stem for file in files),
    )


def _colors(wish: Wish, theme: Theme, logo: LogoFile) -> dict[str, str] | Problem:
    """A colour for each name that the theme requires: the brand's own, then others of the logo, then derived ones."""
    from whitelabel.color import parse
    from whitelabel.picture.palette import proposed, tones_of

    if not theme.colors:
        return {"primary": wish.color} if wish.color else {}
    names = sorted(theme.colors, key=lambda name: name != "primary")
    found = proposed(tones_of(logo.picture), names, parse(wish.color) if wish.color else None)
    if not found:
        return error("WL193", "the logo shows no colour of its own", hint="say one: --color '#0a5cff'")
    colors = {proposal.name: proposal.hex for proposal in found}
    return {**colors, names[0]: wish.color} if wish.color else colors


def _quoted(text: str) -> str:
    """A text as YAML, whatever it holds: in double quotes, with JSON's escapes."""
    return json.dumps(text, ensure_ascii=False)


def _brand_text(root: Path, wish: Wish, theme: Theme, logo: str, colors: dict[str, str]) -> str:
    locales = wish.locales or (theme.source_locale,)
    lines = [_modeline(root), f"name: {_quoted(wish.name)}"]
    host = f"{wish.slug}.example"
    lines.append(f"domain: {_quoted(wish.domain)}" if wish.domain else f"# domain: deals.{host}")
    lines += [
        f'# contact: {{email: help@{host}, phone: "+7 495 000-00-00", url: https://{host}/help}}',
        f"logo: {logo}    # or {{light: …, dark: …, mark: …}}",
    ]
    if colors:
        lines.append("colors: {" + ", ".join(f"{name}: {_quoted(value)}" for name, value in colors.items()) + "}")
    lines.append("locales: [" + ", ".join(map(_quoted, locales)) + "]")
    if theme.texts:
        lines += ["", "# The theme leaves these to each brand.", "texts:"]
        for tag in locales:
            lines.append(f"  {_quoted(tag)}:")
            lines += [f"    {_quoted(key)}: {_quoted(f'[{key}]')}" for key in theme.texts]
    is_live = bool(wish.domain and wish.territory)
    lines += ["", f"status: {'live' if is_live else 'draft'}"]
    if wish.territory:
        words = re.findall(r"[^\s,\[\]]+", wish.territory)
        lines += [
            "region_lock:",
            f"  contract: {_quoted(wish.contract)}",
            "  grants:",
            "    - territories: [" + ", ".join(map(_quoted, words)) + "]",
            "      exclusivity: non-exclusive",
        ]
    return "\n".join(line for line in lines if line is not None) + "\n"


def _modeline(root: Path) -> str | None:
    """The line by which the project's other brand files tell an editor their schema."""
    for file in sorted((root / "brands").glob("*/brand.yaml")):
        with file.open(encoding="utf-8", errors="replace") as stream:
            first = stream.readline().rstrip()
        if first.startswith(_MODELINE) and first.isprintable():
            return first + "\n"
    return None


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _publish(root: Path, slug: str, files: dict[str, bytes]) -> None:
    """Write the folder beside its place and rename it there, so that the brand is there whole or not at all."""
    from whitelabel.cli.init import make_folder, undone_on_failure

    staging = root / f".new-{slug}-{os.getpid()}"
    with undone_on_failure() as made:
        make_folder(root / "brands", made)
        make_folder(staging, made)
        for name, data in files.items():
            with (staging / name).open("xb") as stream:
                made.append(staging / name)
                stream.write(data)
        staging.rename(root / "brands" / slug)


def _told(wish: Wish, written: str) -> str:
    is_live = "\nstatus: live\n" in written
    lines = [f"made the {'live brand' if is_live else 'draft'} 'brands/{wish.slug}/brand.yaml'"]
    colors = re.search(r"^colors: \{(.*)\}$", written, re.MULTILINE)
    if colors and not wish.color:
        lines.append("  its colours come from the logo: " + colors[1].replace(":", "").replace('"', ""))
    if wish.territory:
        lines.append("  its grant is non-exclusive: edit 'exclusivity' where the contract says more")
    if not is_live:
        absent = [] if wish.domain else ["a domain"]
        absent += [] if wish.territory else ["a territory", "a contract"]
        listed = ", ".join(absent)
        lines.append(f"  to go live it needs {listed} and 'status: live'")
    return "\n".join([*lines, "", f"  whitelabel build --brand {wish.slug}"])
