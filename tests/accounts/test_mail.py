"""The letter with the link."""

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core import mail as outbox_of
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from accounts import actions
from accounts.mail import send_reset_link
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "another long phrase"


def sent() -> list[EmailMessage]:
    """What was sent in this test."""
    return list(outbox_of.outbox)


def test_the_letter_carries_a_link_that_works(alice: User, settings: LazySettings) -> None:
    settings.SITE_URL = "https://chat.example.org/"
    alice = actions.change_profile(alice, display_name="Zoë")
    send_reset_link(" ALICE@example.org ").result()
    [letter] = sent()
    assert letter.to == ["alice@example.org"]
    assert "\n" not in letter.subject
    link = r"^https://chat\.example\.org/accounts/password-reset/([^/]+)/([^/]+)/$"
    found = re.search(link, letter.message().as_bytes().decode(), re.MULTILINE)
    assert found
    actions.reset_password(uid=found[1], token=found[2], password=NEW)
    assert actions.sign_in(email=alice.email, password=NEW) == alice


def test_a_name_is_written_as_it_is(alice: User) -> None:
    actions.change_profile(alice, display_name="<b>Alice & Co</b>")
    send_reset_link(alice.email).result()
    assert "Hello <b>Alice & Co</b>," in sent()[0].body


def test_strangers_the_banned_and_the_deleted_get_none(alice: User, bob: User, password: str) -> None:
    actions.ban(alice, reason="spam")
    actions.delete_account(bob, password=password)
    for email in ("nobody@example.org", "alice@example.org", "bob@example.org"):
        send_reset_link(email).result()
    assert sent() == []


class Broken(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: object) -> int:
        """Fail as smtplib does."""
        raise ConnectionRefusedError(f"nobody took {messages}")


@pytest.fixture
def _no_mail_server() -> Iterator[None]:
    with override_settings(MAILERS={"default": {"BACKEND": f"{__name__}.Broken"}}):
        yield


@pytest.mark.usefixtures("_no_mail_server")
def test_a_mail_server_that_is_away_is_logged_without_the_address(
    alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    send_reset_link(alice.email).result()
    [record] = [record for record in caplog.records if record.name == "accounts.mail"]
    assert "ConnectionRefusedError" in str(record.msg)
    assert "alice" not in str(record.msg)
