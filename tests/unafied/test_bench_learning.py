"""Answers to cards make the next ones better, on fixed seeds."""

import pytest

from agents.library import Library
from agents.providers import local
from agents.rows import RowError, built_in_files, read_rows
from bench.learning import curve


@pytest.fixture(scope="module")
def library() -> Library:
    rows = [row for file in built_in_files() for row in read_rows(file)]
    works = [row for row in rows if not isinstance(row, RowError)]
    return Library(works, local.encode([work.text for work in works]), local.NAME)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_last_cards_are_better_than_the_first_and_only_by_learning(library: Library, seed: int) -> None:
    learning, plain = (curve(library, 60, seed, is_learning=is_learning) for is_learning in (True, False))
    assert learning[0] == plain[0]
    assert sum(learning[-3:]) / 3 > learning[0] + 0.1
    assert sum(learning[-3:]) > sum(plain[-3:]) + 0.3
