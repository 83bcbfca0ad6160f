"""A client as docs/protocol.md tells how to write one: what it knows, kept right by revisions on any network.

It is the reference: if following these rules ends in another state than the database has, the protocol is wrong.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]

COUNTED = 100


class Server(Protocol):
    """What a client can ask. None: there is no such room, or one is not in it."""

    def own(self, room: str) -> Json | None:
        """Give `GET conversations/{id}/`."""

    def members(self, room: str) -> list[Json] | None:
        """Give all members."""

    def history(self, room: str) -> list[Json] | None:
        """Give all messages."""

    def sync(self, room: str, after: int) -> Json | None:
        """Give a `sync.page`."""


@dataclass
class Room:
    """What is known of one room: everything up to `revision`, and what is `held` because something before it lacks."""

    revision: int
    state: Json
    own: Json
    members: dict[str, Json]
    messages: dict[str, Json]
    held: dict[int, Json] = field(default_factory=dict)
    is_whole: bool = True
    """Whether all of the history is here: after a reset it begins somewhere."""


class Replica:
    """All that one client knows."""

    def __init__(self, me: str, server: Server) -> None:
        self.me = me
        self.server = server
        self.rooms: dict[str, Room] = {}

    def take(self, event: Json) -> None:
        """Take what the server tells, whatever it is."""
        room = event.get("conversation")
        if event["type"] == "hello":
            self._begin(event)
        elif event["type"] == "read.marked":
            self._read(event)
        elif event["type"] == "read.all_marked":
            for mark in event["marks"]:
                self._read(mark)
        elif event["type"] == "switches.changed":
            self._switch(event)
        elif room is not None and "revision" in event:
            self._durable(room, event)

    def catch_up(self, room: str) -> None:
        """Close a gap by asking what changed, for as long as there is more."""
        is_done = False
        while room in self.rooms and not is_done:
            page = self.server.sync(room, self.rooms[room].revision)
            if page is None:
                del self.rooms[room]
            else:
                self._take_page(page)
            is_done = page is None or not page["more"]

    @property
    def gaps(self) -> list[str]:
        """Rooms of which something came that can't be applied yet."""
        return [id_ for id_, room in self.rooms.items() if room.held]

    # Beginnings -----------------------------------------------------------------------------------------------

    def _begin(self, hello: Json) -> None:
        told = {each["id"]: each for each in hello["conversations"]}
        self.rooms = {id_: room for id_, room in self.rooms.items() if id_ in told}
        for id_, own in told.items():
            if id_ not in self.rooms:
                self._load(id_)
                continue
            self.rooms[id_].own = _own(own)
            if own["revision"] > self.rooms[id_].revision:
                self.catch_up(id_)

    def _load(self, id_: str) -> None:
        # The revision before the rest: what follows is then at least as new as what we count from.
        own = self.server.own(id_)
        members = self.server.members(id_)
        messages = self.server.history(id_)
        if own is None or members is None or messages is None:
            return
        self.rooms[id_] = Room(
            revision=own["revision"],
            state=_state(own),
            own=_own(own),
            members={each["user"]["id"]: each for each in members},
            messages={each["id"]: each for each in messages},
        )

    # Events ---------------------------------------------------------------------------------------------------

    def _durable(self, id_: str, event: Json) -> None:
        room = self.rooms.get(id_)
        if room is None:
            self._load(id_)
        elif event["type"] == "conversation.changed":
            self._hint(room, event)
        elif event["revision"] > room.revision:
            room.held[event["revision"]] = event
            self._apply_in_turn(id_)

    def _hint(self, room: Room, event: Json) -> None:
        # It may stand for something that was lost, so that it proves nothing about what lies between.
        _take_state(room, event["state"])
        if event["revision"] > room.revision:
            self.catch_up(event["conversation"])

    def _apply_in_turn(self, id_: str) -> None:
        while (room := self.rooms.get(id_)) and room.revision + 1 in room.held:
            event = room.held.pop(room.revision + 1)
            room.revision += 1
            if event["type"] == "membership.changed":
                self._move(id_, room, event)
            else:
                _merge(room, event["message"])
                _take_state(room, event.get("state") or room.state)

    def _move(self, id_: str, room: Room, event: Json) -> None:
        member, user = event["member"], event["member"]["user"]["id"]
        if event["change"] == "left":
            room.members.pop(user, None)
            if user == self.me:
                del self.rooms[id_]
        else:
            room.members[user] = member

    def _read(self, event: Json) -> None:
        room = self.rooms.get(event["conversation"])
        if room and (event["turn"], event["sequence"]) > (room.own["read_turn"], room.own["read_sequence"]):
            room.own |= {"read_turn": event["turn"], "read_sequence": event["sequence"]}

    def _switch(self, event: Json) -> None:
        room = self.rooms.get(event["conversation"])
        if room:
            room.own |= {name: event[name] for name in ("notifications", "agents_allowed", "listening_told_at")}

    def _take_page(self, page: Json) -> None:
        room = self.rooms[page["conversation"]]
        if page["reset"]:
            room.messages, room.held, room.revision = {}, {}, 0
            room.is_whole = False
            room.state = {"revision": 0}
        for message in page["messages"]:
            _merge(room, message)
        if page["state"]:
            _take_state(room, page["state"])
        if page["members"] is not None:
            room.members = {each["user"]["id"]: each for each in page["members"]}
        room.revision = max(room.revision, page["revision"])
        room.held = {revision: event for revision, event in room.held.items() if revision > room.revision}
        self._apply_in_turn(page["conversation"])

    # What it shows --------------------------------------------------------------------------------------------

    def timeline(self, id_: str) -> list[Json]:
        """The messages in their places."""
        return sorted(self.rooms[id_].messages.values(), key=lambda each: int(each["sequence"]))

    def members(self, id_: str) -> dict[str, Json]:
        """Who is in the room, by id; who is there now is left out."""
        return {user: {**each, "online": None} for user, each in self.rooms[id_].members.items()}

    def own(self, id_: str) -> Json:
        """The room as `GET conversations/{id}/` would tell it, all of it from what came by events; all others by id."""
        room, timeline = self.rooms[id_], self.timeline(id_)
        standing = [each for each in timeline if each["deleted_at"] is None]
        unread = [
            each
            for each in standing
            if each["sequence"] > room.own["read_sequence"] and not (each["sender"] and each["sender"]["id"] == self.me)
        ]
        mentions = [each for each in unread if each["mentions_all"] or self.me in each["mentions"]]
        others = [each["user"] for user, each in sorted(room.members.items()) if user != self.me]
        return {
            **room.state,
            **room.own,
            "revision": room.revision,
            "role": room.members[self.me]["role"],
            "unread": min(COUNTED, len(unread)),
            "unread_mentions": min(COUNTED, len(mentions)),
            "member_count": len(room.members),
            "others": others,
            "last_message": standing[-1] if standing else None,
        }


def _merge(room: Room, message: Json) -> None:
    known = room.messages.get(message["id"])
    if known is None or known["revision"] < message["revision"]:
        room.messages[message["id"]] = message


def _take_state(room: Room, state: Json) -> None:
    if state["revision"] >= room.state["revision"]:
        room.state = dict(state)


def _own(own: Json) -> Json:
    names = ("read_sequence", "read_turn", "notifications", "agents_allowed", "listening_told_at")
    return {name: own[name] for name in names}


def _state(own: Json) -> Json:
    names = ("id", "kind", "title", "revision", "listening", "listening_since", "eagerness", "pin_count", "created_at")
    return {name: own[name] for name in names}
