"""How often somebody may knock, and who counts as somebody."""

from collections.abc import Callable
from itertools import count
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from accounts import gates
from accounts.models import User
from accounts.problems import Refusal

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def request_from(address: str, **headers: str) -> HttpRequest:
    """A request of which only the address matters."""
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def passes(gate: Callable[[], None]) -> int:
    """How often the gate lets somebody through before it refuses."""
    for passed in count():
        try:
            gate()
        except Refusal:
            return passed
    raise AssertionError


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_ipv4_address_or_one_ipv6_network(remote: str, network: str) -> None:
    assert gates.network(request_from(remote)) == network


def test_what_a_client_says_about_its_address_is_not_believed() -> None:
    assert gates.network(request_from(HOME, **{"X-Forwarded-For": ELSEWHERE})) == HOME


# A window may end within a test, and a sliding count lets one more through then.


@pytest.mark.usefixtures("limited")
def test_a_password_can_be_tried_ten_times_a_minute() -> None:
    home = request_from(HOME)
    assert passes(lambda: gates.sign_in(home, "alice@example.org")) in {10, 11}
    gates.sign_in(home, "bob@example.org")
    gates.sign_in(request_from(ELSEWHERE), "alice@example.org")


@pytest.mark.usefixtures("limited")
def test_capitals_and_blanks_give_no_further_tries() -> None:
    home = request_from(HOME)
    assert passes(lambda: gates.sign_in(home, "alice@example.org")) in {10, 11}
    assert passes(lambda: gates.sign_in(home, " ALICE@example.org ")) in {0, 1}


@pytest.mark.usefixtures("limited")
def test_one_household_tries_thirty_accounts_a_minute_at_most() -> None:
    home = request_from(HOME)
    assert passes(lambda: gates.sign_in(home, f"{uuid4()}@example.org")) in {30, 31}
    gates.sign_in(request_from(ELSEWHERE), "alice@example.org")


@pytest.mark.usefixtures("limited")
def test_one_household_makes_ten_accounts_an_hour_at_most() -> None:
    assert passes(lambda: gates.register(request_from(HOME))) in {10, 11}
    gates.register(request_from(ELSEWHERE))


@pytest.mark.usefixtures("limited")
def test_a_mailbox_gets_three_links_an_hour_from_wherever_they_are_asked_for() -> None:
    somewhere = (f"203.0.113.{host}" for host in range(1, 255))
    assert passes(lambda: gates.reset(request_from(next(somewhere)), "alice@example.org")) in {3, 4}


@pytest.mark.usefixtures("limited")
def test_one_household_asks_for_five_links_an_hour_at_most() -> None:
    assert passes(lambda: gates.reset(request_from(HOME), f"{uuid4()}@example.org")) in {5, 6}


@pytest.mark.usefixtures("limited")
def test_tokens_and_links_are_tried_in_bounds() -> None:
    assert passes(lambda: gates.refresh(request_from(HOME))) in {60, 61}
    assert passes(lambda: gates.confirm_reset(request_from(HOME))) in {30, 31}


@pytest.mark.usefixtures("limited")
def test_an_open_session_is_no_place_to_guess_the_password() -> None:
    alice, bob = User(email="alice@example.org"), User(email="bob@example.org")
    assert passes(lambda: gates.password(alice)) in {10, 11}
    assert passes(lambda: gates.ticket(alice)) in {60, 61}
    gates.password(bob)
