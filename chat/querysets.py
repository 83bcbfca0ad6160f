"""Every read of the rooms. Scope is in SQL: what somebody may see is decided in the query itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, models
from django.db.models import F, OuterRef, Prefetch, Q, Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from chat.models import Conversation, Invite, Membership, Mention, Message  # noqa: F401 - Django's generic bases name them

UNREAD_COUNTED = 100
"""Unread messages are counted up to here; a client shows "99+" from there on."""
UNREAD = f"""(
    SELECT count(*) FROM (
        SELECT FROM chat_message AS said
        WHERE said.conversation_id = chat_membership.conversation_id AND sequence > chat_membership.read_sequence
        AND deleted_at IS NULL AND hidden_at IS NULL AND sender_id IS DISTINCT FROM chat_membership.user_id
        LIMIT {UNREAD_COUNTED}
    ) AS counted
)"""  # noqa: S608 - our own number
"""What counts the messages of others that stand beyond a membership's mark."""
UNREAD_MENTIONS = f"""(
    SELECT count(*) FROM (
        SELECT DISTINCT message_id FROM chat_mention AS mention JOIN chat_message AS said ON said.id = message_id
        WHERE mention.conversation_id = chat_membership.conversation_id
        AND mention.sequence > chat_membership.read_sequence
        AND (mention.user_id = chat_membership.user_id OR mention.user_id IS NULL)
        AND deleted_at IS NULL AND hidden_at IS NULL AND sender_id IS DISTINCT FROM chat_membership.user_id
        LIMIT {UNREAD_COUNTED}
    ) AS counted
)"""  # noqa: S608 - our own number
"""What counts those among them that name the member or everybody."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""At the most, between processes that post."""


