"""What the first recommendation would have to load is loaded before it."""

import numpy as np

from agents import vocabulary
from agents.library import Library
from agents.rehearse import rehearse
from tests.agents.moments import WORKS


def test_a_rehearsal_leaves_nothing_of_the_library_to_be_made() -> None:
    library = Library(WORKS, np.random.default_rng(1).normal(size=(len(WORKS), 512)).astype(np.float32), "test")
    rehearse(library)
    before = set(vars(library))
    assert {"_postings", "_columns", "fame"} <= before
    assert vocabulary.vocabulary.cache_info().currsize == 1
    rehearse(library)
    assert set(vars(library)) == before


def test_an_empty_library_is_no_obstacle() -> None:
    rehearse(Library([], np.zeros((0, 512), dtype=np.float32), "test"))
