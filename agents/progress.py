"""How far a long command is: a bar on a terminal, now and then a line anywhere else."""

from dataclasses import dataclass, field
from time import monotonic
from typing import TextIO

from django.core.management.base import OutputWrapper

_WIDTH = 30
_BAR_EVERY, _LINE_EVERY = 0.1, 5.0
"""Seconds between two signs."""


@dataclass
class Progress:
    """Tells `stream` how many of `total` are done."""

    stream: TextIO | OutputWrapper
    what: str
    total: int
    done: int = 0
    _told: float = field(default_factory=monotonic)

    def add(self, count: int) -> None:
        """Count some more as done."""
        self.done += count
        if monotonic() - self._told > (_BAR_EVERY if self.stream.isatty() else _LINE_EVERY):
            self._tell()

    def finish(self) -> None:
        """Say how it ended."""
        self._tell()
        if self.stream.isatty():
            self._write("\n")

    def _tell(self) -> None:
        self._told = monotonic()
        part = min(1.0, self.done / self.total) if self.total else 1.0
        text = f"{self.what}: {self.done:,} of {self.total:,}"
        if self.stream.isatty():
            full = round(_WIDTH * part)
            self._write(f"\r{'█' * full}{'░' * (_WIDTH - full)} {part:4.0%} {text}\x1b[K")
        else:
            self._write(f"{text}\n")
        self.stream.flush()

    def _write(self, text: str) -> None:
        # Django's wrapper would end every sign with a new line.
        self.stream.write(text, ending="") if isinstance(self.stream, OutputWrapper) else self.stream.write(text)
