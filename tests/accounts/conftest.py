"""Ears for what accounts tells the house, and clients that are signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts import signals, tokens
from accounts.models import User

type Ended = list[tuple[UUID, str]]
type Told = list[tuple[str, User]]
type Commits = Callable[[], AbstractContextManager[Any]]
type SignedIn = Callable[[User], APIClient]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Commits:
    """Run at the end of the block what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def ended() -> Iterator[Ended]:
    """Whose access ended: (user, session), in order."""
    heard: Ended = []

    def hear(user_id: UUID, session: str, **_: Any) -> None:
        heard.append((user_id, session))

    signals.access_ended.connect(hear)
    yield heard
    signals.access_ended.disconnect(hear)


@pytest.fixture
def told() -> Iterator[Told]:
    """What was told about whom: (signal, user as told), in order."""
    heard: Told = []
    names = ("account_deleted", "agents_allowed_changed", "profile_changed")

    def ear(name: str) -> Callable[..., None]:
        return lambda user, **_: heard.append((name, user))

    ears = {name: ear(name) for name in names}
    for name, hear in ears.items():
        getattr(signals, name).connect(hear)
    yield heard
    for name, hear in ears.items():
        getattr(signals, name).disconnect(hear)


@pytest.fixture
def api() -> APIClient:
    """A client that isn't signed in."""
    return APIClient()


@pytest.fixture
def signed_in() -> SignedIn:
    """A client with an access token."""

    def sign_in(user: User) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user).access}")
        return client

    return sign_in


@pytest.fixture
def limited(settings: LazySettings) -> None:
    """With rate limits, which other tests go without."""
    settings.RATE_LIMITS = True
