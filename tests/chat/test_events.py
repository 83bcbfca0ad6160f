"""Zulip's rule, for every verb: applying what was told ends in the same state as asking again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from chat import actions, protocol, shared
from chat.models import Conversation, Membership, Message
from tests.chat.network import Device, Network, Told, network
from tests.chat.test_posting import draft


@dataclass
class Scene:
    """A room in which there is something of everything."""

    alice: User
    bob: User
    charlie: User
    dora: User
    room: Conversation
    from_alice: Message
    from_bob: Message
    hidden: Message
    carded: Message
    naming: Message
    pinned: Message
    token: str
    invite: UUID

    @property
    def room_id(self) -> UUID:
        return self.room.pk


def card(intent: str = "boredom") -> protocol.RecommendationCard:
    return protocol.RecommendationCard(
        id=UUID(int=7),
        intent=intent,
        confidence=0.9,
        reason="You said there is nothing to do.",
        evidence=[],
        items=[],
        trigger=None,
    )


def build(alice: User, bob: User, charlie: User) -> Scene:
    dora = User.objects.create_user("dora@example.org", None, display_name="Dora")
    room = actions.start_group(alice, "Kitchen", listening=True)
    for person in (bob, dora):
        _, token = actions.invite(alice, room.pk)
        actions.accept_invite(person, token)
    actions.change_role(alice, room.pk, dora.pk, Membership.Role.MODERATOR)
    elsewhere = actions.start_group(charlie, "Garden")
    _, token = actions.invite(charlie, elsewhere.pk)
    actions.accept_invite(alice, token)
    made, token = actions.invite(alice, room.pk)
    from_alice = actions.post_message(draft(alice, room, "*hi*")).message
    from_bob = actions.post_message(draft(bob, room, "ho", reply_to=from_alice.pk)).message
    hidden = actions.post_message(draft(bob, room, "spam")).message
    carded = actions.post_card(room.pk, content="", card=card(), client_id=uuid4())
    naming = actions.post_message(draft(alice, room, "Ask @Bob and @all")).message
    pinned = actions.post_message(draft(alice, room, "The door code is 1234")).message
    actions.pin_message(dora, pinned.pk)
    actions.toggle_reaction(bob, from_alice.pk, "👍")
    actions.mark_read(alice, room.pk, from_bob.sequence)
    actions.hide_message(dora, hidden.pk, "spam")
    return Scene(alice, bob, charlie, dora, room, from_alice, from_bob, hidden, carded, naming, pinned, token, made.pk)


VERBS: dict[str, Callable[[Scene], Any]] = {
    "post_message": lambda at: actions.post_message(draft(at.bob, at.room, "more", reply_to=at.from_alice.pk)),
    "post_message, off the record": lambda at: actions.post_message(draft(at.bob, at.room, "hm", off_record=True)),
    "post_message, naming": lambda at: actions.post_message(draft(at.bob, at.room, "@alice, @all `@Dora`")),
    "post_messages": lambda at: actions.post_messages([draft(at.bob, at.room), draft(at.alice, at.room)]),
    "edit_message": lambda at: actions.edit_message(at.alice, at.from_alice.pk, "**hello**"),
    "edit_message, to the same": lambda at: actions.edit_message(at.alice, at.from_alice.pk, "*hi*"),
    "edit_message, naming others": lambda at: actions.edit_message(at.alice, at.naming.pk, "@Dora?"),
    "pin_message": lambda at: actions.pin_message(at.bob, at.from_alice.pk),
    "pin_message, again": lambda at: actions.pin_message(at.bob, at.pinned.pk),
    "unpin_message": lambda at: actions.unpin_message(at.alice, at.pinned.pk),
    "unpin_message, what is not pinned": lambda at: actions.unpin_message(at.bob, at.from_alice.pk),
    "delete_message, pinned": lambda at: actions.delete_message(at.alice, at.pinned.pk),
    "hide_message, pinned": lambda at: actions.hide_message(at.charlie, at.pinned.pk, "secret"),
    "post_messages, answers": lambda at: actions.post_messages(
        [draft(at.bob, at.room, "a", reply_to=at.from_alice.pk), draft(at.alice, at.room, "b", reply_to=at.from_bob.pk)]
    ),
    "hide_message, an answer": lambda at: actions.hide_message(at.charlie, at.from_bob.pk, "rude"),
    "delete_message": lambda at: actions.delete_message(at.alice, at.from_alice.pk),
    "delete_message, of somebody else": lambda at: actions.delete_message(at.dora, at.from_bob.pk),
    "delete_message, a card": lambda at: actions.delete_message(at.alice, at.carded.pk),
    "toggle_reaction, on": lambda at: actions.toggle_reaction(at.dora, at.from_alice.pk, "👍"),
    "toggle_reaction, off": lambda at: actions.toggle_reaction(at.bob, at.from_alice.pk, "👍"),
    "delete_message, naming": lambda at: actions.delete_message(at.alice, at.naming.pk),
    "hide_message, naming": lambda at: actions.hide_message(at.charlie, at.naming.pk, "rude"),
    "hide_message": lambda at: actions.hide_message(at.charlie, at.from_alice.pk, "rude"),
    "restore_message": lambda at: actions.restore_message(at.charlie, at.hidden.pk, "a mistake"),
    "post_card": lambda at: actions.post_card(at.room_id, content="Try this", card=card("focus"), client_id=uuid4()),
    "post_card, in reply": lambda at: actions.post_card(
        at.room_id, content="And this", card=card("ask"), client_id=uuid4(), reply_to=at.carded
    ),
    "change_cards": lambda at: actions.change_cards({at.carded.pk: card("travel")}),
    "change_card": lambda at: actions.change_card(at.carded.pk, card("travel")),
    "mark_read": lambda at: actions.mark_read(at.bob, at.room_id, at.from_bob.sequence),
    "mark_unread": lambda at: actions.mark_unread(at.alice, at.room_id, at.from_bob.sequence),
    "mark_all_read": lambda at: actions.mark_all_read(at.bob),
    "start_group": lambda at: actions.start_group(at.alice, "Cellar", members=[at.bob.pk, at.charlie.pk]),
    "open_direct": lambda at: actions.open_direct(at.alice, at.bob.pk),
    "change_conversation, title": lambda at: actions.change_conversation(at.alice, at.room_id, title="Attic"),
    "change_conversation, switches": lambda at: actions.change_conversation(
        at.dora, at.room_id, listening=False, eagerness="quiet"
    ),
    "delete_conversation": lambda at: actions.delete_conversation(at.alice, at.room_id),
    "invite": lambda at: actions.invite(at.alice, at.room_id),
    "revoke_invite": lambda at: actions.revoke_invite(at.alice, at.room_id, at.invite),
    "accept_invite": lambda at: actions.accept_invite(at.charlie, at.token),
    "accept_invite, again": lambda at: actions.accept_invite(at.bob, at.token),
    "add_members": lambda at: actions.add_members(at.alice, at.room_id, [at.charlie.pk, at.bob.pk]),
    "remove_member": lambda at: actions.remove_member(at.alice, at.room_id, at.dora.pk),
    "leave": lambda at: actions.leave(at.bob, at.room_id),
    "leave, the owner": lambda at: actions.leave(at.alice, at.room_id),
    "leave_all": lambda at: actions.leave_all(at.alice),
    "change_role": lambda at: actions.change_role(at.alice, at.room_id, at.bob.pk, Membership.Role.MODERATOR),
    "change_role, hand over": lambda at: actions.change_role(at.alice, at.room_id, at.bob.pk, Membership.Role.OWNER),
    "change_role, to the same": lambda at: actions.change_role(at.alice, at.room_id, at.bob.pk, "member"),
    "change_membership": lambda at: actions.change_membership(
        at.bob, at.room_id, notifications="nothing", agents_allowed=False
    ),
}
PASSING = {"give_notice", "show_writing", "tell_failure"}
"""What they tell is kept nowhere: there is nothing to ask for again."""
SILENT = {
    "edit_message, to the same",
    "pin_message, again",
    "unpin_message, what is not pinned",
    "invite",
    "revoke_invite",
    "accept_invite, again",
    "change_role, to the same",
}


@pytest.fixture
def scene(alice: User, bob: User, charlie: User) -> Scene:
    return build(alice, bob, charlie)


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as made:
        yield made


def test_every_verb_is_covered() -> None:
    assert {name.partition(",")[0] for name in VERBS} == set(actions.__all__) - {"Draft"} - PASSING


@pytest.mark.parametrize("verb", VERBS)
def test_applying_what_was_told_equals_asking_again(
    verb: str, scene: Scene, net: Network, django_capture_on_commit_callbacks: Any
) -> None:
    people = (scene.alice, scene.bob, scene.charlie)
    awake = [Device(person, "awake") for person in (*people, scene.bob)]
    asleep = [Device(person, "asleep") for person in people]
    for device in (*awake, *asleep):
        net.connect(device)
        device.take_all()
    for device in asleep:
        net.disconnect(device)
    before = [device.shown for device in awake]
    with django_capture_on_commit_callbacks(execute=True):
        VERBS[verb](scene)
    remembered = {person.pk: Told(person).all() for person in people}
    shared.forget()
    truth = {person.pk: Told(person).all() for person in people}
    assert remembered == truth, "what is kept of a room is not kept longer than it is true"
    assert ([truth[device.user] for device in awake] == before) == (verb in SILENT), "it changes what it says"
    assert [device.shown for device in awake] == before, "nobody knows before they are told"

    for device in awake:
        device.take_all()
        assert not device.replica.gaps
    for device in asleep:
        net.connect(device)
        device.take_all()
    for device in (*awake, *asleep):
        assert device.shown == truth[device.user], device.name
