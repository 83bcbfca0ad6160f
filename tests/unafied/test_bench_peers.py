"""The other servers of the benchmark: what they say is understood, and what they get wrong is counted."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bench import rest
from bench.crowd import Member
from bench.peers import MissingPeerError, Peer, Seat
from bench.peers.ejabberd.peer import Ejabberd
from bench.peers.node.peer import Node
from bench.peers.tutorial.peer import Tutorial
from bench.shape import Shape, parsed
from bench.stage import Stage
from bench.tally import Faults, Tally

SAID = (
    '<message xmlns="jabber:client" to="{to}" from="room@conference.localhost/member-0" type="groupchat" id="hi">'
    '<stanza-id by="room@conference.localhost" id="1"/><body>hi ({number})</body></message>'
)


def ejabberd_tells(member: Member, number: int) -> None:
    member.hear(member, SAID.format(to=id(member), number=number).encode())


def node_tells(member: Member, number: int) -> None:
    member.hear(member, b'{"type":"message","message":{"id":"7","room":"room","content":"hi (%d)"}}' % number)


def a_room(peer: Peer) -> tuple[Tally, list[Member]]:
    seats = peer.seats(Shape(1, 2))[0]
    members = [Member(seat, peer.enter(seat)) for seat in seats]
    return Tally(peer, [members]), members


def test_ejabberds_message_counts_when_everybody_has_it_since_it_has_no_acks() -> None:
    tally, members = a_room(Ejabberd())
    number = tally.post(members[0], 0.0)
    ejabberd_tells(members[0], number)
    assert tally.underway
    ejabberd_tells(members[1], number)
    assert not tally.underway
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=0)


def test_what_ejabberd_tells_in_two_orders_is_out_of_order() -> None:
    tally, members = a_room(Ejabberd())
    first, second = tally.post(members[0], 0.0), tally.post(members[1], 0.0)
    for member, numbers in zip(members, ((first, second), (second, first)), strict=True):
        for number in numbers:
            ejabberd_tells(member, number)
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=1)


def test_nodes_message_counts_when_it_is_also_acked() -> None:
    tally, members = a_room(Node())
    number = tally.post(members[0], 0.0)
    for member in members:
        node_tells(member, number)
    assert tally.underway
    members[0].hear(members[0], b'{"type":"ack","ref":"hi (%d)","id":"7"}' % number)
    assert not tally.underway
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=0)


def test_what_node_never_tells_is_missing_and_what_it_tells_again_later_is_repeated() -> None:
    tally, members = a_room(Node())
    told, untold = tally.post(members[0], 0.0), tally.post(members[0], 0.0)
    for member in (*members, members[1]):
        node_tells(member, told)
    node_tells(members[0], untold)
    assert tally.faults() == Faults(missing=1, repeated=1, out_of_order=0)


def test_a_late_message_is_still_heard_after_it_was_given_up() -> None:
    tally, members = a_room(Node())
    number = tally.post(members[0], 0.0)
    node_tells(members[0], number)
    tally.give_up(1.0)
    node_tells(members[1], number)
    assert tally.faults() == Faults(missing=0, repeated=0, out_of_order=0)


def test_coming_into_ejabberd_is_a_dialogue_that_ends_with_the_rooms_subject() -> None:
    entrance = Ejabberd().enter(Seat("room@conference.localhost", "/ws", nick="alice"))
    assert b"<open" in next(entrance)
    assert entrance.send(b"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>") == b""
    assert b"<auth" in entrance.send(b"<stream:features><mechanism>ANONYMOUS</mechanism></stream:features>")
    assert b"<open" in entrance.send(b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    assert b"<bind" in entrance.send(b"<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")
    assert b'to="room@conference.localhost/alice"' in entrance.send(b"<iq type='result'><bind><jid>a@b/c</jid></bind>")
    assert entrance.send(b"<presence from='room@conference.localhost/alice'/>") == b""
    with pytest.raises(StopIteration):
        entrance.send(b"<message type='groupchat'><subject/></message>")


@pytest.mark.parametrize("peer", [Node(), Ejabberd(), Tutorial()])
def test_every_saying_reaches_a_peer_whole(peer: Peer) -> None:
    seat = peer.seats(Shape(1, 1))[0][0]
    assert b"(7)" in peer.post(seat, 'is 1 < 2 & "so" on? (7)')


def test_markup_does_not_break_ejabberds_stanza() -> None:
    assert b"1 &lt; 2 &amp; so" in Ejabberd().post(Seat("room", "/ws"), "1 < 2 & so")


@pytest.mark.parametrize(("peer", "how"), [(Node(), "nodejs.org"), (Ejabberd(), "apt install ejabberd")])
def test_a_peer_that_is_not_installed_says_how_to_get_it(
    peer: Peer, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(MissingPeerError, match=how):
        peer.prepare(Stage(tmp_path, frozenset(), frozenset()), [])


def test_a_shape_is_written_as_rooms_members_and_senders() -> None:
    assert parsed("25x4x1") == Shape(rooms=25, members=4, senders=1)


@pytest.mark.parametrize(("status", "line"), [(201, b"HTTP/1.1 201 Created"), (429, b"HTTP/1.1 429 Too Many Requests")])
async def test_an_answer_by_rest_is_read_whole(status: int, line: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(line + b"\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 ")
    assert await rest.answered(reader) == status
    assert await reader.readexactly(9) == b"HTTP/1.1 "
