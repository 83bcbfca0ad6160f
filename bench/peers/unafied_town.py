"""Make a town for Unafied: people who are each in some of many rooms, as it is where many know each other.

In: `[people, messages in each room]` as JSON. Out: a list of `[access token, room]`, the room one of those that they
are in.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import batched, cycle
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps to be ready
from django.utils import timezone  # noqa: E402
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.load import SAYINGS  # noqa: E402
from bench.peers.unafied_people import person  # noqa: E402
from chat.models import Conversation, Membership, Message  # noqa: E402

SIZES = (2, 5, 2, 12, 2, 30, 3, 8, 4, 60)
"""Of the rooms, in turn: half are of two or three, and half of all places are in rooms of more than twenty."""
ROOMS_EACH = 5
"""That one is in, on average."""
LIFETIME = timedelta(hours=2)


def main() -> None:
    """Read what is wanted, make it, write what there is."""
    count, messages = json.load(sys.stdin)
    call_command("migrate", interactive=False, verbosity=0)
    people = User.objects.bulk_create([person(number) for number in range(count)], batch_size=1_000)
    memberships = Membership.objects.bulk_create(_memberships(people), batch_size=2_000)
    _talk(memberships, messages)
    home = {each.user_id: each.conversation_id for each in memberships}
    json.dump([[token, str(home[user.pk])] for user, token in _tokens(people) if user.pk in home], sys.stdout)


def _memberships(people: Sequence[User]) -> Iterator[Membership]:
    chance = random.Random(7)
    places, sizes = len(people) * ROOMS_EACH, cycle(SIZES)
    while places > 0:
        members = chance.sample(people, min(len(people), next(sizes)))
        room = Conversation.objects.create(owner=members[0], title=f"Room of {len(members)}")
        yield from (Membership(conversation=room, user=member) for member in members)
        places -= len(members)


def _talk(memberships: Sequence[Membership], messages: int) -> None:
    # One says all of it, to whom it is read: the others have missed as many as there are.
    speakers = {each.conversation_id: each for each in memberships}
    said = (
        Message(
            conversation_id=room,
            sender_id=speaker.user_id,
            content=SAYINGS[place % len(SAYINGS)],
            client_id=uuid4(),
            sequence=place,
            revision=place,
        )
        for room, speaker in speakers.items()
        for place in range(1, messages + 1)
    )
    for some in batched(said, 2_000):
        Message.objects.bulk_create(some)
    Conversation.objects.filter(pk__in=speakers).update(revision=messages, last_message_at=timezone.now())


def _tokens(people: Sequence[User]) -> Iterator[tuple[User, str]]:
    now = timezone.now()
    families = [uuid4().hex for _ in people]
    OutstandingToken.objects.bulk_create(
        [
            OutstandingToken(
                user=user, jti=f"{family}.{uuid4().hex}", token="", created_at=now, expires_at=now + LIFETIME
            )
            for user, family in zip(people, families, strict=True)
        ],
        batch_size=1_000,
    )
    for user, family in zip(people, families, strict=True):
        token = AccessToken()
        token.set_exp(lifetime=LIFETIME)
        token["user_id"], token["sid"] = str(user.pk), family
        yield user, str(token)


if __name__ == "__main__":
    main()
