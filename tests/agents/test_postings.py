"""Words find works, rare ones more than common ones, and works that share rare words are alike."""

import pytest

from agents.postings import Postings

TEXTS = [
    "a film with adam sandler",
    "another film with adam sandler",
    "a film with a whale",
    *["a film about love"] * 30,
]


@pytest.fixture(scope="module")
def postings() -> Postings:
    return Postings([text.split() for text in TEXTS])


def test_a_rare_word_finds_its_work(postings: Postings) -> None:
    scores = postings.match(["whale", "film"])
    assert scores.argmax() == 2
    assert scores.max() == 1.0


def test_words_that_nobody_wrote_find_nothing(postings: Postings) -> None:
    assert not postings.match(["zebra"]).any()
    assert not Postings([]).match(["zebra"]).any()


def test_works_that_share_a_name_are_alike_and_none_is_like_itself(postings: Postings) -> None:
    likeness = postings.likeness(0)
    assert likeness.argmax() == 1
    assert likeness[0] == 0
    assert likeness.max() <= 1.0


def test_works_with_a_word_are_counted_common_words_too(postings: Postings) -> None:
    assert [postings.count(word) for word in ("whale", "film", "zebra")] == [1, len(TEXTS), 0]
