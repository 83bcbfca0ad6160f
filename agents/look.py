"""A look at rooms where something was said: what it calls for and whether this is the time; all of it is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched, groupby
from uuid import UUID

from django.utils import timezone

from agents import recall
from agents.decide import Decision
from agents.decisions import Verdict, keep
from agents.help import offer_help
from agents.judge import judge
from agents.models import Decision as StoredDecision
from agents.policy import LONGEST_HOLD, PACES, Objection, in_words, lull_missing
from agents.rooms import Room, read_room
from agents.timing import objection_in
from agents.turns import Turn
from chat.models import Conversation, Message

_TOGETHER = 8
"""New messages of one room that are looked at together; half of what is read."""
_LULL = Objection("lull", "people were talking with each other: it waits until the room is quiet for a moment")
LATE = Objection("late", f"{in_words(LONGEST_HOLD)} had gone by, in talk or because the agents were away")
_SETTLED = Objection("settled", "what was said before or after it weighed more, or settled the matter")


@dataclass(frozen=True)
class Heard:
    """New messages of one room, oldest first, and the sequence of the newest."""

    conversation: UUID
    messages: Sequence[UUID]
    newest: int


@dataclass(frozen=True)
class Scene:
    """What was found: the turns, and what they call for. Where that is to speak, also the room."""

    turns: Sequence[Turn]
    verdict: Verdict
    room: Room | None = None

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return self.verdict.decision


def look_at(messages: Sequence[UUID]) -> list[Scene]:
    """Decide after each of the messages that agents may read; one write keeps all of it."""
    scenes = [scene for heard in _by_room(messages) for scene in _scenes(heard)]
    keep([scene.verdict for scene in scenes])
    return scenes


def look_again(message: UUID) -> Scene | None:
    """Decide anew on a hint, with all that was said since; None when it may no longer be read, or was answered."""
    readable = Message.objects.readable_by_agents()
    room = readable.filter(pk=message, triggered=None).values_list("conversation", flat=True).first()
    eagerness = _eagerness(room) if room else None
    if room is None or eagerness is None:
        return None
    sequences = readable.filter(conversation=room).order_by("-sequence").values_list("sequence", flat=True)
    turns = recall.recent_turns(room, sequences.first() or 0)
    decision = judge(turns, threshold=PACES[eagerness].threshold)
    if decision.trigger == str(message):
        scene = _timed(room, turns, decision)
    else:
        # Whatever the later messages call for, they are looked at themselves.
        scene = _silent(room, turns, replace(decision, trigger=str(message)), _SETTLED)
    keep([scene.verdict])
    return scene


def _by_room(messages: Sequence[UUID]) -> Iterator[Heard]:
    rows = Message.objects.readable_by_agents().filter(pk__in=messages, triggered=None)
    rows = rows.order_by("conversation", "sequence")
    for conversation, group in groupby(rows.values_list("conversation", "pk", "sequence"), key=lambda row: row[0]):
        for together in batched(group, _TOGETHER):
            yield Heard(conversation, [pk for _, pk, _ in together], together[-1][2])


def _eagerness(conversation: UUID) -> str | None:
    listening = Conversation.objects.filter(pk=conversation, listening=True)
    return listening.values_list("eagerness", flat=True).first()


def _scenes(heard: Heard) -> list[Scene]:
    """Return a scene a message: an ask is answered wherever it stands, a hint only with all that came with it."""
    eagerness = _eagerness(heard.conversation)
    turns = recall.recent_turns(heard.conversation, heard.newest) if eagerness else []
    places = [place for place, turn in enumerate(turns) if UUID(turn.id) in heard.messages]
    if eagerness is None or not places:
        return []
    decisions = {place: judge(turns[: place + 1], threshold=PACES[eagerness].threshold) for place in places}
    offer_help(heard.conversation, (turns[place] for place in places))
    scenes = {turns[place].id: _own(heard.conversation, turns[: place + 1], decisions[place]) for place in places}
    for place, decision in decisions.items():
        is_due = decision.speak and (decision.is_ask or place == places[-1])
        if is_due and not _is_in_work(decision, heard.messages):
            scenes[decision.trigger] = _timed(heard.conversation, turns[: place + 1], decision)
    return list(scenes.values())


def _own(conversation: UUID, turns: Sequence[Turn], decision: Decision) -> Scene:
    """What is kept of a message by itself, as long as nothing is answered for it."""
    own = replace(decision, trigger=turns[-1].id)
    return _silent(conversation, turns, own, _SETTLED) if decision.speak else _silent(conversation, turns, own)


def _is_in_work(decision: Decision, heard: Sequence[UUID]) -> bool:
    """Whether what calls for it was said before these messages, and is being answered."""
    trigger = UUID(decision.trigger)
    return trigger not in heard and StoredDecision.objects.filter(message=trigger, speak=True).exists()


def _timed(conversation: UUID, turns: Sequence[Turn], decision: Decision) -> Scene:
    """Hold back, or put off, what is called for at the wrong time."""
    room = read_room(conversation) if decision.speak else None
    if room is None:
        return _silent(conversation, turns, decision)
    if not decision.is_ask:
        trigger, now = next(turn for turn in turns if turn.id == decision.trigger), timezone.now()
        missing = lull_missing(PACES[room.eagerness], turns, trigger, now)
        if why := objection_in(room, UUID(trigger.speaker)):
            return _silent(conversation, turns, decision, why)
        if now + missing > trigger.at + LONGEST_HOLD:
            return _silent(conversation, turns, decision, LATE)
        if missing:
            return _silent(conversation, turns, decision, _LULL, until=now + missing)
    return Scene(turns, Verdict(conversation, UUID(decision.trigger), decision), room)


def _silent(
    conversation: UUID,
    turns: Sequence[Turn],
    decision: Decision,
    why: Objection | None = None,
    *,
    until: datetime | None = None,
) -> Scene:
    silent, note = (decision.silenced(why.grounds), why.note) if why else (decision, "")
    return Scene(turns, Verdict(conversation, UUID(decision.trigger), silent, note, until))
