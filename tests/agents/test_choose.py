"""Who chooses: whatever happens to the model, the room gets its answer, in time, and the log says only what failed."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from pydantic_ai.exceptions import (
    ConcurrencyLimitExceeded,
    FallbackExceptionGroup,
    ModelHTTPError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)
from structlog.testing import capture_logs

from agents.breaker import FAILURES, breaker_of
from agents.recommend import LOCAL
from tests.agents.moments import GOOD, LIBRARY, REASON, chosen, moment
from tests.agents.openai_server import Service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("modelled")]

SECRET = "the word nobody may log"


@pytest.mark.parametrize("intent", ["boredom", "ask"])
@pytest.mark.parametrize(
    "fault",
    [
        *("400", "401", "403", "404", "429", "429 after 0", "429 after 30", "500", "503 after 30"),
        *("garbage", "truncated", "nothing", "no choices", "huge", "cut"),
    ],
)
async def test_a_service_that_fails_is_left_for_the_local_answer(service: Service, fault: str, intent: str) -> None:
    service.is_broken, service.answers = fault, [GOOD] * 9
    with capture_logs() as logs:
        found = await chosen(moment(SECRET, intent=intent))
    assert found.model == LOCAL
    assert found.items
    assert_says_what_failed_and_no_more(logs)


@pytest.mark.parametrize("fault", ["timeout", "drip"])
@pytest.mark.parametrize("intent", ["boredom", "ask"])
async def test_a_service_without_end_is_left_in_time(
    service: Service, settings: LazySettings, fault: str, intent: str
) -> None:
    settings.AGENTS_TIMEOUT = 1.0
    service.is_broken, service.answers = fault, [GOOD] * 9
    with capture_logs() as logs:
        async with asyncio.timeout(10):
            assert (await chosen(moment(SECRET, intent=intent))).model == LOCAL
    assert_says_what_failed_and_no_more(logs)


@pytest.mark.parametrize("is_full", [True, False], ids=["lets nobody in", "is not there"])
async def test_an_address_that_nobody_answers_is_left_in_time(settings: LazySettings, *, is_full: bool) -> None:
    settings.AGENTS_TIMEOUT = 2.0
    with unanswering(is_full=is_full) as port:
        settings.OPENAI_BASE_URL = f"http://127.0.0.1:{port}/v1"
        with capture_logs() as logs:
            async with asyncio.timeout(10):
                assert (await chosen(moment(SECRET))).model == LOCAL
    assert_says_what_failed_and_no_more(logs)


POINTLESS = {
    "no candidate": {"items": ["movie-99"], "reason": REASON},
    "nothing chosen": {"items": [], "reason": REASON},
    "another shape": {"things": 1},
    "empty": "",
    "no JSON": "nonsense",
    "a novel of nonsense": "nonsense " * 500,
    "tools for ever": ("tool", "search_catalog", {"words": "comedy"}),
    "wrong arguments": ("tool", "search_catalog", {"nonsense": "comedy"}),
    "unknown tool": ("tool", "delete_everything", {}),
}


@pytest.mark.parametrize("answer", POINTLESS.values(), ids=POINTLESS)
@pytest.mark.parametrize("intent", ["boredom", "ask"])
async def test_a_model_that_never_comes_to_the_point_is_left_and_paid(
    service: Service, answer: Any, intent: str
) -> None:
    service.answers = [answer] * 9
    with capture_logs() as logs:
        found = await chosen(moment(SECRET, intent=intent))
    assert found.model == LOCAL
    assert found.input_tokens >= 100, "what failed was not free"
    assert found.cost_usd > 0
    assert len(service.requests) <= 4
    assert_says_what_failed_and_no_more(logs)


@pytest.mark.parametrize(
    ("error", "is_of_service"),
    [
        (FallbackExceptionGroup("all failed", [ModelHTTPError(500, "m", SECRET)]), True),
        (ModelHTTPError(500, "m", SECRET), True),
        (TimeoutError(SECRET), True),
        (ConcurrencyLimitExceeded(SECRET), False),
        (UsageLimitExceeded(SECRET), False),
        (UnexpectedModelBehavior(SECRET, SECRET), False),
    ],
)
async def test_every_error_ends_in_the_local_answer_and_only_the_services_own_count_against_it(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, error: Exception, *, is_of_service: bool
) -> None:
    async def fails(*_: Any) -> None:
        raise error

    monkeypatch.setattr("agents.agent.suggest_by_model", fails)
    with capture_logs() as logs:
        for _ in range(FAILURES):
            assert (await chosen(moment(SECRET))).model == LOCAL
    assert breaker_of(settings.AGENTS_MODEL, settings.OPENAI_BASE_URL).is_open() is is_of_service, logs
    assert_says_what_failed_and_no_more(logs)


async def test_after_repeated_failures_the_model_is_left_alone(service: Service) -> None:
    service.is_broken = "400"
    for _ in range(FAILURES):
        await chosen()
    service.is_broken, service.answers = "", [GOOD]
    asked = len(service.requests)
    assert (await chosen()).model == LOCAL
    assert len(service.requests) == asked


async def test_a_service_that_wants_to_be_left_alone_is(service: Service) -> None:
    service.is_broken = "429 after 30"
    await chosen()
    service.is_broken, service.answers = "", [GOOD]
    assert (await chosen()).model == LOCAL
    assert len(service.requests) == 1, "neither asked again at once, nor for the next message"


async def test_a_hiccup_is_not_noticed(service: Service) -> None:
    service.faults, service.answers = ["500"], [GOOD]
    assert (await chosen()).reason == REASON


@pytest.mark.parametrize("name", ["nowhere:model", "nonsense"])
async def test_a_name_that_nobody_knows_is_left_for_the_local_answer(settings: LazySettings, name: str) -> None:
    settings.AGENTS_MODEL = name
    assert (await chosen()).model == LOCAL


async def test_no_more_runs_at_once_than_are_good_for_the_service(service: Service) -> None:
    service.answers = [GOOD] * 30
    found = await asyncio.gather(*(chosen() for _ in range(30)))
    assert all(each.items for each in found)
    assert LIBRARY.works, "and the process lives"


def assert_says_what_failed_and_no_more(logs: Any) -> None:
    warnings = [line for line in logs if line["log_level"] == "warning"]
    assert warnings
    assert {line["event"] for line in warnings} == {"the model did not answer"}
    assert all(line["error"] for line in warnings)
    for secret in (SECRET, "sk-secret", REASON):
        assert secret not in str(logs)


@contextmanager
def unanswering(*, is_full: bool) -> Iterator[int]:
    """A port that refuses connections, or whose queue is full so that nothing comes back at all."""
    with ExitStack() as stack:
        held = stack.enter_context(socket.socket())
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        if is_full:
            held.listen(0)
            for _ in range(4):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(("127.0.0.1", port))
        yield port
