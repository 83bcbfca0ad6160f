"""Nobody's words are kept after they took their consent back, however two transactions interleave.

Whoever writes something derived from a room's messages holds the room's lock shared, reads consent again under it,
and then writes. Whoever takes consent back holds it alone, and then purges. So either the writer sees that consent
is gone, or the purge sees what was written. Posting takes neither lock. The locks end with their transactions, which
also holds behind a transaction-pooling proxy.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

_NAMESPACE = 0x756E6166
"""Sets these advisory locks apart from any others in the database."""


def hold(*conversations: UUID) -> None:
    """Until commit, keep consent in these rooms from being taken back unseen."""
    with connection.cursor() as cursor:
        # In the order of `take_back`, so that the two can't wait for each other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, key) FROM unnest(%s::int[]) AS room (key)",
            [_NAMESPACE, _keys(conversations)],
        )


def take_back(conversations: Iterable[UUID]) -> None:
    """Wait until nobody writes what was read in these rooms, and let nobody begin before commit."""
    with connection.cursor() as cursor:
        # In one order, so that two withdrawals can't wait for each other.
        for key in _keys(conversations):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NAMESPACE, key])


def _keys(conversations: Iterable[UUID]) -> list[int]:
    return sorted({int.from_bytes(each.bytes[-4:], "big", signed=True) for each in conversations})
