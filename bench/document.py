"""The latest figures in `docs/performance.md`, between two marks."""

from collections.abc import Sequence

from unafied.embedded import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by `make bench ARGS=--write` -->", "<!-- end of figures -->"


def write(heading: Sequence[str], table: str) -> None:
    """Replace what stands between the marks. Raises ValueError when they are missing."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{PAGE} has lost its marks.")
    measured = "\n".join(f"{line}  " for line in heading)
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{table}\n\n{END}{after}")
