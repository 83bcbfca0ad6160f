"""Which of somebody's words are said again: those that called for it, and nothing private."""

import pytest

from agents.quote import quotable


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("i feel so down and lonely today", "low_spirits"),
        ("bored at home with a broken leg", "boredom"),
        ("so bored, ana has the flu", "low_spirits"),
        ("call me at 555 0199 when bored", "boredom"),
        ("nothing to do at 12 Rose Lane", "boredom"),
        ("Zebulon is bored again", "boredom"),
        ("my ex is bored again", "boredom"),
        ("bored as shit", "boredom"),
        ("> so bored, nothing to do", "boredom"),
        ("i'm so bored i want to kill myself", "boredom"),
        ("so bored https://x.example/a", "focus"),
        ("**x** <b> @everyone [a](http://x)", "boredom"),
    ],
)
def test_what_is_private_or_no_plain_words_is_not_repeated(text: str, intent: str) -> None:
    assert quotable(text, intent) == ""


@pytest.mark.parametrize(
    ("text", "intent", "quote"),
    [
        ("so bored! call 555 0199", "boredom", "so bored"),
        ("hi ana. nothing to do tonight", "boredom", "nothing to do tonight"),
        ("@unafied any good book on rome?", "ask", "any good book on rome"),
    ],
)
def test_only_the_words_that_called_for_it_are_repeated(text: str, intent: str, quote: str) -> None:
    assert quotable(text, intent) == quote
