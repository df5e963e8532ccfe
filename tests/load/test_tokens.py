"""Tokens files as they are written: what a group is, what a token is, and every way of writing neither."""

from __future__ import annotations

import json

from whitelabel import source
from whitelabel.load.tokens import load_tokens
from whitelabel.model import RawToken, TokenFile, TokenGroup
from whitelabel.problem import Problem, show

PATH = "base_theme/tokens.json"


def _load(text: str) -> tuple[TokenFile, str]:
    node = source.read_json(text.encode(), PATH)
    assert not isinstance(node, Problem), node
    problems: list[Problem] = []
    file = load_tokens(node, problems)
    lines = text.split("\n")
    return file, "\n".join(show(problem, lambda _, number: lines[number - 1]) for problem in problems)


def _names(group: TokenGroup, path: str = "") -> list[str]:
    found: list[str] = []
    for name, child in group.children.items():
        found += [path + name] if isinstance(child, RawToken) else _names(child, f"{path}{name}.")
    return found


def test_groups_and_tokens_keep_their_order_their_places_and_what_is_said_of_them() -> None:
    file, told = _load(
        json.dumps(
            {
                "$schema": "https://www.designtokens.org/schemas/2025.10/format.json",
                "color": {
                    "$type": "color",
                    "$description": "All colours",
                    "$deprecated": True,
                    "brand": {
                        "$root": {"$value": "#111111"},
                        "soft": {
                            "$value": "{color.brand.$root}",
                            "$description": "For large areas",
                            "$deprecated": "use color.brand",
                            "$extensions": {"com.example": {"n": 1, "f": 0.5, "t": True, "l": [None, "x"]}},
                        },
                    },
                },
                "empty": {},
            },
            indent=1,
        )
    )
    assert told == ""
    assert _names(file.root) == ["color.brand.$root", "color.brand.soft"]
    color = file.root.children["color"]
    assert isinstance(color, TokenGroup)
    assert (color.type, color.description, color.deprecated) == ("color", "All colours", "deprecated")
    brand = color.children["brand"]
    assert isinstance(brand, TokenGroup)
    soft = brand.children["soft"]
    assert isinstance(soft, RawToken)
    assert (soft.type, soft.description, soft.deprecated) == ("", "For large areas", "use color.brand")
    assert soft.extensions == {"com.example": {"n": 1, "f": 0.5, "t": True, "l": [None, "x"]}}
    assert str(soft.span) == f"{PATH}:11:4"


def test_a_ref_is_a_token_when_it_leads_to_one_and_a_group_that_extends_when_it_leads_to_a_group() -> None:
    file, told = _load(
        json.dumps(
            {
                "button": {"$type": "color", "paper": {"$value": "#ffffff"}},
                "primary": {"$ref": "#/button", "ink": {"$value": "#000000"}},
                "secondary": {"$ref": "#/button"},
                "tertiary": {"$ref": "#/secondary"},
                "alias": {"$ref": "#/button/paper"},
                "number": {"$ref": "#/button/paper/$value/components/0", "$type": "number"},
            }
        )
    )
    assert told == ""
    kinds = {name: type(child).__name__ for name, child in file.root.children.items()}
    assert kinds == {
        "button": "TokenGroup",
        "primary": "TokenGroup",
        "secondary": "TokenGroup",
        "tertiary": "TokenGroup",
        "alias": "RawToken",
        "number": "RawToken",
    }


