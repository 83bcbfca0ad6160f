"""A small house with one of everything, and how it grows: the same people, with much more said around them."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
from django.db import connection

from accounts.models import User
from agents.cards import new_card
from agents.feedback import give_feedback
from agents.models import DIMENSIONS, CatalogItem, Decision, DroppedBelief, MessageEmbedding, Recommendation
from agents.providers import configured
from chat import actions
from chat.models import Conversation, Message
from tests.conftest import PASSWORD

_MUCH = (Path(__file__).parent / "much.sql").read_text(encoding="utf-8")


@dataclass
class World:
    """Alice and what she does something to; `names` are the parts of addresses."""

    alice: User
    bob: User
    charlie: User
    room: Conversation
    said: Message
    names: dict[str, str] = field(default_factory=dict)

    def refresh(self) -> None:
        """Forget what was done to the objects and not kept."""
        for each in (self.alice, self.bob, self.charlie, self.room, self.said):
            each.refresh_from_db()

    def path(self, template: str) -> str:
        """Return an address with its names filled in."""
        return template.format(**self.names, after=Conversation.objects.get(pk=self.room.pk).revision - 3)


def small() -> World:
    """Make it: a room of Alice and Bob that is listened to, another one that Charlie is in too."""
    alice, bob, charlie = (
        User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name.title())
        for name in ("alice", "bob", "charlie")
    )
    hall = actions.start_group(alice, "Hall")
    _, token = actions.invite(alice, hall.pk)
    actions.accept_invite(charlie, token)
    room = actions.start_group(alice, "Kitchen", listening=True)
    _, token = actions.invite(alice, room.pk)
    actions.accept_invite(bob, token)
    _, token = actions.invite(alice, hall.pk)
    own, _ = actions.invite(alice, room.pk)
    said = _talk(alice, bob, room)
    made = _card(alice, bob, room)
    kept = made.feedback.get(user=alice)
    DroppedBelief.objects.create(conversation=room, sort="kind", value="movie")
    names = {
        "conversation": room.pk,
        "message": said.pk,
        "member": bob.pk,
        "invite": own.pk,
        "token": token,
        "recommendation": made.pk,
        "kept": kept.pk,
        "belief": "kind:movie",
        "uidb64": "nobody",
    }
    return World(alice, bob, charlie, room, said, {name: str(value) for name, value in names.items()})


def grow(world: World) -> None:
    """Fill it: people, rooms and messages by the thousand, half of them in the room itself."""
    with connection.cursor() as cursor:
        cursor.execute(_MUCH, {"room": world.room.pk, "alice": world.alice.pk, "bob": world.bob.pk})


def _talk(alice: User, bob: User, room: Conversation) -> Message:
    said = _say(alice, room, "the boiler man is early, @Bob")
    _say(bob, room, "then we have tea first, @Alice", reply_to=said.pk)
    actions.toggle_reaction(bob, said.pk, "👍")
    actions.edit_message(alice, said.pk, "the boiler man is very early, @Bob")
    actions.pin_message(alice, said.pk)
    for number in range(2):
        _say(bob, room, f"so bored of boiler {number}")
    vectors = np.random.default_rng(1).standard_normal((4, DIMENSIONS))
    for message, vector in zip(Message.objects.filter(conversation=room).order_by("sequence"), vectors, strict=True):
        MessageEmbedding.objects.create(message=message, conversation=room, model=configured().name, embedding=vector)
        Decision.objects.create(
            conversation=room, message=message, speak=False, intent="boredom", confidence=0.1, grounds="weak"
        )
    said.refresh_from_db()
    return said


def _card(alice: User, bob: User, room: Conversation) -> Recommendation:
    work = CatalogItem.objects.create(id="movie-one", kind="movie", title="One", genres=["comedy"], description="Good.")
    trigger = Message.objects.filter(conversation=room, sender=bob).latest("sequence")
    made = Recommendation(
        conversation=room,
        trigger=trigger,
        intent="boredom",
        confidence=0.9,
        reason="A free evening.",
        items=[{"id": work.pk, "rank": 1, "score": 0.5}],
        turns=[str(trigger.pk)],
        model="local",
        latency_ms=9,
    )
    bare = new_card(made, [])
    made.message = actions.post_card(room.pk, content="A free evening.", card=bare, client_id=made.pk)
    made.save()
    made.evidence.set([trigger])
    for user in (alice, bob):
        give_feedback(user, made.pk, "saved", work.pk)
    return made


def _say(user: User, room: Conversation, text: str, reply_to: UUID | None = None) -> Message:
    draft = actions.Draft(user=user.pk, conversation=room.pk, client_id=uuid4(), content=text, reply_to=reply_to)
    return actions.post_message(draft).message
