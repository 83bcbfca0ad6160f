"""Which works fit: what was asked for, nothing that was ruled out or is spent, and not the same thing twice."""

import numpy as np
import pytest

from agents.library import Library
from agents.providers import local
from agents.rank import Query, Ranked, rank
from agents.rows import RowError, built_in_files, read_rows
from agents.taste import tastes
from agents.turns import Vector
from agents.wishes import read_wish
from agents.works import Work


@pytest.fixture(scope="module")
def library() -> Library:
    rows = [row for file in built_in_files() for row in read_rows(file)]
    works = [row for row in rows if not isinstance(row, RowError)][::3]
    return Library(works, local.encode([work.text for work in works]), local.NAME)


def vector(text: str) -> Vector:
    found: Vector = local.encode([text])[0]
    return found


def asked(library: Library, text: str, limit: int = 5) -> list[Ranked]:
    return rank(library, Query(intent="ask", wish=read_wish(text), meaning=vector(text)), limit)


def test_only_the_kind_that_was_asked_for(library: Library) -> None:
    assert {each.work.kind for each in asked(library, "any good book?")} == {"book"}


def test_nothing_that_was_ruled_out(library: Library) -> None:
    found = asked(library, "a film, no comedy, no romance, nothing sad", 100)
    assert found
    assert not [each.work for each in found if {"comedy", "romance"} & set(each.work.genres)]
    assert not [each.work for each in found if "melancholic" in each.work.moods]


def test_what_is_spent_does_not_come_again(library: Library) -> None:
    first = asked(library, "a funny film")[0].work.id
    again = rank(library, Query(intent="ask", wish=read_wish("a funny film"), excluded=frozenset({first})), 50)
    assert first not in {each.work.id for each in again}


def test_what_was_named_is_not_recommended_back_but_leads_to_its_like(library: Library) -> None:
    place = next(n for n, work in enumerate(library.works) if "science fiction" in work.genres and work.kind == "movie")
    found = rank(library, Query(intent="ask", wish=read_wish("a film"), named={place: 1.0}), 10)
    assert library.works[place].id not in {each.work.id for each in found}
    assert sum("science fiction" in each.work.genres for each in found) >= 2


def test_a_moment_gets_works_that_suit_it(library: Library) -> None:
    for intent in ("boredom", "focus", "winding_down", "celebration", "travel"):
        found = rank(library, Query(intent=intent), 5)
        assert all(intent in each.work.intents for each in found), intent


def test_to_concentrate_there_is_music_first(library: Library) -> None:
    assert rank(library, Query(intent="focus"), 1)[0].work.kind == "music"


def test_works_shown_together_are_not_by_one_hand(library: Library) -> None:
    twins = [
        Work(id=name, kind="movie", title=name, creator=name[0], popularity=fame, intents=("boredom",))
        for name, fame in (("a1", 0.9), ("a2", 0.9), ("b", 0.8))
    ]
    matrix = np.array([[1, 0], [1, 0.01], [0, 1]], dtype=np.float32)
    found = rank(Library(twins, matrix, "test"), Query(intent="boredom"), 2)
    assert {each.work.id for each in found} == {"a1", "b"}


def test_taste_moves_what_comes_next(library: Library) -> None:
    fond = next(place for place, work in enumerate(library.works) if "science fiction" in work.genres)
    near = library.closeness(library.matrix[fond])
    loved = tastes([("alice", library.works[fond].id, "loved")], library)
    found = [rank(library, Query(intent="boredom", tastes=known), 10) for known in ([], loved)]
    before, after = [np.mean([near[library.place[each.work.id]] for each in ranked]) for ranked in found]
    assert after > before


def test_the_parts_of_a_score_are_told(library: Library) -> None:
    best = rank(library, Query(intent="boredom", meaning=vector("so bored"), kinds={"movie": 0.9}), 1)[0]
    assert {"meaning", "intent", "kind", "fame"} <= set(best.parts)
    assert np.isclose(sum(best.parts.values()), best.score, atol=0.01)


def test_an_empty_catalogue_recommends_nothing() -> None:
    assert rank(Library([], np.empty((0, 1), dtype=np.float32), "test"), Query(intent="boredom"), 3) == []
