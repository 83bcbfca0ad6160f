"""When we would speak, on lines and scenes that nothing was tuned on: `python -m bench.deciding`.

Reads `unseen_lines.jsonl`, `unseen_scenes.jsonl` and `unseen_scenes_again.jsonl` (each written by another hand) through
the stage that decides, without any pace, and prints a row an intent and a row a language. With `--ordinary FILE` (JSONL
of `room, user, text`, all of them calling for nothing) it also counts interruptions, with the pace of a balanced room
and without.
"""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.table import rendered

if TYPE_CHECKING:
    from agents.decide import Decision

DATA = Path(__file__).parent.parent / "tests" / "agents" / "data"


@dataclass(frozen=True)
class Judged:
    """What was to be said to a text, and what would have been."""

    wanted: str
    language: str
    decision: "Decision"

    @property
    def is_hint(self) -> bool:
        """Whether it calls for something unasked."""
        return self.wanted not in {"ask", "sensitive", "none"}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.deciding", description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--eagerness", choices=("quiet", "balanced", "eager"), default="balanced")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    import django

    django.setup()
    for name in ("unseen_lines", "unseen_scenes", "unseen_scenes_again"):
        print(f"\n{name}, {chosen.eagerness}\n\n{table(_judged(_rows(DATA / f'{name}.jsonl'), chosen.eagerness))}")
    for file in chosen.ordinary:
        print(f"\n{file.name}: {_interruptions(_rows(file), chosen.eagerness)}")


def table(judged: Sequence[Judged]) -> str:
    """Return precision and recall of hints and asks, and how often it would have spoken where nothing was wanted."""
    intents = sorted({each.wanted for each in judged if each.is_hint})
    languages = sorted({each.language for each in judged})
    rows = [("all", _figures(judged))]
    rows += [(language, _figures([each for each in judged if each.language == language])) for language in languages]
    rows += [(intent, _figures([each for each in judged if each.wanted == intent])) for intent in intents]
    heads = ["hints: precision", "recall", "intent right", "asks: precision", "recall", "spoken: none", "sensitive"]
    return rendered(heads, rows)


def _figures(judged: Sequence[Judged]) -> list[str]:
    hints = [each for each in judged if each.is_hint]
    spoken = [each for each in judged if each.decision.speak]
    unasked = [each for each in spoken if not each.decision.is_ask]
    hit = [each for each in spoken if each.is_hint]
    asked = [each for each in spoken if each.decision.is_ask]
    asks = [each for each in judged if each.wanted == "ask"]
    none, sensitive = ([each for each in judged if each.wanted == label] for label in ("none", "sensitive"))
    return [
        _share([each for each in unasked if each.is_hint or each.wanted == "ask"], unasked),
        _share(hit, hints),
        _share([each for each in hit if each.decision.intent == each.wanted], hit),
        _share([each for each in asked if each.wanted == "ask" or each.is_hint], asked),
        _share([each for each in asks if each.decision.speak], asks),
        *(f"{sum(each.decision.speak for each in some)} of {len(some)}" for some in (none, sensitive)),
    ]


def _share(some: Sequence[Judged], whole: Sequence[Judged]) -> str:
    return f"{len(some) / len(whole):.2f}" if whole else ""


def _judged(rows: Sequence[dict[str, Any]], eagerness: str) -> list[Judged]:
    from agents.judge import judge
    from agents.policy import PACES
    from agents.replay import Recorded, turns_of

    threshold = PACES[eagerness].threshold
    found = []
    for place, row in enumerate(rows):
        messages = row.get("messages") or [{"speaker": "a", "text": row["text"]}]
        turns = turns_of(Recorded.model_validate({"id": str(place), "messages": messages}))
        found.append(Judged(row["intent"], row["language"], judge(turns, threshold=threshold)))
    return found


def _interruptions(rows: Sequence[dict[str, Any]], eagerness: str) -> str:
    from agents.library import Library
    from agents.providers import local
    from agents.replay import Options, Recorded, replay

    rooms = [
        Recorded.model_validate(
            {
                "id": room,
                "eagerness": eagerness,
                "messages": [{"speaker": each["user"], "text": each["text"]} for each in said],
            }
        )
        for room, said in groupby(rows, key=lambda row: row["room"])
    ]
    nothing = Library([], local.encode([]), local.NAME)
    told = []
    for stateless in (False, True):
        ends = replay(iter(rooms), nothing, Options(stateless=stateless))
        count = sum(decision["speak"] for end in ends for decision in end["decisions"])
        told.append(f"{count} of {len(rows):,} ({100 * count / len(rows):.2f} %)")
    return f"{told[0]} with pace, {told[1]} without"


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.open(encoding="utf-8")]


if __name__ == "__main__":
    main()
