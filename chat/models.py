"""The rooms: conversations, who is in them, and what was said.

One number makes delivery safe: every durable change in a conversation raises `Conversation.revision` by one under its
row lock, in the transaction that writes the change; what changed carries that number.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from uuid_utils.compat import uuid7

from accounts.rules import NAME_LIMIT
from chat.periods import period_words
from chat.querysets import ConversationQuerySet, InviteQuerySet, MembershipQuerySet, MentionQuerySet, MessageQuerySet

MESSAGE_LIMIT = 8_000
"""Characters that one message may have."""

TITLE_LIMIT = 120


class Conversation(models.Model):
    """A room: a group, or a direct conversation of two."""

    class Kind(models.TextChoices):
        """How many people a conversation is for."""

        DIRECT = "direct"
        GROUP = "group"

    class Eagerness(models.TextChoices):
        """How readily the agents speak here."""

        QUIET = "quiet"
        BALANCED = "balanced"
        EAGER = "eager"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="owned_conversations")
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GROUP)
    direct_key = models.CharField(
        max_length=73,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="The two people's ids, sorted: two people have one direct conversation.",
    )
    revision = models.BigIntegerField(default=0, editable=False)
    state_revision = models.BigIntegerField(
        default=0, editable=False, help_text="The revision at which title, switches or members last changed."
    )
    listening = models.BooleanField(default=False, help_text="The agents may read what is said here.")
    listening_since = models.DateTimeField(null=True, blank=True, editable=False)
    eagerness = models.CharField(max_length=10, choices=Eagerness, default=Eagerness.BALANCED)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="chat.Membership", related_name="conversations")
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    pin_count = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.id}"


class Membership(models.Model):
    """Somebody's place in a conversation. Removing it ends that person's delivery at once."""

    class Role(models.TextChoices):
        """What a member may do: moderators edit the room, invite and remove; the owner also deletes it."""

        OWNER = "owner"
        MODERATOR = "moderator"
        MEMBER = "member"

    class Notify(models.TextChoices):
        """What a member wants to be told of."""

        ALL = "all"
        MENTIONS = "mentions"
        NOTHING = "nothing"

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    read_sequence = models.BigIntegerField(default=0, help_text="Read up to here; within a turn it only grows.")
    read_turn = models.IntegerField(default=0, help_text="How often this member has set the mark back.")
    notifications = models.CharField(max_length=10, choices=Notify, default=Notify.ALL)
    agents_allowed = models.BooleanField(
        default=True, help_text="The agents may read what this member says in this room."
    )
    listening_told_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When this member last took note that the room is listened to."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Told by `with_unread`.
    unread: int
    unread_mentions: int

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "conversation"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"

    @property
    def can_moderate(self) -> bool:
        """Whether this member may change the room and remove others."""
        return self.role in {self.Role.OWNER, self.Role.MODERATOR}


class Message(models.Model):
    """Something said. Its `sequence` is its place for ever, its `revision` moves with each change."""

    class Role(models.TextChoices):
        """Who speaks: a person, or the agent."""

        USER = "user"
        ASSISTANT = "assistant"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.USER)
    content = models.TextField(blank=True)
    client_id = models.UUIDField(help_text="The sender's own mark: a retry finds the original by it.")
    sequence = models.BigIntegerField(editable=False)
    revision = models.BigIntegerField(editable=False)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies", db_index=False)
    thread = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="in_thread",
        db_index=False,
        help_text="Where a chain of replies begins.",
    )
    reply_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Messages that stand in the thread that begins here."
    )
    card = models.JSONField(null=True, blank=True)
    off_record = models.BooleanField(default=False, help_text="Never read by the agents.")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    pinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    told_reactions: "list[Reaction]"
    told_mentions: "list[Mention]"
    """Both as `with_all_told` reads them."""

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "client_id"], name="message_once_per_sender"),
            models.UniqueConstraint(
                fields=["client_id"], condition=models.Q(sender=None), name="message_once_per_assistant"
            ),
            models.UniqueConstraint(fields=["conversation", "sequence"], name="message_has_its_place"),
        ]
        indexes = [
            models.Index(fields=["conversation", "revision"], name="message_changes"),
            GinIndex(period_words(), name="message_period_words"),
            # The latest of several rooms, for whom only their ids are compared.
            models.Index(fields=["conversation", "id"], name="message_order"),
            # Few messages answer another, are an agent's or are pinned: the others don't pay for it.
            models.Index(fields=["reply_to"], name="message_replies", condition=models.Q(reply_to__isnull=False)),
            models.Index(
                fields=["thread", "sequence"], name="message_threads", condition=models.Q(thread__isnull=False)
            ),
            models.Index(
                fields=["conversation", "sequence"], name="message_by_agents", condition=models.Q(role="assistant")
            ),
            models.Index(
                fields=["conversation", "pinned_at"], name="message_pins", condition=models.Q(pinned_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} in {self.conversation_id}"

    @property
    def is_gone(self) -> bool:
        """Whether its content is no longer shown."""
        return self.deleted_at is not None or self.hidden_at is not None


class MessageVersion(models.Model):
    """What a message said before an edit; it goes when the message is deleted."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="versions")
    content = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} until {self.until:%Y-%m-%d %H:%M}"


class Mention(models.Model):
    """Somebody who is named in a message; without a user everybody in the room is."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="mentions")
    name = models.CharField(max_length=NAME_LIMIT, help_text="What the text calls them, also after they are renamed.")
    # Of the message, so that what is unread is counted from an index.
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    sequence = models.BigIntegerField()

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user", "name"], nulls_distinct=False, name="mention_once")
        ]
        indexes = [models.Index(fields=["conversation", "user", "sequence"], name="mention_places")]

    def __str__(self) -> str:
        return f"@{self.name}"


class Reaction(models.Model):
    """One person's emoji on a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user", "emoji"], name="reaction_once"),
        ]

    def __str__(self) -> str:
        return self.emoji


class Invite(models.Model):
    """A link into a conversation; only a digest of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="invites")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InviteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"into {self.conversation_id} until {self.expires_at:%Y-%m-%d}"


class ModerationRecord(models.Model):
    """What a moderator did to a message, when and why; rows are only ever added."""

    class Verb(models.TextChoices):
        """What was done."""

        HIDDEN = "hidden"
        RESTORED = "restored"

    message = models.ForeignKey(Message, models.CASCADE, related_name="moderation")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.verb} by {self.moderator_id}"
