"""Bring a catalogue into the database."""

import asyncio
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.catalog_items import indexed_afterwards, upsert
from agents.embed import embed_catalog
from agents.models import CatalogItem
from agents.progress import Progress
from agents.providers import EmbedderError, configured
from agents.rows import RowError, built_in_files, read_rows
from agents.works import Work

_BATCH = 1_000
_EMBEDDED = 2_048
"""Works that get their vectors together: each batch reads past all that have one already."""
_MOST_NAMED = 20


class Command(BaseCommand):
    """Upsert works by their id, then embed those that are new or changed."""

    help = "Imports a catalogue (JSONL or CSV; the built-in one by default): new works, changed works, their vectors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--no-vectors", action="store_true", help="leave the embedding to the sweep")
        parser.add_argument("--if-empty", action="store_true", help="leave a catalogue that has anything as it is")

    def handle(self, *_: Any, files: list[Path], no_vectors: bool, if_empty: bool, **__: Any) -> None:
        """Import, embed, and say what was wrong where."""
        if if_empty and CatalogItem.objects.exists():
            return
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
        # Both JSONL and CSV have about a row a line, near enough for a bar.
        with file.open("rb") as lines:
            progress = self._progress(file.name, sum(1 for _ in lines))
        for works in batched(_good(file, bad), _BATCH):
            upsert(works)
            progress.add(len(works))
        progress.finish()
        return progress.done

    def _embed(self) -> None:
        try:
            count = CatalogItem.objects.without_vector_of(configured().name).count()
            with indexed_afterwards(count):
                asyncio.run(self._embed_all(count))
        except EmbedderError as error:
            self.stderr.write(f"Not all works have a vector yet; the sweep goes on with it. {error}")

    async def _embed_all(self, total: int) -> None:
        progress = self._progress("vectors", total)
        while done := await embed_catalog(_EMBEDDED):
            progress.add(done)
        progress.finish()

    def _progress(self, what: str, total: int) -> Progress:
        return Progress(self.stderr, what, total)


def _good(file: Path, bad: list[str]) -> Iterator[Work]:
    for row in read_rows(file):
        if isinstance(row, RowError):
            bad.append(f"{file.name}, {row}")
        else:
            yield row
