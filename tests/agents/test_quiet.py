"""Quiet hours are read off the clock on the wall: over midnight, and when it is put forward or back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.quiet import is_quiet

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def on_the_wall(zone: str, year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_without_hours_it_is_never_quiet() -> None:
    assert not is_quiet(BERLIN, None, None, datetime(2026, 5, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(("hour", "quiet"), [(8, False), (9, True), (16, True), (17, False)])
def test_hours_of_one_day(hour: int, quiet: bool) -> None:
    assert is_quiet(BERLIN, time(9), time(17), on_the_wall(BERLIN, 2026, 5, 1, hour)) is quiet


@pytest.mark.parametrize(("hour", "quiet"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False)])
def test_hours_over_midnight(hour: int, quiet: bool) -> None:
    assert is_quiet(NEW_YORK, time(22), time(7), on_the_wall(NEW_YORK, 2026, 5, 1, hour)) is quiet


def test_the_same_moment_is_night_for_one_and_day_for_the_other() -> None:
    now = datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert is_quiet(BERLIN, time(22), time(7), now)
    assert not is_quiet("Asia/Tokyo", time(22), time(7), now)
    assert is_quiet("", time(22), time(7), now)


def test_a_zone_that_is_gone_is_read_as_utc() -> None:
    assert is_quiet("Mars/Olympus", time(2), time(4), datetime(2026, 5, 1, 3, tzinfo=UTC))


# Berlin puts the clock forward from 2:00 to 3:00 on 29 March 2026, and back from 3:00 to 2:00 on 25 October.


def test_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    for day, month, hours in ((28, 3, 8), (27, 3, 9), (24, 10, 10)):
        begin = on_the_wall(BERLIN, 2026, month, day, 22)
        quiet = [is_quiet(BERLIN, time(22), time(7), begin + timedelta(minutes=n)) for n in range(12 * 60)]
        assert quiet == [True] * hours * 60 + [False] * (12 - hours) * 60


def test_an_end_that_comes_twice_ends_it_once() -> None:
    second = on_the_wall(BERLIN, 2026, 10, 25, 2, 30, fold=1)
    assert all(is_quiet(BERLIN, time(22), time(2, 30), second - timedelta(minutes=n)) for n in range(1, 180))
    assert not is_quiet(BERLIN, time(22), time(2, 30), second)


def test_an_end_that_never_comes_still_ends_it() -> None:
    assert is_quiet(BERLIN, time(22), time(2, 30), on_the_wall(BERLIN, 2026, 3, 29, 1, 59))
    assert not is_quiet(BERLIN, time(22), time(2, 30), on_the_wall(BERLIN, 2026, 3, 29, 3, 30))


@given(
    st.sampled_from([BERLIN, NEW_YORK, "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.timedeltas(timedelta(), timedelta(days=1000)).map(lambda since: datetime(2024, 1, 1, tzinfo=UTC) + since),
)
def test_far_from_a_jump_it_is_what_the_clock_says(zone: str, begin: time, end: time, now: datetime) -> None:
    place = ZoneInfo(zone)
    offsets = {(now + timedelta(days=days)).astimezone(place).utcoffset() for days in (-2, -1, 0, 1, 2)}
    if len(offsets) > 1 or begin == end:
        return
    clock = now.astimezone(place).time()
    expected = begin <= clock < end if begin < end else clock >= begin or clock < end
    assert is_quiet(zone, begin, end, now) is expected
