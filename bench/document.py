"""The latest figures in `docs/performance.md`, each bench's between two marks."""

from collections.abc import Sequence

from unafied.embedded import ROOT

PAGE = ROOT / "docs" / "performance.md"
FIGURES = "<!-- figures: written by `make bench ARGS=--write` -->"
GROWTH = "<!-- growth: written by `make bench-agents ARGS=--write` -->"
HISTORY = "<!-- history: written by `make bench-growth ARGS=--write` -->"
FRAMES = "<!-- frames: written by `make bench-frames ARGS=--write` -->"
CONNECTIONS = "<!-- connections: written by `make bench-connections ARGS=--write` -->"
BURST = "<!-- burst: written by `make bench-burst ARGS=--write` -->"
IDLE = "<!-- idle: written by `make bench-idle ARGS=--write` -->"
PROCESSES = "<!-- processes: written by `make bench-processes ARGS=--write` -->"
END = "<!-- end of figures -->"


def write(heading: Sequence[str], table: str, begin: str = FIGURES) -> None:
    """Replace what stands between the mark `begin` and the next end. Raises ValueError when they are missing."""
    before, _, rest = PAGE.read_text().partition(begin)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{PAGE} has lost its marks.")
    measured = "\n".join(f"{line}  " for line in heading)
    PAGE.write_text(f"{before}{begin}\n\n{measured}\n\n{table}\n\n{END}{after}")
