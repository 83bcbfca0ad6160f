"""The agents over REST: what was recommended, what people said to it, and the catalogue."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import spend
from accounts.problems import Refusal
from agents import wire
from agents.cards import card_item
from agents.feedback import give_feedback, take_back_feedback
from agents.models import CatalogItem, Feedback, Recommendation
from chat import nouns, parse, protocol, reading
from chat.api import told, user_of

PAGE = 20
LARGEST_PAGE = 100
SHELF = 200
"""Works on a shelf."""


class RecommendationsView(APIView):
    """A room's recommendations."""

    @extend_schema(
        parameters=[OpenApiParameter("before", int, description="Those that stand before this sequence.")],
        responses=wire.Recommendations,
    )
    def get(self, request: Request, conversation: UUID) -> Response:
        """List what was recommended in a room, latest first."""
        user = user_of(request)
        room = reading.must_be_in(user, conversation)
        before, limit = parse.whole_number(request, "before"), parse.whole_number(request, "limit", most=LARGEST_PAGE)
        page = Recommendation.objects.shown_in(room.pk, before=before)[: (limit or PAGE) + 1]
        messages = [nouns.message(each.message) for each in page]
        return told(wire.Recommendations(results=messages[: limit or PAGE], more=len(messages) > (limit or PAGE)))


class FeedbackView(APIView):
    """Answers to a recommendation."""

    @extend_schema(request=wire.NewFeedback, responses=protocol.RecommendationCard)
    def post(self, request: Request, recommendation: UUID) -> Response:
        """Say something to a recommendation; it takes the place of what one said before."""
        user, asked = user_of(request), parse.body(request, wire.NewFeedback)
        spend("60/minute", "feedback", str(user.pk))
        return _card(give_feedback(user, recommendation, asked.verdict, asked.item))

    @extend_schema(
        parameters=[OpenApiParameter("item", str, description="The work; without it, what was said to the moment.")],
        responses=protocol.RecommendationCard,
    )
    def delete(self, request: Request, recommendation: UUID) -> Response:
        """Take back what one said to a work, or to the moment."""
        user, item = user_of(request), request.query_params.get("item")
        spend("60/minute", "feedback", str(user.pk))
        if item is not None and "\x00" in item:
            raise Refusal("invalid", "item: there is no such work.", fields={"item": ["There is no such work."]})
        return _card(take_back_feedback(user, recommendation, item))


class ShelfView(APIView):
    """One's shelf."""

    @extend_schema(responses=wire.Shelf)
    def get(self, request: Request) -> Response:
        """List what one saved or loved, latest first."""
        kept = Feedback.objects.kept_by(user_of(request))[:SHELF]
        return told(wire.Shelf(results=[_shelf_item(each) for each in kept]))


class CatalogView(APIView):
    """The catalogue."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of title, creator or description."),
            OpenApiParameter("kind", str, enum=list(CatalogItem.Kind.values)),
            OpenApiParameter("limit", int),
        ],
        responses=wire.Catalog,
    )
    def get(self, request: Request) -> Response:
        """Look for works by words, best known first."""
        kind, limit = request.query_params.get("kind", ""), parse.whole_number(request, "limit", most=LARGEST_PAGE)
        if kind and kind not in CatalogItem.Kind.values:
            message = f"One of {', '.join(CatalogItem.Kind.values)}."
            raise Refusal("invalid", f"kind: {message}", fields={"kind": [message]})
        words = request.query_params.get("q", "").replace("\x00", " ")[:200]
        found = list(CatalogItem.objects.offered().of_kind(kind).with_words(words)[: (limit or PAGE) + 1])
        works = [_work(each) for each in found]
        return told(wire.Catalog(results=works[: limit or PAGE], more=len(works) > (limit or PAGE)))


def _card(recommendation: Recommendation) -> Response:
    recommendation.message.refresh_from_db()
    return Response(recommendation.message.card)


def _shelf_item(kept: Feedback) -> wire.ShelfItem:
    if kept.item is None:
        raise ValueError("a work on a shelf is a work")
    return wire.ShelfItem.model_validate(
        {
            "item": card_item(kept.item, score=1.0),
            "verdict": kept.verdict,
            "conversation": kept.recommendation.conversation_id,
            "recommendation": kept.recommendation_id,
            "at": kept.created_at,
        }
    )


def _work(stored: CatalogItem) -> wire.Work:
    return wire.Work.model_validate({name: getattr(stored, name) for name in wire.Work.model_fields})
