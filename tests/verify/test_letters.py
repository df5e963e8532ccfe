"""A name in the letters of the other alphabet."""

from __future__ import annotations

import pytest

from whitelabel.verify.letters import spellings

SPELT = {
    "Квадрат": "kvadrat",
    "Каменар": "kamenar",
    "Лиговь": "ligov",
    "Жаңа Өріс": "zhana oris",
    "Зюйд": "ziuid",
    "Хорошее дело": "khoroshee delo",
    "Щёлково": "shchyolkovo",
    "Київ": "kyiv",
    "Гарячий": "hariachyi",
    "Чернышевский": "chernyshevskiy",
    "Търговище": "targovishte",
    "Љубав": "ljubav",
    "Müller": "mueller",
    "Acme": "акме",
    "Elvkant": "элвкант",
    "Shchuka": "щука",
}


@pytest.mark.parametrize("name", SPELT)
def test_a_name_is_spelt(name: str) -> None:
    assert SPELT[name] in spellings(name)


def test_a_name_of_other_letters_is_left_alone() -> None:
    assert list(spellings("東京")) == [] and list(spellings("1618")) == []
