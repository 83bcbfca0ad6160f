"""What the token API reads and answers: frozen pydantic models, and nothing undeclared in them.

The models hold the shape; what a name, an address or a password may be is the business of `accounts.rules`.
"""

from datetime import datetime, time
from typing import Annotated, cast
from uuid import UUID

from django.core.exceptions import ValidationError as RuleBroken
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from rest_framework.request import Request

from accounts.models import User
from accounts.problems import Refusal, of_validation
from accounts.rules import ADDRESS_LIMIT, NAME_LIMIT, PASSWORD_LIMIT, ZONE_LIMIT, Profile, without_nul


def parse[Body: BaseModel](body: type[Body], request: Request) -> Body:
    """Read the JSON body of `request`. Raises `malformed`, or `invalid` with the fields that were wrong."""
    if "json" not in request.content_type:
        raise Refusal("malformed", "Send the body as application/json.")
    try:
        return body.model_validate_json(request.body)
    except ValidationError as error:
        raise of_validation(error) from None


def _without_nul(text: str) -> str:
    try:
        without_nul(text)
    except RuleBroken as broken:
        raise PydanticCustomError("nul", "{message}", {"message": broken.messages[0]}) from None
    return text


_Plain = AfterValidator(_without_nul)
_email, _password = {"format": "email"}, {"format": "password"}

Address = Annotated[str, Field(min_length=1, max_length=ADDRESS_LIMIT, json_schema_extra=_email), _Plain]
Password = Annotated[str, Field(min_length=1, max_length=PASSWORD_LIMIT, json_schema_extra=_password), _Plain]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT), _Plain]
Code = Annotated[str, Field(min_length=1, max_length=100), _Plain]
Token = Annotated[str, Field(min_length=1, max_length=4_000)]


def _on_the_wall(clock: time) -> time:
    if clock.tzinfo is not None:
        raise PydanticCustomError("zone", "Give the time of the clock on the wall, without an offset.")
    return clock.replace(second=0, microsecond=0)


WallClock = Annotated[time, AfterValidator(_on_the_wall)]


class Wire(BaseModel):
    """What goes over the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# What comes in ---------------------------------------------------------------------------------------------


class Registration(Wire):
    """A new account."""

    email: Address
    password: Password
    display_name: Name


class Credentials(Wire):
    """A sign in."""

    email: Address
    password: Password


class Refresh(Wire):
    """The newest refresh token of a device."""

    refresh: Token


class ProfileChange(Wire):
    """What to change; what is left out stays."""

    display_name: Name | None = None
    agents_allowed: bool | None = None
    time_zone: Annotated[str, Field(max_length=ZONE_LIMIT), _Plain] | None = None
    quiet_from: WallClock | None = None
    quiet_until: WallClock | None = None

    @property
    def changes(self) -> Profile:
        """What is to be changed: null leaves things as they are, but takes quiet hours away."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        found = {name: value for name, value in given.items() if value is not None or name.startswith("quiet_")}
        return cast(Profile, found)


class Deletion(Wire):
    """The password, to be sure that it is the owner who deletes the account."""

    password: Password


class PasswordChange(Wire):
    """The password as it is and as it shall be."""

    current: Password
    new: Password


class ResetRequest(Wire):
    """Whom to send a link to."""

    email: Address


class Reset(Wire):
    """What the link in the mail carries, and the new password."""

    uid: Code
    token: Code
    password: Password


# What goes out ---------------------------------------------------------------------------------------------


class Me(Wire):
    """The signed-in user, as only they see themselves."""

    id: UUID
    email: str
    display_name: str
    agents_allowed: bool
    time_zone: str
    quiet_from: time | None
    quiet_until: time | None
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "Me":
        """Describe `user`."""
        return cls(
            id=user.pk,
            email=user.email,
            display_name=user.display_name,
            agents_allowed=user.agents_allowed,
            time_zone=user.time_zone,
            quiet_from=user.quiet_from,
            quiet_until=user.quiet_until,
            created_at=user.created_at,
        )


class Pair(Wire):
    """An access token, good for 15 minutes, and the refresh token that gets the next pair, once."""

    access: str
    refresh: str


class Registered(Pair):
    """The new account and its first tokens."""

    user: Me


class Ticket(Wire):
    """What opens one socket, once, within `expires_in` seconds."""

    ticket: str
    expires_in: int


class Problem(Wire):
    """Why something was refused: a stable code, a sentence, and maybe the fields or the seconds to wait."""

    code: str
    detail: str
    fields: dict[str, list[str]] | None = None
    retry_after: float | None = None
