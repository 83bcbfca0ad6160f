"""Many at once: every change has a number of its own, nobody waits in a circle, and one thing sent is one message."""

import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts import actions as accounts_actions
from accounts.models import User
from accounts.problems import Refusal
from chat import actions, hub, markdown
from chat.actions.locking import lock_rooms
from chat.actions.posting import Posted
from chat.delivery import Delivery
from chat.mentions import Names
from chat.models import Conversation, Membership, Mention, Message
from tests.chat.client import PATIENCE
from tests.chat.test_events import Scene, build, card
from tests.chat.test_posting import draft
from tests.chat.threads import apart, together, wait_until_blocked
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch: Any) -> list[Delivery]:
    """What is handed out."""
    deliveries: list[Delivery] = []
    monkeypatch.setattr(hub, "hand_out", lambda *handed: deliveries.extend(handed))
    return deliveries


@pytest.fixture
def other_room(alice: User, bob: User, room: Conversation) -> Conversation:
    made = actions.start_group(alice, "Attic")
    actions.add_members(alice, made.pk, [bob.pk])
    return made


def test_threads_that_do_everything_at_once_use_every_number_once(
    alice: User, bob: User, charlie: User, room: Conversation, other_room: Conversation, told: list[Delivery]
) -> None:
    before = {each.pk: Conversation.objects.get(pk=each.pk).revision for each in (room, other_room)}
    tokens = {each: actions.invite(alice, each)[1] for each in before}
    for each in before:
        actions.post_messages([draft(alice, Conversation(pk=each)), draft(bob, Conversation(pk=each))])
    outcomes = together(
        *(_busy(user, tokens, seed) for seed, user in enumerate([alice, alice, bob, bob, charlie])),
    )
    assert outcomes == [None] * 5
    for pk, first in before.items():
        durable = [each for each in told if each.rooms == (pk,) and each.revision]
        revisions = [json.loads(text)["revision"] for each in durable for text in each.texts]
        last = Conversation.objects.get(pk=pk).revision
        assert sorted(revisions) == list(range(first + 1, last + 1))
        sequences = list(Message.objects.filter(conversation=pk).values_list("sequence", flat=True))
        assert len(sequences) == len(set(sequences)) > 10


def _busy(user: User, tokens: dict[UUID, str], seed: int) -> Any:
    chance = random.Random(seed)

    def work() -> None:
        for _ in range(12):
            one, other = chance.sample(sorted(tokens), 2)
            messages = list(Message.objects.filter(conversation=one).values_list("pk", flat=True))
            for verb in chance.sample(_steps(user, one, other, tokens[one], chance.choice(messages)), 3):
                assert code_of(verb) in {"done", "not_found", "gone", "forbidden", "conflict"}

    return work


def _steps(user: User, one: UUID, other: UUID, token: str, message: UUID) -> list[Any]:
    both = [draft(user, Conversation(pk=room)) for room in (other, one)]
    steps = [
        lambda: actions.post_messages(both),
        lambda: actions.post_message(both[0]),
        lambda: actions.edit_message(user, message, "edited"),
        lambda: actions.toggle_reaction(user, message, "👍"),
        lambda: actions.mark_read(user, one, 10),
        lambda: actions.accept_invite(user, token),
        lambda: actions.delete_message(user, message),
    ]
    return steps if user.display_name == "Alice" else [*steps, lambda: actions.leave_all(user)]


def test_the_same_thing_sent_twice_at_once_is_one_message(alice: User, room: Conversation) -> None:
    for _ in range(10):
        once = draft(alice, room)
        outcomes = together(*[partial(actions.post_message, once)] * 2)
        assert all(isinstance(each, Posted) for each in outcomes)
        assert len({each.message.pk for each in outcomes}) == 1
        assert sorted(each.is_new for each in outcomes) == [False, True]
    assert Message.objects.count() == 10


