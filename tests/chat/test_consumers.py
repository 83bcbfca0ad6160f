"""The socket, spoken to as a client does."""

import asyncio
import uuid
from typing import Any

import pytest
from django.db import OperationalError

from accounts import actions as accounts_actions
from accounts import tokens
from accounts.models import User
from chat import actions, desk, presence, protocol, reception
from chat.models import Conversation
from tests.chat.client import PATIENCE, Client, connected, opened

pytestmark = pytest.mark.django_db(transaction=True)


async def test_hello_tells_who_one_is_and_the_rooms_one_is_in(alice: User, room: Conversation) -> None:
    async with connected(alice) as client:
        assert client.hello["type"] == "hello"
        assert client.hello["protocol"] == 1
        assert client.hello["user"] == {"id": str(alice.pk), "display_name": "Alice"}
        [conversation] = client.hello["conversations"]
        assert (conversation["id"], conversation["revision"]) == (str(room.pk), room.revision)


async def test_what_one_says_is_acked_and_heard_by_everybody_in_the_room(
    alice: User, bob: User, room: Conversation
) -> None:
    async with connected(alice) as hers, connected(alice) as her_phone, connected(bob) as his:
        ack = await hers.post(room.pk, "**hi**")
        assert ack["message"]["html"] == "<p><strong>hi</strong></p>"
        for client in (hers, her_phone, his):
            event = await client.hear("message.posted")
            assert event["message"] == ack["message"]
            assert event["revision"] == ack["message"]["revision"] == room.revision + 1


