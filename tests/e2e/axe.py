"""axe's judgement of a page, by every rule of WCAG 2.2 at A and AA."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# What has just been opened is painted, and what fades in is there.
VIOLATIONS = """async (rules) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let count = 0; count < 3; count += 1) await frame();
  const ends = (each) => Number.isFinite(each.effect?.getComputedTiming().endTime);
  await Promise.all(document.getAnimations().filter(ends).map((each) => each.finished.catch(() => null)));
  return (await axe.run(rules)).violations;
}"""


class Inspection:
    """Goes through states of pages and keeps what is wrong with each."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.seen: list[str] = []

    async def look(self, page: Page, state: str) -> None:
        """Judge what the page shows, and its colours in light and in dark."""
        self.seen.append(state)
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        await self._judge(page, state, ALL)
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        await self._judge(page, f"{state}, dark", COLOURS)

    async def _judge(self, page: Page, state: str, rules: dict[str, Any]) -> None:
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE_SCRIPT)
        for violation in await page.evaluate(VIOLATIONS, rules):
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            self.found.append(f"{state}: {violation['id']} at {', '.join(places)}: {_why(violation)}")


def _why(violation: dict[str, Any]) -> str:
    first = violation["nodes"][0]
    return " ".join(check["message"] for kind in ("any", "all", "none") for check in first[kind])
