"""Who brings a token goes through nothing that is there for browsers, and a browser through all of it."""

from collections.abc import Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from accounts import tokens
from accounts.models import User
from unafied.asgi import application
from unafied.by_token import FOR_BROWSERS, brings_token

Headers = Sequence[tuple[bytes, bytes]]

ME = "/api/v1/me/"
HOST = (b"host", b"localhost")


def scope(path: str = ME, *headers: tuple[bytes, bytes], method: str = "GET") -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [HOST, *headers],
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
    }


@async_to_sync
async def asked(request: dict[str, Any], body: bytes = b"") -> tuple[int, dict[bytes, bytes]]:
    """Return the status and the headers of what production answers."""
    communicator = ApplicationCommunicator(application, request)
    await communicator.send_input({"type": "http.request", "body": body, "more_body": False})
    begin = await communicator.receive_output(10)
    await communicator.wait(10)
    return begin["status"], {name.lower(): value for name, value in begin["headers"]}


def bearer(token: str) -> tuple[bytes, bytes]:
    return (b"authorization", f"Bearer {token}".encode())


@pytest.mark.parametrize("scheme", [b"Bearer x", b"bearer x", b"BEARER x"])
def test_a_token_is_known_however_it_is_written(scheme: bytes) -> None:
    assert brings_token(scope(ME, (b"authorization", scheme)))


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (ME, ()),
        (ME, ((b"cookie", b"sessionid=Bearer x"),)),
        (ME, ((b"authorization", b"Basic Ym9i"),)),
        ("/", (bearer("x"),)),
        ("/admin/", (bearer("x"),)),
        ("/accounts/settings/", (bearer("x"),)),
        ("/api/schema/", (bearer("x"),)),
        ("/other/api/v1/me/", (bearer("x"),)),
    ],
)
def test_all_else_is_a_browser(path: str, headers: Headers) -> None:
    assert not brings_token(scope(path, *headers))


@pytest.mark.django_db(transaction=True)
def test_a_token_lets_in_and_has_the_headers_of_every_answer(alice: User, client: Client) -> None:
    status, headers = asked(scope(ME, bearer(tokens.issue(alice).access)))
    assert status == 200
    client.force_login(alice)
    page = client.get(ME)
    names = {name.lower().encode() for name in page.headers} - {b"vary"}
    assert names <= set(headers)
    assert {b"content-security-policy", b"x-content-type-options", b"content-length"} <= names
    assert b"set-cookie" not in headers


@pytest.mark.django_db(transaction=True)
def test_a_session_beside_a_bad_token_lets_nobody_in(alice: User, client: Client) -> None:
    client.force_login(alice)
    cookie = (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())
    assert asked(scope(ME, cookie))[0] == 200
    for bad in (bearer("x"), bearer(""), (b"authorization", b"Bearer  x y")):
        assert asked(scope(ME, cookie, bad))[0] == 401


@pytest.mark.django_db(transaction=True)
def test_a_page_asks_who_brings_only_a_token_to_sign_in(alice: User) -> None:
    status, headers = asked(scope("/accounts/settings/", bearer(tokens.issue(alice).access)))
    assert status == 302
    assert b"next=" in headers[b"location"]


@pytest.mark.django_db(transaction=True)
def test_a_session_still_needs_its_csrf_token(alice: User, client: Client) -> None:
    client.force_login(alice)
    cookie = (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())
    json = (b"content-type", b"application/json")
    assert asked(scope("/api/v1/read-all/", cookie, json, method="POST"), b"{}")[0] == 403


@pytest.mark.django_db(transaction=True)
def test_a_strange_host_is_refused_all_the_same(alice: User, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    request = scope(ME, bearer(tokens.issue(alice).access))
    assert asked(request)[0] == 200
    strange = {**request, "headers": [(b"host", b"evil.example"), *request["headers"][1:]]}
    assert asked(strange)[0] == 400


def test_what_is_left_out_is_there_and_what_is_left_looks_at_no_view() -> None:
    assert set(settings.MIDDLEWARE) >= FOR_BROWSERS
    for name in set(settings.MIDDLEWARE) - FOR_BROWSERS:
        for hook in ("process_view", "process_template_response", "process_exception"):
            assert not hasattr(import_string(name), hook), f"{name} has to be told of it"


def test_every_view_of_the_api_says_itself_who_may_come_in() -> None:
    views = list(_views(get_resolver().url_patterns, "/"))
    assert len(views) > 30
    for view in views:
        assert issubclass(view, APIView)
        assert view.permission_classes, view
    assert sum(AllowAny in view.permission_classes for view in views) < 10


def _views(patterns: Sequence[URLPattern | URLResolver], start: str) -> Any:
    for each in patterns:
        here = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, here)
        elif here.startswith("/api/v1/"):
            yield each.callback.cls  # type: ignore[attr-defined]  # of `as_view`
