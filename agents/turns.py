"""What was said, as the stages read it."""

from dataclasses import dataclass
from datetime import datetime

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
