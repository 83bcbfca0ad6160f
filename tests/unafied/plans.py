"""What the database is asked inside a block, and where it would read a whole table for it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection

from accounts import prepared

_PLANNED = ("SELECT", "UPDATE", "DELETE", "WITH")


@dataclass
class Asked:
    """The queries in their order, and those that read a whole table, each with its name."""

    queries: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)


@contextmanager
def asked(large: frozenset[str] = frozenset()) -> Iterator[Asked]:
    """Note every query inside the block; with `large` tables also which of them it would read whole, by its plan."""
    noted = Asked()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        noted.queries.append(sql)
        if large and not many and sql.lstrip().upper().startswith(_PLANNED):
            # By the driver's own cursor, so that this query is not noted itself.
            found = _read_whole(context["cursor"].db.connection.cursor(), sql, params)
            noted.whole += [f"{table}: {sql}" for table in found if table in large]
        return execute(sql, params, many, context)

    def run(*calls: prepared.Call, and_commit: bool = False) -> list[prepared.Rows]:
        raw: Any = connection.connection
        for statement, values in calls:
            sql = statement.decode()
            noted.queries.append(sql)
            if large:
                found = _read_whole(psycopg.RawCursor(raw), sql, values)
                noted.whole += [f"{table}: {sql}" for table in found if table in large]
        return run_unseen(*calls, and_commit=and_commit)

    run_unseen = prepared.run
    # What is prepared goes past Django's cursors.
    with connection.execute_wrapper(note), patch.object(prepared, "run", run):
        yield noted


def _read_whole(plain: psycopg.Cursor[Any], sql: str, params: Any) -> list[str]:
    with plain:
        plain.execute(f"EXPLAIN (FORMAT json) {sql}", params)
        [told] = plain.fetchone() or [[]]
    top = json.loads(told) if isinstance(told, str) else told
    return [node["Relation Name"] for node in _nodes(top[0]["Plan"]) if node["Node Type"] == "Seq Scan"]


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in _nodes(child))]