def test_the_same_client_id_sent_to_two_rooms_at_once_is_one_message_and_one_conflict(
    alice: User, room: Conversation, other_room: Conversation
) -> None:
    for _ in range(10):
        mark = uuid4()
        here, there = draft(alice, room, client_id=mark), draft(alice, other_room, client_id=mark)
        outcomes = together(partial(actions.post_message, here), partial(actions.post_message, there))
        assert sorted(each.code if isinstance(each, Refusal) else "posted" for each in outcomes) == [
            "conflict",
            "posted",
        ]
        assert Message.objects.filter(client_id=mark).count() == 1


def test_what_is_posted_together_is_stored_in_an_order_that_all_processes_share(
    alice: User, bob: User, room: Conversation
) -> None:
    marks = [uuid4() for _ in range(20)]
    drafts = [draft(user, room, client_id=mark) for mark in marks for user in (alice, bob)]
    actions.post_messages(drafts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_id, sender_id::text FROM chat_message ORDER BY ctid")
        stored = cursor.fetchall()
    assert stored == sorted(stored)
    placed = Message.objects.order_by("sequence").values_list("client_id", "sender")
    assert list(placed) == [(each.client_id, each.user) for each in drafts], "their places are as they were sent"


def test_who_locks_two_rooms_locks_them_in_one_order(room: Conversation, other_room: Conversation) -> None:
    first, second = sorted([room.pk, other_room.pk])
    with apart() as one, apart() as other:
        one.do(lambda: lock_rooms([first]))
        waiting = other.start(lambda: lock_rooms([second, first]))
        wait_until_blocked()
        assert set(one.do(lambda: lock_rooms([second]))) == {second}, "the other holds nothing while it waits"
        one.commit()
        assert set(waiting.result(PATIENCE)) == {first, second}


def test_who_leaves_everything_holds_nothing_while_waiting(alice: User, bob: User, room: Conversation) -> None:
    later = actions.start_group(alice, "Later")
    actions.add_members(alice, later.pk, [bob.pk])
    # Bob is longer in the later room: in the order of his memberships they would be locked the wrong way round.
    actions.leave(bob, room.pk)
    actions.add_members(alice, room.pk, [bob.pk])
    assert room.pk < later.pk
    with apart() as one, apart() as leaving:
        one.do(lambda: lock_rooms([room.pk]))
        gone = leaving.start(lambda: actions.leave_all(bob))
        wait_until_blocked()
        assert one.do(lambda: lock_rooms([later.pk]))
        one.commit()
        gone.result(PATIENCE)
        leaving.commit()
    assert not Membership.objects.filter(user=bob).exists()


def test_an_account_can_be_deleted_while_its_owner_posts(bob: User, room: Conversation) -> None:
    with apart() as posting, apart() as deleting:
        posting.do(lambda: lock_rooms([room.pk]))
        gone = deleting.start(lambda: accounts_actions.delete_account(bob, password=PASSWORD))
        wait_until_blocked()
        posted = posting.do(lambda: actions.post_message(draft(bob, room, "last words")))
        posting.commit()
        gone.result(PATIENCE)
        deleting.commit()
    assert not Membership.objects.filter(user=bob).exists()
    assert Message.objects.get(pk=posted.message.pk).content == "last words"


def test_an_invite_that_is_closed_while_somebody_comes_in_lets_nobody_in(
    alice: User, charlie: User, room: Conversation
) -> None:
    made, token = actions.invite(alice, room.pk)
    with apart() as closing, apart() as coming:
        closing.do(lambda: actions.revoke_invite(alice, room.pk, made.pk))
        entrance = coming.start(lambda: code_of(actions.accept_invite, charlie, token))
        wait_until_blocked()
        closing.commit()
        assert entrance.result(PATIENCE) == "not_found"
    assert not Membership.objects.filter(user=charlie).exists()


def test_a_direct_conversation_can_be_opened_again_while_the_other_one_posts(
    alice: User, bob: User, room: Conversation
) -> None:
    direct = actions.open_direct(alice, bob.pk)
    actions.leave(alice, direct.pk)
    with apart() as posting, apart() as opening:
        posting.do(lambda: actions.post_messages([draft(bob, direct, "one"), draft(bob, direct, "two")]))
        opened = opening.start(lambda: actions.open_direct(alice, bob.pk))
        wait_until_blocked()
        posting.commit()
        revision = opened.result(PATIENCE).revision
        opening.commit()
    said = actions.post_message(draft(alice, direct, "three")).message
    assert said.sequence == revision + 1
    assert [each.content for each in direct.messages.order_by("sequence")] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda at: actions.post_message(draft(at.bob, at.room, "**more**", reply_to=at.from_alice.pk)),
        lambda at: actions.edit_message(at.alice, at.from_alice.pk, "**hello**"),
        lambda at: actions.toggle_reaction(at.bob, at.from_alice.pk, "🎉"),
        lambda at: actions.change_cards({at.carded.pk: card("travel").model_copy(update={"reason": "*so*"})}),
    ],
)
def test_no_message_is_rendered_while_its_room_is_locked(
    verb: Callable[[Scene], Any], alice: User, bob: User, charlie: User, told: list[Delivery], monkeypatch: Any
) -> None:
    scene, render, is_locked = build(alice, bob, charlie), markdown.render, list[bool]()
    told.clear()

    def look(*args: Any) -> str:
        is_locked.append(connection.in_atomic_block)
        return render(*args)

    monkeypatch.setattr(markdown, "render", look)
    verb(scene)
    assert "<" in told[0].texts[0]
    assert is_locked
    assert not any(is_locked)


