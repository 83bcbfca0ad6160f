"""Quiet hours: when somebody does not want to be spoken to unasked, by the clock on their wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def is_quiet(zone: str, begin: time | None, end: time | None, now: datetime) -> bool:
    """Return whether `now` lies in the hours from `begin` until `end` of some day in `zone` ("" is UTC).

    Hours may reach over midnight. Where the clock jumps, they begin at the earlier reading and end at the later one.
    """
    if begin is None or end is None:
        return False
    place = _place(zone)
    today = now.astimezone(place).date()
    return any(_hours_hold(day, begin, end, place, now) for day in (today, today - timedelta(days=1)))


def _hours_hold(day: date, begin: time, end: time, place: ZoneInfo, now: datetime) -> bool:
    last_day = day if begin < end else day + timedelta(days=1)
    return min(_readings(day, begin, place)) <= now < max(_readings(last_day, end, place))


def _place(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone or "UTC")
    except ZoneInfoNotFoundError:
        # Another machine's database of zones knew it.
        return ZoneInfo("UTC")


def _readings(day: date, clock: time, place: ZoneInfo) -> list[datetime]:
    """Return the moments at which the wall shows this time: one, or two where the clock jumps."""
    return [datetime.combine(day, clock.replace(fold=fold), place).astimezone(UTC) for fold in (0, 1)]
