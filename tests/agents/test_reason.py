"""Reasons as a friend would word them: of this talk, in its language, true of the work, and never the same twice."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify import HINTS
from agents.language import LANGUAGES, language_of
from agents.plain import objection_to
from agents.reason import LONGEST, reason_for, withdrawn
from agents.works import Work
from chat.markdown import render
from tests.agents.reasons_said import SAID, Said, catalogue, turn

WORKS = {work.title: work for work in reversed(catalogue())}
FILM = Work(
    id="f", kind="movie", title="Some Film", length=80, genres=("comedy",), moods=("warm", "strange"), language="fr"
)
MARKS = {"en": "“”", "de": "„“", "fr": "«»", "es": "«»", "pt": "“”", "it": "«»"}


def reason(said: Said, number: int = 1) -> str:
    trigger = turn(said.text, number)
    return reason_for(said.intent, trigger, [trigger], WORKS[said.title])


def quoted_in(text: str, language: str) -> str:
    opening, closing = MARKS[language][0], MARKS[language][1]
    return text.partition(opening)[2].rpartition(closing)[0].strip("\u00a0 ") if opening in text else ""


def one(text: str, intent: str = "ask", work: Work = FILM, number: int = 1) -> str:
    trigger = turn(text, number)
    return reason_for(intent, trigger, [trigger], work)


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.language}-{said.intent}")
def test_a_reason_is_brief_plain_and_about_this_talk(said: Said) -> None:
    for number in range(12):
        text = reason(said, number)
        assert len(text) <= LONGEST
        assert objection_to(text) == ""
        assert text.count(WORKS[said.title].title) == 1
        assert quoted_in(text, said.language) in said.text
        assert not any(mark in text for mark in ("{", "}", "  ", "..", "?.", " ,", "None"))
        assert text.count("!") <= said.title.count("!")
        assert text[-1] in ".?!"


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.language}-{said.intent}")
def test_it_speaks_the_language_of_the_talk(said: Said) -> None:
    text = reason(said).replace(said.title, "").replace(quoted_in(reason(said), said.language), "")
    assert language_of([text]) == said.language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", [*HINTS, "ask"])
def test_ten_cards_of_a_room_are_all_worded_differently(language: str, intent: str) -> None:
    said = next(each for each in SAID if (each.language, each.intent) == (language, intent))
    found: list[str] = []
    frames: list[str] = []
    for number, work in enumerate(catalogue()[:10]):
        trigger = turn(said.text, number)
        before = [turn(text, 100 + place, is_agent=True) for place, text in enumerate(found[-3:])]
        text = reason_for(intent, trigger, [*before, trigger], work)
        found.append(text)
        frames.append(_frame(text, language, work.title))
    assert len(set(found)) == 10
    # Three cards back is as far as a room is read.
    assert all(len(set(frames[start : start + 4])) == 4 for start in range(7))


def _frame(text: str, language: str, title: str) -> str:
    """Return how a reason begins, whatever it quotes and names."""
    said = quoted_in(text, language)
    before, _, after = (text.replace(said, "…") if said else text).partition(title)
    return before + re.split(r"[.,:?]", after)[0]


def test_the_same_moment_is_always_worded_the_same() -> None:
    assert reason(SAID[0]) == reason(SAID[0])


def test_what_was_asked_for_and_is_so_is_told() -> None:
    text = one("a short comedy please, in french, no horror")
    assert "only 80 minutes" in text
    assert "in French" in text
    assert "no horror" in text
    assert "comedy" in text


def test_what_was_asked_for_and_is_not_so_is_not_told() -> None:
    scary = Work(id="s", kind="movie", title="Some Film", length=180, genres=("horror",), language="de")
    text = one("a short film in french, no horror, from the 90s", work=scary)
    assert not any(claim in text for claim in ("only", "French", "no horror", "from 19"))


def test_what_is_said_in_passing_rules_nothing_out() -> None:
    assert "no war" not in one("i know nothing about war and would like to", "learning")


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "any good comedy?", ("a warm and slightly strange comedy",)),
        ("de", "kennt ihr eine gute komödie?", ("eine Komödie", "warm und etwas eigen")),
        ("fr", "une bonne comédie pour ce soir ?", ("une comédie", "chaleureuse et un peu étrange")),
        ("es", "alguna buena comedia para hoy?", ("una comedia", "cálida y un poco extraña")),
        ("pt", "alguma boa comédia pra hoje?", ("uma comédia", "calorosa e um pouco estranha")),
        ("it", "una bella commedia per stasera?", ("una commedia", "calda e un po\u2019 strana")),
    ],
)
def test_adjectives_agree(language: str, text: str, words: Sequence[str]) -> None:
    bare = Work(id="f", kind="movie", title="Some Film", genres=("comedy",), moods=("warm", "strange"))
    found = [one(text, work=bare, number=number) for number in range(20)]
    full = [each for each in found if words[0].casefold() in each.casefold()]
    assert full
    assert all(words[-1].casefold() in each.casefold() for each in full), language


def test_only_the_one_who_called_for_it_is_quoted() -> None:
    trigger, other = turn("so bored", 1), turn("nothing to do here", 2)
    found = {reason_for("boredom", turn("so bored", n), [other, trigger], FILM) for n in range(30)}
    assert not any("nothing to do here" in text for text in found)


@settings(max_examples=60)
@given(
    before=st.text(max_size=30),
    weird=st.sampled_from(
        ["**x** <b> @everyone [a](http://x)", "`a` ~~b~~", "1. a", "\u202e", "&lt;", "evil.com", "# x"]
    ),
    title=st.sampled_from(
        ["Some Film", "M*A*S*H", "1984", "[a](http://x)", "<b>", "_x_", "evil.com", "What?", "x" * 300]
    ),
    intent=st.sampled_from([*HINTS, "ask"]),
)
def test_nothing_becomes_markup(before: str, weird: str, title: str, intent: str) -> None:
    trigger = turn(f"{before} {weird} so bored")
    text = reason_for(intent, trigger, [trigger], Work(id="w", kind="movie", title=title, description=before))
    assert objection_to(text) == ""
    assert render(text).count("<") == 2, "a paragraph and nothing in it"


def test_a_work_of_which_nothing_is_known_has_its_title() -> None:
    assert "Some Film" in one("so bored", "boredom", Work(id="w", kind="movie", title="Some Film"))
    assert "Some Film" in one("so bored", "boredom", Work(id="w", kind="podcast", title="Some Film"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_taken_back_in_its_language(language: str) -> None:
    texts = [reason(said) for said in SAID if said.language == language]
    assert len({withdrawn(text) for text in texts}) == 1


def test_hardly_any_reason_comes_twice_in_a_thousand() -> None:
    works = catalogue()
    told: Counter[str] = Counter(
        one(SAID[number % 60].text, SAID[number % 60].intent, works[number * 7 % len(works)], number)
        for number in range(1000)
    )
    assert sum(count - 1 for count in told.values()) <= 5
