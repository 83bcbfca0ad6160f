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


@dataclass(frozen=True)
class Turn:
    """One message of a conversation. `speaker` tells people apart within it and is no name."""

    id: str
    speaker: str
    text: str
    at: datetime
    is_agent: bool = False
