"""What the benchmark of growth says of its figures."""

from bench.history import rendered


def test_what_took_more_than_one_and_a_half_times_as_long_is_called_missed() -> None:
    costs = {10: {"posting": [0.010, 0.012], "searching": [0.01]}, 1000: {"posting": [0.014], "searching": [0.02]}}
    lines = rendered(costs, {10: 2**30, 1000: 2**31}).splitlines()
    [posting] = [line for line in lines if "posting" in line]
    [searching] = [line for line in lines if "searching" in line]
    assert "missed" not in posting
    assert "2.00 (missed)" in searching
    assert "2.00" in lines[-1], "gigabytes"


def test_nothing_is_said_of_nothing() -> None:
    assert rendered({}, {}) == "Nothing is measured yet."
