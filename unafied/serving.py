"""Static files, as a middleware that costs what is no file of theirs nothing but a look into a dictionary."""

from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


class StaticFiles:
    """servestatic's files in a synchronous chain, where its own middleware takes each request to the loop and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._files = ServeStaticMiddleware(_never_asked)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, or with what the rest of the chain says."""
        path = request.path_info
        found = self._files.find_file(path) if self._files.autorefresh else self._files.files.get(path)
        if found is None:
            return self._get_response(request)
        response: HttpResponseBase = async_to_sync(self._files.aserve)(found, request)
        return response


async def _never_asked(_request: HttpRequest) -> HttpResponseBase:
    raise NotImplementedError
