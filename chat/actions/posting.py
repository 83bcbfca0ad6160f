"""Saying something: numbered, stored once, told after commit. Many drafts go in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import broadcast, ledger, nouns, signals
from chat.actions.locking import not_found
from chat.actions.naming import Said, look_ahead, name_people
from chat.actions.threads import count_replies
from chat.delivery import Delivery
from chat.models import Conversation, Message
from chat.protocol import ready


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say; `content` is as `protocol.clean_text` leaves it.

    `mentions` says who is meant where several people have a name that the text calls.
    """

    user: UUID
    conversation: UUID
    client_id: UUID
    content: str
    reply_to: UUID | None = None
    off_record: bool = False
    mentions: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Posted:
    """A stored message; `is_new` is False for a retry, which gets the original."""

    message: Message
    is_new: bool

    @cached_property
    def told(self) -> str:
        """The message's JSON. Its event has it, and so has the answer to its sender."""
        return nouns.message(self.message).model_dump_json()


Outcome = Posted | Refusal
_Key = tuple[UUID, UUID]


def post_message(draft: Draft) -> Posted:
    """Post one message. Raises `not_found`, `conflict`."""
    outcome = post_messages([draft])[0]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def post_messages(drafts: Sequence[Draft]) -> list[Outcome]:
    """Post all of `drafts` in one transaction, in their order; each has an outcome of its own.

    The same sender and client_id again, on any process and any day, gets the original back.
    """
    look_ahead((each.conversation, each.content) for each in drafts)
    try:
        # Nearly always all are new, and the unique index says when one is not: looking first would cost every batch.
        return _post_together(drafts, may_be_retries=False)
    except IntegrityError:
        return _post_retries(drafts)


def _post_retries(drafts: Sequence[Draft]) -> list[Outcome]:
    try:
        return _post_together(drafts, may_be_retries=True)
    except IntegrityError:
        # The same client_id was posted to another room by another process at this very moment. One by one, the
        # others are not held up by it, and this one finds the original.
        return [_post_alone(draft) for draft in drafts]


def _post_alone(draft: Draft) -> Outcome:
    try:
        return _post_together([draft], may_be_retries=True)[0]
    except IntegrityError:
        return _post_together([draft], may_be_retries=True)[0]


@transaction.atomic
def _post_together(drafts: Sequence[Draft], *, may_be_retries: bool) -> list[Outcome]:
    batch = _Batch(drafts, may_be_retries=may_be_retries)
    outcomes = [batch.take(draft) for draft in drafts]
    batch.store()
    return outcomes


class _Batch:
    """The drafts of one transaction, their rooms locked."""

    def __init__(self, drafts: Sequence[Draft], *, may_be_retries: bool) -> None:
        self.now: datetime = timezone.now()
        opened = ledger.open_for({(draft.user, draft.conversation) for draft in drafts})
        self.rooms, self.members = opened.rooms, opened.senders
        self.known = _originals(drafts) if may_be_retries else {}
        self.threads = _threads(drafts)
        self.new: list[Posted] = []
        self.said: list[Said] = []

    def take(self, draft: Draft) -> Outcome:
        room = self.rooms.get(draft.conversation)
        sender = self.members.get((draft.user, draft.conversation))
        if room is None or sender is None:
            return not_found("conversation")
        original = self.known.get((draft.user, draft.client_id))
        if original is not None:
            return _retried(original, draft)
        if draft.reply_to and (draft.reply_to, draft.conversation) not in self.threads:
            return Refusal("not_found", "The message you reply to is not in this conversation.")
        message = self._number(draft, room, sender)
        self.known[draft.user, draft.client_id] = message
        self.said.append(Said(message, frozenset(draft.mentions)))
        posted = Posted(message, is_new=True)
        self.new.append(posted)
        return posted

    def store(self) -> None:
        if not self.new:
            return
        posted, messages = self.new, [each.message for each in self.new]
        broadcast.make_all(lambda: _deliveries(posted))
        count_replies(self.rooms, Counter(message.thread_id for message in messages if message.thread_id))
        moved = {message.conversation_id for message in messages}
        # In an order that all processes share: two that store the same client_ids can't wait for each other.
        rows = sorted(messages, key=lambda each: (each.client_id, str(each.sender_id)))
        name_people(self.said)
        transaction.on_commit(
            lambda: signals.message_posted.send_robust(sender=Message, messages=messages), robust=True
        )
        # The last statement: the commit goes along with it.
        ledger.store(rows, {room: self.rooms[room].revision for room in moved}, self.now)

    def _number(self, draft: Draft, room: Conversation, sender: User) -> Message:
        room.revision += 1
        message = Message(
            conversation=room,
            sender=sender,
            content=draft.content,
            client_id=draft.client_id,
            sequence=room.revision,
            revision=room.revision,
            reply_to_id=draft.reply_to,
            thread_id=self.threads[draft.reply_to, room.pk] if draft.reply_to else None,
            off_record=draft.off_record,
            created_at=self.now,
        )
        # A new message has no reactions, and whom it names is found later: the noun need not ask.
        message.told_reactions, message.told_mentions = [], []
        return message


def _deliveries(posted: Sequence[Posted]) -> Iterator[Delivery]:
    # One a room: what goes to the same sockets is written together.
    by_room: dict[UUID, list[Posted]] = defaultdict(list)
    for each in posted:
        by_room[each.message.conversation_id].append(each)
    for room, those in by_room.items():
        texts = tuple(ready.posted(room, each.message.revision, each.told) for each in those)
        yield Delivery(rooms=(room,), texts=texts, revision=those[-1].message.revision)


def _retried(original: Message, draft: Draft) -> Outcome:
    if original.conversation_id != draft.conversation:
        return Refusal("conflict", "This client_id belongs to a message in another conversation.")
    return Posted(original, is_new=False)


def _originals(drafts: Sequence[Draft]) -> dict[_Key, Message]:
    originals = Message.objects.with_all_told().filter(
        sender__in={draft.user for draft in drafts}, client_id__in={draft.client_id for draft in drafts}
    )
    return {(draft.sender_id, draft.client_id): draft for draft in originals if draft.sender_id}


def _threads(drafts: Sequence[Draft]) -> dict[tuple[UUID, UUID], UUID]:
    """Return, by each message that is answered and its room, where the thread begins: there or further back."""
    asked = {draft.reply_to for draft in drafts if draft.reply_to}
    if not asked:
        return {}
    found = Message.objects.filter(pk__in=asked).values_list("pk", "conversation", "thread")
    return {(pk, conversation): thread or pk for pk, conversation, thread in found}
