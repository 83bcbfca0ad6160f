"""Statements that PostgreSQL plans once, and that go to it and come back together.

Only those that every request or every message goes through, and that never change: the ORM takes several times as long
to make them as they take to run, and most of what is left is the way there and back (docs/performance.md, "What was
slow").
"""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import generators
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

Call = tuple[bytes, Sequence[object]]
"""A statement with `$1`, `$2`, … and their values."""
Rows = list[tuple[Any, ...]]

_Key = tuple[bytes, tuple[int, ...]]
_Values = Sequence[Buffer | None]
_Formats = Sequence[Format] | None
_Dumped = tuple[_Values, tuple[int, ...], _Formats]

_numbers = count()
_names: dict[_Key, bytes] = {}
"""Of statements, each with the types of its values."""
_prepared: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()
"""The names of what each connection is known to have prepared."""


def run(*calls: Call, and_commit: bool = False) -> list[Rows]:
    """Run statements one after the other, in one way there and back, and return the rows of each.

    Where a transaction is due to begin, it begins with the first. With `and_commit` it also ends with the last, unless
    it is part of a larger one; the database may not be asked anything more in it. Raises what the ORM raises, for the
    first statement that fails; those after it are not run.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:
        connection.queries_log.extend({"sql": sql.decode(), "time": "0"} for sql, _ in calls)
    is_outermost = connection.in_atomic_block and not connection.savepoint_ids
    raw: Any = connection.connection
    with connection.wrap_database_errors:
        return _Trip(raw).make(calls, ends=and_commit and is_outermost)


class _Trip:
    """One way to the database and back: libpq's pipeline mode.

    psycopg's own pipeline looks for answers after each statement, which takes longer than to do without it.
    """

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw, self._pgconn = raw, raw.pgconn
        self._adapter = Transformer(raw)
        self._known = _prepared.pop(raw, set())
        self._sent = 0

    def make(self, calls: Sequence[Call], *, ends: bool) -> list[Rows]:
        """Go, and come back with each call's rows."""
        # Before the way begins: what cannot be sent would leave the connection half on it.
        ready = [(sql, *self._dumped(values)) for sql, values in calls]
        begins = not self._raw.autocommit and self._pgconn.transaction_status == TransactionStatus.IDLE
        self._pgconn.enter_pipeline_mode()
        try:
            if begins:
                self._send(b"BEGIN")
            asked = [self._ask(*each) for each in ready]
            if ends:
                self._send(b"COMMIT")
            self._pgconn.pipeline_sync()
            results = self._raw.wait(self._results())
        finally:
            if self._pgconn.status == ConnStatus.OK:
                self._pgconn.exit_pipeline_mode()
        # Only now: of what was prepared in a trip that failed nothing is known.
        _prepared[self._raw] = self._known
        return [self._rows(results[number]) for number in asked]

    def _dumped(self, values: Sequence[object]) -> _Dumped:
        dumped = self._adapter.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return dumped, self._adapter.types or (), self._adapter.formats

    def _ask(self, sql: bytes, dumped: _Values, types: tuple[int, ...], formats: _Formats) -> int:
        """Send a statement, and return the number of its result."""
        if settings.DATABASE_PREPARED:
            self._pgconn.send_query_prepared(self._name(sql, types), dumped, formats)
        else:
            self._pgconn.send_query_params(sql, dumped, types, formats)
        self._sent += 1
        return self._sent - 1

    def _name(self, sql: bytes, types: tuple[int, ...]) -> bytes:
        name = _names.setdefault((sql, types), b"unafied_%d" % next(_numbers))
        if name not in self._known:
            # A trip that failed may have prepared it already, and again and again it would become more and more.
            self._pgconn.send_close_prepared(name)
            self._pgconn.send_prepare(name, sql, types)
            self._known.add(name)
            self._sent += 2
        return name

    def _send(self, sql: bytes) -> None:
        self._pgconn.send_query_params(sql, None)
        self._sent += 1

    def _results(self) -> PQGen[list[PGresult]]:
        yield from generators.send(self._pgconn)
        results: list[PGresult] = []
        for _ in range(self._sent):
            results += yield from generators.fetch_many(self._pgconn)
        yield from generators.fetch_many(self._pgconn)
        for result in results:
            if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
                raise psycopg.errors.error_from_result(result)
        return results

    def _rows(self, result: PGresult) -> Rows:
        self._adapter.set_pgresult(result)
        return self._adapter.load_rows(0, result.ntuples, tuple)
