"""Who may open a socket, and with what."""

from typing import Any

import pytest

from accounts import tickets, tokens
from accounts.models import User
from chat import desk
from tests.chat.client import Client, opened
from tests.session import session_of
from tests.tokens import expired

pytestmark = pytest.mark.django_db(transaction=True)

Headers = list[tuple[bytes, bytes]]


def cookie(key: str, **headers: str) -> Headers:
    return [
        (b"cookie", f"sessionid={key}".encode()),
        *((name.encode(), value.encode()) for name, value in headers.items()),
    ]


async def code_for(headers: Headers | None = None, path: str = "/ws/") -> int:
    async with opened(path, headers) as socket:
        return await Client(socket, {}).closing_code()


async def user_for(headers: Headers | None = None, path: str = "/ws/") -> str:
    async with opened(path, headers) as socket:
        hello: dict[str, Any] = await socket.receive_json_from(timeout=5)
        return str(hello["user"]["display_name"])


async def test_a_stranger_is_closed_with_4401() -> None:
    assert await code_for() == 4401


@pytest.mark.parametrize("authorization", [b"Bearer nonsense", b"Bearer ", b"Bearer a.b.c", b"Basic YTpi", b""])
async def test_a_wrong_token_is_closed_with_4401(authorization: bytes) -> None:
    assert await code_for([(b"authorization", authorization)]) == 4401


async def test_an_expired_token_is_closed_with_4401(alice: User) -> None:
    pair = await desk.ask(tokens.issue, alice)
    assert await code_for([(b"authorization", f"Bearer {expired(pair)}".encode())]) == 4401


async def test_an_access_token_in_the_address_is_not_looked_at(alice: User) -> None:
    pair = await desk.ask(tokens.issue, alice)
    assert await code_for(path=f"/ws/?token={pair.access}") == 4401


async def test_a_page_of_ours_comes_in_by_its_session(alice: User) -> None:
    key = await desk.ask(session_of, alice)
    assert await user_for(cookie(key, origin="http://localhost")) == "Alice"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost.evil.example", "null", "http://localhost:81"]
)
async def test_a_page_from_elsewhere_is_closed_with_4403(alice: User, origin: str) -> None:
    key = await desk.ask(session_of, alice)
    assert await code_for(cookie(key, origin=origin)) == 4403


async def test_a_host_that_is_not_ours_is_closed_with_4403(alice: User) -> None:
    key = await desk.ask(session_of, alice)
    headers = [(b"host", b"rebound.example"), *cookie(key, origin="http://rebound.example")]
    assert await code_for(headers) == 4403


async def test_a_session_of_another_password_is_closed_with_4401(alice: User) -> None:
    key = await desk.ask(session_of, alice)
    alice.set_password("another one entirely")
    await desk.ask(alice.save)
    assert await code_for(cookie(key)) == 4401


async def test_a_ticket_opens_one_socket(alice: User) -> None:
    ticket = await desk.ask(tickets.issue, alice, await desk.ask(session_of, alice))
    assert await user_for(path=f"/ws/?ticket={ticket}") == "Alice"
    assert await code_for(path=f"/ws/?ticket={ticket}") == 4401


async def test_a_ticket_of_a_device_that_signed_out_since_is_closed_with_4401(alice: User) -> None:
    pair = await desk.ask(tokens.issue, alice)
    _, family = await desk.ask(tokens.authenticate, pair.access)
    ticket, late = [await desk.ask(tickets.issue, alice, family) for _ in range(2)]
    assert await user_for(path=f"/ws/?ticket={ticket}") == "Alice"
    await desk.ask(tokens.sign_out, pair.refresh)
    assert await code_for(path=f"/ws/?ticket={late}") == 4401


async def test_a_ticket_of_a_session_of_another_password_is_closed_with_4401(alice: User) -> None:
    ticket = await desk.ask(tickets.issue, alice, await desk.ask(session_of, alice))
    alice.set_password("another one entirely")
    await desk.ask(alice.save)
    assert await code_for(path=f"/ws/?ticket={ticket}") == 4401


@pytest.mark.parametrize("value", [b'"\\000"', b'"a\\000b"', b"x" * 5_000, b"\xff\xfe", b'"', b"=;=;", b'"\\377"'])
async def test_an_odd_cookie_is_nobody_s(value: bytes) -> None:
    assert await code_for([(b"cookie", b"sessionid=" + value)]) == 4401


@pytest.mark.parametrize(
    "path", ["/ws/?ticket=", "/ws/?ticket=%00", "/ws/?ticket=%ff", "/ws/?ticket=a&ticket=b", "/ws/?%"]
)
async def test_an_odd_ticket_opens_nothing(path: str) -> None:
    assert await code_for(path=path) == 4401
