"""What the benchmark of growth mixes its vectors from."""

from bench.vectors import texts


def test_vectors_are_mixed_from_thousands_of_different_lines_of_every_language() -> None:
    lines = texts()
    assert len(set(lines)) > 5_000
    assert all(line.strip() for line in lines)
    assert any("aburrid" in line for line in lines), "Spanish is among them"
