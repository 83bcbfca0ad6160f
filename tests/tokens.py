"""What tokens say, and such as are past their time."""

from datetime import timedelta

from rest_framework_simplejwt.tokens import AccessToken, Token

from accounts.wire import Pair


def read[T: Token](kind: type[T], text: str) -> T:
    """Return the token of a text. Raises `TokenError` where it is none, or none any more."""
    return kind(text)  # type: ignore[arg-type]  # it takes texts; its stubs know none


def expired(pair: Pair) -> str:
    """Return the access token as it is after its time."""
    token = read(AccessToken, pair.access)
    token.set_exp(lifetime=-timedelta(minutes=1))
    return str(token)


def family_of(pair: Pair) -> str:
    """Return the name of the family of a pair."""
    return str(read(AccessToken, pair.access)["sid"])
