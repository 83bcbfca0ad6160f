"""What a socket cannot take: it says why, by a code, and goes on."""

import pytest

from accounts.models import User
from chat import desk
from chat.models import Conversation, Message
from tests.chat.client import connected

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "malformed"),
        ("[]", "malformed"),
        ('"text"', "malformed"),
        ("null", "malformed"),
        (" ", "malformed"),
        ('{"type": "message.post", "content": "\\ud800"}', "malformed"),
        ("[" * 100_000, "malformed"),
        ("{}", "unknown_type"),
        ('{"type": "nonsense"}', "unknown_type"),
        ('{"type": ["message.post"]}', "unknown_type"),
        ('{"type": "message.post"}', "invalid"),
        ('{"type": "ping", "extra": 1}', "invalid"),
        ('{"type": "ping", "ref": 5}', "invalid"),
        ('{"type": "sync", "conversation": "not-a-uuid", "after": 0}', "invalid"),
        ('{"type": "sync", "conversation": "019ab1de-0000-7000-8000-000000000000", "after": -1}', "invalid"),
        ('{"type": "sync", "conversation": "019ab1de-0000-7000-8000-000000000000", "after": 1e400}', "invalid"),
        (
            '{"type": "sync", "conversation": "019ab1de-0000-7000-8000-000000000000", "after": 99999999999999999999}',
            "invalid",
        ),
    ],
)
async def test_a_bad_frame_gets_a_stable_code_and_the_socket_stays(
    alice: User, room: Conversation, frame: str, code: str
) -> None:
    async with connected(alice) as client:
        await client.socket.send_to(text_data=frame)
        assert (await client.hear("error"))["code"] == code
        assert (await client.post(room.pk, "still here"))["type"] == "ack"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("x" * 8_001, "too_long"),
        ("x" * 1_000_000, "too_long"),
        ("nul\x00byte", "invalid"),
        ("bell\x07", "invalid"),
        ("\x1b[31mred", "invalid"),
    ],
)
async def test_content_that_cannot_be_taken_is_refused(
    alice: User, room: Conversation, content: str, code: str
) -> None:
    async with connected(alice) as client:
        answer = await client.post(room.pk, content)
        assert (answer["type"], answer["code"]) == ("error", code)
        assert await desk.ask(Message.objects.count) == 0


@pytest.mark.parametrize("content", ["x" * 8_000, "tab\tand\nline", "👩‍👩‍👧‍👦", "مرحبا", "\u202eabc"])
async def test_content_that_people_write_is_taken(alice: User, room: Conversation, content: str) -> None:
    async with connected(alice) as client:
        assert (await client.post(room.pk, content))["message"]["content"] == content


async def test_bytes_are_answered_as_malformed(alice: User) -> None:
    async with connected(alice) as client:
        await client.socket.send_to(bytes_data=b"\x00\x01")
        assert (await client.hear("error"))["code"] == "malformed"


async def test_whoever_never_speaks_the_protocol_is_closed_with_4400(alice: User) -> None:
    async with connected(alice) as client:
        for _ in range(60):
            await client.socket.send_to(text_data="{")
        assert await client.closing_code() == 4400
