"""Embed what has no vector of the present embedder: after another one was configured, or after a long outage."""

import asyncio
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from agents.embed import embed_catalog, embed_messages
from agents.providers import EmbedderError, configured
from chat.models import Message

_BATCH = 256


class Command(BaseCommand):
    """Embed all readable messages and all works that lack a vector of the configured embedder."""

    help = "Gives a vector of the configured embedder to every message that agents may read, and to every work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a limit."""
        parser.add_argument("--limit", type=int, default=None, help="messages, newest first (all by default)")
        parser.add_argument("--no-works", action="store_true", help="leave the works to the sweep")

    def handle(self, *_: Any, limit: int | None, no_works: bool, **__: Any) -> None:
        """Embed in batches and say how many."""
        readable = Message.objects.readable_by_agents().exclude(embedding__model=configured().name)
        ids = list(readable.order_by("-id").values_list("pk", flat=True)[:limit])
        try:
            asyncio.run(self._embed(ids, and_works=not no_works))
        except EmbedderError as error:
            raise CommandError(f"{error}; run it again to go on.") from error

    async def _embed(self, ids: list[UUID], *, and_works: bool) -> None:
        done = 0
        for start in range(0, len(ids), _BATCH):
            done += await embed_messages(ids[start : start + _BATCH])
            self.stdout.write(f"{done:,} of {len(ids):,} messages embedded")
        if and_works:
            works = 0
            while count := await embed_catalog():
                works += count
            self.stdout.write(f"{works:,} works embedded")
