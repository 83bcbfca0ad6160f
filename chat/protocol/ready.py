"""Answers and events around a message's JSON that is there already: it is in both, and made only once."""

from dataclasses import dataclass
from uuid import UUID

from pydantic_core import to_json

from chat.protocol.events import SyncPage

_HEAD = '{"type":"sync.page","ref":'


@dataclass(frozen=True, slots=True)
class Page:
    """A `SyncPage` for whoever asks for it."""

    revision: int
    rest: str

    def text(self, ref: str | None) -> str:
        """Return it as the answer to who asked with this `ref`."""
        return f"{_HEAD}{to_json(ref).decode()}{self.rest}"


def page(noun: SyncPage) -> Page:
    """Write down a page that has no `ref` yet."""
    return Page(noun.revision, noun.model_dump_json().removeprefix(f"{_HEAD}null"))


def posted(conversation: UUID, revision: int, message: str) -> str:
    """Return the text of a `MessageEvent` of type `message.posted`."""
    return f'{{"type":"message.posted","conversation":"{conversation}","revision":{revision},"message":{message}}}'


def acked(ref: str | None, message: str) -> str:
    """Return the text of an `Ack` of a message."""
    nothing = '"conversation":null,"sequence":null,"turn":null,"revision":null,"answer":null'
    return f'{{"type":"ack","ref":{to_json(ref).decode()},"message":{message},{nothing}}}'
