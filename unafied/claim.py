"""Only one `up` for one folder of state: which one it is, and where it is up."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class Claim:
    """The right to be the one `up`, unless `elsewhere` says where another one answers."""

    def __init__(self, file: TextIO, elsewhere: str = "") -> None:
        self._file = file
        self.elsewhere = elsewhere

    def announce(self, url: str) -> None:
        """Tell the others where we are up; an empty `url` tells them to wait."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(url)
        self._file.flush()


@contextmanager
def claimed(var: Path) -> Iterator[Claim]:
    """Become the one `up` of `var`, or wait until another one says where it is up.

    The lock ends with its process, so whoever waits for one that was killed, or that failed, comes next.
    """
    with (var / "run" / "up.lock").open("a+") as file:
        while not (is_ours := try_lock(file)) and not _address(file):
            time.sleep(0.05)
        claim = Claim(file, "" if is_ours else _address(file))
        if is_ours:
            claim.announce("")
        yield claim


def try_lock(file: TextIO) -> bool:
    """Lock an open file for this process alone, if nobody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _address(file: TextIO) -> str:
    file.seek(0)
    return file.read()
