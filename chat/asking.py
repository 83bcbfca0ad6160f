"""Who is asked for more like a recommended work. Chat has no idea how; an app that has one says so by `contribute`."""

from typing import Protocol
from uuid import UUID

from accounts.models import User
from accounts.problems import Refusal


class Recommender(Protocol):
    """Takes what somebody asks for."""

    def __call__(self, user: User, recommendation: UUID, item: str | None) -> UUID:
        """Take it and return the `client_id` that the answer will have. Raises refusals."""


def contribute(recommender: Recommender) -> None:
    """Let people ask; apps do so when they are ready. Raises `ValueError` if somebody else is asked."""
    if _known and _known[0] is not recommender:
        raise ValueError("Somebody is asked already.")
    _known[:] = [recommender]


def ask_for_more(user: User, recommendation: UUID, item: str | None) -> UUID:
    """Ask, and return the `client_id` that the answer will have. Raises `agents_off` where nobody recommends."""
    if not _known:
        raise Refusal("agents_off", "Nobody recommends anything here.")
    return _known[0](user, recommendation, item)


_known: list[Recommender] = []
