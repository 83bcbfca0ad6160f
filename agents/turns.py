"""What was said, as the stages read it."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

# Vectors here are small and processes many: threads of the linear algebra would only wait for each other.
threadpool_limits(limits=1, user_api="blas")

type Vector = NDArray[np.float32]
type Matrix = NDArray[np.float32]
"""One vector a row."""

_END = 500
"""Characters of a long text that are read at either end."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation. `speaker` tells people apart within it and is no name."""

    id: str
    speaker: str
    text: str
    at: datetime
    is_agent: bool = False

    @property
    def brief(self) -> str:
        """What it says; of a long text only the beginning and the end, where a wish stands."""
        is_long = len(self.text) > 2 * _END
        return f"{self.text[:_END]}\n\u2026\n{self.text[-_END:]}" if is_long else self.text
