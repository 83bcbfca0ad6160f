"""A client of the REST API, as a test speaks through it."""

import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from accounts import tokens
from accounts.models import User
from tests.chat import schemas

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


class Api:
    """Somebody with an access token, or nobody. Whatever is answered is held against the OpenAPI document."""

    def __init__(self, user: User | None = None) -> None:
        self.headers = {"authorization": f"Bearer {tokens.issue(user).access}"} if user else {}
        self._client = Client(headers=self.headers)

    def ask(self, method: str, path: str, body: Any = None) -> "Response":
        """Call an operation with a JSON body."""
        answer = self.send(method, path, b"" if body is None else json.dumps(body).encode())
        if answer.status_code < 300 and body is not None:
            schemas.check_body(method, f"/api/v1/{path}", body)
        return answer

    def send(self, method: str, path: str, body: bytes, content_type: str = "application/json") -> "Response":
        """Call an operation with these very bytes."""
        answer = self._client.generic(method, f"/api/v1/{path}", body, content_type=content_type)
        schemas.check_answer(method, f"/api/v1/{path}", answer.status_code, answer.json() if answer.content else None)
        return answer
