"""What somebody sees: the list of rooms, a room's members, pages of history, and what changed since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from accounts.models import User
from accounts.problems import Refusal
from chat import nouns, protocol, roll, shared
from chat.actions.locking import not_found
from chat.models import Conversation, Membership, Message, MessageVersion

PAGE = 200
"""Changed messages on one page of a sync."""
FAR_BEHIND = 1_000
"""Who missed more changes than this starts over with the latest messages."""
LATEST = 50


def own_conversations(user: User) -> list[protocol.OwnConversation]:
    """Return the user's rooms, latest talk first, in a constant number of queries."""
    return conversations_of([user.pk])[user.pk]


def conversations_of(users: Collection[UUID], only: UUID | None = None) -> dict[UUID, list[protocol.OwnConversation]]:
    """Return the rooms of each user as `own_conversations` does; what they share is read once."""
    places = roll.places_of(users, only)
    rooms = shared.of_rooms({place.room: place.revision for place in places})
    told: dict[UUID, list[protocol.OwnConversation]] = {user: [] for user in users}
    for place in places:
        # A room that was deleted in between is nobody's any more.
        if place.room in rooms:
            told[place.user].append(rooms[place.room].seen_from(place))
    return told


def own_conversation(user: User, conversation: UUID) -> protocol.OwnConversation:
    """Return one room as the user sees it. Raises `not_found`."""
    found = conversations_of([user.pk], only=conversation)[user.pk]
    if not found:
        raise not_found("conversation")
    return found[0]


def members(user: User, conversation: UUID) -> list[Membership]:
    """Return who is in a room. Raises `not_found`."""
    must_be_in(user, conversation)
    return list(Membership.objects.filter(conversation=conversation).select_related("user").by_seniority())


def history(user: User, conversation: UUID, *, before: int | None, after: int | None, limit: int) -> list[Message]:
    """Return messages by place: the last ones before, or the first ones after a sequence. Raises `not_found`."""
    must_be_in(user, conversation)
    messages = Message.objects.filter(conversation=conversation).with_all_told()
    return messages.before(before, limit) if after is None else messages.after(after, limit)


def message(user: User, conversation: UUID, message_id: UUID) -> Message:
    """Return one message of a room. Raises `not_found`."""
    found = Message.objects.visible_to(user).with_all_told().filter(conversation=conversation, pk=message_id).first()
    if found is None:
        raise not_found("message")
    return found


def pins(user: User, conversation: UUID) -> list[Message]:
    """Return what is pinned in a room, the latest pin first. Raises `not_found`."""
    must_be_in(user, conversation)
    return list(Message.objects.filter(conversation=conversation).with_all_told().pinned())


def thread(
    user: User, conversation: UUID, message_id: UUID, *, after: int, limit: int
) -> tuple[Message, list[Message]]:
    """Return the message with which a message's thread begins, and the first ones in it after a sequence.

    Raises `not_found`.
    """
    member = message(user, conversation, message_id)
    root = message(user, conversation, member.thread_id) if member.thread_id else member
    return root, Message.objects.filter(thread=root).with_all_told().after(after, limit)


def versions(user: User, conversation: UUID, message_id: UUID) -> list[MessageVersion]:
    """Return what a message said before its edits, oldest first. Raises `not_found`, `gone`."""
    edited = message(user, conversation, message_id)
    if edited.is_gone:
        raise Refusal("gone", "That message is deleted.")
    return list(edited.versions.order_by("pk"))


def changes(user: User, conversation: UUID, after: int) -> protocol.SyncPage:
    """Return everything changed since revision `after`, or with `reset` the latest. Raises `not_found`."""
    [page] = changes_for([(user.pk, conversation, after)])
    if isinstance(page, Refusal):
        raise page
    return page


def changes_for(asked: Sequence[tuple[UUID, UUID, int]]) -> list[protocol.SyncPage | Refusal]:
    """Do for each (user, conversation, after) what `changes` does; what they have in common is read once."""
    users, conversations = {user for user, _, _ in asked}, {conversation for _, conversation, _ in asked}
    scope = Membership.objects.filter(user__in=users, conversation__in=conversations)
    rooms = {(own.user_id, own.conversation_id): own.conversation for own in scope.select_related("conversation")}
    gaps = {(room, after): rooms[user, room] for user, room, after in asked if (user, room) in rooms}
    pages = _pages([(room, after) for (_, after), room in gaps.items()])
    return [pages[room, after] if (user, room) in rooms else not_found("conversation") for user, room, after in asked]


def must_be_in(user: User, conversation: UUID) -> Conversation:
    """Return the conversation, as it is now, of somebody who is in it. Raises `not_found`."""
    room = Conversation.objects.visible_to(user).filter(pk=conversation).first()
    if room is None:
        raise not_found("conversation")
    return room


def _pages(gaps: Sequence[tuple[Conversation, int]]) -> dict[tuple[UUID, int], protocol.SyncPage]:
    small = [(room, after) for room, after in gaps if 0 <= room.revision - after <= PAGE]
    changed = _changed_in(small)
    pages = {(room.pk, after): _page(room, after, changed[room.pk, after]) for room, after in small}
    pages |= {(room.pk, after): _large_page(room, after) for room, after in gaps if (room.pk, after) not in pages}
    return pages


def _changed_in(gaps: Sequence[tuple[Conversation, int]]) -> dict[tuple[UUID, int], list[Message]]:
    since: dict[UUID, list[int]] = defaultdict(list)
    for room, after in gaps:
        since[room.pk].append(after)
    found: dict[tuple[UUID, int], list[Message]] = {(room.pk, after): [] for room, after in gaps}
    for message in Message.objects.changed_in({room: min(those) for room, those in since.items()}).with_all_told():
        for after in since[message.conversation_id]:
            if message.revision > after:
                found[message.conversation_id, after].append(message)
    return found


def _large_page(room: Conversation, after: int) -> protocol.SyncPage:
    scope = Message.objects.filter(conversation=room)
    if after > room.revision or _is_far_behind(room, after):
        return _page(room, after, scope.with_all_told().before(None, LATEST), is_reset=True)
    changed = list(scope.changed_after(after).with_all_told()[: PAGE + 1])
    return _page(room, after, changed[:PAGE], has_more=len(changed) > PAGE)


def _is_far_behind(room: Conversation, after: int) -> bool:
    if room.revision - after <= FAR_BEHIND:
        return False
    changed = Message.objects.filter(conversation=room).changed_after(after)
    return len(changed.values_list("pk")[: FAR_BEHIND + 1]) > FAR_BEHIND


def _page(
    room: Conversation, after: int, changed: list[Message], *, is_reset: bool = False, has_more: bool = False
) -> protocol.SyncPage:
    is_state_news = is_reset or room.state_revision > after
    members = room.memberships.select_related("user").by_seniority() if is_state_news else ()
    return protocol.SyncPage(
        conversation=room.pk,
        after=after,
        # The room's revision was read before its messages: what changed in between is on the next page or in an event.
        revision=changed[-1].revision if has_more else room.revision,
        reset=is_reset,
        messages=[nouns.message(each) for each in changed],
        more=has_more,
        state=nouns.conversation(room) if is_state_news else None,
        members=[nouns.member(each) for each in members] if is_state_news else None,
    )
