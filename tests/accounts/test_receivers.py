"""A browser that signs out is out everywhere it counts."""

from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.signals import access_ended
from tests.accounts.conftest import Ended


@pytest.mark.parametrize("page", ["accounts:sign-out", "admin:logout"])
def test_signing_out_ends_this_session_and_tells_which(alice: User, client: Client, ended: Ended, page: str) -> None:
    alice.is_staff = True
    alice.save()
    elsewhere = Client()
    elsewhere.force_login(alice)
    client.force_login(alice)
    key = client.session.session_key
    client.post(reverse(page))
    assert ended == [(alice.pk, key)]
    assert not Session.objects.filter(session_key=key).exists()
    assert elsewhere.get(reverse("accounts:settings")).status_code == 200


def test_the_session_is_gone_before_anybody_is_told(alice: User, client: Client) -> None:
    client.force_login(alice)
    was_gone: list[bool] = []

    def look(user_id: UUID, session: str, **_: object) -> None:
        was_gone.append(not Session.objects.filter(session_key=session).exists())

    access_ended.connect(look)
    try:
        client.post(reverse("accounts:sign-out"))
    finally:
        access_ended.disconnect(look)
    assert was_gone == [True]


def test_who_was_not_signed_in_ends_nothing(db: None, client: Client, ended: Ended) -> None:
    answer = client.post(reverse("accounts:sign-out"))
    assert answer.status_code == 302
    assert ended == []
