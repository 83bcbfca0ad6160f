"""What is wrong or missing in the agents' settings, each with its name."""

import math
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

HELP_LIMIT = 500
_LONGEST_WAIT = 45
"""Seconds; a worker gives a message up after a minute."""
_LIMITS = (
    "AGENTS_DAILY_TOKENS",
    "AGENTS_DAILY_USD",
    "AGENTS_ROOM_DAILY_TOKENS",
    "AGENTS_ROOM_DAILY_USD",
    "AGENTS_INPUT_PRICE",
    "AGENTS_OUTPUT_PRICE",
)
_NAME = re.compile(r"[a-z0-9-]+(:[a-z0-9-]+)*:\S+")


@register()
def check_settings(**_: Any) -> list[CheckMessage]:
    """Look at AGENTS_EMBEDDER, AGENTS_MODEL, what they need and may take, and how much is said to whom."""
    return [*_names(), *_keys(), *_limits(), *_measure()]


def _names() -> Iterator[CheckMessage]:
    if settings.AGENTS_EMBEDDER != "local" and not _NAME.fullmatch(settings.AGENTS_EMBEDDER):
        yield Error(
            "AGENTS_EMBEDDER is neither local nor a name such as openai:text-embedding-3-small.", id="agents.E001"
        )
    if settings.AGENTS_MODEL and not _NAME.fullmatch(settings.AGENTS_MODEL):
        yield Error("AGENTS_MODEL is neither empty nor a name such as openai:gpt-5-mini.", id="agents.E002")
    if not 0 < settings.AGENTS_TIMEOUT <= _LONGEST_WAIT:
        yield Error(f"AGENTS_TIMEOUT is not a number of seconds above 0, up to {_LONGEST_WAIT}.", id="agents.E003")


def _keys() -> Iterator[CheckMessage]:
    for name in ("AGENTS_EMBEDDER", "AGENTS_MODEL"):
        if getattr(settings, name).startswith("openai:") and not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
            yield Error(f"OPENAI_API_KEY is missing, and {name} needs it.", id="agents.E004")


def _limits() -> Iterator[CheckMessage]:
    for name in _LIMITS:
        if not 0 <= getattr(settings, name) < math.inf:
            yield Error(f"{name} is not a number from 0 on.", id="agents.E005")


def _measure() -> Iterator[CheckMessage]:
    if settings.AGENTS_HINTS_A_DAY < 0:
        yield Error("AGENTS_HINTS_A_DAY is not a number from 0 on.", id="agents.E006")
    if len(settings.AGENTS_HELP) > HELP_LIMIT:
        yield Error(f"AGENTS_HELP is neither on, off nor a text of up to {HELP_LIMIT} characters.", id="agents.E007")
