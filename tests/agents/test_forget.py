"""What was made of people's words goes with the words, or with the consent to read them."""

from collections.abc import Callable

import numpy as np
import pytest

from accounts import actions as accounts_actions
from accounts.models import User
from agents import consent
from agents.feedback import give_feedback, take_back_feedback
from agents.look import look_at
from agents.models import DIMENSIONS, Decision, Feedback, MessageEmbedding, Recommendation
from agents.rooms import read_room
from chat import actions, reading
from chat.models import Conversation, Message
from tests.agents.conftest import Say
from tests.chat.threads import apart, together, wait_until_blocked
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "kumquat"

Tell = Callable[..., Recommendation]


@pytest.fixture
def tell(say: Say, recommendation: Recommendation) -> Tell:
    """Make the recommendation rest on something that somebody says, with all that is kept of it."""

    def rest(user: User, text: str = f"so bored of {SECRET}", model: str = "local") -> Recommendation:
        said = say(user, text, recommendation.conversation)
        MessageEmbedding.objects.create(
            message=said, conversation=said.conversation, model="test", embedding=np.ones(DIMENSIONS)
        )
        recommendation.trigger, recommendation.model = said, model
        recommendation.decision = Decision.objects.create(
            conversation=said.conversation,
            message=said,
            speak=True,
            intent="boredom",
            confidence=0.9,
            grounds="hint",
            scores={"boredom": 0.9},
        )
        recommendation.reason = f"“so bored of {SECRET}” sounds like an open evening."
        recommendation.turns, recommendation.candidates = [str(said.pk)], [{"id": "movie-one", "score": 1.0}]
        recommendation.save()
        recommendation.evidence.set([said])
        give_feedback(user, recommendation.pk, "not_now")
        Message.objects.filter(pk=recommendation.message_id).update(content=recommendation.reason)
        return recommendation

    return rest


def traces(message: Message, made: Recommendation) -> list[str]:
    """Name all that is left of a message besides itself."""
    made.refresh_from_db()
    card = made.message.card or {}
    left = {
        "vector": MessageEmbedding.objects.filter(message=message).exists(),
        "decision": Decision.objects.filter(message=message).exists(),
        "evidence": message in made.evidence.all(),
        "turns": str(message.pk) in made.turns,
        "candidates": bool(made.candidates),
        "reason": SECRET in made.reason,
        "finding": (made.intent, made.confidence) != ("", 0.0),
        "said": SECRET in made.message.content,
        "card": SECRET in str(card) or str(message.pk) in str(card),
        "card's finding": bool(card) and (card["intent"], card["confidence"]) != ("", 0.0),
    }
    return [name for name, is_there in left.items() if is_there]


