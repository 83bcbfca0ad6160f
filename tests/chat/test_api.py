"""The rooms over REST: every operation, for those who may, those who may not, and those who send nonsense."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.limits import spend
from accounts.models import User
from chat import api_urls
from chat.models import Conversation, Membership, Message
from tests.chat import schemas
from tests.chat.rest import Api
from tests.chat.test_events import Scene, build

Call = tuple[str, str, Any]
"""Method, path under /api/v1/, body."""

CALLS: dict[str, tuple[Callable[[Scene], Call], int]] = {
    "list rooms": (lambda _: ("GET", "conversations/", None), 200),
    "start a group": (lambda at: ("POST", "conversations/", {"title": "Attic", "members": [str(at.bob.pk)]}), 201),
    "open a direct one": (
        lambda at: ("POST", "conversations/", {"kind": "direct", "members": [str(at.bob.pk)]}),
        201,
    ),
    "see a room": (lambda at: ("GET", f"conversations/{at.room.pk}/", None), 200),
    "change a room": (lambda at: ("PATCH", f"conversations/{at.room.pk}/", {"title": "Attic"}), 200),
    "change one's switches": (
        lambda at: ("PATCH", f"conversations/{at.room.pk}/", {"notifications": "nothing", "listening_told": True}),
        200,
    ),
    "delete a room": (lambda at: ("DELETE", f"conversations/{at.room.pk}/", None), 204),
    "list members": (lambda at: ("GET", f"conversations/{at.room.pk}/members/", None), 200),
    "add members": (
        lambda at: ("POST", f"conversations/{at.room.pk}/members/", {"members": [str(at.charlie.pk)]}),
        201,
    ),
    "change a role": (
        lambda at: ("PATCH", f"conversations/{at.room.pk}/members/{at.bob.pk}/", {"role": "moderator"}),
        200,
    ),
    "remove a member": (lambda at: ("DELETE", f"conversations/{at.room.pk}/members/{at.bob.pk}/", None), 204),
    "list links": (lambda at: ("GET", f"conversations/{at.room.pk}/invites/", None), 200),
    "make a link": (lambda at: ("POST", f"conversations/{at.room.pk}/invites/", None), 201),
    "close a link": (lambda at: ("DELETE", f"conversations/{at.room.pk}/invites/{at.invite}/", None), 204),
    "read messages": (lambda at: ("GET", f"conversations/{at.room.pk}/messages/?limit=2", None), 200),
    "post": (
        lambda at: ("POST", f"conversations/{at.room.pk}/messages/", {"client_id": str(uuid4()), "content": "hi"}),
        201,
    ),
    "see a message": (lambda at: ("GET", f"{_message(at)}", None), 200),
    "edit": (lambda at: ("PATCH", f"{_message(at)}", {"content": "edited"}), 200),
    "delete": (lambda at: ("DELETE", f"{_message(at)}", None), 200),
    "react": (lambda at: ("POST", f"{_message(at)}reactions/", {"emoji": "🎉"}), 200),
    "see a thread": (lambda at: ("GET", f"{_message(at)}thread/", None), 200),
    "see what it said before": (lambda at: ("GET", f"{_message(at)}history/", None), 200),
    "pin": (lambda at: ("PUT", f"{_message(at)}pin/", None), 200),
    "unpin": (lambda at: ("DELETE", f"{_message(at)}pin/", None), 200),
    "list pins": (lambda at: ("GET", f"conversations/{at.room.pk}/pins/", None), 200),
    "sync": (lambda at: ("GET", f"conversations/{at.room.pk}/sync/?after=0", None), 200),
    "read": (lambda at: ("POST", f"conversations/{at.room.pk}/read/", {"sequence": 3}), 200),
    "set the mark back": (lambda at: ("POST", f"conversations/{at.room.pk}/read/", {"unread_from": 3}), 200),
    "read everything": (lambda _: ("POST", "read-all/", None), 200),
    "search": (lambda _: ("GET", "search/?q=hi", None), 200),
    "accept a link": (lambda at: ("POST", f"invites/{at.token}/accept/", None), 200),
}
OPEN_TO_ALL = {"list rooms", "start a group", "search", "accept a link", "read everything", "open a direct one"}
"""What is not about one room, so that an outsider may do it too (or is refused for another reason)."""


def _message(at: Scene) -> str:
    return f"conversations/{at.room.pk}/messages/{at.from_alice.pk}/"


@pytest.fixture
def scene(alice: User, bob: User, charlie: User) -> Scene:
    return build(alice, bob, charlie)


def test_every_operation_is_called(scene: Scene) -> None:
    called = set()
    for make, _ in CALLS.values():
        method, path, _ = make(scene)
        called.add((method, schemas.find_operation(method, f"/api/v1/{path}")[0]))
    paths = [re.sub(r"<(\w+:)?(\w+)>", r"{\2}", f"/api/v1/{each.pattern}") for each in api_urls.urlpatterns]
    said = {(method.upper(), path) for path in paths for method in schemas.openapi()["paths"][path]}
    assert called == said - {("GET", "/api/v1/export/")}, "the export is a stream: see test_export"


@pytest.mark.parametrize("name", CALLS)
def test_whoever_may_is_answered_as_the_document_says(name: str, scene: Scene) -> None:
    make, status = CALLS[name]
    assert Api(scene.alice).ask(*make(scene)).status_code == status


@pytest.mark.parametrize("name", sorted(CALLS.keys() - OPEN_TO_ALL))
def test_an_outsider_learns_only_that_there_is_no_such_thing(name: str, scene: Scene) -> None:
    before = _stored()
    answer = Api(scene.charlie).ask(*CALLS[name][0](scene))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    nowhere = UUID(int=5)
    method, path, body = CALLS[name][0](scene)
    unknown = Api(scene.charlie).ask(method, path.replace(str(scene.room.pk), str(nowhere)), body)
    assert unknown.json() == answer.json(), "nobody can tell which"
    assert _stored() == before


@pytest.mark.parametrize("name", CALLS)
def test_nobody_is_told_to_sign_in(name: str, scene: Scene) -> None:
    before = _stored()
    answer = Api().ask(*CALLS[name][0](scene))
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert _stored() == before


def _stored() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Conversation, Membership, Message)]


# Rooms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "A", "kind": "channel"}, "kind"),
        ({"title": "A", "eagerness": "mad"}, "eagerness"),
        ({"title": "A", "listening": "perhaps"}, "listening"),
        ({"title": "A", "members": ["x"]}, "members.0"),
        ({"kind": "direct"}, "members"),
        ({"kind": "direct", "members": []}, "members"),
    ],
)
def test_a_room_that_cannot_be_made_says_which_field(alice: User, body: Any, field: str) -> None:
    answer = Api(alice).ask("POST", "conversations/", body)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Conversation.objects.exists()


def test_people_one_shares_no_room_with_can_t_be_taken_in(alice: User, charlie: User) -> None:
    for body in (
        {"title": "A", "members": [str(charlie.pk)]},
        {"title": "A", "members": [str(uuid4())]},
        {"kind": "direct", "members": [str(charlie.pk)]},
    ):
        answer = Api(alice).ask("POST", "conversations/", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Conversation.objects.exists()


def test_a_plain_member_may_not_change_the_room(bob: User, room: Conversation) -> None:
    api, path = Api(bob), f"conversations/{room.pk}/"
    for method, where, body in [
        ("PATCH", path, {"title": "Mine"}),
        ("PATCH", path, {"listening": True}),
        ("DELETE", path, None),
        ("POST", f"{path}invites/", None),
        ("POST", f"{path}members/", {"members": []}),
        ("PATCH", f"{path}members/{room.owner_id}/", {"role": "member"}),
        ("DELETE", f"{path}members/{room.owner_id}/", None),
    ]:
        answer = api.ask(method, where, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), where


def test_one_s_own_switches_are_one_s_own(bob: User, alice: User, room: Conversation) -> None:
    mine = Api(bob).ask("PATCH", f"conversations/{room.pk}/", {"notifications": "mentions"}).json()
    hers = Api(alice).ask("GET", f"conversations/{room.pk}/").json()
    assert (mine["notifications"], hers["notifications"]) == ("mentions", "all")


def test_leaving_is_removing_oneself(bob: User, room: Conversation) -> None:
    assert Api(bob).ask("DELETE", f"conversations/{room.pk}/members/{bob.pk}/").status_code == 204
    assert Api(bob).ask("GET", f"conversations/{room.pk}/").status_code == 404


def test_a_link_s_token_is_told_once(alice: User, room: Conversation) -> None:
    made = Api(alice).ask("POST", f"conversations/{room.pk}/invites/").json()
    assert made["url"].endswith(f"/join/{made['token']}/")
    listed = Api(alice).ask("GET", f"conversations/{room.pk}/invites/").json()["results"]
    assert {each["token"] for each in listed} == {None}
    assert made["id"] in {each["id"] for each in listed}


# Sessions ------------------------------------------------------------------------------------------------------


def test_a_session_needs_the_csrf_token_to_change_anything(alice: User, room: Conversation) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    path, body = f"/api/v1/conversations/{room.pk}/messages/", {"client_id": str(uuid4()), "content": "hi"}
    assert browser.get(path).status_code == 200
    refused = browser.post(path, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert not Message.objects.exists()
    browser.cookies["csrftoken"] = "a" * 32
    allowed = browser.post(path, body, content_type="application/json", headers={"x-csrftoken": "a" * 32})
    assert allowed.status_code == 201


def test_a_banned_user_s_token_opens_nothing(bob: User, room: Conversation) -> None:
    api = Api(bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert api.ask("GET", "conversations/").status_code == 401


def test_edits_are_counted_with_messages(alice: User, room: Conversation, settings: Any) -> None:
    api, path = Api(alice), f"conversations/{room.pk}/messages/"
    said = api.ask("POST", path, {"client_id": str(uuid4()), "content": "hi"}).json()["id"]
    settings.RATE_LIMITS = True
    for _ in range(599):
        spend("600/minute", "post", str(alice.pk))
    answers = [api.ask("PATCH", f"{path}{said}/", {"content": content}) for content in ("one", "two")]
    assert [each.status_code for each in answers] == [200, 429]


def test_too_many_requests_say_when_to_come_back(alice: User, room: Conversation, settings: Any) -> None:
    api = Api(alice)
    settings.RATE_LIMITS = True
    answers = [api.ask("POST", f"invites/nonsense{n}/accept/") for n in range(31)]
    assert [each.status_code for each in answers] == [404] * 30 + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert int(answers[-1].headers["Retry-After"]) > 0
