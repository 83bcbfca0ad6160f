"""The rooms over REST: doors to the same actions and the same nouns as the socket."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import spend
from accounts.models import User
from accounts.problems import Refusal
from accounts.rendering import Json
from chat import actions, export, nouns, parse, poster, presence, protocol, reading, wire
from chat.models import Conversation, Invite

PAGE = 50
LARGEST_PAGE = 200

_BEFORE = OpenApiParameter("before", int, description="Messages that stand before this sequence.")
_AFTER = OpenApiParameter("after", int, description="Messages that stand after this sequence.")
_LIMIT = OpenApiParameter("limit", int, description=f"How many, up to {LARGEST_PAGE}.")


def user_of(request: Request) -> User:
    """Return who asks; the permission classes see to it that somebody does."""
    return cast(User, request.user)


def told(noun: BaseModel | Json, status: int = 200) -> Response:
    """Answer with a noun, in the shape in which the socket tells it."""
    return Response(noun, status=status)


class ConversationsView(APIView):
    """One's rooms."""

    @extend_schema(operation_id="v1_conversations_list", responses=wire.Conversations)
    def get(self, request: Request) -> Response:
        """List one's rooms, latest talk first."""
        return told(wire.Conversations(results=reading.own_conversations(user_of(request))))

    @extend_schema(request=wire.NewConversation, responses={201: protocol.OwnConversation})
    def post(self, request: Request) -> Response:
        """Start a group, or open the direct conversation with somebody."""
        user, asked = user_of(request), parse.body(request, wire.NewConversation)
        spend("30/hour", "start conversation", str(user.pk))
        room = _open_direct(user, asked) if asked.kind == "direct" else _start_group(user, asked)
        return told(reading.own_conversation(user, room.pk), status=201)


class ConversationView(APIView):
    """One room."""

    @extend_schema(responses=protocol.OwnConversation)
    def get(self, request: Request, conversation: UUID) -> Response:
        """Tell about one room."""
        return told(reading.own_conversation(user_of(request), conversation))

    @extend_schema(request=wire.ConversationPatch, responses=protocol.OwnConversation)
    def patch(self, request: Request, conversation: UUID) -> Response:
        """Change the room, or one's own switches in it."""
        user, asked = user_of(request), parse.body(request, wire.ConversationPatch)
        shared = asked.model_dump(include={"title", "listening", "eagerness"}, exclude_none=True)
        own = asked.model_dump(include={"notifications", "agents_allowed", "listening_told"}, exclude_none=True)
        if shared:
            actions.change_conversation(user, conversation, **shared)
        if own:
            actions.change_membership(user, conversation, **own)
        return told(reading.own_conversation(user, conversation))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation: UUID) -> Response:
        """Delete the room with all that was said in it."""
        actions.delete_conversation(user_of(request), conversation)
        return Response(status=204)


class MembersView(APIView):
    """Who is in a room."""

    @extend_schema(responses=wire.Members)
    def get(self, request: Request, conversation: UUID) -> Response:
        """List the members, owner first, with who is there now."""
        return told(_members(user_of(request), conversation))

    @extend_schema(request=wire.NewMembers, responses={201: wire.Members})
    def post(self, request: Request, conversation: UUID) -> Response:
        """Take people in whom one shares a room with."""
        user = user_of(request)
        actions.add_members(user, conversation, parse.body(request, wire.NewMembers).members)
        return told(_members(user, conversation), status=201)


