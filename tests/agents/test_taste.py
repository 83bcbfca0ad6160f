"""What people answered says what they like: each for themselves, surer with every answer, and a room is all of them."""

import numpy as np
import pytest

from agents.library import Library
from agents.taste import for_all, tastes
from agents.works import Work


@pytest.fixture(scope="module")
def library() -> Library:
    tags = {"hers": ("war",), "hers too": ("war",), "both": ("war", "music"), "his": ("music",), "his too": ("music",)}
    works = [Work(id=name, kind="movie", title=name, genres=genres) for name, genres in tags.items()]
    return Library(works, np.array([[1, 0], [1, 0.1], [0.7, 0.7], [0, 1], [0.1, 1]], dtype=np.float32), "test")


def best(library: Library, verdicts: list[tuple[str, str, str]]) -> str:
    return library.works[int(for_all(library, tastes(verdicts, library)).argmax())].id


def test_what_somebody_loved_pulls_towards_its_like(library: Library) -> None:
    assert best(library, [("alice", "hers", "loved")]) in {"hers", "hers too", "both"}
    assert tastes([("alice", "hers", "loved")], library)[0].tags == {("genre", "war"): pytest.approx(0.4)}


def test_not_this_is_about_the_work_and_its_like(library: Library) -> None:
    [alice] = tastes([("alice", "hers", "not_this")], library)
    pleased = alice.pleased(library)
    assert pleased[library.place["hers too"]] < pleased[library.place["his"]]


def test_not_now_is_about_time_and_moves_no_taste(library: Library) -> None:
    assert tastes([("alice", "hers", "not_now")], library) == []


def test_more_answers_make_surer(library: Library) -> None:
    [once] = tastes([("alice", "hers", "loved")], library)
    [often] = tastes([("alice", "hers", "loved"), ("alice", "hers too", "loved")], library)
    assert 0 < np.linalg.norm(once.direction) < np.linalg.norm(often.direction) < 1
    assert once.tags["genre", "war"] < often.tags["genre", "war"]


def test_the_loudest_counts_no_more_than_the_others(library: Library) -> None:
    loud = [("alice", "hers", "loved"), ("alice", "hers too", "loved"), ("bob", "his", "loved")]
    assert best(library, loud) == "both"


def test_what_one_loves_and_another_cannot_stand_is_for_nobody(library: Library) -> None:
    verdicts = [("alice", "hers", "loved"), ("bob", "hers too", "not_this")]
    assert best(library, verdicts) not in {"hers", "hers too"}
