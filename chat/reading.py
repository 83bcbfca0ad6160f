"""What somebody sees: the list of rooms, a room's members, pages of history, and what changed since."""

from collections import defaultdict
from uuid import UUID

from django.db.models import OuterRef, Subquery

from accounts.models import User
from accounts.problems import Refusal
from chat import nouns, protocol
from chat.actions.locking import not_found
from chat.models import Conversation, Membership, Message, MessageVersion

PAGE = 200
"""Changed messages on one page of a sync."""
FAR_BEHIND = 1_000
"""Who missed more changes than this starts over with the latest messages."""
LATEST = 50
OTHERS_SHOWN = 3


def own_conversations(user: User, only: UUID | None = None) -> list[protocol.OwnConversation]:
    """Return the user's rooms, latest talk first, in a constant number of queries."""
    rooms = Conversation.objects.visible_to(user).with_membership_of(user).in_order_of_use()
    if only is not None:
        rooms = rooms.filter(pk=only)
    found = list(rooms)
    others, counts = _others(found, user)
    latest = _latest_messages(found)
    return [
        nouns.own_conversation(
            room, others=others[room.pk], member_count=counts[room.pk], last_message=latest.get(room.pk)
        )
        for room in found
    ]


def own_conversation(user: User, conversation: UUID) -> protocol.OwnConversation:
    """Return one room as the user sees it. Raises `not_found`."""
    found = own_conversations(user, only=conversation)
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
    room = must_be_in(user, conversation)
    scope = Message.objects.filter(conversation=room)
    if after > room.revision or _is_far_behind(room, after):
        return _page(room, after, scope.with_all_told().before(None, LATEST), is_reset=True)
    changed = list(scope.changed_after(after).with_all_told()[: PAGE + 1])
    return _page(room, after, changed[:PAGE], has_more=len(changed) > PAGE)


def must_be_in(user: User, conversation: UUID) -> Conversation:
    """Return the conversation, as it is now, of somebody who is in it. Raises `not_found`."""
    room = Conversation.objects.visible_to(user).filter(pk=conversation).first()
    if room is None:
        raise not_found("conversation")
    return room


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


def _others(rooms: list[Conversation], user: User) -> tuple[dict[UUID, list[User]], dict[UUID, int]]:
    ranked = Membership.objects.filter(conversation__in=rooms).exclude(user=user).first_of_each_room(OTHERS_SHOWN)
    others: dict[UUID, list[User]] = defaultdict(list)
    counts: dict[UUID, int] = defaultdict(lambda: 1)
    for each in ranked:
        others[each.conversation_id].append(each.user)
        counts[each.conversation_id] = each.room_size + 1
    return others, counts


def _latest_messages(rooms: list[Conversation]) -> dict[UUID, Message]:
    latest = Message.objects.filter(conversation=OuterRef("pk")).standing().order_by("-sequence").values("pk")[:1]
    ids = Conversation.objects.filter(pk__in=[room.pk for room in rooms]).values_list(Subquery(latest), flat=True)
    messages = Message.objects.filter(pk__in=[pk for pk in ids if pk]).with_all_told()
    return {each.conversation_id: each for each in messages}
