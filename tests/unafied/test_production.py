"""What operators bring instead of the embedded services: TLS on both, and a pooler in front of the database."""

import asyncio
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import trustme

from tests.program import program
from tests.unafied.processes import free_port
from unafied.embedded import ROOT, VALKEY_SOCKET, serving, sockets_dir
from unafied.identity import enter_namespace, stay

pytestmark = pytest.mark.slow

SECRET_KEY = "a test's own key, long enough for anybody"

MANY_TRANSACTIONS = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connection, transaction

def work(number):
    mine = User.objects.filter(email__startswith=f"{number}-")
    for round in range(8):
        with transaction.atomic():
            User.objects.create(email=f"{number}-{round}@example.org", display_name="x")
            assert len(mine.select_for_update()) == round + 1
        # Outside of a transaction a server-side cursor would be on another connection by its second fetch.
        assert len(list(mine.iterator(chunk_size=2))) == round + 1
    connection.close()

with ThreadPoolExecutor(6) as pool:
    list(pool.map(work, range(12)))
print("users:", User.objects.count(), connection.settings_dict["OPTIONS"]["sslmode"])
"""

EVERY_USE_OF_REDIS = """
import asyncio
from channels.layers import get_channel_layer
from django.core.cache import cache
from dramatiq import Message, get_broker

async def through_the_channel_layer():
    layer = get_channel_layer()
    name = await layer.new_channel()
    await layer.group_add("room", name)
    await layer.group_send("room", {"type": "hello"})
    return (await layer.receive(name))["type"]

cache.set("kept", "yes")
broker = get_broker()
broker.declare_queue("proof")
broker.enqueue(Message(queue_name="proof", actor_name="worked", args=(), kwargs={}, options={}))
queued = next(broker.consume("proof"))
print("redis:", cache.get("kept"), asyncio.run(through_the_channel_layer()), queued.actor_name)
"""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority's certificate, as a client is given it."""
    place = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(place)
    return place


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    var = tmp_path_factory.mktemp("production")
    with serving(var):
        yield var


@pytest.fixture(scope="module")
def pooled(var: Path, authority: trustme.CA) -> Iterator[str]:
    """The address of a database behind a pooler: a connection of its own for each transaction, and TLS only."""
    pgbouncer = program("pgbouncer", package="pgbouncer")
    port = free_port()
    configuration = _pooler(var, port, authority)
    become = enter_namespace if os.geteuid() == 0 else stay
    with subprocess.Popen(
        [pgbouncer, str(configuration)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=become,  # noqa: PLW1509 - no thread runs yet
    ) as pooler:
        assert pooler.stderr
        assert next(line for line in pooler.stderr if "process up" in line)
        yield f"postgresql://postgres@localhost:{port}/unafied"
        pooler.kill()


def test_the_pooler_takes_tls_only(pooled: str) -> None:
    with psycopg.connect(f"{pooled}?sslmode=require") as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="SSL required"):
        psycopg.connect(f"{pooled}?sslmode=disable")


def test_everything_works_behind_tls_and_a_pooler(pooled: str, var: Path, trusted: Path) -> None:
    address = f"{pooled}?sslmode=verify-full&sslrootcert={trusted}"
    settings = {"DATABASE_URL": address, "UNAFIED_VAR": str(var)}
    _manage(["migrate", "--verbosity=0"], settings)
    assert "users: 96 verify-full" in _manage(["shell", "-c", MANY_TRANSACTIONS], settings)


def test_redis_may_be_behind_tls(var: Path, authority: trustme.CA, trusted: Path, tmp_path: Path) -> None:
    with _tls_in_front_of(sockets_dir(var) / VALKEY_SOCKET, authority) as port:
        address = f"rediss://localhost:{port}/0?ssl_ca_certs={trusted}"
        given = {"DATABASE_URL": "postgresql://nobody@localhost:1/nothing", "REDIS_URL": address}
        said = _manage(["shell", "--no-imports", "-c", EVERY_USE_OF_REDIS], {**given, "UNAFIED_VAR": str(tmp_path)})
    assert "redis: yes hello worked" in said
    assert list(tmp_path.iterdir()) == [], "with both given, nothing embedded may start"


def _manage(arguments: list[str], environment: dict[str, str]) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": SECRET_KEY, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def _pooler(var: Path, port: int, authority: trustme.CA) -> Path:
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(var / "pooler.key")
    certificate.cert_chain_pems[0].write_to_path(var / "pooler.pem")
    configuration = var / "pgbouncer.ini"
    configuration.write_text(f"""
        [databases]
        unafied = host={sockets_dir(var)} dbname=unafied user=postgres

        [pgbouncer]
        listen_addr = localhost
        listen_port = {port}
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = 3
        client_tls_sslmode = require
        client_tls_key_file = {var / "pooler.key"}
        client_tls_cert_file = {var / "pooler.pem"}
    """)
    return configuration


@contextmanager
def _tls_in_front_of(service: Path, authority: trustme.CA) -> Iterator[int]:
    # The wheel's Valkey speaks no TLS, as little as a server behind a terminating proxy does.
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_unix_connection(service)
        await asyncio.gather(_pump(reader, behind_writer), _pump(behind_reader, writer), return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(forward, "localhost", 0, family=2, ssl=context), loop
    ).result()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
