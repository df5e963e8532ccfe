"""The cascade: which values an element's properties are given by its attributes, the style sheets and its own style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from whitelabel.picture.svg_names import ATTRIBUTE_ONLY_IN_STYLE, PROPERTIES, STYLED_GEOMETRY
from whitelabel.picture.svg_source import Element, Fault, Source

Scheme = Literal["light", "dark"]
Declared = dict[str, list[str]]
"""The values given to each property, the strongest last; a weaker one counts where a stronger is invalid."""

MAX_WORK = 60_000
MAX_VALUE = 2000
MAX_RULES = 5000
MAX_SHEET = 100_000
MAX_STYLE = 10_000
MAX_NOTES = 100_000
MAX_SELECTOR = 200
_NESTING = 12

_PLAIN_DECLARATIONS = re.compile(r"""[^\\{}@!"'/<>]*+""")
_ODD_VALUE = re.compile(r"""[\\"']|/\*""")
_DATA = re.compile(r"[A-Za-z0-9+/=]{200,}+")
_SIMPLE = re.compile(r"(?:\.([A-Za-z_][\w-]*)|#([A-Za-z_][\w-]*)|([A-Za-z]+))")


def plain(tokens: Iterable[Any], depth: int = 0) -> str:
    """A value's tokens as text without escapes and comments, so that what is looked at is what browsers see."""
    if depth > _NESTING:
        raise Fault("WL513", "a value of the style is nested too deep", hint="export it again as plain shapes")
    return "".join([_plain_one(token, depth) for token in tokens])


def _plain_one(token: Any, depth: int) -> str:
    kind = token.type
    if kind in ("ident", "literal", "whitespace"):
        return " " if kind == "whitespace" else f"{token.value}"
    if kind in ("number", "percentage", "dimension"):
        unit = token.unit if kind == "dimension" else "%" if kind == "percentage" else ""
        return f"{token.representation}{unit}"
    if kind == "function":
        return f"{token.name}({plain(token.arguments, depth + 1)})"
    if kind == "() block":
        return f"({plain(token.content, depth + 1)})"
    if kind == "string":
        text = str(token.value).replace('"', "'")
        return f'"{text}"'
    sign = {"hash": "#", "url": "url(", "at-keyword": "@"}.get(kind)
    if sign is not None:
        return f"{sign}{token.value}" + (")" if kind == "url" else "")
    return "" if kind == "comment" else "\N{REPLACEMENT CHARACTER}"


def _readable(text: str) -> str:
    """An attribute's value without escapes and comments."""
    if not _ODD_VALUE.search(text):
        return text
    _bounded(text, MAX_STYLE)
    import tinycss2

    return plain(tinycss2.parse_component_value_list(text, skip_comments=True)).strip()


def _bounded(text: str, limit: int) -> None:
    if len(text) > limit and len(_DATA.sub("", text)) > limit:
        hint = "export it again with attributes in place of styles"
        raise Fault("WL513", f"a style of the SVG has more than {limit:,} characters", hint=hint)


def declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    """Read what stands in a ``style`` attribute or in a rule.

    Yields:
        Name, value and whether it is important.

    >>> list(declarations("fill:red; stroke : #fff"))
    [('fill', 'red', False), ('stroke', '#fff', False)]
    """
    if _PLAIN_DECLARATIONS.fullmatch(text) and not re.search(r"url\(\s*[^#\s]", text, re.IGNORECASE):
        for piece in text.split(";"):
            name, colon, value = piece.partition(":")
            if colon:
                name = name.strip()
                yield name if name.startswith("--") else name.lower(), value.strip(), False
        return
    _bounded(text, MAX_STYLE)
    import tinycss2

    yield from _of_tokens(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def _of_tokens(items: Iterable[Any]) -> Iterator[tuple[str, str, bool]]:
    for item in items:
        if item.type == "declaration":
            name = item.name if item.name.startswith("--") else item.lower_name
            yield name, plain(item.value).strip(), item.important
        elif item.type in ("qualified-rule", "at-rule"):
            raise Fault("WL512", "the style sheet has rules within rules", hint="export it again with plain rules")


# ── Media ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_FEATURE = re.compile(r"\(\s*([a-z-]+)\s*(?::\s*([^()]*?))?\s*\)")


def _feature(name: str, value: str | None, scheme: Scheme, size: tuple[float, float]) -> bool | None:
    """Whether a feature holds where the picture is shown; ``None`` for one that isn't known."""
    if name == "prefers-color-scheme":
        return value is None or value == scheme
    if name in ("color", "hover", "update", "scripting") and value is None:
        return name == "color"
    found = re.fullmatch(r"(min-|max-)?(width|height)", name)
    if found and value is not None:
        from whitelabel.picture.svg_values import pixels

        wanted, given = pixels(value), size[found[2] == "height"]
        if wanted is None:
            return None
        return given >= wanted if found[1] == "min-" else given <= wanted if found[1] else given == wanted
    if name == "orientation":
        return value == ("portrait" if size[1] >= size[0] else "landscape")
    if name.startswith("prefers-") and value is not None:
        return value == "no-preference"
    return None


def _query(text: str, scheme: Scheme, size: tuple[float, float]) -> bool:
    words = text.strip().lower()
    negated = words.startswith("not ")
    words = re.sub(r"^(?:not|only)\s+", "", words)
    if not words:
        return True
    any_of = bool(re.search(r"\)\s*or\s*\(", words))
    answers = []
    for part in re.split(r"\s+or\s+|\s+and\s+", words):
        if part in ("all", "screen"):
            answers.append(True)
        elif re.fullmatch(r"[a-z-]+", part):
            answers.append(False)
        else:
            bare = part[1:-1].strip() if re.match(r"\(\s*not\b", part) else part
            opposite = bare.startswith("not")
            found = _FEATURE.fullmatch(bare.removeprefix("not").strip())
            answer = _feature(found[1], found[2], scheme, size) if found else None
            if answer is None:
                return False
            answers.append(answer != opposite)
    return (any(answers) if any_of else all(answers)) != negated


def media(text: str, scheme: Scheme, size: tuple[float, float]) -> bool:
    """Whether a list of media queries holds for a picture on a screen.

    >>> media("print", "light", (8, 8)), media("screen and (prefers-color-scheme: dark)", "dark", (8, 8))
    (False, True)
    """
    return not text.strip() or any(_query(query, scheme, size) for query in text.split(","))


# ── Style sheets ──────────────────────────────────────────────────────────────────────────────────────────────────

_IGNORED_RULES = frozenset(
    "charset page namespace property counter-style view-transition font-feature-values font-palette-values "
    "-ms-viewport viewport color-profile".split()
)

_Rule = tuple[Any, tuple[tuple[str, str, bool], ...], Element]


class Styles:
    """The style sheets of a drawing, ready to be asked about its elements.

    Attributes:
        adapts: Whether a rule holds in the dark only.
        faces: Families that the drawing brings along, in small letters, with the style element.
    """

    def __init__(self, source: Source, scheme: Scheme, size: tuple[float, float]) -> None:
        self.adapts = False
        self.faces: dict[str, Element] = {}
        self._source, self._scheme, self._size = source, scheme, size
        self._matched: dict[Element, list[tuple[bool, Any, int, str, str]]] = {}
        self._declared: dict[Element, Declared] = {}
        self._notes = 0
        self._rules: list[_Rule] = []
        self._matcher: Any = None
        self._hits: dict[Element, list[tuple[Any, int]]] = {}
        self._work_each = self._work = 0.0
        self._detached: dict[Element, Element | None] = {}
        if source.styles:
            for text, queries, element in source.styles:
                self._element = element
                if self._holds(queries):
                    self._collect(self._parsed(text), self._rules, 0)
            if self._rules:
                self._match(self._rules)

    def _parsed(self, text: str) -> list[Any]:
        _bounded(text, MAX_SHEET)
        import tinycss2

        # An old habit hides the sheet from browsers that don't know it; CSS itself skips these marks.
        return list(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))

    def _holds(self, queries: str) -> bool:
        if "prefers-color-scheme" in queries.lower():
            self.adapts = True
        return media(queries, self._scheme, self._size)

    def _collect(self, items: Iterable[Any], rules: list[_Rule], depth: int) -> None:
        import tinycss2

        for item in items:
            if item.type == "qualified-rule":
                content = tinycss2.parse_blocks_contents(item.content, skip_comments=True, skip_whitespace=True)
                rules.append((item.prelude, tuple(_of_tokens(content)), self._element))
                if len(rules) > MAX_RULES:
                    message = f"the style sheet has more than {MAX_RULES:,} rules"
                    raise Fault("WL513", message, self._element, "export it again with attributes in place of styles")
            elif item.type == "at-rule":
                name = item.lower_at_keyword
                if name == "media" and item.content is not None:
                    if depth > _NESTING:
                        hint = "export it again as plain shapes"
                        raise Fault("WL513", "the style sheet is nested too deep", self._element, hint)
                    if self._holds(plain(item.prelude)):
                        inner = tinycss2.parse_rule_list(item.content, skip_comments=True, skip_whitespace=True)
                        self._collect(inner, rules, depth + 1)
                else:
                    self._at_rule(name, item)

    def _at_rule(self, name: str, item: Any) -> None:
        if name == "import":
            hint = "put the style sheet into the drawing"
            raise Fault("WL512", "the style sheet imports another", self._element, hint)
        if name == "font-face":
            self._source.take("a font", self._element)
            content = item.content or ()
            import tinycss2

            for key, value, _ in _of_tokens(tinycss2.parse_blocks_contents(content, True, True)):
                if key == "font-family":
                    self.faces.setdefault(value.strip("\"' ").lower(), self._element)
        elif name.endswith("keyframes"):
            self._source.take("an animation", self._element)
        elif name not in _IGNORED_RULES:
            hint = "export it again with plain rules"
            raise Fault("WL512", f"the style sheet has a rule '@{name[:40]}'", self._element, hint)

    def _match(self, rules: list[_Rule]) -> None:
        """Find the elements of each rule: the simple selectors by their names, the others by a matcher."""
        classes: dict[str, list[int]] = {}
        ids: dict[str, list[int]] = {}
        tags: dict[str, list[int]] = {}
        others: list[tuple[int, Any, str]] = []
        for number, (prelude, _, _) in enumerate(rules):
            text = plain(prelude).strip()
            simple = [_SIMPLE.fullmatch(part.strip()) for part in text.split(",")]
            if all(simple):
                for found in simple:
                    assert found is not None
                    table, key = (classes, found[1]) if found[1] else (ids, found[2]) if found[2] else (tags, found[3])
                    table.setdefault(key, []).append(number)
            else:
                others.append((number, prelude, text))
        elements = list(self._source.root.walk())
        for element in elements:
            hits = [((0, 0, 1), number) for number in tags.get(element.tag, ())]
            attributes = element.attributes
            if classes and "class" in attributes:
                for name in set(attributes["class"].split()):
                    hits += [((0, 1, 0), number) for number in classes.get(name, ())]
            if ids and "id" in attributes:
                hits += [((1, 0, 0), number) for number in ids.get(attributes["id"], ())]
            if hits:
                self._note(element, hits, rules)
        if others:
            self._match_others(others, rules, elements)

    def _match_others(self, others: list[tuple[int, Any, str]], rules: list[_Rule], elements: list[Element]) -> None:
        import cssselect2

        crowd = max(len(element.children) for element in elements)
        depth = max(_depth(element) for element in elements)
        self._work_each = sum(_work(text, depth, crowd, len(elements)) for _, _, text in others)
        self._labor(len(elements))
        long = any(len(part) > MAX_SELECTOR for _, _, text in others for part in text.split(","))
        if long or crowd > 400 and any("~" in text or "+" in text for _, _, text in others):
            raise self._too_much()
        self._matcher = cssselect2.Matcher()
        for number, prelude, text in others:
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:
                continue  # which is what browsers do with a rule that they can't read
            for selector in selectors:
                self._matcher.add_selector(selector, (number, ":root" in text or ":scope" in text))
        self._hits = {element: hits for element, hits in self._met(self._source.root, rooted=True) if hits}
        for element, hits in self._hits.items():
            self._note(element, hits, rules)

    def _met(self, root: Element, *, rooted: bool) -> Iterator[tuple[Element, list[tuple[Any, int]]]]:
        """The elements of a tree that stands for itself, and the rules that each meets."""
        import cssselect2

        for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
            met = self._matcher.match(wrapper)
            hits = [(rank, n) for rank, _, pseudo, (n, of_root) in met if pseudo is None and (rooted or not of_root)]
            yield wrapper.etree_element, hits

    def _labor(self, number: int) -> None:
        self._work += self._work_each * number
        if self._work > MAX_WORK:
            raise self._too_much()

    def _too_much(self) -> Fault:
        hint = "export it again with attributes in place of styles"
        return Fault("WL513", "the style sheet has more selectors than a logo needs", self._element, hint)

    def detached(self, part: Element) -> Element | None:
        """A part as its copies are: to selectors, nothing stands around or beside them.

        Returns:
            The part anew, or ``None`` where its style is the same.

        Source:
            SVG 2, section 5.6.3 (style cascade in use-element shadow trees).
        """
        if part not in self._detached:
            self._detached[part] = self._copied(part) if self._matcher is not None else None
        return self._detached[part]

    def _copied(self, part: Element) -> Element | None:
        self._labor(sum(1 for _ in part.walk()))
        hits = dict(self._met(part, rooted=False))
        if all(sorted(found) == sorted(self._hits.get(element, [])) for element, found in hits.items()):
            return None
        top = Element(part.tag, part.attributes, part.parent, part.line)
        copies = {part: top}
        for element in part.walk():
            copy = copies[element]
            for child in element.children:
                if isinstance(child, str):
                    copy.children.append(child)
                else:
                    copies[child] = Element(child.tag, child.attributes, copy, child.line)
                    copy.children.append(copies[child])
            others = {number for _, number in self._hits.get(element, ())}
            self._matched[copy] = [entry for entry in self._matched.get(element, ()) if entry[2] not in others]
            self._note(copy, hits[element], self._rules)
        return top

    def _note(self, element: Element, hits: Iterable[tuple[Any, int]], rules: list[_Rule]) -> None:
        noted = self._matched.setdefault(element, [])
        for rank, number in hits:
            self._notes += len(rules[number][1])
            if self._notes > MAX_NOTES:
                hint = "export it again with attributes in place of styles"
                raise Fault("WL513", "the style sheet says more than a logo needs", self._element, hint)
            noted += [(important, rank, number, name, value) for name, value, important in rules[number][1]]

    def declared(self, element: Element) -> Declared:
        """The values of an element's properties: its attributes', the style sheets', its own style's."""
        found = self._declared.get(element)
        if found is None:
            found = self._declared[element] = self._cascaded(element)
        return found

    def _cascaded(self, element: Element) -> Declared:
        found: Declared = {}
        attributes = element.attributes
        for name, value in attributes.items():
            if name in PROPERTIES and name not in ATTRIBUTE_ONLY_IN_STYLE and name != "d":
                found[name] = [_readable(value)]
        given = self._matched.get(element)
        style = attributes.get("style")
        if given is None and style is None:
            return found
        ranked = list(given or ())
        # A ``style`` attribute outranks every selector, but no important declaration of a sheet.
        ranked += [
            (important, (2, 0, 0, 0), n, name, value)
            for n, (name, value, important) in enumerate(declarations(style or ""))
        ]
        ranked.sort(key=_strength)
        for _, _, _, name, value in ranked:
            if name in PROPERTIES or name in STYLED_GEOMETRY or name.startswith("--"):
                found.setdefault(name, []).append(value)
        return found


