"""Say so many things at once in rooms of Unafied, by chat's own verb. In: a JSON list of `[room, count]`."""

import json
import sys
from collections.abc import Iterator
from itertools import batched, count, cycle, islice
from uuid import UUID, uuid4

import django

django.setup()

from bench.load import SAYINGS  # noqa: E402 - needs the apps to be ready
from chat import actions  # noqa: E402
from chat.models import Membership  # noqa: E402

TOGETHER = 20


def main() -> None:
    """Post in all rooms in turn, and leave when what waits to be handed over is."""
    wanted = json.load(sys.stdin)
    numbers = count()
    drafts = [draft for room, share in wanted for draft in _talk(room, share, numbers)]
    for together in batched(drafts, TOGETHER):
        actions.post_messages(together)
    _wait_for_crowd()


def _talk(room: str, share: int, numbers: Iterator[int]) -> Iterator[actions.Draft]:
    people = cycle(Membership.objects.filter(conversation=UUID(room)).values_list("user", flat=True))
    for saying, speaker in islice(zip(cycle(SAYINGS), people, strict=False), share):
        # No two the same: a text that was embedded once is remembered.
        yield actions.Draft(speaker, UUID(room), uuid4(), f"{saying} ({next(numbers)})")


def _wait_for_crowd() -> None:
    from threading import Timer
    from threading import enumerate as threads

    for thread in threads():
        if isinstance(thread, Timer):
            thread.join()


if __name__ == "__main__":
    main()
