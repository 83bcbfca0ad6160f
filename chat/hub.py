"""The switchboard of one process: one subscription for all its sockets, each event's text straight to the members.

Events made in this process reach its own sockets at once and don't take the way through Redis; the other processes
get them in batches, one publish a batch, and where there is no other process nothing is published. Every few seconds
the hub compares the revisions it has handed out with the database, so that what Redis lost is noticed by every client,
even in a quiet room.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

from chat import counts, reconcile
from chat.delivery import Delivery, Effect
from chat.neighbours import Neighbours

log = structlog.get_logger(__name__)

GROUP = "deliveries.2"
"""With a number for the layout: while processes of two versions run, they don't take one for the other."""
RECONCILE_EVERY = 5.0
"""Seconds between two comparisons with the database."""
PATIENCE = 0.5
"""Seconds that something committed may take to be handed out before it counts as lost."""
MOST_COMPARED = 2_000
"""People whose rooms and access are compared with the database in one go; with more of them it takes several."""
BREATH = 1.0
"""Seconds until what failed between the processes is tried again."""

_LAYER_FAULTS = (RedisError, OSError)


class Socket(Protocol):
    """One client's connection."""

    user: UUID
    session: str
    password: str
    """As it was stored when the socket was opened: another one since ends what was opened with it."""

    def offer(self, *texts: str) -> None:
        """Take texts to be sent; never waits."""

    def end(self, code: int) -> None:
        """Close soon."""


