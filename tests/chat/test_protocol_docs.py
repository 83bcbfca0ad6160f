"""docs/protocol.md names all of the wire, and nothing that isn't there."""

import re
from pathlib import Path
from typing import get_args

from accounts.problems import STATUS_BY_CODE
from chat import protocol

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"


def first_cells(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([\w.]+)`", row.split("|")[1])}


def test_every_command_is_described() -> None:
    assert first_cells("Commands") == set(protocol.COMMANDS)


def test_every_event_is_described() -> None:
    types = {name for event in get_args(protocol.AnyEvent) for name in get_args(event.model_fields["type"].annotation)}
    assert first_cells("Events") == types - {"ack", "error"}


def test_every_error_code_is_described_with_its_status() -> None:
    assert first_cells("Errors") == set(STATUS_BY_CODE)
    text = PAGE.read_text()
    for code, status in STATUS_BY_CODE.items():
        assert f"| `{code}` | {status} |" in text


def test_every_closing_code_is_described() -> None:
    text = PAGE.read_text()
    for code, meaning in protocol.CLOSE_CODES.items():
        assert re.search(rf"\| {code} \| {re.escape(meaning.split(':')[0])}", text), code
