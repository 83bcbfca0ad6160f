"""However much was said: each page, operation and command asks a constant number of queries, each read by an index."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from chat import protocol
from tests.chat import schemas
from tests.unafied import doors
from tests.unafied.plans import Asked, asked
from tests.unafied.world import World, grow, small

LARGE = frozenset(
    {
        "accounts_user",
        "agents_decision",
        "agents_recommendation",
        "chat_conversation",
        "chat_membership",
        "chat_mention",
        "chat_message",
        "chat_messageversion",
        "chat_reaction",
    }
)
"""What grows while people talk; of vectors, tests/agents/test_recall.py has the plans."""

GROWS = {
    "DELETE me/": "each of one's rooms is left by itself, with its own lock and its own news",
    "DELETE conversations/{conversation}/": "all that was said in it goes, a batch at a time",
    "DELETE conversations/{conversation}/members/{member}/": "cards on which they answered change, 200 at a time",
}
"""What takes more queries where there is more, and why that is right."""

OTHERWISE = {
    "GET conversations/{conversation}/sync/?after=0": "who is far behind starts over",
    "sync": "who is far behind starts over",
    "recall what was said": "a large room is searched by the index of its shard",
    "GET search/?q=boiler": "where the latest messages don't fill a page, at most four older stretches are asked",
    "GET search/?q=boi in:kitchen": "the same",
}
"""What takes another way in a large house; this one, too, has a constant number of queries."""

WHOLE = {
    "sweep": "of the rooms it takes those that are listened to, once a minute",
    "a page of the export: evidence": "of the cards it takes all that rest on one's own words",
}
"""What reads a table whole as long as it is as small as here."""


@pytest.fixture
def world(db: None) -> World:
    return small()


def through(name: str, door: doors.Door, world: World, large: frozenset[str] = frozenset()) -> Asked:
    """Go through a door and come back: nothing of what it did stays."""
    world.refresh()
    with asked(large) as noted, transaction.atomic():
        door(world)
        transaction.set_rollback(True)
    return noted


def test_no_number_of_queries_grows_and_none_reads_a_large_table_whole(world: World) -> None:
    counts = {}
    for name, door in doors.doors():
        if name in doors.AGENTS:
            through(name, door, world)  # what they keep in memory is there from now on
        counts[name] = len(through(name, door, world).queries)
    grow(world)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL random_page_cost = 1.1"
        )  # as of a disk without arms: these tables are small ones still
    more, whole = {}, {}
    for name, door in doors.doors():
        if name in GROWS:
            continue
        noted = through(name, door, world, LARGE)
        if len(noted.queries) != counts[name] and name not in OTHERWISE:
            more[name] = (counts[name], len(noted.queries))
        if noted.whole and name not in WHOLE:
            whole[name] = noted.whole
    assert more == {}
    assert whole == {}


def test_a_query_without_its_index_is_named(world: World) -> None:
    grow(world)
    name = "PATCH conversations/{conversation}/messages/{message}/"
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX recommendation_turns")
    [query] = through(name, dict(doors.doors())[name], world, LARGE).whole
    assert query.startswith("agents_recommendation: SELECT")


def test_every_operation_of_the_api_is_a_door() -> None:
    known = {name.partition("?")[0] for name in doors.API}
    there = {
        f"{method.upper()} {path.removeprefix('/api/v1/')}"
        for path, operations in schemas.openapi()["paths"].items()
        for method in operations
        if method in {"get", "put", "post", "patch", "delete"}
    }
    assert there == known


def test_every_command_of_the_socket_is_a_door() -> None:
    assert set(protocol.COMMANDS) == set(doors.COMMANDS) | doors.WITHOUT_DATABASE


def test_every_page_is_a_door() -> None:
    found = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route}") for route in _routes(get_resolver().url_patterns, "")}
    assert {page for page in found if not re.match(r"/(api|admin|healthz|readyz|metrics)", page)} - {
        "/accounts/sign-out/"  # only takes a POST, and asks nothing that grows
    } == set(doors.PAGES)


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            if not here.startswith("admin"):
                yield from _routes(each.url_patterns, here)
        else:
            yield here
