"""The tokens of clients without cookies: families of refresh tokens, and access tokens that depend on them.

A family is one sign in on one device. The claim `sid` names it and stands in all of its tokens. Of its refresh
tokens only the newest is good: using one blacklists it and brings the next. An access token is good for as long
as its family has a good refresh token: signing out, a new password, a ban or a deletion ends it at once.

A refresh token that was used before is in somebody else's hands, or its answer was lost on the way. A client
that retries does so soon, so a late one ends the whole family (RFC 9700, section 4.14.2). Whoever issues or ends
tokens holds the user's row: two calls at once leave neither two good tokens nor one that outlives a password.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.contrib.auth.models import update_last_login
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts import holders
from accounts.models import User
from accounts.problems import Refusal
from accounts.signals import access_ended
from accounts.wire import Pair

REUSE_GRACE = timedelta(seconds=60)
"""How long after its use a refresh token may come again without ending its family."""

_USED_ARE_KEPT = timedelta(days=1)

log = structlog.get_logger(__name__)


def issue(user: User) -> Pair:
    """Start a family for somebody whose password was just checked.

    Raises `unauthenticated` when the account was closed or its password changed since `user` was read.
    """
    with transaction.atomic():
        if not User.objects.active().locked().filter(pk=user.pk, password=user.password).first():
            raise _unauthenticated()
        update_last_login(User, user)
        return _grow(user, sid=uuid4().hex)


def rotate(raw: str) -> Pair:
    """Take a refresh token, once, for the next pair of its family; else raise `unauthenticated`."""
    token = _read(raw)
    with transaction.atomic():
        user = User.objects.active().locked().filter(pk=token["user_id"]).first()
        if user and _good(user.pk, token["sid"]).filter(jti=token["jti"]).exists():
            end_family(user, token["sid"])
            return _grow(user, token["sid"])
    if user and _good(user.pk, token["sid"]).exists() and not _was_just_used(token):
        log.warning("a used refresh token came again", user=str(user.pk))
        sign_out(raw)
    raise _unauthenticated()


def sign_out(raw: str) -> None:
    """End the family of a refresh token, be it the newest or not; raises `unauthenticated` for a forgery."""
    token = _read(raw)
    with transaction.atomic():
        user = User.objects.locked().filter(pk=token["user_id"]).first()
        if not user:
            raise _unauthenticated()
        end_family(user, token["sid"])
        transaction.on_commit(lambda: access_ended.send_robust(sender=User, user_id=user.pk, session=token["sid"]))


def end_family(user: User, sid: str = "") -> None:
    """Blacklist the good refresh tokens of a family, or of all; the caller holds the row of `user`."""
    BlacklistedToken.objects.bulk_create(
        [BlacklistedToken(token=token) for token in _good(user.pk, sid)], ignore_conflicts=True
    )


def authenticate(raw: str) -> tuple[User, str]:
    """Return whose access token this is, and its family; raises `unauthenticated`."""
    [found] = authenticate_all([raw])
    if isinstance(found, Refusal):
        raise found
    return found


def authenticate_all(raws: Sequence[str]) -> list[tuple[User, str] | Refusal]:
    """Do for each what `authenticate` does for one, in one query; what that would raise stands in its place."""
    claims = [_claims(raw) for raw in raws]
    found = holders.of({claim for claim in claims if claim})
    users = [claim and found.get(claim) for claim in claims]
    return [
        (user, claim[1]) if user and claim else _unauthenticated() for user, claim in zip(users, claims, strict=True)
    ]


def is_alive(user_id: UUID, sid: str) -> bool:
    """Whether a family still has a good refresh token."""
    return _good(user_id, sid).exists()


class TokenAuthentication(JWTAuthentication):
    """REST's `Authorization: Bearer <access token>`."""

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        """Return the active user whose family is alive; raises `unauthenticated`."""
        claim = _claim(validated_token)
        user = holders.of([claim]).get(claim)
        if user is None:
            raise _unauthenticated()
        return user


class _Signed(RefreshToken):
    """A refresh token with a valid signature and time; if it is still good is asked under the user's lock."""

    def check_blacklist(self) -> None:
        """Leave it to `rotate`."""


def _read(raw: str) -> _Signed:
    try:
        token = _Signed(raw)  # type: ignore[arg-type]
    except (TokenError, ValueError):
        raise _unauthenticated() from None
    if "sid" not in token:
        raise _unauthenticated()
    return token


def _claims(raw: str) -> holders.Claim | None:
    try:
        return _claim(AccessToken(raw))  # type: ignore[arg-type]
    except (TokenError, ValueError, Refusal):
        return None


def _claim(token: Token) -> holders.Claim:
    try:
        return UUID(token["user_id"]), token["sid"]
    except (ValueError, KeyError):
        raise _unauthenticated() from None


def _grow(user: User, sid: str) -> Pair:
    _forget_old(user)
    refresh = RefreshToken()
    refresh["user_id"], refresh["sid"] = str(user.pk), sid
    refresh["jti"] = f"{sid}.{refresh['jti']}"
    OutstandingToken.objects.create(
        user=user,
        jti=refresh["jti"],
        # What opens an account doesn't belong into the database: the row is found by its id.
        token="",
        created_at=refresh.current_time,
        expires_at=datetime.fromtimestamp(refresh["exp"], tz=refresh.current_time.tzinfo),
    )
    return Pair(access=str(refresh.access_token), refresh=str(refresh))


def _good(user_id: UUID | str, sid: str) -> QuerySet[OutstandingToken]:
    good = OutstandingToken.objects.filter(user_id=user_id, blacklistedtoken=None, expires_at__gt=timezone.now())
    return good.filter(jti__startswith=f"{sid}.") if sid else good


def _forget_old(user: User) -> None:
    now = timezone.now()
    is_old = Q(expires_at__lt=now) | Q(blacklistedtoken__blacklisted_at__lt=now - _USED_ARE_KEPT)
    OutstandingToken.objects.filter(is_old, user=user).delete()


def _was_just_used(token: Token) -> bool:
    lately = timezone.now() - REUSE_GRACE
    return BlacklistedToken.objects.filter(token__jti=token["jti"], blacklisted_at__gt=lately).exists()


def _unauthenticated() -> Refusal:
    return Refusal("unauthenticated", "This token is not valid, or no longer.")
