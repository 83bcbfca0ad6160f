"""What every message goes through in the database: three statements that never change, so that they are prepared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic_core import to_json

from accounts import prepared
from accounts.models import User
from chat.models import Conversation, Message

# In the order of their ids, so that two processes can't wait for each other. Rows that refer to them may be written.
LOCK = b"""
    SELECT id, revision, listening FROM chat_conversation WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE
"""
SENDERS = b"""
    SELECT conversation_id, accounts_user.id, display_name, accounts_user.agents_allowed
    FROM unnest($1::uuid[], $2::uuid[]) AS asked (sender, room)
    JOIN chat_membership ON conversation_id = room AND user_id = sender
    JOIN accounts_user ON accounts_user.id = sender
    WHERE is_active
"""
# As JSON, since one text is made and read sooner than an array for each column.
STORE = b"""
    WITH moved AS (
        UPDATE chat_conversation SET revision = reached.value::bigint, last_message_at = $1
        FROM json_each_text($2) AS reached WHERE id = reached.key::uuid
    )
    INSERT INTO chat_message (
        id, conversation_id, sender_id, role, content, client_id, sequence, revision,
        reply_to_id, thread_id, reply_count, off_record, created_at
    )
    SELECT id, room, sender, role, content, client_id, sequence, sequence, reply_to, thread, 0, off_record, $1
    FROM json_to_recordset($3) AS said (
        id uuid, room uuid, sender uuid, role text, content text, client_id uuid, sequence bigint,
        reply_to uuid, thread uuid, off_record bool
    )
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Locked rooms by id, and by person and room those who may say something there; each with what posting needs."""

    rooms: Mapping[UUID, Conversation]
    senders: Mapping[tuple[UUID, UUID], User]


def open_for(places: Collection[tuple[UUID, UUID]]) -> Opened:
    """Lock the rooms of these places until the transaction ends, and only then look who has theirs.

    A place is a person's in a room.
    """
    senders, rooms = [sender for sender, _ in places], [room for _, room in places]
    locked, found = prepared.run((LOCK, [rooms]), (SENDERS, [senders, rooms]))
    return Opened(
        {row[0]: Conversation.from_db("default", ("id", "revision", "listening"), row) for row in locked},
        {
            (user, room): User.from_db("default", ("id", "display_name", "agents_allowed"), (user, *rest))
            for room, user, *rest in found
        },
    )


def store(messages: Sequence[Message], revisions: Mapping[UUID, int], at: datetime) -> None:
    """Insert new messages in this order, move their locked rooms on, and commit where the transaction is not another's.

    Raises IntegrityError for a known client_id.
    """
    rows = [_row(each) for each in messages]
    prepared.run((STORE, [at, to_json(revisions).decode(), to_json(rows).decode()]), and_commit=True)


def _row(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "room": message.conversation_id,
        "sender": message.sender_id,
        "role": message.role,
        "content": message.content,
        "client_id": message.client_id,
        "sequence": message.sequence,
        "reply_to": message.reply_to_id,
        "thread": message.thread_id,
        "off_record": message.off_record,
    }
