"""Letting in many at once: in as many queries as one, and each to their own."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tokens
from accounts.models import User
from accounts.problems import Refusal
from chat import actions, reading, reception, shared
from chat.models import Conversation
from chat.reception import Arrival
from tests.chat.test_posting import draft

pytestmark = pytest.mark.django_db


def scope(user: User) -> dict[str, Any]:
    authorization = f"Bearer {tokens.issue(user).access}".encode()
    return {"headers": [(b"authorization", authorization)], "query_string": b""}


def test_each_of_many_is_known_by_their_own_token_and_a_bad_one_is_only_its_owner_s_affair(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    bad = {"headers": [(b"authorization", b"Bearer nonsense")], "query_string": b""}
    hers, his, nobodys, an_outsiders, stranger = reception.look_up(
        [scope(alice), scope(bob), bad, scope(charlie), {"headers": [], "query_string": b""}]
    )
    assert [type(each) for each in (nobodys, stranger)] == [Refusal, Refusal]
    for arrival, user, rooms in ((hers, alice, {room.pk}), (his, bob, {room.pk}), (an_outsiders, charlie, set())):
        assert isinstance(arrival, Arrival)
        assert (arrival.caller.user, set(arrival.revisions)) == (user, rooms)


def test_the_token_of_one_who_signed_out_opens_nothing_beside_one_who_did_not(alice: User, bob: User) -> None:
    pair = tokens.issue(alice)
    kept = tokens.issue(alice)
    tokens.sign_out(pair.refresh)
    out, still = tokens.authenticate_all([pair.access, kept.access])
    assert isinstance(out, Refusal)
    assert not isinstance(still, Refusal)
    assert still[0] == alice


@pytest.mark.django_db(transaction=True)
def test_many_are_looked_up_and_welcomed_in_as_many_queries_as_one(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    actions.post_message(draft(alice, room, "hi"))
    scopes = [scope(user) for user in (alice, bob, charlie)]
    assert queries(reception.look_up, scopes[:1]) == queries(reception.look_up, scopes) == 2
    assert queries(reception.welcome, [alice]) == 6
    shared.forget()
    assert queries(reception.welcome, [alice, bob, charlie]) == 6
    assert queries(reception.welcome, [alice, bob, charlie]) == 2, "their own places, and what people are called"


def test_each_hello_tells_the_own_rooms_as_they_are_for_oneself(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    actions.post_message(draft(alice, room, "unread by Bob"))
    hers, his, an_outsiders = (json.loads(each.text) for each in reception.welcome([alice, bob, charlie]))
    assert [each["user"]["display_name"] for each in (hers, his, an_outsiders)] == ["Alice", "Bob", "Charlie"]
    assert [each["unread"] for each in (*hers["conversations"], *his["conversations"])] == [0, 1]
    assert [other["display_name"] for other in his["conversations"][0]["others"]] == ["Alice"]
    assert an_outsiders["conversations"] == []


def test_many_gaps_are_told_in_as_many_queries_as_one_each_from_its_own_place(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    attic = actions.start_group(alice, "Attic")
    said = [
        actions.post_message(draft(alice, where, text)).message
        for where, text in ((room, "a"), (room, "b"), (attic, "c"))
    ]
    asked = [
        (alice.pk, room.pk, said[0].revision - 1),
        (bob.pk, room.pk, said[0].revision),
        (alice.pk, attic.pk, said[2].revision - 1),
        (alice.pk, attic.pk, said[2].revision),
        (charlie.pk, room.pk, 0),
    ]
    *pages, refused = reading.changes_for(asked)
    assert isinstance(refused, Refusal)
    told = [[each.content for each in page.messages] for page in pages if not isinstance(page, Refusal)]
    assert told == [["a", "b"], ["b"], ["c"], []]
    assert queries(reading.changes_for, asked[:1]) == queries(reading.changes_for, asked)


def queries(work: Any, argument: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        work(argument)
    return len(captured)