def test_every_mistake_of_a_file_is_told_at_once_with_its_place_and_a_hint() -> None:
    text = """{
  "$shema": "x",
  "color": {
    "$type": "colour",
    "a.b": {"$value": "#000000"},
    "{c}": {"$value": "#000000"},
    "d": {"value": "#000000"},
    "e": {"$value": "#000000", "$valeu": 1, "$extends": "{color}"},
    "f": {"$value": "#000000", "light": {"$value": "#ffffff"}},
    "g": {"$value": "#000000", "$ref": "#/color/e"},
    "h": {"$ref": 12},
    "i": {"$value": "#000000", "$description": 1, "$deprecated": 2, "$extensions": []},
    "j": [],
    "$root": {"x": {}}
  },
  "k": {"$extends": {}},
  "": {},
  "$custom": {"$value": "#000000"}
}"""
    _, told = _load(text)
    assert (
        told
        == """base_theme/tokens.json:2:3: error WL203: unknown property '$shema'
    2 |   "$shema": "x",
      |   ^^^^^^^^
  hint: did you mean '$schema'?
base_theme/tokens.json:5:5: error WL202: the name 'a.b' holds '.'
    5 |     "a.b": {"$value": "#000000"},
      |     ^^^^^
  hint: nest the parts as groups
base_theme/tokens.json:6:5: error WL202: the name '{c}' holds '{'
    6 |     "{c}": {"$value": "#000000"},
      |     ^^^^^
  hint: choose another name
base_theme/tokens.json:7:20: error WL201: 'value' is '#000000'; a token or a group is wanted
    7 |     "d": {"value": "#000000"},
      |                    ^^^^^^^^^
  hint: write '$value'
base_theme/tokens.json:8:32: error WL203: unknown property '$valeu'
    8 |     "e": {"$value": "#000000", "$valeu": 1, "$extends": "{color}"},
      |                                ^^^^^^^^
  hint: did you mean '$value'?
base_theme/tokens.json:8:45: error WL203: '$extends' stands in a token; only groups take it
    8 |     "e": {"$value": "#000000", "$valeu": 1, "$extends": "{color}"},
      |                                             ^^^^^^^^^^
  hint: take it away
base_theme/tokens.json:9:32: error WL201: 'f' is a token, and 'light' stands in it; a token holds no tokens
    9 |     "f": {"$value": "#000000", "light": {"$value": "#ffffff"}},
      |                                ^^^^^^^
  hint: name the token '$root' in a group of this name
base_theme/tokens.json:10:40: error WL204: 'g' has both '$value' and '$ref'; a token has one of them
   10 |     "g": {"$value": "#000000", "$ref": "#/color/e"},
      |                                        ^^^^^^^^^^^
  hint: take one of the two away
base_theme/tokens.json:11:19: error WL204: '$ref' is '12'; a reference such as "#/color/primary" is wanted
   11 |     "h": {"$ref": 12},
      |                   ^^
base_theme/tokens.json:12:48: error WL204: '$description' is '1'; text is wanted
   12 |     "i": {"$value": "#000000", "$description": 1, "$deprecated": 2, "$extensions": []},
      |                                                ^
base_theme/tokens.json:12:66: error WL204: '$deprecated' is '2'; true, false or the reason as text is wanted
   12 |     "i": {"$value": "#000000", "$description": 1, "$deprecated": 2, "$extensions": []},
      |                                                                  ^
base_theme/tokens.json:12:84: error WL204: '$extensions' is a list; an object is wanted
   12 |     "i": {"$value": "#000000", "$description": 1, "$deprecated": 2, "$extensions": []},
      |                                                                                    ^
base_theme/tokens.json:13:10: error WL201: 'j' is a list; a token or a group is wanted
   13 |     "j": [],
      |          ^
  hint: a token is {"$type": …, "$value": …}
base_theme/tokens.json:14:5: error WL201: '$root' is a group; a token is wanted
   14 |     "$root": {"x": {}}
      |     ^^^^^^^
  hint: give it a '$value'
base_theme/tokens.json:4:14: error WL205: 'colour' is no type of a token
    4 |     "$type": "colour",
      |              ^^^^^^^^
  hint: did you mean 'color'?
base_theme/tokens.json:16:21: error WL204: '$extends' is an object; a reference such as "{button}" is wanted
   16 |   "k": {"$extends": {}},
      |                     ^
base_theme/tokens.json:17:3: error WL202: the name is empty
   17 |   "": {},
      |   ^^
  hint: choose another name
base_theme/tokens.json:18:3: error WL203: unknown property '$custom'
   18 |   "$custom": {"$value": "#000000"}
      |   ^^^^^^^^^
  hint: known here: $deprecated, $description, $extends, $extensions, $ref, $root, $schema, $type"""
    )


def test_a_file_that_is_no_object_is_one_problem() -> None:
    file, told = _load("[1]")
    assert file.root.children == {}
    assert told.startswith(
        "base_theme/tokens.json:1:1: error WL201: a list stands here; an object of groups and tokens is wanted"
    )
