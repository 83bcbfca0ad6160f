"""What travels between processes: ready JSON texts and whom they are for."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Effect:
    """A change in who hears what: `joined` or `left` a conversation, or access `ended` (of one session, or all)."""

    kind: Literal["joined", "left", "ended"]
    user: UUID
    conversation: UUID | None = None
    session: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Events' texts for the sockets of these rooms and users; each socket gets each once, in this order.

    `revision` is given for durable events of one room: the last one's. `effect` takes place before they are handed out.
    """

    rooms: tuple[UUID, ...] = ()
    users: tuple[UUID, ...] = ()
    texts: tuple[str, ...] = ()
    revision: int | None = None
    effect: Effect | None = None

    def packed(self) -> list[Any]:
        """Return it as msgpack can carry it."""
        effect = self.effect and [
            self.effect.kind,
            self.effect.user.bytes,
            self.effect.conversation.bytes if self.effect.conversation else None,
            self.effect.session,
        ]
        return [
            [room.bytes for room in self.rooms],
            [user.bytes for user in self.users],
            self.texts,
            self.revision,
            effect,
        ]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Delivery":
        """Read what `packed` wrote."""
        rooms, users, texts, revision, effect = packed
        return cls(
            rooms=tuple(UUID(bytes=room) for room in rooms),
            users=tuple(UUID(bytes=user) for user in users),
            texts=tuple(texts),
            revision=revision,
            effect=effect and _unpacked_effect(*effect),
        )


def _unpacked_effect(kind: Any, user: bytes, conversation: bytes | None, session: str) -> Effect:
    room = UUID(bytes=conversation) if conversation else None
    return Effect(kind, UUID(bytes=user), room, session)
