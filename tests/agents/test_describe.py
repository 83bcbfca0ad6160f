"""What is said of a work is true of it, and known in all languages."""

import tomllib
from pathlib import Path

import pytest

import agents
from agents.describe import described
from agents.language import LANGUAGES
from agents.wishes import Wish
from agents.works import Work
from tests.agents.reasons_said import catalogue

WORKS = catalogue()


def test_the_words_are_known_in_all_languages() -> None:
    file = Path(agents.__file__).parent / "describe.toml"
    for rows in tomllib.loads(file.read_text(encoding="utf-8")).values():
        for name, row in rows.items():
            assert len(row) == len(LANGUAGES), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_something_can_be_said_of_every_built_in_work(language: str) -> None:
    for work in WORKS:
        said = described(work, "boredom", Wish(), language)
        assert said["what"], work.title
        assert said["length"], work.title
        assert str(work.length) in said["length"]
        assert ":" not in said["what"]


def test_most_built_in_works_have_a_short_story() -> None:
    told = [described(work, "boredom", Wish(), "en")["story"] for work in WORKS]
    assert sum(map(bool, told)) > 0.9 * len(WORKS)


def test_a_story_is_the_work_s_own_and_only_in_english() -> None:
    for work in WORKS[::20]:
        assert described(work, "ask", Wish(), "en")["story"].rstrip(".!?") in work.description
        assert described(work, "ask", Wish(), "de")["story"] == ""


def test_the_story_is_about_what_was_asked() -> None:
    told = "It begins at home one day. Then it goes all the way to Rome."
    work = Work(id="b", kind="book", title="Some Book", description=told)
    assert described(work, "ask", Wish(subject=("rome",)), "en")["story"] == "Then it goes all the way to Rome."


def test_what_a_genre_says_anyway_is_not_said_again() -> None:
    film = Work(id="f", kind="movie", title="T", genres=("comedy",), moods=("funny", "warm"))
    assert described(film, "boredom", Wish(), "en")["what"] == "a warm comedy"


def test_spanish_and_italian_join_by_sound() -> None:
    book = Work(id="b", kind="book", title="T", genres=("fiction",), moods=("thoughtful", "inspiring"))
    film = Work(id="f", kind="movie", title="T", genres=("thriller",), moods=("dark", "energetic"))
    assert described(book, "learning", Wish(), "es")["what"] == "una novela reflexiva e inspiradora"
    assert described(film, "", Wish(), "it")["what"] == "un thriller cupo ed energico"
