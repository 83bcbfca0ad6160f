"""How often our ranking has what a human then recommended: `python -m bench.what --data DIR`.

DIR has `what_redial.jsonl` (conversations with `seen` and `targets`) and `catalogue_redial.jsonl`. Ours goes through
the code of `manage.py replay --force --catalog`. Rows are in two halves by a hash of their id; weights are chosen on
the half `dev`.
"""

import argparse
import hashlib
import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.table import rendered

if TYPE_CHECKING:
    from agents.library import Library
    from agents.postings import Scores

TOP = 50
CUTS = (1, 10, 50)
HALVES = ("dev", "held out")

type Answers = Mapping[str, Sequence[str]]
"""Ids of works, best first, by the id of a conversation."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.what", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--ours", action="store_true", help="leave the plain methods out")
    chosen = parser.parse_args()
    _set_up()
    rows = [json.loads(line) for line in (chosen.data / "what_redial.jsonl").open(encoding="utf-8")]
    library = _library(chosen.data / "catalogue_redial.jsonl")
    methods: dict[str, Answers] = {} if chosen.ours else _plain(rows, library)
    methods["ours"] = _ours(rows, library)
    print(table(rows, methods))


def table(rows: Sequence[Mapping[str, Any]], methods: Mapping[str, Answers]) -> str:
    """Return Recall@1/10/50 and NDCG@10 of each method on both halves."""
    heads = [f"{half}: {figure}" for half in HALVES for figure in (*(f"R@{cut}" for cut in CUTS), "NDCG@10")]
    lines = []
    for name, answers in methods.items():
        halves = [[row for row in rows if half_of(row["id"]) == half] for half in HALVES]
        lines.append((name, [f"{figure:.3f}" for some in halves for figure in _figures(some, answers)]))
    return rendered(heads, lines)


def half_of(identifier: str) -> str:
    """Return which half a conversation is in, whatever else is in the data."""
    return HALVES[int(hashlib.blake2b(identifier.encode(), digest_size=4).hexdigest(), 16) % 2]


def recall(found: Sequence[str], targets: Sequence[str], cut: int) -> float:
    """Return the part of the targets that are among the first `cut`."""
    return len(set(targets) & set(found[:cut])) / len(set(targets))


def ndcg(found: Sequence[str], targets: Sequence[str], cut: int = 10) -> float:
    """Return the normalised discounted cumulative gain; every target is as good as another."""
    gain = sum(1 / math.log2(place + 2) for place, each in enumerate(found[:cut]) if each in set(targets))
    return gain / sum(1 / math.log2(place + 2) for place in range(min(cut, len(set(targets)))))


def _figures(rows: Sequence[Mapping[str, Any]], answers: Answers) -> list[float]:
    cuts = [[recall(answers[row["id"]], row["targets"], cut) for row in rows] for cut in CUTS]
    return [float(np.mean(each)) for each in (*cuts, [ndcg(answers[row["id"]], row["targets"]) for row in rows])]


def _ours(rows: Sequence[Mapping[str, Any]], library: "Library") -> Answers:
    from agents.replay import Options, Recorded, replay

    recorded = (Recorded.model_validate(row) for row in rows)
    answers = replay(recorded, library, Options(force=True, top=TOP))
    return {answer["id"]: [item["id"] for item in answer["items"]] for answer in answers}


def _plain(rows: Sequence[Mapping[str, Any]], library: "Library") -> dict[str, Answers]:
    from agents.providers import local
    from agents.works import words_of

    def said(row: Mapping[str, Any]) -> str:
        return "\n".join(message["text"] for message in row["messages"][-3:])

    def by(score: Callable[[str], "Scores"]) -> Answers:
        return {row["id"]: _best(library, score(said(row)), row["seen"]) for row in rows}

    return {
        "popularity": by(lambda _: library.fame),
        "BM25": by(lambda text: library.word_match(words_of(text))),
        "dense": by(lambda text: library.closeness(local.encode([text])[0])),
    }


def _best(library: "Library", scores: "Scores", seen: Sequence[str]) -> list[str]:
    left = scores.copy()
    left[[library.place[work] for work in seen if work in library.place]] = -np.inf
    return [library.works[place].id for place in np.argsort(-left, kind="stable")[:TOP]]


def _library(file: Path) -> "Library":
    from django.conf import settings

    from agents.replay import library_of
    from agents.rows import RowError, read_rows

    works = [row for row in read_rows(file) if not isinstance(row, RowError)]
    return library_of(works, settings.VAR_DIR / "cache")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    import django

    django.setup()


if __name__ == "__main__":
    main()
