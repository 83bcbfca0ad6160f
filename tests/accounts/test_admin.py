"""Moderators ban and rename; nothing in their hands is a way to more rights."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts import actions, tokens
from accounts.models import User
from tests.accounts.conftest import Commits, Ended, Told
from tests.accounts.test_tokens import is_refused

NEW = "another long phrase"


@pytest.fixture
def moderator(db: None, password: str) -> User:
    """Staff who may change users, and isn't a superuser."""
    mona = User.objects.create_user("mona@example.org", password, display_name="Mona", is_staff=True)
    mona.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    assert not mona.is_superuser, "Mona must not be a superuser for these tests to mean anything"
    return mona


@pytest.fixture
def root(db: None, password: str) -> User:
    """A superuser."""
    return User.objects.create_superuser("root@example.org", password, display_name="Root")


def browser(user: User) -> Client:
    """Signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: object) -> str:
    """The address of a page about users."""
    return reverse(
        f"admin:accounts_user_{name}" if name != "password" else "admin:auth_user_password_change", args=args
    )


def fields_of(client: Client, user: User) -> set[str]:
    """What the page of `user` lets be edited."""
    form = client.get(address("change", user.pk)).context["adminform"].form
    return {name for name, field in form.fields.items() if not field.disabled}


def save(client: Client, user: User, **changed: Any) -> Any:
    """Save the page of `user`, with everything that somebody may try to send along."""
    given = {"email": user.email, "display_name": user.display_name, **changed}
    return client.post(address("change", user.pk), given)


# finding


@pytest.mark.parametrize("words", ["ALICE@", "lice"])
def test_people_are_found_by_address_and_name(root: User, alice: User, bob: User, words: str) -> None:
    found = browser(root).get(address("changelist"), {"q": words}).context["cl"].queryset
    assert set(found) == {alice}


def test_people_are_found_by_id(root: User, alice: User, bob: User) -> None:
    found = browser(root).get(address("changelist"), {"q": str(alice.pk)}).context["cl"].queryset
    assert set(found) == {alice}


def test_no_page_shows_a_password_hash(root: User, moderator: User, alice: User) -> None:
    for user in (root, moderator):
        for path in (address("changelist"), address("change", alice.pk)):
            assert alice.password.encode() not in browser(user).get(path).content


# bans


def test_a_ban_takes_a_reason_and_is_recorded(moderator: User, alice: User, ended: Ended, commits: Commits) -> None:
    client = browser(moderator)
    pair = tokens.issue(alice)
    assert address("ban", alice.pk).encode() in client.get(address("change", alice.pk)).content
    assert client.get(address("ban", alice.pk)).status_code == 200
    assert client.post(address("ban", alice.pk), {"reason": " "}).status_code == 200
    alice.refresh_from_db()
    assert alice.is_active
    with commits():
        answer = client.post(address("ban", alice.pk), {"reason": "spam in three rooms"})
    assert answer["Location"] == address("change", alice.pk)
    alice.refresh_from_db()
    assert (alice.is_active, alice.ban_reason) == (False, "spam in three rooms")
    assert ended == [(alice.pk, "")]
    assert is_refused(tokens.authenticate, pair.access)
    record = LogEntry.objects.get()
    assert (record.user, record.object_id) == (moderator, str(alice.pk))
    assert record.change_message == "Banned: spam in three rooms"


def test_a_ban_is_lifted_and_that_is_recorded_too(moderator: User, alice: User) -> None:
    client = browser(moderator)
    actions.ban(alice, reason="spam")
    assert address("unban", alice.pk).encode() in client.get(address("change", alice.pk)).content
    assert client.get(address("unban", alice.pk)).status_code == 200
    assert alice not in User.objects.active(), "looking must not be enough"
    client.post(address("unban", alice.pk))
    assert alice in User.objects.active()
    assert LogEntry.objects.get().change_message == "Let in again"


def test_nobody_bans_staff_but_a_superuser_and_nobody_bans_themself(moderator: User, root: User, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    for user, target in ((moderator, alice), (moderator, root), (moderator, moderator), (root, root)):
        assert browser(user).post(address("ban", target.pk), {"reason": "x"}).status_code == 403
    assert browser(root).post(address("ban", alice.pk), {"reason": "x"}).status_code == 302
    assert set(User.objects.active()) == {moderator, root}


def test_a_deleted_account_is_left_alone(root: User, alice: User, password: str) -> None:
    actions.delete_account(alice, password=password)
    for name in ("ban", "unban"):
        assert browser(root).post(address(name, alice.pk), {"reason": "x"}).status_code == 403


def test_who_is_not_staff_sees_nothing(alice: User, bob: User) -> None:
    for path in (address("changelist"), address("change", alice.pk), address("ban", alice.pk)):
        assert browser(bob).get(path).status_code == 302
    assert browser(bob).post(address("ban", alice.pk), {"reason": "x"}).status_code == 302
    alice.refresh_from_db()
    assert alice.is_active


def test_a_user_that_does_not_exist_is_not_found(root: User) -> None:
    assert browser(root).post(address("ban", "00000000-0000-4000-8000-000000000000")).status_code == 404


# rights


def test_a_moderator_edits_the_name_and_nothing_else(moderator: User, alice: User) -> None:
    assert fields_of(browser(moderator), alice) == {"display_name"}


def test_a_superuser_edits_rights_and_neither_state_nor_consent(root: User, alice: User) -> None:
    fields = fields_of(browser(root), alice)
    assert fields == {"email", "display_name", "is_staff", "is_superuser", "groups", "user_permissions"}


def test_what_a_moderator_sends_along_is_not_taken(moderator: User, alice: User) -> None:
    sent = {"email": "mallory@example.org", "is_staff": "on", "is_superuser": "on", "user_permissions": [1]}
    assert save(browser(moderator), alice, display_name="Alicia", **sent).status_code == 302
    alice.refresh_from_db()
    assert (alice.display_name, alice.email) == ("Alicia", "alice@example.org")
    assert (alice.is_staff, alice.is_superuser) == (False, False)
    assert not alice.user_permissions.exists()


def test_a_moderator_touches_no_staff_and_not_themself(moderator: User, root: User) -> None:
    for target in (moderator, root):
        assert save(browser(moderator), target, display_name="x", is_superuser="on").status_code == 403
    moderator.refresh_from_db()
    assert not moderator.is_superuser


def test_a_moderator_sets_nobodys_password(moderator: User, alice: User, root: User, password: str) -> None:
    given = {"password1": NEW, "password2": NEW}
    for target in (alice, root, moderator):
        assert browser(moderator).post(address("password", target.pk), given).status_code == 403
        assert User.objects.get(pk=target.pk).check_password(password)


def test_a_moderator_makes_no_accounts_and_nobody_deletes_rows(moderator: User, root: User, alice: User) -> None:
    assert browser(moderator).get(address("add")).status_code == 403
    for user in (moderator, root):
        assert browser(user).post(address("delete", alice.pk), {"post": "yes"}).status_code == 403
        given = {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"}
        browser(user).post(address("changelist"), given)
    assert User.objects.filter(pk=alice.pk).exists()


# what else is done here


def test_a_new_name_is_told(root: User, alice: User, told: Told, commits: Commits) -> None:
    client = browser(root)
    with commits():
        save(client, alice, display_name="Alicia")
    assert [(name, user.display_name) for name, user in told] == [("profile_changed", "Alicia")]
    with commits():
        save(client, alice, display_name="Alicia", email="alicia@example.org")
    assert len(told) == 1


def test_names_in_the_admin_follow_the_same_rules(root: User, alice: User) -> None:
    assert save(browser(root), alice, display_name="\u202eecilA").status_code == 200
    alice.refresh_from_db()
    assert alice.display_name == "Alice"


def test_a_superuser_makes_an_account(root: User) -> None:
    given = {"email": "Dora@example.org", "display_name": "Dora", "password1": NEW, "password2": NEW}
    assert browser(root).post(address("add"), given).status_code == 302
    assert actions.sign_in(email="dora@example.org", password=NEW).display_name == "Dora"


def _set_anothers(root: User, alice: User, password: str) -> User:
    answer = browser(root).post(address("password", alice.pk), {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    return alice


def _set_own(root: User, alice: User, password: str) -> User:
    client = browser(root)
    given = {"old_password": password, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("admin:password_change"), given).status_code == 302
    assert client.get(address("changelist")).status_code == 200, "this session goes on"
    return root


@pytest.mark.parametrize("act", [_set_anothers, _set_own])
def test_a_password_set_here_ends_what_the_old_one_opened(
    root: User, alice: User, password: str, ended: Ended, commits: Commits, act: Callable[[User, User, str], User]
) -> None:
    pairs = {user: tokens.issue(user) for user in (root, alice)}
    with commits():
        user = act(root, alice, password)
    assert ended == [(user.pk, "")]
    assert is_refused(tokens.authenticate, pairs[user].access)
    assert actions.sign_in(email=user.email, password=NEW) == user


@pytest.mark.usefixtures("limited")
def test_the_admins_way_in_is_limited_like_the_other(root: User, client: Client, password: str) -> None:
    path = reverse("admin:login")
    for _ in range(12):
        client.post(path, {"username": root.email, "password": "wrong"})
    answer = client.post(path, {"username": root.email, "password": password})
    assert b"Too many tries" in answer.content
    assert client.get(address("changelist")).status_code == 302


def test_staff_come_in_by_the_admins_way_and_others_do_not(
    root: User, alice: User, client: Client, password: str
) -> None:
    path = reverse("admin:login")
    client.post(path, {"username": alice.email, "password": password})
    assert client.get(address("changelist")).status_code == 302
    client.post(path, {"username": root.email, "password": password})
    assert client.get(address("changelist")).status_code == 200
