"""Real servers in folders of their own: what holds when they are shared, killed, cut off and put into odd places."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis

from tests.unafied.processes import is_gone, kill, only_as_root, parent, postgres_pid, valkey_pid
from unafied import embedded, hold, postgres
from unafied.embedded import database_url, holding, redis_url, serving, sockets_dir
from unafied.hold import ServiceError
from unafied.keeper import is_reachable

pytestmark = pytest.mark.slow

SHARER = """
import sys
from pathlib import Path
from unafied.embedded import serving

with serving(Path(sys.argv[1]), postgres="postgres" in sys.argv, valkey="valkey" in sys.argv):
    print("serving", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(var: Path, *services: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SHARER, str(var), *services]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "serving\n"
        yield process


def test_addresses_are_known_without_anything_running(tmp_path: Path) -> None:
    assert database_url(Path("/srv/var")) == "postgresql://postgres@/unafied?host=/srv/var/run&port=5432"
    assert redis_url(Path("/srv/var")) == "unix:///srv/var/run/valkey.sock?db=0"
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_state_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNAFIED_VAR", "/srv/../srv/elsewhere")
    assert embedded.var_dir() == Path("/srv/elsewhere")
    monkeypatch.delenv("UNAFIED_VAR")
    assert embedded.var_dir() == embedded.ROOT / "var"


def test_a_service_that_the_environment_gives_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert embedded.wanted() == ["postgres", "valkey"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/unafied")
    assert embedded.wanted() == ["valkey"]
    monkeypatch.setenv("REDIS_URL", "redis://redis")
    assert embedded.wanted() == []


def test_a_new_folder_gets_a_database_with_vectors_and_a_queue_that_lasts(tmp_path: Path) -> None:
    with serving(tmp_path):
        with psycopg.connect(database_url(tmp_path)) as database:
            database.execute("CREATE EXTENSION vector")
            row = database.execute("SELECT '[3,4]'::vector <-> '[0,0]', current_setting('synchronous_commit')")
            assert row.fetchone() == (5.0, "on")
        with Redis.from_url(redis_url(tmp_path)) as redis:
            redis.set("kept", "yes")
    with serving(tmp_path), Redis.from_url(redis_url(tmp_path)) as redis:
        assert redis.get("kept") == b"yes"
    assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700


def test_nothing_listens_on_the_network(var: Path) -> None:
    with serving(var), psycopg.connect(database_url(var)) as database:
        listening = database.execute("SHOW listen_addresses").fetchone()
        with Redis.from_url(redis_url(var)) as redis:
            assert redis.config_get("port") == {"port": "0"}
    assert listening == ("",)


@pytest.mark.parametrize("name", ["l" * 120, "a,b c?d=é%41"], ids=["long", "odd"])
def test_a_path_that_is_no_address_gets_a_short_private_folder(var: Path, name: str) -> None:
    odd = var.rename(var.with_name(name))
    with serving(odd):
        with psycopg.connect(database_url(odd)) as database:
            assert database.execute("SELECT 1").fetchone() == (1,)
        with Redis.from_url(redis_url(odd)) as redis:
            assert redis.ping()
    sockets = embedded.sockets_dir(odd)
    assert sockets.parent == Path("/tmp")  # noqa: S108 - it is the place
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert embedded.sockets_dir(odd) == sockets, "another process has to find the same folder"
    shutil.rmtree(sockets)


def _open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def _link_to_elsewhere(folder: Path) -> None:
    folder.symlink_to("/var")


def _belongs_to_somebody_else(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)


@pytest.mark.parametrize(
    "trap", [_open_to_all, _link_to_elsewhere, pytest.param(_belongs_to_somebody_else, marks=only_as_root)]
)
def test_a_private_folder_that_somebody_else_made_is_refused(tmp_path: Path, trap: Callable[[Path], None]) -> None:
    long = tmp_path / ("l" * 120)
    sockets = embedded.sockets_dir(long)
    trap(sockets)
    try:
        with pytest.raises(PermissionError, match="this user's alone"), serving(long, postgres=False):
            pass
    finally:
        sockets.unlink() if sockets.is_symlink() else sockets.rmdir()


def test_an_odd_environment_does_not_reach_the_database(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LC_ALL": "xx_XX", "PGPORT": "1", "PGDATA": "/nowhere", "TZ": "Mars"}.items():
        monkeypatch.setenv(name, value)
    with another_process(var, "postgres"), psycopg.connect(database_url(var)) as database:
        assert database.execute("SHOW timezone").fetchone() == ("UTC",)


def test_the_last_one_out_stops_the_services(var: Path) -> None:
    with another_process(var, "postgres", "valkey") as first:
        pids = [postgres_pid(var), valkey_pid(var)]
        with serving(var):
            first.communicate()
            assert [postgres_pid(var), valkey_pid(var)] == pids
            with psycopg.connect(database_url(var)) as database:
                assert database.execute("SELECT 1").fetchone() == (1,)
    assert all(is_gone(pid, within=0) for pid in pids)


def test_several_who_come_at_once_share_one_server(var: Path) -> None:
    command = [sys.executable, "-c", SHARER, str(var), "valkey"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    crowd: list[subprocess.Popen[str]] = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in crowd:
        assert process.stdout
        assert process.stdout.readline() == "serving\n"
    pid = valkey_pid(var)
    assert (var / "log" / "valkey.log").read_text().count('"started"') == 1
    for process in crowd:
        process.communicate()
    assert [process.returncode for process in crowd] == [0] * 4
    assert is_gone(pid)


def test_one_who_only_looks_whether_a_server_is_kept_does_not_end_it(var: Path) -> None:
    embedded.prepare_places(var)
    address = sockets_dir(var) / "valkey.keeper"
    with subprocess.Popen([sys.executable, "-m", "unafied.keeper", "valkey", str(var)]) as keeper:
        while not is_reachable(address):
            time.sleep(0.02)
        with serving(var, postgres=False):
            assert keeper.poll() is None
        assert keeper.wait(30) == 0


def test_a_killed_user_gives_its_reference_back(var: Path) -> None:
    with another_process(var, "valkey") as process:
        pid = valkey_pid(var)
        assert not is_gone(pid, within=0)
        kill(process.pid)
        assert is_gone(pid)


def test_a_service_can_be_had_alone(tmp_path: Path) -> None:
    with serving(tmp_path, postgres=False), Redis.from_url(redis_url(tmp_path)) as redis:
        assert redis.ping()
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(("name", "pid_of"), [("postgres", postgres_pid), ("valkey", valkey_pid)])
def test_a_killed_server_comes_back_and_its_users_hear_of_it(
    var: Path, name: str, pid_of: Callable[[Path], int]
) -> None:
    with holding(name, var) as held:
        held.until_ready()
        killed = pid_of(var)
        kill(killed)
        ended = held.wait_for("ended")
        assert (ended["child"], ended["exit"], ended["restart_in"]) == (name, -signal.SIGKILL, 1.0)
        held.until_ready()
        assert pid_of(var) != killed


def test_what_was_committed_survives_the_kill(var: Path) -> None:
    with holding("postgres", var) as held:
        held.until_ready()
        with psycopg.connect(database_url(var)) as database:
            database.execute("CREATE TABLE kept AS SELECT 1")
        kill(postgres_pid(var))
        held.wait_for("ended")
        held.until_ready()
        with psycopg.connect(database_url(var)) as database:
            assert database.execute("TABLE kept").fetchone() == (1,)


def test_a_killed_keeper_takes_its_server_along_and_is_replaced(var: Path) -> None:
    with holding("postgres", var) as held:
        held.until_ready()
        orphan = postgres_pid(var)
        kill(parent(orphan))
        held.until_ready()
        assert is_gone(orphan, within=0), "two servers must never share a folder"
        assert postgres_pid(var) != orphan


def test_the_database_can_be_dumped_while_it_serves(var: Path) -> None:
    with serving(var, valkey=False):
        with psycopg.connect(database_url(var)) as database:
            database.execute("CREATE TABLE kept AS SELECT 'precious' AS word")
        dump = [str(postgres.program("pg_dump")), "-h", str(embedded.sockets_dir(var)), "-U", "postgres", "unafied"]
        assert b"precious" in subprocess.run(dump, capture_output=True, check=True).stdout


def test_an_initdb_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    with serving(tmp_path, valkey=False), psycopg.connect(database_url(tmp_path)) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    assert not (tmp_path / "postgres.new").exists()


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(var: Path) -> None:
    stale = f"{os.getpid()}\n{var / 'postgres'}\n1\n5432\n{var / 'run'}\n\n0 0\nready   \n"
    (var / "run").mkdir(mode=0o700)
    for place in (var / "postgres" / "postmaster.pid", var / "run" / ".s.PGSQL.5432.lock"):
        place.write_text(stale)
    with serving(var, valkey=False):
        assert postgres_pid(var) != os.getpid()


def test_stale_sockets_are_no_obstacle(var: Path) -> None:
    (var / "run").mkdir(mode=0o700)
    for name in ("postgres.keeper", "valkey.keeper", "valkey.sock", ".s.PGSQL.5432"):
        with socket.socket(socket.AF_UNIX) as gone:
            gone.bind(str(var / "run" / name))
    with serving(var), Redis.from_url(redis_url(var)) as redis:
        assert redis.ping()


def test_a_log_that_has_grown_long_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, postgres=False):
        first = (tmp_path / "log" / "valkey.log").read_text()
    monkeypatch.setattr(hold, "LONGEST_LOG", 10)
    with serving(tmp_path, postgres=False):
        assert (tmp_path / "log" / "valkey.log.1").read_text().startswith(first)
        assert not (tmp_path / "log" / "valkey.log").read_text().startswith(first)


def test_a_service_that_cannot_start_says_why(var: Path) -> None:
    (var / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServiceError, match=r"was made by PostgreSQL 9, this is 18"), serving(var, valkey=False):
        pass
