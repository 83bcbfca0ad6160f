"""Somebody speaks of harming themselves → where people are who listen, told to nobody else, and kept nowhere."""

from collections.abc import Iterable
from uuid import UUID

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from accounts.problems import Refusal
from agents.self_harm import language_of, languages
from agents.turns import Turn
from chat import actions

log = structlog.get_logger(__name__)

OFF, ON = "off", "on"
_DAY = 24 * 60 * 60


def offer_help(conversation: UUID, turns: Iterable[Turn]) -> None:
    """Point those to help who speak of harming themselves: only them, and once a day."""
    if settings.AGENTS_HELP == OFF:
        return
    for turn in turns:
        if not turn.is_agent and (language := language_of(turn.text)):
            _offer(conversation, UUID(turn.speaker), language)


def _offer(conversation: UUID, person: UUID, language: str) -> None:
    try:
        if not cache.add(_mark(person), 1, _DAY):
            return
        own = settings.AGENTS_HELP
        # A text of the operator's is in a language that nobody here knows.
        text, spoken = (languages()[language].text, language) if own == ON else (own, "")
        actions.give_notice(person, conversation, text, language=spoken)
    except (RedisError, Refusal) as error:
        log.warning("no notice given", error=type(error).__name__)


def _mark(person: UUID) -> str:
    # Whoever looks into Redis learns nothing about anybody.
    return f"notice:{salted_hmac('agents.help', str(person), algorithm='sha256').hexdigest()[:32]}"
