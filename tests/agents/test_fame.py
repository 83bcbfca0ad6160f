"""How widely known a work is, where its catalogue says so and where it does not."""

import pytest

from agents.fame import UNKNOWN, popularity_of, standing
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
