"""Numbers in a wish: how long it may be, and how old the youngest is, in six languages."""

import pytest

from agents.measures import minutes_in, pages_in, youngest_in


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("under 100 minutes please", 100),
        ("under two hours", 120),
        ("and not three hours", 180),
        ("weniger als zwei Stunden", 120),
        ("höchstens 90 Minuten", 90),
        ("moins de 2h", 120),
        ("pas plus de 90 minutes", 90),
        ("menos de dos horas", 120),
        ("no más de 100 minutos", 100),
        ("até 2 horas", 120),
        ("no máximo 90 minutos", 90),
        ("meno di due ore", 120),
        ("we've got 75 minutes", 75),
        ("90 minutes tops", 90),
        ("wir haben noch 90 Minuten", 90),
        ("on a une heure", 60),
        ("tenemos dos horas", 120),
        ("the baby sleeps two hours", 120),
        ("we have two hours max, under 100 minutes", 100),
        ("i have five minutes", None),
        ("it was three hours long", None),
        ("in 5 minutes", None),
    ],
)
def test_how_many_minutes_it_may_have(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("not more than 200 pages", 200),
        ("unter 250 Seiten", 250),
        ("moins de 200 pages", 200),
        ("menos de 250 páginas", 250),
        ("no máximo 300 páginas", 300),
        ("meno di 200 pagine", 200),
        ("I'd happily read 400 pages", None),
        ("under 100 minutes", None),
    ],
)
def test_how_many_pages_it_may_have(text: str, pages: int | None) -> None:
    assert pages_in(text) == pages


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("something for my six-year-old", 6),
        ("four seven-year-olds", 7),
        ("they're five and eight", 5),
        ("youngest is six, oldest is me", 6),
        ("Maya (10) finished it", 10),
        ("me and my daughter, 15", 15),
        ("he is seven and reads every timetable", 7),
        ("meine sechsjährige Tochter", 6),
        ("Der Jonas wird zwölf, er liest nur am Handy", 12),
        ("mes filles de 9 ans et 12 ans", 9),
        ("mi hija tiene 8 años", 8),
        ("meu filho de 10 anos", 10),
        ("in vacanza coi bimbi, 4 e 6 anni", 4),
        ("they're all seven", 7),
        ("they are all seven", 7),
        ("sono tutti sei", 6),
        ("aged 6 to 9", 6),
        ("five and eight", 5),
        ("my 14yo", 14),
        ("something for teenagers", 13),
        ("11 and 9 years ago", None),
        ("i'm 45", None),
        ("il y a 5 ans", None),
        ("vor 3 jahren", None),
        ("hace 5 años", None),
        ("two years of nos", None),
        ("it is five o'clock", None),
        ("grandma turns 80", None),
    ],
)
def test_how_old_the_youngest_is(text: str, age: int | None) -> None:
    assert youngest_in(text) == age
