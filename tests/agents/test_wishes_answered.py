"""What somebody asks for is what comes first, from the real catalogue, in six languages."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import pytest

from agents.decide import Decision
from agents.library import Library
from agents.providers import local
from agents.recommend import Moment, search_text, weigh
from agents.rooms import Room
from agents.rows import RowError, built_in_files, read_rows
from agents.turns import Turn
from agents.works import Work

NOW = datetime(2026, 1, 1, 20, tzinfo=UTC)

type Rule = Callable[[Work], bool]


@cache
def library() -> Library:
    rows = [row for file in built_in_files() for row in read_rows(file)]
    works = [row for row in rows if not isinstance(row, RowError)]
    return Library(works, local.encode([work.text for work in works]), local.NAME)


def first(*said: str, intent: str = "ask", limit: int = 3) -> list[Work]:
    turns = [Turn(str(place), f"person {place % 2}", text, NOW) for place, text in enumerate(said)]
    decision = Decision(speak=True, intent=intent, confidence=1.0, grounds="ask", trigger=turns[-1].id)
    vector = local.encode([search_text(decision, turns)])[0]
    return [each.work for each in weigh(Moment(decision, turns, [], Room(id=""), vector), library(), limit)]


def kind(name: str) -> Rule:
    return lambda work: work.kind == name


def about(*words: str) -> Rule:
    return lambda work: any(
        word in f"{work.title} {work.description} {work.genres} {work.about}".casefold() for word in words
    )


def genre(*names: str) -> Rule:
    return lambda work: bool(set(names) & set(work.genres))


def mood(*names: str) -> Rule:
    return lambda work: bool(set(names) & set(work.moods))


def without(*names: str) -> Rule:
    return lambda work: not set(names) & {*work.genres, *work.moods}


def language(name: str) -> Rule:
    return lambda work: work.language == name


def years(since: int, until: int) -> Rule:
    return lambda work: work.year is not None and since <= work.year <= until


def at_most(length: int) -> Rule:
    return lambda work: work.length is not None and work.length <= length


MOVIE, BOOK, MUSIC = kind("movie"), kind("book"), kind("music")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nothing to read", BOOK),
        ("nothing to watch", MOVIE),
        ("there's nothing on netflix", MOVIE),
        ("i have nothing to listen to", MUSIC),
        ("play something", MUSIC),
        ("put on some jazz", MUSIC),
        ("nichts zu lesen hier", BOOK),
        ("nichts zum gucken", MOVIE),
        ("spiel was", MUSIC),
        ("rien à lire", BOOK),
        ("rien à regarder", MOVIE),
        ("nada que ver esta noche", MOVIE),
        ("nada que leer", BOOK),
        ("nada pra assistir", MOVIE),
        ("nada para ler", BOOK),
        ("niente da leggere", BOOK),
        ("niente da guardare stasera", MOVIE),
    ],
)
@pytest.mark.parametrize("intent", ["ask", "boredom"])
def test_the_kind_that_a_hint_or_a_wish_names(text: str, wanted: Rule, intent: str) -> None:
    assert all(wanted(work) for work in first(text, intent=intent))


def test_to_concentrate_there_is_music_first() -> None:
    assert first("exam tomorrow, i really have to focus", intent="focus")[0].kind == "music"


@pytest.mark.parametrize(
    ("text", "wanted", "subject"),
    [
        ("any good book on Rome?", BOOK, about("rome", "roman")),
        ("a book about ancient rome please", BOOK, about("rome", "roman")),
        ("hat jemand ein gutes Buch über Rom?", BOOK, about("rome", "roman")),
        ("un bon livre sur Rome ?", BOOK, about("rome", "roman")),
        ("algún libro sobre Roma?", BOOK, about("rome", "roman")),
        ("um bom livro sobre Roma?", BOOK, about("rome", "roman")),
        ("un bel libro su Roma antica?", BOOK, about("rome", "roman")),
        ("something about chess", lambda _: True, about("chess")),
        ("ein film über schach", MOVIE, about("chess")),
        ("un film sur les échecs", MOVIE, about("chess")),
        ("algo sobre ajedrez", lambda _: True, about("chess")),
        ("a film set in Japan", MOVIE, about("japan", "tokyo", "kyoto")),
        ("ein film der in japan spielt", MOVIE, about("japan", "tokyo", "kyoto")),
        ("un film qui se passe au Japon", MOVIE, about("japan", "tokyo", "kyoto")),
        ("una peli ambientada en Japón", MOVIE, about("japan", "tokyo", "kyoto")),
        ("um filme ambientado no Japão", MOVIE, about("japan", "tokyo", "kyoto")),
        ("un film ambientato in Giappone", MOVIE, about("japan", "tokyo", "kyoto")),
        ("a novel about the sea", BOOK, about("sea", "ship", "ocean", "sailor", "whale")),
        ("a film about space", MOVIE, about("space", "planet", "astronaut", "mars")),
        ("a book about mathematics", BOOK, about("math")),
        ("a book on physics for beginners", BOOK, about("physic", "quantum")),
        ("a film about food and cooking", MOVIE, about("food", "cook", "kitchen", "restaurant")),
        ("something about dogs", lambda _: True, about("dog")),
        ("ein buch über bäume", BOOK, about("tree", "forest", "wood")),
        ("un film sur la cuisine", MOVIE, about("food", "cook", "kitchen", "restaurant")),
        ("una peli sobre fútbol", MOVIE, about("football", "soccer")),
        ("un libro sobre el cerebro", BOOK, about("brain", "mind")),
        ("a film set in Paris", MOVIE, about("paris")),
        ("a book about mountains", BOOK, about("mountain", "climb")),
        ("a movie about time travel", MOVIE, about("time")),
    ],
)
def test_a_subject_wins_over_vague_closeness(text: str, wanted: Rule, subject: Rule) -> None:
    work = first(text)[0]
    assert wanted(work), work
    assert subject(work), work


@pytest.mark.parametrize(
    "text",
    ["any good book on Rome?", "Buch über Rom?", "un livre sur Rome ?", "un libro sobre Roma", "un libro su Roma"],
)
def test_on_a_place_history_comes_first(text: str) -> None:
    assert genre("history", "historical fiction", "classic")(first(text)[0])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a film from the 1970s", years(1968, 1981)),
        ("80s music please", years(1978, 1991)),
        ("ein film aus den 90ern", years(1988, 2001)),
        ("une comédie des années 80", years(1978, 1991)),
        ("una película de los 60", years(1958, 1971)),
        ("um filme dos anos 90", years(1988, 2001)),
        ("un film degli anni 60", years(1958, 1971)),
        ("a film after 2010", years(2010, 2100)),
        ("a film before 1950", years(0, 1950)),
        ("an old movie tonight", years(0, 1969)),
        ("a recent film", years(2012, 2100)),
        ("a film, not in black and white", years(1960, 2100)),
        ("ein film, aber kein schwarzweiß", years(1960, 2100)),
        ("un film, pas en noir et blanc", years(1960, 2100)),
        ("una peli que no sea en blanco y negro", years(1960, 2100)),
        ("um filme, sem preto e branco", years(1960, 2100)),
        ("un film, non in bianco e nero", years(1960, 2100)),
        ("a french film", language("fr")),
        ("einen französischen film bitte", language("fr")),
        ("une comédie italienne", language("it")),
        ("una película japonesa", language("ja")),
        ("um filme brasileiro", language("pt")),
        ("un film spagnolo", language("es")),
        ("a german novel", language("de")),
        ("a film without subtitles", language("en")),
        ("ein film ohne untertitel", language("de")),
        ("un film sans sous-titres", language("fr")),
        ("a short book", at_most(230)),
        ("ein kurzes buch für zwischendurch", at_most(230)),
        ("un livre court", at_most(230)),
        ("un libro corto", at_most(230)),
        ("um livro curto", at_most(230)),
        ("un libro breve", at_most(230)),
        ("a film, something short", at_most(105)),
    ],
)
def test_era_language_and_length(text: str, rule: Rule) -> None:
    work = first(text)[0]
    assert rule(work), work


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a film but no horror", without("horror")),
        ("a film, nothing sad", without("melancholic")),
        ("a movie without romance", without("romance", "romantic")),
        ("ein film, nichts trauriges", without("melancholic")),
        ("ein film ohne romantik", without("romance", "romantic")),
        ("un film, rien de triste", without("melancholic")),
        ("un film, pas d'horreur", without("horror")),
        ("una peli, nada triste", without("melancholic")),
        ("una peli sin terror", without("horror")),
        ("um filme, nada triste", without("melancholic")),
        ("um filme sem terror", without("horror")),
        ("un film, niente di triste", without("melancholic")),
        ("un film senza horror", without("horror")),
        ("a book, not science fiction", without("science fiction")),
        ("music, but no jazz", without("jazz")),
        ("a comedy, no animation", without("animation")),
    ],
)
def test_what_is_ruled_out_never_comes(text: str, rule: Rule) -> None:
    found = first(text, limit=30)
    assert len(found) == 30
    assert all(rule(work) for work in found)


@pytest.mark.parametrize(
    "text",
    [
        "a film for the kids",
        "a movie for my 6 year old",
        "ein film mit den kindern",
        "un film pour les enfants",
        "una peli para los niños",
        "um filme para as crianças",
        "un film per i bambini",
    ],
)
def test_for_children_there_is_what_is_for_children(text: str) -> None:
    assert all(genre("children", "family")(work) and MOVIE(work) for work in first(text))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a funny film", genre("comedy")),
        ("ein lustiger film", genre("comedy")),
        ("un film drôle", genre("comedy")),
        ("una comedia para esta noche", genre("comedy")),
        ("uma comédia", genre("comedy")),
        ("una commedia per stasera", genre("comedy")),
        ("a documentary", genre("documentary")),
        ("some calm piano music", genre("piano")),
        ("ruhige klaviermusik", mood("calm")),
        ("a heist movie", genre("crime")),
        ("science fiction novel", genre("science fiction")),
        ("a western", genre("western")),
        ("poetry please", genre("poetry")),
        ("un polar à lire", genre("crime", "mystery", "thriller")),
    ],
)
def test_genre_and_mood(text: str, rule: Rule) -> None:
    work = first(text)[0]
    assert rule(work), work


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (["any ideas for a film?", "horror?", "no, something light"], [MOVIE, without("horror"), mood("playful")]),
        (["was für einen film schauen wir?", "horror?", "nee, was leichtes"], [MOVIE, without("horror")]),
        (["a book for the train?", "maybe something funny", "and short please"], [BOOK, at_most(230)]),
        (["una peli?", "de los 80", "y que sea divertida"], [MOVIE, years(1978, 1991)]),
        (["un film ce soir ?", "français", "et drôle"], [MOVIE, language("fr")]),
        (["a film tonight?", "actually no, rather some music"], [MUSIC]),
        (["something to watch, no horror", "maybe japanese"], [MOVIE, without("horror"), language("ja")]),
        (["un libro?", "sobre Roma"], [BOOK, about("rome", "roman")]),
    ],
)
def test_wishes_join_over_turns(said: list[str], rules: list[Rule]) -> None:
    work = first(*said)[0]
    assert all(rule(work) for rule in rules), work


def test_like_a_work_but_otherwise() -> None:
    found = first("a film like Spirited Away but shorter")
    assert "Spirited Away" not in {work.title for work in found}
    assert MOVIE(found[0])
    assert at_most(105)(found[0])
