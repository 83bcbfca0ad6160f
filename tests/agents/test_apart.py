"""Nothing of one room ever reaches another: a word that is only said there is looked for on every way out of it."""

import json
import uuid
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import User
from agents import recall, tools
from agents.beliefs import beliefs_in, drop_belief, dropped_in
from agents.feedback import give_feedback
from agents.models import DIMENSIONS, CatalogItem, MessageEmbedding, Recommendation
from agents.rooms import read_room
from agents.shelf import shelf_in
from chat import actions, desk
from chat.models import Conversation, Message
from tests.agents import moments
from tests.agents.conftest import Say
from tests.chat.client import connected

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("views_let_go_of_the_database")]

CANARY = "zygomorphic"
OWN = ("auth/", "/me/", "ws-ticket", "schema", "asyncapi")
"""Paths that know no rooms."""


class Rooms:
    """Here, where Charlie is too, and there, where only Alice and Bob are and the word is said."""

    def __init__(self, here: Conversation, there: Conversation, made: Recommendation) -> None:
        self.here, self.there, self.made = here, there, made
        self.secret = there.messages.get(content=f"so bored of {CANARY} things")

    def told(self, anything: object) -> bool:
        """Whether the word, or any id from there, is in it."""
        text = str(anything)
        ids = [self.there.pk, self.made.pk, *self.there.messages.values_list("pk", flat=True)]
        return CANARY in text or any(str(each) in text for each in ids)


@pytest.fixture
def rooms(
    alice: User, bob: User, charlie: User, listening: Conversation, say: Say, recommendation: Recommendation
) -> Rooms:
    """Make the room of the recommendation the one over there, and another one here of the same people and Charlie."""
    there, here = listening, actions.start_group(alice, "Garden", listening=True)
    Conversation.objects.filter(pk=there.pk).update(title=f"The {CANARY} room")
    for user in (bob, charlie):
        _, token = actions.invite(alice, here.pk)
        actions.accept_invite(user, token)
    for room, text in ((there, f"so bored of {CANARY} things"), (here, "so bored of all things")):
        said = say(alice, text, room)
        vector = np.ones(DIMENSIONS)
        MessageEmbedding.objects.create(message=said, conversation=room, model="test", embedding=vector)
    Recommendation.objects.filter(pk=recommendation.pk).update(reason=f"Because of {CANARY}.")
    Message.objects.filter(pk=recommendation.message_id).update(content=f"Because of {CANARY}.")
    CatalogItem.objects.update(moods=["funny"], genres=["comedy"])
    for item in ("movie-one", "movie-two"):
        give_feedback(alice, recommendation.pk, "loved", item)
    drop_belief(bob, there.pk, "genre:comedy")
    recommendation.refresh_from_db()
    there.refresh_from_db()
    return Rooms(here, there, recommendation)


def test_the_agent_in_one_room_finds_nothing_of_another(rooms: Rooms, alice: User) -> None:
    here = rooms.here.pk
    trigger = rooms.here.messages.get(content="so bored of all things")
    known = read_room(here)
    assert known
    assert not rooms.told(recall.recent_turns(here, 1_000))
    assert not rooms.told(recall.close_turns(trigger.pk, []))
    assert recall.about(here, [CANARY], 6) == []
    assert (known.verdicts, known.spent, known.cards, known.disbelieved) == ([], frozenset(), [], frozenset())
    assert (beliefs_in(here), dropped_in(here), shelf_in(here, alice)) == ([], [], [])
    there = rooms.there.pk
    assert recall.about(there, [CANARY], 6), "there it can be found"
    assert recall.close_turns(rooms.secret.pk, []) == []
    assert beliefs_in(there)
    assert dropped_in(there)


async def test_the_tools_of_a_model_reach_this_room_only(rooms: Rooms) -> None:
    known = await desk.ask(read_room, rooms.here.pk)
    assert known
    reach = tools.Reach(moments.moment(id=known.id, spent=known.spent), moments.LIBRARY, [])
    context: Any = SimpleNamespace(deps=reach)
    assert await tools.search_history(context, CANARY) == []
    assert await tools.search_history(context, "bored") != []
    assert not await desk.ask(rooms.told, await tools.search_history(context, "bored things"))
    assert tools.past_recommendations(context) == []


