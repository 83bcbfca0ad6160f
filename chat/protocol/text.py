"""What people type, checked: contents, titles, emoji; and the marks and numbers of frames."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chat.models import MESSAGE_LIMIT, TITLE_LIMIT

MENTIONS_LIMIT = 100
"""People of whom a client may say that they are meant."""

# Pictographs and what joins, colours or flags them; a text in any script is no reaction.
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINER = "\u200d\u20e3\ufe0f\U000e0020-\U000e007f"
_EMOJI = f"^[{_PICTURE}][{_PICTURE}{_JOINER}]*$|^[#*0-9]\ufe0f?\u20e3$"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean_text(text: str, limit: int) -> str:
    """Return `text` as it is stored: line ends as one newline, no outer blank space.

    Raises with type `empty`, `too_long` (over `limit` characters) or `control_characters`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise PydanticCustomError("empty", "There is nothing in it.")
    if len(text) > limit:
        raise PydanticCustomError("too_long", f"It has {len(text):,} characters; {limit:,} is the most.")
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "It has control characters in it.")
    return text


Content = Annotated[str, AfterValidator(lambda text: clean_text(text, MESSAGE_LIMIT))]
Title = Annotated[str, AfterValidator(lambda text: clean_text(text, TITLE_LIMIT))]
Emoji = Annotated[str, StringConstraints(max_length=32, pattern=_EMOJI)]
Sequence = Annotated[int, Field(ge=0, le=2**62)]
Turn = Annotated[int, Field(ge=0, le=2**31 - 1)]
Mentions = Annotated[tuple[UUID, ...], Field(max_length=MENTIONS_LIMIT)]
Ref = Annotated[str, StringConstraints(max_length=64)]
WorkId = Annotated[str, StringConstraints(max_length=120, pattern="^[^\\x00]*$")]
"""What the catalogue calls a work."""
