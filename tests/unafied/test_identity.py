"""Who the servers run as, when whoever starts them is root."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from tests.unafied.processes import only_as_root
from unafied import embedded, identity, postgres, supervisor
from unafied.embedded import database_url, serving


@only_as_root
def test_root_without_user_namespaces_serves_as_nobody_even_below_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(identity, "_can_use", lambda *_: False)
    embedded.prepare_places(closed)
    child = postgres.prepare(closed)
    assert (closed / "postgres").stat().st_uid == 65534
    assert asyncio.run(_user_of(child, closed)) == 65534


@only_as_root
def test_root_in_a_user_namespace_remains_the_owner(var: Path) -> None:
    with serving(var, valkey=False), psycopg.connect(database_url(var)) as database:
        database.execute("CREATE TABLE owned ()")
    assert {path.stat().st_uid for path in (var / "postgres").rglob("*")} == {0}


async def _user_of(child: supervisor.Child, var: Path) -> int:
    stopping, ended = asyncio.Event(), asyncio.Event()
    users: list[int] = []

    def look(event: str, /, **context: str | float | None) -> None:
        if event == "started":
            users.append(Path(f"/proc/{context['pid']}").stat().st_uid)

    keeping = asyncio.create_task(supervisor.keep(child, stopping, look))
    keeping.add_done_callback(lambda _: ended.set())
    while not await asyncio.to_thread(postgres.answers, var):
        assert not ended.is_set()
    stopping.set()
    await keeping
    return users[0]
