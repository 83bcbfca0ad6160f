"""The sockets' addresses."""

from django.urls import URLPattern, URLResolver, path

from bench.peers.tutorial.consumers import ChatConsumer

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns = [path("ws/chat/<str:room_name>/", ChatConsumer.as_asgi())]  # type: ignore[no-untyped-call]
