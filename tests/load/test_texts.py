"""Texts are cut at their placeholders, and what they say can be had back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel import source
from whitelabel.load.texts import load_texts
from whitelabel.model import Message, Text
from whitelabel.problem import Problem, Span

PIECES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2027, exclude_categories=["Cc", "Cs"]), min_size=1)
HOLES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).map(lambda name: (name,))
BRAND = st.sampled_from([("brand",), ("brand.short",), ("brand.legal",)])


def scalar(text: str) -> source.Scalar:
    return source.Scalar(text, False, Span("ru.yaml", 1, 4))


def texts_of(**texts: source.Node) -> tuple[dict[str, Text], list[str]]:
    """The texts, and what is wrong with them."""
    problems: list[Problem] = []
    node = source.Mapping(tuple((scalar(key), value) for key, value in texts.items()), Span("ru.yaml"))
    return load_texts(node, problems), [f"{problem.code}: {problem.message}" for problem in problems]


def forms(**texts: str) -> source.Mapping:
    return source.Mapping(tuple((scalar(key), scalar(text)) for key, text in texts.items()), Span("ru.yaml"))


def printed(message: Message) -> str:
    """A message as it is written."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{part[0]}}}" for part in message
    )


def merged(message: Message) -> list[str | tuple[str]]:
    """The message with neighbouring pieces of text put together."""
    found: list[str | tuple[str]] = []
    for part in message:
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        else:
            found.append(part)
    return found


@given(st.lists(PIECES | HOLES | BRAND))
def test_a_message_that_is_printed_and_read_again_is_the_same(parts: list[str | tuple[str]]) -> None:
    message = tuple(parts)
    texts, mistakes = texts_of(key=scalar(printed(message)))
    assert mistakes == []
    assert merged(texts["key"].forms["other"]) == merged(message)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    texts, mistakes = texts_of(key=scalar(text))
    assert len(texts) + len(mistakes) == 1


def test_keys_nest_and_dots_join_them() -> None:
    node = source.read_yaml(b"home: {hero: {title: a}, hero.lead: b}\nhome.hero.more: c\n404.title: d\n", "en.yaml")
    assert not isinstance(node, Problem)
    problems: list[Problem] = []
    texts = load_texts(node, problems)
    assert problems == []
    assert {key: text.forms["other"] for key, text in texts.items()} == {
        "home.hero.title": ("a",), "home.hero.lead": ("b",), "home.hero.more": ("c",), "404.title": ("d",),
    }  # fmt: skip


def test_a_map_of_plural_categories_is_one_text() -> None:
    texts, mistakes = texts_of(deals=forms(one="{count} deal", other="{count} deals of {brand}"))
    assert mistakes == []
    assert texts["deals"].kind == "plural"
    assert texts["deals"].forms["other"] == (("count",), " deals of ", ("brand",))
    assert texts["deals"].placeholders == {"count"}


def test_a_sentence_that_inflects_the_name_has_one_that_does_not() -> None:
    texts, mistakes = texts_of(
        good=forms(inflected="Сделки {brand.genitive}", plain="{brand}: сделки"),
        lone=scalar("Сделки {brand.genitive}"),
        both=forms(inflected="{brand.dative}", plain="{brand.dative}"),
        half=forms(inflected="{brand.dative}"),
        many=forms(one="{brand.dative}", other="x"),
    )
    assert list(texts) == ["good"] and texts["good"].kind == "inflected"
    assert [mistake.split(":")[0] for mistake in mistakes] == ["WL403", "WL403", "WL402", "WL403"]


def test_an_empty_text_is_a_text() -> None:
    assert texts_of(key=scalar(""))[0]["key"].forms == {"other": ()}
