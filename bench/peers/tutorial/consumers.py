"""The tutorial's asynchronous consumer, with one line more: the message is saved before it is sent to the group."""

import json
from typing import Any, override

from channels.generic.websocket import AsyncWebsocketConsumer

from bench.peers.tutorial.models import Message


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket in one room."""

    async def connect(self) -> None:
        """Join the room's group."""
        self.room_name = self.scope["url_route"]["kwargs"]["room_name"]
        self.room_group_name = f"chat_{self.room_name}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()  # type: ignore[no-untyped-call]

    @override
    async def disconnect(self, code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    @override
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Save what somebody says and tell the group."""
        message = json.loads(text_data or "{}")["message"]
        await Message.objects.acreate(room=self.room_name, content=message)  # type: ignore[attr-defined]
        await self.channel_layer.group_send(self.room_group_name, {"type": "chat.message", "message": message})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on what the group is told."""
        await self.send(text_data=json.dumps({"message": event["message"]}))  # type: ignore[no-untyped-call]
