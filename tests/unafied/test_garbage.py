"""Nobody waits for a full collection of garbage amid a crowd, and it is not put off for ever."""

import gc
from typing import Any

import pytest

from unafied import garbage
from unafied.garbage import CALM, MANY, NEVER, PATIENCE, WORTH, FullCollections


@pytest.fixture
def collected(monkeypatch: Any) -> list[int]:
    """Return how many collections of younger objects there were, for the test to say."""
    times = [0]
    monkeypatch.setattr(garbage, "_young_collections", lambda: times[0])
    return times


def test_all_garbage_is_collected_when_it_is_worth_while_and_then_not_soon_again(collected: list[int]) -> None:
    done: list[int] = []
    full = FullCollections(lambda: done.append(1))
    full.look(0, 0)
    assert not done
    collected[0] += WORTH
    full.look(1, 0)
    full.look(2, 0)
    assert len(done) == 1


def test_a_crowd_is_waited_for_but_not_for_ever(collected: list[int]) -> None:
    done: list[int] = []
    full = FullCollections(lambda: done.append(1))
    collected[0] += WORTH
    full.look(0, MANY + 1)
    full.look(1, 0)
    full.look(2, MANY)
    assert not done, "they came and went just now"
    full.look(1 + CALM, 0)
    assert len(done) == 1
    collected[0] += WORTH
    for second in range(int(PATIENCE)):
        full.look(10 + second, 1_000 * (second + 1))
    assert len(done) == 1
    full.look(10 + PATIENCE, 1_000_000)
    assert len(done) == 2


def test_what_is_loaded_is_left_alone_and_python_itself_never_makes_a_full_collection() -> None:
    usual = gc.get_threshold()
    try:
        garbage.begin()
        loaded = gc.get_freeze_count()
        lost: list[Any] = []
        lost.append(lost)
        del lost
        assert gc.collect() >= 1, "what came later is looked through"
        assert gc.get_freeze_count() == loaded > 10_000
        assert gc.get_threshold()[2] == NEVER
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
