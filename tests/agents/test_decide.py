"""When to speak: what was said, by whom, what came after, and what is never answered."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify import COLUMNS, HINTS, LABELS
from agents.decide import Decision, decide
from agents.policy import PACES
from tests.agents.talk_of import turns

BALANCED = PACES["balanced"].threshold


def decided(*said: str) -> Decision:
    return decide(turns(*said), threshold=BALANCED)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("football got cancelled, so there is absolutely nothing to do tonight", "boredom"),
        ("exam tomorrow, need to concentrate now", "focus"),
        ("feeling really down today", "low_spirits"),
        ("friends coming over tonight, what should we do", "company"),
        ("what a day. feet up, tea, done", "winding_down"),
        ("i want to learn about black holes", "learning"),
        ("thinking about visiting japan in spring", "travel"),
        ("we passed the exam!!", "celebration"),
        ("mir ist so langweilig", "boredom"),
        ("me aburro muchísimo", "boredom"),
        ("que tédio", "boredom"),
    ],
)
def test_a_need_is_heard_by_its_name(text: str, intent: str) -> None:
    decision = decided(f"bob: {text}")
    assert (decision.speak, decision.intent, decision.trigger) == (True, intent, "0")


@pytest.mark.parametrize(
    "text",
    [
        "boring a hole in the wall takes ages with this drill",
        "my maths teacher is boring",
        "third party cookies are blocked",
        "the breaker trips when the kettle is on",
        "ok see you at 8",
        "sudo apt install grub-pc",
        "transfer 40 euros to my savings",
    ],
)
def test_words_in_another_sense_and_ordinary_talk_are_silence(text: str) -> None:
    assert not decided("alice: hey", f"bob: {text}").speak


@pytest.mark.parametrize(
    "text",
    [
        "any good book on Rome?",
        "recommend me some jazz",
        "kennt jemand einen guten Krimi?",
        "what should I watch tonight?",
    ],
)
def test_a_wish_is_an_ask(text: str) -> None:
    decision = decided("alice: hi", f"bob: {text}")
    assert (decision.speak, decision.is_ask, decision.grounds) == (True, True, "ask")


@pytest.mark.parametrize(
    "text", ["any good film for tonight? no war, no blood please", "un libro de historia, pero nada de guerras"]
)
def test_a_wish_that_rules_such_things_out_is_no_grief(text: str) -> None:
    assert decided(f"alice: {text}").is_ask


def test_whoever_calls_by_name_is_answered() -> None:
    decision = decided("alice: @unafied something for the train")
    assert (decision.speak, decision.is_ask, decision.grounds) == (True, True, "called")


def test_a_need_stays_open_behind_what_others_say_to_it() -> None:
    decision = decided("alice: there is absolutely nothing to do tonight", "bob: lol", "bob: same")
    assert (decision.speak, decision.trigger) == (True, "0")
    assert not decided("alice: there is absolutely nothing to do tonight", "bob: lol", "bob: same", "bob: ok").speak


def test_a_need_that_is_still_spoken_of_stays_open_and_is_answered_where_it_was_spoken_of_last() -> None:
    said = ["alice: there is absolutely nothing to do tonight", "bob: lol", "bob: same"]
    decision = decided(*said, "alice: still bored, counting the tiles", "bob: ok")
    assert (decision.speak, decision.trigger) == (True, "3")
    assert "0" in decision.evidence


@pytest.mark.parametrize("end", ["never mind, come over", "nvm, found one", "alice, komm vorbei!", "laisse tomber"])
def test_what_was_withdrawn_or_settled_is_silence(end: str) -> None:
    decision = decided("alice: there is absolutely nothing to do tonight", f"bob: {end}")
    assert not decision.speak


def test_what_stands_before_the_agents_own_turn_is_answered() -> None:
    decision = decided("alice: there is absolutely nothing to do tonight", "unafied: try Paddington 2", "bob: haha")
    assert not decision.speak


def test_what_was_answered_calls_for_nothing_more() -> None:
    said = turns("alice: there is absolutely nothing to do tonight", "bob: lol")
    assert decide(said, threshold=BALANCED).speak
    assert not decide(said, threshold=BALANCED, answered=1).speak


def test_the_agent_never_answers_itself() -> None:
    assert not decided("unafied: how about a film tonight? nothing to do").speak


@pytest.mark.parametrize(
    "text",
    [
        "my grandma died this morning",
        "meine oma ist heute nacht gestorben",
        "mon père est à l'hôpital, c'est grave",
        "ya no quiero vivir",
        "he hit me again last night",
        "the biopsy came back and it's not good",
    ],
)
def test_near_something_sensitive_it_is_silent_for_a_while(text: str) -> None:
    need = "bob: i am so bored, nothing to do tonight"
    assert decided(f"alice: {text}", need).grounds == "sensitive"
    assert not decided(f"alice: {text}", "bob: oh no", "bob: hm", "alice: thanks", need).speak
    assert decided(f"alice: {text}", "alice: @unafied something funny please").speak, "who calls is answered"
    assert not decided(f"alice: @unafied {text}").speak, "but not on that very line"


def test_what_was_said_hours_ago_is_another_conversation() -> None:
    said = turns("bob: there is absolutely nothing to do tonight", "alice: lol", apart=timedelta(hours=2))
    assert not decide(said, threshold=BALANCED).speak
    said = turns("alice: my grandma died this morning", "bob: there is nothing to do tonight", apart=timedelta(hours=5))
    assert decide(said, threshold=BALANCED).speak


def test_how_readily_it_speaks_is_the_rooms_choice() -> None:
    said = turns("bob: je m'ennuie un peu")
    sure = decide(said, threshold=0.0).confidence
    assert decide(said, threshold=sure - 0.01).speak
    assert not decide(said, threshold=sure + 0.01).speak


def test_where_people_are_at_work_together_a_hint_is_silence_and_a_plain_wish_is_answered() -> None:
    work = ["bob: alice: sudo apt update", "alice: bob: that fails", "bob: see https://example.org", "bob: alice: ls"]
    need = "alice: there is absolutely nothing to do tonight"
    assert decide(turns(*work[:3], need), threshold=0.0).speak
    assert decide(turns(*work, need), threshold=0.0).grounds == "technical"
    assert decided(*work, "alice: can you recommend me a good crime novel?").is_ask
    assert decided(*work, "alice: can you recommend me a good crime novel?").speak


@given(
    texts=st.lists(st.text(max_size=60), min_size=1, max_size=8),
    agents=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_whatever_is_said_there_is_one_decision_on_lines_that_were_said(texts: list[str], agents: list[bool]) -> None:
    said = turns(*(f"{'unafied' if agent else 'alice'}: {text}" for text, agent in zip(texts, agents, strict=False)))
    decision = decide(said, threshold=BALANCED)
    people = {turn.id for turn in said if not turn.is_agent}
    assert set(decision.evidence) <= people
    assert not decision.speak or decision.trigger in people
    assert decision.intent in LABELS
    assert 0 <= decision.confidence <= 1 + 1e-3


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_a_decision_follows_from_readings_alone(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    chances = chance.dirichlet(np.ones(len(LABELS)), size=count).astype(np.float32)
    vectors = chance.normal(scale=0.04, size=(count, COLUMNS - len(LABELS))).astype(np.float32)
    said = turns(*(f"alice: line {place}" for place in range(count)))
    first, second = (decide(said, threshold=BALANCED, readings=np.hstack([chances, vectors])) for _ in range(2))
    assert first == second
    assert not first.speak or first.grounds == "ask" or (first.intent in HINTS and first.confidence >= BALANCED)
