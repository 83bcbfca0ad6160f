"""Whether answers to cards make the next ones better: `python -m bench.learning`.

Simulated rooms of one to three people. Each has a hidden taste: tags they enjoy and one they cannot stand. They answer
every card honestly, and the ranking sees only the answers. A card counts by the part of the room that enjoys its first
work. No talk is simulated: what is measured is taste alone.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bench.table import rendered

if TYPE_CHECKING:
    from agents.library import Library
    from agents.works import Work

CARDS = 10
INTENTS = ("boredom", "low_spirits", "winding_down", "company")


@dataclass(frozen=True)
class Person:
    """Somebody with a hidden taste."""

    name: str
    enjoys: frozenset[str]
    cannot_stand: str

    def likes(self, work: "Work") -> bool:
        """Whether they would be glad of it."""
        tags = {*work.genres, *work.moods}
        return bool(tags & self.enjoys) and self.cannot_stand not in tags


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.learning", description=__doc__)
    parser.add_argument("--rooms", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    import django

    django.setup()
    library = _library()
    rows = [
        (name, [f"{part:.2f}" for part in curve(library, chosen.rooms, chosen.seed, is_learning=is_learning)])
        for name, is_learning in (("learning from answers", True), ("without", False))
    ]
    print(rendered([f"card {number}" for number in range(1, CARDS + 1)], rows))


def curve(library: "Library", rooms: int, seed: int, *, is_learning: bool) -> list[float]:
    """Return for each card the part of the people who enjoy it, over all rooms."""
    chance = Random(seed)
    tags = sorted({tag for work in library.works for tag in (*work.genres, *work.moods)})
    told = [
        _evening(library, _people(chance, library, tags), number, is_learning=is_learning) for number in range(rooms)
    ]
    return [sum(evening[card] for evening in told) / rooms for card in range(CARDS)]


def _people(chance: Random, library: "Library", tags: Sequence[str]) -> list[Person]:
    common = [tag for tag in tags if library.having("genre", tag).sum() + library.having("mood", tag).sum() > 40]
    people = []
    for number in range(chance.choice((1, 2, 3))):
        first, second, third = chance.sample(common, 3)
        people.append(Person(str(number), frozenset({first, second}), third))
    return people


def _evening(library: "Library", people: Sequence[Person], number: int, *, is_learning: bool) -> list[float]:
    from agents.rank import Query, rank
    from agents.taste import tastes

    verdicts: list[tuple[str, str, str]] = []
    spent: list[str] = []
    glad = []
    for card in range(CARDS):
        query = Query(
            intent=INTENTS[(number + card) % len(INTENTS)],
            tastes=tastes(verdicts, library) if is_learning else (),
            excluded=frozenset(spent),
            seed=number + 1,
        )
        work = rank(library, query, 1)[0].work
        glad.append(sum(person.likes(work) for person in people) / len(people))
        verdicts += [(person.name, work.id, "loved" if person.likes(work) else "not_this") for person in people]
        spent.append(work.id)
    return glad


def _library() -> "Library":
    from django.conf import settings

    from agents.replay import library_of
    from agents.rows import RowError, built_in_files, read_rows

    rows = [row for file in built_in_files() for row in read_rows(file)]
    return library_of([row for row in rows if not isinstance(row, RowError)], settings.VAR_DIR / "cache")


if __name__ == "__main__":
    main()
