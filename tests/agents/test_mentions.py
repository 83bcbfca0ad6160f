"""Works that people name are found through spelling and punctuation, and ordinary words are not taken for titles."""

import gc
import weakref

import numpy as np
import pytest

from agents.library import Library
from agents.mentions import named_in, ruled_out
from agents.works import Work

TITLES = [
    ("Amélie", 2001),
    ("The Shawshank Redemption", 1994),
    ("Up", 2009),
    ("It", 1990),
    ("It", 2017),
    ("Click", 2006),
    ("Star Wars: A New Hope", 1977),
    ("L'Avventura", 1960),
    ("American Pie", 1999),
    ("American Pie 2", 2001),
    ("Scary Movie", 2000),
    ("Crouching Tiger, Hidden Dragon", 2000),
    ("Network", 1976),
    ("One Hundred Years of Solitude", 1967),
    ("Inception", 2010),
    ("Spider-Man: Homecoming", 2017),
    ("Lilo & Stitch", 2002),
    ("Harry Potter and the Goblet of Fire", 2005),
    ("Harry Potter and the Half-Blood Prince", 2009),
]


@pytest.fixture(scope="module")
def library() -> Library:
    works = [Work(id=f"{title} {year}", kind="movie", title=title, year=year) for title, year in TITLES]
    return Library(works, np.zeros((len(works), 2), dtype=np.float32), "test")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a film like Amelie", ["Amélie 2001"]),
        ("have you seen the shawshank redemption?", ["The Shawshank Redemption 1994"]),
        ("I loved Shawshank Redemtion", ["The Shawshank Redemption 1994"]),
        ("crouching tiger hidden dragon was great", ["Crouching Tiger, Hidden Dragon 2000"]),
        ("did you watch It (2017)?", ["It 2017"]),
        ("I mean Click (2006)", ["Click 2006"]),
        ('we saw "Up" again', ["Up 2009"]),
        ("a new hope is the best one", ["Star Wars: A New Hope 1977"]),
        ("avez-vous vu L\u2019Avventura ?", ["L'Avventura 1960"]),
        ("American Pie 2 (2001) was worse", ["American Pie 2 2001"]),
        ("one hundred years of solitude, again", ["One Hundred Years of Solitude 1967"]),
        ("have you seen inception?", ["Inception 2010"]),
        ("i loved spiderman homecoming", ["Spider-Man: Homecoming 2017"]),
        ("we watched lilo & stitch", ["Lilo & Stitch 2002"]),
        (
            "all the Harry Potter films",
            ["Harry Potter and the Goblet of Fire 2005", "Harry Potter and the Half-Blood Prince 2009"],
        ),
    ],
)
def test_a_title_is_found_however_it_is_written(library: Library, text: str, ids: list[str]) -> None:
    assert [library.works[place].id for place in named_in(text, library)] == ids


@pytest.mark.parametrize(
    "text",
    [
        "it was fun, up to a point",
        "click the button",
        "Click the button",
        "i like scary movies",
        "the network is down again",
        '"black network cable" it says',
        "",
        "...",
    ],
)
def test_ordinary_words_are_no_titles(library: Library, text: str) -> None:
    assert named_in(text, library) == {}


@pytest.mark.parametrize(
    ("text", "liked"),
    [
        ("I loved Amelie, hated Scary Movie (2000)", {"Amélie": True, "Scary Movie": False}),
        ("we didn't like Amelie", {"Amélie": False}),
        (
            "I found Amelie boring but The Shawshank Redemption was great",
            {"Amélie": False, "The Shawshank Redemption": True},
        ),
        ("ich fand Amelie langweilig", {"Amélie": False}),
        ("no me gusto Amelie", {"Amélie": False}),
    ],
)
def test_what_was_liked_and_what_was_not(library: Library, text: str, liked: dict[str, bool]) -> None:
    found = {library.works[place].title: much > 0 for place, much in named_in(text, library).items()}
    assert found == liked


def test_a_loved_work_counts_more_than_one_that_was_only_named(library: Library) -> None:
    loved, named = named_in("I loved Amelie", library), named_in("then there is Amelie", library)
    assert next(iter(loved.values())) > next(iter(named.values())) > 0


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("not inception again, we ran it twice", ["Inception 2010"]),
        ("drôle, et pas les goonies ni inception", ["Inception 2010"]),
        ("no american pie please", ["American Pie 1999"]),
        ("inception was good, something like it", []),
        ("nothing with blood", []),
    ],
)
def test_what_stands_behind_a_no_is_ruled_out_in_small_letters_too(library: Library, text: str, ids: list[str]) -> None:
    assert sorted(library.works[place].id for place in ruled_out(text, library)) == ids


def test_each_work_is_found_once(library: Library) -> None:
    assert len(named_in("Amelie, Amélie and amelie (2001)", library)) == 1


def test_a_library_that_was_replaced_is_not_kept_for_what_was_found_in_it() -> None:
    replaced = Library([Work(id="1", kind="movie", title="Inception")], np.zeros((1, 2), dtype=np.float32), "test")
    assert named_in("we watched Inception", replaced)
    gone = weakref.ref(replaced)
    del replaced
    gc.collect()
    assert gone() is None
