"""What the agent believes a room likes: made from the answers of those who are in it, and dropped when they say so."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.problems import Refusal
from agents.answers import answers_in
from agents.models import CatalogItem, DroppedBelief
from agents.tags import SORTS, Belief, Tag, shared
from chat.actions.locking import lock_room


def beliefs_in(conversation: UUID) -> list[Belief]:
    """Return what is believed of a room, without what was dropped there."""
    dropped = set(dropped_in(conversation))
    return [each for each in _shared_in(conversation) if each.tag not in dropped]


def dropped_in(conversation: UUID) -> list[Tag]:
    """Return what is no longer believed of a room, latest first."""
    found = DroppedBelief.objects.filter(conversation=conversation).order_by("-created_at", "-pk")
    return list(found.values_list("sort", "value"))


@transaction.atomic
def drop_belief(user: User, conversation: UUID, name: str) -> None:
    """Stop believing something of a room until a member takes it up again. Raises `not_found`."""
    lock_room(conversation, user)
    tag = _tag(name)
    if tag not in dropped_in(conversation) and tag not in {each.tag for each in _shared_in(conversation)}:
        raise _not_believed()
    DroppedBelief.objects.get_or_create(conversation_id=conversation, sort=tag[0], value=tag[1])


@transaction.atomic
def take_up_belief(user: User, conversation: UUID, name: str) -> None:
    """Let something count again that was dropped. Raises `not_found`."""
    lock_room(conversation, user)
    sort, value = _tag(name)
    if not DroppedBelief.objects.filter(conversation=conversation, sort=sort, value=value).delete()[0]:
        raise _not_believed()


def name_of(tag: Tag) -> str:
    """Return the name by which clients refer to a belief."""
    return ":".join(tag)


def _shared_in(conversation: UUID) -> list[Belief]:
    verdicts = answers_in(conversation)
    works = CatalogItem.objects.defer("embedding").in_bulk({work for _, work, _ in verdicts})
    return shared(verdicts, {name: stored.as_work() for name, stored in works.items()})


def _tag(name: str) -> Tag:
    sort, _, value = name.partition(":")
    if sort not in SORTS or not value or "\x00" in value:
        raise _not_believed()
    return sort, value


def _not_believed() -> Refusal:
    return Refusal("not_found", "Nothing of the kind is believed of this room.")
