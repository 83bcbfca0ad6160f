"""The one letter accounts sends: a link to choose a new password.

It is written and sent in a thread of its own, once the answer is on its way: the answer takes the same time whether
or not there is an account, and whether or not the mail server is slow. What is not sent yet when the process stops
is sent first.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from email.policy import default as default_policy
from time import sleep
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import connections
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

log = structlog.get_logger(__name__)

_HEAD_START = 0.1
"""Seconds for the answer to be gone before the work begins, which would slow it down for those with an account."""

_desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_reset_link(email: str) -> Future[None]:
    """Mail a link to whoever has this address and may come in; the future is done when that is over."""
    return _desk.submit(_send_reset_link, email)


def _send_reset_link(email: str) -> None:
    sleep(_HEAD_START)
    try:
        user = User.objects.active().with_email(email).first()
        if user and user.has_usable_password():
            _write(user)
    except Exception as error:  # noqa: BLE001
        # Nobody waits for this thread. The kind alone: what a mail server says has the address in it.
        log.error("a reset link was not sent", error=type(error).__name__)  # noqa: TRY400
    finally:
        connections.close_all()


def _write(user: User) -> None:
    context = {"user": user, "link": _link(user), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
    _Letter(
        subject=render_to_string("registration/password_reset_subject.txt", context).strip(),
        body=render_to_string("registration/password_reset_email.txt", context),
        to=[user.email],
    ).send()


class _Letter(EmailMessage):
    def message(self, *, policy: Any = default_policy) -> Any:
        # Quoted-printable, which lines over 78 characters get, would break the link where mail is only printed.
        return super().message(policy=policy.clone(max_line_length=900))


def _link(user: User) -> str:
    # Never built from the request: its Host header is the sender's choice.
    path = reverse(
        "accounts:password-reset-confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(str(user.pk))),
            "token": default_token_generator.make_token(user),
        },
    )
    return settings.SITE_URL.rstrip("/") + path
