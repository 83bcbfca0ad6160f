"""What is wrong or missing in the agents' settings, each with its name."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

_NAME = re.compile(r"[a-z0-9-]+(:[a-z0-9-]+)*:\S+")


@register()
def check_settings(**_: Any) -> list[CheckMessage]:
    """Look at AGENTS_EMBEDDER, AGENTS_MODEL and what they need."""
    return [*_names(), *_keys()]


def _names() -> Iterator[CheckMessage]:
    if settings.AGENTS_EMBEDDER != "local" and not _NAME.fullmatch(settings.AGENTS_EMBEDDER):
        yield Error(
            "AGENTS_EMBEDDER is neither local nor a name such as openai:text-embedding-3-small.", id="agents.E001"
        )
    if settings.AGENTS_MODEL and not _NAME.fullmatch(settings.AGENTS_MODEL):
        yield Error("AGENTS_MODEL is neither empty nor a name such as openai:gpt-5-mini.", id="agents.E002")
    if settings.AGENTS_TIMEOUT <= 0:
        yield Error("AGENTS_TIMEOUT is not a number of seconds above 0.", id="agents.E003")


def _keys() -> Iterator[CheckMessage]:
    for name in ("AGENTS_EMBEDDER", "AGENTS_MODEL"):
        if getattr(settings, name).startswith("openai:") and not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
            yield Error(f"OPENAI_API_KEY is missing, and {name} needs it.", id="agents.E004")
