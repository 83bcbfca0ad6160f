"""The language people talk in, also where a line is short."""

import pytest

from agents.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i'm so bored, nothing to do", "en"),
        ("mir ist so langweilig heute", "de"),
        ("je m'ennuie, rien à faire ce soir", "fr"),
        ("qué aburrimiento, no hay nada que hacer", "es"),
        ("que tédio, não tem nada pra fazer", "pt"),
        ("che noia, non c'è niente da fare", "it"),
        ("👍", "en"),
        ("langweilig", "de"),
        ("bof, la flemme", "fr"),
        ("estoy aburridísima", "es"),
        ("tô cansada demais", "pt"),
        ("sono stanchissima", "it"),
    ],
)
def test_the_language_of_a_conversation(text: str, language: str) -> None:
    assert language_of([text]) == language


def test_a_plain_line_outweighs_what_was_said_around_it() -> None:
    assert language_of(["mir ist so langweilig", "what a day", "see you at the pub", "nothing on tonight"]) == "de"


def test_what_was_said_around_it_tells_where_a_line_does_not() -> None:
    assert language_of(["ok 👍", "kommst du heute abend noch vorbei?"]) == "de"
