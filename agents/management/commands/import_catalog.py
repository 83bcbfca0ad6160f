"""Bring a catalogue into the database."""

import asyncio
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.catalog_items import upsert
from agents.embed import embed_catalog
from agents.providers import EmbedderError
from agents.rows import RowError, built_in_files, read_rows
from agents.works import Work

_BATCH = 1_000
_MOST_NAMED = 20
_EVERY = 2.0
"""Seconds between two lines of progress."""


class Command(BaseCommand):
    """Upsert works by their id, then embed those that are new or changed."""

    help = "Imports a catalogue (JSONL or CSV; the built-in one by default): new works, changed works, their vectors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--no-vectors", action="store_true", help="leave the embedding to the sweep")

    def handle(self, *_: Any, files: list[Path], no_vectors: bool, **__: Any) -> None:
        """Import, embed, and say what was wrong where."""
        bad: list[str] = []
        count = sum(self._import(file, bad) for file in files or built_in_files())
        self.stdout.write(f"{count:,} works are in the catalogue.")
        if not no_vectors:
            self._embed()
        for line in bad[:_MOST_NAMED]:
            self.stderr.write(line)
        if bad:
            raise CommandError(f"{len(bad):,} rows could not be read; all others were imported.")

    def _import(self, file: Path, bad: list[str]) -> int:
        if not file.exists():
            raise CommandError(f"{file}: there is no such file.")
        count, told = 0, monotonic()
        for works in batched(_good(file, bad), _BATCH):
            upsert(works)
            count += len(works)
            if monotonic() - told > _EVERY:
                self.stdout.write(f"{file.name}: {count:,} works")
                told = monotonic()
        return count

    def _embed(self) -> None:
        try:
            asyncio.run(self._embed_all())
        except EmbedderError as error:
            self.stderr.write(f"Not all works have a vector yet; the sweep goes on with it. {error}")

    async def _embed_all(self) -> None:
        done, told, left = 0, monotonic(), 1
        while left:
            left = await embed_catalog()
            done += left
            if monotonic() - told > _EVERY or (done and not left):
                self.stdout.write(f"{done:,} works embedded")
                told = monotonic()


def _good(file: Path, bad: list[str]) -> Iterator[Work]:
    for row in read_rows(file):
        if isinstance(row, RowError):
            bad.append(f"{file.name}, {row}")
        else:
            yield row
