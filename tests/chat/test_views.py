"""The pages: who sees what, and that nothing in them breaks the content security policy."""

import gzip
import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from chat import actions
from chat.models import Conversation, Invite, Membership

PAGES = ["/", "/shelf/"]


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    client = Client()
    client.force_login(charlie)
    return client


@pytest.fixture
def token(alice: User, room: Conversation) -> str:
    return actions.invite(alice, room.pk)[1]


def started_with(html: str) -> dict[str, Any]:
    block = re.search(r'<script id="start" type="application/json">(.*?)</script>', html)
    assert block
    found: dict[str, Any] = json.loads(block[1])
    return found


@pytest.mark.parametrize("page", [*PAGES, f"/rooms/{uuid.UUID(int=7)}/"])
def test_a_page_of_the_rooms_asks_strangers_to_sign_in(client: Client, db: None, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/sign-in/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_pages_allow_no_script_or_style_but_our_own_files(as_alice: Client, page: str) -> None:
    answer = as_alice.get(page)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    html = answer.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r'\son\w+="', html)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", html)


def test_the_page_comes_with_the_rooms_one_is_in(as_alice: Client, room: Conversation) -> None:
    start = started_with(as_alice.get("/").content.decode())
    assert start["user"] == {"id": str(room.owner_id), "display_name": "Alice"}
    assert [each["title"] for each in start["conversations"]] == ["Kitchen"]
    assert start["messages"] is None


def test_a_room_comes_with_its_latest_messages(as_alice: Client, room: Conversation, bob: User) -> None:
    actions.post_message(actions.Draft(bob.pk, room.pk, uuid.uuid4(), "Soup is ready"))
    start = started_with(as_alice.get(f"/rooms/{room.pk}/").content.decode())
    assert start["room"] == str(room.pk)
    messages = start["messages"]
    assert [each["content"] for each in messages["results"]] == ["Soup is ready"]
    assert messages["more"] is False


def test_what_people_write_can_not_end_the_data_of_the_page(as_alice: Client, room: Conversation, bob: User) -> None:
    actions.post_message(actions.Draft(bob.pk, room.pk, uuid.uuid4(), "</script><script>alert(1)</script>"))
    html = as_alice.get(f"/rooms/{room.pk}/").content.decode()
    assert "<script>alert" not in html
    assert started_with(html)["room"] == str(room.pk)


def test_a_room_one_is_not_in_does_not_exist(as_charlie: Client, room: Conversation) -> None:
    answer = as_charlie.get(f"/rooms/{room.pk}/")
    assert answer.status_code == 404
    assert "Kitchen" not in answer.content.decode()
    assert "Nothing here" in answer.content.decode()


def test_pages_with_messages_are_kept_by_no_cache(as_alice: Client, room: Conversation) -> None:
    assert "no-store" in as_alice.get(f"/rooms/{room.pk}/")["Cache-Control"]


def test_the_frame_of_an_open_room_is_there_before_any_script_runs(as_alice: Client, listening: Conversation) -> None:
    html = " ".join(as_alice.get(f"/rooms/{listening.pk}/").content.decode().split())
    assert 'id="app" data-pane="room"' in html
    assert '<h1 id="room-title" dir="auto"> Kitchen </h1>' in html
    assert '<p class="room__who" id="room-who"> 2 people </p>' in html
    assert 'id="listening-word">Listening</span>' in html


def test_who_listens_is_told_with_the_page_until_one_has_understood(
    as_alice: Client, alice: User, listening: Conversation
) -> None:
    assert is_told_who_listens(as_alice, listening)
    actions.change_membership(alice, listening.pk, listening_told=True)
    assert not is_told_who_listens(as_alice, listening)


def is_told_who_listens(client: Client, room: Conversation) -> bool:
    html = client.get(f"/rooms/{room.pk}/").content.decode()
    aside = re.search(r'<aside class="first-run"[^>]*>', html)
    assert aside
    return "hidden" not in aside[0]


def test_without_an_open_room_the_list_is_shown(as_alice: Client, room: Conversation) -> None:
    html = " ".join(as_alice.get("/").content.decode().split())
    assert 'id="app" data-pane="list"' in html
    assert 'id="room-open" hidden>' in html


def test_a_room_comes_packed_to_whoever_can_unpack_it(as_alice: Client, room: Conversation) -> None:
    answer = as_alice.get(f"/rooms/{room.pk}/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert started_with(gzip.decompress(answer.content).decode())["room"] == str(room.pk)


def test_an_invite_says_where_it_leads_before_one_signs_in(client: Client, token: str) -> None:
    html = client.get(f"/join/{token}/").content.decode()
    assert "Kitchen" in html
    assert "Alice" in html
    assert f"/accounts/sign-in/?next=/join/{token}/" in html


@pytest.mark.parametrize(
    ("listening", "words"), [(True, "Unafied listens in this room"), (False, "Nobody listens in this room")]
)
def test_an_invite_says_whether_the_room_is_listened_to(
    client: Client, alice: User, room: Conversation, token: str, listening: bool, words: str
) -> None:
    actions.change_conversation(alice, room.pk, listening=listening)
    assert words in client.get(f"/join/{token}/").content.decode()


def test_an_invite_says_since_when_the_room_is_listened_to(
    client: Client, alice: User, listening: Conversation, token: str
) -> None:
    html = client.get(f"/join/{token}/").content.decode()
    assert f'since <time datetime="{listening.listening_since:%Y-%m-%d}' in " ".join(html.split())


def test_looking_at_an_invite_does_not_accept_it(as_charlie: Client, charlie: User, token: str) -> None:
    assert "Join as Charlie" in as_charlie.get(f"/join/{token}/").content.decode()
    assert not Membership.objects.filter(user=charlie).exists()


def test_accepting_an_invite_leads_into_the_room(
    as_charlie: Client, charlie: User, room: Conversation, token: str
) -> None:
    answer = as_charlie.post(f"/join/{token}/")
    assert answer["Location"] == f"/rooms/{room.pk}/"
    assert Membership.objects.filter(user=charlie, conversation=room).exists()


def test_who_is_in_already_is_led_to_the_room(as_alice: Client, room: Conversation, token: str) -> None:
    assert as_alice.get(f"/join/{token}/")["Location"] == f"/rooms/{room.pk}/"


def test_nobody_joins_without_signing_in(client: Client, room: Conversation, token: str) -> None:
    answer = client.post(f"/join/{token}/")
    assert answer["Location"] == f"/accounts/sign-in/?next=/join/{token}/"
    assert room.memberships.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_expired_invite_lets_nobody_in(as_charlie: Client, token: str, method: str) -> None:
    Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = getattr(as_charlie, method)(f"/join/{token}/")
    assert answer.status_code == 404
    assert "This invite is closed" in answer.content.decode()


def test_a_join_from_another_page_is_refused(charlie: User, token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(charlie)
    assert client.post(f"/join/{token}/").status_code == 403
    assert not Membership.objects.filter(user=charlie).exists()