def id_at(at: datetime, *, off: timedelta = timedelta()) -> UUID:
    """Return the least id of a message that is made then, or `off` it: ids begin with the time."""
    milliseconds = int((at.timestamp() + off.total_seconds()) * 1000)
    return UUID(int=max(0, milliseconds) << 80)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Reads of conversations."""

    def visible_to(self, user: "User") -> "ConversationQuerySet":
        """Those the user is in."""
        return self.filter(memberships__user=user)

    def changes_in(self, rooms: Collection[UUID]) -> int:
        """Return how often something was said or changed in all these rooms."""
        return self.filter(pk__in=rooms).aggregate(changes=Sum("revision"))["changes"] or 0

    def locked(self, ids: Collection[UUID]) -> "models.query.RawQuerySet[Conversation]":
        """Lock these until the transaction ends, in the order of their ids; rows that refer to them may be written."""
        # The ORM takes far longer to make this query than it takes to run.
        return self.raw("SELECT * FROM chat_conversation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(ids)])


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships."""

    def of_active(self) -> "MembershipQuerySet":
        """Those of people who may still come in."""
        return self.filter(user__is_active=True)

    def read_to_the_end(self, user: "User") -> list[tuple[UUID, int, int]]:
        """Move the user's marks to where each conversation ends; return those that moved, with sequence and turn."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE chat_membership SET read_sequence = revision
                FROM chat_conversation AS room
                WHERE user_id = %s AND conversation_id = room.id AND read_sequence < revision
                RETURNING conversation_id, read_sequence, read_turn
                """,
                [user.pk],
            )
            return list(cursor.fetchall())

    def named_in(self, messages: "Sequence[Message]") -> dict[UUID, dict[str, set[UUID]]]:
        """Return, by message, the names behind an "@" in it that members of its room have, each with who has it.

        Only letters are compared: a name may still be part of a longer word, or stand in code.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT said.id, display_name, user_id
                FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS said (id, room, content)
                JOIN chat_membership ON conversation_id = said.room
                JOIN accounts_user ON user_id = accounts_user.id
                WHERE is_active AND strpos(lower(said.content), '@' || lower(display_name)) > 0
                """,
                [
                    [each.pk for each in messages],
                    [each.conversation_id for each in messages],
                    [each.content for each in messages],
                ],
            )
            found: dict[UUID, dict[str, set[UUID]]] = {each.pk: {} for each in messages}
            for message, name, user in cursor.fetchall():
                found[message].setdefault(name, set()).add(user)
        return found

    def with_unread(self) -> "MembershipQuerySet":
        """With their conversations, all in one state, and what is unread in them (up to `UNREAD_COUNTED`)."""
        return self.select_related("conversation").annotate(  # type: ignore[no-redef]  # the model declares what is told here
            unread=RawSQL(UNREAD, []),  # noqa: S611 - our own constant
            unread_mentions=RawSQL(UNREAD_MENTIONS, []),  # noqa: S611 - our own constant
        )

    def by_seniority(self) -> "MembershipQuerySet":
        """Owner first, then in the order they came, by their ids: clocks differ."""
        from chat.models import Membership

        return self.annotate(
            rank=models.Case(
                models.When(role=Membership.Role.OWNER, then=0),
                models.When(role=Membership.Role.MODERATOR, then=1),
                default=2,
            )
        ).order_by("rank", "id")


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: "User") -> "MessageQuerySet":
        """Those of conversations the user is in."""
        return self.filter(conversation__memberships__user=user)

    def standing(self) -> "MessageQuerySet":
        """Neither deleted nor hidden."""
        return self.filter(deleted_at=None, hidden_at=None)

    def readable_by_agents(self) -> "MessageQuerySet":
        """Those that everybody concerned agreed to have read: the room listens, and the sender allows it."""
        return self.standing().filter(
            Q(conversation__memberships__user=F("sender"), conversation__memberships__agents_allowed=True),
            conversation__listening=True,
            sender__agents_allowed=True,
            sender__is_active=True,
            off_record=False,
            role="user",
        )

    def with_all_told(self) -> "MessageQuerySet":
        """With what a message noun needs, in a constant number of queries."""
        # As plain lists: a queryset for each message would take longer than all else.
        return self.select_related("sender", "pinned_by").prefetch_related(  # type: ignore[no-redef]  # the model declares what is told here
            Prefetch("reactions", to_attr="told_reactions"), Prefetch("mentions", to_attr="told_mentions")
        )

    def pinned(self) -> "MessageQuerySet":
        """Those that are pinned, the latest pin first."""
        return self.filter(pinned_at__isnull=False).order_by("-pinned_at", "-sequence")

    def said_since(self, at: datetime) -> "MessageQuerySet":
        """Those of about then and later, by their ids, which begin with the time: no index of times is needed."""
        return self.filter(pk__gte=id_at(at, off=-CLOCKS_DIFFER))

    def places_back(self, rooms: Collection[UUID], until: UUID, counts: Sequence[int]) -> "list[UUID | None]":
        """Return the id of the so-manieth latest message of all these rooms before `until`; None where there is none.

        Read from an index alone.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT ids[nth] FROM unnest(%(counts)s::int[]) AS nth, (SELECT ARRAY(
                    SELECT said.id FROM unnest(%(rooms)s::uuid[]) AS room CROSS JOIN LATERAL (
                        SELECT id FROM chat_message
                        WHERE conversation_id = room AND id < %(until)s ORDER BY id DESC LIMIT %(most)s
                    ) AS said
                    ORDER BY said.id DESC LIMIT %(most)s
                ) AS ids) AS latest
                """,
                {"rooms": list(rooms), "until": until, "counts": list(counts), "most": max(counts)},
            )
            return [found for (found,) in cursor.fetchall()]

    def changed_after(self, revision: int) -> "MessageQuerySet":
        """In the order in which they changed."""
        return self.filter(revision__gt=revision).order_by("revision")

    def changed_in(self, rooms: Mapping[UUID, int]) -> "MessageQuerySet":
        """Those of each room that changed after its revision here, in the order in which they changed."""
        # Not all of them at once where there is nothing to look for.
        wanted = [Q(conversation=room, revision__gt=revision) for room, revision in rooms.items()]
        return self.filter(reduce(or_, wanted)).order_by("revision") if wanted else self.none()

    def before(self, sequence: int | None, limit: int) -> list["Message"]:
        """Return the last `limit` of those that stand before `sequence` (None: of all), oldest first."""
        older = self if sequence is None else self.filter(sequence__lt=sequence)
        return list(older.order_by("-sequence")[:limit])[::-1]

    def after(self, sequence: int, limit: int) -> list["Message"]:
        """Return the first `limit` of those that stand after `sequence`, oldest first."""
        return list(self.filter(sequence__gt=sequence).order_by("sequence")[:limit])


class MentionQuerySet(models.QuerySet["Mention"]):
    """Reads of mentions."""

    def of(self, user: "User | OuterRef") -> "MentionQuerySet":
        """Those by which others call the user, alone or with everybody, in messages that stand."""
        standing = self.filter(message__deleted_at=None, message__hidden_at=None)
        return standing.filter(Q(user=user) | Q(user=None)).exclude(message__sender=user)


class InviteQuerySet(models.QuerySet["Invite"]):
    """Reads of invites."""

    def open(self) -> "InviteQuerySet":
        """Those that still let somebody in; whoever made one has to be able to make one now."""
        from chat.models import Membership

        return self.filter(
            revoked_at=None,
            expires_at__gt=timezone.now(),
            created_by__is_active=True,
            created_by__memberships__conversation=F("conversation"),
            created_by__memberships__role__in=[Membership.Role.OWNER, Membership.Role.MODERATOR],
        )
