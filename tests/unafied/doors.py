"""Every way in: each operation of the API, each page, each command of the socket, each step of the agents, once.

`tests/unafied/test_growth.py` goes through all of them, in a small house and in a large one, and fails where one is
missing here.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.test.client import ClientHandler
from django.utils.http import urlsafe_base64_encode

from accounts import tokens
from agents import look, recall, rooms, sweep
from agents.embed import _unembedded
from chat import actions, commands, export, protocol, reading
from tests.conftest import PASSWORD
from tests.unafied.world import World
from unafied.by_token import ByToken

Body = Callable[[World], Any]
Door = Callable[[World], Any]

_NEW = "another horse battery"
_ROOM = "conversations/{conversation}/"
_MESSAGE = f"{_ROOM}messages/{{message}}/"

API: dict[str, Body | None] = {
    "POST auth/register/": lambda _: {"email": "new@example.org", "password": _NEW, "display_name": "New"},
    "POST auth/token/": lambda w: {"email": w.alice.email, "password": PASSWORD},
    "POST auth/refresh/": lambda w: {"refresh": tokens.issue(w.alice).refresh},
    "POST auth/logout/": lambda w: {"refresh": tokens.issue(w.alice).refresh},
    "POST auth/password/": lambda _: {"current": PASSWORD, "new": _NEW},
    "POST auth/password-reset/": lambda w: {"email": w.alice.email},
    "POST auth/password-reset/confirm/": lambda w: {
        "uid": urlsafe_base64_encode(str(w.alice.pk).encode()),
        "token": default_token_generator.make_token(w.alice),
        "password": _NEW,
    },
    "GET me/": None,
    "PATCH me/": lambda _: {"display_name": "Alicia"},
    "DELETE me/": lambda _: {"password": PASSWORD},
    "POST ws-ticket/": None,
    "GET conversations/": None,
    "POST conversations/": lambda w: {"title": "New", "members": [str(w.bob.pk)]},
    f"GET {_ROOM}": None,
    f"PATCH {_ROOM}": lambda _: {"title": "Kitchen and hall", "notifications": "all"},
    f"DELETE {_ROOM}": None,
    f"GET {_ROOM}members/": None,
    f"POST {_ROOM}members/": lambda w: {"members": [str(w.charlie.pk)]},
    f"PATCH {_ROOM}members/{{member}}/": lambda _: {"role": "moderator"},
    f"DELETE {_ROOM}members/{{member}}/": None,
    f"GET {_ROOM}invites/": None,
    f"POST {_ROOM}invites/": None,
    f"DELETE {_ROOM}invites/{{invite}}/": None,
    "POST invites/{token}/accept/": None,
    f"GET {_ROOM}messages/": None,
    f"GET {_ROOM}messages/?before={{after}}": None,
    f"GET {_ROOM}messages/?after=2": None,
    f"POST {_ROOM}messages/": lambda w: {"client_id": str(uuid4()), "content": "tea, @Bob", "reply_to": str(w.said.pk)},
    f"GET {_MESSAGE}": None,
    f"PATCH {_MESSAGE}": lambda _: {"content": "the boiler man is late, @Bob"},
    f"DELETE {_MESSAGE}": None,
    f"POST {_MESSAGE}reactions/": lambda _: {"emoji": "🎉"},
    f"GET {_MESSAGE}thread/": None,
    f"GET {_MESSAGE}history/": None,
    f"PUT {_MESSAGE}pin/": None,
    f"DELETE {_MESSAGE}pin/": None,
    f"GET {_ROOM}pins/": None,
    f"GET {_ROOM}sync/?after={{after}}": None,
    f"GET {_ROOM}sync/?after=0": None,
    f"POST {_ROOM}read/": lambda _: {"sequence": 3},
    "POST read-all/": None,
    "GET export/": None,
    "GET search/?q=boiler": None,
    "GET search/?q=boi in:kitchen": None,
    "POST recommendations/{recommendation}/feedback/": lambda _: {"verdict": "seen"},
    "DELETE recommendations/{recommendation}/feedback/": None,
    "POST recommendations/{recommendation}/more/": lambda _: {},
    f"GET {_ROOM}recommendations/": None,
    f"GET {_ROOM}shelf/": None,
    f"GET {_ROOM}beliefs/": None,
    f"DELETE {_ROOM}beliefs/{{belief}}/": None,
    f"PUT {_ROOM}beliefs/{{belief}}/": None,
    "GET shelf/": None,
    "PATCH shelf/{kept}/": lambda _: {"seen": True},
    "DELETE shelf/{kept}/": None,
    "GET catalog/?q=one": None,
}

PAGES = (
    "/",
    "/rooms/{conversation}/",
    "/join/{token}/",
    "/shelf/",
    "/offline/",
    "/offline-worker.js",
    "/accounts/sign-up/",
    "/accounts/sign-in/",
    "/accounts/password-reset/",
    "/accounts/password-reset/done/",
    "/accounts/password-reset/{uidb64}/{token}/",
    "/accounts/password-reset/complete/",
    "/accounts/settings/",
    "/accounts/settings/password/",
    "/accounts/settings/delete/",
)


def _in_room(w: World) -> dict[str, object]:
    return {"conversation": w.room.pk}


def _of_message(w: World) -> dict[str, object]:
    return {"message": w.said.pk}


COMMANDS: dict[str, Body] = {
    "message.post": lambda w: {**_in_room(w), "client_id": uuid4(), "content": "tea, @Bob", "reply_to": w.said.pk},
    "message.edit": lambda w: {**_of_message(w), "content": "the boiler man was here"},
    "message.delete": _of_message,
    "message.pin": _of_message,
    "message.unpin": _of_message,
    "reaction.toggle": lambda w: {**_of_message(w), "emoji": "🎉"},
    "read.mark": lambda w: {**_in_room(w), "sequence": 3},
    "read.back": lambda w: {**_in_room(w), "sequence": 1},
    "read.all": lambda _: {},
    "sync": lambda w: {**_in_room(w), "after": 1},
    "recommendation.more": lambda w: {"recommendation": UUID(w.names["recommendation"])},
}
WITHOUT_DATABASE = {"typing.start", "ping"}

AGENTS: dict[str, Door] = {
    "look at a message": lambda w: look.look_at([w.said.pk]),
    "look again": lambda w: look.look_again(w.said.pk),
    "recall what was said": lambda w: recall.close_turns(w.said.pk, []),
    "find words": lambda w: recall.about(w.room.pk, ["boiler"], 5),
    "know a room": lambda w: rooms.read_room(w.room.pk),
    "find what has no vector": lambda w: _unembedded([w.said.pk], "another"),
    "sweep": lambda _: sweep.sweep(),
}


def doors() -> Iterator[tuple[str, Door]]:
    """Yield each by its name. Going through one fails unless what was asked for was done."""
    for name, body in API.items():
        method, _, path = name.partition(" ")
        yield name, _operation(method, path, body)
    for page in PAGES:
        yield page, _page(page)
    for name, fields in COMMANDS.items():
        yield name, _command(name, fields)
    yield from AGENTS.items()
    # The export itself is written by other threads, and so by other connections.
    for part, pages in export._parts.items():
        yield f"a page of the export: {part}", _page_of_export(pages)


class _Short(ClientHandler):
    load_middleware = ByToken.load_middleware


def _operation(method: str, path: str, body: Body | None) -> Door:
    def go(world: World) -> None:
        client = Client(headers={"authorization": f"Bearer {tokens.issue(world.alice).access}"})
        # As a request with a token is answered.
        client.handler = _Short()
        sent = b"" if body is None else json.dumps(body(world)).encode()
        address = f"/api/v1/{world.path(path)}"
        answer = client.generic(method, address, sent, content_type="application/json")
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code}"

    return go


def _page(path: str) -> Door:
    def go(world: World) -> None:
        client = Client()
        client.force_login(world.alice)
        assert client.get(world.path(path)).status_code < 400, path

    return go


def _command(name: str, fields: Body) -> Door:
    def go(world: World) -> None:
        if name == "message.post":
            actions.post_message(actions.Draft(user=world.alice.pk, **fields(world)))
        elif name == "sync":
            reading.changes(world.alice, **fields(world))
        else:
            asked = protocol.COMMANDS[name].model_validate({"type": name, **fields(world)})
            commands._in_database(world.alice, asked)

    return go


def _page_of_export(pages: export.Pages) -> Door:
    return lambda world: next(pages(world.alice), None)
