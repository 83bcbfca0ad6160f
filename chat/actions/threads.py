"""Chains of replies: each begins with one message, which knows how many stand in it."""

from collections.abc import Mapping
from uuid import UUID

from chat.actions.telling import tell_message
from chat.models import Conversation, Message


def count_replies(rooms: Mapping[UUID, Conversation], more: Mapping[UUID, int]) -> None:
    """Add to the counts of the messages with which threads begin, by their ids, and tell each.

    Each is one more change of its room, which is locked; the caller stores the rooms' revisions. The number of queries
    does not depend on how many they are.
    """
    if not more:
        return
    roots = list(Message.objects.with_all_told().filter(pk__in=more).order_by("sequence"))
    for root in roots:
        room = rooms[root.conversation_id]
        room.revision += 1
        root.revision = room.revision
        root.reply_count += more[root.pk]
    Message.objects.bulk_update(roots, ["reply_count", "revision"])
    for root in roots:
        tell_message(root, "thread.changed")
