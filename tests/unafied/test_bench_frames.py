"""What the benchmark of a long room reads from a trace, and what it fills the room with."""

from typing import Any

import pytest

from bench.long_room import filled
from bench.trace import LAYOUT, OTHER, PAINT, SCRIPT, read
from chat import reading
from chat.models import Conversation, Message

PAGE, WORKER = (7, 1), (7, 2)


def event(name: str, at: float, milliseconds: float, thread: tuple[int, int] = PAGE, **more: Any) -> dict[str, Any]:
    """Return a piece of a trace; `at` is in milliseconds too."""
    pid, tid = thread
    return {"ph": "X", "name": name, "ts": at * 1000, "dur": milliseconds * 1000, "pid": pid, "tid": tid, **more}


def frame(at: float) -> dict[str, Any]:
    return {"ph": "I", "name": "BeginMainThreadFrame", "ts": at * 1000, "pid": PAGE[0], "tid": PAGE[1]}


def test_each_moment_of_a_frame_counts_once_for_what_it_was_spent_on() -> None:
    told = read(
        [
            frame(0),
            event("RunTask", 1, 10),
            event("FunctionCall", 2, 6),
            event("Layout", 3, 2),
            event("Paint", 9, 1),
            event("FunctionCall", 2, 9, WORKER),
            frame(16),
            event("TimerFire", 20, 3),
            event("v8.something", 21, 1),
            frame(32),
        ]
    )
    assert told.work == [{OTHER: 3, SCRIPT: 4, LAYOUT: 2, PAINT: 1}, {SCRIPT: 3}]
    assert told.ours() == [6, 3]
    assert told.mean(SCRIPT) == 3.5


def test_what_else_ran_on_the_core_does_not_count() -> None:
    told = read([frame(0), event("FunctionCall", 1, 12, tdur=2000), frame(16)])
    assert told.ours() == [2]


def test_frames_that_were_dropped_are_counted() -> None:
    dropped = {"ph": "I", "name": "DroppedFrame", "ts": 5, "pid": 7, "tid": 3}
    assert read([frame(0), dropped, dropped, frame(16)]).dropped == 2
    with pytest.raises(ValueError, match="no frame"):
        read([event("RunTask", 1, 1)])


@pytest.mark.django_db(transaction=True)
def test_a_long_room_has_messages_of_every_sort_and_can_be_read() -> None:
    long = filled(600)
    room = Conversation.objects.get(pk=long.id)
    reader = room.owner
    assert reader
    assert room.revision == 600
    latest = reading.history(reader, room.pk, before=None, after=None, limit=2)
    assert [each.sequence for each in latest] == [599, 600]
    said = Message.objects.filter(conversation=room)
    assert said.filter(content__contains="```").exists()
    assert said.filter(reply_to__isnull=False).exists()
    assert said.filter(reactions__isnull=False).exists()
    assert said.filter(card__isnull=False).count() < 30
