"""What no genre says is answered too: facts about works, ages, lengths, other titles, creators; in six languages."""

import pytest

from tests.agents.test_wishes_answered import BOOK, MOVIE, MUSIC, Rule, at_most, first, genre, language, without


def having(*marks: str) -> Rule:
    return lambda work: set(marks) <= set(work.marks)


def free_of(*marks: str) -> Rule:
    return lambda work: not set(marks) & set(work.marks)


def both(*rules: Rule) -> Rule:
    return lambda work: all(rule(work) for rule in rules)


def up_to(age: int) -> Rule:
    return lambda work: work.age is not None and work.age <= age


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("sci-fi novels written by women", both(BOOK, having("by women"), genre("science fiction"))),
        ("ein Buch von einer Frau bitte", both(BOOK, having("by women"))),
        ("un film réalisé par une femme", both(MOVIE, having("by women"))),
        ("una novela escrita por una mujer", both(BOOK, having("by women"))),
        ("um livro escrito por mulheres", both(BOOK, having("by women"))),
        ("un libro scritto da una donna", both(BOOK, having("by women"))),
        ("a graphic novel, no superheroes", both(BOOK, genre("graphic novel"), free_of("superheroes"))),
        ("un tebeo sin superhéroes", free_of("superheroes")),
        ("jazz without singing for a dinner", both(MUSIC, having("instrumental"), genre("jazz"))),
        ("jazz ohne Gesang", both(MUSIC, having("instrumental"), genre("jazz"))),
        ("du jazz sans paroles", both(MUSIC, having("instrumental"))),
        ("jazz instrumental para cenar", both(MUSIC, having("instrumental"))),
        ("um disco de jazz instrumental", both(MUSIC, having("instrumental"))),
        ("jazz strumentale per cena", both(MUSIC, having("instrumental"))),
        ("a record by a female singer", both(MUSIC, having("by women"))),
        ("a film based on a true story", both(MOVIE, having("true story"))),
        ("ein Film nach einer wahren Geschichte", both(MOVIE, having("true story"))),
        ("un film tiré d'une histoire vraie", both(MOVIE, having("true story"))),
        ("una peli basada en hechos reales", both(MOVIE, having("true story"))),
        ("um filme com história real", both(MOVIE, having("true story"))),
        ("un film tratto da una storia vera", both(MOVIE, having("true story"))),
        ("a black and white film", both(MOVIE, having("black and white"))),
        ("ein Schwarzweißfilm in schwarz weiß", both(MOVIE, having("black and white"))),
        ("a christmas film", both(MOVIE, having("christmas"))),
        ("ein weihnachtsfilm", both(MOVIE, having("christmas"))),
        ("un film de noël", both(MOVIE, having("christmas"))),
        ("una película de navidad", both(MOVIE, having("christmas"))),
        ("um filme de natal", both(MOVIE, having("christmas"))),
        ("un film di natale", both(MOVIE, having("christmas"))),
        ("a film with a happy ending", both(MOVIE, having("happy ending"))),
        ("ein film mit happy end", both(MOVIE, having("happy ending"))),
        ("un film qui finit bien", both(MOVIE, having("happy ending"))),
        ("una peli con final feliz", both(MOVIE, having("happy ending"))),
        ("um filme com final feliz", both(MOVIE, having("happy ending"))),
        ("un film a lieto fine", both(MOVIE, having("happy ending"))),
        ("a book, not a novel", lambda work: "fiction" not in work.genres),
        ("a silent film", both(MOVIE, having("silent"))),
    ],
)
def test_what_was_insisted_on_is_so(text: str, rule: Rule) -> None:
    work = first(text)[0]
    assert rule(work), work


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a film, nobody dies please", free_of("death of a loved one", "violent", "animal dies")),
        ("ein Film, in dem niemand stirbt", free_of("death of a loved one", "violent")),
        ("un film où personne ne meurt", free_of("death of a loved one", "violent")),
        ("una peli en la que nadie muere", free_of("death of a loved one", "violent")),
        ("um filme em que ninguém morre", free_of("death of a loved one", "violent")),
        ("un film in cui nessuno muore", free_of("death of a loved one", "violent")),
        ("a film, not depressing", free_of("bleak", "sad ending", "suicide")),
        ("ein film, nicht deprimierend", free_of("bleak", "sad ending")),
        ("un film pas déprimant", free_of("bleak", "sad ending")),
        ("una peli que no sea deprimente", free_of("bleak", "sad ending")),
        ("um filme que não seja deprimente", free_of("bleak", "sad ending")),
        ("un film non deprimente", free_of("bleak", "sad ending")),
        ("a film, nothing scary", free_of("scary")),
        ("a film without sex scenes", free_of("sexual")),
        ("ein film ohne sexszenen", free_of("sexual")),
        ("un film sans violence", free_of("violent")),
        ("una peli, de terror no", without("horror")),
        ("a film in which the dog doesn't die, no animal dies", free_of("animal dies")),
    ],
)
def test_what_was_ruled_out_is_in_none(text: str, rule: Rule) -> None:
    found = first(text, limit=30)
    assert len(found) == 30
    assert all(rule(work) for work in found)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a film for my six-year-old", up_to(6)),
        ("ein Film für meine vierjährige Tochter", up_to(4)),
        ("un film pour mes filles de 9 ans", up_to(9)),
        ("una peli para mi hijo de 7 años", up_to(7)),
        ("um livro para minha filha de 10 anos", up_to(10)),
        ("un film per mio figlio di 5 anni", up_to(5)),
        ("a book for my daughter, she turns 12", up_to(12)),
        ("a film under 90 minutes", at_most(90)),
        ("ein Film, weniger als zwei Stunden", at_most(120)),
        ("a book, not more than 200 pages", at_most(200)),
        ("un libro de menos de 150 páginas", at_most(150)),
    ],
)
def test_ages_and_lengths_hold_for_all(text: str, rule: Rule) -> None:
    found = first(text, limit=10)
    assert len(found) > 3
    assert all(rule(work) for work in found)


def test_a_film_from_here_is_from_where_people_are() -> None:
    assert language("sv")(first("last evening in Stockholm", "one film from here for tonight?")[0])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("ein Film wie „Die fabelhafte Welt der Amélie“", "Amélie"),
        ("una peli como El viaje de Chihiro", "Spirited Away"),
        ("un livre comme Cent ans de solitude", "One Hundred Years of Solitude"),
        ("um livro como Cem Anos de Solidão", "One Hundred Years of Solitude"),
        ("un film come Mamma, ho perso l'aereo", "Home Alone"),
    ],
)
def test_a_work_named_in_another_language_is_not_recommended_back(text: str, title: str) -> None:
    assert title not in {work.title for work in first(text, limit=30)}


def test_a_title_wishes_for_nothing_by_its_words() -> None:
    found = first("Ya leí El amor en los tiempos del cólera", "Algo así, pero escrito por una mujer, un libro")[0]
    assert (having("by women")(found), language("es")(found), BOOK(found)) == (True, True, True)


@pytest.mark.parametrize(
    "text", ["music like Radiohead", "Musik wie Radiohead", "de la musique comme Radiohead", "musica come Radiohead"]
)
def test_who_wants_something_like_a_creator_gets_others_that_are(text: str) -> None:
    found = first(text, limit=5)
    assert all("Radiohead" not in work.creator for work in found)
    assert sum(genre("rock")(work) for work in found) >= 4
