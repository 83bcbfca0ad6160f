"""Group commit: together when it can be, each answered for itself, and never acked what is not stored."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from accounts.models import User
from accounts.problems import Refusal
from chat import actions, desk, poster
from chat.actions.posting import Outcome, Posted
from chat.models import Conversation, Message
from tests.chat.client import PATIENCE, connected
from tests.chat.test_posting import draft

pytestmark = pytest.mark.django_db(transaction=True)

Post = Callable[[Sequence[actions.Draft]], list[Outcome]]


class Counter:
    """A poster, and what it answers as futures."""

    def __init__(self) -> None:
        self.poster = poster.Poster()

    def post(self, said: actions.Draft) -> "asyncio.Future[Posted]":
        """Return what comes of it."""
        outcome: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()

        def answer(told: Outcome) -> None:
            if isinstance(told, Refusal):
                outcome.set_exception(told)
            else:
                outcome.set_result(told)

        self.poster.post(said, answer)
        return outcome


@pytest.fixture
async def desk_of_posts() -> AsyncIterator[Counter]:
    made = Counter()
    yield made
    made.poster.stop()
    await asyncio.to_thread(made.poster._thread.join, PATIENCE)


@pytest.fixture
async def running() -> AsyncIterator[poster.Poster]:
    """The process's poster."""
    made = poster.running()
    yield made
    made.stop()
    await asyncio.to_thread(made._thread.join, PATIENCE)


@pytest.fixture
def _own_connection_is_lost_too(transactional_db: None) -> Iterator[None]:
    yield
    connection.close()


def code_of(outcome: Posted | BaseException) -> str:
    return outcome.code if isinstance(outcome, Refusal) else "posted"


async def outcomes(futures: list["asyncio.Future[Posted]"]) -> list[Posted | BaseException]:
    return await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), PATIENCE)


async def test_what_waits_while_a_transaction_is_in_flight_goes_into_the_next_together(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    is_in_flight, may_commit, sizes = threading.Event(), threading.Event(), list[int]()
    hold_up(monkeypatch, is_in_flight, may_commit, sizes)
    first = [desk_of_posts.post(draft(alice, room, "0"))]
    await asyncio.to_thread(is_in_flight.wait, PATIENCE)
    rest = [desk_of_posts.post(draft(alice, room, str(number))) for number in range(1, 250)]
    may_commit.set()
    posted = await outcomes(first + rest)
    assert sizes == [1, 100, 100, 49]
    contents = [each.message.content for each in posted if isinstance(each, Posted)]
    assert contents == [str(number) for number in range(250)], "each gets its own, in order"
    stored = await desk.ask(lambda: list(Message.objects.order_by("sequence").values_list("content", flat=True)))
    assert stored == contents


async def test_what_is_said_in_one_round_of_the_loop_goes_together(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    is_in_flight, may_commit, sizes = threading.Event(), threading.Event(), list[int]()
    may_commit.set()
    hold_up(monkeypatch, is_in_flight, may_commit, sizes)
    for _ in range(2):
        await outcomes([desk_of_posts.post(draft(alice, room, each)) for each in "123"])
    assert sizes == [3, 3]


async def test_each_draft_of_a_batch_has_an_outcome_of_its_own(
    desk_of_posts: Counter, alice: User, charlie: User, room: Conversation
) -> None:
    drafts = [draft(alice, room, "a"), draft(charlie, room, "b"), draft(alice, room, "c")]
    told = await outcomes([desk_of_posts.post(each) for each in drafts])
    assert [code_of(each) for each in told] == ["posted", "not_found", "posted"]


@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InterfaceError("closed"), DatabaseError("no"), RuntimeError("a defect")]
)
async def test_a_failing_transaction_is_answered_unavailable_and_the_next_one_goes_through(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any, error: Exception
) -> None:
    # Once is enough: no connection was kept, so a new one would not help, and who waits should not wait twice.
    fail(monkeypatch, [error], after_commit=False)
    lost = draft(alice, room, "again")
    [told] = await outcomes([desk_of_posts.post(lost)])
    assert code_of(told) == "unavailable"
    assert isinstance(told, Refusal)
    assert told.retry_after
    [told] = await outcomes([desk_of_posts.post(lost)])
    assert isinstance(told, Posted)
    assert told.is_new


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
async def test_a_connection_that_was_lost_meanwhile_is_replaced_and_nobody_notices(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any, error: Exception
) -> None:
    await outcomes([desk_of_posts.post(draft(alice, room, "this connection is kept"))])
    fail(monkeypatch, [error], after_commit=False)
    [told] = await outcomes([desk_of_posts.post(draft(alice, room))])
    assert code_of(told) == "posted"


