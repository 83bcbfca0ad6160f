"""The measure of what is recommended counts right."""

import pytest

from bench.what import HALVES, half_of, ndcg, recall, table


def test_recall_is_the_part_of_the_targets_among_the_first() -> None:
    assert recall(["a", "b", "c"], ["b", "z"], 2) == 0.5
    assert recall(["a", "b", "c"], ["b"], 1) == 0.0


def test_ndcg_is_one_where_the_targets_come_first_and_less_further_down() -> None:
    assert ndcg(["a", "b", "c"], ["b", "a"]) == pytest.approx(1.0)
    assert 0 < ndcg(["c", "a"], ["a"]) < ndcg(["a", "c"], ["a"])
    assert ndcg(["c"], ["a"]) == 0


def test_a_conversation_is_always_in_the_same_half_and_both_halves_are_used() -> None:
    halves = [half_of(f"redial-{number}") for number in range(200)]
    assert halves == [half_of(f"redial-{number}") for number in range(200)]
    assert 70 < halves.count(HALVES[0]) < 130


def test_the_table_has_a_line_a_method() -> None:
    rows = [{"id": f"redial-{number}", "targets": ["a"]} for number in range(20)]
    answers = {row["id"]: ["a"] for row in rows}
    assert "| perfect | 1.000" in table(rows, {"perfect": answers})  # type: ignore[dict-item]
