"""What somebody does in a chat, each as a request to the application's own views and timed as a whole."""

from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

from bench.archive import COMMON, RARE, UNCOMMON, UNREAD, Archive

MISSED = 20
"""Changes that somebody has missed who catches up."""
_SAID = "Shall we say at eight, then? I can bring the bread and whatever is left of yesterday."
_WARM_UP = 5

Doing = Callable[[], None]


def timed(doing: Doing, times: int) -> list[float]:
    """Return the seconds that it took each time, after a few that don't count."""
    for _ in range(_WARM_UP):
        doing()
    seconds = []
    for _ in range(times):
        began = perf_counter()
        doing()
        seconds.append(perf_counter() - began)
    return seconds


def doings(archive: Archive) -> Iterator[tuple[str, Doing]]:
    """Yield all that is measured, by its name in the table; what changes something comes last."""
    someone = _Someone(archive)
    yield "list of 30 rooms, with what is unread", lambda: someone.get("conversations/")
    yield "page of the large room", someone.open_page
    yield "its latest 50 messages", lambda: someone.get(f"{someone.room}messages/")
    yield "scrolling back: 50 messages before any place", someone.scroll_back
    yield "going to a message: 50 from any place on", someone.go_to
    yield f"sync of {MISSED} missed messages", someone.catch_up
    yield "first page of a thread that grows with the room", someone.open_thread
    yield "members of the large room", lambda: someone.get(f"{someone.room}members/")
    yield "recommendations in it", lambda: someone.get(f"{someone.room}recommendations/")
    for name, question in _questions(archive):
        yield f"search: {name}", _searching(someone, question)
    yield "reading on, and setting the mark back", someone.mark
    yield "posting into the large room", someone.post
    yield "answering in its long thread", someone.answer
    yield "a reaction, and off again", someone.react
    yield "editing a message", someone.edit


def _questions(archive: Archive) -> Iterator[tuple[str, str]]:
    yield "a word said 20 times in all", RARE
    yield "a word of one message in 500", UNCOMMON
    yield "a word of one message in 20", COMMON
    yield "two words", f"{UNCOMMON} {COMMON}"
    yield "the beginning of a word", COMMON[:5]
    yield "a common word of one person", f"{COMMON} from:me"
    yield "a common word in the large room", f'{COMMON} in:"Room 1"'
    yield "a common word before a day", f"{COMMON} before:{archive.middle:%Y-%m-%d}"
    yield "links only", "has:link"


def _searching(someone: "_Someone", question: str) -> Doing:
    return lambda: someone.get("search/", q=question)


class _Someone:
    """Who is measured, signed in."""

    def __init__(self, archive: Archive) -> None:
        from django.test import Client

        from accounts.models import User
        from chat.models import Conversation, Message

        self.chance = Random(1)
        self.client = Client(SERVER_NAME="localhost")
        user = User.objects.get(pk=archive.user)
        self.client.force_login(user)
        self.conversation = archive.large
        self.room = f"conversations/{archive.large}/"
        self.end = Conversation.objects.get(pk=archive.large).revision
        # In a small house one may have said nothing yet that could be edited.
        for _ in range(3):
            self.post()
        said = Message.objects.filter(conversation=archive.large).order_by("sequence")
        self.first = said.values_list("pk", flat=True)[0]
        own = said.filter(sender=user, deleted_at=None)
        self.own = list(own.order_by("-sequence").values_list("pk", flat=True)[:300])

    def get(self, path: str, **query: Any) -> None:
        self._must_be_well(self.client.get(f"/api/v1/{path}", query))

    def send(self, method: str, path: str, **body: Any) -> Any:
        answer = self.client.generic(method, f"/api/v1/{path}", _json(body), content_type="application/json")
        return self._must_be_well(answer).json()

    def open_page(self) -> None:
        self._must_be_well(self.client.get(f"/rooms/{self.conversation}/"))

    def scroll_back(self) -> None:
        self.get(f"{self.room}messages/", before=self.chance.randrange(100, self.end))

    def go_to(self) -> None:
        self.get(f"{self.room}messages/", after=self.chance.randrange(self.end - 100))

    def catch_up(self) -> None:
        self.get(f"{self.room}sync/", after=self.end - MISSED)

    def open_thread(self) -> None:
        self.get(f"{self.room}messages/{self.first}/thread/")

    def mark(self) -> None:
        self.send("POST", f"{self.room}read/", sequence=self.end)
        self.send("POST", f"{self.room}read/", unread_from=self.end - UNREAD)

    def post(self) -> None:
        self.send("POST", f"{self.room}messages/", client_id=str(uuid4()), content=_SAID)

    def answer(self) -> None:
        fields = {"client_id": str(uuid4()), "content": _SAID, "reply_to": str(self.first)}
        self.send("POST", f"{self.room}messages/", **fields)

    def react(self) -> None:
        path = f"{self.room}messages/{self.chance.choice(self.own)}/reactions/"
        self.send("POST", path, emoji="🎉")
        self.send("POST", path, emoji="🎉")

    def edit(self) -> None:
        path = f"{self.room}messages/{self.chance.choice(self.own)}/"
        self.send("PATCH", path, content=f"{_SAID} {self.chance.random()}")

    def _must_be_well(self, answer: Any) -> Any:
        if answer.status_code >= 300:
            raise RuntimeError(f"{answer.status_code}: {answer.content[:200]!r}")
        return answer


def _json(body: dict[str, Any]) -> str:
    from json import dumps

    return dumps(body)