async def test_a_kept_connection_goes_back_when_nobody_talks(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    is_given_back, give_back = threading.Event(), connections.close_all

    def given_back() -> None:
        was_kept = connection.connection is not None
        give_back()
        if was_kept:
            is_given_back.set()

    monkeypatch.setattr(poster, "connections", SimpleNamespace(close_all=given_back))
    [told] = await outcomes([desk_of_posts.post(draft(alice, room))])
    assert code_of(told) == "posted"
    assert await asyncio.to_thread(is_given_back.wait, PATIENCE)


async def test_a_commit_whose_answer_was_lost_is_found_again(
    desk_of_posts: Counter, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    await outcomes([desk_of_posts.post(draft(alice, room, "this connection is kept"))])
    fail(monkeypatch, [OperationalError("the connection broke")], after_commit=True)
    [told] = await outcomes([desk_of_posts.post(draft(alice, room, "once"))])
    assert isinstance(told, Posted)
    assert not told.is_new
    assert await desk.ask(Message.objects.filter(content="once").count) == 1


async def test_an_answer_that_fails_holds_up_nobody(desk_of_posts: Counter, alice: User, room: Conversation) -> None:
    def fail_to_answer(_: Outcome) -> None:
        raise RuntimeError("the socket is gone")

    desk_of_posts.poster.post(draft(alice, room, "a"), fail_to_answer)
    [told] = await outcomes([desk_of_posts.post(draft(alice, room, "b"))])
    assert isinstance(told, Posted)


async def test_what_was_asked_for_before_a_stop_is_posted(alice: User, room: Conversation) -> None:
    made = Counter()
    posted = [made.post(draft(alice, room, str(number))) for number in range(3)]
    made.poster.stop()
    assert [code_of(each) for each in await outcomes(posted)] == ["posted"] * 3
    await asyncio.to_thread(made.poster._thread.join, PATIENCE)
    assert not made.poster._thread.is_alive()


@pytest.mark.usefixtures("_own_connection_is_lost_too")
async def test_what_is_acked_is_stored_whenever_the_database_breaks_off(alice: User, room: Conversation) -> None:
    async with connected(alice) as hers:
        acked: list[str] = []
        for number in range(12):
            if number % 3 == 2:
                break_off_all_connections()
            mark = draft(alice, room).client_id
            answer = await hers.post(room.pk, str(number), client_id=str(mark))
            while answer["type"] == "error":
                assert answer["code"] == "unavailable"
                answer = await hers.post(room.pk, str(number), client_id=str(mark))
            acked.append(answer["message"]["id"])
        stored = await desk.ask(lambda: list(Message.objects.order_by("sequence").values_list("pk", flat=True)))
        assert [str(pk) for pk in stored] == acked


def hold_up(monkeypatch: Any, is_in_flight: threading.Event, may_commit: threading.Event, sizes: list[int]) -> None:
    """Let transactions wait until they may commit; note how much each of them posts."""
    post = actions.post_messages

    def count(drafts: Sequence[actions.Draft]) -> list[Outcome]:
        sizes.append(len(drafts))
        is_in_flight.set()
        may_commit.wait(PATIENCE)
        return post(drafts)

    monkeypatch.setattr(actions, "post_messages", count)


def fail(monkeypatch: Any, failures: list[Exception], *, after_commit: bool) -> None:
    """Let the next transactions fail, before they do anything or after they are committed."""
    post = actions.post_messages

    def failing(drafts: Sequence[actions.Draft]) -> list[Outcome]:
        if not failures:
            return post(drafts)
        if after_commit:
            post(drafts)
        raise failures.pop()

    monkeypatch.setattr(actions, "post_messages", failing)


async def test_a_thread_that_waits_keeps_no_connection_from_the_poster(
    running: poster.Poster, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    given_back, post = threading.Event(), actions.post_messages
    close = connections.close_all

    def close_and_tell() -> None:
        close()
        given_back.set()

    def post_once_given_back(drafts: Sequence[actions.Draft]) -> list[Outcome]:
        assert given_back.wait(PATIENCE)
        return post(drafts)

    def say() -> Posted:
        connection.ensure_connection()
        monkeypatch.setattr(connections, "close_all", close_and_tell)
        posted = poster.post(draft(alice, room, "tea"))
        assert connection.connection is None
        return posted

    monkeypatch.setattr(actions, "post_messages", post_once_given_back)
    assert (await asyncio.to_thread(say)).is_new
    assert await desk.ask(Message.objects.count) == 1


async def test_a_thread_that_posts_is_told_the_refusal(
    running: poster.Poster, charlie: User, room: Conversation
) -> None:
    with pytest.raises(Refusal) as refused:
        await asyncio.to_thread(poster.post, draft(charlie, room, "let me in"))
    assert refused.value.code == "not_found"


async def test_a_thread_waits_only_so_long(
    running: poster.Poster, alice: User, room: Conversation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(poster, "PATIENCE", 0.01)
    monkeypatch.setattr(running, "post", lambda *_: None)
    with pytest.raises(Refusal) as refused:
        await asyncio.to_thread(poster.post, draft(alice, room, "tea"))
    assert refused.value.code == "unavailable"


def break_off_all_connections() -> None:
    """End every connection to the database, as a restart of it does."""
    given = connection.get_connection_params()
    address = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if name in given}
    with psycopg.connect(**address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
