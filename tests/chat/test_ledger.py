"""The statements that every message goes through: they ask for no more than a batch needs."""

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chat import actions, ledger
from chat.models import Conversation
from tests.chat.test_posting import draft


@pytest.fixture
def garden(alice: User, bob: User) -> Conversation:
    """A second room with both in it."""
    made = actions.start_group(alice, "Garden")
    _, token = actions.invite(alice, made.pk)
    actions.accept_invite(bob, token)
    return made


def test_only_those_who_speak_are_looked_up_and_only_where_they_do(
    alice: User, bob: User, room: Conversation, garden: Conversation
) -> None:
    with transaction.atomic():
        opened = ledger.open_for({(alice.pk, room.pk), (bob.pk, garden.pk)})
    assert opened.rooms.keys() == {room.pk, garden.pk}
    assert opened.senders.keys() == {(alice.pk, room.pk), (bob.pk, garden.pk)}


def test_whoever_is_out_or_closed_has_no_place(alice: User, bob: User, charlie: User, room: Conversation) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with transaction.atomic():
        opened = ledger.open_for({(each.pk, room.pk) for each in (alice, bob, charlie)})
    assert opened.senders.keys() == {(alice.pk, room.pk)}


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_whatever_size_is_three_statements(
    alice: User, bob: User, room: Conversation, garden: Conversation
) -> None:
    drafts = [draft(user, where) for user in (alice, bob) for where in (room, garden)]
    with CaptureQueriesContext(transaction.get_connection()) as asked:
        actions.post_messages(drafts)
    ours = [each["sql"] for each in asked if "chat_" in each["sql"]]
    assert ours == [each.decode() for each in (ledger.LOCK, ledger.SENDERS, ledger.STORE)]
