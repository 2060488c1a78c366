"""Two spellings of one name fold to the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.fulltext.names_folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Hogger ", "hogger"),
        ("Kel'Thuzad", "kelthuzad"),
        ("Kel’Thuzad", "kelthuzad"),
        ("Azjol-Nerub", "azjol nerub"),
        ('Edwin "The Blade" VanCleef', "edwin the blade vancleef"),
        ("Bürgermeister Odwin", "burgermeister odwin"),
        ("GROẞE STRAßE", "grosse strasse"),
        ("Cœur d'ægide, Søren", "coeur daegide soren"),
        ("Мэр Одвин Перопёрка", "мэр одвин пероперка"),
        ("克尔苏加德", "克尔苏加德"),
        ("호거", "호거"),
        ("[PH] Test (2)", "ph test 2"),
        ("Level-80\tGear", "level 80 gear"),
        ("???", "???"),
        (" ? \x00 ! ", "? !"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1))
def test_letters_and_digits_never_vanish(text: str) -> None:
    assert fold(text)


@given(st.text())
def test_spaces_are_single_and_inside(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())
