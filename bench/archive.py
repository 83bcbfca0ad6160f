"""A database in which people have talked for years, made in SQL: rooms of very different sizes, all that hangs on them.

Who is measured is in thirty rooms: a large one with a tenth of all messages, five with a hundredth each, and small ones
that stay as they are. All others are other people's, and become more. A larger database is the same one, with more
said in it, and its indexes have grown as they do while people talk.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

OWN_ROOMS = 30
SMALLEST = 10_000
"""Messages by which the small rooms are as large as they get, and the rare word has been said."""
UNREAD = 40
RARE, UNCOMMON, COMMON = "quagga", "lighthouse", "marmalade"
"""Words: said twenty times in all, in one message of 500, and in one of 20."""
_PEOPLE = 1_000
_CROWD = 200
"""Members of the large room."""
_A_ROOM = 200
"""Messages for each of the others' rooms, on average."""
_A_CARD = 1_000
"""Messages of the large room for each recommendation."""
_LARGEST = 10_000_000
_PACE = timedelta(seconds=9)
_AT_ONCE = 20_000
_AT_FIRST = 1_000
"""After these the large room has a message for others to answer."""
_TALK = (Path(__file__).parent / "talk.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Archive:
    """Who is measured and which is the large room, with how many messages and bytes in the whole database."""

    user: UUID
    large: UUID
    messages: int
    size: int
    middle: datetime
    """When half of them had been said."""


def grown(database: str, total: int, lines: Sequence[str]) -> Archive:
    """Let people talk, in words of these `lines`, until there are `total`. Raises ValueError where more are."""
    from agents.progress import Progress

    with psycopg.connect(database, autocommit=True) as talking:
        # Nobody else is there: rows refer to what was made a moment ago, and what is lost is made again.
        talking.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        _begin(talking, lines)
        said = _one(talking, "SELECT said FROM bench_told")
        if said > total:
            raise ValueError(f"There are {said:,} messages already.")
        progress = Progress(sys.stderr, "messages", total, said)
        while said < total:
            some = min(_AT_ONCE if said else _AT_FIRST, total - said)
            _open_rooms(talking, OWN_ROOMS + max(60, (said + some) // _A_ROOM))
            talking.execute(_TALK, _said(talking, said + 1, said + some, len(lines)))
            said += some
            progress.add(some)
        progress.finish()
        _settle(talking)
    return kept(database)


def kept(database: str) -> Archive:
    """Return what is there, as it was left."""
    with psycopg.connect(database, autocommit=True) as asking:
        said = _one(asking, "SELECT said FROM bench_told")
        return Archive(
            user=_one(asking, "SELECT id FROM bench_person WHERE number = 0"),
            large=_one(asking, "SELECT id FROM bench_room WHERE number = 1"),
            messages=said,
            size=_one(asking, "SELECT pg_database_size(current_database())"),
            middle=_one(asking, "SELECT began FROM bench_told") + said // 2 * _PACE,
        )


def _begin(talking: Any, lines: Sequence[str]) -> None:
    """Make the people and their words, unless they are there."""
    if _one(talking, "SELECT to_regclass('bench_person')"):
        return
    from accounts.models import User

    people = [User(email=f"{uuid4()}@example.org", display_name=f"Person {number}") for number in range(_PEOPLE + 1)]
    User.objects.bulk_create(people)
    talking.execute(
        """
        CREATE TABLE bench_line (number int PRIMARY KEY, text text);
        CREATE TABLE bench_room (number int PRIMARY KEY, id uuid, members int);
        CREATE TABLE bench_told AS SELECT %s::timestamptz AS began, 0::bigint AS said;
        CREATE TABLE bench_person (number int PRIMARY KEY, id uuid, name text);
        """.replace("%s", f"'{datetime.now(tz=UTC) - _LARGEST * _PACE}'")
    )
    with talking.cursor() as cursor:
        cursor.executemany("INSERT INTO bench_line VALUES (%s, %s)", enumerate(lines))
        rows = [(number, person.pk, person.display_name) for number, person in enumerate(people)]
        cursor.executemany("INSERT INTO bench_person VALUES (%s, %s, %s)", rows)


def _open_rooms(talking: Any, count: int) -> None:
    """Have this many rooms: the measured person's, and those of others, of two to nine people each."""
    talking.execute(
        """
        WITH made AS (
            INSERT INTO bench_room
            SELECT number, uuidv7(), CASE WHEN number = 1 THEN %(crowd)s ELSE 2 + number %% 8 END
            FROM generate_series((SELECT count(*) + 1 FROM bench_room), %(count)s) AS number RETURNING *
        ), rooms AS (
            INSERT INTO chat_conversation (id, title, kind, revision, state_revision, listening, eagerness,
                pin_count, created_at)
            SELECT id, 'Room ' || number, 'group', 0, 0, false, 'balanced', 0, (SELECT began FROM bench_told) FROM made
        )
        INSERT INTO chat_membership (conversation_id, user_id, role, read_sequence, read_turn, notifications,
            agents_allowed, created_at)
        SELECT made.id, person.id, CASE WHEN place = 0 THEN 'owner' ELSE 'member' END, 0, 0, 'all',
            true, (SELECT began FROM bench_told)
        FROM made
        CROSS JOIN LATERAL generate_series(0, made.members - 1) AS place
        JOIN bench_person AS person ON person.number
            = CASE WHEN made.number <= %(own)s AND place = 0 THEN 0 ELSE 1 + (made.number * 7 + place) %% %(people)s END
        """,
        {"count": count, "crowd": _CROWD, "own": OWN_ROOMS, "people": _PEOPLE},
    )


def _said(talking: Any, first: int, last: int, lines: int) -> dict[str, object]:
    began = _one(talking, "SELECT began FROM bench_told")
    chosen = {"first": first, "last": last, "began": began, "pace": _PACE}
    return {**chosen, "small_until": SMALLEST, "people": _PEOPLE, "lines": lines}


def _settle(talking: Any) -> None:
    """Add the cards that the large room has by now, say who has read what, and do what is done in the background."""
    talking.execute(
        """
        WITH large AS (SELECT id FROM bench_room WHERE number = 1),
        cards AS (
            UPDATE chat_message SET role = 'assistant', sender_id = NULL, content = 'Something quiet for tonight.'
            FROM large
            WHERE conversation_id = large.id AND (sequence %% %(each)s = 500 OR sequence < 1000 AND sequence %% 40 = 20)
                AND sender_id IS NOT NULL AND deleted_at IS NULL
            RETURNING chat_message.*
        )
        INSERT INTO agents_recommendation (id, conversation_id, message_id, trigger_id, intent, confidence, reason,
            items, candidates, turns, model, latency_ms, input_tokens, output_tokens, cost_usd, created_at)
        SELECT cards.client_id, cards.conversation_id, cards.id, trigger.id, 'boredom', 0.9, cards.content, '[]', '[]',
            (SELECT jsonb_agg(id) FROM chat_message AS turn WHERE turn.conversation_id = cards.conversation_id
                AND turn.sequence BETWEEN cards.sequence - 16 AND cards.sequence - 1),
            'local', 100, 0, 0, 0, cards.created_at
        FROM cards JOIN chat_message AS trigger ON trigger.conversation_id = cards.conversation_id
            AND trigger.sequence = cards.sequence - 1
        """,
        {"each": _A_CARD},
    )
    talking.execute(
        "UPDATE chat_membership SET read_sequence = greatest(0, revision - CASE WHEN user_id ="
        " (SELECT id FROM bench_person WHERE number = 0) THEN %s ELSE 0 END)"
        " FROM chat_conversation AS room WHERE room.id = conversation_id AND read_sequence < revision - %s",
        [UNREAD, UNREAD],
    )
    talking.execute("VACUUM ANALYZE")
    talking.execute("CHECKPOINT")


def _one(talking: Any, query: str) -> Any:
    row = talking.execute(query).fetchone()
    return row[0] or 0 if row else 0
