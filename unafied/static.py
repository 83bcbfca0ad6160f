"""Static files as they are collected: scripts and sheets joined, compressed, and with a hash in the name.

Browsers may keep them for ever, and fetch one script and one sheet a page. Without collecting, every file is served
as it is written.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, override

from servestatic.storage import CompressedManifestStaticFilesStorage

from unafied import modules

SCRIPTS = "js/"
ENTRIES = ["main.js", "shelf.js", "sign-out.js", "notifications.js", "delete-account.js"]
"""What pages name: each is joined with what it imports."""
STYLES = "css/"
PAGES = "pages/"
"""Each sheet in here lists what a page needs."""
IMPORT = re.compile(r'^@import "(?P<path>\.[^"]+)";$', re.MULTILINE)
SPECIFIER = re.compile(r'(\bfrom |\bimport\()"(\.[^"]+)\.js"')


class Collected(CompressedManifestStaticFilesStorage):
    """Where `collectstatic` puts them, and what names them."""

    _scripts_version = ""

    @override
    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join what came from `paths`, then let all of it be named and compressed."""
        if dry_run:
            return iter(())
        scripts = self._scripts(paths)
        kept = {name: source for name, source in paths.items() if not name.startswith(SCRIPTS)}
        for name, text in {**scripts, **_sheets(paths)}.items():
            Path(self.path(name)).write_text(text)
            kept[name] = (self, name)
        return super().post_process(kept, **options)

    @override
    def file_hash(self, name: str | None, content: Any = None) -> str | None:
        """Return what stands in the name: scripts load each other in circles, so that all have one version."""
        if name and name.startswith(SCRIPTS):
            return self._scripts_version
        return super().file_hash(name, content)  # type: ignore[arg-type]  # Django itself gives None

    def _scripts(self, paths: dict[str, Any]) -> dict[str, str]:
        texts = modules.joined(ENTRIES, _texts(paths, SCRIPTS))
        self._scripts_version = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:12]
        hashed = rf'\1"\2.{self._scripts_version}.js"'
        return {SCRIPTS + name: SPECIFIER.sub(hashed, text) for name, text in texts.items()}


def _sheets(paths: dict[str, Any]) -> dict[str, str]:
    sources = _texts(paths, STYLES)
    return {STYLES + name: sheet(name, sources) for name in sources if name.startswith(PAGES)}


def sheet(name: str, sources: Mapping[str, str]) -> str:
    """Return a sheet with the sheets that it imports in place of the imports; raises `JoinError` for other imports."""
    text = IMPORT.sub(lambda found: sheet(normpath(join(dirname(name), found["path"])), sources), sources[name])
    if "@import" in text:
        raise modules.JoinError(f"{name} has an @import of a kind that is not understood")
    return text


def _texts(paths: dict[str, Any], folder: str) -> dict[str, str]:
    """Return the texts of a folder by their names in it, from what `collectstatic` found."""
    found = {name.removeprefix(folder): source for name, source in paths.items() if name.startswith(folder)}
    texts = {}
    for name, (storage, path) in found.items():
        with storage.open(path) as source:
            texts[name] = source.read().decode()
    return texts
