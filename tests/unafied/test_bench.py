"""The benchmark's own count: it has to see what a server does wrong, or its zeros mean nothing."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.clock import Awake
from bench.comparison import Run
from bench.cores import kept_to, steady
from bench.crowd import Member
from bench.load import Figures, quantiles
from bench.peers import Seat, greeted
from bench.peers.unafied import Unafied
from bench.shape import Shape
from bench.stage import Stage
from bench.table import of_loads, rendered
from bench.tally import Faults, Tally
from tests.unafied.processes import is_gone, kill


@pytest.fixture
def members() -> list[Member]:
    return [Member(Seat("kitchen", "/ws/"), greeted()) for _ in range(2)]


@pytest.fixture
def tally(members: list[Member]) -> Tally:
    return Tally(Unafied(), [members])


def tell(member: Member, number: int) -> None:
    """Let a member hear that a message was posted."""
    member.hear(member, json.dumps({"type": "message.posted", "message": {"content": f"hi ({number})"}}).encode())


def ack(member: Member, number: int, sequence: int) -> None:
    """Let the sender hear that its message is committed, at which place."""
    answer = {"type": "ack", "message": {"sequence": sequence, "content": f"hi ({number})"}}
    member.hear(member, json.dumps(answer, separators=(",", ":")).encode())


def test_what_everybody_got_once_and_in_order_has_no_faults(tally: Tally, members: list[Member]) -> None:
    for number in (tally.post(members[0], 0.0), tally.post(members[1], 0.0)):
        ack(members[number], number, sequence=number + 1)
        for member in members:
            tell(member, number)
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=0)
    assert not tally.underway


def test_a_message_counts_when_it_is_acked_and_with_every_member(tally: Tally, members: list[Member]) -> None:
    complete: list[Member] = []
    tally.on_complete = complete.append
    number = tally.post(members[0], 0.0)
    for member in members:
        tell(member, number)
    assert complete == []
    ack(members[0], number, sequence=1)
    assert complete == [members[0]]


async def test_who_never_sleeps_reads_the_time_from_their_own_count_and_lets_others_in() -> None:
    rounds = 0

    async def go_on() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    others, due = asyncio.create_task(go_on()), Awake.now() + 0.01
    await Awake().until(due)
    assert Awake.now() >= due
    assert rounds > 1
    others.cancel()


@pytest.mark.parametrize(("share", "told"), [(0.99, False), (0.8, True)])
def test_a_load_that_had_not_all_of_its_core_says_so(share: float, told: bool) -> None:
    latency = dict.fromkeys(("p50", "p99", "p99.9"), 1.0)
    figures = Figures(1, 1, latency, latency, Faults(0, 0, 0), 1.0, share)
    shape, run = Shape(1, 50, 4), Run(figures, figures, 0)
    [(_, [cell])] = [row for row in of_loads({(shape, "Node"): [run]}, [shape], ["Node"], {}) if "half" in row[0]][:1]
    assert ("of its core" in cell) is told


def test_what_one_member_did_not_get_is_missing(tally: Tally, members: list[Member]) -> None:
    number = tally.post(members[0], 0.0)
    ack(members[0], number, sequence=1)
    tell(members[0], number)
    assert tally.faults() == Faults(missing=1, repeated=0, out_of_order=0)


def test_what_was_told_but_not_acked_is_missing(tally: Tally, members: list[Member]) -> None:
    number = tally.post(members[0], 0.0)
    for member in members:
        tell(member, number)
    assert tally.faults().missing == 1


def test_what_one_member_got_twice_is_repeated(tally: Tally, members: list[Member]) -> None:
    number = tally.post(members[0], 0.0)
    ack(members[0], number, sequence=1)
    for member in (*members, members[1]):
        tell(member, number)
    assert tally.faults() == Faults(missing=0, repeated=1, out_of_order=0)


def test_what_comes_in_another_order_than_the_servers_is_out_of_order(tally: Tally, members: list[Member]) -> None:
    numbers = [tally.post(members[0], 0.0), tally.post(members[0], 0.0)]
    for number in numbers:
        ack(members[0], number, sequence=number + 1)
    for member in members:
        for number in reversed(numbers):
            tell(member, number)
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=2)


def test_quantiles_are_milliseconds_that_were_measured() -> None:
    told = quantiles(number / 1000 for number in range(1, 101))
    assert (told["p50"], told["p99"]) == (51.0, 100.0)


def test_the_table_fills_short_rows_up() -> None:
    assert rendered(["one", "two"], [("rate", ["1", "2"]), ("memory", ["3"])]).splitlines() == [
        "|        | one | two |",
        "| ------ | --- | --- |",
        "| rate   | 1   | 2   |",
        "| memory | 3   |     |",
    ]


def test_nothing_is_left_of_a_server_whose_master_was_killed(tmp_path: Path) -> None:
    worker = "import time; time.sleep(600)"
    master = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{worker}']).wait()"
    (tmp_path / "log").mkdir()
    cores = frozenset(os.sched_getaffinity(0))
    with Stage(tmp_path, cores, cores).running(["-c", master], {}, "server") as process:
        while not (workers := process.children()):
            assert process.is_running()
        kill(process.pid)
    assert is_gone(workers[0].pid)


def test_what_is_started_on_steady_cores_stays_there_and_the_others_are_given_back() -> None:
    before = os.sched_getaffinity(0)
    chosen = steady()
    assert chosen
    assert chosen <= before
    with kept_to(chosen):
        asked = [sys.executable, "-c", "import os; print(sorted(os.sched_getaffinity(0)))"]
        assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip() == str(sorted(chosen))
    assert os.sched_getaffinity(0) == before
