"""A connection that is taken from the pool is one, and the database is not asked for that."""

from collections.abc import Iterator
from contextlib import contextmanager
from select import select
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg_pool import ConnectionPool

from unafied import pool


@contextmanager
def connected() -> Iterator[psycopg.Connection[Any]]:
    given = connection.get_connection_params()
    address = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if name in given}
    with psycopg.connect(**address, autocommit=True) as made:
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that psycopg's own check was asked about."""
    found: list[object] = []
    check = ConnectionPool.check_connection

    def note(made: psycopg.Connection[Any]) -> None:
        found.append(made)
        check(made)

    monkeypatch.setattr(ConnectionPool, "check_connection", note)
    return found


def test_a_live_connection_is_not_asked(db: None, asked: list[object]) -> None:
    with connected() as made:
        made.execute("SELECT 1")
        pool.check(made)
    assert asked == []


def test_a_connection_that_the_database_ended_is_found_out(db: None, asked: list[object]) -> None:
    with connected() as made, connected() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [made.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            pool.check(made)
    assert asked == [made]


def test_a_connection_that_was_told_something_is_asked_and_kept(db: None, asked: list[object]) -> None:
    with connected() as made, connected() as other:
        made.execute("LISTEN nothing")
        other.execute("NOTIFY nothing")
        assert select([made], [], [], 10)[0], "what is to be read must be there for this test to mean anything"
        pool.check(made)
    assert asked == [made]


def test_a_connection_that_is_closed_is_none(db: None) -> None:
    with connected() as made:
        made.close()
        with pytest.raises(psycopg.OperationalError):
            pool.check(made)


def test_it_is_the_check_of_our_pool() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["check"] is pool.check
