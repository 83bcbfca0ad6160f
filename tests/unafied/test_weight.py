"""What a browser has to fetch before a room works."""

import gzip
import re
from pathlib import Path

from django.conf import settings

from tests.chat.test_views import modules_reached_from

LIMIT = 100 * 1000
STATIC = Path(settings.STATICFILES_DIRS[0])


def test_the_scripts_and_styles_of_a_room_are_light() -> None:
    scripts = {f"js/{name}" for entry in ("main.js", "sign-out.js") for name in modules_reached_from(entry)}
    weight = sum(compressed(name) for name in scripts | styles())
    assert weight <= LIMIT, f"{weight:,} bytes over the wire"


def styles() -> set[str]:
    pages = [settings.BASE_DIR / "templates" / name for name in ("base.html", "chat/app.html")]
    return {name for page in pages for name in re.findall(r"static '(css/.+?)'", page.read_text())}


def compressed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), mtime=0))
