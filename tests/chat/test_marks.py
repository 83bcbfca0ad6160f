"""What is unread, and what of it names somebody: facts that follow every change, on every device."""

from typing import Any

import pytest

from accounts.models import User
from chat import actions, desk, reading
from chat.models import Conversation, Membership
from tests.chat.client import connected
from tests.chat.conftest import Happening
from tests.chat.rest import Api
from tests.chat.test_people import refusal_of
from tests.chat.test_posting import draft


def say(user: User, room: Conversation, *texts: str) -> list[int]:
    """Post these; returns their places."""
    return [actions.post_message(draft(user, room, text)).message.sequence for text in texts]


def unread(user: User, room: Conversation) -> tuple[int, int]:
    """What is unread, and what of it is a mention."""
    own = reading.own_conversation(user, room.pk)
    return own.unread, own.unread_mentions


def test_mentions_are_counted_apart(alice: User, bob: User, room: Conversation) -> None:
    say(alice, room, "hello", "@Bob", "@all", "@Bob and @all", "@Alice")
    assert unread(bob, room) == (5, 3)


def test_one_is_not_told_of_what_one_says_oneself(alice: User, room: Conversation) -> None:
    say(alice, room, "@Alice", "@all")
    assert unread(alice, room) == (0, 0)


def test_what_is_gone_or_no_longer_names_is_not_counted(alice: User, bob: User, room: Conversation) -> None:
    said = [actions.post_message(draft(alice, room, "@Bob")).message for _ in range(4)]
    actions.delete_message(alice, said[0].pk)
    actions.hide_message(alice, said[1].pk, "a reason")
    actions.edit_message(alice, said[2].pk, "soup")
    assert unread(bob, room) == (2, 1)
    actions.restore_message(alice, said[1].pk, "a mistake")
    assert unread(bob, room) == (3, 2)


def test_reading_takes_them_away(alice: User, bob: User, room: Conversation) -> None:
    places = say(alice, room, "@Bob", "hello", "@Bob")
    marked = actions.mark_read(bob, room.pk, places[0])
    assert (marked.sequence, marked.unread, marked.unread_mentions) == (places[0], 2, 1)
    assert unread(bob, room) == (2, 1)


# Setting back --------------------------------------------------------------------------------------------------


def test_a_mark_set_back_begins_a_turn(alice: User, bob: User, room: Conversation, happening: Happening) -> None:
    places = say(alice, room, "one", "@Bob two", "three")
    actions.mark_read(bob, room.pk, places[-1])
    with happening() as told:
        marked = actions.mark_unread(bob, room.pk, places[1])
    assert (marked.sequence, marked.turn, marked.unread, marked.unread_mentions) == (places[1] - 1, 1, 2, 1)
    assert [(each["type"], each["turn"], each["sequence"]) for each in told] == [("read.marked", 1, places[1] - 1)]
    assert unread(bob, room) == (2, 1)


def test_what_is_ahead_of_the_mark_is_unread_already(alice: User, bob: User, room: Conversation) -> None:
    actions.mark_read(bob, room.pk, 10**9)
    [place] = say(alice, room, "one")
    assert actions.mark_unread(bob, room.pk, place).turn == 0
    assert actions.mark_unread(bob, room.pk, 10**9).turn == 0


def test_a_mark_that_was_late_on_its_way_does_not_undo_it(alice: User, bob: User, room: Conversation) -> None:
    places = say(alice, room, "one", "two")
    actions.mark_read(bob, room.pk, places[1], turn=0)
    actions.mark_unread(bob, room.pk, places[0])
    assert actions.mark_read(bob, room.pk, places[1], turn=0).unread == 2
    assert actions.mark_read(bob, room.pk, places[1], turn=1).unread == 0
    actions.mark_unread(bob, room.pk, places[0])
    assert actions.mark_read(bob, room.pk, places[1]).unread == 0, "who knows no turns is believed"


def test_marks_are_ones_own(alice: User, bob: User, charlie: User, room: Conversation) -> None:
    [place] = say(alice, room, "one")
    actions.mark_read(bob, room.pk, place)
    actions.mark_unread(bob, room.pk, 0)
    assert Membership.objects.get(user=alice, conversation=room).read_turn == 0
    for verb in (actions.mark_unread, actions.mark_read):
        assert refusal_of(verb, charlie, room.pk, 1) == "not_found"


# Everything ----------------------------------------------------------------------------------------------------


def test_everything_is_read_at_once_in_one_query(
    alice: User, bob: User, room: Conversation, happening: Happening, django_assert_num_queries: Any
) -> None:
    rooms = [room, *(actions.start_group(alice, f"Room {number}", members=[bob.pk]) for number in range(5))]
    for each in rooms:
        say(alice, each, "hello", "@Bob")
    actions.mark_read(bob, rooms[-1].pk, 10**9)
    with happening() as told, django_assert_num_queries(3):  # two of them are the savepoint of the test
        event = actions.mark_all_read(bob)
    assert {mark.conversation for mark in event.marks} == {each.pk for each in rooms[:-1]}
    assert [each["type"] for each in told] == ["read.all_marked"]
    assert {unread(bob, each) for each in rooms} == {(0, 0)}
    assert actions.mark_all_read(bob).marks == []


# Doors ---------------------------------------------------------------------------------------------------------


def test_rest_moves_the_mark_either_way(alice: User, bob: User, room: Conversation) -> None:
    places, his = say(alice, room, "one", "@Bob"), Api(bob)
    path = f"conversations/{room.pk}/read/"
    read = his.ask("POST", path, {"sequence": places[1]}).json()
    assert read == {"sequence": places[1], "turn": 0, "unread": 0, "unread_mentions": 0}
    back = his.ask("POST", path, {"unread_from": places[1]}).json()
    assert back == {"sequence": places[0], "turn": 1, "unread": 1, "unread_mentions": 1}
    marks = his.ask("POST", "read-all/", None).json()
    assert marks == {"results": [{"conversation": str(room.pk), "sequence": places[1], "turn": 1}]}


@pytest.mark.parametrize("body", [{}, {"sequence": 1, "unread_from": 1}, {"unread_from": -1}])
def test_rest_takes_one_place(body: dict[str, int], bob: User, room: Conversation) -> None:
    assert Api(bob).ask("POST", f"conversations/{room.pk}/read/", body).json()["code"] == "invalid"


@pytest.mark.django_db(transaction=True)
async def test_the_socket_moves_it_for_all_devices(alice: User, bob: User, room: Conversation) -> None:
    places = await desk.ask(say, alice, room, "one", "@Bob")
    async with connected(bob) as phone, connected(bob) as table:
        await phone.ask("read.mark", conversation=str(room.pk), sequence=places[1], turn=0)
        assert (await table.hear("read.marked"))["unread_mentions"] == 0
        ack = await table.ask("read.back", conversation=str(room.pk), sequence=places[1])
        assert (ack["sequence"], ack["turn"]) == (places[0], 1)
        back = await phone.hear(lambda told: told["type"] == "read.marked" and told["turn"] == 1)
        assert (back["sequence"], back["unread"], back["unread_mentions"]) == (places[0], 1, 1)
        assert (await phone.ask("read.all"))["type"] == "ack"
        [mark] = (await table.hear("read.all_marked"))["marks"]
        assert (mark["sequence"], mark["turn"]) == (places[1], 1)
