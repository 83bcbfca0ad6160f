"""HTTP with bounds that its clients lack: how long an answer may be, and how long a service may be waited for."""

from collections.abc import AsyncIterator

import httpx2

MOST = 4_000_000
"""Bytes of an answer: one that is streamed has some 250 around each token."""
MOST_VECTORS = 64_000_000
"""…of one with vectors: 2,048 of them."""
PATIENCE = 2.0
"""Seconds until a retry that are worth waiting: the room has a local answer."""


class BoundedTransport(httpx2.AsyncHTTPTransport):
    """Ends answers that have no end, and lets nobody sleep until a service has time again."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it. Raises `httpx2.ReadError` while an answer is read that is too long."""
        # An answer that is sent packed could be any size when it is unpacked.
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if _retry_after(response) > PATIENCE:
            response.headers["x-should-retry"] = "false"
        most = MOST_VECTORS if request.url.path.endswith("/embeddings") else MOST
        assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101 - what an async transport gives
        response.stream = _Bounded(response.stream, most)
        return response


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise httpx2.ReadError("the answer is too long")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _retry_after(response: httpx2.Response) -> float:
    try:
        return float(response.headers.get("retry-after", 0))
    except ValueError:
        # A date, then: nobody names one for a matter of seconds.
        return PATIENCE + 1
