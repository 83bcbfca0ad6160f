"""Why the agent spoke after a message, or said nothing: in plain words, for people."""

from agents.decide import SENSITIVE_REACH
from agents.models import Decision, Recommendation
from chat.models import Message

_FOUND = {
    "called": "somebody called it by name",
    "ask": "somebody asked for something ({confidence})",
    "hint": "it sounded like {intent} ({confidence})",
    "technical": "people are at work here: several messages have addresses, commands or names that are called",
    "sensitive": f"this, or one of the {SENSITIVE_REACH} messages before, is a matter in which it never recommends",
}
_UNSURE = "it sounded like {intent}, but not surely enough ({confidence})"
_NOTHING = "nothing called for it ({intent} at the most, {confidence})"


def why(stored: Decision) -> str:
    """Return a sentence such as "It said nothing (cooldown): the last card came 12 minutes ago; …"."""
    words = {"intent": stored.intent.replace("_", " "), "confidence": f"{stored.confidence:.2f}"}
    end = "It spoke" if stored.speak else "It waits" if stored.held_until else "It said nothing"
    return f"{end} ({stored.grounds}): {stored.note or _found(stored).format(**words)}."


def why_undecided(message: Message) -> str:
    """Return why there is no decision on a message."""
    if message.role == Message.Role.ASSISTANT:
        return "This is its own."
    if message.is_gone:
        return "It is deleted or hidden, and what was decided on it is gone with it."
    if message.off_record:
        return "It was never read: it is off the record."
    if message.edited_at and Recommendation.objects.filter(trigger=message).exists():
        return "It was answered before it was edited; what was decided then is gone with the old words."
    if not Message.objects.readable_by_agents().filter(pk=message.pk).exists():
        return "It was not read, or may no longer be: the room does not listen, or who wrote it does not allow it."
    return "No decision is kept: it is older than they are kept, or was said before the room was listened to."


def _found(stored: Decision) -> str:
    if stored.grounds == "hint" and not stored.speak:
        return _NOTHING if stored.is_trivial else _UNSURE
    return _FOUND.get(stored.grounds, "so it was decided on {intent} ({confidence})")
