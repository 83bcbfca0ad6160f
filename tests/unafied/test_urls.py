"""Every address: who may come without signing in, and what is served there."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User

OPEN = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/asyncapi.json",
    "/api/schema/",
    "/api/docs/",
    "/accounts/sign-in/",
    "/admin/login/",
    "/offline/",
    "/offline-worker.js",
]


def addresses(patterns: list[URLPattern | URLResolver], start: str = "/") -> Iterator[str]:
    for each in patterns:
        here = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, here)
        else:
            yield here


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_a_stranger_may_see_it(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/shelf/", "/admin/", "/rooms/019ab1de-0000-7000-8000-000000000000/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


@pytest.mark.django_db
def test_the_api_never_redirects_a_stranger(client: Client) -> None:
    paths = [
        path.replace("<uuid:conversation>", "019ab1de-0000-7000-8000-000000000000")
        for path in addresses(get_resolver().url_patterns)
        if path.startswith("/api/v1/") and path.count("<") <= path.count("<uuid:conversation>")
    ]
    assert len(paths) > 10
    for path in paths:
        assert client.get(path).status_code in {200, 401, 405}, path


def test_every_api_address_ends_with_a_slash() -> None:
    paths = [path for path in addresses(get_resolver().url_patterns) if path.startswith("/api/v1/")]
    assert [path for path in paths if not path.endswith("/")] == []


@pytest.mark.django_db
def test_pages_come_with_a_strict_policy(client: Client, alice: User) -> None:
    client.force_login(alice)
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_the_documents_are_json(client: Client) -> None:
    assert client.get("/api/asyncapi.json").json()["asyncapi"] == "3.0.0"
    assert client.get("/api/schema/?format=json").json()["openapi"].startswith("3.1")
