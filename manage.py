#!/usr/bin/env python
"""Django's command line. What needs the embedded services finds them, or has them for its own time."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

import environ
from django.core.management import execute_from_command_line

from unafied import embedded, up
from unafied.hold import ServiceError

WITHOUT_SERVICES = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "replay",
    "up",
    "version",
}


def main(arguments: list[str]) -> None:
    """Run one command, inside the services it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    environ.Env.read_env(embedded.ROOT / ".env")
    if arguments[1:] == ["up"]:
        sys.exit(up.main())
    try:
        with services_for(arguments[1:]):
            execute_from_command_line(arguments)
    except ServiceError as error:
        sys.exit(str(error))


def services_for(arguments: list[str]) -> AbstractContextManager[None]:
    """Return a context that has the services running that a command (its name first) needs."""
    command = arguments[0] if arguments else "help"
    if command in WITHOUT_SERVICES or {"-h", "--help", "--version"} & set(arguments):
        return nullcontext()
    wanted = embedded.wanted()
    return embedded.serving(embedded.var_dir(), postgres="postgres" in wanted, valkey="valkey" in wanted)


if __name__ == "__main__":
    main(sys.argv)
