"""The count of one load: who was told what, how late, and whether anything was missing, repeated or out of order."""

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

from bench.crowd import Crowd, Member
from bench.peers import Peer

MARK = re.compile(rb"\((\d+)\)")
"""How a posted message carries its number."""


@dataclass(slots=True)
class Underway:
    """A message that somebody still waits for: the ack, or a member; `frame` is how the first member was told."""

    number: int
    sender: Member
    since: float
    awaited: int
    frame: bytes = b""


@dataclass(frozen=True)
class Faults:
    """What must not be."""

    missing: int
    repeated: int
    out_of_order: int

    @property
    def total(self) -> int:
        """How many in all."""
        return self.missing + self.repeated + self.out_of_order


class Tally:
    """Hears everything that is told to a crowd, at `now`. `on_complete` hears of each message that everybody has."""

    def __init__(self, peer: Peer, crowd: Crowd, now: Callable[[], float] = perf_counter) -> None:
        self._now = now
        self.underway: dict[int, Underway] = {}
        self.to_each, self.to_last = array("d"), array("d")
        self.is_measuring = False
        self.on_complete: Callable[[Member], None] = _nothing
        self._peer, self._crowd = peer, crowd
        self._known: dict[bytes, Underway] = {}
        self._posted: dict[int, int] = {}
        self._places: dict[int, int] = {}
        self._room_of = {id(member): room for room, members in enumerate(crowd) for member in members}
        for members in crowd:
            for member in members:
                member.hear = self.hear

    def post(self, sender: Member, since: float) -> int:
        """Note a message that is about to be sent, and return its number. `since` is when it was due."""
        number = len(self._posted)
        room = self._posted[number] = self._room_of[id(sender)]
        self.underway[number] = Underway(number, sender, since, len(self._crowd[room]) + bool(self._peer.ack))
        return number

    def hear(self, member: Member, payload: bytes) -> None:
        """Note what one member is told. This runs once a delivery: it is what the load costs."""
        # Most servers tell everybody by the same bytes, and looking these up costs a third of reading them.
        underway = self._known.get(payload)
        if underway is None:
            self._read(member, payload)
            return
        member.heard.append(underway.number)
        if self.is_measuring:
            self.to_each.append(self._now() - underway.since)
        underway.awaited -= 1
        if not underway.awaited:
            self._complete(underway)

    def give_up(self, since: float) -> None:
        """Stop waiting for messages that were due before `since`; whoever did not get them shows in the faults."""
        for number, underway in list(self.underway.items()):
            if underway.since < since:
                self._forget(number, underway)
                self.on_complete(underway.sender)

    def faults(self) -> Faults:
        """Compare what each member was told with what was posted, in the order that the server gave."""
        missing = repeated = out_of_order = 0
        for room, members in enumerate(self._crowd):
            posted = {number for number, where in self._posted.items() if where == room}
            order = self._order(members[0])
            for member in members:
                heard = set(member.heard)
                missing += len(posted - heard)
                repeated += len(member.heard) - len(heard)
                out_of_order += sum(order.get(one, 0) > order.get(next_, 0) for one, next_ in pairwise(member.heard))
            missing += sum(self._peer.place is not None and number not in self._places for number in posted)
        return Faults(missing, repeated, out_of_order)

    def _read(self, member: Member, payload: bytes) -> None:
        mark = MARK.search(payload)
        if mark is None:
            return
        number = int(mark[1])
        underway = self.underway.get(number)
        is_ack = bool(self._peer.ack) and payload.startswith(self._peer.ack)
        if is_ack:
            self._place(number, payload)
        else:
            member.heard.append(number)
        if underway is not None:
            self._arrive(underway, payload, is_ack=is_ack)

    def _arrive(self, underway: Underway, payload: bytes, *, is_ack: bool) -> None:
        if not is_ack and not underway.frame:
            underway.frame = payload
            self._known[payload] = underway
        if not is_ack and self.is_measuring:
            self.to_each.append(self._now() - underway.since)
        underway.awaited -= 1
        if not underway.awaited:
            self._complete(underway)

    def _order(self, witness: Member) -> dict[int, int]:
        # A peer that does not number its messages has to tell them to everybody in the order it tells the first.
        if self._peer.place is not None:
            return self._places
        return {number: place for place, number in enumerate(witness.heard)}

    def _place(self, number: int, ack: bytes) -> None:
        found = self._peer.place and self._peer.place.search(ack)
        if found:
            self._places[number] = int(found[1])

    def _complete(self, underway: Underway) -> None:
        self._forget(underway.number, underway)
        if self.is_measuring:
            self.to_last.append(self._now() - underway.since)
        self.on_complete(underway.sender)

    def _forget(self, number: int, underway: Underway) -> None:
        del self.underway[number]
        self._known.pop(underway.frame, None)


def _nothing(_member: Member) -> None:
    pass
