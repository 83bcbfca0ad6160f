"""Which of the six languages people are talking in, also where a line is short or all in lower case.

Letters and their neighbours tell: how often each group of up to four stands in the example lines of each language.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from agents.turns import Matrix, Vector

LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
_FOLDER = Path(__file__).with_name("intents") / "lines"
_LINES = 1_500
"""Of each language, so that none is known better than another."""
_LONGEST = 4
_FADING = 0.45
"""How much a line counts beside the one before it: a plain first line outweighs all the others."""
_TEMPER = 0.4
"""Groups of letters overlap, so they are not as many witnesses as they seem."""
_CLEAR = 20.0
"""How far apart the languages are where a text leaves no doubt."""
_UNSEEN = 0.05
_IN_DOUBT = 0.04
"""What English has before anything is said."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


def language_of(texts: Sequence[str]) -> str:
    """Return which of `LANGUAGES` a conversation is in; earlier texts count more, English when in doubt."""
    scores = np.zeros(len(LANGUAGES), dtype=np.float32)
    scores[0] = _IN_DOUBT
    for place, text in enumerate(texts):
        scores += _FADING**place * _likelihood(text)
    return LANGUAGES[int(scores.argmax())]


def _likelihood(text: str) -> Vector:
    """Return how likely each language is, adding up to one, or all zero where nothing can be told."""
    places, weights = _known()
    found = [places[group] for group in _groups(text) if group in places]
    if not found:
        return np.zeros(len(LANGUAGES), dtype=np.float32)
    evidence = _TEMPER * weights[found].sum(axis=0)
    odds: Vector = np.exp(evidence - evidence.max())
    # A text that fits every language alike tells nothing.
    return odds / odds.sum() * min(1.0, float(evidence.max() - np.median(evidence)) / _CLEAR)


def _groups(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold().replace("\u2019", "'")):
        padded = f" {word} "
        for size in range(1, _LONGEST + 1):
            yield from (padded[start : start + size] for start in range(len(padded) - size + 1))
        # A whole word is a witness of its own, and the best there is.
        yield f"={word}"
        yield f"={word}"


@cache
def _known() -> tuple[dict[str, int], Matrix]:
    counts = [Counter(group for line in _lines(language) for group in _groups(line)) for language in LANGUAGES]
    groups = [group for group, count in sum(counts, Counter[str]()).items() if count > 1]
    table = np.array([[count[group] for count in counts] for group in groups], dtype=np.float32) + _UNSEEN
    logs: Matrix = np.log(table / table.sum(axis=0))
    return {group: place for place, group in enumerate(groups)}, logs


def _lines(language: str) -> list[str]:
    texts = (_FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    step = max(1, len(texts) // _LINES)
    return [json.loads(line)["text"] for line in texts[::step][:_LINES]]
