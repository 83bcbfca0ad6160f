"""Recorded conversations are decided on as a room would be: with its pace, unless that is left out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from agents.library import Library
from agents.replay import Options, Recorded, replay
from agents.works import Work
from tests.agents.test_pipeline import ASK, HINT

NOTHING = Library([], np.empty((0, 1), dtype=np.float32), "none")
BEGIN = datetime(2026, 5, 1, 20, tzinfo=UTC)


def told(*said: tuple[float | None, str, str], stateless: bool = False, eagerness: str = "balanced") -> list[str]:
    """The grounds after each of these: (seconds from the beginning, who, what); in capitals where it speaks."""
    messages: list[dict[str, Any]] = [
        {"speaker": who, "text": text, "at": None if at is None else BEGIN + timedelta(seconds=at)}
        for at, who, text in said
    ]
    recorded = Recorded.model_validate({"id": "one", "messages": messages, "eagerness": eagerness})
    (answer,) = replay(iter([recorded]), NOTHING, Options(stateless=stateless))
    return [each["grounds"].upper() if each["speak"] else each["grounds"] for each in answer["decisions"]]


def test_a_hint_followed_within_the_lull_is_decided_after_what_follows() -> None:
    lively = [(0.0, "alice", "how was work?"), (4.0, "bob", HINT), (7.0, "bob", "hm"), (60.0, "alice", "brb")]
    assert told(*lively)[1:3] == ["lull", "HINT"]


def test_a_hint_that_is_followed_later_is_answered_at_once() -> None:
    assert told((0, "alice", "how was work?"), (4, "bob", HINT), (12, "alice", "ok"))[1] == "HINT"


@pytest.mark.parametrize("times", [(None, None, None), (0.0, 4.0, None)])
def test_without_times_there_is_no_lull(times: tuple[float | None, ...]) -> None:
    first, second, third = times
    assert told((first, "alice", "how was work?"), (second, "bob", HINT), (third, "alice", "ok"))[1] == "HINT"


def test_nobody_answers_in_a_recording_so_one_hint_is_enough() -> None:
    assert told((0, "bob", HINT), (7_200, "bob", HINT)) == ["HINT", "unanswered"]
    assert told((0, "bob", HINT), (90_000, "bob", HINT)) == ["HINT", "HINT"]


def test_an_ask_is_always_answered() -> None:
    assert told((0, "bob", HINT), (2, "alice", ASK), (3, "bob", ASK)) == ["HINT", "ASK", "ASK"]


def test_without_a_state_there_is_no_pace() -> None:
    said = [(0.0, "alice", "how was work?"), (4.0, "bob", HINT), (5.0, "bob", HINT)]
    assert told(*said, stateless=True)[1:] == ["HINT", "HINT"]


@pytest.mark.parametrize("stateless", [True, False])
def test_nothing_is_recommended_to_somebody_in_danger(stateless: bool) -> None:
    said = [(0, "bob", "i don't want to live anymore"), (60, "alice", ASK), (120, "bob", HINT)]
    assert told(*said, stateless=stateless)[1:] == ["sensitive", "sensitive"]


def test_what_is_added_to_a_wish_leaves_it_asked() -> None:
    moods = {"one": "funny", "two": "tense", "three": "warm", "four": "melancholic", "five": "hopeful"}
    works = [Work(id=name, kind="movie", title=name, moods=(mood,)) for name, mood in moods.items()]
    library = Library(works, np.zeros((len(works), 2), dtype=np.float32), "none")
    messages = [
        {"speaker": "alice", "text": "@unafied a really sad film for tonight?"},
        {"speaker": "alice", "text": "n no dolls"},
    ]
    recorded = Recorded.model_validate({"id": "one", "messages": messages})
    (answer,) = replay(iter([recorded]), library, Options(force=True))
    assert not answer["decisions"][1]["speak"]
    assert answer["items"][0]["id"] == "four"
