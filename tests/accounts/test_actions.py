"""Every verb about accounts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import actions, tokens
from accounts.models import User
from accounts.problems import Refusal
from tests.accounts.conftest import Commits, Ended, Told
from tests.accounts.test_tokens import is_refused

NEW = "another long phrase"


def refusal_of(act: Callable[..., Any], *given: Any, **named: Any) -> Refusal:
    """What it is refused with."""
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return caught.value


def register(**changed: str) -> User:
    """Make an account for Dora, but for what is changed."""
    given = {"email": "dora@example.org", "password": "correct horse battery", "display_name": "Dora"}
    return actions.register(**{**given, **changed})


# register


def test_who_registers_can_sign_in(db: None, password: str) -> None:
    dora = register(email=" Dora@Example.org", display_name=" Dora ")
    assert (dora.email, dora.display_name) == ("dora@example.org", "Dora")
    assert actions.sign_in(email="dora@example.org", password=password) == dora
    assert not dora.is_staff
    assert not dora.is_superuser


def test_a_taken_address_is_refused_without_naming_it(alice: User) -> None:
    refusal = refusal_of(register, email="Alice@example.org")
    assert refusal.code == "invalid"
    assert refusal.fields is None
    assert "alice" not in str(refusal.body).lower()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "nonsense"),
        ("email", "dora@"),
        ("email", '"do\x01ra"@example.org'),
        ("email", "dora\x00@example.org"),
        ("email", "d" * 250 + "@example.org"),
        ("password", ""),
        ("password", "short"),
        ("password", "password"),
        ("password", "1029384756"),
        ("password", "dora@example.org"),
        ("password", "correct\x00horse"),
        ("display_name", ""),
        ("display_name", "   "),
        ("display_name", "x" * 61),
        ("display_name", "Do\x00ra"),
        ("display_name", "Do\nra"),
        ("display_name", "\u202earoD"),
    ],
)
def test_what_may_not_be_is_refused_by_field(db: None, field: str, value: str) -> None:
    refusal = refusal_of(register, **{field: value})
    assert refusal.code == "invalid"
    assert set(refusal.fields or {}) == {field}
    assert not User.objects.exists()


def test_a_name_may_be_sixty_characters_long_after_trimming(db: None) -> None:
    assert register(display_name=f"  {'x' * 60}  ").display_name == "x" * 60


# sign in


class Counted(MD5PasswordHasher):
    """Counts how often it runs."""

    algorithm = "counted"
    runs = 0

    def encode(self, password: str, salt: str) -> str:
        """Count and hash."""
        Counted.runs += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("state", ["unknown", "wrong", "banned", "deleted"])
def test_a_refused_sign_in_tells_nothing_and_costs_the_same(
    settings: LazySettings, alice: User, password: str, state: str
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    alice.set_password(password)
    alice.is_active = state not in {"banned", "deleted"}
    alice.save()
    email = "nobody@example.org" if state == "unknown" else alice.email
    Counted.runs = 0
    refusal = refusal_of(actions.sign_in, email=email, password="wrong" if state == "wrong" else password)
    assert Counted.runs == 1
    assert refusal.body == {"code": "unauthenticated", "detail": "The address or the password is wrong."}


def test_a_taken_address_costs_the_same_hashing_as_a_free_one(settings: LazySettings, alice: User) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    Counted.runs = 0
    register()
    free = Counted.runs
    assert refusal_of(register, email=alice.email).code == "invalid"
    assert Counted.runs == 2 * free > 0


# profile


def test_a_new_name_is_told_after_the_commit(alice: User, told: Told, commits: Commits) -> None:
    with commits():
        actions.change_profile(alice, display_name=" Alicia ")
        assert told == []
    assert [(name, user.display_name) for name, user in told] == [("profile_changed", "Alicia")]


def test_consent_is_told_inside_the_transaction(alice: User, told: Told) -> None:
    changed = actions.change_profile(alice, agents_allowed=False)
    assert [(name, user.agents_allowed) for name, user in told] == [("agents_allowed_changed", False)]
    assert not changed.agents_allowed
    alice.refresh_from_db()
    assert not alice.agents_allowed


def test_what_stays_as_it_is_is_not_told(alice: User, told: Told, commits: Commits) -> None:
    with commits():
        actions.change_profile(alice)
        actions.change_profile(alice, display_name="Alice ", agents_allowed=True)
    assert told == []


def test_a_name_that_may_not_be_changes_nothing(alice: User, told: Told) -> None:
    assert refusal_of(actions.change_profile, alice, display_name=" ", agents_allowed=False).code == "invalid"
    alice.refresh_from_db()
    assert alice.display_name == "Alice"
    assert alice.agents_allowed
    assert told == []


# password


def test_a_new_password_ends_everything_the_old_one_opened(
    alice: User, password: str, ended: Ended, commits: Commits
) -> None:
    phone, laptop = tokens.issue(alice), tokens.issue(alice)
    with commits():
        actions.change_password(alice, current=password, new=NEW)
        assert ended == []
    assert ended == [(alice.pk, "")]
    for pair in (phone, laptop):
        assert is_refused(tokens.authenticate, pair.access)
        assert is_refused(tokens.rotate, pair.refresh)
    assert actions.sign_in(email=alice.email, password=NEW) == alice
    assert is_refused(lambda: actions.sign_in(email=alice.email, password=password))


@pytest.mark.parametrize(
    ("current", "new", "code", "field"),
    [
        ("wrong", NEW, "wrong_password", "current"),
        ("correct\x00horse", NEW, "wrong_password", "current"),
        ("correct horse battery", "short", "invalid", "new"),
        ("correct horse battery", "alice@example.org", "invalid", "new"),
    ],
)
def test_a_refused_change_ends_nothing(
    alice: User, ended: Ended, commits: Commits, current: str, new: str, code: str, field: str
) -> None:
    pair = tokens.issue(alice)
    with commits():
        refusal = refusal_of(actions.change_password, alice, current=current, new=new)
    assert refusal.code == code
    assert set(refusal.fields or {}) == {field}
    assert not is_refused(tokens.authenticate, pair.access)
    assert ended == []


def link_for(user: User) -> dict[str, str]:
    """What the mailed link carries."""
    return {
        "uid": urlsafe_base64_encode(force_bytes(str(user.pk))),
        "token": default_token_generator.make_token(user),
    }


def test_a_link_sets_the_password_once_and_ends_everything(alice: User, ended: Ended, commits: Commits) -> None:
    pair = tokens.issue(alice)
    link = link_for(User.objects.get(pk=alice.pk))
    with commits():
        actions.reset_password(**link, password=NEW)
    assert ended == [(alice.pk, "")]
    assert is_refused(tokens.authenticate, pair.access)
    assert actions.sign_in(email=alice.email, password=NEW) == alice
    assert refusal_of(actions.reset_password, **link, password="a third long phrase").code == "gone"


def test_a_link_survives_a_password_that_may_not_be(alice: User) -> None:
    link = link_for(alice)
    assert refusal_of(actions.reset_password, **link, password="short").code == "invalid"
    actions.reset_password(**link, password=NEW)


@pytest.mark.parametrize(
    "changed", [{"token": "x"}, {"token": ""}, {"uid": ""}, {"uid": "ü"}, {"uid": "AAAA"}, {"uid": "_w"}]
)
def test_a_forged_link_sets_nothing(alice: User, changed: dict[str, str]) -> None:
    assert refusal_of(actions.reset_password, **{**link_for(alice), **changed}, password=NEW).code == "gone"


def test_a_link_is_good_for_one_account_only(alice: User, bob: User) -> None:
    mixed = {**link_for(alice), "uid": link_for(bob)["uid"]}
    assert refusal_of(actions.reset_password, **mixed, password=NEW).code == "gone"


def test_a_link_lets_no_banned_account_in(alice: User) -> None:
    link = link_for(alice)
    actions.ban(alice, reason="spam")
    assert refusal_of(actions.reset_password, **link, password=NEW).code == "gone"
