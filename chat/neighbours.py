"""The other server processes, as far as one of them has heard: where there are none, nothing need be published."""

import math
import time

SILENT_FOR = 15.0
"""Seconds without a word after which a process counts as gone; each speaks several times within them."""
LISTENING_FOR = 1.0
"""Seconds that who has just begun to listen has yet to hear from everybody: until then there may be others."""


class Neighbours:
    """Who else was heard of lately."""

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}
        self._known_from = math.inf

    def listen(self) -> None:
        """Note that from now on everybody is heard."""
        self._known_from = time.monotonic() + LISTENING_FOR

    def hear(self, name: str) -> bool:
        """Note that a process spoke; True when it is new, and so has yet to hear of this one."""
        is_new = name not in self._heard
        self._heard[name] = time.monotonic()
        return is_new

    def may_be_there(self) -> bool:
        """Whether anybody else might be listening."""
        now = time.monotonic()
        self._heard = {name: at for name, at in self._heard.items() if now - at < SILENT_FOR}
        return bool(self._heard) or now < self._known_from
