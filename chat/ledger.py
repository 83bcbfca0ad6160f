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
LOCK = """
    SELECT id, revision, listening FROM chat_conversation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
SENDERS = """
    SELECT conversation_id, accounts_user.id, display_name, accounts_user.agents_allowed
    FROM accounts_user JOIN chat_membership ON user_id = accounts_user.id
    WHERE is_active AND user_id = ANY(%s) AND conversation_id = ANY(%s)
"""
# As JSON, since one text is made and read sooner than an array for each column.
STORE = """
    WITH moved AS (
        UPDATE chat_conversation SET revision = reached.value::bigint, last_message_at = %(at)s
        FROM json_each_text(%(revisions)s) AS reached WHERE id = reached.key::uuid
    )
    INSERT INTO chat_message (
        id, conversation_id, sender_id, role, content, client_id, sequence, revision,
        reply_to_id, thread_id, reply_count, off_record, created_at
    )
    SELECT id, room, sender, role, content, client_id, sequence, sequence, reply_to, thread, 0, off_record, %(at)s
    FROM json_to_recordset(%(messages)s) AS said (
        id uuid, room uuid, sender uuid, role text, content text, client_id uuid, sequence bigint,
        reply_to uuid, thread uuid, off_record bool
    )
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Locked rooms by id, and by person and room those who may say something there; each with what posting needs."""

    rooms: Mapping[UUID, Conversation]
    senders: Mapping[tuple[UUID, UUID], User]


def open_for(senders: Collection[UUID], conversations: Collection[UUID]) -> Opened:
    """Lock these conversations until the transaction ends, and only then look who of `senders` is in them."""
    rooms = list(conversations)
    with prepared.cursor() as cursor:
        cursor.execute(LOCK, [rooms])
        locked = cursor.fetchall()
        cursor.execute(SENDERS, [list(senders), rooms])
        found = cursor.fetchall()
    return Opened(
        {row[0]: Conversation.from_db("default", ("id", "revision", "listening"), row) for row in locked},
        {
            (user, room): User.from_db("default", ("id", "display_name", "agents_allowed"), (user, *rest))
            for room, user, *rest in found
        },
    )


def store(messages: Sequence[Message], revisions: Mapping[UUID, int], at: datetime) -> None:
    """Insert new messages in this order and move their locked rooms on. Raises IntegrityError for a known client_id."""
    rows = [_row(each) for each in messages]
    with prepared.cursor() as cursor:
        cursor.execute(STORE, {"at": at, "revisions": to_json(revisions).decode(), "messages": to_json(rows).decode()})


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
