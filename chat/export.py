"""All that is kept about somebody, as one JSON document that is written while it is read.

Apps that know chat add their part by `contribute`. Each part comes in pages, so that neither a long life in many
rooms nor a slow reader needs memory, and no transaction stays open between two pages.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import BaseModel

from accounts.models import User
from accounts.wire import Me
from chat import desk, wire
from chat.models import Membership, Message, Reaction

PAGE = 500

Pages = Callable[[User], Iterator[list[BaseModel]]]
"""Gives somebody's part of one kind, page by page; it is called from threads, a page at a time."""


async def written(user: User) -> AsyncIterator[bytes]:
    """Yield the document, a page at a time."""
    head = {"exported_at": timezone.now().isoformat(), "profile": Me.of(user).model_dump(mode="json")}
    yield json.dumps(head)[:-1].encode()
    for name, pages in _parts.items():
        yield f', "{name}": ['.encode()
        async for page in _joined(pages(user)):
            yield page
        yield b"]"
    yield b"}"


def contribute(name: str, pages: Pages) -> None:
    """Add a part under its name in the document; apps do so when they are ready. Raises `ValueError` if it is taken."""
    if _parts.setdefault(name, pages) is not pages:
        raise ValueError(f"There is a part named {name} already.")


def by_key(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield rows in the order of their keys, a page at a time and each page by a query of its own."""
    page = list(rows.order_by("pk")[:PAGE])
    while page:
        yield page
        page = list(rows.order_by("pk").filter(pk__gt=page[-1].pk)[:PAGE])


async def _joined(pages: Iterator[list[BaseModel]]) -> AsyncIterator[bytes]:
    separator = ""
    while (page := await desk.ask(next, pages, None)) is not None:
        if page:
            yield (separator + ",".join(each.model_dump_json() for each in page)).encode()
            separator = ","


def _memberships(user: User) -> Iterator[list[BaseModel]]:
    found = Membership.objects.filter(user=user).select_related("conversation")
    for page in by_key(found):
        yield [
            wire.ExportedMembership(
                conversation=each.conversation_id,
                title=each.conversation.title,
                role=each.role,
                read_sequence=each.read_sequence,
                read_turn=each.read_turn,
                notifications=each.notifications,
                agents_allowed=each.agents_allowed,
                listening_told_at=each.listening_told_at,
                joined_at=each.created_at,
            )
            for each in page
        ]


def _messages(user: User) -> Iterator[list[BaseModel]]:
    # Also what is hidden: it is the writer's own, and kept.
    for page in by_key(Message.objects.filter(sender=user).prefetch_related("mentions", "versions")):
        yield [
            wire.ExportedMessage(
                id=each.pk,
                conversation=each.conversation_id,
                sequence=each.sequence,
                content=each.content,
                mentions=[mention.user_id for mention in each.mentions.all() if mention.user_id],
                mentions_all=any(mention.user_id is None for mention in each.mentions.all()),
                reply_to=each.reply_to_id,
                off_record=each.off_record,
                created_at=each.created_at,
                edited_at=each.edited_at,
                deleted_at=each.deleted_at,
                hidden_at=each.hidden_at,
                versions=[
                    wire.ExportedVersion(content=version.content, since=version.since, until=version.until)
                    for version in sorted(each.versions.all(), key=lambda version: version.pk)
                ],
            )
            for each in page
        ]


def _reactions(user: User) -> Iterator[list[BaseModel]]:
    for page in by_key(Reaction.objects.filter(user=user)):
        yield [
            wire.ExportedReaction(message=each.message_id, emoji=each.emoji, created_at=each.created_at)
            for each in page
        ]


def _pins(user: User) -> Iterator[list[BaseModel]]:
    for page in by_key(Message.objects.pinned().filter(pinned_by=user)):
        yield [wire.ExportedPin.model_validate({"message": each.pk, "pinned_at": each.pinned_at}) for each in page]


_parts: dict[str, Pages] = {
    "memberships": _memberships,
    "messages": _messages,
    "reactions": _reactions,
    "pins": _pins,
}
