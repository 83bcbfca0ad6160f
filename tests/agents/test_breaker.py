"""A service that fails again and again is left alone for a while, and then tried once."""

from agents.breaker import FAILURES, LONGEST, PAUSE, Breaker


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_one_failure_too_few_changes_nothing() -> None:
    breaker = Breaker(Clock())
    for _ in range(FAILURES - 1):
        breaker.failed()
    assert not breaker.is_open()
    breaker.succeeded()
    breaker.failed()
    assert not breaker.is_open(), "only failures in a row count"


def test_after_a_pause_it_is_tried_and_one_more_failure_is_enough() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    assert breaker.is_open()
    clock.now += PAUSE
    assert not breaker.is_open()
    breaker.failed()
    assert breaker.is_open()
    clock.now += PAUSE
    breaker.succeeded()
    breaker.failed()
    assert not breaker.is_open()


def test_it_is_left_alone_for_as_long_as_it_asks_within_reason() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(retry_after=86_400)
    clock.now += LONGEST - 1
    assert breaker.is_open()
    clock.now += 1
    assert not breaker.is_open()
