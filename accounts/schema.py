"""How the OpenAPI document describes our authentication and refusals."""

from typing import Any

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme

from accounts.wire import Problem


class TokenScheme(SimpleJWTScheme):
    """`Authorization: Bearer <access token>`; drf-spectacular finds this class by itself."""

    target_class = "accounts.tokens.TokenAuthentication"
    name = "accessToken"


def answers(good: dict[int, Any], *refusals: int) -> dict[int, Any]:
    """Return `responses` for `extend_schema`: what goes well, and the HTTP statuses of refusals."""
    return {**good, **dict.fromkeys(refusals, Problem)}
