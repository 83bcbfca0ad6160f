"""Who is at the other end of a new socket: a bearer token, a single-use ticket, or a session and its origin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from accounts import tickets, tokens
from accounts.models import User
from accounts.problems import Refusal

Scope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may come in; `session` is the session key or token family that the socket depends on."""

    user: User
    session: str


def identify(scopes: Sequence[Scope]) -> list[Caller | Exception]:
    """Find out who opens each of these sockets; tokens are looked up all together.

    In place of a caller stands what was wrong: `unauthenticated`, `forbidden` (a page from elsewhere), `unavailable`.
    """
    headers = [_headers(scope) for scope in scopes]
    by_token = _by_tokens(each["authorization"] for each in headers if "authorization" in each)
    return [
        next(by_token) if "authorization" in each else _otherwise(scope, each)
        for scope, each in zip(scopes, headers, strict=True)
    ]


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _by_tokens(authorizations: Iterable[str]) -> Iterator[Caller | Exception]:
    # What is no bearer's is no token either.
    given = [each.partition(" ") for each in authorizations]
    raws = [token.strip() if kind.lower() == "bearer" else "" for kind, _, token in given]
    for found in tokens.authenticate_all(raws):
        yield found if isinstance(found, Refusal) else Caller(*found)


def _otherwise(scope: Scope, headers: Mapping[str, str]) -> Caller | Exception:
    ticket = parse_qs(scope["query_string"].decode("latin-1")).get("ticket")
    try:
        return _by_ticket(ticket[0]) if ticket else _by_session(headers)
    except Exception as error:  # noqa: BLE001 - it is this caller's alone
        return error


def _by_ticket(ticket: str) -> Caller:
    redeemed = tickets.redeem(ticket)
    user = redeemed and User.objects.active().filter(pk=redeemed[0]).first()
    # Who signed out since the ticket was made doesn't come in by it.
    if not redeemed or not user or not _is_open(user, redeemed[1]):
        raise _unauthenticated()
    return Caller(user, redeemed[1])


def _by_session(headers: Mapping[str, str]) -> Caller:
    if not _is_own_page(headers):
        raise Refusal("forbidden", "This origin may not use a session here.")
    key = _cookie(headers.get("cookie", ""), settings.SESSION_COOKIE_NAME) or ""
    user = _signed_in(key)
    if user is None:
        raise _unauthenticated()
    return Caller(user, key)


def _is_open(user: User, session: str) -> bool:
    return tokens.is_alive(user.pk, session) or _signed_in(session) == user


def _signed_in(session: str) -> User | None:
    # Asked of Django, which knows a session of an old password from one that still is good.
    request = HttpRequest()
    request.session = _session(session)
    user = get_user(request) if session else None
    return user if isinstance(user, User) and user.is_active else None


def _session(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key or None)
    return store


def _is_own_page(headers: Mapping[str, str]) -> bool:
    # Browsers always send Origin with a WebSocket; who sends none is not a page that misuses somebody's cookie.
    host, origin = headers.get("host", ""), headers.get("origin")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return origin is None or origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == host


def _cookie(header: str, name: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _unauthenticated() -> Refusal:
    return Refusal("unauthenticated", "Sign in first.")
