"""All of it, started as anybody starts it: up in one line, back after every kill, and nothing left behind."""

import errno
import re
import signal
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unafied.house import House, up
from tests.unafied.processes import is_gone, kill, postgres_pid, valkey_pid

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def house(var: Path) -> Iterator[House]:
    with up(var, WEB="2") as running:
        yield running


@pytest.fixture(scope="module")
def address(house: House) -> str:
    return house.verdict().removeprefix("Unafied is up at ")


def test_it_says_where_it_is_up_and_is_there(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")
    assert _status(address) == 200


def test_its_files_are_packed_and_may_be_kept_for_ever(address: str) -> None:
    page = urllib.request.urlopen(f"{address}/accounts/sign-in/", timeout=30).read().decode()  # noqa: S310 - our own
    (sheet,) = re.findall(r'href="(/static/css/[^"]+)"', page)
    asked = urllib.request.Request(address + sheet, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own address
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_second_one_says_where_the_first_is_and_ends(address: str, var: Path) -> None:
    with up(var, PORT="1") as second:
        assert second.verdict() == f"Unafied is up at {address} (already running)"
        assert second.process.wait(30) == 0
    assert _status(address) == 200


@pytest.mark.parametrize(
    ("name", "find", "is_back"),
    [
        ("web 1", lambda house: house.child("unafied.web"), "started"),
        ("worker", lambda house: house.child("-m dramatiq"), "started"),
        ("postgres", lambda house: postgres_pid(house.var), "ready"),
        ("valkey", lambda house: valkey_pid(house.var), "ready"),
    ],
)
def test_what_is_killed_comes_back(
    house: House, address: str, name: str, find: Callable[[House], int], is_back: str
) -> None:
    killed, before = find(house), house.said()
    kill(killed)
    assert house.heard("ended", name, since=before)["exit"] == -signal.SIGKILL
    house.heard(is_back, name, since=before)
    assert find(house) != killed
    assert _status(address) == 200


def test_ctrl_c_stops_all_of_it(house: House, address: str) -> None:
    everybody, keepers = house.everybody(), house.keepers()
    assert len(everybody) > 8, "there must be something to be stopped"
    assert house.stop() == 0
    assert all(is_gone(pid, within=0) for pid in everybody - keepers)
    # What they kept has stopped before they say so; then they end themselves.
    assert all(is_gone(pid) for pid in keepers)


def test_of_two_at_once_one_is_up_and_a_kill_leaves_nothing(var: Path) -> None:
    with up(var) as one, up(var) as other:
        verdicts = [one.verdict(), other.verdict()]
        winner, loser = (one, other) if "already" in verdicts[1] else (other, one)
        assert loser.process.wait(30) == 0
        assert sum("already running" in verdict for verdict in verdicts) == 1
        assert "collectstatic" not in winner.said(), "nothing changed since it was collected"
        everybody = winner.everybody()
        kill(winner.process.pid)
        assert all(is_gone(pid) for pid in everybody)


def test_a_taken_port_is_told_in_one_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, up(var, PORT=str(taken.getsockname()[1])) as house:
        assert house.process.wait(60) == errno.EADDRINUSE
        assert house.last_words().endswith("something else listens there; choose another by PORT=…\n")
        assert "Traceback" not in house.last_words()


def test_settings_that_cannot_work_are_told_and_nothing_remains(var: Path) -> None:
    with up(var, SITE_URL="nowhere") as house:
        assert house.process.wait(120) == 1
        assert "SITE_URL is not an address" in house.last_words()
    assert not (var / "postgres" / "postmaster.pid").exists()


def test_a_number_of_processes_that_is_none_is_told(var: Path) -> None:
    with up(var, WEB="many") as house:
        assert house.process.wait(60) == 2
        assert house.last_words() == "WEB has to be a number from 1 on, not 'many'.\n"


def _status(address: str) -> int:
    with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:  # noqa: S310 - our own address
        return int(answer.status)
