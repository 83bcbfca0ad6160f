"""The embedders: the same text gives the same vector, and every failure says whether trying again can help."""

import numpy as np
import pytest
from django.conf import LazySettings

from agents.models import DIMENSIONS
from agents.providers import EmbedderError, local, named, widened
from tests.agents.openai_server import Service

NAME = "openai:text-embedding-3-small"


@pytest.fixture(autouse=True)
def _allowed(service: Service, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.AGENTS_TIMEOUT = service.url, "key", 20.0


async def test_the_offline_model_gives_a_text_the_same_vector_alone_and_in_company() -> None:
    texts = ["nothing to do", "Heute ist mir langweilig", "ok", "a" * 5_000, ""]
    together = await named("local").embed(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose((await named("local").embed([text]))[0], vector, atol=1e-4)


async def test_the_offline_model_understands_across_languages() -> None:
    bored, gelangweilt, train = local.encode(["i am so bored", "mir ist so langweilig", "the train leaves at nine"])
    assert bored @ gelangweilt > 0.6 > bored @ train


async def test_no_texts_are_no_vectors() -> None:
    assert (await named("local").embed([])).shape == (0, DIMENSIONS)
    assert (await named(NAME).embed([])).shape == (0, DIMENSIONS)


def test_a_padded_vector_has_length_one_and_the_same_cosines() -> None:
    narrow = np.random.default_rng(0).normal(size=(3, 512)).astype(np.float32)
    wide = widened(narrow)
    assert np.allclose(np.linalg.norm(wide, axis=1), 1)
    cosine = narrow[0] @ narrow[1] / np.linalg.norm(narrow[0]) / np.linalg.norm(narrow[1])
    assert np.isclose(wide[0] @ wide[1], cosine, atol=1e-5)


def test_a_vector_too_wide_to_be_stored_is_an_error_that_stays() -> None:
    with pytest.raises(EmbedderError) as raised:
        widened(np.ones((1, 3072), dtype=np.float32))
    assert not raised.value.is_temporary


async def test_many_texts_go_in_batches_that_the_service_takes(service: Service) -> None:
    vectors = await named(NAME).embed(["a", "b"] * 1_025)
    assert [len(request["input"]) for request in service.requests] == [2_048, 2]
    assert np.allclose(vectors[0], vectors[2_048])
    assert not np.allclose(vectors[0], vectors[1])


async def test_long_texts_go_in_batches_that_the_service_takes_too(service: Service) -> None:
    vectors = await named(NAME).embed(["長" * 8_000, "", *["x" * 9_000] * 80])
    sizes = [[len(text.encode()) for text in request["input"]] for request in service.requests]
    assert all(sum(batch) <= 300_000 for batch in sizes)
    assert max(max(batch) for batch in sizes) <= 8_000
    assert [len(batch) for batch in sizes] == [38, 37, 7]
    assert vectors.shape == (82, DIMENSIONS)


async def test_nobody_sleeps_until_a_service_has_time_again(service: Service) -> None:
    service.faults = ["429 after 30"]
    with pytest.raises(EmbedderError) as raised:
        await named(NAME).embed(["one"])
    assert raised.value.is_temporary, "the queue asks again"
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("fault", "is_temporary"),
    [("429", True), ("500", True), ("timeout", True), ("401", False), ("short", False), ("400", False)],
)
async def test_a_failure_says_whether_trying_again_can_help(
    service: Service, settings: LazySettings, fault: str, *, is_temporary: bool
) -> None:
    await named(NAME).embed(["awake"])
    service.is_broken = fault
    settings.AGENTS_TIMEOUT = 1.0 if fault == "timeout" else 20.0
    with pytest.raises(EmbedderError) as raised:
        await named(NAME).embed(["one", "two"])
    assert raised.value.is_temporary is is_temporary


@pytest.mark.parametrize("fault", ["garbage", "truncated"])
async def test_an_answer_that_is_none_is_an_error_and_no_crash(service: Service, fault: str) -> None:
    service.is_broken = fault
    with pytest.raises(EmbedderError):
        await named(NAME).embed(["one"])


async def test_a_hiccup_is_not_noticed(service: Service) -> None:
    service.faults = ["500"]
    assert (await named(NAME).embed(["one"])).shape == (1, DIMENSIONS)


async def test_an_unknown_service_is_an_error_that_stays() -> None:
    with pytest.raises(EmbedderError) as raised:
        await named("nowhere:model").embed(["one"])
    assert not raised.value.is_temporary
