"""Which kind is welcome is read from what people do, where and with whom, in six languages."""

import numpy as np
import pytest

from agents import talk
from agents.library import Library
from agents.measures import youngest_in
from agents.training import examples
from agents.welcome import KINDS, joined, of_welcome_kinds, welcome
from agents.wishes import Wish, read_wish
from agents.works import Work


@pytest.mark.parametrize(
    "text",
    [
        "eight hours behind the wheel tomorrow and the car radio is dead",
        "hands in dough until noon, the kitchen is too quiet",
        "heute den ganzen tag bügeln, hände voll, kopf leer",
        "je suis au volant pour six heures, la radio grésille",
        "planchando toda la tarde y en silencio",
        "faxina o dia todo e a casa muda",
        "stiro da due ore, che silenzio",
    ],
)
def test_where_only_the_ears_are_free_it_is_music(text: str) -> None:
    assert best(text) == "music"


@pytest.mark.parametrize(
    "text",
    [
        "all five of us on the sofa, popcorn ready, telly on, nobody can agree",
        "zu fünft auf dem sofa, chips offen, der fernseher ist an",
        "on est cinq sur le canapé, pop corn prêt, devant la télé",
        "los cinco en el sofá con palomitas delante de la tele",
        "cinco no sofá, pipoca pronta, na frente da tv",
        "in cinque sul divano, popcorn pronti, davanti alla tv",
    ],
)
def test_a_full_sofa_before_a_screen_gets_a_film(text: str) -> None:
    assert best(text) == "movie"


@pytest.mark.parametrize(
    "texts",
    [
        ["five days in the hut", "no wifi, no power, just a stove and a lamp"],
        ["i finished the last volume of the trilogy", "the bedside table is empty now"],
        ["hab das letzte kapitel gelesen", "das regal ist leer"],
        ["j'ai refermé le dernier tome", "ma table de nuit est vide"],
    ],
)
def test_who_reads_or_has_no_screen_gets_a_book(texts: list[str]) -> None:
    assert best(*texts) == "book"


def test_a_kind_that_hardly_has_the_genre_that_was_spoken_of_does_not_come() -> None:
    works = [
        *(Work(id=f"movie-{n}", kind="movie", title=f"Film {n}", genres=("horror",)) for n in range(3)),
        Work(id="music-1", kind="music", title="Album"),
    ]
    library = Library(works, np.zeros((4, 2), dtype=np.float32), "test")
    kinds = {"movie": 0.4, "book": 0.1, "music": 0.9}
    assert of_welcome_kinds(library, kinds, Wish()).tolist() == [False, False, False, True]
    assert of_welcome_kinds(library, kinds, Wish(genres=frozenset({"horror"}))).tolist() == [True, True, True, False]


def test_a_mood_counts_in_a_hint_only_where_it_is_longed_for() -> None:
    assert not talk.hinted(["i am so sad today"], "low_spirits", is_of_a_subject=False).moods
    assert "melancholic" in talk.hinted(["i just want to cry tonight"], "low_spirits", is_of_a_subject=False).moods
    assert "horror" in talk.hinted(["i want to scream at least once"], "company", is_of_a_subject=False).genres
    assert "horror" not in talk.hinted(["the kids scream all day"], "company", is_of_a_subject=False).genres


def test_no_in_one_language_is_not_no_in_another() -> None:
    assert "jazz" in read_wish("wie in so nem alten jazzkeller, jazz und kerzen").genres
    assert "terror" not in read_wish("nem terror nem guerra por favor").genres


def test_the_age_of_somebody_with_a_name_is_read_and_no_time() -> None:
    assert youngest_in("Our Zoe's nine and bored") == 9
    assert youngest_in("Bob's two minutes away") is None


def test_each_scene_is_there_once_and_has_kinds() -> None:
    scenes = examples.welcomed()
    assert len(scenes) > 1_400
    assert all(scene.kinds and scene.kinds <= set(KINDS) for scene in scenes)
    assert len({joined(scene.texts) for scene in scenes}) == len(scenes)


def best(*texts: str) -> str:
    chances = welcome(texts)
    return max(chances, key=lambda kind: chances[kind])
