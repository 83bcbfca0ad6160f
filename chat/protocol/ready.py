"""Answers and events around a message's JSON that is there already: it is in both, and made only once."""

from uuid import UUID

from pydantic_core import to_json


def posted(conversation: UUID, revision: int, message: str) -> str:
    """Return the text of a `MessageEvent` of type `message.posted`."""
    return f'{{"type":"message.posted","conversation":"{conversation}","revision":{revision},"message":{message}}}'


def acked(ref: str | None, message: str) -> str:
    """Return the text of an `Ack` of a message."""
    nothing = '"conversation":null,"sequence":null,"turn":null,"revision":null,"answer":null'
    return f'{{"type":"ack","ref":{to_json(ref).decode()},"message":{message},{nothing}}}'
