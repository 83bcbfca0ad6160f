"""What has to be there before anybody is let in, also where nobody wants a demo."""

import io

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from accounts.models import User
from agents.models import CatalogItem


@pytest.fixture(autouse=True)
def _somebodys_own_database(db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IS_EMBEDDED = False
    monkeypatch.delenv("SEED", raising=False)


def prepare() -> str:
    told = io.StringIO()
    call_command("prepare", stdout=told)
    return told.getvalue()


def test_somebodys_own_database_gets_the_works_and_no_demo() -> None:
    assert "works are in the catalogue" in prepare()
    assert {*CatalogItem.objects.values_list("kind", flat=True)} == {"movie", "book", "music"}
    assert not User.objects.exists()


def test_what_was_taken_out_of_the_catalogue_stays_out() -> None:
    CatalogItem.objects.create(id="own-1", kind="book", title="One of ours")
    assert prepare() == ""
    assert CatalogItem.objects.count() == 1
