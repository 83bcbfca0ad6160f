"""What a room is for all its members alike, read once for each of its revisions.

Every change of a room moves its revision in the same transaction: what was read of it at a revision, or later, is good
for as long as it has that one. Only people's names change without it, and they are compared each time.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from chat import nouns, protocol, roll
from chat.models import Message

OTHERS_SHOWN = 3
MOST_KEPT = 2048
"""Rooms, of about three kilobytes each."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A room as all its members see it, with one more of them than is shown: nobody is among their own others."""

    revision: int
    noun: protocol.ConversationNoun
    first: tuple[protocol.Person, ...]
    member_count: int
    last_message: protocol.MessageNoun | None

    def seen_from(self, place: roll.Place) -> protocol.OwnConversation:
        """Return the room as one of its members sees it."""
        return protocol.OwnConversation.model_validate(
            {
                **dict(self.noun),
                # That at which the unread were counted.
                "revision": place.revision,
                "role": place.role,
                "unread": place.unread,
                "unread_mentions": place.unread_mentions,
                "read_sequence": place.read_sequence,
                "read_turn": place.read_turn,
                "notifications": place.notifications,
                "agents_allowed": place.agents_allowed,
                "listening_told_at": place.listening_told_at,
                "member_count": self.member_count,
                "others": [person for person in self.first if person.id != place.user][:OTHERS_SHOWN],
                "last_message": self.last_message,
            }
        )

    @property
    def named(self) -> list[protocol.Person]:
        """Everybody who is named in it."""
        said = self.last_message
        return [*self.first, *(person for person in (said and said.sender, said and said.pinned_by) if person)]


_kept: dict[UUID, Shared] = {}


def of_rooms(revisions: Mapping[UUID, int]) -> dict[UUID, Shared]:
    """Return, for rooms that are at these revisions now, what all their members see of them."""
    known = [(room, _kept.get(room)) for room in revisions]
    found = _called_so_still({room: kept for room, kept in known if kept and kept.revision == revisions[room]})
    new = _read(revisions.keys() - found.keys())
    _keep(new)
    return found | new


def forget() -> None:
    """Read every room anew."""
    _kept.clear()


def _called_so_still(found: dict[UUID, Shared]) -> dict[UUID, Shared]:
    if not found:
        return {}
    names = roll.names_of({person.id for shared in found.values() for person in shared.named})
    return {
        room: shared
        for room, shared in found.items()
        if all(names.get(person.id) == person.display_name for person in shared.named)
    }


def _read(rooms: Collection[UUID]) -> dict[UUID, Shared]:
    if not rooms:
        return {}
    read = list(roll.rooms(rooms, OTHERS_SHOWN + 1))
    names = roll.names_of({user for room in read for user in room.first})
    latest = _messages({room.latest for room in read if room.latest})
    return {
        room.id: Shared(
            revision=room.revision,
            noun=nouns.conversation(room),
            first=tuple(protocol.Person(id=user, display_name=names[user]) for user in room.first if user in names),
            member_count=room.member_count,
            last_message=latest.get(room.id),
        )
        for room in read
    }


def _messages(ids: Collection[UUID]) -> dict[UUID, protocol.MessageNoun]:
    stored: Iterable[Message] = Message.objects.filter(pk__in=ids).with_all_told()
    return {each.conversation_id: nouns.message(each) for each in stored}


def _keep(new: Mapping[UUID, Shared]) -> None:
    if connection.in_atomic_block:
        # What it did may be undone, and the same revision then be another state.
        return
    _kept.update(new)
    # Those that were read first go first. Several threads may do this.
    for room in list(_kept)[: max(0, len(_kept) - MOST_KEPT)]:
        _kept.pop(room, None)