async def test_an_outsider_hears_nothing_and_can_do_nothing(alice: User, charlie: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(charlie) as his:
        ack = await hers.post(room.pk, "between us")
        message = ack["message"]["id"]
        commands: dict[str, Any] = {
            "message.post": {"conversation": str(room.pk), "client_id": str(uuid.uuid4()), "content": "x"},
            "message.edit": {"message": message, "content": "x"},
            "message.delete": {"message": message},
            "message.pin": {"message": message},
            "message.unpin": {"message": message},
            "reaction.toggle": {"message": message, "emoji": "👍"},
            "read.mark": {"conversation": str(room.pk), "sequence": 1},
            "read.back": {"conversation": str(room.pk), "sequence": 1},
            "typing.start": {"conversation": str(room.pk)},
            "sync": {"conversation": str(room.pk), "after": 0},
            "recommendation.more": {"recommendation": message},
        }
        assert commands.keys() == protocol.COMMANDS.keys() - {"ping", "read.all"}, "these are about no room"
        for asked, fields in commands.items():
            answer = await his.ask(asked, **fields)
            assert (answer["type"], answer.get("code")) == ("error", "not_found"), asked
        assert await his.hears_nothing_more() == []


async def test_a_retry_on_another_socket_gets_the_original(alice: User, room: Conversation) -> None:
    mark = str(uuid.uuid4())
    async with connected(alice) as first:
        original = await first.post(room.pk, "once", client_id=mark)
    async with connected(alice) as second:
        retry = await second.post(room.pk, "once", client_id=mark)
        assert retry["message"] == original["message"]
        assert await second.hears_nothing_more() == []


async def test_messages_of_one_socket_keep_their_order(alice: User, bob: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        for number in range(20):
            await hers.say("message.post", conversation=str(room.pk), client_id=str(uuid.uuid4()), content=str(number))
        heard = [await his.hear("message.posted") for _ in range(20)]
        assert [event["message"]["content"] for event in heard] == [str(number) for number in range(20)]
        revisions = [event["revision"] for event in heard]
        assert revisions == list(range(room.revision + 1, room.revision + 21))


async def test_editing_deleting_and_reacting_are_told_with_the_whole_message(
    alice: User, bob: User, room: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        message = (await hers.post(room.pk, "helo"))["message"]["id"]
        await hers.ask("message.edit", message=message, content="hello")
        edited = (await his.hear("message.edited"))["message"]
        assert (edited["content"], edited["edited_at"] is None) == ("hello", False)
        await his.ask("reaction.toggle", message=message, emoji="🎉")
        reacted = (await hers.hear("reaction.changed"))["message"]
        assert reacted["reactions"] == [{"emoji": "🎉", "users": [str(bob.pk)]}]
        await hers.ask("message.delete", message=message)
        deleted = (await his.hear("message.deleted"))["message"]
        assert (deleted["content"], deleted["html"], deleted["reactions"]) == ("", "", [])
        assert deleted["deleted_at"]
        assert deleted["sequence"] == edited["sequence"]


async def test_only_the_writer_edits_and_only_moderators_delete_for_others(
    alice: User, bob: User, room: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        from_alice = (await hers.post(room.pk, "mine"))["message"]["id"]
        from_bob = (await his.post(room.pk, "his"))["message"]["id"]
        assert (await his.ask("message.edit", message=from_alice, content="x"))["code"] == "forbidden"
        assert (await his.ask("message.delete", message=from_alice))["code"] == "forbidden"
        assert (await hers.ask("message.delete", message=from_bob))["type"] == "ack"
        assert (await his.ask("message.edit", message=from_bob, content="x"))["code"] == "gone"


async def test_a_removed_member_receives_nothing_more(alice: User, bob: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        await hers.post(room.pk, "still here")
        await his.hear("message.posted")
        await desk.ask(actions.remove_member, alice, room.pk, bob.pk)
        left = await his.hear("membership.changed")
        assert (left["change"], left["member"]["user"]["id"]) == ("left", str(bob.pk))
        await hers.post(room.pk, "without him")
        assert await his.hears_nothing_more() == []


async def test_who_comes_in_hears_at_once(alice: User, charlie: User, room: Conversation) -> None:
    _, token = await desk.ask(actions.invite, alice, room.pk)
    async with connected(alice) as hers, connected(charlie) as his:
        await desk.ask(actions.accept_invite, charlie, token)
        joined = await his.hear("membership.changed")
        assert (joined["change"], joined["conversation"]) == ("joined", str(room.pk))
        await hers.post(room.pk, "welcome")
        assert (await his.hear("message.posted"))["message"]["content"] == "welcome"


async def test_the_read_mark_follows_to_the_other_devices_and_never_goes_back(
    alice: User, bob: User, room: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his, connected(bob) as his_phone:
        last = (await hers.post(room.pk, "one"))["message"]["sequence"]
        await his.ask("read.mark", conversation=str(room.pk), sequence=last)
        marked = await his_phone.hear("read.marked")
        assert (marked["sequence"], marked["unread"]) == (last, 0)
        back = await his.ask("read.mark", conversation=str(room.pk), sequence=1)
        assert back["sequence"] == last
        beyond = await his.ask("read.mark", conversation=str(room.pk), sequence=10**9)
        assert beyond["sequence"] == last


async def test_typing_is_told_to_the_room(alice: User, bob: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        await hers.ask("typing.start", conversation=str(room.pk))
        event = await his.hear("typing.started")
        assert (event["user"]["id"], event["conversation"]) == (str(alice.pk), str(room.pk))


async def test_presence_is_told_when_somebody_comes(alice: User, bob: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(bob):
        event = await hers.hear(lambda told: told["type"] == "presence.changed" and str(bob.pk) in told["online"])
        assert event["offline"] == []


async def test_who_comes_twice_at_once_is_told_of_although_the_first_socket_is_turned_away(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    is_asked, may_fail, ask = asyncio.Event(), asyncio.Event(), reception.welcomes.ask

    async def fail_once(user: User) -> reception.Welcome:
        if user == bob and not is_asked.is_set():
            is_asked.set()
            await may_fail.wait()
            raise OperationalError("away for a moment")
        return await ask(user)

    monkeypatch.setattr(reception.welcomes, "ask", fail_once)
    pair = await desk.ask(tokens.issue, bob)
    async with connected(alice) as hers, opened(headers=[(b"authorization", f"Bearer {pair.access}".encode())]):
        await asyncio.wait_for(is_asked.wait(), PATIENCE)
        async with connected(bob):
            may_fail.set()
            await hers.hear(lambda told: told["type"] == "presence.changed" and str(bob.pk) in told["online"])


async def test_hello_tells_who_is_there(alice: User, bob: User, room: Conversation) -> None:
    async with connected(bob):
        await desk.ask(presence.arrive, "his process", [bob.pk])
        async with connected(alice) as hers:
            assert hers.hello["online"] == [str(bob.pk)]


async def test_sync_gives_all_that_changed_since(alice: User, bob: User, room: Conversation) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        first = (await hers.post(room.pk, "one"))["message"]
        second = (await hers.post(room.pk, "two"))["message"]
        await hers.ask("message.edit", message=first["id"], content="uno")
        ref = await his.say("sync", conversation=str(room.pk), after=first["revision"])
        page = await his.hear("sync.page")
        assert (page["ref"], page["reset"], page["more"]) == (ref, False, False)
        assert [each["content"] for each in page["messages"]] == ["two", "uno"]
        assert page["revision"] == second["revision"] + 1
        assert (await his.hear("ack"))["ref"] == ref


async def test_a_client_from_the_future_is_reset(alice: User, room: Conversation) -> None:
    async with connected(alice) as hers:
        await hers.post(room.pk, "one")
        await hers.say("sync", conversation=str(room.pk), after=10**6)
        page = await hers.hear("sync.page")
        assert page["reset"] is True
        assert [each["content"] for each in page["messages"]] == ["one"]


async def test_a_ban_ends_the_sockets_at_once(alice: User, bob: User, room: Conversation) -> None:
    async with connected(bob) as client:
        await desk.ask(accounts_actions.ban, bob, reason="spam")
        assert await client.closing_code() == 4401


async def test_signing_out_ends_the_sockets_of_that_device_only(alice: User) -> None:
    async with connected(alice) as phone:
        pair = await desk.ask(tokens.issue, alice)
        headers = [(b"authorization", f"Bearer {pair.access}".encode())]
        async with opened(headers=headers) as laptop:
            await laptop.receive_json_from()
            await desk.ask(tokens.sign_out, pair.refresh)
            assert await Client(laptop, {}).closing_code() == 4401
        assert (await phone.ask("ping"))["type"] == "ack"
