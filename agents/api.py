"""The agents over REST: what was recommended, what people said to it, and the catalogue."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import spend
from accounts.problems import Refusal
from agents import beliefs, more, shelf, wire
from agents.feedback import give_feedback, take_back_feedback
from agents.models import CatalogItem, Recommendation
from agents.tags import Belief, Tag, worded
from chat import nouns, parse, protocol, reading
from chat.api import told, user_of

PAGE = 20
LARGEST_PAGE = 100

_KIND = OpenApiParameter("kind", str, enum=list(CatalogItem.Kind.values), description="Only works of this kind.")


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


class MoreView(APIView):
    """More like a work that was recommended."""

    @extend_schema(request=wire.NewWish, responses={202: wire.Asked})
    def post(self, request: Request, recommendation: UUID) -> Response:
        """Ask for it; the answer is a recommendation of its own, in reply to this one."""
        asked = parse.body(request, wire.NewWish)
        answer = more.ask_for_more(user_of(request), recommendation, asked.item)
        return told(wire.Asked(answer=answer), status=202)


class ShelfView(APIView):
    """One's shelf."""

    @extend_schema(parameters=[_KIND], responses=wire.Shelf)
    def get(self, request: Request) -> Response:
        """List what one keeps, latest first."""
        return told(wire.Shelf(results=shelf.shelf_of(user_of(request), _kind(request))))


class ShelfItemView(APIView):
    """One work on one's shelf."""

    @extend_schema(request=wire.ShelfPatch, responses=wire.ShelfItem)
    def patch(self, request: Request, kept: int) -> Response:
        """Say whether one has seen it."""
        user, asked = user_of(request), parse.body(request, wire.ShelfPatch)
        spend("60/minute", "feedback", str(user.pk))
        return told(shelf.mark(user, kept, is_seen=asked.seen))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, kept: int) -> Response:
        """Take it off the shelf."""
        user = user_of(request)
        spend("60/minute", "feedback", str(user.pk))
        shelf.take_off(user, kept)
        return Response(status=204)


class RoomShelfView(APIView):
    """What a room keeps together."""

    @extend_schema(parameters=[_KIND], responses=wire.RoomShelf)
    def get(self, request: Request, conversation: UUID) -> Response:
        """List what the members keep of what was recommended in a room, latest first."""
        user = user_of(request)
        reading.must_be_in(user, conversation)
        return told(wire.RoomShelf(results=shelf.shelf_in(conversation, user, _kind(request))))


class BeliefsView(APIView):
    """What the agent believes a room likes."""

    @extend_schema(responses=wire.Beliefs)
    def get(self, request: Request, conversation: UUID) -> Response:
        """List it in plain words, with how many answers say so, and what was dropped."""
        reading.must_be_in(user_of(request), conversation)
        held = [_belief(each) for each in beliefs.beliefs_in(conversation)]
        dropped = [_dropped(each) for each in beliefs.dropped_in(conversation)]
        return told(wire.Beliefs(results=held, dropped=dropped))


class BeliefView(APIView):
    """One belief."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation: UUID, belief: str) -> Response:
        """Drop it: it stops counting, whatever is answered later."""
        beliefs.drop_belief(user_of(request), conversation, belief)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, conversation: UUID, belief: str) -> Response:
        """Let it count again."""
        beliefs.take_up_belief(user_of(request), conversation, belief)
        return Response(status=204)


class CatalogView(APIView):
    """The catalogue."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of title, creator or description."),
            _KIND,
            OpenApiParameter("limit", int),
        ],
        responses=wire.Catalog,
    )
    def get(self, request: Request) -> Response:
        """Look for works by words, best known first."""
        kind, limit = _kind(request), parse.whole_number(request, "limit", most=LARGEST_PAGE)
        words = request.query_params.get("q", "").replace("\x00", " ")[:200]
        offered = CatalogItem.objects.offered().of_kind(kind).defer("embedding")
        found = list(offered.with_words(words)[: (limit or PAGE) + 1])
        works = [_work(each) for each in found]
        return told(wire.Catalog(results=works[: limit or PAGE], more=len(works) > (limit or PAGE)))


def _kind(request: Request) -> str:
    kind = request.query_params.get("kind", "")
    if kind and kind not in CatalogItem.Kind.values:
        message = f"One of {', '.join(CatalogItem.Kind.values)}."
        raise Refusal("invalid", f"kind: {message}", fields={"kind": [message]})
    return kind


def _card(recommendation: Recommendation) -> Response:
    recommendation.message.refresh_from_db()
    return Response(recommendation.message.card)


def _work(stored: CatalogItem) -> wire.Work:
    return wire.Work.model_validate({name: getattr(stored, name) for name in wire.Work.model_fields})


def _belief(held: Belief) -> wire.BeliefNoun:
    name = beliefs.name_of(held.tag)
    return wire.BeliefNoun(id=name, words=held.words, likes=held.is_liked, works=held.works, people=held.people)


def _dropped(tag: Tag) -> wire.DroppedBeliefNoun:
    return wire.DroppedBeliefNoun(id=beliefs.name_of(tag), words=worded(tag))
