"""Who holds an access token: one statement that never changes, since every request of the API asks it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from accounts import prepared
from accounts.models import User

Claim = tuple[UUID, str]
"""What an access token says: whose it is, and its family."""

_FIELDS = [(field.attname, field.column) for field in User._meta.concrete_fields]
HOLDERS = f"""
    SELECT family, {", ".join(f"accounts_user.{column}" for _, column in _FIELDS)}
    FROM unnest(%s::uuid[], %s::text[]) AS asked (holder, family) JOIN accounts_user ON accounts_user.id = holder
    WHERE is_active AND EXISTS (
        SELECT FROM token_blacklist_outstandingtoken AS token
        WHERE user_id = holder AND starts_with(jti, family || '.') AND expires_at > %s
        AND NOT EXISTS (SELECT FROM token_blacklist_blacklistedtoken WHERE token_id = token.id)
    )
"""  # noqa: S608 - our own columns


def of(claims: Iterable[Claim]) -> dict[Claim, User]:
    """Return, by claim, the active users whose family has a good refresh token; the others are left out."""
    asked = list(claims)
    with prepared.cursor() as cursor:
        cursor.execute(HOLDERS, [[user for user, _ in asked], [family for _, family in asked], timezone.now()])
        found = cursor.fetchall()
    names = [name for name, _ in _FIELDS]
    users = [(family, User.from_db("default", names, row)) for family, *row in found]
    return {(user.pk, family): user for family, user in users}
