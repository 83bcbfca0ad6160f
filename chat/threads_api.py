"""What hangs on messages, over REST: the threads that begin with them, their pins, what they said before."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import actions, markdown, nouns, parse, protocol, reading, wire
from chat.api import LARGEST_PAGE, PAGE, told, user_of

_AFTER = OpenApiParameter("after", int, description="Messages that stand after this sequence.")
_LIMIT = OpenApiParameter("limit", int, description=f"How many, up to {LARGEST_PAGE}.")


class ThreadView(APIView):
    """The thread of a message."""

    @extend_schema(parameters=[_AFTER, _LIMIT], responses=wire.Thread)
    def get(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Give the message with which the thread began, and a page of the replies, to it and to them."""
        after = parse.whole_number(request, "after") or 0
        limit = parse.whole_number(request, "limit", most=LARGEST_PAGE) or PAGE
        root, found = reading.thread(user_of(request), conversation, message, after=after, limit=limit + 1)
        page = [nouns.message(each) for each in found[:limit]]
        return told(wire.Thread(root=nouns.message(root), results=page, more=len(found) > limit))


class VersionsView(APIView):
    """What a message said before."""

    @extend_schema(responses=wire.Versions)
    def get(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Give what stood there before each edit; `gone` where the message is."""
        found = reading.versions(user_of(request), conversation, message)
        return told(
            wire.Versions(
                results=[
                    wire.Version(
                        content=each.content,
                        html=markdown.render(each.content),
                        since=each.since,
                        until=each.until,
                    )
                    for each in found
                ]
            )
        )


class PinsView(APIView):
    """What is pinned in a room."""

    @extend_schema(operation_id="v1_pins_list", responses=wire.Messages)
    def get(self, request: Request, conversation: UUID) -> Response:
        """List the pinned messages, the latest pin first; there are never more than one answer takes."""
        found = reading.pins(user_of(request), conversation)
        return told(wire.Messages(results=[nouns.message(each) for each in found], more=False))


class PinView(APIView):
    """The pin on one message."""

    @extend_schema(request=None, responses=protocol.MessageNoun)
    def put(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Pin the message; `conflict` where the room has as many pins as it can."""
        reading.message(user_of(request), conversation, message)
        return told(nouns.message(actions.pin_message(user_of(request), message)))

    @extend_schema(responses={200: protocol.MessageNoun})
    def delete(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Take the pin off: one's own, or as a moderator or in a direct conversation any."""
        reading.message(user_of(request), conversation, message)
        return told(nouns.message(actions.unpin_message(user_of(request), message)))