class Hub:
    """Who hears what in this process. All methods but `hand_out` run on its event loop."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.loop = asyncio.get_running_loop()
        self._of_room: dict[UUID, set[Socket]] = defaultdict(set)
        self._of_user: dict[UUID, dict[Socket, None]] = defaultdict(dict)
        self._rooms: dict[UUID, set[UUID]] = {}
        self._handed_out: dict[UUID, int] = {}
        self._round: reconcile.Round[UUID] = reconcile.Round(MOST_COMPARED)
        self._waiting: deque[Delivery] = deque()
        self._is_woken = asyncio.Event()
        self._channel = ""
        self._neighbours = Neighbours()
        self._is_to_be_heard = False
        self.is_subscribed = asyncio.Event()
        self._tasks = [
            self.loop.create_task(self._keep_up(work), name=f"hub {work.__name__}")
            for work in (self._publish, self._receive, self._reconcile)
        ]

    # Sockets --------------------------------------------------------------------------------------------------

    def connect(self, socket: Socket, revisions: dict[UUID, int]) -> None:
        """Add a socket that hears these rooms (with their revisions now).

        Of more sockets than a user may have, the oldest are closed.
        """
        counts.SOCKETS.inc()
        self._of_user[socket.user][socket] = None
        # Not this one: where somebody is now counts, not where a page was forgotten.
        for oldest in tuple(self._of_user[socket.user])[: -settings.SOCKETS_A_USER]:
            oldest.end(4409)
        self._rooms[socket.user] = self._rooms.get(socket.user, set()) | set(revisions)
        for room in self._rooms[socket.user]:
            self._of_room[room].update(self._of_user[socket.user])
        for room, revision in revisions.items():
            self._handed_out.setdefault(room, revision)

    def disconnect(self, socket: Socket) -> bool:
        """Remove a socket; True when it was the user's last here."""
        if socket in self._of_user[socket.user]:
            counts.SOCKETS.dec()
        self._of_user[socket.user].pop(socket, None)
        for room in self._rooms.get(socket.user, ()):
            self._drop(room, {socket})
        if self._of_user[socket.user]:
            return False
        del self._of_user[socket.user]
        self._rooms.pop(socket.user, None)
        return True

    def rooms_of(self, user: UUID) -> frozenset[UUID]:
        """Return the conversations that a connected user hears."""
        return frozenset(self._rooms.get(user, ()))

    def is_here(self, user: UUID) -> bool:
        """Whether the user has a socket in this process."""
        return bool(self._of_user.get(user))

    @property
    def users(self) -> frozenset[UUID]:
        """Who has a socket in this process."""
        return frozenset(self._of_user)

    @property
    def socket_count(self) -> int:
        """How many sockets this process has."""
        return sum(len(sockets) for sockets in self._of_user.values())

    # Handing out ----------------------------------------------------------------------------------------------

    def hand_out(self, *deliveries: Delivery) -> None:
        """Deliver to this process's sockets and pass on to the others. May be called from any thread."""
        self.loop.call_soon_threadsafe(self._hand_out_here, deliveries)

    def deliver(self, delivery: Delivery) -> None:
        """Deliver to this process's sockets, each once, in the order of the calls."""
        if delivery.effect:
            self._take_effect(delivery.effect)
        if delivery.revision is not None:
            self._note(delivery.rooms[0], delivery.revision)
        if not delivery.texts:
            return
        audience = self._audience(delivery)
        counts.EVENTS.inc(len(audience) * len(delivery.texts))
        for socket in audience:
            socket.offer(*delivery.texts)

    async def close(self) -> None:
        """Stop the hub's tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hand_out_here(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            self.deliver(delivery)
        self._waiting.extend(deliveries)
        self._is_woken.set()

    def _audience(self, delivery: Delivery) -> Collection[Socket]:
        if len(delivery.rooms) == 1 and not delivery.users:
            return tuple(self._of_room.get(delivery.rooms[0], ()))
        sockets: set[Socket] = set()
        for room in delivery.rooms:
            sockets |= self._of_room.get(room, set())
        for user in delivery.users:
            sockets.update(self._of_user.get(user, ()))
        return sockets

    def _note(self, room: UUID, revision: int) -> None:
        if revision > self._handed_out.get(room, 0) and room in self._of_room:
            self._handed_out[room] = revision

    def _take_effect(self, effect: Effect) -> None:
        sockets = self._of_user.get(effect.user)
        if not sockets:
            return
        if effect.kind == "ended":
            for socket in tuple(sockets):
                if effect.session in {"", socket.session}:
                    socket.end(4401)
        elif effect.conversation is None:
            return
        elif effect.kind == "joined":
            self._rooms[effect.user].add(effect.conversation)
            self._of_room[effect.conversation].update(sockets)
            # Whatever is told next is noted; if nothing is, a hint comes of it.
            self._handed_out.setdefault(effect.conversation, 0)
        else:
            self._rooms[effect.user].discard(effect.conversation)
            self._drop(effect.conversation, sockets)

    def _make_up_for(self, effect: Effect) -> None:
        is_news = effect.kind == "left" and effect.conversation in self.rooms_of(effect.user)
        self._take_effect(effect)
        if is_news:
            # Nobody told the clients that they are out. Nothing would come any more by which they could notice:
            # the next hello tells them.
            for socket in tuple(self._of_user.get(effect.user, ())):
                socket.end(4408)

    def _drop(self, room: UUID, sockets: Iterable[Socket]) -> None:
        members = self._of_room.get(room)
        if members is None:
            return
        members.difference_update(sockets)
        if not members:
            del self._of_room[room]
            self._handed_out.pop(room, None)

    # Between processes ----------------------------------------------------------------------------------------

    async def _keep_up(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except _LAYER_FAULTS as error:
                log.warning("hub interrupted", work=work.__name__, error=type(error).__name__)
            except Exception:
                # A defect of ours, or of a process of another version, must not leave the sockets unheard for ever.
                log.exception("hub interrupted", work=work.__name__)
            await asyncio.sleep(BREATH)

    async def _publish(self) -> None:
        while True:
            await self._is_woken.wait()
            self._is_woken.clear()
            deliveries, self._waiting = self._waiting, deque()
            if self._is_to_be_heard or self._neighbours.may_be_there():
                self._is_to_be_heard = False
                packed = [delivery.packed() for delivery in deliveries]
                await get_channel_layer().group_send(GROUP, _envelope(self.name, packed))

    async def _receive(self) -> None:
        layer = get_channel_layer()
        self._channel = self._channel or await layer.new_channel()
        await layer.group_add(GROUP, self._channel)
        self.is_subscribed.set()
        self._neighbours.listen()
        self._speak_up()
        while True:
            envelope = await layer.receive(self._channel)
            if envelope["origin"] != self.name:
                if envelope["origin"] and self._neighbours.hear(envelope["origin"]):
                    self._speak_up()
                for packed in envelope["deliveries"]:
                    self.deliver(Delivery.unpacked(packed))

    def _speak_up(self) -> None:
        self._is_to_be_heard = True
        self._is_woken.set()

    async def _reconcile(self) -> None:
        while True:
            await asyncio.sleep(RECONCILE_EVERY)
            self._speak_up()
            with contextlib.suppress(reconcile.Unreachable):
                await self.catch_up()

    async def catch_up(self) -> None:
        """Tell the sockets what the database knows and they were not told. Raises `reconcile.Unreachable`."""
        for effect in await reconcile.find_moved(self._known, self._round.next(self._of_user), PATIENCE):
            self._make_up_for(effect)
        for delivery in await reconcile.find_missed(self._handed_out, PATIENCE):
            self.deliver(delivery)

    def _known(self, users: Collection[UUID]) -> reconcile.Known:
        here = [user for user in users if self.is_here(user)]
        rooms = {user: frozenset(self._rooms[user]) for user in here}
        return rooms, {user: {each.session: each.password for each in self._of_user[user]} for user in here}


_hub: Hub | None = None


def running() -> Hub:
    """Return this process's hub, started on first use. Needs a running event loop."""
    global _hub  # noqa: PLW0603 - one a process is what a hub is
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def hand_out(*deliveries: Delivery) -> None:
    """Deliver from anywhere: through the hub where this process has one, else straight onto the channel layer."""
    if _hub is not None and not _hub.loop.is_closed():
        _hub.hand_out(*deliveries)
        return
    try:
        packed = [delivery.packed() for delivery in deliveries]
        async_to_sync(get_channel_layer().group_send)(GROUP, _envelope("", packed))
    except _LAYER_FAULTS as error:
        log.warning("event not published", error=type(error).__name__)


def _envelope(origin: str, deliveries: list[list[Any]]) -> dict[str, Any]:
    return {"type": "hub.deliveries", "origin": origin, "deliveries": deliveries}
