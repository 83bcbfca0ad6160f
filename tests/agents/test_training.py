"""The examples, and that training on the same ones gives the same weights."""

from collections import Counter

import numpy as np
import pytest

from agents import classify, context
from agents.classify import HINTS, LABELS
from agents.providers import local
from agents.training import examples
from tests.agents.talk_of import turns

INTENTS = {*LABELS}


def test_every_example_has_a_label_and_each_label_has_examples_in_each_language() -> None:
    lines = examples.lines()
    assert {line.intent for line in lines} == INTENTS
    counts = Counter((line.language, line.intent) for line in lines)
    assert min(counts[language, intent] for language in examples.LANGUAGES for intent in INTENTS) >= 100


def test_no_line_stands_twice_in_a_language() -> None:
    counts = Counter((line.language, line.text.casefold()) for line in examples.lines())
    assert [line for line, count in counts.items() if count > 1] == []


def test_scenes_have_people_and_say_what_they_call_for() -> None:
    scenes = examples.scenes()
    assert len(scenes) > 1_000
    assert all(scene.intent in INTENTS and len(scene.turns) >= 2 for scene in scenes)
    assert {scene.language for scene in scenes} == set(examples.LANGUAGES)
    assert len({tuple(turn.text for turn in scene.turns) for scene in scenes}) == len(scenes)


def test_in_ordinary_talk_nothing_is_called_for_at_any_time() -> None:
    assert all(scene.is_plain for scene in examples.ordinary())
    assert not any(scene.is_plain for scene in examples.scenes() if scene.intent in HINTS)


def test_patterns_are_filled_the_same_way_each_time() -> None:
    first = examples.patterned()
    assert first == examples.patterned()
    assert not [line for line in first if "{" in line.text or "}" in line.text]
    assert len(first) == len(set(first)) > 2_000


def test_what_is_measured_on_is_not_trained_on(unseen: set[str]) -> None:
    trained = {line.text.casefold() for line in examples.lines() if len(line.text) > 20}
    assert not trained & unseen


def test_the_same_few_examples_give_the_same_weights() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is in the dependency group `train`")
    from agents.training import fit

    lines = [line for line in examples.lines() if line.language in {"en", "de"}][::40]
    few = fit.Examples(
        lines, examples.scenes()[:60], examples.ordinary()[:6], examples.reactions(), examples.welcomed()
    )
    first, second = (fit.train(few, lambda _: None) for _ in range(2))
    assert first.keys() == second.keys() == classify.weights().keys()
    assert all(np.allclose(first[name], second[name], atol=1e-4) for name in first)
    texts = ["there is nothing to do tonight", "sudo apt update"]
    read = classify.probabilities(first, texts, local.encode(texts))
    assert np.allclose(read.sum(axis=1), 1, atol=1e-3)
    assert read[0, : len(HINTS)].sum() > read[1, : len(HINTS)].sum()


def test_a_moment_is_read_whole() -> None:
    said = turns("alice: any ideas for a film?", "bob: horror?", "alice: no, something light")
    readings = classify.read([turn.text for turn in said])
    chances = context.probabilities(classify.weights(), said, readings)
    assert LABELS[int(chances.argmax())] == "ask"
