"""From EMAIL_URL to Django's MAILERS."""

from typing import Any


def mailer(url: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of MAILERS for what django-environ read from an address such as `smtp+tls://user:pass@host`."""
    backend = url["EMAIL_BACKEND"]
    if not backend.endswith(".smtp.EmailBackend"):
        return {"BACKEND": backend}
    options = {
        "host": url.get("EMAIL_HOST") or "localhost",
        "port": url.get("EMAIL_PORT") or 25,
        "username": url.get("EMAIL_HOST_USER") or "",
        "password": url.get("EMAIL_HOST_PASSWORD") or "",
        "use_tls": url.get("EMAIL_USE_TLS", False),
        "use_ssl": url.get("EMAIL_USE_SSL", False),
        "timeout": 15,
    }
    return {"BACKEND": backend, "OPTIONS": options}
