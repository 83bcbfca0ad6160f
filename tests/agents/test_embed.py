"""Messages become vectors: only what may be read, also when consent ends while the vectors are on their way."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.conf import LazySettings

from accounts.models import User
from agents import embed
from agents.database import in_database
from agents.models import DIMENSIONS, CatalogItem, MessageEmbedding
from agents.providers import EmbedderError, local
from agents.turns import Matrix
from chat import actions
from chat.models import Conversation
from tests.agents.conftest import Say
from tests.agents.openai_server import Service, vector_of

pytestmark = pytest.mark.django_db(transaction=True)


async def stored() -> dict[str, str]:
    rows = MessageEmbedding.objects.values_list("message__content", "model")
    return dict(await in_database(lambda: list(rows))())


async def test_messages_get_a_vector_of_length_one_by_the_offline_model(
    alice: User, listening: Conversation, say: Say
) -> None:
    said = await in_database(say)(alice, "the boiler man comes on thursday")
    assert await embed.embed_messages([said.pk]) == 1
    found = await MessageEmbedding.objects.aget(message=said)
    assert (found.model, found.conversation_id) == (local.NAME, listening.pk)
    vector = np.array(found.embedding)
    assert vector.shape == (DIMENSIONS,)
    assert np.isclose(np.linalg.norm(vector), 1, atol=1e-4)
    assert not vector[local.WIDTH :].any()


async def test_twice_is_once(alice: User, listening: Conversation, say: Say) -> None:
    said = await in_database(say)(alice, "hello there")
    assert [await embed.embed_messages([said.pk]), await embed.embed_messages([said.pk])] == [1, 0]


async def test_only_what_may_be_read_is_embedded(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    def talk() -> list[UUID]:
        other = actions.start_group(alice, "Not listened to")
        actions.change_membership(bob, listening.pk, agents_allowed=False)
        return [
            say(alice, "read me").pk,
            say(bob, "bob declined").pk,
            say(alice, "off the record", off_record=True).pk,
            say(alice, "another room", other).pk,
            uuid4(),
        ]

    await embed.embed_messages(await in_database(talk)())
    assert set(await stored()) == {"read me"}


@pytest.mark.parametrize("what", ["switched off", "edited", "deleted", "declined"])
async def test_consent_that_ends_on_the_way_leaves_no_vector(
    what: str, alice: User, listening: Conversation, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await in_database(say)(alice, "hello there")
    endings = {
        "switched off": lambda: actions.change_conversation(alice, listening.pk, listening=False),
        "edited": lambda: actions.edit_message(alice, said.pk, "something else"),
        "deleted": lambda: actions.delete_message(alice, said.pk),
        "declined": lambda: actions.change_membership(alice, listening.pk, agents_allowed=False),
    }

    async def slow(_: object, texts: Sequence[str]) -> Matrix:
        await in_database(endings[what])()
        return np.ones((len(texts), DIMENSIONS), dtype=np.float32)

    monkeypatch.setattr(local.LocalEmbedder, "embed", slow)
    assert await embed.embed_messages([said.pk]) == 0
    assert await stored() == {}


async def test_works_are_embedded_once(works: list[CatalogItem]) -> None:
    assert [await embed.embed_catalog(), await embed.embed_catalog()] == [2, 0]
    assert await CatalogItem.objects.filter(model=local.NAME, embedding__isnull=False).acount() == 2


async def test_a_work_that_is_edited_on_the_way_waits_for_its_own_vector(
    works: list[CatalogItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    edited, untouched = works

    async def slow(_: object, texts: Sequence[str]) -> Matrix:
        # Later for certain: a clock may stand still for milliseconds.
        later = edited.changed_at + timedelta(microseconds=1)
        await CatalogItem.objects.filter(pk=edited.pk).aupdate(description="Another text.", changed_at=later)
        return np.ones((len(texts), DIMENSIONS), dtype=np.float32)

    monkeypatch.setattr(local.LocalEmbedder, "embed", slow)
    await embed.embed_catalog()
    left = CatalogItem.objects.without_vector_of(local.NAME)
    assert [work.pk async for work in left] == [edited.pk]
    assert (await CatalogItem.objects.aget(pk=untouched.pk)).embedding is not None


async def test_a_remote_service_embeds_in_its_own_name(
    alice: User, listening: Conversation, say: Say, service: Service, remote: None
) -> None:
    said = await in_database(say)(alice, "hello there")
    await embed.embed_messages([said.pk])
    found = await MessageEmbedding.objects.aget(message=said)
    expected = np.array(vector_of("hello there"))
    assert found.model == "openai:text-embedding-3-small"
    assert np.allclose(found.embedding, expected / np.linalg.norm(expected), atol=1e-5)
    assert service.requests[0]["encoding_format"] == "base64"


async def test_a_service_that_fails_stores_nothing_and_says_so(
    alice: User, listening: Conversation, say: Say, service: Service, remote: None
) -> None:
    said = await in_database(say)(alice, "hello there")
    service.is_broken = "500"
    with pytest.raises(EmbedderError):
        await embed.embed_messages([said.pk])
    assert await stored() == {}


@pytest.fixture
def remote(service: Service, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)
    settings.AGENTS_EMBEDDER = "openai:text-embedding-3-small"
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.AGENTS_TIMEOUT = service.url, "key", 20.0
