"""What names and passwords may be."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.rules import known_time_zone, quiet_hours, visible_name, without_control_characters, without_nul


@pytest.mark.parametrize("name", ["Alice", "Zoë", "李小龙", "👩‍👩‍👧", "عليّ", "d'Artagnan", "R2-D2"])
def test_names_of_all_the_world_are_welcome(name: str) -> None:
    visible_name(name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\x00b", "control_characters"),
        ("a\nb", "control_characters"),
        ("a\u2028b", "control_characters"),
        ("a\ud800b", "control_characters"),
        ("\u202eecilA", "direction"),
        ("Alice\u2066", "direction"),
        ("\u200b\u200b", "invisible"),
        ("\u0301", "invisible"),
    ],
)
def test_a_name_that_hides_or_rewrites_the_line_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        visible_name(name)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.text(st.characters(categories=["Cc", "Cs"]), min_size=1), st.text(), st.text())
def test_no_control_character_comes_through_anywhere(control: str, before: str, after: str) -> None:
    with pytest.raises(ValidationError):
        without_control_characters(before + control + after)


def test_a_password_may_have_anything_but_nul() -> None:
    without_nul("\t ünïcödé \u202e 👩‍👩‍👧")
    with pytest.raises(ValidationError):
        without_nul("correct\x00horse")


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_time_zones_have_the_names_that_browsers_use(name: str) -> None:
    known_time_zone(name)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "europe/berlin", "CEST", "/etc/passwd", "localtime"])
def test_nothing_else_is_a_time_zone(name: str) -> None:
    with pytest.raises(ValidationError):
        known_time_zone(name)


def test_quiet_hours_are_whole_or_none() -> None:
    quiet_hours(None, None)
    quiet_hours(time(22), time(7))
    for begin, end in ((time(22), None), (None, time(7)), (time(22), time(22))):
        with pytest.raises(ValidationError):
            quiet_hours(begin, end)
