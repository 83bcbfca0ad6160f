"""Every verb about accounts: each is one transaction, and tells the rest of the house what it must know.

All of them raise `Refusal`; one with the code `invalid` names the fields that were wrong.
"""

from functools import partial
from typing import Unpack
from uuid import UUID, uuid4

from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode

from accounts import tokens
from accounts.models import User
from accounts.problems import Refusal, of_rules
from accounts.rules import Profile, quiet_hours, without_nul
from accounts.signals import access_ended, account_deleted, agents_allowed_changed, profile_changed

DELETED_NAME = "Deleted account"


def register(*, email: str, password: str, display_name: str) -> User:
    """Make an account. An address that has one already is refused in the words of `_not_possible`."""
    user = User(email=User.objects.normalize_email(email), display_name=display_name.strip())
    _check_fields(user)
    _check_new_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise _not_possible() from None
    return user


def sign_in(*, email: str, password: str) -> User:
    """Return whose password this is. Raises `unauthenticated`, in the same time whether or not there is the account."""
    user = authenticate(email=email, password=password)
    if not isinstance(user, User):
        raise Refusal("unauthenticated", "The address or the password is wrong.")
    return user


@transaction.atomic
def change_profile(user: User, **changes: Unpack[Profile]) -> User:
    """Change what is given, and return the user as stored."""
    user = _hold(user)
    name, allowed = user.display_name, user.agents_allowed
    for field, value in changes.items():
        setattr(user, field, value)
    user.display_name = user.display_name.strip()
    _check_fields(user)
    user.save(update_fields=list(Profile.__annotations__))
    if user.agents_allowed != allowed:
        agents_allowed_changed.send(sender=User, user=user)
    if user.display_name != name:
        transaction.on_commit(partial(profile_changed.send_robust, sender=User, user=user))
    return user


@transaction.atomic
def change_password(user: User, *, current: str, new: str) -> User:
    """Replace the password and end everything that was opened with the old one."""
    user = _hold(user)
    _check_own_password(user, current, field="current")
    return set_password(user, new, field="new")


@transaction.atomic
def reset_password(*, uid: str, token: str, password: str) -> User:
    """Replace a forgotten password by what the link in the mail carries; a link works once, and then raises `gone`."""
    user = User.objects.active().locked().filter(pk=_user_id(uid)).first()
    if not user or not default_token_generator.check_token(user, token):
        raise Refusal("gone", "This link is no longer valid. Ask for a new one.")
    return set_password(user, password)


@transaction.atomic
def set_password(user: User, password: str, *, field: str = "password") -> User:
    """Replace the password without asking for the old one, and end everything that was opened with it."""
    user = _hold(user)
    _check_new_password(password, user, field=field)
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_access(user)
    return user


@transaction.atomic
def delete_account(user: User, *, password: str) -> None:
    """Empty the account for ever; its row stays, so that what others were told still has somebody who told it."""
    user = _hold(user)
    _check_own_password(user, password, field="password")
    # Told before the row changes: an address is unique, and whoever changes it waits for all who just referred to the
    # row. They might hold what the listeners wait for.
    account_deleted.send(sender=User, user=user)
    # Not made of anything known: nobody can take the place in advance.
    user.email = f"{uuid4()}@deleted.invalid"
    user.display_name = DELETED_NAME
    user.set_unusable_password()
    user.is_active = user.is_staff = user.is_superuser = user.agents_allowed = False
    user.deleted_at = timezone.now()
    user.last_login = user.quiet_from = user.quiet_until = None
    user.time_zone = ""
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    _end_access(user)


@transaction.atomic
def ban(user: User, *, reason: str) -> User:
    """Keep somebody out, with a reason for the moderators, and end everything they have open."""
    user = _hold(user)
    user.is_active, user.banned_at, user.ban_reason = False, timezone.now(), reason.strip()
    _check_fields(user)
    user.save(update_fields=["is_active", "banned_at", "ban_reason"])
    # Who may not come in can't say no any more.
    agents_allowed_changed.send(sender=User, user=user)
    _end_access(user)
    return user


@transaction.atomic
def unban(user: User) -> User:
    """Let a banned user in again; a deleted account stays deleted."""
    user = _hold(user)
    user.is_active, user.banned_at, user.ban_reason = True, None, ""
    user.save(update_fields=["is_active", "banned_at", "ban_reason"])
    return user


def _hold(user: User) -> User:
    held: User = User.objects.locked().get(pk=user.pk)
    if held.deleted_at:
        raise Refusal("gone", "This account was deleted.")
    return held


def _check_fields(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
        quiet_hours(user.quiet_from, user.quiet_until)
    except ValidationError as error:
        raise of_rules(error) from None


def _check_new_password(password: str, user: User, *, field: str = "password") -> None:
    try:
        without_nul(password)
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise of_rules(error, field) from None


def _check_own_password(user: User, password: str, *, field: str) -> None:
    if not user.check_password(password):
        raise Refusal("wrong_password", "The password is wrong.", fields={field: ["The password is wrong."]})


def _end_access(user: User) -> None:
    tokens.end_family(user)
    transaction.on_commit(partial(access_ended.send_robust, sender=User, user_id=user.pk, session=""))


def _user_id(uid: str) -> UUID | None:
    try:
        return UUID(urlsafe_base64_decode(uid).decode())
    except ValueError:
        return None


def _not_possible() -> Refusal:
    # The same words for every reason, and no field: see docs/decisions/0002-enumeration.md.
    return Refusal(
        "invalid",
        "No account can be made with this address. If it is yours, sign in or ask for a new password.",
    )
