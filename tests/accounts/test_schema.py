"""What the OpenAPI document says about accounts is what is answered."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from accounts.models import User
from tests.accounts.conftest import SignedIn
from tests.accounts.test_api import DORA, post


@pytest.fixture(scope="module")
def document() -> Any:
    """The OpenAPI document."""
    return SchemaGenerator().get_schema(public=True)


def _fits(document: Any, path: str, method: str, answer: Any) -> bool:
    operation = document["paths"][f"/api/v1/{path}"][method]
    schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())
    return True


def test_answers_are_as_documented(document: Any, api: APIClient, db: None) -> None:
    assert _fits(document, "auth/register/", "post", post(api, "auth/register/", DORA))
    assert _fits(document, "auth/register/", "post", post(api, "auth/register/", DORA))
    credentials = {"email": DORA["email"], "password": DORA["password"]}
    signed_in = post(api, "auth/token/", credentials)
    assert _fits(document, "auth/token/", "post", signed_in)
    refresh = {"refresh": signed_in.json()["refresh"]}
    assert _fits(document, "auth/refresh/", "post", post(api, "auth/refresh/", refresh))
    assert _fits(document, "auth/refresh/", "post", post(api, "auth/refresh/", refresh))


def test_the_answers_of_the_signed_in_are_as_documented(document: Any, alice: User, signed_in: SignedIn) -> None:
    phone = signed_in(alice)
    assert _fits(document, "me/", "get", phone.get("/api/v1/me/"))
    assert _fits(document, "ws-ticket/", "post", post(phone, "ws-ticket/"))


def test_the_document_says_how_to_authenticate(document: Any) -> None:
    scheme = document["components"]["securitySchemes"]["accessToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert {"accessToken": []} in document["paths"]["/api/v1/me/"]["get"]["security"]
    assert document["paths"]["/api/v1/auth/register/"]["post"]["security"] == [{}]


def test_the_document_asks_for_what_is_required(document: Any) -> None:
    body = document["components"]["schemas"]["Registration"]
    assert set(body["required"]) == {"email", "password", "display_name"}
    assert body["additionalProperties"] is False
    assert body["properties"]["display_name"]["maxLength"] == 60