def _strength(entry: tuple[bool, Any, int, str, str]) -> tuple[bool, bool, Any, int]:
    return (entry[0], len(entry[1]) == 4, entry[1], entry[2])


def _depth(element: Element) -> int:
    depth = 0
    while element.parent is not None:
        element = element.parent
        depth += 1
    return depth


def _work(text: str, depth: int, crowd: int, number: int) -> float:
    """About how many steps it takes to see whether an element meets a list of selectors."""
    total = 0.0
    for selector in text.split(","):
        steps = re.sub(r"\s*([>+~])\s*", r"\1", selector.strip())
        work = 1.0
        # Of ancestors or siblings tried in order, each combinator may try all that are left.
        for times, sign in enumerate(re.findall(r"[\s~]", steps), 1):
            work *= max(1.0, (depth if sign != "~" else crowd) / times)
        if re.search(r":(?:nth|first|last|only|empty)", steps):
            work *= max(1.0, crowd / 8)
        if ":has" in steps:
            work *= number
        # Those that begin with the subject's class, id or tag are looked up.
        total += work if re.search(r"(?:^|[\s>+~])[\[:*][^\s>+~]*$", steps) or work > 60 else 0.05 * work
    return total


# ── Custom properties ─────────────────────────────────────────────────────────────────────────────────────────────

_VAR = re.compile(r"\bvar\(\s*(--[\w-]+)\s*", re.IGNORECASE)


def substituted(text: str, custom: Mapping[str, str], depth: int = 0) -> str | None:
    """A value with its ``var()`` replaced; ``None`` where one has no value, or all of it grows too long.

    >>> substituted("var(--ink, red)", {"--ink": "blue"}), substituted("var(--x, rgb(1, 2, 3))", {})
    ('blue', 'rgb(1, 2, 3)')
    """
    if depth > _NESTING or len(text) > MAX_VALUE:
        return None
    found = _VAR.search(text)
    if found is None:
        return text
    end, level = found.end(), 1
    while end < len(text) and level:
        level += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    if level:
        return None
    inner = text[found.end() : end - 1]
    value = custom.get(found[1])
    if value is None and inner[:1] == ",":
        value = substituted(inner[1:].strip(), custom, depth + 1)
    rest = substituted(text[end:], custom, depth + 1)
    if value is None or rest is None or len(value) + len(rest) > MAX_VALUE:
        return None
    return text[: found.start()] + value + rest
