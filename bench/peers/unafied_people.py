"""Make people and rooms for Unafied, and a catalogue where the agents listen, and say how everybody comes in.

In: a JSON list of `[rooms, members, is_listening]`. Out: for each a list of rooms, `[room id, [access tokens]]`.
"""

import json
import sys
from datetime import timedelta
from uuid import UUID, uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps to be ready
from django.utils import timezone  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402

from accounts import tokens  # noqa: E402
from accounts.models import User  # noqa: E402
from chat.models import Conversation, Membership  # noqa: E402


def main() -> None:
    """Read what is wanted, make it, write what there is."""
    AccessToken.lifetime = timedelta(hours=2)
    wanted = json.load(sys.stdin)
    call_command("migrate", interactive=False, verbosity=0)
    if any(is_listening for _, _, is_listening in wanted):
        call_command("import_catalog", stdout=sys.stderr)
    made = [
        [_room(members, is_listening=is_listening) for _ in range(rooms)] for rooms, members, is_listening in wanted
    ]
    json.dump(made, sys.stdout)


def _room(members: int, *, is_listening: bool) -> tuple[str, list[str]]:
    people = User.objects.bulk_create([person(number) for number in range(members)])
    room = Conversation.objects.create(
        owner=people[0],
        title=f"Room of {members}",
        listening=is_listening,
        listening_since=timezone.now() if is_listening else None,
    )
    Membership.objects.bulk_create([Membership(conversation=room, user=each) for each in people])
    return str(room.pk), [tokens.issue(each).access for each in people]


def person(number: int) -> User:
    """Return somebody who is not stored yet and has no password."""
    key: UUID = uuid4()
    made = User(id=key, email=f"{key}@example.org", display_name=f"Member {number}")
    made.set_unusable_password()
    return made


if __name__ == "__main__":
    main()
