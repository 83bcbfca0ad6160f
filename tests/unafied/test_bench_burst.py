"""What the benches of a burst and of idleness say of their figures: each check can fail."""

from dataclasses import replace

import pytest

from bench import backlog, beside, burst, idle, processes
from bench.backlog import Backlog
from bench.beside import Beside
from bench.burst import Burst
from bench.idle import Idle
from bench.load import Figures, quantiles
from bench.processes import Run
from bench.table import Row
from bench.tally import Faults

MB = 2**20


def cell(rows: list[Row], begin: str) -> str:
    [found] = [cells[0] for label, cells in rows if label.startswith(begin)]
    return found


def figures(latency: float, missing: int = 0) -> Figures:
    spread = quantiles([latency / 1000] * 10)
    return Figures(50, 250, spread, spread, Faults(missing, 0, 0), 10.0, 0.1)


@pytest.mark.parametrize(
    ("answered", "is_missed"), [([0.3, 1.9], False), ([0.3, 2.1], True), ([0.3], True), ([], True)]
)
def test_a_hint_that_waited_too_long_or_got_no_answer_is_called_missed(answered: list[float], is_missed: bool) -> None:
    found = Burst(100, hints=2, embedded=10, drained=1.0, to_recommendation=answered)
    assert ("missed" in cell(burst.rows(found), "**a burst")) is is_missed


def test_posting_that_takes_longer_beside_a_busy_worker_is_called_missed() -> None:
    calm = Beside([figures(4)] * 3, [figures(4.5)] * 3, left=5)
    assert "missed" not in cell(beside.rows(calm), "the same")
    assert "missed" in cell(beside.rows(replace(calm, busy=[figures(4), figures(9), figures(9)])), "the same")


def test_a_worker_that_was_done_too_early_and_messages_that_got_lost_are_told() -> None:
    found = beside.rows(Beside([figures(4)], [figures(4, missing=2)], left=0))
    assert "done before the end" in cell(found, "the same")
    assert cell(found, "missing") == "2, 0, 0"


def test_a_worker_slower_than_the_aim_is_called_missed_and_the_database_is_counted_apart() -> None:
    quick, slow = Backlog(1_000, worker=1.0, database=1.0), Backlog(1_000, worker=2.0, database=0.0)
    assert cell(backlog.rows(quick), "**a backlog") == "1,000"
    assert cell(backlog.rows(quick), "the same") == "500"
    assert cell(backlog.rows(slow), "**a backlog") == "500 (missed)"


def test_idleness_memory_and_start_are_each_called_missed() -> None:
    calm = Idle(10, {"web": 0.05, "worker": 0.04}, 500 * MB)
    busy, large = replace(calm, used={"web": 0.2}), replace(calm, resident=601 * MB)
    assert not any("missed" in cells[0] for _, cells in idle.rows([3.0] * 5, calm, calm))
    assert "missed" in cell(idle.rows([3.0], busy, calm), "**idle, nobody")
    assert "missed" in cell(idle.rows([3.0], calm, busy), "**idle, with one")
    assert "missed" in cell(idle.rows([3.0], calm, large), "**resident")
    assert "missed" in cell(idle.rows([5.5], calm, calm), "**warm")


def test_more_processes_are_compared_with_the_fewest() -> None:
    one = Run(figures(4), 30, [100])
    two = Run(replace(figures(4, missing=1), messages=75), 40, [60, 40])
    found = dict(processes.rows("here", [1, 2], {1: one, 2: two}))
    assert found["… as a multiple of the first"] == ["1.00", "1.50"]
    assert found["missing, repeated, out of order"] == ["0, 0, 0", "1, 0, 0"]
    assert found["sockets of each"] == ["100", "60 + 40"]
