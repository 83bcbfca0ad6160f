"""Who holds an access token: a statement that never changes, since every request of the API asks it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts import prepared
from accounts.models import User

Claim = tuple[UUID, str]
"""What an access token says: whose it is, and its family."""

_FIELDS = [(field.attname, field.column) for field in User._meta.concrete_fields]
_IS_ALIVE = """
    EXISTS (
        SELECT FROM token_blacklist_outstandingtoken AS token
        WHERE user_id = holder AND starts_with(jti, family || '.') AND expires_at > $3
        AND NOT EXISTS (SELECT FROM token_blacklist_blacklistedtoken WHERE token_id = token.id)
    )
"""
HOLDERS = f"""
    SELECT family, {", ".join(f"accounts_user.{column}" for _, column in _FIELDS)}
    FROM unnest($1::uuid[], $2::text[]) AS asked (holder, family) JOIN accounts_user ON accounts_user.id = holder
    WHERE is_active AND {_IS_ALIVE}
""".encode()  # noqa: S608 - our own columns
ALIVE = f"""
    SELECT holder, family FROM unnest($1::uuid[], $2::text[]) AS asked (holder, family) WHERE {_IS_ALIVE}
""".encode()  # noqa: S608 - our own columns


def of(claims: Iterable[Claim]) -> dict[Claim, User]:
    """Return, by claim, the active users whose family has a good refresh token; the others are left out."""
    found = _ask(HOLDERS, claims)
    names = [name for name, _ in _FIELDS]
    users = [(family, User.from_db("default", names, row)) for family, *row in found]
    return {(user.pk, family): user for family, user in users}


def alive(claims: Iterable[Claim]) -> set[Claim]:
    """Return those of the claims whose family has a good refresh token, whoever holds it."""
    return {(user, family) for user, family in _ask(ALIVE, claims)}


def _ask(statement: bytes, claims: Iterable[Claim]) -> list[tuple[Any, ...]]:
    asked = list(claims)
    if not asked:
        return []
    [found] = prepared.run((statement, [[user for user, _ in asked], [family for _, family in asked], timezone.now()]))
    return found
