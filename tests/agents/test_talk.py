"""A conversation's wishes, genres and named works: what was said last counts most."""

import numpy as np
import pytest

from agents import talk
from agents.library import Library
from agents.works import Work


@pytest.fixture(scope="module")
def library() -> Library:
    titles = (("Arrival", 2016, "Sci-Fi"), ("Paddington", 2014, "Family"))
    works = [Work(id=name, kind="movie", title=name, year=year, genres=(genre,)) for name, year, genre in titles]
    return Library(works, np.zeros((2, 2), dtype=np.float32), "test")


def test_what_was_named_last_counts_most(library: Library) -> None:
    found = talk.named(["we saw Arrival", "and then Paddington"], library)
    assert found[1] > found[0] > 0


def test_the_last_word_on_a_work_is_the_one_that_counts(library: Library) -> None:
    assert talk.named(["they loved Arrival", "I hated Arrival"], library)[0] < 0


def test_genres_of_another_catalogue_are_ours_by_another_name(library: Library) -> None:
    assert library.having("genre", "science fiction").tolist() == [1.0, 0.0]


def test_a_genre_that_was_ruled_out_is_not_spoken_for(library: Library) -> None:
    tags = talk.tags(["horror?", "something funny", "no horror please"], library)
    assert "comedy" in tags
    assert "horror" not in tags


def test_a_no_turns_down_what_was_offered_and_keeps_the_rest() -> None:
    wish = talk.wish(["any ideas for a film?", "horror?", "no, something light"])
    assert (wish.kind, wish.genres, "horror" in wish.unwanted) == ("movie", frozenset(), True)


def test_another_kind_is_another_wish() -> None:
    wish = talk.wish(["a french film", "actually rather a book"])
    assert (wish.kind, wish.languages) == ("book", frozenset())


def test_a_year_in_brackets_is_part_of_a_title() -> None:
    assert talk.wish(["something like Arrival (2016)"]).years is None
