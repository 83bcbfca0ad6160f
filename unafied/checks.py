"""What is wrong or missing for production, each with the name of its setting."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's names
from django.http.request import validate_host


@register(Tags.security)
def check_environment(**_: Any) -> list[CheckMessage]:
    """Look at what an operator has to give when the database is not the embedded one."""
    messages = list(_anywhere())
    return messages if settings.IS_EMBEDDED else [*messages, *_in_production()]


def _anywhere() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in {"http", "https"} or not site.hostname:
        yield Error("SITE_URL is not an address such as https://chat.example.org.", id="unafied.E001")
    elif not _is_allowed(site.hostname):
        yield Error(
            f"SITE_URL names {site.hostname}, which ALLOWED_HOSTS does not allow.",
            hint="Links in mails and invites would lead to an error page.",
            id="unafied.E002",
        )
    if not 0 < settings.PORT < 65_536:
        yield Error("PORT is not between 1 and 65535.", id="unafied.E003")


def _in_production() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < 32:
        yield Error("SECRET_KEY is too short; give at least 32 random characters.", id="unafied.E010")
    if settings.DEBUG:
        yield Error("DEBUG is on with a DATABASE_URL: error pages would show settings to anybody.", id="unafied.E011")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS lets in any host.", id="unafied.E012")
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield Error("DATABASE_URL is not a PostgreSQL address.", id="unafied.E013")
    if not settings.IS_BEHIND_TLS:
        yield Warning(
            "BEHIND_TLS is off: cookies may travel in the clear.",
            hint="Set BEHIND_TLS=on where a proxy terminates TLS and sets X-Forwarded-Proto.",
            id="unafied.W010",
        )
    if settings.MAILERS["default"]["BACKEND"].endswith(".console.EmailBackend"):
        yield Warning("EMAIL_URL is not set: password resets are only printed.", id="unafied.W011")
    if not settings.RATE_LIMITS:
        yield Warning("RATE_LIMITS is off: passwords can be guessed at full speed.", id="unafied.W012")


def _is_allowed(host: str) -> bool:
    return validate_host(host, settings.ALLOWED_HOSTS)
