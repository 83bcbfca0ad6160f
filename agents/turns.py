"""What was said, as the stages read it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float32]
type Matrix = NDArray[np.float32]
"""One vector a row."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation. `speaker` tells people apart within it and is no name."""

    id: str
    speaker: str
    text: str
    at: datetime
    is_agent: bool = False
    vector: Vector | None = None
    """By the deciding model, where it is already known."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words in lower case."""
        return frozenset(self.text.casefold().split())
