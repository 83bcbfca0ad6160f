"""A recommendation in the room, the works it shows, and a room that is listened to."""

import json
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import LazySettings
from pydantic_ai import models

from accounts.models import User
from agents import pipeline
from agents.breaker import breaker_of
from agents.catalog_items import item_of
from agents.choose import choose
from agents.database import in_database
from agents.library import Library
from agents.models import CatalogItem, Recommendation
from agents.providers import local, widened
from agents.recommend import Moment, Suggestion
from agents.rows import RowError, built_in_files, read_rows
from agents.turns import Matrix
from agents.works import Work
from chat import actions, protocol
from chat.models import Conversation, Message
from tests.agents.openai_server import Service, serving

models.ALLOW_MODEL_REQUESTS = False

Say = Callable[..., Message]
WhileThinking = Callable[[Callable[[], object]], None]


@pytest.fixture(autouse=True)
def _closed_breakers() -> None:
    # A service of an earlier test, left alone for its failures, may have had the port that this one's has.
    breaker_of.cache_clear()


@pytest.fixture
def works(db: None) -> list[CatalogItem]:
    return [
        CatalogItem.objects.create(
            id=f"movie-{title.lower()}", kind="movie", title=title, creator="Somebody", year=2000, description="Good."
        )
        for title in ("One", "Two")
    ]


@pytest.fixture
def recommendation(alice: User, room: Conversation, works: list[CatalogItem]) -> Recommendation:
    trigger = actions.post_message(
        actions.Draft(user=alice.pk, conversation=room.pk, client_id=uuid.uuid4(), content="so bored")
    ).message
    made = Recommendation(
        conversation=room,
        trigger=trigger,
        intent="boredom",
        confidence=0.9,
        reason="A free evening.",
        items=[{"id": work.pk, "rank": rank, "score": 0.5} for rank, work in enumerate(works, start=1)],
        model="local",
        latency_ms=120,
    )
    bare = protocol.RecommendationCard(
        id=made.pk, intent=made.intent, confidence=0.9, reason=made.reason, evidence=[], items=[], trigger=None
    )
    made.message = actions.post_card(room.pk, content="A free evening.", card=bare, client_id=made.pk)
    made.save()
    made.evidence.set([trigger])
    return made


@pytest.fixture
def say(room: Conversation) -> Say:
    """Post as somebody, into the room or another one."""

    def post(user: User, text: str, conversation: Conversation = room, *, off_record: bool = False) -> Message:
        draft = actions.Draft(
            user=user.pk, conversation=conversation.pk, client_id=uuid.uuid4(), content=text, off_record=off_record
        )
        return actions.post_message(draft).message

    return post


@pytest.fixture
def while_thinking(monkeypatch: pytest.MonkeyPatch) -> WhileThinking:
    """Have something happen in the database, once, after the agent has read and before it has chosen."""

    def happens(change: Callable[[], object]) -> None:
        changes = [change]

        async def slow(moment: Moment, library: Library) -> Suggestion | None:
            while changes:
                await in_database(changes.pop())()
            return await choose(moment, library)

        monkeypatch.setattr(pipeline, "choose", slow)

    return happens


@pytest.fixture
def service() -> Iterator[Service]:
    """An OpenAI-compatible service on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def modelled(service: Service, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service, configured as the model."""
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)
    settings.AGENTS_MODEL, settings.AGENTS_TIMEOUT = "openai:gpt-5-mini", 30.0
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = service.url, "sk-secret"
    return service


@pytest.fixture
def catalog(transactional_db: None) -> None:
    """Some sixty works of the built-in catalogue, with their vectors."""
    works, vectors = _some_works()
    items = [item_of(work) for work in works]
    for item, vector in zip(items, vectors, strict=True):
        item.model, item.embedding = local.NAME, vector
    CatalogItem.objects.bulk_create(items)


@cache
def _some_works() -> tuple[list[Work], Matrix]:
    rows = [row for file in built_in_files() for row in read_rows(file)]
    works = [row for row in rows if not isinstance(row, RowError)][::12]
    return works, widened(local.encode([work.text for work in works]))


@pytest.fixture(scope="session")
def unseen() -> set[str]:
    """What only measurements may read: the lines that nothing was tuned on."""
    rows = (Path(__file__).parent / "data" / "unseen_lines.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {json.loads(row)["text"].casefold() for row in rows}
    return {text for text in texts if len(text) > 20}
