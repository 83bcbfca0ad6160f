"""Small catalogues are held; of large ones the database finds what may matter, by meaning, words, title and fame."""

import pytest

from agents import stored
from agents.models import CatalogItem
from agents.providers import local, widened

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Twenty works, four of which are to be found, each in one way; more than may be held."""
    texts = {"close": "a tale of whales", "spoken": "zeppelin", "nym": "quite plain", "known": "plain"}
    texts |= {f"other {number}": "plain" for number in range(16)}
    vectors = widened(local.encode(list(texts.values())))
    for (name, text), vector in zip(texts.items(), vectors, strict=True):
        fame = 0.9 if name == "known" else 0.1
        work = CatalogItem(id=name, kind="book", title=name.title(), description=text, popularity=fame)
        work.model, work.embedding = local.NAME, vector
        work.save()
    monkeypatch.setattr(stored, "LARGEST", 10)
    monkeypatch.setattr(stored, "_EACH", 1)
    return texts


def found(said: str, answered: list[str]) -> set[str]:
    vector = widened(local.encode(["whales and the sea"]))[0]
    return {work.id for work in stored.library_near(local.NAME, vector, [said], answered).works}


def test_what_may_matter_is_found_in_every_way(works: dict[str, str]) -> None:
    assert found("nym had a zeppelin", ["other 3"]) == {"close", "spoken", "nym", "known", "other 3"}


def test_a_small_catalogue_is_held_whole(works: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LARGEST", 100)
    assert found("hello", []) == set(works)


def test_what_is_not_offered_is_not_found(works: dict[str, str]) -> None:
    CatalogItem.objects.filter(pk="nym").update(is_offered=False)
    assert "nym" not in found("i liked nym", ["nym"])


def test_without_a_vector_there_are_words_titles_and_fame(works: dict[str, str]) -> None:
    library = stored.library_near(local.NAME, None, ["zeppelin"], [])
    assert {work.id for work in library.works} == {"spoken", "known"}
