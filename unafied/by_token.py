"""The API for who brings a token: no session and no cookie, and so none of the middleware that is there for them.

More than a quarter of a request's way through one thread was spent in it (docs/performance.md, "Posting by REST").
"""

from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.utils.module_loading import import_string

from unafied.one_thread import OneThread

FOR_BROWSERS = {
    "unafied.serving.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
}
"""Of `settings.MIDDLEWARE`. Below `/api/v1/` each view says itself who may come in."""

_ROOT = "/api/v1/"
_SCHEME = b"bearer "


class ByToken(OneThread):
    """Answers requests that `brings_token` is true of."""

    def load_middleware(self, is_async: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Make the chain of what is left; none of that looks at views or at what they raise."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # not in the stubs
        for name in reversed(settings.MIDDLEWARE):
            if name not in FOR_BROWSERS:
                chain = convert_exception_to_response(import_string(name)(chain))
        self._middleware_chain = chain


def brings_token(scope: Any) -> bool:
    """Whether an HTTP request is one to the API with an `Authorization: Bearer …`, be it good or not."""
    path: str = scope["path"]
    return path.startswith(_ROOT) and any(
        name == b"authorization" and value[: len(_SCHEME)].lower() == _SCHEME for name, value in scope["headers"]
    )


class Http:
    """Gives each request to the chain that is meant for it."""

    def __init__(self) -> None:
        self._any, self._by_token = OneThread(), ByToken()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        await (self._by_token if brings_token(scope) else self._any)(scope, receive, send)
