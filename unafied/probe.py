"""Ask the web process of this machine whether it is alive: a container's health check, `python -m unafied.probe`."""

import http.client
import os
import sys


def main() -> int:
    """Return 0 when it answers at all, for which host is its own affair; 1 when it fails or is silent."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=3)
    try:
        connection.request("GET", "/healthz")
        return int(connection.getresponse().status >= 500)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
