"""Days, months and years as people type them."""

import re
from datetime import datetime, timedelta

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_WORDS = {"today": 0, "yesterday": 1}


def span_of(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return from when until when a day, month or year lasts in the zone of `now`; None where it is none of these."""
    try:
        return _span_of(text.lower(), now.replace(hour=0, minute=0, second=0, microsecond=0))
    except (ValueError, OverflowError):
        return None


def _span_of(text: str, today: datetime) -> tuple[datetime, datetime] | None:
    if text in _WORDS:
        day = today - timedelta(days=_WORDS[text])
        return day, day + timedelta(days=1)
    written = _WRITTEN.fullmatch(text)
    if not written:
        return None
    year, month, day_of_month = (int(part) if part else None for part in written.groups())
    begin = today.replace(year=year or 0, month=month or 1, day=day_of_month or 1)
    return begin, _end(begin, has_month=month is not None, has_day=day_of_month is not None)


def _end(begin: datetime, *, has_month: bool, has_day: bool) -> datetime:
    if has_day:
        return begin + timedelta(days=1)
    if has_month:
        # Some day of the next month, whatever this one's length.
        return (begin + timedelta(days=32)).replace(day=1)
    return begin.replace(year=begin.year + 1)
