"""For those who run it: is it alive, can it serve, and what does it count."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from redis import Redis

from agents.counts import Doings
from unafied.counts import Connections

REGISTRY.register(Doings())
REGISTRY.register(Connections())


@login_not_required
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, without asking anybody else."""
    return JsonResponse({"status": "alive"})


@login_not_required
def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when database and Redis answer, else 503 with the one that does not."""
    faults = {name: type(error).__name__ for name, error in _faults()}
    return JsonResponse(
        {"status": "unready", "faults": faults} if faults else {"status": "ready"},
        status=503 if faults else 200,
    )


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' format, to whoever has the METRICS_TOKEN, or on loopback where none is set."""
    if not _may_see_metrics(request):
        return HttpResponse(status=403)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_see_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers


def _faults() -> list[tuple[str, Exception]]:
    faults: list[tuple[str, Exception]] = []
    for name, look in (("database", _ask_database), ("redis", _ask_redis)):
        try:
            look()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            faults.append((name, error))
    return faults


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as redis:
        redis.ping()
