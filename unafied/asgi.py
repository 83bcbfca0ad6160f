"""The application that a server runs: HTTP by Django, the socket by Channels."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
_http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - needs the apps to be ready

from chat.routing import websocket_urlpatterns  # noqa: E402
from unafied.lifespan import lifespan  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": _http,
        "websocket": URLRouter(websocket_urlpatterns),
        "lifespan": lifespan,
    }
)
