"""Whom a message names: found when it is posted or edited, kept with the name that the text has for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from chat import markdown
from chat.mentions import ALL
from chat.models import Membership, Mention, Message

SMALL_ROOM = 20
"""People up to which anybody may call everybody; in larger rooms its owner and moderators may."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person, and which of several people of one name it means, as far as that was said."""

    message: Message
    meant: frozenset[UUID]

    @property
    def place(self) -> tuple[UUID, UUID | None]:
        """The room, and who speaks there."""
        return self.message.conversation_id, self.message.sender_id


def look_ahead(texts: Iterable[tuple[UUID, str]]) -> None:
    """Read long texts, each with its room, for names while that room is free; what is found is remembered."""
    long_texts = [(room, text) for room, text in texts if len(text) > markdown.SHORT and "@" in text]
    if not long_texts:
        return
    long_ones = [Message(conversation_id=room, content=text) for room, text in long_texts]
    people = Membership.objects.named_in(long_ones)
    for message in long_ones:
        markdown.named_in(message.content, {*people[message.pk], ALL})


def name_people(said: Iterable[Said]) -> None:
    """Store whom new messages name; costs nothing where no text has an "@"."""
    calling = [each for each in said if "@" in each.message.content]
    if calling:
        _store(calling, Membership.objects.named_in([each.message for each in calling]))


def name_anew(message: Message, meant: Collection[UUID] | None) -> None:
    """Store whom an edited message names now. Who was named by a name that still stands there stays named."""
    before = message.told_mentions
    message.mentions.all().delete()
    _keep(message, [])
    if "@" not in message.content:
        return
    people = Membership.objects.named_in([message])[message.pk]
    for each in before:
        if each.user_id:
            people.setdefault(each.name, set()).add(each.user_id)
    known = {each.user_id for each in before if each.user_id}
    _store([Said(message, frozenset(known if meant is None else meant))], {message.pk: people})


def _store(said: Sequence[Said], people: Mapping[UUID, Mapping[str, set[UUID]]]) -> None:
    callers = _who_may_call_all([each for each in said if f"@{ALL}" in each.message.content.lower()])
    new = [
        mention
        for each in said
        for mention in _mentions(each, people[each.message.pk], may_call_all=each.place in callers)
    ]
    Mention.objects.bulk_create(new)
    of_message = defaultdict(list)
    for mention in new:
        of_message[mention.message_id].append(mention)
    for each in said:
        _keep(each.message, of_message[each.message.pk])


def _mentions(said: Said, people: Mapping[str, set[UUID]], *, may_call_all: bool) -> list[Mention]:
    of_name: dict[str, set[UUID | None]] = defaultdict(set)
    for name, users in people.items():
        of_name[name.lower()] |= users
    if may_call_all:
        of_name[ALL] = {None}
    message = said.message
    return [
        Mention(
            message=message,
            user_id=user,
            name=name,
            conversation_id=message.conversation_id,
            sequence=message.sequence,
        )
        for name in sorted(markdown.named_in(message.content, {*of_name, ALL}) & of_name.keys())
        for user in sorted((of_name[name] & said.meant) or of_name[name], key=str)
    ]


def _who_may_call_all(said: Sequence[Said]) -> set[tuple[UUID, UUID | None]]:
    if not said:
        return set()
    everybody = Membership.objects.filter(conversation=OuterRef("conversation")).values("conversation")
    speakers = Membership.objects.filter(
        conversation__in={each.place[0] for each in said}, user__in={each.place[1] for each in said}
    ).annotate(size=Subquery(everybody.annotate(size=Count("pk")).values("size")))
    return {
        (each.conversation_id, each.user_id)
        for each in speakers
        if each.can_moderate or each.size <= SMALL_ROOM  # type: ignore[attr-defined]  # annotated above
    }


def _keep(message: Message, mentions: list[Mention]) -> None:
    # The noun need not ask for them.
    message.told_mentions = mentions
