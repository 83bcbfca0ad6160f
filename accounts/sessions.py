"""What sockets hang on, asked for many at once: a browser's session, or a family of tokens."""

from collections.abc import Collection

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import holders
from accounts.holders import Claim


def still_open(claims: Collection[Claim]) -> set[Claim]:
    """Return which of these are signed in still; each is a user, and a session's key or the name of a family."""
    stored = Session.objects.filter(session_key__in={name for _, name in claims}, expire_date__gt=timezone.now())
    keys = set(stored.values_list("session_key", flat=True))
    by_cookie = {claim for claim in claims if claim[1] in keys}
    return by_cookie | holders.alive(set(claims) - by_cookie)
