"""Families of tokens: how they start, go on and end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts import actions, tokens
from accounts.models import User
from accounts.problems import Refusal
from accounts.wire import Pair
from tests.accounts.conftest import Commits, Ended
from tests.tokens import read


def is_refused(act: Callable[..., object], *given: object) -> bool:
    """Whether it ends in `unauthenticated`; another refusal is a failure."""
    try:
        act(*given)
    except Refusal as refusal:
        if refusal.code != "unauthenticated":
            raise
        return True
    return False


def family(pair: Pair) -> str:
    """The family these tokens are of."""
    return str(read(AccessToken, pair.access)["sid"])


def test_an_access_token_tells_who_it_is_and_its_family(alice: User) -> None:
    pair = tokens.issue(alice)
    assert tokens.authenticate(pair.access) == (alice, family(pair))


def test_every_sign_in_is_a_family_of_its_own(alice: User) -> None:
    assert family(tokens.issue(alice)) != family(tokens.issue(alice))


def test_a_family_keeps_its_name_from_pair_to_pair(alice: User) -> None:
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    third = tokens.rotate(second.refresh)
    assert len({first.refresh, second.refresh, third.refresh}) == 3
    assert family(first) == family(second) == family(third)
    assert tokens.authenticate(first.access) == tokens.authenticate(third.access)


def test_a_refresh_token_works_once(alice: User) -> None:
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    assert is_refused(tokens.rotate, first.refresh)
    assert BlacklistedToken.objects.count() == 1
    tokens.rotate(second.refresh)


def test_a_retry_that_comes_soon_leaves_the_family_alone(alice: User, ended: Ended) -> None:
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    assert is_refused(tokens.rotate, first.refresh)
    assert not is_refused(tokens.authenticate, second.access)
    assert ended == []


def test_a_used_token_that_comes_again_late_ends_its_family(alice: User, ended: Ended, commits: Commits) -> None:
    other = tokens.issue(alice)
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    BlacklistedToken.objects.update(blacklisted_at=timezone.now() - 2 * tokens.REUSE_GRACE)
    with commits():
        assert is_refused(tokens.rotate, first.refresh)
    assert is_refused(tokens.rotate, second.refresh)
    assert is_refused(tokens.authenticate, second.access)
    assert not is_refused(tokens.authenticate, other.access)
    assert ended == [(alice.pk, family(first))]


def test_a_token_used_so_long_ago_that_it_is_forgotten_ends_its_family_too(alice: User) -> None:
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    BlacklistedToken.objects.update(blacklisted_at=timezone.now() - timedelta(days=2))
    third = tokens.rotate(second.refresh)
    assert OutstandingToken.objects.count() == 2, "the first must be forgotten for this test to mean anything"
    assert is_refused(tokens.rotate, first.refresh)
    assert is_refused(tokens.rotate, third.refresh)


def test_signing_out_ends_this_device_and_no_other(alice: User, ended: Ended, commits: Commits) -> None:
    phone, laptop = tokens.issue(alice), tokens.issue(alice)
    with commits():
        tokens.sign_out(phone.refresh)
    assert is_refused(tokens.rotate, phone.refresh)
    assert is_refused(tokens.authenticate, phone.access)
    assert not is_refused(tokens.authenticate, laptop.access)
    assert ended == [(alice.pk, family(phone))]


def test_signing_out_with_an_older_token_of_the_family_works_too(alice: User) -> None:
    first = tokens.issue(alice)
    second = tokens.rotate(first.refresh)
    tokens.sign_out(first.refresh)
    assert is_refused(tokens.rotate, second.refresh)
    tokens.sign_out(first.refresh)


def test_one_persons_tokens_are_not_anothers(alice: User, bob: User) -> None:
    tokens.sign_out(tokens.issue(alice).refresh)
    assert not is_refused(tokens.authenticate, tokens.issue(bob).access)


def test_a_closed_account_opens_nothing_at_once(alice: User) -> None:
    pair = tokens.issue(alice)
    User.objects.update(is_active=False)
    assert is_refused(tokens.authenticate, pair.access)
    assert is_refused(tokens.rotate, pair.refresh)
    assert is_refused(tokens.issue, alice)


def test_a_password_that_was_changed_meanwhile_signs_nobody_in(alice: User, password: str) -> None:
    seen_before = User.objects.get(pk=alice.pk)
    actions.change_password(alice, current=password, new="another long phrase")
    assert is_refused(tokens.issue, seen_before)


def _aged(token: Token) -> str:
    token.set_exp(lifetime=-timedelta(minutes=1))
    return str(token)


def test_a_token_from_a_host_whose_clock_is_ahead_is_good_at_once(alice: User) -> None:
    token = read(AccessToken, tokens.issue(alice).access)
    token.set_iat(at_time=timezone.now() + timedelta(seconds=2))
    assert tokens.authenticate(str(token))[0] == alice


def test_expired_tokens_open_nothing(alice: User) -> None:
    pair = tokens.issue(alice)
    assert is_refused(tokens.rotate, _aged(read(RefreshToken, pair.refresh)))
    assert is_refused(tokens.authenticate, _aged(read(AccessToken, pair.access)))


def test_a_token_is_good_only_for_what_it_was_made_for(alice: User) -> None:
    pair = tokens.issue(alice)
    assert is_refused(tokens.authenticate, pair.refresh)
    assert is_refused(tokens.rotate, pair.access)
    assert is_refused(tokens.sign_out, pair.access)


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "ü.ö.ä", "\x00", "\ud800", "x" * 10_000])
def test_forged_tokens_open_nothing(db: None, forged: str) -> None:
    assert is_refused(tokens.authenticate, forged)
    assert is_refused(tokens.rotate, forged)
    assert is_refused(tokens.sign_out, forged)


def test_a_changed_token_opens_nothing(alice: User) -> None:
    head, body, signature = tokens.issue(alice).access.split(".")
    _, other, _ = tokens.issue(alice).access.split(".")
    assert is_refused(tokens.authenticate, f"{head}.{other}.{signature}")
    assert is_refused(tokens.authenticate, f"{head}.{body}.")


def test_a_token_without_a_family_opens_nothing(alice: User) -> None:
    assert is_refused(tokens.authenticate, str(AccessToken.for_user(alice)))
    assert is_refused(tokens.rotate, str(RefreshToken.for_user(alice)))


def test_the_database_holds_no_token_and_does_not_grow_for_ever(alice: User) -> None:
    pair = tokens.issue(alice)
    for _ in range(3):
        pair = tokens.rotate(pair.refresh)
    assert set(OutstandingToken.objects.values_list("token", flat=True)) == {""}
    BlacklistedToken.objects.update(blacklisted_at=timezone.now() - timedelta(days=2))
    tokens.rotate(pair.refresh)
    assert OutstandingToken.objects.count() == 2


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_two_refreshes_at_once_leave_one_good_token(alice: User, attempt: int) -> None:
    first = tokens.issue(alice)
    results = _at_once(lambda: tokens.rotate(first.refresh), lambda: tokens.rotate(first.refresh))
    [pair] = [result for result in results if isinstance(result, Pair)]
    [refusal] = [result for result in results if isinstance(result, Refusal)]
    assert refusal.code == "unauthenticated"
    assert OutstandingToken.objects.filter(blacklistedtoken=None).count() == 1
    tokens.rotate(pair.refresh)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_no_token_outlives_the_password_it_was_made_with(alice: User, password: str, attempt: int) -> None:
    first = tokens.issue(alice)
    _at_once(
        lambda: tokens.rotate(first.refresh),
        lambda: tokens.issue(alice),
        lambda: actions.change_password(alice, current=password, new="another long phrase"),
    )
    assert not OutstandingToken.objects.filter(blacklistedtoken=None).exists()
