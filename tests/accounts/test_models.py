"""Users as they are stored."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from accounts.models import User


def test_an_address_belongs_to_one_account_in_any_capitalisation(alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ALICE@Example.org", "x", display_name="Alice again")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(email="Alice@example.org")


def test_people_are_found_however_they_write_their_address(alice: User) -> None:
    assert User.objects.with_email(" Alice@EXAMPLE.org ").get() == alice
    assert User.objects.get_by_natural_key("ALICE@example.org") == alice


def test_the_stored_form_has_no_blank_space_around_it() -> None:
    user = User(email=" Alice@Example.ORG ", display_name=" Alice ")
    user.clean()
    assert (user.email, user.display_name) == ("alice@example.org", "Alice")


def test_closed_accounts_are_not_active(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert set(User.objects.active()) == {alice}


def test_the_admin_greets_by_name_and_lists_by_address(alice: User) -> None:
    assert (alice.get_short_name(), str(alice)) == ("Alice", "alice@example.org")


def test_a_superuser_may_enter_the_admin(db: None) -> None:
    root = User.objects.create_superuser("root@example.org", "x", display_name="Root")
    assert root.is_staff
    assert root.is_superuser


def test_bcrypt_sees_what_is_beyond_72_bytes_and_beyond_a_nul(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"]
    stored = make_password("é" * 72 + "one")
    assert stored.startswith("bcrypt_sha256$")
    assert check_password("é" * 72 + "one", stored)
    assert not check_password("é" * 72 + "two", stored)
    assert not check_password("a\x00c", make_password("a\x00b"))
