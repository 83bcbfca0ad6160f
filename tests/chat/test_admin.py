"""Moderators find and moderate; nobody edits what was said, and what is secret stays so."""

from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from chat import actions
from chat.models import Conversation, Invite, Membership, Message, ModerationRecord
from tests.chat.conftest import Happening
from tests.chat.test_events import Scene, build
from tests.chat.test_posting import draft
from tests.conftest import PASSWORD

MODELS = (Conversation, Membership, Message, Invite, ModerationRecord)


def staff(name: str, *rights: str) -> Client:
    """Somebody of the staff, no superuser, with these rights, signed in."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="chat", codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mona(db: None) -> Client:
    """A moderator."""
    return staff("mona", *(f"view_{model._meta.model_name}" for model in MODELS), "change_message")


@pytest.fixture
def vera(db: None) -> Client:
    """May look at the rooms, and not moderate."""
    return staff("vera", *(f"view_{model._meta.model_name}" for model in MODELS))


@pytest.fixture
def scene(alice: User, bob: User, charlie: User) -> Scene:
    return build(alice, bob, charlie)


def pages(scene: Scene) -> list[str]:
    """Every page about the rooms."""
    lists = [reverse(f"admin:chat_{model._meta.model_name}_changelist") for model in MODELS]
    rows = [model.objects.earliest("pk") for model in MODELS]
    return [
        *lists,
        *(reverse(f"admin:chat_{row._meta.model_name}_change", args=[row.pk]) for row in rows),
        *(reverse(f"admin:chat_{row._meta.model_name}_history", args=[row.pk]) for row in rows),
        moderation_of(scene.from_bob),
        moderation_of(scene.hidden),
    ]


def moderation_of(message: Message) -> str:
    return reverse("admin:chat_message_moderate", args=[message.pk])


# Who may -------------------------------------------------------------------------------------------------------


def test_a_moderator_sees_every_page(mona: Client, scene: Scene) -> None:
    for page in pages(scene):
        assert mona.get(page).status_code == 200, page


@pytest.mark.parametrize("who", ["a stranger", "a user", "staff without rights"])
def test_nobody_else_sees_any(who: str, scene: Scene) -> None:
    client = staff("nina") if who == "staff without rights" else Client()
    if who == "a user":
        client.force_login(scene.alice)
    for page in pages(scene):
        assert client.get(page).status_code in {302, 403}, page


def test_nothing_can_be_added_changed_or_deleted(scene: Scene) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root@example.org", PASSWORD, display_name="Root"))
    for model in MODELS:
        row, name = model.objects.earliest("pk"), model._meta.model_name
        assert root.get(reverse(f"admin:chat_{name}_add")).status_code == 403
        assert root.post(reverse(f"admin:chat_{name}_delete", args=[row.pk])).status_code == 403
        assert root.post(reverse(f"admin:chat_{name}_change", args=[row.pk]), {"content": "x"}).status_code == 403


# What is secret ------------------------------------------------------------------------------------------------


def test_what_was_said_is_shown_on_the_page_of_moderation_only(mona: Client, scene: Scene) -> None:
    Message.objects.update(content="tell nobody")
    for page in pages(scene):
        is_shown = "tell nobody" in mona.get(page).content.decode()
        assert is_shown == page.endswith("/moderate/"), page


def test_who_may_not_moderate_reads_nothing(vera: Client, scene: Scene) -> None:
    page = moderation_of(scene.from_bob)
    assert vera.get(page).status_code == 403
    assert vera.post(page, {"reason": "rude"}).status_code == 403
    assert "moderate" not in vera.get(reverse("admin:chat_message_change", args=[scene.from_bob.pk])).content.decode()
    assert not ModerationRecord.objects.filter(message=scene.from_bob).exists()


def test_that_somebody_looked_is_recorded(mona: Client, scene: Scene) -> None:
    mona.get(moderation_of(scene.from_bob))
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.display_name) == (str(scene.from_bob.pk), "mona")
    assert entry.change_message == "Looked at what was said"


def test_what_was_said_is_not_searched(mona: Client, scene: Scene) -> None:
    Message.objects.filter(pk=scene.from_bob.pk).update(content="marmalade")
    found = mona.get(reverse("admin:chat_message_changelist"), {"q": "marmalade"})
    assert found.context["cl"].result_count == 0


def test_digests_of_links_are_not_shown(mona: Client, scene: Scene) -> None:
    digest = Invite.objects.get(pk=scene.invite).digest
    assert digest not in mona.get(reverse("admin:chat_invite_change", args=[scene.invite])).content.decode()


def test_what_was_said_cannot_do_anything_to_the_moderator(mona: Client, scene: Scene) -> None:
    Message.objects.filter(pk=scene.from_bob.pk).update(content="<script>alert(1)</script> [x](javascript:alert(1))")
    Conversation.objects.update(title="<script>alert(2)</script>")
    for page in pages(scene):
        body = mona.get(page).content.decode()
        assert "<script>alert" not in body
        assert 'href="javascript' not in body


# Moderating ----------------------------------------------------------------------------------------------------


def test_hiding_takes_a_reason_tells_the_room_and_leaves_a_record(
    mona: Client, scene: Scene, happening: Happening
) -> None:
    page = moderation_of(scene.from_bob)
    with happening() as events:
        answer = mona.post(page, {"reason": "rude"}, follow=True)
    assert answer.redirect_chain[-1][0] == page
    assert [(each["type"], each["message"]["content"]) for each in events] == [
        ("message.deleted", ""),
        ("thread.changed", "*hi*"),
    ]
    assert Message.objects.get(pk=scene.from_bob.pk).hidden_at
    record = ModerationRecord.objects.get(message=scene.from_bob)
    assert (record.verb, record.reason, record.moderator.display_name) == ("hidden", "rude", "mona")
    assert "rude" in answer.content.decode()
    assert LogEntry.objects.filter(change_message="Hidden: rude").exists()


def test_restoring_brings_it_back(mona: Client, scene: Scene, happening: Happening) -> None:
    with happening() as events:
        mona.post(moderation_of(scene.hidden), {"reason": "a mistake"})
    assert [(each["type"], each["message"]["content"]) for each in events] == [("message.edited", "spam")]
    assert Message.objects.get(pk=scene.hidden.pk).hidden_at is None


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_without_a_fitting_reason_nothing_happens(mona: Client, scene: Scene, reason: str) -> None:
    answer = mona.post(moderation_of(scene.from_bob), {"reason": reason})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Message.objects.get(pk=scene.from_bob.pk).hidden_at is None


def test_moderators_see_what_an_edited_message_said_before(mona: Client, scene: Scene) -> None:
    actions.edit_message(scene.bob, scene.from_bob.pk, "nothing rude")
    page = mona.get(moderation_of(scene.from_bob)).content.decode()
    assert "What it said before" in page
    assert "<p>ho</p>" in page


def test_what_its_writer_deleted_can_t_be_moderated(mona: Client, scene: Scene) -> None:
    actions.delete_message(scene.bob, scene.from_bob.pk)
    page = moderation_of(scene.from_bob)
    assert "submit-row" not in mona.get(page).content.decode()
    answer = mona.post(page, {"reason": "late"})
    assert "hidden or deleted already" in str(answer.context["form"].errors)
    assert not ModerationRecord.objects.filter(message=scene.from_bob).exists()


def test_a_message_that_is_not_there_is_not_found(mona: Client, scene: Scene) -> None:
    assert mona.get(reverse("admin:chat_message_moderate", args=[uuid4()])).status_code == 404


def test_moderation_needs_the_csrf_token(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root@example.org", PASSWORD, display_name="Root"))
    assert client.post(moderation_of(scene.from_bob), {"reason": "rude"}).status_code == 403


# Finding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("conversation", {"q": "Kitchen"}),
        ("conversation", {"q": "alice@example.org", "kind__exact": "group", "listening__exact": "1"}),
        ("membership", {"q": "bob@example.org", "role__exact": "member"}),
        ("message", {"q": "bob@example.org", "hidden_at__isempty": "0"}),
        ("invite", {"q": "Kitchen", "revoked_at__isempty": "1"}),
        ("moderationrecord", {"q": "spam", "verb__exact": "hidden"}),
    ],
)
def test_search_and_filters_find(mona: Client, scene: Scene, model: str, query: dict[str, str]) -> None:
    answer = mona.get(reverse(f"admin:chat_{model}_changelist"), query)
    assert answer.status_code == 200
    assert answer.context["cl"].result_count > 0
    by_nothing = mona.get(reverse(f"admin:chat_{model}_changelist"), {**query, "q": "zzzz"})
    assert by_nothing.context["cl"].result_count == 0


@pytest.mark.parametrize("model", ["conversation", "message"])
def test_rooms_and_messages_are_found_by_their_id(mona: Client, scene: Scene, model: str) -> None:
    pk = scene.room.pk if model == "conversation" else scene.from_bob.pk
    found = mona.get(reverse(f"admin:chat_{model}_changelist"), {"q": str(pk)})
    assert found.context["cl"].result_count == 1


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_as_many_queries_however_long_it_is(
    model: type[Model], mona: Client, scene: Scene, django_assert_num_queries: Any
) -> None:
    page = reverse(f"admin:chat_{model._meta.model_name}_changelist")
    mona.get(page)
    with CaptureQueriesContext(connection) as few:
        mona.get(page)
    more(scene)
    with django_assert_num_queries(len(few)):
        assert mona.get(page).context["cl"].result_count > 5


def more(scene: Scene) -> None:
    """More of everything."""
    for number in range(5):
        room = actions.start_group(scene.bob, f"Room {number}", members=[scene.alice.pk])
        actions.invite(scene.bob, room.pk)
        actions.hide_message(scene.dora, actions.post_message(draft(scene.bob, room)).message.pk, "more")


# Under the policy ----------------------------------------------------------------------------------------------


class Inline(HTMLParser):
    """Collects what a strict policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "script" and "src" not in names and names.get("type") not in {"application/json", "text/template"}:
            self.found.append("an inline script")
        if tag == "style":
            self.found.append("an inline stylesheet")
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]


def test_the_pages_of_the_admin_work_under_the_strict_policy(mona: Client, scene: Scene) -> None:
    for page in [reverse("admin:index"), *pages(scene)]:
        answer = mona.get(page)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert Inline(answer.content.decode()).found == [], page
