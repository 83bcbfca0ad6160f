"""What a work should be about, as an ask names it or as talk comes back to it; in six languages."""

import pytest

from agents.subjects import is_subject, named_subjects, subject_of, topic_of


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("a book about beekeeping", "beekeeping"),
        ("a book on beekeeping", "beekeeping"),
        ("a chess book", "chess"),
        ("my dad loves trains", "railway"),
        ("a film set in Rome", "caesar"),
        ("ein Buch über Schach", "chess"),
        ("etwas, das in Istanbul spielt", "ottoman"),
        ("un film qui se passe à Paris", "parisian"),
        ("una novela sobre el ajedrez", "chess"),
        ("um livro sobre o Japão", "tokyo"),
        ("un libro che parla di Roma", "caesar"),
        ("qualcosa sul Giappone", "tokyo"),
    ],
)
def test_an_ask_names_its_subject(text: str, telling: str) -> None:
    assert telling in subject_of(text)


@pytest.mark.parametrize("text", ["something on tonight", "something about it", "une bande dessinée", "on the sofa"])
def test_most_words_name_none(text: str) -> None:
    assert subject_of(text) == ()


def test_a_longer_name_leaves_nothing_to_the_shorter_ones_in_it() -> None:
    assert named_subjects("the first world war") == ["first world war"]
    assert "world war" in named_subjects("the world war")


def test_what_talk_comes_back_to_is_its_topic() -> None:
    assert "tokyo" in topic_of(["we're flying to Japan on Monday", "what a week"])


def test_an_everyday_word_is_believed_only_beside_another() -> None:
    assert topic_of(["the bank was closed"]) == ()
    assert "finance" in topic_of(["the bank was closed", "my money is in the bank, and finance is mad"])


def test_without_an_ask_only_a_place_or_a_term_is_firm_enough() -> None:
    assert "nasa" in topic_of(["the moon landing anniversary is today"], firm_only=True)
    assert "tokyo" in topic_of(["flying to Japan"], firm_only=True)
    for text in ("somebody explain money to me", "my mother and daughter came over"):
        assert topic_of([text], firm_only=True) == ()


def test_a_word_that_is_something_else_in_another_language_names_nothing_there() -> None:
    assert named_subjects("i love the sea and the waves")
    assert "sea" not in " ".join(named_subjects("no quiero que sea muy larga la película"))


def test_a_subject_is_known_by_its_name() -> None:
    assert is_subject("istanbul")
    assert not is_subject("tuesday")
