"""Who finds by meaning. Chat has no idea how; an app that has one says so by `contribute` when it is ready."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from accounts.models import User
from chat.querysets import MessageQuerySet


class Sought(Protocol):
    """A search by meaning that is under way."""

    def nearest(self, messages: MessageQuerySet, limit: int) -> Sequence[UUID] | None:
        """Return those of `messages` that are close, closest first; None where it can't be said in time."""


class Meaning(Protocol):
    """Finds messages that say what is meant in other words."""

    def seek(self, user: User, words: str) -> Sought | None:
        """Begin, without waiting; None where there is nothing that this user could find so."""


def contribute(meaning: Meaning) -> None:
    """Let searches also go by meaning; apps do so when they are ready. Raises `ValueError` if somebody else does."""
    if _known and _known[0] is not meaning:
        raise ValueError("Somebody finds by meaning already.")
    _known[:] = [meaning]


def seek(user: User, words: str) -> Sought | None:
    """Begin to look for what is meant by the words; None where nobody can, or there are none."""
    return _known[0].seek(user, words) if _known and words else None


_known: list[Meaning] = []
