"""The pages, as a browser without scripts sees them."""

from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import User
from tests.accounts.pages import is_signed_in, markup, page

NEW = "another long phrase"
DORA = {"email": "dora@example.org", "password": "correct horse battery", "display_name": "Dora"}
HOME = "/home-of-tests/"
PUBLIC = ["sign-up", "sign-in", "password-reset", "password-reset-done", "password-reset-complete"]
PRIVATE = ["settings", "password-change", "delete"]


@pytest.fixture(autouse=True)
def _home(settings: LazySettings) -> None:
    settings.LOGIN_REDIRECT_URL = HOME


# every page


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_are_open_to_all(db: None, client: Client, name: str) -> None:
    assert client.get(page(name)).status_code == 200


@pytest.mark.parametrize("name", PRIVATE)
def test_private_pages_send_to_sign_in_and_back(alice: User, client: Client, password: str, name: str) -> None:
    answer = client.get(page(name), follow=True)
    assert answer.redirect_chain == [(f"{page('sign-in')}?next={page(name)}", 302)]
    signed_in = client.post(
        answer.request["PATH_INFO"],
        {"email": alice.email, "password": password, "next": markup(answer).field("next")["value"]},
    )
    assert signed_in["Location"] == page(name)


@pytest.mark.parametrize("name", [*PUBLIC, *PRIVATE])
def test_pages_need_neither_scripts_nor_styles_of_their_own(alice: User, client: Client, name: str) -> None:
    if name in PRIVATE:
        client.force_login(alice)
    seen = markup(client.get(page(name)))
    assert not seen.of("style")
    assert all("src" in script for script in seen.of("script"))
    assert not any(key == "style" or key.startswith("on") for _, attributes in seen.elements for key in attributes)
    assert not any("novalidate" in form for form in seen.of("form"))
    assert sum(tag == "main" for tag, _ in seen.elements) == 1


@pytest.mark.parametrize("name", ["sign-up", "sign-in", "password-reset"])
def test_every_field_has_a_label_and_an_autocomplete(db: None, client: Client, name: str) -> None:
    seen = markup(client.get(page(name)))
    labelled = {label["for"] for label in seen.of("label")}
    for field in seen.of("input"):
        if field["type"] != "hidden":
            assert field["id"] in labelled
            assert field["autocomplete"]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("sign-up", {**DORA, "password": "short"}, "password"),
        ("sign-up", {**DORA, "display_name": "\u202e"}, "display_name"),
        ("sign-up", {**DORA, "email": "nonsense"}, "email"),
        ("sign-up", {**DORA, "email": "do\x00ra@example.org"}, "email"),
        ("sign-up", {**DORA, "password": "correct\x00horse"}, "password"),
        ("sign-in", {"email": "", "password": "x"}, "email"),
        ("password-reset", {"email": "nonsense"}, "email"),
    ],
)
def test_what_is_wrong_is_tied_to_its_field(
    db: None, client: Client, name: str, body: dict[str, str], field: str
) -> None:
    seen = markup(client.post(page(name), body))
    wrong = seen.field(field)
    assert wrong["aria-invalid"] == "true"
    told = (wrong["aria-describedby"] or "").split()
    there = {attributes.get("id") for _, attributes in seen.elements}
    assert f"id_{field}_error" in told
    assert set(told) <= there


@pytest.mark.parametrize("name", ["sign-up", "sign-in", "password-reset", "sign-out"])
def test_a_form_of_another_site_does_nothing(db: None, name: str) -> None:
    assert Client(enforce_csrf_checks=True).post(page(name), DORA).status_code == 403


# in and out


def test_who_signs_up_is_in(db: None, client: Client) -> None:
    answer = client.post(page("sign-up"), DORA)
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert is_signed_in(client)
    assert User.objects.get().email == "dora@example.org"


def test_signing_up_with_a_taken_address_says_no_more_than_it_must(alice: User, client: Client) -> None:
    answer = client.post(page("sign-up"), {**DORA, "email": alice.email})
    assert answer.status_code == 400
    assert b"No account can be made with this address" in answer.content
    assert b"id_email_error" not in answer.content
    assert not is_signed_in(client)


def test_who_signs_in_is_in(alice: User, client: Client, password: str) -> None:
    answer = client.post(page("sign-in"), {"email": " ALICE@example.org", "password": password})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert is_signed_in(client)


def test_signing_in_changes_the_session(alice: User, client: Client, password: str) -> None:
    client.session.save()
    before = client.session.session_key
    client.post(page("sign-in"), {"email": alice.email, "password": password})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("email", "given"), [("alice@example.org", "a bad guess"), ("nobody@example.org", "correct horse battery")]
)
def test_a_refused_sign_in_says_the_same_to_all(alice: User, client: Client, email: str, given: str) -> None:
    answer = client.post(page("sign-in"), {"email": email, "password": given})
    assert answer.status_code == 401
    assert b"The address or the password is wrong." in answer.content
    assert given.encode() not in answer.content
    assert not is_signed_in(client)


def test_a_banned_account_is_out_at_once(alice: User, client: Client) -> None:
    client.force_login(alice)
    assert is_signed_in(client)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_signing_out_takes_a_post(alice: User, client: Client) -> None:
    client.force_login(alice)
    assert client.get(page("sign-out")).status_code == 405
    assert is_signed_in(client)
    assert client.post(page("sign-out"))["Location"] == page("sign-in")
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["sign-in", "sign-up"])
def test_who_is_in_passes_by_the_ways_in(alice: User, client: Client, name: str) -> None:
    client.force_login(alice)
    assert client.get(page(name))["Location"] == HOME
    assert client.get(page(name, next="/rooms/7/"))["Location"] == "/rooms/7/"


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/rooms/7/?a=b&c=d", "/rooms/7/?a=b&c=d"),
        ("https://evil.example/", HOME),
        ("//evil.example/", HOME),
        ("/\\evil.example/", HOME),
        ("\x00//evil.example/", HOME),
        ("javascript:alert(1)", HOME),
        ("", HOME),
    ],
)
def test_next_never_leads_away(alice: User, client: Client, password: str, wanted: str, goes_to: str) -> None:
    body = {"email": alice.email, "password": password, "next": wanted}
    assert client.post(page("sign-in"), body)["Location"] == goes_to


def test_next_is_kept_from_one_way_in_to_the_other(db: None, client: Client) -> None:
    wanted = "/join/a&b=c/?d=é"
    seen = markup(client.get(page("sign-in", next=wanted)))
    link = next(link["href"] for link in seen.of("a") if page("sign-up") in (link["href"] or ""))
    assert markup(client.get(str(link))).field("next")["value"] == wanted
    assert client.post(page("sign-up"), {**DORA, "next": wanted})["Location"] == quote(wanted, safe="/&=?")
