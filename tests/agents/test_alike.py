"""More like a work: of its kind, nothing that was shown, and a reason that says in what the two are alike."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from agents.alike import query_like, reason_like, shared
from agents.language import LANGUAGES
from agents.plain import objection_to
from agents.rank import rank
from agents.reason import LONGEST
from agents.rooms import Room
from agents.works import Work
from tests.agents.reasons_said import catalogue
from tests.agents.test_wishes_answered import library

FILM = Work(id="f", kind="movie", title="First", creator="Ana", genres=("comedy", "crime"), moods=("warm", "strange"))
KIN = Work(id="k", kind="movie", title="Second", creator="Eve", genres=("comedy", "war"), moods=("warm", "dark"))


ROOM = Room(id="00000000-0000-0000-0000-000000000001")


def titles_like(title: str, kind: str, room: Room = ROOM) -> list[str]:
    """Return the titles that come first of the built-in catalogue."""
    works = library()
    work = next(each for each in works.works if (each.title, each.kind) == (title, kind))
    meaning = works.matrix[works.place[work.id]]
    found = rank(works, query_like(work, room, works, meaning=meaning, language="en"), 3)
    return [each.work.title for each in found]


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("My Neighbor Totoro", "movie", {"Kiki's Delivery Service", "Spirited Away", "Princess Mononoke"}),
        ("My Neighbor Totoro", "music", {"Spirited Away"}),
        ("Vertigo", "movie", {"Rear Window", "Psycho", "North by Northwest"}),
        ("SPQR", "book", {"Rubicon"}),
        ("Kind of Blue", "music", {"Moanin'", "Time Out"}),
    ],
)
def test_what_comes_is_like_it(title: str, kind: str, expected: set[str]) -> None:
    assert expected <= {*titles_like(title, kind)}


def test_its_kind_is_kept_and_what_was_shown_or_is_the_work_itself_does_not_come() -> None:
    films = [work for work in library().works if work.kind == "movie"]
    spent = frozenset(work.id for work in films if work.title != "Alien")
    assert titles_like("Vertigo", "movie", replace(ROOM, spent=spent)) == ["Alien"]
    assert titles_like("Vertigo", "movie", replace(ROOM, spent=frozenset(work.id for work in films))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_names_both_and_only_what_they_have_in_common(language: str) -> None:
    said = [reason_like(KIN, FILM, language, [], str(number)) for number in range(20)]
    assert len({*said}) > 1
    for text in said:
        assert len(text) <= LONGEST
        assert objection_to(text) == ""
        assert text.count("First") == text.count("Second") == 1
        assert not any(word in text for word in ("{", "}", "  ", "Ana", "Eve"))
    first = said[0]
    assert reason_like(KIN, FILM, language, [first], "0") != first


def test_in_english_it_says_what_kind_of_thing_both_are() -> None:
    assert all("a warm comedy" in reason_like(KIN, FILM, "en", [], str(number)) for number in range(9))
    both = shared(KIN, FILM)
    assert (both.genres, both.moods, both.creator) == (("comedy",), ("warm",), "")


def test_the_same_hand_is_named_and_where_nothing_is_shared_nothing_is_claimed() -> None:
    same = Work(id="s", kind="movie", title="Second", creator="ANA")
    assert all("ANA" in reason_like(same, FILM, "en", [], str(number)) for number in range(9))
    other = Work(id="o", kind="movie", title="Second", creator="Eve", genres=("war",))
    for number in range(9):
        assert re.fullmatch(
            r"Not far from First: Second\.|Second comes closest to First of what is left\.",
            reason_like(other, FILM, "en", [], str(number)),
        )


def test_every_pair_of_the_catalogue_can_be_worded() -> None:
    works = catalogue()[::9]
    for number, (one, other) in enumerate(pairwise(works)):
        text = reason_like(one, other, LANGUAGES[number % len(LANGUAGES)], [], str(number))
        assert objection_to(text) == ""
        assert text[-1] in ".?!"
