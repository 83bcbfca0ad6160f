"""Where a next page begins: after how many, among what had been said by when, and whether by meaning too."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.problems import Refusal

_FORM = re.compile(r"(\d{1,4})\.(\d{1,17})\.([wm])", re.ASCII)
EVER = datetime.max.replace(tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """A place in the results of one search, which stays the same while people go on talking."""

    offset: int
    until: datetime
    is_by_meaning: bool

    def __str__(self) -> str:
        return f"{self.offset}.{(self.until - _EPOCH) // _MICROSECOND}.{'m' if self.is_by_meaning else 'w'}"

    @classmethod
    def first(cls) -> "Cursor":
        """Return where a search begins: clocks disagree, and what was just said by another one's counts."""
        return cls(0, EVER, is_by_meaning=True)

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Return the place that an answer told. Raises `invalid`."""
        form = _FORM.fullmatch(text)
        if not form:
            wrong = "Give the one that the page before came with."
            raise Refusal("invalid", f"cursor: {wrong}", fields={"cursor": [wrong]})
        return cls(int(form[1]), _EPOCH + int(form[2]) * _MICROSECOND, is_by_meaning=form[3] == "m")
