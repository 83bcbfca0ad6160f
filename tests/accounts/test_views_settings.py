"""The pages about a password and the settings, and how often all of them may be asked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import mail, tokens
from accounts.models import User
from tests.accounts.conftest import Commits, Ended
from tests.accounts.pages import is_signed_in, markup, page
from tests.accounts.test_actions import NEW, link_for
from tests.accounts.test_tokens import is_refused
from tests.accounts.test_views import DORA


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom a link was asked for."""
    emails: list[str] = []
    monkeypatch.setattr(mail, "send_reset_link", emails.append)
    return emails


def test_asking_for_a_link_says_the_same_to_all(alice: User, client: Client, asked: list[str]) -> None:
    known = client.post(page("password-reset"), {"email": alice.email})
    unknown = client.post(page("password-reset"), {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"] == page("password-reset-done")
    assert known.content == unknown.content
    assert asked == [alice.email, "nobody@example.org"]


def open_link(client: Client, user: User) -> Any:
    """Follow the link of a letter."""
    link = link_for(user)
    path = reverse("accounts:password-reset-confirm", args=[link["uid"], link["token"]])
    return client.get(path, follow=True)


def test_a_link_leads_to_a_page_without_the_token_in_its_address(alice: User, client: Client) -> None:
    answer = open_link(client, alice)
    assert link_for(alice)["token"] not in answer.request["PATH_INFO"]
    assert markup(answer).field("password")["autocomplete"] == "new-password"


def test_a_link_sets_the_password_and_ends_all_sessions(
    alice: User, client: Client, password: str, ended: Ended, commits: Commits
) -> None:
    elsewhere = Client()
    elsewhere.force_login(alice)
    path = open_link(client, User.objects.get(pk=alice.pk)).request["PATH_INFO"]
    assert client.post(path, {"password": "short"}).status_code == 400
    with commits():
        assert client.post(path, {"password": NEW})["Location"] == page("password-reset-complete")
    assert ended == [(alice.pk, "")]
    assert not is_signed_in(elsewhere)
    assert client.login(email=alice.email, password=NEW)
    assert b"no longer works" in client.post(path, {"password": password}).content


@pytest.mark.parametrize("uid_and_token", [("x", "y"), ("_w", "set-password"), ("AAAA", "c-d")])
def test_a_forged_link_shows_that_it_does_not_work(db: None, client: Client, uid_and_token: tuple[str, str]) -> None:
    answer = client.get(reverse("accounts:password-reset-confirm", args=uid_and_token))
    assert b"This link no longer works" in answer.content


# settings


def test_settings_show_and_change_the_profile(alice: User, client: Client) -> None:
    client.force_login(alice)
    seen = markup(client.get(page("settings")))
    assert seen.field("display_name")["value"] == "Alice"
    assert "checked" in seen.field("agents_allowed")
    answer = client.post(page("settings"), {"display_name": " Alicia "})
    assert answer["Location"] == page("settings")
    alice.refresh_from_db()
    assert (alice.display_name, alice.agents_allowed) == ("Alicia", False)


def test_quiet_hours_are_chosen_on_the_page(alice: User, client: Client) -> None:
    client.force_login(alice)
    form = {"display_name": "Alice", "time_zone": "Europe/Lisbon", "quiet_from": "22:00", "quiet_until": "07:30"}
    assert client.post(page("settings"), {**form, "quiet_until": ""}).status_code == 400
    assert client.post(page("settings"), form)["Location"] == page("settings")
    seen = markup(client.get(page("settings")))
    assert (seen.field("quiet_from")["value"], seen.field("quiet_until")["value"]) == ("22:00", "07:30")
    assert [each["value"] for each in seen.of("option") if "selected" in each] == ["Europe/Lisbon"]


def test_a_name_with_markup_in_it_is_only_a_name(alice: User, client: Client) -> None:
    client.force_login(alice)
    client.post(page("settings"), {"display_name": "<script>x</script>"})
    assert b"<script>x" not in client.get(page("settings")).content


def test_a_new_password_keeps_this_browser_and_no_other(alice: User, client: Client, password: str) -> None:
    pair = tokens.issue(alice)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(User.objects.get(pk=alice.pk))
    assert client.post(page("password-change"), {"current": "wrong", "new": NEW}).status_code == 400
    assert is_signed_in(elsewhere)
    answer = client.post(page("password-change"), {"current": password, "new": NEW})
    assert answer["Location"] == page("settings")
    assert [str(message) for message in get_messages(answer.wsgi_request)]
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert is_refused(tokens.authenticate, pair.access)


def test_deleting_takes_the_password_and_signs_out(alice: User, client: Client, password: str) -> None:
    client.force_login(alice)
    assert client.post(page("delete"), {"password": "wrong"}).status_code == 400
    assert is_signed_in(client)
    key = client.session.session_key
    answer = client.post(page("delete"), {"password": password}, follow=True)
    assert answer.redirect_chain == [(page("sign-in"), 302)]
    assert b"Your account is deleted." in answer.content
    assert not Session.objects.filter(session_key=key).exists()
    assert User.objects.get().display_name == "Deleted account"


# limits


def _sign_in(client: Client) -> Any:
    return client.post(page("sign-in"), {"email": "x@example.org", "password": "x"})


def _sign_up(client: Client) -> Any:
    return Client().post(page("sign-up"), DORA)


def _ask(client: Client) -> Any:
    return client.post(page("password-reset"), {"email": "x@example.org"})


def _change(client: Client) -> Any:
    return client.post(page("password-change"), {"current": "x", "new": "x"})


def _delete(client: Client) -> Any:
    return client.post(page("delete"), {"password": "x"})


@pytest.mark.usefixtures("limited", "asked")
@pytest.mark.parametrize("knock", [_sign_in, _sign_up, _ask, _change, _delete])
def test_who_tries_too_often_is_kindly_asked_to_wait(
    alice: User, client: Client, knock: Callable[[Client], Any]
) -> None:
    if knock in {_change, _delete}:
        client.force_login(alice)
    answer = next(answer for answer in (knock(client) for _ in range(12)) if answer.status_code == 429)
    assert b"Please wait" in answer.content
    assert re.fullmatch(r"\d+", answer["Retry-After"])


@pytest.mark.usefixtures("limited")
def test_page_and_api_share_one_count(alice: User, client: Client) -> None:
    body = {"email": alice.email, "password": "wrong"}
    for _ in range(12):
        client.post("/api/v1/auth/token/", body, content_type="application/json")
    assert client.post(page("sign-in"), body).status_code == 429
