"""How the API writes its answers: pydantic writes its own models, and what is JSON already is not made again."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from rest_framework.renderers import JSONRenderer


class Json(str):
    """A text that is JSON."""

    __slots__ = ()


class WireRenderer(JSONRenderer):
    """DRF's renderer, to which an answer may be a model or `Json`."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the body of an answer."""
        match data:
            case BaseModel():
                return data.model_dump_json().encode()
            case Json():
                return data.encode()
        return super().render(data, accepted_media_type, renderer_context)
