"""Signs in the words of a line."""

import pytest

from agents.signs import signs_of


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Never mind!", "withdrawn"),
        ("hat sich erledigt", "withdrawn"),
        ("déjà trouvé", "withdrawn"),
        ("see you at 8", "settled"),
        ("if i ever get bored", "hypothetical"),
        ("yesterday was dull", "past"),
        ("my brother is bored", "others"),
        ("not bored at all", "negated"),
        ('she said "i am so bored"', "quoted"),
        ("see https://example.org", "technical"),
        ("bob: try sudo", "technical"),
        ("what now?", "question"),
        ("the funeral is on friday", "sensitive"),
        ("es murió anoche", "sensitive"),
        ("chemotherapy starts monday", "sensitive"),
    ],
)
def test_a_sign_is_seen(text: str, sign: str) -> None:
    assert sign in signs_of(text)


@pytest.mark.parametrize("text", ["a deal of work", "never minded it", "gravel", "", "🎉"])
def test_a_part_of_a_word_is_no_sign(text: str) -> None:
    assert not signs_of(text) & {"withdrawn", "sensitive"}
