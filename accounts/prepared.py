"""Statements that PostgreSQL plans once: those that every request or every message goes through, and that never change.

The ORM takes several times as long to make them as they take to run (docs/performance.md, "What was slow").
"""

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


def cursor() -> CursorWrapper:
    """Return a cursor of this thread's connection, which is opened first where it is not."""
    connection.ensure_connection()
    # Not Django's own: that puts values into the text, which then has to be read and planned each time.
    made: Any = psycopg.Cursor(connection.connection)
    return connection.make_debug_cursor(made) if connection.queries_logged else connection.make_cursor(made)
