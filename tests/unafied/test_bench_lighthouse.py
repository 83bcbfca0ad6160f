"""What Lighthouse said becomes a table of medians, and a missing Lighthouse is said with what to do."""

import subprocess
import sys

from bench.lighthouse import CATEGORIES, TIMES, Report, table_of
from unafied.embedded import ROOT


def report(*, score: float, milliseconds: float) -> Report:
    audits = {name: {"numericValue": milliseconds} for name in TIMES.values()}
    requests = [{"transferSize": 1500}, {"transferSize": 500}]
    return {
        "categories": {name: {"score": score} for name in CATEGORIES},
        "audits": {
            **audits,
            "cumulative-layout-shift": {"numericValue": 0.0004},
            "network-requests": {"details": {"items": requests}},
        },
    }


def test_medians_stand_in_a_column_a_page() -> None:
    runs = [report(score=score, milliseconds=1000 * score) for score in (0.9, 0.2, 1.0)]
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table_of({("room", "phone"): runs}).splitlines()
    ]
    assert ["", "room, phone"] in lines
    assert ["**performance**", "90"] in lines
    assert ["first contentful paint, ms", "900"] in lines
    assert ["layout shift", "0.000"] in lines
    assert ["requests", "2"] in lines
    assert ["over the wire, KB", "2"] in lines


def test_without_lighthouse_it_says_how_to_get_it() -> None:
    command = [sys.executable, "-m", "bench.lighthouse", "--lighthouse", "/nowhere/lighthouse"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "npm install" in ended.stderr
