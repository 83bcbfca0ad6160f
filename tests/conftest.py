"""The fixed cast: Alice owns the room, Bob is in it, Charlie is not."""

from collections.abc import AsyncIterator, Iterator

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import LazySettings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis import Redis

from accounts.models import User
from chat import actions
from chat.models import Conversation, Membership
from tests import emptying

PASSWORD = "correct horse battery"

# A busy machine is no defect: what a property says of an example does not depend on how long the example takes.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")
emptying.leave_what_migrations_made()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long, so that at the end nobody waits for it, and all of the browser together: it stays."""
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("e2e", "slow")])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Before the database goes, close what the thread has open in which queries of coroutines run."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture(autouse=True)
def _fast_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _clean_redis(settings: LazySettings) -> Iterator[None]:
    yield
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.flushdb()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@example.org", PASSWORD, display_name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob@example.org", PASSWORD, display_name="Bob")


@pytest.fixture
def charlie(db: None) -> User:
    return User.objects.create_user("charlie@example.org", PASSWORD, display_name="Charlie")


@pytest.fixture
def room(alice: User, bob: User, charlie: User) -> Conversation:
    made = actions.start_group(alice, "Kitchen")
    _, token = actions.invite(alice, made.pk)
    actions.accept_invite(bob, token)
    made.refresh_from_db()
    assert not Membership.objects.filter(user=charlie).exists(), "Charlie must be an outsider"
    return made


@pytest.fixture
def listening(alice: User, room: Conversation) -> Conversation:
    """The room, listened to by its owner's wish."""
    return actions.change_conversation(alice, room.pk, listening=True)


@pytest.fixture
async def views_let_go_of_the_database(transactional_db: None) -> AsyncIterator[None]:
    # Of the thread in which views run: what an earlier test left there may be broken.
    await sync_to_async(connections.close_all)()
    yield
    await sync_to_async(connections.close_all)()
