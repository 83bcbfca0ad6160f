"""Whether a connection of the pool still is one, found out without asking the database."""

from select import POLLIN, poll
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(connection: Connection[Any]) -> None:
    """Raise when the database has gone (psycopg's `check` of a pool).

    psycopg's own check asks and waits for an answer each time. Between two requests a database says nothing, unless
    it ends the connection: only where there is something to be read it is asked.
    """
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
