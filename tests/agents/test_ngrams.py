"""The places of a line's n-grams."""

from hypothesis import given
from hypothesis import strategies as st

from agents.ngrams import SIZE, places


@given(st.text(max_size=500))
def test_places_are_in_the_table_each_once_and_in_order(text: str) -> None:
    found = places(text).tolist()
    assert found == sorted(set(found))
    assert all(0 <= place < SIZE for place in found)


def test_case_accents_and_digits_make_no_difference() -> None:
    assert places("ENNUYÉ à 8h").tolist() == places("ennuye a 9h").tolist()


def test_an_exclamation_mark_and_a_picture_make_a_difference() -> None:
    plain, loud, happy = (set(places(text).tolist()) for text in ("we won", "we won!", "we won 🎉"))
    assert len({frozenset(plain), frozenset(loud), frozenset(happy)}) == 3
    assert plain & loud & happy


def test_a_typo_leaves_most_pieces() -> None:
    right, wrong = set(places("concentrate").tolist()), set(places("concentrat").tolist())
    assert len(right & wrong) > len(right) / 2
