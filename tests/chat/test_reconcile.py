"""What Redis lost is noticed by comparison with the database."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from accounts import tokens
from accounts.models import User
from chat import actions, desk, hub, reconcile
from chat.delivery import Delivery
from chat.models import Conversation
from chat.reconcile import Round
from tests.chat.ears import ALICE, ROOM, Ear, hubs
from tests.chat.test_posting import draft
from tests.session import session_of
from tests.tokens import family_of


@pytest.fixture(autouse=True)
def _soon(monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "PATIENCE", 0.01)


@pytest.fixture
def deaf(monkeypatch: Any) -> list[Delivery]:
    """Let nothing that happens be handed out; returns what was held back."""
    lost: list[Delivery] = []
    monkeypatch.setattr(hub, "hand_out", lost.append)
    return lost


@pytest.mark.django_db(transaction=True)
async def test_a_lost_message_is_noticed_even_in_a_quiet_room(
    alice: User, bob: User, room: Conversation, deaf: list[Delivery]
) -> None:
    async with hubs() as [one]:
        ear = await signed_in(bob)
        one.connect(ear, {room.pk: room.revision})
        await desk.ask(actions.post_message, draft(alice, room, "lost"))
        assert deaf
        await one.catch_up()
        [hint] = [json.loads(text) for text in ear.heard]
        assert (hint["type"], hint["revision"]) == ("conversation.changed", room.revision + 1)
        await one.catch_up()
        assert len(ear.heard) == 1, "it is told once"


@pytest.mark.django_db(transaction=True)
async def test_what_is_committed_and_on_its_way_is_no_false_alarm(
    alice: User, bob: User, room: Conversation, deaf: list[Delivery], monkeypatch: Any
) -> None:
    async with hubs() as [one]:
        ear = await signed_in(bob)
        one.connect(ear, {room.pk: room.revision})
        await desk.ask(actions.post_message, draft(alice, room, "late"))

        async def deliver_meanwhile(_seconds: float) -> None:
            for delivery in deaf:
                one.deliver(delivery)

        monkeypatch.setattr("chat.reconcile.asyncio.sleep", deliver_meanwhile)
        await one.catch_up()
        assert [json.loads(text)["type"] for text in ear.heard] == ["message.posted"]


@pytest.mark.django_db(transaction=True)
async def test_who_has_just_left_is_told_so_and_keeps_their_connection(
    alice: User, bob: User, room: Conversation, deaf: list[Delivery], monkeypatch: Any
) -> None:
    async with hubs() as [one]:
        ear = await signed_in(bob)
        one.connect(ear, {room.pk: room.revision})
        await desk.ask(actions.leave, bob, room.pk)

        async def deliver_meanwhile(_seconds: float) -> None:
            while deaf:
                one.deliver(deaf.pop(0))

        monkeypatch.setattr("chat.reconcile.asyncio.sleep", deliver_meanwhile)
        await one.catch_up()
        assert [json.loads(text)["type"] for text in ear.heard] == ["membership.changed"]
        assert ear.codes == []


@pytest.mark.django_db(transaction=True)
async def test_nothing_lost_is_nothing_told(alice: User, room: Conversation) -> None:
    async with hubs() as [one]:
        ear = await signed_in(alice)
        one.connect(ear, {room.pk: room.revision})
        await one.catch_up()
        assert ear.heard == []


@pytest.mark.django_db(transaction=True)
async def test_who_came_in_unheard_hears_after_the_next_comparison_and_is_told(
    alice: User, bob: User, charlie: User, room: Conversation, deaf: list[Delivery]
) -> None:
    async with hubs() as [one]:
        ear = await signed_in(charlie)
        one.connect(ear, {})
        _, token = await desk.ask(actions.invite, alice, room.pk)
        await desk.ask(actions.accept_invite, charlie, token)
        await one.catch_up()
        assert one.rooms_of(charlie.pk) == {room.pk}
        assert [json.loads(text)["conversation"] for text in ear.heard] == [str(room.pk)]


@pytest.mark.django_db(transaction=True)
async def test_who_was_put_out_unheard_hears_nothing_more_and_starts_over(
    alice: User, bob: User, room: Conversation, deaf: list[Delivery]
) -> None:
    async with hubs() as [one]:
        his, hers = [await signed_in(user) for user in (bob, alice)]
        one.connect(his, {room.pk: room.revision})
        one.connect(hers, {room.pk: room.revision})
        await desk.ask(actions.remove_member, alice, room.pk, bob.pk)
        await one.catch_up()
        assert (his.codes, hers.codes) == ([4408], [])
        assert one.rooms_of(bob.pk) == frozenset()
        await desk.ask(actions.post_message, draft(alice, room, "without him"))
        for delivery in deaf:
            one.deliver(delivery)
        assert not any("without him" in text for text in his.heard)
        assert any("without him" in text for text in hers.heard)


@pytest.mark.django_db(transaction=True)
async def test_who_was_banned_unheard_is_closed(alice: User, bob: User, room: Conversation) -> None:
    async with hubs() as [one]:
        ear = await signed_in(bob)
        one.connect(ear, {room.pk: room.revision})
        await desk.ask(User.objects.filter(pk=bob.pk).update, is_active=False)
        await one.catch_up()
        assert ear.codes == [4401]


@pytest.mark.django_db(transaction=True)
async def test_what_was_opened_with_an_old_password_is_closed_though_nobody_told(bob: User, room: Conversation) -> None:
    async with hubs() as [one]:
        laptop, phone = [await signed_in(bob) for _ in range(2)]
        one.connect(laptop, {room.pk: room.revision})
        one.connect(phone, {room.pk: room.revision})
        await one.catch_up()
        assert (laptop.codes, phone.codes) == ([], [])
        bob.set_password("another one entirely")
        await desk.ask(bob.save)
        later = await signed_in(bob)
        one.connect(later, {room.pk: room.revision})
        await one.catch_up()
        assert (laptop.codes, phone.codes, later.codes) == ([4401], [4401], [])


@pytest.mark.django_db(transaction=True)
async def test_what_was_signed_out_of_or_has_run_out_is_closed_though_nobody_told(
    bob: User, room: Conversation, deaf: list[Delivery]
) -> None:
    async with hubs() as [one]:
        signed_out, run_out, laptop = [await signed_in(bob) for _ in range(3)]
        pairs = [await desk.ask(tokens.issue, bob) for _ in range(2)]
        lost, phone = [Ear(bob.pk, family_of(pair), bob.password) for pair in pairs]
        for ear in (signed_out, run_out, laptop, lost, phone):
            one.connect(ear, {room.pk: room.revision})
        await one.catch_up()
        assert not any(ear.codes for ear in (signed_out, run_out, laptop, lost, phone))
        await desk.ask(Session.objects.filter(pk=signed_out.session).delete)
        await desk.ask(
            Session.objects.filter(pk=run_out.session).update, expire_date=timezone.now() - timedelta(minutes=1)
        )
        await desk.ask(tokens.sign_out, pairs[0].refresh)
        await one.catch_up()
        assert (signed_out.codes, run_out.codes, lost.codes) == ([4401], [4401], [4401])
        assert (laptop.codes, phone.codes) == ([], [])


@pytest.mark.django_db(transaction=True)
async def test_a_deleted_room_is_noticed(alice: User, bob: User, room: Conversation, deaf: list[Delivery]) -> None:
    async with hubs() as [one]:
        ear = await signed_in(bob)
        one.connect(ear, {room.pk: room.revision})
        await desk.ask(actions.delete_conversation, alice, room.pk)
        await one.catch_up()
        assert ear.codes == [4408]
        assert one.rooms_of(bob.pk) == frozenset()


async def test_while_the_database_is_away_nothing_is_concluded(monkeypatch: Any) -> None:
    def unreachable(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(reconcile, "_stored", unreachable)
    async with hubs() as [one]:
        ear = Ear(ALICE)
        one.connect(ear, {ROOM: 3})
        with pytest.raises(reconcile.Unreachable):
            await one.catch_up()
        assert not ear.heard
        assert not ear.codes
        assert one.rooms_of(ALICE) == {ROOM}


def test_everybody_comes_up_before_anybody_does_again() -> None:
    those = Round[str](2)
    assert [those.next("abc") for _ in range(3)] == [["a", "b"], ["c"], ["a", "b"]]
    assert those.next("ab") == [], "who has gone does not come up"
    assert those.next("") == []


async def signed_in(user: User) -> Ear:
    """Return a socket of a browser of its own."""
    return Ear(user.pk, await desk.ask(session_of, user), user.password)
