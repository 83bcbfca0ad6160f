"""REST: accounts and tokens. Each view reads a body, knocks at a gate and calls an action."""

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts import actions, gates, mail, tickets, tokens, wire
from accounts.models import User
from accounts.schema import answers


class OpenView(APIView):
    """For those who aren't signed in yet: no token is read, and no cookie."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class Register(OpenView):
    """Make an account."""

    @extend_schema(request=wire.Registration, responses=answers({201: wire.Registered}, 400, 429))
    def post(self, request: Request) -> Response:
        """Make an account and sign in to it at once."""
        given = wire.parse(wire.Registration, request)
        gates.register(request)
        user = actions.register(**given.model_dump())
        pair = tokens.issue(user)
        return _say(wire.Registered(user=wire.Me.of(user), **pair.model_dump()), status=201)


class SignIn(OpenView):
    """Sign in."""

    @extend_schema(request=wire.Credentials, responses=answers({200: wire.Pair}, 400, 401, 429))
    def post(self, request: Request) -> Response:
        """Start a family of tokens for this device."""
        given = wire.parse(wire.Credentials, request)
        gates.sign_in(request, given.email)
        return _say(tokens.issue(actions.sign_in(**given.model_dump())))


class Refresh(OpenView):
    """Get new tokens."""

    @extend_schema(request=wire.Refresh, responses=answers({200: wire.Pair}, 400, 401, 429))
    def post(self, request: Request) -> Response:
        """Take a refresh token, once, for the next pair."""
        gates.refresh(request)
        return _say(tokens.rotate(wire.parse(wire.Refresh, request).refresh))


class SignOut(OpenView):
    """Sign out."""

    @extend_schema(request=wire.Refresh, responses=answers({204: None}, 400, 401, 429))
    def post(self, request: Request) -> Response:
        """End the tokens and sockets of this device."""
        gates.refresh(request)
        tokens.sign_out(wire.parse(wire.Refresh, request).refresh)
        return Response(status=204)


class Password(APIView):
    """Change the password."""

    authentication_classes = (tokens.TokenAuthentication,)

    @extend_schema(request=wire.PasswordChange, responses=answers({200: wire.Pair}, 400, 401, 429))
    def post(self, request: Request) -> Response:
        """Replace the password; all tokens end, and this device gets new ones."""
        user = _user(request)
        given = wire.parse(wire.PasswordChange, request)
        gates.password(user)
        return _say(tokens.issue(actions.change_password(user, **given.model_dump())))


class PasswordReset(OpenView):
    """Ask for a link."""

    @extend_schema(request=wire.ResetRequest, responses=answers({202: None}, 400, 429))
    def post(self, request: Request) -> Response:
        """Mail a link to choose a new password, if there is such an account; the answer doesn't tell."""
        given = wire.parse(wire.ResetRequest, request)
        gates.reset(request, given.email)
        mail.send_reset_link(given.email)
        return Response(status=202)


class PasswordResetConfirm(OpenView):
    """Use the link."""

    @extend_schema(request=wire.Reset, responses=answers({204: None}, 400, 410, 429))
    def post(self, request: Request) -> Response:
        """Replace a forgotten password; all tokens and sessions end."""
        given = wire.parse(wire.Reset, request)
        gates.confirm_reset(request)
        actions.reset_password(**given.model_dump())
        return Response(status=204)


class MyAccount(APIView):
    """The signed-in user."""

    @extend_schema(responses=answers({200: wire.Me}, 401))
    def get(self, request: Request) -> Response:
        """Tell who is signed in."""
        return _say(wire.Me.of(_user(request)))

    @extend_schema(request=wire.ProfileChange, responses=answers({200: wire.Me}, 400, 401))
    def patch(self, request: Request) -> Response:
        """Change the name that others see, what the agents may read, or when they keep quiet."""
        given = wire.parse(wire.ProfileChange, request)
        return _say(wire.Me.of(actions.change_profile(_user(request), **given.changes)))

    @extend_schema(request=wire.Deletion, responses=answers({204: None}, 400, 401, 429))
    def delete(self, request: Request) -> Response:
        """Delete the account, for ever."""
        user = _user(request)
        given = wire.parse(wire.Deletion, request)
        gates.password(user)
        actions.delete_account(user, password=given.password)
        if not isinstance(request.auth, Token):
            logout(request)
        return Response(status=204)


class SocketTicket(APIView):
    """A ticket for the socket."""

    @extend_schema(request=None, responses=answers({201: wire.Ticket}, 401, 429, 503))
    def post(self, request: Request) -> Response:
        """Get a ticket that opens one socket, for clients that can't send a header with the handshake."""
        user = _user(request)
        gates.ticket(user)
        ticket = tickets.issue(user, _sid(request))
        return _say(wire.Ticket(ticket=ticket, expires_in=tickets.LIFETIME), status=201)


def _user(request: Request) -> User:
    user = request.user
    if not isinstance(user, User):
        raise NotAuthenticated
    return user


def _sid(request: Request) -> str:
    token = request.auth
    return str(token["sid"] if isinstance(token, Token) else request.session.session_key)


def _say(body: BaseModel, status: int = 200) -> Response:
    return Response(body, status=status)
