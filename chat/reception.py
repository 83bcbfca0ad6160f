"""Letting people in. Those who come at the same time are looked up together, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from chat import handshake, nouns, presence, protocol, reading
from chat.handshake import Caller, Scope
from chat.models import Membership
from chat.together import Together

MOST = 256
"""Who are looked up together: the more, the less each of them takes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who may come in, and the rooms to be heard with their revisions."""

    caller: Caller
    revisions: dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Welcome:
    """The text of a hello, and the rooms it tells of with their revisions."""

    text: str
    revisions: dict[UUID, int]


def look_up(scopes: Sequence[Scope]) -> list[Arrival | Exception]:
    """Find out who opens these sockets and what they will hear; in place of an arrival stands what was wrong."""
    callers = handshake.identify(scopes)
    revisions = revisions_of([each.user.pk for each in callers if isinstance(each, Caller)])
    return [each if isinstance(each, Exception) else Arrival(each, revisions[each.user.pk]) for each in callers]


def revisions_of(users: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Return, by user, the rooms that they are in with their revisions now."""
    found: dict[UUID, dict[UUID, int]] = {user: {} for user in users}
    memberships = Membership.objects.filter(user__in=found)
    for user, room, revision in memberships.values_list("user", "conversation", "conversation__revision"):
        found[user][room] = revision
    return found


def welcome(users: Sequence[User]) -> list[Welcome]:
    """Make each of them a hello of what is now."""
    conversations = reading.conversations_of([user.pk for user in users])
    others = {other.id for those in conversations.values() for each in those for other in each.others}
    online = presence.those_there(others)
    return [_welcome(user, conversations[user.pk], online) for user in users]


def _welcome(user: User, conversations: list[protocol.OwnConversation], online: frozenset[UUID]) -> Welcome:
    there = sorted({other.id for each in conversations for other in each.others if other.id in online})
    hello = protocol.Hello(user=nouns.person(user), conversations=conversations, online=there)
    return Welcome(hello.model_dump_json(), {each.id: each.revision for each in conversations})


arrivals: Together[Scope, Arrival] = Together(look_up, most=MOST)
welcomes: Together[User, Welcome] = Together(welcome, most=MOST)
