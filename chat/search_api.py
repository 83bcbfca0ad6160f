"""Finding what was said, over REST."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import spend
from accounts.problems import Refusal
from chat import found, parse, search, wire
from chat.api import told, user_of

PAGE = 20
LARGEST_PAGE = 50
LONGEST = 200
"""Characters of a question that are read."""

_ASKED = """Words (of the last one its beginning is enough), "words together", -without, and operators: `from:name`,
`from:me`, `in:room`, `before:2026-05-01`, `after:2026-05`, `on:today`, `has:link`. Names with spaces go in quotes."""


class SearchView(APIView):
    """Finding what was said."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, required=True, description=_ASKED),
            OpenApiParameter("limit", int, description=f"How many, up to {LARGEST_PAGE}."),
            OpenApiParameter("cursor", str, description="Of the page before, for the next one."),
        ],
        responses=wire.FoundMessages,
    )
    def get(self, request: Request) -> Response:
        """Find messages by words and by what is meant, best first, in the rooms one is in."""
        user, asked = user_of(request), request.query_params.get("q", "").replace("\x00", " ").strip()[:LONGEST]
        if not asked:
            raise Refusal("empty", "q: say what to look for.", fields={"q": ["Say what to look for."]})
        spend("60/minute", "search", str(user.pk))
        limit = parse.whole_number(request, "limit", most=LARGEST_PAGE) or PAGE
        result = search.find(user, asked, limit=limit, cursor=request.query_params.get("cursor"))
        return told(found.page(result))
