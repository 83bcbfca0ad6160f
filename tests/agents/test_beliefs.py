"""What the agent believes a room likes: what answers agree on, in plain words, and gone for good when it is dropped."""

import numpy as np
import pytest

from accounts.models import User
from accounts.problems import Refusal
from agents.beliefs import beliefs_in, drop_belief, dropped_in, name_of, take_up_belief
from agents.feedback import give_feedback
from agents.library import Library
from agents.models import CatalogItem, Recommendation
from agents.rooms import read_room
from agents.tags import shared, worded
from agents.taste import tastes, without
from agents.works import Work
from chat import actions
from chat.models import Conversation

WORKS = {
    work.id: work
    for work in (
        Work("a", "movie", "A", "Ann", genres=("comedy",), moods=("funny",), language="fr"),
        Work("b", "movie", "B", "Ann", genres=("comedy", "family"), moods=("funny",), language="en"),
        Work("c", "book", "C", "Cid", genres=("nature",), moods=("calm",), language="en"),
        Work("d", "book", "D", "Dee", genres=("nature", "horror"), moods=("calm",), language="en"),
        Work("e", "movie", "E", "Eve", genres=("horror",), moods=("dark",), language="en"),
        Work("f", "book", "F", "Fay", genres=("horror",), moods=("dark",), language="en"),
    )
}


def words(*verdicts: tuple[str, str]) -> set[str]:
    return {each.words for each in shared([("alice", work, verdict) for work, verdict in verdicts], WORKS)}


def test_what_several_works_share_is_believed_in_plain_words() -> None:
    assert words(("a", "loved"), ("b", "saved")) == {"comedy films", "funny films", "films by Ann"}
    assert {"books about nature", "calm books"} <= words(("c", "loved"), ("d", "saved"))
    assert {"not horror", "not dark things"} <= words(("e", "not_this"), ("f", "not_this"))


def test_one_work_is_no_belief_and_neither_is_a_quarrel() -> None:
    assert words(("a", "loved")) == set()
    assert "horror" not in " ".join(words(("d", "loved"), ("e", "not_this"), ("f", "not_this")))
    assert words(("a", "seen"), ("b", "seen"), ("c", "not_now"), ("d", "not_now")) == set()


def test_two_films_do_not_make_a_room_one_of_films() -> None:
    films = {name: Work(name, "movie", name) for name in "abcd"}
    liked = [("alice", name, "loved") for name in films]
    assert [each.words for each in shared(liked[:3], films)] == []
    assert [each.words for each in shared(liked, films)] == ["films"]


def test_it_says_how_many_works_and_people_say_so() -> None:
    verdicts = [("alice", "a", "loved"), ("bob", "a", "saved"), ("bob", "b", "loved")]
    [funny] = [each for each in shared(verdicts, WORKS) if each.tag == ("mood", "funny")]
    assert (funny.works, funny.people, funny.is_liked) == (2, 2, True)


@pytest.mark.parametrize(
    ("tag", "kinds", "text"),
    [
        (("kind", "music"), {"music"}, "music"),
        (("genre", "documentary"), {"movie"}, "documentaries"),
        (("genre", "science fiction"), {"book"}, "science fiction books"),
        (("genre", "children"), {"music"}, "music for children"),
        (("genre", "jazz"), (), "jazz"),
        (("language", "ja"), {"movie"}, "films in Japanese"),
        (("mood", "cosy"), {"movie", "book"}, "cosy things"),
    ],
)
def test_the_words_are_those_that_people_use(tag: tuple[str, str], kinds: set[str], text: str) -> None:
    assert worded(tag, kinds) == text


def library() -> Library:
    rng = np.random.default_rng(7)
    matrix = rng.normal(size=(60, 16)).astype(np.float32)
    matrix[:20, 0] += 2
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    works = [Work(str(n), "movie", str(n), genres=("horror",) if n < 20 else ()) for n in range(60)]
    return Library(works, matrix, "test")


def test_what_is_dropped_no_longer_moves_the_ranking_and_the_rest_of_the_taste_does() -> None:
    works = library()
    verdicts = [("alice", str(n), "loved") for n in (1, 2, 3)]
    liked, left = (tastes(verdicts, works, dropped)[0] for dropped in ((), {("genre", "horror")}))
    has = works.having("genre", "horror") > 0

    def leaning(vector: np.ndarray) -> float:
        scores = works.closeness(vector)
        return float(scores[has].mean() - scores.mean())

    assert leaning(liked.direction) > 0.05
    assert abs(leaning(left.direction)) < 1e-5
    assert liked.direction @ left.direction > 0.05
    assert (("genre", "horror") in liked.tags, ("genre", "horror") in left.tags) == (True, False)
    assert np.allclose(without(liked.direction, {("genre", "unheard of")}, works), liked.direction)


# In a room ------------------------------------------------------------------------------------------------------


@pytest.fixture
def funny(alice: User, listening: Conversation, works: list[CatalogItem], recommendation: Recommendation) -> str:
    CatalogItem.objects.update(moods=["funny"], creator="")
    for work in works:
        give_feedback(alice, recommendation.pk, "loved", work.pk)
    return "mood:funny"


def held(room: Conversation) -> set[str]:
    return {name_of(each.tag) for each in beliefs_in(room.pk)}


def test_a_dropped_belief_stops_counting_and_does_not_come_back_by_itself(
    bob: User, listening: Conversation, recommendation: Recommendation, funny: str
) -> None:
    assert funny in held(listening)
    drop_belief(bob, listening.pk, funny)
    drop_belief(bob, listening.pk, funny)
    give_feedback(bob, recommendation.pk, "loved", "movie-one")
    assert funny not in held(listening)
    room = read_room(listening.pk)
    assert room
    assert room.disbelieved == {("mood", "funny")}
    take_up_belief(bob, listening.pk, funny)
    assert funny in held(listening)
    assert dropped_in(listening.pk) == []


def test_only_members_drop_and_only_what_is_believed(
    alice: User, charlie: User, listening: Conversation, funny: str
) -> None:
    for user, name in ((charlie, funny), (alice, "mood:sad"), (alice, "mood:"), (alice, "size:big"), (alice, "a\x00b")):
        with pytest.raises(Refusal) as refusal:
            drop_belief(user, listening.pk, name)
        assert refusal.value.code == "not_found"
    with pytest.raises(Refusal):
        take_up_belief(alice, listening.pk, funny)


def test_another_room_keeps_its_own_beliefs(alice: User, listening: Conversation, funny: str) -> None:
    other = actions.start_group(alice, "Other", listening=True)
    drop_belief(alice, listening.pk, funny)
    assert dropped_in(other.pk) == []
    assert held(other) == set()


def test_who_leaves_takes_along_what_was_believed_because_of_them(
    alice: User, listening: Conversation, funny: str
) -> None:
    actions.leave(alice, listening.pk)
    assert held(listening) == set()
