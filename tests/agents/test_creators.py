"""Who has had enough of a creator gets nothing by them, in six languages."""

import pytest

from tests.agents.test_wishes_answered import first


@pytest.mark.parametrize(
    ("said", "creator"),
    [
        (["an epic fantasy novel, but not Tolkien"], "Tolkien"),
        (["I've read every Agatha Christie there is", "a clever whodunnit by somebody else please"], "Christie"),
        (["a love story with manners, I've read all the Austens twice"], "Austen"),
        (["we saw Parasite", "another Korean film, not by the same director"], "Bong"),
        (["elektronische musik für die nacht", "kraftwerk?", "kenn ich alles, was anderes"], "Kraftwerk"),
        (["de l'aventure à lire, mais pas Dumas, j'ai tout lu"], "Dumas"),
        (["rock de los 70 pero que no sea beatles"], "Beatles"),
        (["um livro português", "Saramago?", "já lemos três dele, que outro sugerem?"], "Saramago"),
        (["un cantautore italiano che non sia De André"], "De André"),
        (["a record", "Adele?", "not Adele, everyone gave me Adele"], "Adele"),
    ],
)
def test_nothing_comes_by_whom_people_have_had_enough_of(said: list[str], creator: str) -> None:
    found = first(*said, limit=30)
    assert len(found) > 2
    assert all(creator not in work.creator for work in found)


@pytest.mark.parametrize(("text", "creator"), [("something by Tolkien", "Tolkien"), ("I like Kraftwerk", "Kraftwerk")])
def test_who_is_only_named_may_come(text: str, creator: str) -> None:
    assert any(creator in work.creator for work in first(text, limit=30))
