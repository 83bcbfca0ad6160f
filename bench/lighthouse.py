"""What Lighthouse says of the pages, phone and desktop: `python -m bench.lighthouse http://127.0.0.1:8000`.

The address is that of a `make up` with its demo. Every run has a new browser whose caches are empty; printed are
medians, as a Markdown table, and how busy the machine was.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from bench.cores import kept_to, steady
from bench.table import rendered

MISSING = """Lighthouse is missing. It comes from npm; where Node is,
    npm install --prefix /tmp/lighthouse lighthouse@12
and then add --lighthouse /tmp/lighthouse/node_modules/.bin/lighthouse"""
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {
    "first contentful paint": "first-contentful-paint",
    "largest contentful paint": "largest-contentful-paint",
    "speed index": "speed-index",
    "blocked": "total-blocking-time",
}
FORMS: dict[str, list[str]] = {"phone": [], "desktop": ["--preset=desktop"]}
PAGES = ("sign-in", "room")
WHO, PASSWORD, ROOM = "mara@demo.example", "unafied-demo", "Flat 4B"
_cores = cache(steady)
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]

Report = dict[str, Any]


def main() -> None:
    """Print the table."""
    chosen = _options()
    if not shutil.which(chosen.lighthouse):
        sys.exit(MISSING)
    reports: dict[tuple[str, str], list[Report]] = {each: [] for each in product(PAGES, FORMS)}
    loads = []
    cookies, room = _signed_in(chosen.address)
    visits = {"sign-in": (f"{chosen.address}/accounts/sign-in/", []), "room": (room, cookies)}
    for number, (page, form) in product(range(chosen.runs), reports):
        loads.append(_calm(chosen.load))
        print(f"{number + 1} {page} {form}, load {loads[-1]:.1f}", file=sys.stderr, flush=True)
        attempt = partial(_report, chosen.lighthouse, *visits[page], FORMS[form])
        reports[page, form].append(_patiently(attempt))
    print(_described(reports["room", "phone"], loads))
    print(table_of(reports))
    if chosen.keep:
        chosen.keep.write_text(json.dumps({f"{page} {form}": each for (page, form), each in reports.items()}))


def table_of(reports: Mapping[tuple[str, str], list[Report]]) -> str:
    """Return the medians of the reports of each page and form."""
    return rendered([", ".join(each) for each in reports], list(_rows(list(reports.values()))))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.lighthouse", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lighthouse", default="lighthouse", help="the program, where it is not in the PATH")
    parser.add_argument("--load", type=float, default=2.0, help="wait for the machine's load to be below")
    parser.add_argument("--keep", type=Path, help="a file for the whole reports")
    return parser.parse_args()


def _signed_in(address: str) -> tuple[list[Any], str]:
    """Return the cookies of somebody of the demo, and the address of a room with messages."""
    with _chromium() as port, sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = browser.new_context(base_url=address).new_page()
        page.goto("/accounts/sign-in/")
        page.get_by_label("E-mail").fill(WHO)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link").filter(has_text=ROOM).click()
        page.wait_for_url("**/rooms/*/")
        found = page.context.cookies(), page.url
        browser.close()
    return found


def _report(lighthouse: str, url: str, cookies: list[Any], form: Sequence[str]) -> Report:
    with _chromium() as port:
        if cookies:
            with sync_playwright() as playwright:
                browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                browser.contexts[0].add_cookies(cookies)
                browser.close()
        only = f"--only-categories={','.join(CATEGORIES)}"
        command = [lighthouse, url, f"--port={port}", only, "--output=json", "--quiet", *form]
        return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def _patiently(attempt: Callable[[], Report]) -> Report:
    # Now and then Lighthouse finds no beginning in its own trace, and says to try again.
    for _ in range(2):
        with suppress(subprocess.CalledProcessError):
            return attempt()
    return attempt()


@contextmanager
def _chromium() -> Iterator[int]:
    """Have a browser that knows nothing inside the block: the port at which it is told what to do."""
    program = shutil.which("chromium") or sys.exit("Chromium is missing.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [program, *FLAGS, f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank"]
        # On cores whose clocks disagree it stands still, or takes what it waited for as work.
        with kept_to(_cores()):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield _port(Path(folder) / "DevToolsActivePort")
        finally:
            process.terminate()
            process.wait(30)


def _port(file: Path) -> int:
    for _ in range(300):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    sys.exit("Chromium does not come up.")


def _calm(most: float) -> float:
    """Wait for the machine to be calm, though not for ever, and return its load."""
    for _ in range(24):
        if os.getloadavg()[0] < most:
            break
        time.sleep(5)
    return os.getloadavg()[0]


def _described(reports: list[Report], loads: list[float]) -> str:
    power = median(each["environment"]["benchmarkIndex"] for each in reports)
    return (
        f"Lighthouse {reports[0]['lighthouseVersion']}, {len(reports)} runs, medians; the machine's load was "
        f"{min(loads):.1f} to {max(loads):.1f}, its benchmark index {power:.0f}; the browser had {len(_cores())} of "
        f"{os.cpu_count()} cores\n"
    )


def _rows(columns: list[list[Report]]) -> Iterator[tuple[str, list[str]]]:
    for name in CATEGORIES:
        yield (
            f"**{name.replace('-', ' ')}**",
            [f"{100 * _middle(each, 'categories', name, 'score'):.0f}" for each in columns],
        )
    for label, name in TIMES.items():
        yield f"{label}, ms", [f"{_middle(each, 'audits', name, 'numericValue'):,.0f}" for each in columns]
    shift = "cumulative-layout-shift"
    yield "layout shift", [f"{_middle(each, 'audits', shift, 'numericValue'):.3f}" for each in columns]
    yield "requests", [f"{median(len(_requests(report)) for report in each):.0f}" for each in columns]
    yield "over the wire, KB", [f"{median(_weight(report) for report in each) / 1000:.0f}" for each in columns]


def _middle(reports: list[Report], *path: str) -> float:
    values = []
    for report in reports:
        value: Any = report
        for name in path:
            value = value[name]
        values.append(float(value))
    return median(values)


def _requests(report: Report) -> list[Report]:
    return list(report["audits"]["network-requests"]["details"]["items"])


def _weight(report: Report) -> float:
    return float(sum(each.get("transferSize", 0) for each in _requests(report)))


if __name__ == "__main__":
    main()
