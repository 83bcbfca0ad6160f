"""Static files are collected anew when something changed, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from unafied import collecting


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("static/js/main.js", "unafied/static.py", "uv.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    monkeypatch.setattr(collecting, "ROOT", tmp_path)
    return tmp_path


def test_what_was_collected_of_the_same_sources_is_taken(project: Path) -> None:
    sources = collecting.fingerprint()
    assert not collecting.is_collected(project, sources)
    collecting.mark(project, sources)
    assert collecting.is_collected(project, collecting.fingerprint())


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "static/js/main.js").write_text("otherwise"),
        lambda root: (root / "static/js/main.js").unlink(),
        lambda root: (root / "static/js/more.js").write_text("new"),
        lambda root: (root / "unafied/static.py").write_text("joined otherwise"),
        lambda root: (root / "uv.lock").write_text("other packages"),
    ],
    ids=["changed", "removed", "added", "code", "packages"],
)
def test_a_change_is_noticed(project: Path, change: Callable[[Path], object]) -> None:
    before = collecting.fingerprint()
    change(project)
    assert collecting.fingerprint() != before
