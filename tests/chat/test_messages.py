"""Changing what was said: edit, delete, react, hide, restore, cards; and nothing told before it is committed."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.dispatch import Signal

from accounts.models import User
from chat import actions, hub, nouns, signals
from chat.actions.messages import REACTIONS_LIMIT
from chat.models import Conversation, Message, ModerationRecord, Reaction
from tests.chat.conftest import Happening
from tests.chat.test_events import SILENT, VERBS, build, card
from tests.chat.test_people import refusal_of
from tests.chat.test_posting import draft


@pytest.fixture
def said(bob: User, room: Conversation) -> Message:
    return actions.post_message(draft(bob, room, "*hi*")).message


# Only after commit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - SILENT))
def test_what_is_rolled_back_is_told_to_nobody(
    verb: str, alice: User, bob: User, charlie: User, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    scene = build(alice, bob, charlie)
    told: list[object] = []
    monkeypatch.setattr(hub, "hand_out", told.append)

    def keep(**fields: object) -> None:
        told.append(fields)

    signals.message_posted.connect(keep)
    try:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            VERBS[verb](scene)
            transaction.set_rollback(True)
        assert told == []
        with django_capture_on_commit_callbacks(execute=True):
            VERBS[verb](scene)
        assert told, "it would have been told"
    finally:
        signals.message_posted.disconnect(keep)


def test_a_broadcast_that_fails_makes_no_error_of_what_is_committed(
    alice: User, room: Conversation, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(_delivery: object) -> None:
        raise RuntimeError("Redis is on fire")

    monkeypatch.setattr(hub, "hand_out", fail)
    with django_capture_on_commit_callbacks(execute=True):
        posted = actions.post_message(draft(alice, room))
    assert Message.objects.filter(pk=posted.message.pk).exists()


@pytest.mark.parametrize(
    ("verb", "signal"),
    [
        ("edit_message", signals.content_withdrawn),
        ("delete_message", signals.content_withdrawn),
        ("hide_message", signals.content_withdrawn),
        ("change_conversation, switches", signals.consent_changed),
        ("change_membership", signals.consent_changed),
        ("leave", signals.consent_changed),
    ],
)
def test_consent_and_withdrawal_are_told_inside_the_transaction_once_they_are_stored(
    verb: str, signal: Signal, alice: User, bob: User, charlie: User
) -> None:
    scene = build(alice, bob, charlie)
    before = set(Message.objects.readable_by_agents().values_list("pk", flat=True))
    seen: list[set[Any]] = []

    def look(**_: object) -> None:
        assert transaction.get_connection().in_atomic_block
        seen.append(set(Message.objects.readable_by_agents().values_list("pk", flat=True)))

    signal.connect(look)
    VERBS[verb](scene)
    signal.disconnect(look)
    assert len(seen) == 1
    if signal is signals.consent_changed:
        assert seen[0] < before, "the listener sees that less may be read"


# Editing and deleting ------------------------------------------------------------------------------------------


def test_an_edit_keeps_the_place_and_says_that_it_was_edited(bob: User, said: Message) -> None:
    edited = actions.edit_message(bob, said.pk, "**ho**")
    assert (edited.sequence, edited.revision) == (said.sequence, said.revision + 1)
    assert edited.edited_at
    assert nouns.message(edited).html == "<p><strong>ho</strong></p>"


def test_editing_to_the_same_changes_nothing(bob: User, said: Message) -> None:
    assert actions.edit_message(bob, said.pk, said.content).revision == said.revision


def test_what_is_deleted_is_gone_from_the_database(alice: User, bob: User, said: Message) -> None:
    actions.toggle_reaction(alice, said.pk, "👍")
    actions.delete_message(bob, said.pk)
    stored = Message.objects.get(pk=said.pk)
    assert (stored.content, stored.card, stored.sequence) == ("", None, said.sequence)
    assert not Reaction.objects.exists()
    for verb in (actions.edit_message, actions.toggle_reaction):
        assert refusal_of(verb, bob, said.pk, "👍") == "gone"
    assert refusal_of(actions.delete_message, bob, said.pk) == "gone"


def test_a_retry_of_what_was_deleted_stays_deleted(bob: User, room: Conversation) -> None:
    once = draft(bob, room, "regretted")
    actions.delete_message(bob, actions.post_message(once).message.pk)
    retry = actions.post_message(once)
    assert not retry.is_new
    assert nouns.message(retry.message).content == ""


# Reactions -----------------------------------------------------------------------------------------------------


def test_reactions_stand_in_the_order_in_which_they_came(alice: User, bob: User, said: Message) -> None:
    for user, emoji in [(bob, "🎉"), (alice, "👍"), (alice, "🎉"), (bob, "👍")]:
        actions.toggle_reaction(user, said.pk, emoji)
    last = actions.toggle_reaction(bob, said.pk, "🎉")
    told = [(each.emoji, each.users) for each in nouns.message(last).reactions]
    assert told == [("👍", [alice.pk, bob.pk]), ("🎉", [alice.pk])]


def test_a_message_has_so_many_different_reactions_and_no_more(alice: User, bob: User, said: Message) -> None:
    emojis = [chr(0x1F600 + number) for number in range(REACTIONS_LIMIT + 1)]
    for emoji in emojis[:-1]:
        actions.toggle_reaction(alice, said.pk, emoji)
    assert refusal_of(actions.toggle_reaction, bob, said.pk, emojis[-1]) == "conflict"
    actions.toggle_reaction(bob, said.pk, emojis[0])
    actions.toggle_reaction(alice, said.pk, emojis[1])
    actions.toggle_reaction(bob, said.pk, emojis[-1])


# Moderation ----------------------------------------------------------------------------------------------------


def test_what_is_hidden_says_nothing_keeps_its_content_and_can_come_back(
    alice: User, bob: User, charlie: User, said: Message
) -> None:
    actions.toggle_reaction(alice, said.pk, "👍")
    hidden = nouns.message(actions.hide_message(charlie, said.pk, "rude"))
    assert (hidden.content, hidden.html, hidden.reactions) == ("", "", [])
    assert hidden.deleted_at
    assert Message.objects.get(pk=said.pk).content == "*hi*"
    assert refusal_of(actions.edit_message, bob, said.pk, "x") == "gone"
    restored = nouns.message(actions.restore_message(charlie, said.pk, "a mistake"))
    assert (restored.content, restored.deleted_at) == ("*hi*", None)
    assert [each.emoji for each in restored.reactions] == ["👍"]


def test_every_moderation_leaves_a_record(charlie: User, said: Message) -> None:
    actions.hide_message(charlie, said.pk, "  rude  ")
    actions.restore_message(charlie, said.pk, "x" * 500)
    records = ModerationRecord.objects.order_by("pk").values_list("moderator", "verb", "reason")
    assert list(records) == [(charlie.pk, "hidden", "rude"), (charlie.pk, "restored", "x" * 300)]


def test_moderation_needs_a_reason_and_something_to_moderate(bob: User, charlie: User, said: Message) -> None:
    assert refusal_of(actions.hide_message, charlie, said.pk, "  ") == "invalid"
    assert refusal_of(actions.restore_message, charlie, said.pk, "why") == "conflict"
    assert refusal_of(actions.hide_message, charlie, uuid4(), "why") == "not_found"
    actions.hide_message(charlie, said.pk, "rude")
    assert refusal_of(actions.hide_message, charlie, said.pk, "again") == "conflict"
    assert ModerationRecord.objects.count() == 1
    other = actions.post_message(draft(bob, Conversation.objects.get(pk=said.conversation_id))).message
    actions.delete_message(bob, other.pk)
    assert refusal_of(actions.hide_message, charlie, other.pk, "late") == "conflict"


# Cards ---------------------------------------------------------------------------------------------------------


def test_a_card_is_posted_once_and_changed_in_place(room: Conversation, happening: Happening) -> None:
    mark = uuid4()
    with happening() as events:
        made = actions.post_card(room.pk, content="Try this", card=card(), client_id=mark)
        again = actions.post_card(room.pk, content="Try that", card=card(), client_id=mark)
        changed = actions.change_card(made.pk, card("travel"))
        actions.change_card(made.pk, card("travel"))
    assert again.pk == made.pk
    assert [each["type"] for each in events] == ["recommendation.made", "recommendation.changed"]
    assert (changed.sequence, changed.revision) == (made.sequence, made.revision + 1)
    noun = nouns.message(changed)
    assert (noun.role, noun.sender, noun.card and noun.card.intent) == ("assistant", None, "travel")


def test_a_deleted_card_does_not_come_back_by_a_change(alice: User, room: Conversation) -> None:
    made = actions.post_card(room.pk, content="", card=card(), client_id=uuid4())
    actions.delete_message(alice, made.pk)
    assert nouns.message(actions.change_card(made.pk, card("travel"))).card is None


@pytest.mark.django_db
def test_a_card_without_a_room_is_refused() -> None:
    assert refusal_of(actions.post_card, uuid4(), content="", card=card(), client_id=uuid4()) == "not_found"
    assert refusal_of(actions.change_card, uuid4(), card()) == "not_found"
