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


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        (["we live in Lisbon", "something from here"], {"pt"}),
        (["wir sind in Berlin", "etwas von hier"], {"de"}),
        (["we live in Lisbon", "something funny"], set()),
        (["a film from here"], set()),
        (["ich hätte gern einen Film ohne Untertitel"], {"de"}),
    ],
)
def test_from_here_and_without_subtitles_name_a_language(texts: list[str], languages: set[str]) -> None:
    assert talk.wish(texts).languages == languages


def test_what_people_feel_and_when_they_married_is_no_wish_for_a_work() -> None:
    hint = talk.hinted(["so sad today, we have been married since 1987"], "low_spirits", is_of_a_subject=False)
    assert (hint.moods, hint.years) == (frozenset(), None)
    film = talk.hinted(["so sad today", "a film since 1987"], "low_spirits", is_of_a_subject=False)
    assert film.years
    assert film.years[0] == 1987


def test_only_a_moment_of_a_subject_takes_any_subject_for_what_is_wanted() -> None:
    said = ["somebody explain chess to me"]
    assert "chess" in talk.hinted(said, "learning", is_of_a_subject=True).subject
    assert talk.hinted(said, "boredom", is_of_a_subject=False).subject == ()


def test_of_works_with_one_title_the_kind_that_is_wanted_counts() -> None:
    works = [Work(id=kind, kind=kind, title="Dune") for kind in ("movie", "book")]
    both = Library(works, np.zeros((2, 2), dtype=np.float32), "test")
    named = talk.named(["I loved Dune so much"], both)
    assert set(named) == {0, 1}
    assert set(talk.of_kind(named, "book", both)) == {1}
    assert set(talk.of_kind(named, "music", both)) == {0, 1}


def test_a_year_in_brackets_is_part_of_a_title() -> None:
    assert talk.wish(["something like Arrival (2016)"]).years is None
