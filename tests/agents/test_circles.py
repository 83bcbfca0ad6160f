"""Films that people name in one breath are like each other, however differently they are described."""

import re

import numpy as np

from agents.circles import _CIRCLES, _FILM, circles_of
from agents.library import Library
from agents.works import Work

JAWS = Work(id="jaws", kind="movie", title="Jaws", year=1975)
ALIEN = Work(id="alien", kind="movie", title="Alien", year=1979)
ALIENS = Work(id="aliens", kind="movie", title="Aliens", year=1986)


def test_a_film_is_found_by_title_and_year_and_a_namesake_is_not() -> None:
    assert circles_of(ALIEN)
    assert circles_of(Work(id="1", kind="movie", title="alien", year=1980)) == circles_of(ALIEN)
    assert circles_of(Work(id="1", kind="movie", title="Alien", year=2015)) == []
    assert circles_of(Work(id="1", kind="book", title="Alien", year=1979)) == []


def test_films_of_the_same_circles_are_more_alike_than_others() -> None:
    library = Library([ALIEN, ALIENS, JAWS, *_others(30)], np.zeros((33, 4), dtype=np.float32), "none")
    alike = library.circle_likeness(0)
    assert alike[1] > alike[2] >= 0
    assert alike[0] == 0


def test_every_circle_has_a_name_of_its_own_and_films_with_their_years() -> None:
    lines = [line for line in _CIRCLES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names = [line.split(" | ", 1)[0] for line in lines]
    assert len(names) == len(set(names)) > 500
    for line in lines:
        films = re.split("; ", line.split(" | ", 1)[1])
        assert 8 <= len(films) == len(set(films)) <= 30, line
        assert all(map(_FILM.fullmatch, films)), line


def _others(count: int) -> list[Work]:
    return [Work(id=f"other-{number}", kind="movie", title=f"Nothing of the sort {number}") for number in range(count)]