ENDINGS: dict[str, Callable[[User, User, Message], object]] = {
    "switched off": lambda alice, _, said: actions.change_conversation(alice, said.conversation_id, listening=False),
    "edited": lambda _, bob, said: actions.edit_message(bob, said.pk, "another text"),
    "deleted": lambda _, bob, said: actions.delete_message(bob, said.pk),
    "hidden": lambda alice, _, said: actions.hide_message(alice, said.pk, "Rude."),
    "opted out here": lambda _, bob, said: actions.change_membership(bob, said.conversation_id, agents_allowed=False),
    "opted out everywhere": lambda _, bob, __: accounts_actions.change_profile(bob, agents_allowed=False),
    "left": lambda _, bob, said: actions.leave(bob, said.conversation_id),
    "taken out": lambda alice, bob, said: actions.remove_member(alice, said.conversation_id, bob.pk),
    "banned": lambda _, bob, __: accounts_actions.ban(bob, reason="Rude."),
    "account deleted": lambda _, bob, __: accounts_actions.delete_account(bob, password=PASSWORD),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left_of_what_may_no_longer_be_read(
    ending: str, alice: User, bob: User, listening: Conversation, tell: Tell
) -> None:
    made = tell(bob)
    said = made.evidence.get()
    assert len(traces(said, made)) == 10, "there is something to purge"
    ENDINGS[ending](alice, bob, said)
    assert traces(said, made) == []
    made.refresh_from_db()
    assert made.message.content == "What this rested on was taken back."
    assert [item["id"] for item in made.items] == ["movie-one", "movie-two"], "what was shown does not come again"


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_goes_in_the_same_transaction_or_not_at_all(
    ending: str, alice: User, bob: User, listening: Conversation, tell: Tell
) -> None:
    made = tell(bob)
    said = made.evidence.get()
    with apart() as other:
        other.do(lambda: ENDINGS[ending](alice, bob, said))
    assert len(traces(said, made)) == 10, "it was rolled back with the rest"


@pytest.mark.parametrize("ending", ["edited", "deleted", "opted out here", "left"])
def test_what_others_said_is_left_alone(
    ending: str, alice: User, bob: User, listening: Conversation, tell: Tell, say: Say
) -> None:
    made = tell(alice)
    said = made.evidence.get()
    ENDINGS[ending](alice, bob, say(bob, "something else"))
    assert len(traces(said, made)) == 10


def test_consent_that_is_given_takes_nothing_back(alice: User, bob: User, room: Conversation, tell: Tell) -> None:
    made = tell(bob)
    said = made.evidence.get()
    actions.change_conversation(alice, room.pk, listening=True)
    actions.change_membership(bob, room.pk, agents_allowed=True)
    accounts_actions.change_profile(bob, agents_allowed=True)
    assert len(traces(said, made)) == 10


def test_a_model_that_read_it_may_have_quoted_it(
    alice: User, bob: User, listening: Conversation, tell: Tell, say: Say
) -> None:
    other = say(bob, "by the way")
    for model, is_kept in (("local", True), ("openai:small", False)):
        made = tell(alice, model=model)
        Recommendation.objects.filter(pk=made.pk).update(turns=[str(other.pk)])
        actions.edit_message(bob, other.pk, f"by the way, {model}")
        made.refresh_from_db()
        assert (SECRET in made.reason, made.turns) == (is_kept, [])


def test_a_deleted_card_leaves_no_reason_behind(alice: User, bob: User, listening: Conversation, tell: Tell) -> None:
    made = tell(bob)
    said = made.evidence.get()
    actions.delete_message(alice, made.message_id)
    assert set(traces(said, made)) == {"vector"}, "the message itself still stands"


def test_everybody_is_told_of_the_change_with_a_revision_of_its_own(
    bob: User, listening: Conversation, tell: Tell
) -> None:
    made = tell(bob)
    before = Conversation.objects.get(pk=listening.pk).revision
    actions.delete_message(bob, made.evidence.get().pk)
    changed = reading.changes(bob, listening.pk, before).messages
    assert [each.revision for each in changed] == [before + 1, before + 2]
    assert changed[1].card
    assert changed[1].card.evidence == []


def test_an_edited_message_that_was_answered_is_not_answered_again(
    bob: User, listening: Conversation, tell: Tell
) -> None:
    said = tell(bob).evidence.get()
    actions.edit_message(bob, said.pk, "any good book on Rome?")
    assert look_at([said.pk]) == []


def test_the_language_of_the_room_is_kept(bob: User, listening: Conversation, tell: Tell) -> None:
    made = tell(bob)
    Recommendation.objects.filter(pk=made.pk).update(reason="„mir ist langweilig“ klingt nach freier Zeit.")
    actions.delete_message(bob, made.evidence.get().pk)
    made.refresh_from_db()
    assert made.reason == "Worauf das beruhte, wurde zurückgenommen."


# What people answered --------------------------------------------------------------------------------------------


def tastes(room: Conversation) -> set[tuple[str, str]]:
    known = read_room(room.pk)
    assert known
    return {(work, verdict) for _, work, verdict in known.verdicts}


@pytest.mark.parametrize("ending", ["left", "taken out", "account deleted"])
def test_who_goes_takes_their_taste_along(
    ending: str, alice: User, bob: User, listening: Conversation, recommendation: Recommendation, say: Say
) -> None:
    give_feedback(alice, recommendation.pk, "loved", "movie-one")
    give_feedback(bob, recommendation.pk, "saved", "movie-two")
    give_feedback(bob, recommendation.pk, "not_this", "movie-one")
    ENDINGS[ending](alice, bob, say(bob, "bye"))
    assert tastes(listening) == {("movie-one", "loved")}
    recommendation.refresh_from_db()
    assert recommendation.message.card
    assert [each["user"] for each in recommendation.message.card["verdicts"]] == [str(alice.pk)]
    kept = Feedback.objects.filter(user=bob)
    assert [each.item_id for each in kept] == ([] if ending == "account deleted" else ["movie-two"])


def test_a_taste_that_is_taken_back_counts_no_more(
    alice: User, listening: Conversation, recommendation: Recommendation
) -> None:
    give_feedback(alice, recommendation.pk, "loved", "movie-one")
    assert tastes(listening)
    give_feedback(alice, recommendation.pk, "not_now")
    ENDINGS["switched off"](alice, alice, recommendation.message)
    actions.change_conversation(alice, listening.pk, listening=True)
    assert tastes(listening) == {("movie-one", "loved")}, "what was pressed is no overheard word"
    take_back_feedback(alice, recommendation.pk, "movie-one")
    assert tastes(listening) == set()


def test_a_banned_person_has_no_taste_here(
    alice: User, bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    give_feedback(bob, recommendation.pk, "loved", "movie-one")
    accounts_actions.ban(bob, reason="Rude.")
    assert tastes(listening) == set()


# At the same time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["switched off", "deleted", "opted out everywhere", "left", "banned"])
def test_who_takes_back_waits_for_who_is_writing_and_purges_that_too(
    ending: str, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    said = say(bob, f"so bored of {SECRET}")

    def write() -> None:
        consent.hold(listening.pk)
        MessageEmbedding.objects.create(
            message=said, conversation=listening, model="test", embedding=np.ones(DIMENSIONS)
        )

    with apart() as writer, apart() as other:
        writer.do(write)
        taking_back = other.start(lambda: ENDINGS[ending](alice, bob, said))
        wait_until_blocked()
        writer.commit()
        taking_back.result(20)
        other.commit()
    assert not MessageEmbedding.objects.filter(message=said).exists()


def test_an_answer_of_somebody_who_is_just_leaving_does_not_stay(
    bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    with apart() as other:
        other.do(lambda: actions.leave(bob, listening.pk))
        with apart() as late:
            answering = late.start(lambda: give_feedback(bob, recommendation.pk, "loved", "movie-one"))
            wait_until_blocked()
            other.commit()
            assert answering.exception(20)
    assert not Feedback.objects.exists()


def test_many_who_take_back_at_once_never_wait_in_a_circle(
    alice: User, bob: User, listening: Conversation, tell: Tell, say: Say
) -> None:
    made = tell(bob)
    said = [made.evidence.get(), say(alice, "one"), say(bob, "two")]
    second = actions.start_group(alice, "Other", listening=True)
    _, token = actions.invite(alice, second.pk)
    actions.accept_invite(bob, token)
    say(bob, "three", second)
    say(alice, "four", second)
    outcomes = together(
        lambda: ENDINGS["opted out everywhere"](alice, bob, said[0]),
        lambda: accounts_actions.change_profile(alice, agents_allowed=False),
        lambda: ENDINGS["edited"](alice, bob, said[2]),
        lambda: give_feedback(alice, made.pk, "loved", "movie-one"),
        lambda: ENDINGS["switched off"](alice, bob, said[0]),
        lambda: say(alice, "five", second),
    )
    assert [each for each in outcomes if isinstance(each, BaseException)] == []
    assert traces(said[0], made) == []
