"""Folders of state for real servers."""

import shutil
from pathlib import Path

import pytest

from unafied.embedded import serving


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database cluster, made once."""
    var = tmp_path_factory.mktemp("cluster")
    with serving(var, valkey=False):
        pass
    return var / "postgres"


@pytest.fixture
def var(tmp_path: Path, cluster: Path) -> Path:
    """A folder of state in which PostgreSQL has run before."""
    shutil.copytree(cluster, tmp_path / "var" / "postgres")
    return tmp_path / "var"
