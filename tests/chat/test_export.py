"""All of one's data, and nobody else's, in one file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import AsyncClient
from pydantic import BaseModel

from accounts import tokens
from accounts.models import User
from chat import actions, desk, export
from chat.models import Conversation, Message
from tests.chat import schemas
from tests.chat.test_events import build
from tests.chat.test_reading import fill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("views_let_go_of_the_database")]


async def exported(user: User) -> tuple[dict[str, Any], list[bytes]]:
    """Download it; returns it with the pieces in which it came."""
    pair = await desk.ask(tokens.issue, user)
    answer: Any = await AsyncClient().get("/api/v1/export/", headers={"authorization": f"Bearer {pair.access}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    pieces = [piece async for piece in answer.streaming_content]
    told: dict[str, Any] = json.loads(b"".join(pieces))
    schemas.check_answer("GET", "/api/v1/export/", 200, told)
    return told, pieces


async def test_it_has_all_that_is_one_s_own(alice: User, bob: User, charlie: User) -> None:
    scene = await desk.ask(build, alice, bob, charlie)
    await desk.ask(actions.toggle_reaction, bob, scene.from_bob.pk, "🎉")
    await desk.ask(actions.edit_message, bob, scene.from_bob.pk, "hoho")
    await desk.ask(actions.pin_message, bob, scene.from_alice.pk)
    told, _ = await exported(bob)
    assert told["profile"]["email"] == "bob@example.org"
    assert [(each["title"], each["role"]) for each in told["memberships"]] == [("Kitchen", "member")]
    assert [each["content"] for each in told["messages"]] == ["hoho", "spam"], "what is hidden is the writer's own"
    assert [each["content"] for each in told["messages"][0]["versions"]] == ["ho"]
    assert [each["message"] for each in told["pins"]] == [str(scene.from_alice.pk)]
    assert told["messages"][0]["reply_to"] == str(scene.from_alice.pk)
    assert sorted(each["emoji"] for each in told["reactions"]) == ["🎉", "👍"]


async def test_it_has_nothing_of_anybody_else(alice: User, bob: User, charlie: User) -> None:
    await desk.ask(build, alice, bob, charlie)
    _, pieces = await exported(bob)
    text = b"".join(pieces).decode()
    for foreign in ("*hi*", "alice", "Alice", "charlie", "Garden", "nothing to do"):
        assert foreign not in text, foreign


async def test_somebody_new_has_a_whole_document_too(charlie: User) -> None:
    told, _ = await exported(charlie)
    assert (told["memberships"], told["messages"], told["reactions"]) == ([], [], [])


async def test_much_comes_in_pages_and_each_once(alice: User, room: Conversation, monkeypatch: Any) -> None:
    monkeypatch.setattr(export, "PAGE", 40)
    said = await desk.ask(fill, room, alice, 200)
    told, pieces = await exported(alice)
    assert sorted(each["id"] for each in told["messages"]) == sorted(str(each.pk) for each in said)
    assert max(piece.count(b'"content"') for piece in pieces) == 40


async def test_what_is_said_meanwhile_breaks_nothing(alice: User, room: Conversation, monkeypatch: Any) -> None:
    monkeypatch.setattr(export, "PAGE", 40)
    said = await desk.ask(fill, room, alice, 100)
    document = b""
    async for piece in export.written(alice):
        document += piece
        await desk.ask(Message.objects.filter(pk=said[50].pk).delete)
    assert len(json.loads(document)["messages"]) in {99, 100}


async def test_other_apps_add_their_part_under_a_name_of_its_own(charlie: User, monkeypatch: Any) -> None:
    class Saved(BaseModel):
        title: str
        of: str

    def pages(user: User) -> Iterator[list[BaseModel]]:
        yield [Saved(title="Solaris", of=user.display_name)]
        yield []
        yield [Saved(title="Stalker", of=user.display_name)]

    monkeypatch.setattr(export, "_parts", dict(export._parts))
    export.contribute("shelf", pages)
    export.contribute("shelf", pages)
    with pytest.raises(ValueError, match="shelf"):
        export.contribute("shelf", lambda _: iter(()))
    told, _ = await exported(charlie)
    assert told["shelf"] == [{"title": "Solaris", "of": "Charlie"}, {"title": "Stalker", "of": "Charlie"}]


async def test_nobody_gets_it_without_signing_in() -> None:
    answer: Any = await AsyncClient().get("/api/v1/export/")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_it_can_be_had_a_few_times_an_hour(charlie: User, settings: Any) -> None:
    pair = await desk.ask(tokens.issue, charlie)
    settings.RATE_LIMITS = True
    codes = []
    for _ in range(7):
        answer: Any = await AsyncClient().get("/api/v1/export/", headers={"authorization": f"Bearer {pair.access}"})
        codes.append(answer.status_code)
        answer.close()
    assert codes == [200] * 6 + [429]
