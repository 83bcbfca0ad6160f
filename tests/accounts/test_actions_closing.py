"""The verbs that close an account, and the one that opens it again."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts import actions, tokens
from accounts.models import User
from accounts.signals import account_deleted
from tests.accounts.conftest import Commits, Ended, Told
from tests.accounts.test_actions import NEW, refusal_of, register
from tests.accounts.test_tokens import is_refused


def test_a_deleted_account_is_emptied_and_its_row_stays(
    alice: User, password: str, ended: Ended, told: Told, commits: Commits
) -> None:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    alice.groups.add(Group.objects.create(name="moderators"))
    pair = tokens.issue(alice)
    with commits():
        actions.delete_account(alice, password=password)
        assert [name for name, _ in told] == ["account_deleted"]
        assert ended == []
    assert ended == [(alice.pk, "")]
    left = User.objects.get(pk=alice.pk)
    assert left.display_name == "Deleted account"
    assert "alice" not in str(vars(left)).lower()
    assert left.deleted_at
    assert left.last_login is None
    assert not left.has_usable_password()
    assert (left.is_active, left.is_staff, left.is_superuser) == (False, False, False)
    assert not left.groups.exists()
    assert is_refused(tokens.authenticate, pair.access)
    assert is_refused(lambda: actions.sign_in(email="alice@example.org", password=password))


def test_the_address_of_a_deleted_account_is_free_again(alice: User, password: str) -> None:
    actions.delete_account(alice, password=password)
    assert register(email="alice@example.org") != alice


def test_two_accounts_can_be_deleted(alice: User, bob: User, password: str) -> None:
    actions.delete_account(alice, password=password)
    actions.delete_account(bob, password=password)
    assert User.objects.filter(display_name="Deleted account").count() == 2


def test_without_the_password_nothing_is_deleted(alice: User, told: Told) -> None:
    refusal = refusal_of(actions.delete_account, alice, password="wrong")
    assert refusal.code == "wrong_password"
    assert set(refusal.fields or {}) == {"password"}
    assert User.objects.active().filter(pk=alice.pk).exists()
    assert told == []


def test_a_deletion_that_others_cannot_follow_does_not_happen(alice: User, password: str) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError

    account_deleted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            actions.delete_account(alice, password=password)
    finally:
        account_deleted.disconnect(fail)
    assert User.objects.active().filter(email="alice@example.org").exists()


def test_what_is_deleted_stays_deleted(alice: User, password: str) -> None:
    actions.delete_account(alice, password=password)
    assert refusal_of(actions.unban, alice).code == "gone"
    assert refusal_of(actions.set_password, alice, NEW).code == "gone"
    assert refusal_of(actions.change_profile, alice, display_name="Back").code == "gone"


def test_a_ban_keeps_out_until_it_is_lifted(alice: User, password: str, ended: Ended, commits: Commits) -> None:
    pair = tokens.issue(alice)
    with commits():
        banned = actions.ban(alice, reason=" spam ")
    assert ended == [(alice.pk, "")]
    assert banned.banned_at
    assert banned.ban_reason == "spam"
    assert is_refused(tokens.authenticate, pair.access)
    assert is_refused(tokens.rotate, pair.refresh)
    assert is_refused(lambda: actions.sign_in(email=alice.email, password=password))

    actions.unban(alice)
    assert is_refused(tokens.authenticate, pair.access), "what the ban ended stays ended"
    back = actions.sign_in(email=alice.email, password=password)
    assert (back.banned_at, back.ban_reason) == (None, "")


def test_a_reason_longer_than_its_column_is_refused(alice: User) -> None:
    assert refusal_of(actions.ban, alice, reason="x" * 301).code == "invalid"
    alice.refresh_from_db()
    assert alice.is_active
