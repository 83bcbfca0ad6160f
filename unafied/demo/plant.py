"""Putting the demo into an empty database, through the same verbs as everybody's."""

import json
import uuid
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agents import demo as recommending
from agents.models import Recommendation
from chat import actions
from chat.models import Conversation, Invite, Membership, Message

PASSWORD = "unafied-demo"  # noqa: S105 - it is printed for everybody
Talk = dict[str, Any]


def demo() -> Talk:
    """Return the demo as `talk.json` has it."""
    talk: Talk = json.loads(Path(__file__).with_name("talk.json").read_text())
    return talk


def accounts() -> list[tuple[str, str]]:
    """Return e-mail and password of the demo's people."""
    return [(email, PASSWORD) for _, email in demo()["people"].values()]


@transaction.atomic
def plant() -> bool:
    """Make people, rooms, talk and recommendations, once; False when the demo's people are there already."""
    talk = demo()
    if User.objects.filter(email__in=[email for _, email in talk["people"].values()]).exists():
        return False
    people = {key: _person(*who) for key, who in talk["people"].items()}
    for room in talk["rooms"]:
        _Room(room, people).fill()
    return True


def _person(name: str, email: str) -> User:
    return User.objects.create_user(email, PASSWORD, display_name=name)


class _Room:
    """One room being filled."""

    def __init__(self, talk: Talk, people: dict[str, User]) -> None:
        self.talk, self.people = talk, people
        self.said: dict[str, Message] = {}
        owner, *others = (people[key] for key in talk["members"])
        # Nobody listens while it is said again: the agents are not to answer what was answered days ago.
        self.room = actions.start_group(owner, talk["title"], eagerness=talk["eagerness"])
        self._let_in(owner, others)

    def fill(self) -> None:
        for line in self.talk["talk"]:
            if "card" in line:
                self._recommend(line)
            else:
                self._say(line)
        actions.change_conversation(
            self.people[self.talk["members"][0]], self.room.pk, listening=self.talk["listening"]
        )
        self._set_clock()

    def _let_in(self, owner: User, others: list[User]) -> None:
        _, token = actions.invite(owner, self.room.pk)
        for other in others:
            actions.accept_invite(other, token)
        Invite.objects.filter(conversation=self.room).delete()

    def _say(self, line: Talk) -> None:
        answered = self.said.get(line.get("replies_to", ""))
        draft = actions.Draft(
            user=self.people[line["who"]].pk,
            conversation=self.room.pk,
            client_id=uuid.uuid4(),
            content=line["says"],
            reply_to=answered.pk if answered else None,
        )
        message = actions.post_message(draft).message
        self.said[line.get("key", str(message.pk))] = message
        Message.objects.filter(pk=message.pk).update(created_at=_when(line["ago"]))
        for emoji, fans in line.get("reactions", {}).items():
            for fan in fans:
                actions.toggle_reaction(self.people[fan], message.pk, emoji)

    def _recommend(self, line: Talk) -> None:
        made = recommending.recommend(
            [self.said[key] for key in line["because"]],
            intent=line["intent"],
            confidence=line["confidence"],
            reason=line["reason"],
            items=line["items"],
            answers=[(self.people[who], verdict, item) for who, verdict, item in line["answers"]],
        )
        at = _when(line["ago"]) + timedelta(seconds=1)
        Recommendation.objects.filter(pk=made.pk).update(created_at=at)
        Message.objects.filter(pk=made.message_id).update(created_at=at)

    def _set_clock(self) -> None:
        times = list(self.room.messages.order_by("sequence").values_list("created_at", flat=True))
        began = times[0] - timedelta(hours=1)
        Conversation.objects.filter(pk=self.room.pk).update(
            created_at=began, listening_since=began, last_message_at=times[-1]
        )
        Membership.objects.filter(conversation=self.room).update(created_at=began)
        self._mark_read()

    def _mark_read(self) -> None:
        # Everybody has read all but the last thing somebody else said, so that there is something new to find.
        last = self.room.messages.order_by("-sequence").first()
        for user in (self.people[key] for key in self.talk["members"]):
            if last is not None:
                actions.mark_read(user, self.room.pk, last.sequence - (last.sender_id != user.pk))


def _when(ago: str) -> datetime:
    """Return the time of a line such as `2d 19:02`: that time of day, so many days before the demo's last day."""
    days, hour, minute = _parts(ago)
    return _last_day().replace(hour=hour, minute=minute) - timedelta(days=days)


@cache
def _last_day() -> datetime:
    # Today, or yesterday while some of its talk would still lie ahead.
    today = timezone.now().replace(second=0, microsecond=0)
    latest = max((hour, minute) for days, hour, minute in map(_parts, _times()) if days == 0)
    return today if latest <= (today.hour, today.minute) else today - timedelta(days=1)


def _times() -> list[str]:
    return [line["ago"] for room in demo()["rooms"] for line in room["talk"]]


def _parts(ago: str) -> tuple[int, int, int]:
    days, _, clock = ago.partition("d ")
    hour, _, minute = clock.partition(":")
    return int(days), int(hour), int(minute)