def every_call(rooms: Rooms) -> list[tuple[str, str]]:
    """Return each method and path of the API that knows rooms, with ids from here and from there."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    there = {
        "conversation": rooms.there.pk,
        "message": rooms.secret.pk,
        "recommendation": rooms.made.pk,
        "kept": rooms.made.feedback.values_list("pk", flat=True)[0],
        "belief": "mood:funny",
        "member": rooms.there.owner_id,
        "invite": uuid.uuid4(),
        "token": "none",
    }
    calls = []
    for template, operations in paths.items():
        if any(part in template for part in OWN):
            continue
        for ids in (there, {**there, "conversation": rooms.here.pk}):
            calls += [(method, template.format(**ids)) for method in operations if method in METHODS]
    return list(dict.fromkeys(calls))


METHODS = {"get", "post", "put", "patch", "delete"}


def test_no_call_of_the_api_tells_a_stranger_to_a_room_what_is_in_it(rooms: Rooms, charlie: User) -> None:
    client = APIClient(raise_request_exception=True)
    client.force_authenticate(charlie)
    calls = every_call(rooms)
    assert len(calls) > 40
    before = list(rooms.there.messages.order_by("pk").values_list("pk", "revision"))
    # What ends one's own place here comes last.
    for method, path in sorted(calls, key=lambda call: call[0] == "delete"):
        if path.endswith("/export/"):
            continue
        for query in ("", f"?q={CANARY}&item=movie-one"):
            # What was asked for may come back in a refusal: that is no news to whoever asked.
            answer = client.generic(method.upper(), path + query, "{}", content_type="application/json")
            assert CANARY not in answer.content.decode(), (method, path)
            if str(rooms.there.pk) in path:
                assert answer.status_code in {400, 403, 404}, (method, path, answer.status_code)
    assert list(rooms.there.messages.order_by("pk").values_list("pk", "revision")) == before


def test_no_page_tells_it(rooms: Rooms, charlie: User, alice: User) -> None:
    client = Client()
    client.force_login(charlie)
    for path in ("/", f"/rooms/{rooms.here.pk}/", "/shelf/", "/accounts/settings/"):
        answer = client.get(path)
        assert (answer.status_code, rooms.told(answer.content.decode())) == (200, False), path
    refused = client.get(f"/rooms/{rooms.there.pk}/")
    assert (refused.status_code, CANARY in refused.content.decode()) == (404, False)
    client.force_login(alice)
    assert rooms.told(client.get(f"/rooms/{rooms.there.pk}/").content.decode()), "who is there sees it"


async def test_no_event_tells_it(rooms: Rooms, alice: User, charlie: User) -> None:
    async with connected(charlie) as his, connected(alice) as hers:
        assert not await desk.ask(rooms.told, his.hello)
        for command in (
            {"type": "sync", "conversation": str(rooms.there.pk), "after": 0},
            {"type": "message.edit", "message": str(rooms.secret.pk), "content": "x"},
            {"type": "reaction.toggle", "message": str(rooms.secret.pk), "emoji": "👍"},
            {"type": "read.mark", "conversation": str(rooms.there.pk), "sequence": 1},
        ):
            await his.socket.send_json_to({**command, "ref": "r"})
            refused = await his.hear("error")
            assert refused["code"] == "not_found", command
            assert CANARY not in json.dumps(refused)
        await hers.post(rooms.there.pk, f"more {CANARY} talk")
        await desk.ask(give_feedback, alice, rooms.made.pk, "not_this", "movie-one")
        await hers.post(rooms.here.pk, "ordinary talk")
        await his.hear("message.posted")
        assert not await desk.ask(rooms.told, await his.hears_nothing_more())


async def test_no_export_tells_it(rooms: Rooms, charlie: User) -> None:
    client = AsyncClient()
    await sync_to_async(client.force_login)(charlie)
    answer: Any = await client.get("/api/v1/export/")
    text = b"".join([piece async for piece in answer.streaming_content]).decode()
    assert json.loads(text)["memberships"][0]["title"] == "Garden"
    assert not await desk.ask(rooms.told, text)
