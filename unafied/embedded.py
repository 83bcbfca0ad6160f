"""The embedded PostgreSQL and Valkey: where they are, and how to have them for as long as one needs them.

Cheap to import, without Django. `docs/decisions/0001-embedded-services.md` says why it is done this way.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from unafied.hold import Hold

ROOT = Path(__file__).resolve().parent.parent
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
LONGEST_NAME = len("postgres.keeper")
LONGEST_ADDRESS = 107
"""Bytes of a Unix socket's path: `sun_path` without its closing NUL."""


def var_dir() -> Path:
    """Return the folder of all state: UNAFIED_VAR, or `var` in the project."""
    return Path(os.environ.get("UNAFIED_VAR") or ROOT / "var").expanduser().resolve()


def database_url(var: Path) -> str:
    """Return the address of the embedded PostgreSQL, whether or not it runs."""
    # With the port, since a PGPORT of somebody's shell would rename the socket for us.
    return f"postgresql://postgres@/unafied?host={sockets_dir(var)}&port=5432"


def redis_url(var: Path) -> str:
    """Return the address of the embedded Valkey, whether or not it runs."""
    return f"unix://{sockets_dir(var) / VALKEY_SOCKET}?db=0"


def wanted() -> list[str]:
    """Return the names of the services that the environment does not give: `postgres`, `valkey`."""
    given_by = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return [name for name, variable in given_by.items() if variable not in os.environ]


@contextmanager
def serving(var: Path, *, postgres: bool = True, valkey: bool = True) -> Iterator[None]:
    """Have services running inside the block: those of `var` that run already, else our own.

    Several processes may do so at once and in any order; a service stops when the last of them has left.
    Raises ServiceError when one does not come up.
    """
    names = [name for name, is_wanted in (("postgres", postgres), ("valkey", valkey)) if is_wanted]
    with ExitStack() as stack:
        holds = [stack.enter_context(holding(name, var)) for name in names]
        for hold in holds:
            hold.until_ready()
        yield


@contextmanager
def holding(name: str, var: Path) -> Iterator[Hold]:
    """Have a reference to one service inside the block; it starts in the background if it has to."""
    prepare_places(var)
    hold = Hold(name, address=sockets_dir(var) / f"{name}.keeper", var=var)
    try:
        yield hold
    finally:
        hold.leave()


def prepare_places(var: Path) -> None:
    """Make the folders that locks, logs and sockets live in, for this user only."""
    for folder in (var / "run", var / "log"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (sockets := sockets_dir(var)) != var / "run":
        _claim(sockets)


def sockets_dir(var: Path) -> Path:
    """Return the folder of the Unix sockets: `var/run`, or a short private one.

    A path is no address when it is too long, nor when a URL or a list of hosts would have to escape it.
    """
    run = var / "run"
    is_short = len(os.fsencode(run)) + 1 + LONGEST_NAME <= LONGEST_ADDRESS
    if is_short and re.fullmatch(r"[\w/.~-]+", str(run), re.ASCII):
        return run
    digest = hashlib.blake2b(os.fsencode(var), digest_size=8).hexdigest()
    return Path("/tmp") / f"unafied-{os.getuid()}-{digest}"  # noqa: S108 - _claim refuses what is not ours


def _claim(folder: Path) -> None:
    # Others may write into /tmp: without this, whoever made the folder first could pose as our database.
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise PermissionError(
            f"{folder} has to be this user's alone (mode 0700), but is not. Remove it, or set "
            "UNAFIED_VAR to a shorter path."
        )
