"""What suits the moment comes first, also where nobody said what they want, in six languages."""

import pytest

from tests.agents.test_wishes_answered import BOOK, MOVIE, MUSIC, Rule, first, genre, language, mood, without, years


@pytest.mark.parametrize(
    ("said", "intent", "wanted"),
    [
        (["we want a film evening on friday", "nice", "something about food, with real people in it"], "ask", MOVIE),
        (["horror night at mine", "any ideas?"], "company", MOVIE),
        (["he put the projector out", "nine of us now"], "company", MOVIE),
        (["der beamer steht im garten", "alle sind da"], "company", MOVIE),
        (["a shelf of old books in the hut", "nothing else to do"], "boredom", BOOK),
        (["long drive tomorrow", "nothing but static on the radio"], "travel", MUSIC),
        (["everyone is here", "too quiet in here though"], "company", MUSIC),
        (["están todos en el patio", "falta ambiente"], "company", MUSIC),
        (["i know nothing about classical music", "something cheerful?"], "ask", MUSIC),
    ],
)
def test_the_kind_is_taken_from_the_talk_and_from_what_is_at_hand(said: list[str], intent: str, wanted: Rule) -> None:
    assert all(wanted(work) for work in first(*said, intent=intent))


@pytest.mark.parametrize(
    "text",
    [
        "exam tomorrow, i really have to focus",
        "muss heute noch lernen, kopfhörer drauf",
        "il faut que je bosse",
        "tengo que estudiar toda la noche",
        "preciso me concentrar",
        "devo studiare fino a tardi",
    ],
)
def test_to_concentrate_there_is_music_without_words(text: str) -> None:
    assert all(MUSIC(work) and not work.language for work in first(text, intent="focus"))


@pytest.mark.parametrize(
    "text", ["an electronic album, no vocals", "jazz, but no singing", "instrumental music please"]
)
def test_without_singing_there_are_no_words(text: str) -> None:
    assert all(MUSIC(work) and not work.language for work in first(text))


@pytest.mark.parametrize(
    ("intent", "spoiled"),
    [
        ("boredom", ["calm", "melancholic"]),
        ("low_spirits", ["dark", "melancholic", "tense"]),
        ("company", ["dark", "melancholic", "strange"]),
        ("winding_down", ["thrilling", "energetic", "tense"]),
        ("celebration", ["calm", "melancholic", "dark"]),
    ],
)
def test_nothing_spoils_the_mood_of_the_moment(intent: str, spoiled: list[str]) -> None:
    assert all(without(*spoiled)(work) for work in first("we sat on the old sofa", intent=intent))


def test_for_company_nothing_is_dated_or_for_small_children() -> None:
    assert all(
        years(1970, 2100)(work) and without("children")(work) for work in first("all here now", intent="company")
    )


def test_a_language_that_was_asked_for_holds_also_in_a_hint() -> None:
    assert language("pt")(first("bora ver um filme brasileiro hoje", intent="company")[0])


def test_a_genre_that_was_asked_for_wins() -> None:
    work = first("a scary film, not too old")[0]
    assert (genre("horror")(work), mood("calm")(work)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "a film, nothing gory",
        "a film without violence",
        "ein film, bitte ohne blut",
        "un film, rien de sanglant",
        "una peli sin violencia",
        "um filme sem violência",
        "un film senza violenza",
    ],
)
def test_without_violence_nothing_cruel_comes(text: str) -> None:
    assert all(without("horror", "war", "dark")(work) for work in first(text, limit=20))


def test_scary_without_blood_is_still_scary() -> None:
    assert genre("horror")(first("a scary film but not gory")[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a book about istanbul", "tr"),
        ("a korean film", "ko"),
        ("a turkish novel", "tr"),
        ("a polish film", "pl"),
        ("einen polnischen film", "pl"),
        ("iranian cinema", "fa"),
    ],
)
def test_a_language_is_asked_for_by_people_and_country(text: str, wanted: str) -> None:
    assert language(wanted)(first(text)[0])


def test_two_decades_are_one_span() -> None:
    assert years(1980, 1999)(first("a film from the 80s or 90s")[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flying to Istanbul on the 18th", ["istanbul", "constantinople", "turk", "ottoman"]),
        ("Sizilien ist gebucht, zwei Wochen", ["sicil", "palermo"]),
        ("preso il volo per Lisbona", ["lisbon", "portug"]),
        ("on part au Japon", ["japan", "tokyo", "kyoto"]),
        ("me voy a Buenos Aires en noviembre", ["argentin", "buenos aires", "tango"]),
        ("a gente vai pra Roma", ["rome", "roman"]),
    ],
)
def test_who_travels_gets_what_is_about_the_place(text: str, words: list[str]) -> None:
    work = first(text, intent="travel")[0]
    assert any(word in f"{work.title} {work.description} {work.genres}".casefold() for word in words), work


@pytest.mark.parametrize(
    "said",
    [
        ["Four seven-year-olds for a birthday", "put a film on", "an adventure, something animated"],
        ["Maya (10) has read everything", "what book next? magic, clever girls"],
        ["ma fille de 9 ans adore l'espace", "un film pour elle ?"],
        ["coi bimbi, 4 e 6 anni", "un film tranquillo?"],
        ["mi hijo de 7 años se aburre", "una peli?"],
    ],
)
def test_for_a_child_of_a_known_age_nothing_comes_that_frightens(said: list[str]) -> None:
    found = first(*said)
    assert all(
        genre("children", "family", "animation")(work) and without("horror", "war", "dark")(work) for work in found
    )


def test_a_film_that_somebody_only_calls_out_is_not_given_back() -> None:
    found = first("the club wants a film evening", "Ratatouille!", "seen it. something else about food", limit=30)
    assert "Ratatouille" not in {work.title for work in found}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("an album please, loud guitars", genre("rock", "punk", "metal")),
        ("un roman avec du suspense ?", genre("thriller", "crime", "mystery")),
        ("a book of poems?", genre("poetry")),
        ("un livro de ensaios?", genre("essay")),
        ("music please, something baroque", genre("classical")),
        (
            "ein film über den ersten weltkrieg?",
            lambda work: {"first world war", "world war one"} & {*work.about} != set(),
        ),
        ("a film about submarines?", lambda work: "submarine" in work.about),
    ],
)
def test_a_genre_form_or_subject_that_was_named_plainly_comes_first(said: str, rule: Rule) -> None:
    assert rule(first(said)[0])


def test_who_is_read_to_by_candlelight_gets_a_book() -> None:
    assert all(map(BOOK, first("the power is out in the whole street, what now? recommend us something")))


def test_what_somebody_is_a_baby_about_does_not_come() -> None:
    assert without("horror")(first("half of us are babies about horror", "a spooky film for tonight?")[0])
