"""How remote services are reached: with the settings' key and address, one pool of connections an event loop."""

import asyncio
from asyncio import AbstractEventLoop
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic_ai.providers import Provider, infer_provider
from pydantic_ai.providers.openai import OpenAIProvider

from agents.providers.bounds import BoundedTransport

_OPENAI = frozenset({"openai", "openai-chat", "openai-responses"})

_providers: WeakKeyDictionary[AbstractEventLoop, dict[tuple[str, ...], Provider[Any]]] = WeakKeyDictionary()


def provider_named(name: str) -> Provider[Any]:
    """Return the service `name` for this event loop, its connections kept open between calls.

    Raises pydantic-ai's `UserError` where a key is missing, `ValueError` for a name it does not know.
    """
    known = _providers.setdefault(asyncio.get_running_loop(), {})
    key = (name, settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY) if name in _OPENAI else (name,)
    if key not in known:
        known[key] = _openai() if name in _OPENAI else infer_provider(name)
    return known[key]


def api_of(name: str) -> str:
    """Return a model's name with the API that its service has.

    pydantic-ai takes `openai:` for the Responses API, which is OpenAI's own. Whoever sets another address means a
    compatible service, and what all of those have is chat completions.
    """
    provider, _, model = name.partition(":")
    return f"openai-chat:{model}" if provider == "openai" and settings.OPENAI_BASE_URL else name


def _openai() -> Provider[Any]:
    return OpenAIProvider(
        openai_client=AsyncOpenAI(
            api_key=settings.OPENAI_API_KEY or "none",
            base_url=settings.OPENAI_BASE_URL or None,
            timeout=settings.AGENTS_TIMEOUT,
            max_retries=1,
            http_client=DefaultAsyncHttpxClient(transport=BoundedTransport()),
        )
    )
