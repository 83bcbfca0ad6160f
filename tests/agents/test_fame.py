"""How widely known a work is, where its catalogue says so and where it does not."""

import pytest

from agents.fame import _KNOWN, UNKNOWN, popularity_of, standing
from agents.works import Work


def test_what_a_catalogue_says_counts() -> None:
    assert popularity_of(Work(id="1", kind="movie", title="Titanic", year=1997, popularity=0.3)) == 0.3


@pytest.mark.parametrize("title", ["Titanic", "titanic"])
def test_a_film_that_everybody_knows_is_known_without_being_told(title: str) -> None:
    assert popularity_of(Work(id="1", kind="movie", title=title, year=1997)) > 0.5


def test_another_film_of_the_same_name_is_not_the_known_one() -> None:
    assert popularity_of(Work(id="1", kind="movie", title="Titanic", year=1953)) == UNKNOWN
    assert popularity_of(Work(id="1", kind="book", title="Titanic", year=1997)) == UNKNOWN


def test_only_the_order_counts_and_equals_stand_equal() -> None:
    linear, steep = standing([0.1, 0.2, 0.3, 0.3]), standing([0.001, 0.01, 0.9, 0.9])
    assert list(linear) == list(steep)
    assert linear[2] == linear[3] > linear[1] > linear[0]


def test_the_list_of_known_films_has_a_year_a_grade_and_titles_that_stand_once() -> None:
    lines = [line for line in _KNOWN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    listed = list[tuple[str, str]]()
    for line in lines:
        year, grade, titles = line.split(" ", 2)
        assert 1900 < int(year) < 2030
        assert 2 <= int(grade) <= 9
        listed += [(year, title) for title in titles.split("; ")]
    assert len(listed) == len(set(listed)) > 4_000


def test_what_comes_up_all_the_time_is_better_known_than_what_film_lovers_know() -> None:
    titanic, film_lovers = (
        Work(id="1", kind="movie", title="Titanic", year=1997),
        Work(id="2", kind="movie", title="Sátántangó", year=1994),
    )
    assert popularity_of(titanic) > 2 * popularity_of(film_lovers)
