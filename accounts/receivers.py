"""What accounts does when Django tells it something."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import access_ended


@receiver(user_logged_out)
def end_sockets(request: HttpRequest, user: User | None, **_: Any) -> None:
    """End what hangs on a browser's session, wherever it was signed out: on our page or in the admin."""
    key = request.session.session_key
    # Gone before anybody is told, so that nothing can come back with it.
    request.session.flush()
    if user and key:
        access_ended.send_robust(sender=User, user_id=user.pk, session=key)
