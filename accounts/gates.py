"""How often somebody may knock at each door; every gate raises `rate_limited` once its rate is used up.

The network a request comes from is read from `REMOTE_ADDR`. Behind a proxy that is the proxy itself, until the
server is told to trust what the proxy says: uvicorn does with `--proxy-headers --forwarded-allow-ips=<the proxy>`.
`X-Forwarded-For` is never read here, since anybody can send it.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.limits import spend
from accounts.models import User


def sign_in(request: HttpRequest | Request, email: str) -> None:
    """Passwords can't be guessed, neither for one account nor for many."""
    spend("30/minute", "sign-in", network(request))
    spend("10/minute", "sign-in", network(request), User.objects.normalize_email(email))


def register(request: HttpRequest | Request) -> None:
    """Accounts can't be made in masses, and addresses can't be tried in masses."""
    spend("10/hour", "register", network(request))


def reset(request: HttpRequest | Request, email: str) -> None:
    """Nobody's mailbox is filled; an address without an account is counted like any other."""
    spend("5/hour", "reset", network(request))
    spend("3/hour", "reset", "account", User.objects.normalize_email(email))


def confirm_reset(request: HttpRequest | Request) -> None:
    """Links can't be guessed."""
    spend("30/minute", "confirm-reset", network(request))


def refresh(request: HttpRequest | Request) -> None:
    """A client that refreshes in a loop is stopped; so is one that tries tokens."""
    spend("60/minute", "refresh", network(request))


def password(user: User) -> None:
    """Who has somebody's open session can't guess the password with it."""
    spend("10/minute", "password", str(user.pk))


def ticket(user: User) -> None:
    """One socket a second is plenty."""
    spend("60/minute", "ticket", str(user.pk))


def network(request: HttpRequest | Request) -> str:
    """Return the IPv4 address or the IPv6 /64 network of a request: as much as one household has."""
    remote = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(remote)
    except ValueError:
        return remote
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
