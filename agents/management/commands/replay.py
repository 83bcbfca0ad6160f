"""Run the agents' stages over recorded conversations."""

import json
import sys
from argparse import ArgumentParser, FileType
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from agents.library import Library
from agents.replay import Options, Recorded, library_of, replay
from agents.rows import RowError, built_in_files, read_rows
from agents.works import Work


class Command(BaseCommand):
    """Read conversations as JSON lines, write decisions and works as JSON lines; no database is used."""

    help = "Replays recorded conversations (JSONL): when the agent would have spoken, and what it would recommend."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the conversations and how to replay them."""
        parser.add_argument("file", nargs="?", type=FileType(encoding="utf-8"), default=sys.stdin, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="rank after the last message even where it is silent")
        parser.add_argument("--top", type=int, default=3, metavar="N", help="works after the last message")
        parser.add_argument("--stateless", action="store_true", help="no cooldown")
        parser.add_argument("--catalog", type=Path, metavar="FILE", help="rank within this catalogue instead")

    def handle(self, *_: Any, file: TextIO, catalog: Path | None, **options: Any) -> None:
        """Replay line by line."""
        chosen = Options(force=options["force"], top=max(1, options["top"]), stateless=options["stateless"])
        library = self._library([catalog] if catalog else built_in_files())
        for answer in replay(_read(file), library, chosen):
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _library(self, files: Iterable[Path]) -> Library:
        works: dict[str, Work] = {}
        for file in files:
            for row in read_rows(file):
                if isinstance(row, RowError):
                    self.stderr.write(f"{file.name}, {row}")
                else:
                    works[row.id] = row
        return library_of(list(works.values()), settings.VAR_DIR / "cache")


def _read(file: TextIO) -> Iterator[Recorded]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                yield Recorded.model_validate_json(line)
            except ValidationError as error:
                wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
                raise CommandError(f"line {number}: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from error
