"""How the OpenAPI document describes what pydantic models read and answer, and what a refusal looks like."""

from typing import Any

from drf_spectacular.contrib.pydantic import PydanticExtension
from drf_spectacular.plumbing import ResolvedComponent
from pydantic.json_schema import JsonSchemaMode, model_json_schema

from accounts.wire import Problem

_REFERENCE = "#/components/schemas/{model}"


def with_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every operation that whatever else it answers is a `Problem` (a postprocessing hook)."""
    result["components"]["schemas"].setdefault("Problem", model_json_schema(Problem, mode="serialization"))
    refusal = {
        "description": "A refusal, with a stable code.",
        "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", refusal)
    return result


class WireModels(PydanticExtension):
    """Pydantic models; unlike its base, a request's fields that have a default may be left out."""

    priority = 1

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the model's JSON schema, its parts registered as components."""
        mode: JsonSchemaMode = "validation" if direction == "request" else "serialization"
        schema = model_json_schema(self.target, ref_template=_REFERENCE, mode=mode)
        for name, part in schema.pop("$defs", {}).items():
            component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, object=name, schema=part)
            auto_schema.registry.register_on_missing(component)
        return schema
