"""Static files as they are collected: what a browser has to fetch before a room works, and that it fits together."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.program import program
from unafied import static
from unafied.modules import JoinError

LIMIT = 100 * 1000
TEMPLATES = settings.BASE_DIR / "templates"
LINKED = re.compile(r"""(?:rel="stylesheet"\s+href|src)="\{% static '((?:css|js)/.+?)' %\}""")
LOADED = re.compile(r'(?:^import [^;]*from |(?<!\{)(?<!: )\bimport\()"(\.[^"]+)"', re.MULTILINE)
"""Not the types in comments."""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "unafied.static.Collected"}}
    ours = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STORAGES=storages, STATIC_ROOT=folder, STATICFILES_FINDERS=ours):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


@pytest.fixture(scope="module")
def hashed(collected: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return found


def test_the_script_and_the_sheet_of_a_room_are_light(collected: Path, hashed: dict[str, str]) -> None:
    names = linked_by("chat/app.html")
    assert sorted(names) == ["css/pages/rooms.css", "js/main.js"]
    weight = sum((collected / f"{hashed[name]}.gz").stat().st_size for name in names)
    assert weight <= LIMIT, f"{weight:,} bytes over the wire"


def test_every_script_and_sheet_that_a_page_names_is_there(hashed: dict[str, str]) -> None:
    named = {name for page in TEMPLATES.rglob("*.html") for name in linked_by(str(page.relative_to(TEMPLATES)))}
    assert {name for name in named if name.startswith("js/")} == {f"js/{entry}" for entry in static.ENTRIES}
    assert named <= set(hashed)


def test_every_module_that_a_script_loads_is_there(collected: Path, hashed: dict[str, str]) -> None:
    scripts = {(collected / name).resolve() for plain, name in hashed.items() if plain.startswith("js/")}
    entries = {(collected / hashed[f"js/{entry}"]).resolve() for entry in static.ENTRIES}
    loaded = {(script.parent / found).resolve() for script in scripts for found in LOADED.findall(script.read_text())}
    assert loaded <= scripts
    assert scripts - loaded <= entries


def test_every_script_can_be_read_by_a_browser(collected: Path, hashed: dict[str, str]) -> None:
    node = program("node", package="nodejs")
    scripts = [(collected / name).read_text() for plain, name in hashed.items() if plain.startswith("js/")]
    for script in scripts:
        subprocess.run([node, "--input-type=module", "--check"], input=script, text=True, check=True)


def test_a_sheet_holds_what_it_imports(collected: Path, hashed: dict[str, str]) -> None:
    text = (collected / hashed["css/pages/rooms.css"]).read_text()
    assert "@import" not in text
    listed = re.findall(r'@import "\.\./(.+?)"', (static_source("pages/rooms.css") + static_source("pages/site.css")))
    assert len(listed) > 20
    assert all(static_source(name) in text for name in listed)


def test_a_sheet_that_can_not_be_joined_is_refused() -> None:
    with pytest.raises(JoinError, match="@import"):
        static.sheet("x.css", {"x.css": '@import url("y.css") print;'})


def static_source(name: str) -> str:
    return (settings.BASE_DIR / "static/css" / name).read_text()


def linked_by(page: str) -> list[str]:
    """Return what stands in <link> and <script> of a template, not what is kept for later."""
    return LINKED.findall((TEMPLATES / page).read_text())
