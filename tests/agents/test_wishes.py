"""What somebody asks for is read in six languages, also what they do not want."""

import pytest

from agents.wishes import Wish, read_wish


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("any good book on Rome?", "book"),
        ("something to watch tonight", "movie"),
        ("need a playlist for running", "music"),
        ("hat wer einen guten film für heute", "movie"),
        ("was zum lesen für den zug", "book"),
        ("un roman policier à me conseiller ?", "book"),
        ("de la musique pour travailler", "music"),
        ("recomendadme una peli", "movie"),
        ("algún libro sobre el mar?", "book"),
        ("indica um filme aí", "movie"),
        ("um livro pra viagem", "book"),
        ("un bel film per stasera", "movie"),
        ("qualcosa da ascoltare mentre cucino", "music"),
        ("@unafied something for the train", ""),
    ],
)
def test_the_kind_that_was_asked_for(text: str, kind: str) -> None:
    assert read_wish(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "a film, but no horror",
        "nothing scary please",
        "bloß nichts gruseliges",
        "aber kein horror",
        "surtout pas d'horreur",
        "nada de terror",
        "sem terror por favor",
        "niente horror",
    ],
)
def test_what_was_ruled_out(text: str) -> None:
    wish = read_wish(text)
    assert "horror" in wish.unwanted
    assert "horror" not in wish.genres


def test_a_but_ends_what_a_no_rules_out() -> None:
    wish = read_wish("nothing too scary but funny")
    assert (wish.unwanted, "comedy" in wish.genres) == (frozenset({"horror"}), True)


def test_who_rules_out_romance_wants_nothing_romantic() -> None:
    assert read_wish("a film without romance").unwanted >= {"romance", "romantic"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("80s music", (1980, 1989)),
        ("a film from the 1970s", (1970, 1979)),
        ("musik aus den 90ern", (1990, 1999)),
        ("algo de los 60", (1960, 1969)),
        ("something from 1995", (1993, 1997)),
        ("early 00s pop", (2000, 2009)),
        ("a film for 12 people", None),
        ("under 90 minutes", None),
        ("1984 people came", (1982, 1986)),
    ],
)
def test_the_time_that_was_asked_for(text: str, years: tuple[int, int] | None) -> None:
    assert read_wish(text).years == years


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a short one", "short"),
        ("was kurzes", "short"),
        ("pas trop long", "short"),
        ("a long novel", "long"),
        ("x", ""),
    ],
)
def test_how_long_it_may_be(text: str, length: str) -> None:
    assert read_wish(text).length == length


def test_the_language_of_the_work() -> None:
    assert read_wish("a french film").languages == {"fr"}
    assert read_wish("una peli que no sea española").unwanted_languages == {"es"}


def test_nothing_in_particular_is_nothing_in_particular() -> None:
    assert read_wish("") == read_wish("hello there") == Wish()