@pytest.mark.parametrize(
    "verb",
    [
        lambda at, text: actions.post_message(draft(at.bob, at.room, text)).message,
        lambda at, text: actions.edit_message(at.alice, at.from_alice.pk, text),
    ],
)
def test_no_long_message_is_read_for_names_while_its_room_is_locked(
    verb: Callable[[Scene, str], Message], alice: User, bob: User, charlie: User, monkeypatch: Any
) -> None:
    scene, find, is_locked = build(alice, bob, charlie), Names.at, list[bool]()

    def look(names: Names, text: str, place: int) -> str | None:
        is_locked.append(connection.in_atomic_block)
        return find(names, text, place)

    monkeypatch.setattr(Names, "at", look)
    said = verb(scene, f"@Dora, **a{' and so on' * 60}")
    assert Mention.objects.get(message=said).user == scene.dora
    assert is_locked
    assert not any(is_locked)


@pytest.mark.parametrize(
    "verb",
    [
        lambda at: actions.accept_invite(at.charlie, at.token),
        lambda at: actions.post_message(draft(at.bob, at.room)),
        lambda at: actions.edit_message(at.bob, at.from_bob.pk, "edited"),
        lambda at: actions.hide_message(at.charlie, at.from_bob.pk, "a reason"),
        lambda at: actions.change_card(at.carded.pk, card("travel")),
        lambda at: actions.mark_read(at.bob, at.room.pk, 1),
        lambda at: actions.leave_all(at.dora),
    ],
)
def test_a_room_that_goes_while_somebody_waits_for_it_is_not_found(
    verb: Callable[[Scene], Any], alice: User, bob: User, charlie: User
) -> None:
    scene = build(alice, bob, charlie)
    with apart() as deleting, apart() as waiting:
        deleting.do(lambda: actions.delete_conversation(alice, scene.room.pk))
        outcome = waiting.start(lambda: code_of(verb, scene))
        wait_until_blocked()
        deleting.commit()
        assert outcome.result(PATIENCE) in {"not_found", "done"}


def code_of(verb: Callable[..., Any], *args: Any) -> str:
    """What becomes of it: the code of a refusal, or that it is done."""
    try:
        verb(*args)
    except Refusal as refusal:
        return refusal.code
    return "done"
