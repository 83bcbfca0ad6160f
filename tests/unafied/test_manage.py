"""Django's command line finds the services, has them for its own time, or does without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import manage
from tests.unafied.processes import is_gone, postgres_pid
from unafied import embedded
from unafied.embedded import ROOT, serving

pytestmark = pytest.mark.slow

ASK_WHO = (
    "from django.db import connection as c; k = c.cursor(); k.execute('SHOW data_directory'); print(k.fetchone()[0])"
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_has_the_services_for_its_own_time(tmp_path: Path) -> None:
    result = run("shell", "--no-imports", "-c", ASK_WHO, UNAFIED_VAR=str(tmp_path))
    assert result.stdout.strip() == str(tmp_path / "postgres"), result.stderr
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_command_finds_the_services_that_run(tmp_path: Path) -> None:
    with serving(tmp_path):
        pid = postgres_pid(tmp_path)
        result = run("shell", "--no-imports", "-c", ASK_WHO, UNAFIED_VAR=str(tmp_path))
        assert result.stdout.strip() == str(tmp_path / "postgres"), result.stderr
        assert postgres_pid(tmp_path) == pid
        assert not is_gone(pid, within=0)


def test_help_starts_nothing(tmp_path: Path) -> None:
    assert "Start the services" in run("up", "--help", UNAFIED_VAR=str(tmp_path)).stdout
    assert not (tmp_path / "run").exists()


def test_a_service_that_cannot_start_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    result = run("migrate", UNAFIED_VAR=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.startswith("The embedded postgres could not be started.")
    assert "was made by PostgreSQL 9" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], set()),
        (["help"], set()),
        (["check", "--deploy"], set()),
        (["collectstatic", "--no-input"], set()),
        (["up"], set()),
        (["replay", "-"], set()),
        (["migrate", "--help"], set()),
        (["migrate"], {"postgres", "valkey"}),
        (["seed"], {"postgres", "valkey"}),
        (["makemigrations", "--check"], {"postgres", "valkey"}),
    ],
)
def test_only_what_needs_services_has_them(
    arguments: list[str], names: set[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UNAFIED_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    held: set[str] = set()
    monkeypatch.setattr(embedded, "serving", lambda _, **wanted: held.update(n for n in wanted if wanted[n]))
    manage.services_for(arguments)
    assert held == names


def test_what_the_environment_gives_is_not_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNAFIED_VAR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/unafied")
    monkeypatch.setenv("REDIS_URL", "redis://redis")
    with manage.services_for(["migrate"]):
        assert list(tmp_path.iterdir()) == []
