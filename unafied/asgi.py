"""The application that a server runs: HTTP by Django, the socket by Channels."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter  # noqa: E402 - needs the apps to be ready

from chat.routing import socket  # noqa: E402
from unafied.by_token import Http  # noqa: E402
from unafied.lifespan import lifespan  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": Http(),
        "websocket": socket,
        "lifespan": lifespan,
    }
)
