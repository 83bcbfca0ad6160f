"""Clients on a network that a test controls: what the server tells each of them lies on a wire until it is taken."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from accounts.problems import Refusal
from chat import hub, nouns, protocol, reading, reconcile
from chat.delivery import Delivery
from chat.models import Membership
from tests.chat.replica import Json, Replica


class Told:
    """The server as one user can ask it: the same reads as REST and the socket have."""

    def __init__(self, user: User) -> None:
        self.user = user

    def own(self, room: str) -> Json | None:
        """Give `GET conversations/{id}/`."""
        return self._or_none(lambda: _json(reading.own_conversation(self.user, UUID(room))))

    def members(self, room: str) -> list[Json] | None:
        """Give all members."""
        return self._or_none(lambda: [_json(nouns.member(each)) for each in reading.members(self.user, UUID(room))])

    def history(self, room: str) -> list[Json] | None:
        """Give all messages, a page after the other."""
        return self._or_none(lambda: list(self._pages(UUID(room))))

    def sync(self, room: str, after: int) -> Json | None:
        """Give a `sync.page`."""
        return self._or_none(lambda: _json(reading.changes(self.user, UUID(room), after)))

    def hello(self) -> Json:
        """Give the first event on a socket."""
        conversations = reading.own_conversations(self.user)
        return _json(protocol.Hello(user=nouns.person(self.user), conversations=conversations))

    def all(self) -> dict[str, tuple[Json, list[Json], dict[str, Json]]]:
        """Give everything there is, by room: the room, its messages, its members by id."""
        return {own["id"]: self._all_of(own) for own in self.hello()["conversations"]}

    def _all_of(self, own: Json) -> tuple[Json, list[Json], dict[str, Json]]:
        # Two who came at the same tick of the clock have no order that a client could know.
        members = {each["user"]["id"]: each for each in self.members(own["id"]) or []}
        others = [each["user"] for user, each in sorted(members.items()) if user != str(self.user.pk)]
        assert all(each in others for each in own["others"])
        return {**own, "others": others}, self.history(own["id"]) or [], members

    def _pages(self, room: UUID) -> Iterator[Json]:
        after, size = 0, 50
        while page := reading.history(self.user, room, before=None, after=after, limit=size):
            yield from (_json(nouns.message(each)) for each in page)
            after = page[-1].sequence

    @staticmethod
    def _or_none[T](read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refusal as refusal:
            if refusal.code != "not_found":
                raise
            return None


class Device:
    """A socket with a replica behind it, and a wire between that a test may shake."""

    session = "session"
    password = ""

    def __init__(self, user: User, name: str) -> None:
        self.owner = user
        self.user: UUID = user.pk
        self.name = name
        self.wire: list[Json] = []
        self.told = Told(user)
        self.replica = Replica(str(user.pk), self.told)

    def offer(self, *texts: str) -> None:
        """Put onto the wire."""
        self.wire.extend(map(json.loads, texts))

    def end(self, code: int) -> None:
        """Nothing comes any more until the next connection."""

    def take(self, place: int = 0) -> None:
        """Let the client have what lies at a place of the wire."""
        self.replica.take(self.wire.pop(place))

    @property
    def shown(self) -> dict[str, tuple[Json, list[Json], dict[str, Json]]]:
        """All that the client has, as `Told.all` gives it."""
        replica = self.replica
        return {id_: (replica.own(id_), replica.timeline(id_), replica.members(id_)) for id_ in replica.rooms}

    def take_all(self) -> None:
        """Let the client have all that lies on the wire."""
        while self.wire:
            self.take()


class Network:
    """A hub and the devices on it; needs no running event loop."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self._loop = asyncio.new_event_loop()
        self._hub = self._loop.run_until_complete(_new_hub())

    def hand_out(self, *deliveries: Delivery) -> None:
        """Stand in for `hub.hand_out`."""
        self.deliveries.extend(deliveries)
        for each in deliveries:
            self._hub.deliver(each)

    def connect(self, device: Device) -> None:
        """Begin a connection as the consumer does: first listening, then hello. What lay on the old one is lost."""
        self._hub.disconnect(device)
        device.wire.clear()
        rooms = Membership.objects.filter(user=device.user).values_list("conversation", "conversation__revision")
        self._hub.connect(device, dict(rooms))
        device.offer(json.dumps(device.told.hello()))

    def disconnect(self, device: Device) -> None:
        """End a connection; what lies on the wire is lost."""
        self._hub.disconnect(device)
        device.wire.clear()

    def compare(self) -> None:
        """Do what the hub does every few seconds: tell of what was lost before it reached this process."""
        ahead = reconcile._revisions_ahead(dict(self._hub._handed_out))
        for hint in reconcile._hints(ahead):
            self._hub.deliver(hint)

    def close(self) -> None:
        """Let go of everything."""
        self._loop.run_until_complete(self._hub.close())
        self._loop.close()


@contextmanager
def network() -> Iterator[Network]:
    """Have a network inside the block on which everything goes out that is broadcast."""
    made = Network()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "hand_out", made.hand_out)
        try:
            yield made
        finally:
            made.close()


async def _new_hub() -> hub.Hub:
    return hub.Hub()


def _json(noun: Any) -> Json:
    told: Json = json.loads(noun.model_dump_json())
    return told
