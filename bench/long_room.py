"""A room in which people have talked for months: messages of every sort, stored at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from bench.vectors import texts

if TYPE_CHECKING:
    from accounts.models import User
    from chat.models import Conversation, Message

MONTHS = timedelta(days=90)
MEMBERS = 12
_AT_ONCE = 2_000
_NEAR = 30
"""Messages back that a reply goes at the most."""

_EMOJIS = ("👍", "❤️", "😂", "🎉", "👀", "🍿")
_CODE = (
    "```python\ndef total(rows):\n    return sum(row.price * row.count for row in rows if row.count)\n```",
    "It fails:\n```js\nconst page = await fetch(`/api/rooms/${id}/`);\nreturn page.json();\n```\nand only on Mondays",
    "```sql\nSELECT room, count(*) FROM messages\nWHERE created_at > now() - interval '1 day'\nGROUP BY room;\n```",
)
_STRUCTURES = (
    "Shopping:\n- bread\n- two lemons\n- **coffee**, the good one\n- candles",
    "> We said Thursday, didn't we?\n\nWe did. See you there!",
    "| who | brings |\n|---|---|\n| Ann | salad |\n| Bo | chairs |\n| Cy | the projector |",
    "It's all in [the notes](https://example.org/notes), and the map is at https://example.org/map?day=3",
    "`make test` is *green* here, so it must be something about **your** setup",
)


@dataclass(frozen=True)
class LongRoom:
    """The room, how its reader is known to the server, and what the others come in with."""

    id: UUID
    session: str
    tokens: Sequence[str]


def filled(count: int) -> LongRoom:
    """Make a room of twelve with `count` messages.

    Most are a line, as people write them in six languages. Some are long, have code, lists or tables, answer others,
    carry reactions, or a card with a recommendation.
    """
    people, room = _made()
    _store(Random(2), people, room, list(_told(Random(1), people, room, count)))
    return LongRoom(room.pk, _session_of(people[0]), [_token(person) for person in people[1:]])


def _made() -> tuple[list["User"], "Conversation"]:
    from accounts.models import User
    from chat.models import Conversation, Membership

    names = ("Ana", "Ben", "Chloé", "Dmitri", "Esra", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kim", "Lena")
    people = User.objects.bulk_create(User(email=f"{uuid4()}@example.org", display_name=name) for name in names)
    room = Conversation.objects.create(owner=people[0], title="The long room")
    Membership.objects.bulk_create(Membership(conversation=room, user=person) for person in people)
    return people, room


def _told(chance: Random, people: Sequence["User"], room: "Conversation", count: int) -> Iterator["Message"]:
    from chat.models import Message

    lines, cards = texts(), _Cards(chance)
    before: list[Message] = []
    speaker = people[0]
    for sequence in range(1, count + 1):
        # Somebody often says two or three things in one breath.
        speaker = speaker if chance.random() < 0.35 else chance.choice(people)
        message = Message(
            conversation=room,
            sender=speaker,
            content=_content(chance, lines),
            client_id=uuid4(),
            sequence=sequence,
            revision=sequence,
        )
        if before and chance.random() < 0.08:
            message.reply_to = chance.choice(before)
        if before and chance.random() < 0.01:
            message.sender, message.role, message.card = None, Message.Role.ASSISTANT, cards.one(before[-1])
        before = [*before[1 - _NEAR :], message]
        yield message


def _content(chance: Random, lines: Sequence[str]) -> str:
    kind = chance.random()
    if kind < 0.03:
        return chance.choice(_CODE)
    if kind < 0.08:
        return chance.choice(_STRUCTURES)
    if kind < 0.12:
        return "".join(chance.choices(_EMOJIS, k=chance.randint(1, 3)))
    if kind < 0.16:
        return "\n\n".join(" ".join(chance.choices(lines, k=4)) for _ in range(chance.randint(1, 3)))
    return " ".join(chance.choices(lines, k=1 if kind < 0.85 else 2))


class _Cards:
    """Cards with works of the catalogue."""

    def __init__(self, chance: Random) -> None:
        from agents.models import CatalogItem

        self._chance, self._works = chance, list(CatalogItem.objects.order_by("pk")[:500])

    def one(self, because: "Message") -> dict[str, object]:
        from agents.cards import card_item
        from chat.protocol import RecommendationCard

        works = self._chance.sample(self._works, k=min(len(self._works), self._chance.randint(1, 3)))
        card = RecommendationCard(
            id=uuid4(),
            intent="boredom",
            confidence=0.8,
            reason="You said that nothing is on tonight: these are short, warm and a little odd.",
            evidence=[because.pk],
            items=[card_item(work, 0.8) for work in works],
            trigger=because.pk,
        )
        return card.model_dump(mode="json")


def _store(chance: Random, people: Sequence["User"], room: "Conversation", messages: Sequence["Message"]) -> None:
    from django.db import connection

    from chat.models import Conversation, Membership, Message, Reaction

    Message.objects.bulk_create(messages, batch_size=_AT_ONCE)
    Reaction.objects.bulk_create(
        (
            Reaction(message=message, user=fan, emoji=chance.choice(_EMOJIS))
            for message in chance.sample(messages, k=len(messages) // 10)
            for fan in chance.sample(people, k=chance.randint(1, 5))
        ),
        batch_size=_AT_ONCE,
    )
    now, last = datetime.now(tz=UTC), messages[-1].sequence
    Conversation.objects.filter(pk=room.pk).update(revision=last, last_message_at=now)
    Membership.objects.filter(conversation=room).update(read_sequence=last)
    with connection.cursor() as cursor:
        # Django dates what it stores by its own clock.
        since = "UPDATE chat_message SET created_at = %s + sequence * %s * interval '1 s' WHERE conversation_id = %s"
        cursor.execute(since, [now - MONTHS, MONTHS.total_seconds() / last, room.pk])
        cursor.execute("VACUUM ANALYZE chat_message, chat_reaction, chat_conversation, chat_membership")


def _session_of(reader: "User") -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(reader)
    return str(browser.session.session_key)


def _token(person: "User") -> str:
    from accounts import tokens

    return tokens.issue(person).access
