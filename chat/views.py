"""The pages: the rooms as one application in the browser, the way in by an invite, and the shelf."""

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from accounts.limits import spend
from accounts.models import User
from accounts.problems import STATUS_BY_CODE, Refusal
from chat import actions, nouns, reading
from chat.actions.people import find_invite
from chat.api import PAGE
from chat.models import MESSAGE_LIMIT
from chat.protocol import OwnConversation


@require_GET
@never_cache
@gzip_page
def home(request: HttpRequest) -> HttpResponse:
    """Show one's rooms."""
    return _app(request, None)


@require_GET
@never_cache
@gzip_page
def room(request: HttpRequest, conversation: UUID) -> HttpResponse:
    """Show one's rooms with this one open."""
    return _app(request, conversation)


@require_GET
@ensure_csrf_cookie
def shelf(request: HttpRequest) -> HttpResponse:
    """Show what one has kept of what was recommended; the page asks the API for it."""
    return render(request, "chat/shelf.html")


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Show what a browser shows by itself while the server can't be reached."""
    return render(request, "chat/offline.html")


@login_not_required
@never_cache
@require_GET
def offline_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the script that shows it; from up here it may answer for every page."""
    return render(request, "chat/offline_worker.js", content_type="text/javascript")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invite leads to, and on POST let in whoever is signed in."""
    try:
        return _accept(request, token) if request.method == "POST" else _invitation(request, token)
    except Refusal as refusal:
        status = STATUS_BY_CODE[refusal.code]
        return render(request, "chat/join_closed.html", {"refusal": refusal}, status=status)


def _app(request: HttpRequest, open_room: UUID | None) -> HttpResponse:
    user = cast(User, request.user)
    # Rooms before messages: the messages are then at least as new as the revision that the browser counts from.
    rooms = reading.own_conversations(user)
    start = {
        "user": nouns.person(user).model_dump(mode="json"),
        "time_zone": user.time_zone,
        "conversations": [each.model_dump(mode="json") for each in rooms],
        "room": str(open_room) if open_room else None,
        "messages": _latest(user, open_room) if open_room else None,
        "longest": MESSAGE_LIMIT,
    }
    opened = next((each for each in rooms if each.id == open_room), None)
    frame = {"open": opened, "is_to_be_told": opened and _is_to_be_told(opened)}
    return render(request, "chat/app.html", {"start": start, **frame})


def _is_to_be_told(room: OwnConversation) -> bool:
    """Return whether it is news to its member that the room is listened to; static/js/store/room.js asks the same."""
    told = room.listening_told_at
    return room.listening_since is not None and (told is None or told < room.listening_since)


def _latest(user: User, conversation: UUID) -> dict[str, Any]:
    try:
        found = reading.history(user, conversation, before=None, after=None, limit=PAGE + 1)
    except Refusal as refusal:
        raise Http404(refusal.detail) from None
    messages = [nouns.message(each).model_dump(mode="json") for each in found[-PAGE:]]
    return {"results": messages, "more": len(found) > PAGE}


def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    invite = find_invite(token)
    if invite.conversation.memberships.filter(user=request.user.pk).exists():
        return redirect("chat:room", invite.conversation_id)
    return render(request, "chat/join.html", {"invite": invite, "room": invite.conversation})


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.path)
    spend("30/minute", "accept invite", str(user.pk))
    return redirect("chat:room", actions.accept_invite(user, token).pk)
