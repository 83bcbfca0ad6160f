"""Whatever comes in over the socket gets exactly one answer with a known code, and the socket stays."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from accounts.models import User
from accounts.problems import STATUS_BY_CODE
from chat import desk, protocol, reading, wire
from chat.models import Conversation
from tests.chat.client import Client, connected

pytestmark = pytest.mark.django_db(transaction=True)

many = settings(max_examples=25, suppress_health_check=list(HealthCheck))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def commands(room: UUID) -> st.SearchStrategy[str]:
    """Commands of which each field is right, wrong or missing."""
    right = st.sampled_from([str(room), str(uuid4()), "hi", "👍", 0, 3, None, True])
    field = st.sampled_from(sorted({name for model in protocol.COMMANDS.values() for name in model.model_fields}))
    fields = st.dictionaries(field | st.text(max_size=6), right | anything, max_size=6)
    named = st.builds(lambda type_, rest: {**rest, "type": type_}, st.sampled_from(sorted(protocol.COMMANDS)), fields)
    return (named | anything).map(json.dumps) | st.text(max_size=30)


@given(data=st.data())
@many
async def test_every_frame_gets_one_answer_with_a_known_code(alice: User, room: Conversation, data: Any) -> None:
    frames = data.draw(st.lists(commands(room.pk), min_size=1, max_size=12))
    async with connected(alice) as client:
        for frame in frames:
            await client.socket.send_input({"type": "websocket.receive", "text": frame})
        answers = await _answers(client, len(frames))
        assert all(each["code"] in STATUS_BY_CODE for each in answers if each["type"] == "error")
        assert (await client.ask("ping"))["type"] == "ack"
        assert not [each for each in client.heard if each["type"] in {"ack", "error"}], "none gets two"


async def _answers(client: Client, count: int) -> list[dict[str, Any]]:
    return [await client.hear(lambda told: told["type"] in {"ack", "error"}) for _ in range(count)]


async def test_a_frame_full_of_unknown_names_is_answered_briefly(alice: User) -> None:
    async with connected(alice) as client:
        await client.socket.send_to(text_data=json.dumps({"type": "ping", **{f"n{n}" * 50: n for n in range(20_000)}}))
        answer = await client.hear("error")
        assert answer["code"] == "invalid"
        assert len(json.dumps(answer)) < 10_000
        assert (await client.ask("ping"))["type"] == "ack"


@given(content=st.text(max_size=300) | st.text(st.characters(max_codepoint=0x2FF), max_size=40))
@example(content="\r\n a \r b \n")
@example(content="\ufeff\u200d\u202e")
@example(content="\U0010ffff\uffff")
@example(content="\x85\u2028")
@many
async def test_content_comes_back_as_it_was_said_or_is_refused(alice: User, room: Conversation, content: str) -> None:
    async with connected(alice) as client:
        answer = await client.post(room.pk, content)
        if answer["type"] == "error":
            assert answer["code"] in {"empty", "invalid"}
            return
        said = content.replace("\r\n", "\n").replace("\r", "\n").strip()
        assert answer["message"]["content"] == said
        stored = await desk.ask(reading.message, alice, room.pk, UUID(answer["message"]["id"]))
        assert stored.content == said


EMOJIS = ["👍", "❤️", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#⃣", "🇩🇪", "👋🏽", "‼️", "©️", "☝🏿"]
NO_EMOJIS = ["", " ", "a", "ok", "<b>", "👍 ", "👍a", "1", "é", "да", "中", "\u202e", "\u200b", "👍\u202e", "👍" * 33]


@pytest.mark.parametrize("emoji", EMOJIS)
def test_an_emoji_is_a_reaction(emoji: str) -> None:
    assert wire.ReactionToggled(emoji=emoji).emoji == emoji


@pytest.mark.parametrize("emoji", NO_EMOJIS)
def test_what_is_no_emoji_is_no_reaction(emoji: str) -> None:
    with pytest.raises(ValidationError):
        wire.ReactionToggled(emoji=emoji)
