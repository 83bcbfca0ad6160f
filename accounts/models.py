"""Who people are."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from accounts.rules import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    ZONE_LIMIT,
    known_time_zone,
    visible_name,
    without_control_characters,
)


class UserQuerySet(models.QuerySet["User"]):
    """Reads of users."""

    def active(self) -> "UserQuerySet":
        """Those who may come in: neither banned nor deleted."""
        return self.filter(is_active=True)

    def locked(self) -> "UserQuerySet":
        """Hold these rows until the transaction ends; others may still refer to them."""
        return self.select_for_update(no_key=True)

    def with_email(self, email: str) -> "UserQuerySet":
        """The one whose address this is, however it is capitalised."""
        return self.filter(email=User.objects.normalize_email(email))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; addresses are kept in lower case, so that they are unique in any capitalisation."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as it is stored."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address for sign in; raises `User.DoesNotExist`."""
        found: User = self.get(email=self.normalize_email(username))
        return found

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and store a user; `password=None` makes one who can't sign in by password."""
        user = User(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and store somebody who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the name to sign in with, the display name is what others see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        "e-mail address", max_length=ADDRESS_LIMIT, unique=True, validators=[without_control_characters]
    )
    display_name = models.CharField(
        max_length=NAME_LIMIT, validators=[visible_name], help_text="What others see beside your messages."
    )
    agents_allowed = models.BooleanField(
        default=True, help_text="The agents may read this person's messages, where the room is listened to."
    )
    time_zone = models.CharField(
        max_length=ZONE_LIMIT, blank=True, validators=[known_time_zone], help_text="An IANA name; empty is UTC."
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text="From then on the agents speak only when asked…")
    quiet_until = models.TimeField(null=True, blank=True, help_text="…until then, by the clock of the time zone.")
    is_staff = models.BooleanField(default=False, help_text="May sign in to the admin.")
    is_active = models.BooleanField(default=True, help_text="Off for banned and for deleted accounts.")
    banned_at = models.DateTimeField(null=True, blank=True, editable=False)
    ban_reason = models.CharField(max_length=300, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Bring address and name into their stored form."""
        self.email = User.objects.normalize_email(self.email)
        self.display_name = self.display_name.strip()

    def get_short_name(self) -> str:
        """Return the display name, as Django's admin greets by it."""
        return self.display_name
