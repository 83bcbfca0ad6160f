"""The layer between processes: who listens to it sleeps until something comes."""

from typing import Any

from channels.layers import get_channel_layer
from redis.asyncio.client import PubSub


async def test_who_listens_waits_for_as_long_as_nothing_comes(monkeypatch: Any) -> None:
    patience: list[float | None] = []
    look = PubSub.get_message

    async def noted(self: PubSub, **named: Any) -> Any:
        patience.append(named["timeout"])
        return await look(self, **named)

    monkeypatch.setattr(PubSub, "get_message", noted)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("some", channel)
    for text in ("first", "second"):
        await layer.group_send("some", {"text": text})
        assert (await layer.receive(channel))["text"] == text
    assert set(patience) == {None}


async def test_what_cannot_be_read_makes_nobody_deaf(monkeypatch: Any) -> None:
    monkeypatch.setattr("chat.layer.BREATH", 0.01)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("some", channel)
    faults = [ConnectionError("once")]
    look = PubSub.get_message

    async def failing(*arguments: Any, **named: Any) -> Any:
        told = await look(*arguments, **named)
        if told and faults:
            raise faults.pop()
        return told

    monkeypatch.setattr(PubSub, "get_message", failing)
    for text in ("lost", "heard"):
        await layer.group_send("some", {"text": text})
    assert (await layer.receive(channel))["text"] == "heard"
    assert not faults
