"""Whether the static files that were collected are those of the sources. Without Django: `up` asks at every start."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from unafied.embedded import ROOT

MARK = ".sources"
"""The file that says what was collected; it goes with `collectstatic --clear`."""


def is_collected(root: Path, sources: str) -> bool:
    """Return whether what stands in `root` was made of these sources."""
    with suppress(FileNotFoundError):
        return (root / MARK).read_text() == sources
    return False


def mark(root: Path, sources: str) -> None:
    """Say that what stands in `root` was made of these sources."""
    (root / MARK).write_text(sources)


def fingerprint() -> str:
    """Return what changes with whatever is collected, and with how it is done."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(f"{path} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (path for path in (ROOT / "static").rglob("*") if path.is_file())
    yield from (ROOT / "unafied").glob("*.py")
    yield ROOT / "uv.lock"  # the packages' own files
