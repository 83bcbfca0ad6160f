"""The agents over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from agents.models import CatalogItem, Recommendation
from chat.models import Conversation


@pytest.fixture
def as_(db: None) -> Callable[[User], APIClient]:
    def signed_in(user: User) -> APIClient:
        client = APIClient()
        client.force_authenticate(user)
        return client

    return signed_in


As = Callable[[User], APIClient]


def answer(client: APIClient, recommendation: Recommendation, **body: Any) -> Any:
    return client.post(f"/api/v1/recommendations/{recommendation.pk}/feedback/", body, format="json")


def test_members_see_what_was_recommended_in_their_room(as_: As, bob: User, recommendation: Recommendation) -> None:
    answered = as_(bob).get(f"/api/v1/conversations/{recommendation.conversation_id}/recommendations/")
    assert [each["id"] for each in answered.json()["results"]] == [str(recommendation.message_id)]
    assert answered.json()["more"] is False


def test_an_outsider_sees_no_recommendations(as_: As, charlie: User, recommendation: Recommendation) -> None:
    answered = as_(charlie).get(f"/api/v1/conversations/{recommendation.conversation_id}/recommendations/")
    assert (answered.status_code, answered.json()["code"]) == (404, "not_found")


def test_what_one_saves_stands_on_ones_shelf_and_on_nobody_elses(
    as_: As, alice: User, bob: User, recommendation: Recommendation
) -> None:
    assert answer(as_(bob), recommendation, verdict="saved", item="movie-one").status_code == 200
    [kept] = as_(bob).get("/api/v1/shelf/").json()["results"]
    assert (kept["item"]["title"], kept["verdict"]) == ("One", "saved")
    assert as_(alice).get("/api/v1/shelf/").json()["results"] == []


def test_pressing_again_takes_it_off_the_shelf(as_: As, bob: User, recommendation: Recommendation) -> None:
    answer(as_(bob), recommendation, verdict="saved", item="movie-one")
    taken_back = as_(bob).delete(f"/api/v1/recommendations/{recommendation.pk}/feedback/?item=movie-one")
    assert (taken_back.status_code, taken_back.json()["verdicts"]) == (200, [])
    assert as_(bob).get("/api/v1/shelf/").json()["results"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "hated"}, {"verdict": "saved"}, {"verdict": "saved", "item": 5}, {"verdict": "seen", "x": 1}],
)
def test_a_wrong_answer_is_refused_with_its_field(
    as_: As, bob: User, recommendation: Recommendation, body: dict[str, Any]
) -> None:
    answered = answer(as_(bob), recommendation, **body)
    assert (answered.status_code, answered.json()["code"]) == (400, "invalid")
    assert answered.json()["fields"]


def test_the_catalogue_is_searched_by_words_and_kind(as_: As, bob: User, works: list[CatalogItem]) -> None:
    def titles(query: str) -> list[str]:
        return [each["title"] for each in as_(bob).get(f"/api/v1/catalog/?{query}").json()["results"]]

    assert sorted(titles("")) == ["One", "Two"]
    assert titles("q=two") == ["Two"]
    assert titles("q=somebody&limit=1") == ["One"]
    assert titles("kind=book") == []


def test_an_unknown_kind_is_refused(as_: As, bob: User) -> None:
    answered = as_(bob).get("/api/v1/catalog/?kind=game")
    assert (answered.status_code, answered.json()["code"]) == (400, "invalid")


def test_a_stranger_sees_nothing(room: Conversation, recommendation: Recommendation) -> None:
    for path in ("shelf/", "catalog/", f"conversations/{room.pk}/recommendations/"):
        answered = APIClient().get(f"/api/v1/{path}")
        assert (answered.status_code, answered.json()["code"]) == (401, "unauthenticated"), path


def test_the_shelf_is_marked_filtered_and_cleared(as_: As, bob: User, recommendation: Recommendation) -> None:
    client = as_(bob)
    answer(client, recommendation, verdict="saved", item="movie-one")
    [kept] = client.get("/api/v1/shelf/?kind=movie").json()["results"]
    assert kept["message"] == str(recommendation.message_id)
    assert client.get("/api/v1/shelf/?kind=book").json()["results"] == []
    assert client.get("/api/v1/shelf/?kind=game").status_code == 400
    address = f"/api/v1/shelf/{kept['id']}/"
    assert client.patch(address, {"seen": True}, format="json").json()["seen"] is True
    assert client.patch(address, {"seen": "?"}, format="json").status_code == 400
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404


def test_a_room_tells_its_members_what_it_is_believed_to_like(
    as_: As, alice: User, bob: User, charlie: User, recommendation: Recommendation
) -> None:
    CatalogItem.objects.update(moods=["funny"])
    for item in ("movie-one", "movie-two"):
        answer(as_(bob), recommendation, verdict="loved", item=item)
    address = f"/api/v1/conversations/{recommendation.conversation_id}/beliefs/"
    told = as_(alice).get(address).json()
    assert {"id": "mood:funny", "words": "funny films", "likes": True, "works": 2, "people": 1} in told["results"]
    assert as_(alice).delete(f"{address}mood:funny/").status_code == 204
    told = as_(bob).get(address).json()
    assert told["dropped"] == [{"id": "mood:funny", "words": "funny things"}]
    assert "mood:funny" not in {each["id"] for each in told["results"]}
    assert as_(bob).put(f"{address}mood:funny/").status_code == 204
    shelf = f"/api/v1/conversations/{recommendation.conversation_id}/shelf/"
    assert len(as_(alice).get(shelf).json()["results"]) == 2
    for path in (address, shelf):
        assert as_(charlie).get(path).json()["code"] == "not_found", path
    assert as_(charlie).delete(f"{address}mood:funny/").json()["code"] == "not_found"
