"""A bench made in parts: what was measured is kept, joined, and shown as one table."""

from pathlib import Path

from bench import kept
from bench.comparison import Run
from bench.kept import Kept
from bench.load import Figures
from bench.shape import Shape
from bench.table import of_loads
from bench.tally import Faults

SHAPE = Shape(1, 50, 4)
TIMES = {"p50": 1.0, "p95": 2.0, "p99": 3.0, "p99.9": 4.0}


def a_run(messages: float, missing: int = 0) -> Run:
    figures = Figures(messages, 50 * messages, TIMES, TIMES, Faults(missing, 0, 0), 10.0, 0.5)
    return Run(figures, figures, 2**20)


def cells(found: Kept, names: list[str]) -> dict[str, list[str]]:
    return dict(of_loads(found.runs, [SHAPE], names, {"Node": "Node's"}))


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    found = Kept(["today"], {"ejabberd": "there is none"}, {(SHAPE, "Node"): [a_run(100.0)]}, [("memory", ["7"])])
    kept.write(found, tmp_path / "runs.json")
    assert kept.read(tmp_path / "runs.json") == found


def test_nothing_is_kept_at_first(tmp_path: Path) -> None:
    assert kept.read(tmp_path / "runs.json") == Kept()


def test_rounds_of_several_parts_are_joined_to_medians_and_faults_add_up() -> None:
    found = Kept(runs={(SHAPE, "Node"): [a_run(100.0), a_run(300.0, missing=1)]})
    found.add(Kept(runs={(SHAPE, "Node"): [a_run(200.0, missing=2)], (SHAPE, "ours"): [a_run(240.0)]}))
    told = cells(found, ["ours", "Node"])
    assert told[f"**{SHAPE}**: messages/s"] == ["240", "200"]
    assert told["… as a multiple of Node's"] == ["1.20 ×", "1.00 ×"]  # noqa: RUF001 - as people write it
    assert told["missing, repeated, out of order"] == ["0, 0, 0", "6, 0, 0"]


def test_a_peer_without_figures_has_dashes() -> None:
    told = cells(Kept(runs={(SHAPE, "Node"): [a_run(100.0)]}), ["Node", "ejabberd"])
    assert {row[1] for row in told.values()} == {"–"}  # noqa: RUF001 - as people write it


def test_a_peer_is_no_longer_missing_once_it_was_measured() -> None:
    found = Kept(missing={"Node": "there is no node"})
    found.add(Kept(runs={(SHAPE, "Node"): [a_run(100.0)]}))
    assert not found.missing