class MemberView(APIView):
    """One member of a room."""

    @extend_schema(request=wire.RolePatch, responses=protocol.MemberNoun)
    def patch(self, request: Request, conversation: UUID, member: UUID) -> Response:
        """Give a member another role."""
        role = parse.body(request, wire.RolePatch).role
        return told(nouns.member(actions.change_role(user_of(request), conversation, member, role)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation: UUID, member: UUID) -> Response:
        """Leave, or put somebody out."""
        user = user_of(request)
        if member == user.pk:
            actions.leave(user, conversation)
        else:
            actions.remove_member(user, conversation, member)
        return Response(status=204)


class InvitesView(APIView):
    """A room's links."""

    @extend_schema(responses=wire.Invites)
    def get(self, request: Request, conversation: UUID) -> Response:
        """List the open links; their tokens are not kept."""
        room = reading.must_be_in(user_of(request), conversation)
        found = room.invites.open().order_by("-created_at")
        return told(wire.Invites(results=[_invite(each) for each in found]))

    @extend_schema(request=None, responses={201: wire.InviteNoun})
    def post(self, request: Request, conversation: UUID) -> Response:
        """Make a link; this answer is the only one that has its token."""
        user = user_of(request)
        spend("60/hour", "invite", str(user.pk))
        made, token = actions.invite(user, conversation)
        return told(_invite(made, token), status=201)


class InviteView(APIView):
    """One link."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation: UUID, invite: UUID) -> Response:
        """Close a link."""
        actions.revoke_invite(user_of(request), conversation, invite)
        return Response(status=204)


class AcceptInviteView(APIView):
    """Coming in by a link."""

    @extend_schema(request=None, responses=protocol.OwnConversation)
    def post(self, request: Request, token: str) -> Response:
        """Come in; whoever is in already just gets the conversation."""
        user = user_of(request)
        spend("30/minute", "accept invite", str(user.pk))
        room = actions.accept_invite(user, token)
        return told(reading.own_conversation(user, room.pk))


class MessagesView(APIView):
    """What was said in a room."""

    @extend_schema(operation_id="v1_messages_list", parameters=[_BEFORE, _AFTER, _LIMIT], responses=wire.Messages)
    def get(self, request: Request, conversation: UUID) -> Response:
        """Give a page of history: the latest, or those before or after a sequence."""
        before = parse.whole_number(request, "before")
        after = parse.whole_number(request, "after")
        limit = parse.whole_number(request, "limit", most=LARGEST_PAGE) or PAGE
        found = reading.history(user_of(request), conversation, before=before, after=after, limit=limit + 1)
        page = found[-limit:] if after is None else found[:limit]
        return told(wire.Messages(results=[nouns.message(each) for each in page], more=len(found) > limit))

    @extend_schema(request=wire.NewMessage, responses={201: protocol.MessageNoun, 200: protocol.MessageNoun})
    def post(self, request: Request, conversation: UUID) -> Response:
        """Say something; a retry is answered with 200 and the original."""
        user, asked = user_of(request), parse.body(request, wire.NewMessage)
        _take_turn(user)
        posted = poster.post(actions.Draft(user=user.pk, conversation=conversation, **asked.model_dump()))
        return told(Json(posted.told), status=201 if posted.is_new else 200)


class MessageView(APIView):
    """One message."""

    @extend_schema(responses=protocol.MessageNoun)
    def get(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Give one message as it is now."""
        return told(nouns.message(reading.message(user_of(request), conversation, message)))

    @extend_schema(request=wire.MessagePatch, responses=protocol.MessageNoun)
    def patch(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Edit one's own message."""
        user, asked = user_of(request), parse.body(request, wire.MessagePatch)
        _take_turn(user)
        reading.message(user, conversation, message)
        return told(nouns.message(actions.edit_message(user, message, asked.content, asked.mentions)))

    @extend_schema(responses={200: protocol.MessageNoun})
    def delete(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Take a message back; it keeps its place."""
        user = user_of(request)
        reading.message(user, conversation, message)
        return told(nouns.message(actions.delete_message(user, message)))


class ReactionsView(APIView):
    """Reactions to one message."""

    @extend_schema(request=wire.ReactionToggled, responses=protocol.MessageNoun)
    def post(self, request: Request, conversation: UUID, message: UUID) -> Response:
        """Put an emoji on, or take one's own off."""
        user, asked = user_of(request), parse.body(request, wire.ReactionToggled)
        reading.message(user, conversation, message)
        return told(nouns.message(actions.toggle_reaction(user, message, asked.emoji)))


class SyncView(APIView):
    """Catching up with a room."""

    @extend_schema(parameters=[_AFTER], responses=protocol.SyncPage)
    def get(self, request: Request, conversation: UUID) -> Response:
        """Give everything changed since a revision."""
        after = parse.whole_number(request, "after") or 0
        return told(reading.changes(user_of(request), conversation, after))


class ReadView(APIView):
    """How far one has read."""

    @extend_schema(request=wire.NewMark, responses=wire.ReadState)
    def post(self, request: Request, conversation: UUID) -> Response:
        """Move one's read mark forward, or set it back."""
        marked = _mark(user_of(request), conversation, parse.body(request, wire.NewMark))
        return told(wire.ReadState.model_validate(marked.model_dump(include=set(wire.ReadState.model_fields))))


class ReadAllView(APIView):
    """How far one has read, everywhere."""

    @extend_schema(request=None, responses=wire.ReadMarks)
    def post(self, request: Request) -> Response:
        """Have read everything in all of one's conversations; answers with the marks that moved."""
        return told(wire.ReadMarks(results=actions.mark_all_read(user_of(request)).marks))


class ExportView(APIView):
    """What is kept about oneself."""

    @extend_schema(responses=wire.Export)
    def get(self, request: Request) -> StreamingHttpResponse:
        """Give all of it as one file."""
        user = user_of(request)
        spend("6/hour", "export", str(user.pk))
        headers = {"Content-Disposition": 'attachment; filename="unafied.json"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(export.written(user), content_type="application/json", headers=headers)


def _take_turn(user: User) -> None:
    # An edit is as much work as a message: for the room, and for who reads along.
    spend("600/minute", "post", str(user.pk))


def _start_group(user: User, asked: wire.NewConversation) -> Conversation:
    if asked.title is None:
        raise Refusal("invalid", "title: give the room a title.", fields={"title": ["Give the room a title."]})
    return actions.start_group(
        user, asked.title, listening=asked.listening, eagerness=asked.eagerness, members=asked.members
    )


def _open_direct(user: User, asked: wire.NewConversation) -> Conversation:
    if len(asked.members) != 1:
        message = "A direct conversation takes exactly one other member."
        raise Refusal("invalid", f"members: {message}", fields={"members": [message]})
    return actions.open_direct(user, asked.members[0])


def _mark(user: User, conversation: UUID, asked: wire.NewMark) -> protocol.ReadMarked:
    if (asked.sequence is None) == (asked.unread_from is None):
        message = "Give either sequence or unread_from."
        raise Refusal("invalid", f"sequence: {message}", fields={"sequence": [message]})
    if asked.unread_from is not None:
        return actions.mark_unread(user, conversation, asked.unread_from)
    return actions.mark_read(user, conversation, asked.sequence or 0, asked.turn)


def _members(user: User, conversation: UUID) -> wire.Members:
    found = reading.members(user, conversation)
    online = presence.those_there([each.user_id for each in found])
    return wire.Members(results=[nouns.member(each, online) for each in found])


def _invite(stored: Invite, token: str | None = None) -> wire.InviteNoun:
    url = f"{settings.SITE_URL}/join/{token}/" if token else None
    return wire.InviteNoun(id=stored.pk, token=token, url=url, expires_at=stored.expires_at)
