"""What a trace of Chromium tells of one page: the work of its main thread, frame by frame."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]

CATEGORIES = (
    "-*",
    "toplevel",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "devtools.timeline.frame",
    "disabled-by-default-devtools.timeline.frame",
    "v8",
)
SCRIPT, LAYOUT, PAINT, OTHER = "script", "layout", "paint", "other"
OURS = (SCRIPT, LAYOUT)
"""What the page's own scripts, styles and elements cost, whatever draws them."""
_KINDS = {
    **dict.fromkeys(
        (
            "EvaluateScript",
            "EventDispatch",
            "FireAnimationFrame",
            "FunctionCall",
            "MajorGC",
            "MinorGC",
            "ParseHTML",
            "RunMicrotasks",
            "TimerFire",
            "XHRReadyStateChange",
            "v8.callFunction",
        ),
        SCRIPT,
    ),
    **dict.fromkeys(("HitTest", "Layout", "RecalculateStyles", "UpdateLayoutTree"), LAYOUT),
    **dict.fromkeys(("Commit", "Layerize", "Paint", "PrePaint", "UpdateLayer"), PAINT),
}
_FRAME = "BeginMainThreadFrame"


@dataclass(frozen=True)
class Frames:
    """The main thread's milliseconds by kind, for each frame from its beginning to the next one's."""

    work: Sequence[Mapping[str, float]]
    dropped: int
    """Frames that the compositor had nothing new for in time."""
    costs: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds of the whole trace by the browser's own names."""

    def ours(self) -> list[float]:
        """Return what each frame took of scripts, styles and layout."""
        return [sum(each.get(kind, 0.0) for kind in OURS) for each in self.work]

    def mean(self, kind: str) -> float:
        """Return the milliseconds of one kind that a frame took on average."""
        return sum(each.get(kind, 0.0) for each in self.work) / max(1, len(self.work))


def read(events: Iterable[Event]) -> Frames:
    """Return what the busiest page of a trace did. Raises ValueError when there is no frame in it."""
    threads: dict[tuple[int, int], list[Event]] = defaultdict(list)
    dropped = 0
    for event in events:
        threads[event["pid"], event["tid"]].append(event)
        dropped += int(event["name"] == "DroppedFrame")
    main = max(threads.values(), key=lambda those: len(_beginnings(those)), default=[])
    begun = _beginnings(main)
    if not begun:
        raise ValueError("There is no frame in this trace.")
    work: list[dict[str, float]] = [defaultdict(float) for _ in begun]
    costs: dict[str, float] = defaultdict(float)
    for piece in _pieces(event for event in main if event["ph"] == "X"):
        costs[piece.name] += piece.alone
        frame = bisect_right(begun, piece.at) - 1
        if frame >= 0:
            work[frame][piece.kind] += piece.alone
    # The last frame ends with the trace.
    return Frames(work[:-1], dropped, costs)


def _beginnings(events: Iterable[Event]) -> list[float]:
    return sorted(event["ts"] for event in events if event["name"] == _FRAME)


@dataclass
class _Piece:
    """A part of a thread's time; `alone` are the milliseconds without those of the pieces inside it."""

    name: str
    kind: str
    at: float
    until: float
    alone: float


def _pieces(events: Iterable[Event]) -> list[_Piece]:
    """Return them in order. One that has no kind by its name is of the kind of what it is in."""
    pieces: list[_Piece] = []
    around: list[_Piece] = []
    for event in sorted(events, key=lambda each: (each["ts"], -each["dur"])):
        while around and around[-1].until <= event["ts"]:
            around.pop()
        # On the thread's own clock, where there is one: what else runs on the core does not count.
        took = event.get("tdur", event["dur"]) / 1000
        kind = _KINDS.get(event["name"], around[-1].kind if around else OTHER)
        if around:
            around[-1].alone -= took
        piece = _Piece(event["name"], kind, event["ts"], event["ts"] + event["dur"], took)
        around.append(piece)
        pieces.append(piece)
    return pieces
