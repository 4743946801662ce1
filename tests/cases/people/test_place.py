"""Whoever writes down where somebody lives does it in their own way: what stays the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.people.domain.place import HiddenPlace, Place


def place(*lines: str) -> Place:
    return Place(lines=lines, postcode=None, locality=None, country=None)


@pytest.mark.parametrize(
    ("lines", "words", "numbers"),
    [
        (["12 bis, rue de l'Église"], ["bis", "eglise"], ["12"]),
        (["RUE DE L’EGLISE 12BIS"], ["bis", "eglise"], ["12"]),
        (["R. de l'E\u0301glise", "n°12-bis"], ["bis", "eglise"], ["12"]),
        (["Bd St-Michel 007", "Appt. 4"], ["michel"], ["4", "7"]),
        (["boulevard Saint Michel, 7 (apt 4)"], ["michel"], ["4", "7"]),
        (["Musterstraße 3"], ["musterstrasse"], ["3"]),
        (["شارع السَّلام ٣"], ["السلام", "شارع"], ["3"]),
        (["12"], [], ["12"]),
        (["—"], [], []),
    ],
)
def test_a_place_is_compared_without_what_is_written_now_so_now_so(
    lines: list[str], words: list[str], numbers: list[str]
) -> None:
    assert (place(*lines).words, place(*lines).numbers) == (words, numbers)


def test_what_one_leaves_out_and_another_writes_does_not_count() -> None:
    full = Place(lines=("7, allée Ouverte",), postcode="54000", locality="Valmont", country="FR")
    assert (full.words, full.numbers) == (place("7, allée Ouverte").words, place("7, allée Ouverte").numbers)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_any_writing_can_be_compared_in_capitals_and_in_any_order(lines: list[str]) -> None:
    one, other = place(*lines), place(*(line.upper() for line in reversed(lines)))
    assert (one.words, one.numbers) == (other.words, other.numbers)
    assert set(map(str.isdecimal, one.numbers)) <= {True}


def hidden(*lines: str) -> HiddenPlace:
    said = place(*lines)
    return HiddenPlace(frozenset(said.words), frozenset(said.numbers))


@pytest.mark.parametrize(
    "text",
    [
        "12 bis, rue de l'Église",
        "She sleeps at the house in RUE DE L’EGLISE, no. 12, second floor.",
        "Rings at 12, the grey door, l'église on the left.",
        "Letters: Valmont 54000, rue de l'Eglise 12bis",
    ],
)
def test_a_text_names_a_place_however_it_is_written(text: str) -> None:
    assert hidden("12 bis, rue de l'Église").is_named_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She goes to church (église) on Sundays; the children are 12 and 7.",
        "Rue de l'Église is closed, says the town hall, until the bridge is built again in 12 months.",
        "12, rue de la Gare",
        "rue de l'Église 14",
    ],
)
def test_a_text_that_only_holds_the_same_words_names_no_place(text: str) -> None:
    assert not hidden("12 bis, rue de l'Église").is_named_in(text)


def test_a_house_without_a_number_is_named_by_its_name() -> None:
    assert hidden("Foyer Les Lilas").is_named_in("They moved to the foyer des lilas.")
    assert not hidden("Foyer Les Lilas").is_named_in("The lilas are in flower.")
    assert not hidden("12").is_named_in("12"), "a number alone is no place"


def test_a_number_of_any_length_is_compared() -> None:
    endless = "0" * 5_000 + "7" * 5_000
    assert not hidden("12 bis, rue de l'Église").is_named_in(f"rue de l'Église {endless}")
    assert place(endless).numbers == [endless]
