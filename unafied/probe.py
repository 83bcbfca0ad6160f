"""Ask the web process of this machine whether it is alive: a container's health check, `python -m unafied.probe`."""

import http.client
import os
import sys

PATIENCE = 3.0
"""Seconds."""


def main() -> int:
    """Return 0 when it answers at all, whether or not it knows itself as localhost; 1 when it fails or is silent."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return int(connection.getresponse().status >= 500)
    except (OSError, http.client.HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main())
