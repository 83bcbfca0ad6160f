"""Stored things as wire nouns. Messages are expected as `with_all_told` gives them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from accounts.models import User
from chat import markdown, protocol
from chat.mentions import ALL
from chat.models import Conversation, Membership, Mention, Message, Reaction
from chat.roll import Room


def person(user: User) -> protocol.Person:
    """Return somebody as others see them."""
    return protocol.Person(id=user.id, display_name=user.display_name)


def message(stored: Message) -> protocol.MessageNoun:
    """Return a message in its present state; what is gone keeps its place and says nothing."""
    is_gone = stored.is_gone
    content = "" if is_gone else stored.content
    mentions = [] if is_gone else stored.told_mentions
    card = None if is_gone or stored.card is None else protocol.RecommendationCard.model_validate(stored.card)
    return protocol.MessageNoun(
        id=stored.id,
        conversation=stored.conversation_id,
        sequence=stored.sequence,
        revision=stored.revision,
        role="assistant" if stored.role == Message.Role.ASSISTANT else "user",
        sender=person(stored.sender) if stored.sender else None,
        client_id=stored.client_id,
        content=content,
        html=markdown.render(content, _marks(mentions)) if content else "",
        mentions=_people(mentions),
        mentions_all=any(each.user_id is None for each in mentions),
        reply_to=stored.reply_to_id,
        thread=stored.thread_id,
        reply_count=stored.reply_count,
        reactions=[] if is_gone else _reactions(stored.told_reactions),
        off_record=stored.off_record,
        created_at=stored.created_at,
        edited_at=stored.edited_at,
        deleted_at=stored.deleted_at or stored.hidden_at,
        pinned_at=stored.pinned_at,
        pinned_by=person(stored.pinned_by) if stored.pinned_by else None,
        card=card,
    )


def conversation(stored: Conversation | Room) -> protocol.ConversationNoun:
    """Return a room as everybody in it sees it."""
    return protocol.ConversationNoun.model_validate(_room_fields(stored))


def member(stored: Membership, online: Collection[UUID] | None = None) -> protocol.MemberNoun:
    """Return somebody's place in a room; `online` are the ids of those who are there now, if that was asked."""
    return protocol.MemberNoun.model_validate(
        {
            "user": person(stored.user),
            "role": stored.role,
            "online": None if online is None else stored.user_id in online,
            "joined_at": stored.created_at,
        }
    )


def _room_fields(stored: Conversation | Room) -> dict[str, object]:
    return {
        "id": stored.id,
        "kind": stored.kind,
        "title": stored.title,
        "revision": stored.revision,
        "listening": stored.listening,
        "listening_since": stored.listening_since,
        "eagerness": stored.eagerness,
        "pin_count": stored.pin_count,
        "created_at": stored.created_at,
    }


def _people(mentions: Iterable[Mention]) -> list[UUID]:
    return sorted({each.user_id for each in mentions if each.user_id})


def _marks(mentions: list[Mention]) -> markdown.Marks:
    users: dict[str, set[str]] = {}
    for each in mentions:
        users.setdefault(each.name, set()).add(str(each.user_id) if each.user_id else ALL)
    return tuple((name, " ".join(sorted(those))) for name, those in sorted(users.items()))


def _reactions(stored: Iterable[Reaction]) -> list[protocol.ReactionNoun]:
    users: dict[str, list[UUID]] = {}
    for each in sorted(stored, key=lambda reaction: reaction.pk):
        users.setdefault(each.emoji, []).append(each.user_id)
    return [protocol.ReactionNoun(emoji=emoji, users=those) for emoji, those in users.items()]
