"""What somebody typed, taken apart: words, "phrases", -without, and operators such as `from:` and `before:`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from chat.search.dates import span_of

_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_NO_WORDS = re.compile(r"[<&/]")
_TERM = re.compile(r'(-?)(?:(from|in|before|after|on|has):)?(?:"([^"]*)"?|([^\s"]*))', re.IGNORECASE)


@dataclass(frozen=True)
class Hint:
    """What was wrong with one operator, in words for who typed it."""

    operator: str
    detail: str


@dataclass
class Question:
    """What is looked for: all `words` and `phrases`, none of `without`, said by any of `people` in any of `rooms`."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    begin: datetime | None = None
    end: datetime | None = None
    has_link: bool = False
    hints: list[Hint] = field(default_factory=list)

    def hint(self, operator: str, detail: str) -> None:
        """Tell who typed it what was wrong with an operator, or ("") with the whole."""
        self.hints.append(Hint(operator, detail))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left that could be looked for."""
        narrows = self.people or self.rooms or self.begin or self.end or self.has_link
        return not (self.words or self.phrases or self.without or narrows)

    @property
    def has_words(self) -> bool:
        """Whether something is looked for that an index of words has: for what is excluded alone it is not asked."""
        sought = [*self.words, *self.phrases]
        return any(map(_has_word, sought)) if self.without else bool(sought)

    @property
    def meant(self) -> str:
        """The words by whose meaning to look; "" where only what was typed counts."""
        return " ".join(self.words)


def read(text: str, now: datetime, zone: ZoneInfo) -> Question:
    """Return what a text asks for; days are those of `zone`. What can't be understood is left out, with a hint."""
    question = Question()
    for minus, operator, quoted, bare in _TERM.findall(text.translate(_QUOTES)):
        value = (quoted or bare).strip()
        if operator:
            _operate(question, f"{minus}{operator.lower()}:", value, now.astimezone(zone))
        elif value and minus:
            question.without.append(value)
        elif value:
            (question.phrases if quoted else question.words).append(value)
    return question


def _has_word(text: str) -> bool:
    # PostgreSQL sees none in signs, and in what may be a tag, an entity or the "http://" of a link.
    return not _NO_WORDS.search(text) and any(letter.isalpha() or letter.isdecimal() for letter in text)


def _operate(question: Question, operator: str, value: str, now: datetime) -> None:
    take = _OPERATORS.get(operator)
    if take is None:
        question.hint(operator, "A minus goes with words only; it was left out.")
    elif not value:
        question.hint(operator, f"Say after {operator} {_EXAMPLES[operator]}.")
    elif not take(question, value, now):
        question.hint(operator, f"{operator} takes {_EXAMPLES[operator]}; it was left out.")


def _from(question: Question, value: str, _now: datetime) -> bool:
    question.people.append(value.removeprefix("@"))
    return True


def _in(question: Question, value: str, _now: datetime) -> bool:
    question.rooms.append(value.removeprefix("#").removeprefix("@"))
    return True


def _before(question: Question, value: str, now: datetime) -> bool:
    span = span_of(value, now)
    if span:
        question.end = min(question.end or span[0], span[0])
    return span is not None


def _after(question: Question, value: str, now: datetime) -> bool:
    span = span_of(value, now)
    if span:
        question.begin = max(question.begin or span[1], span[1])
    return span is not None


def _on(question: Question, value: str, now: datetime) -> bool:
    span = span_of(value, now)
    if span:
        question.begin = max(question.begin or span[0], span[0])
        question.end = min(question.end or span[1], span[1])
    return span is not None


def _has(question: Question, value: str, _now: datetime) -> bool:
    question.has_link |= value.lower() in {"link", "links"}
    return question.has_link


_OPERATORS: dict[str, Callable[[Question, str, datetime], bool]] = {
    "from:": _from,
    "in:": _in,
    "before:": _before,
    "after:": _after,
    "on:": _on,
    "has:": _has,
}
_DAY = "a day such as 2026-05-01, a month such as 2026-05, today or yesterday"
_EXAMPLES = {
    "from:": "a name, or me",
    "in:": "a room's name",
    "before:": _DAY,
    "after:": _DAY,
    "on:": _DAY,
    "has:": "link",
}
