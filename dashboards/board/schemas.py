"""What the OpenAPI document says about answers: schemas of the msgspec structs, and of tables."""

from typing import Any

import msgspec

from dashboards.board.model import (
    Explanation,
    Health,
    Plant,
    Recomputation,
    ReplayReport,
    Timeline,
)

_REFERENCE = "#/components/schemas/{name}"
_ERROR_SCHEMA: dict[str, Any] = {
    "title": "Error",
    "type": "object",
    "properties": {"error": {"type": "string", "description": "what, where and what to do"}},
    "required": ["error"],
}


def component_schemas() -> dict[str, Any]:
    """Return the schemas of every struct that is answered, by name."""
    _, components = msgspec.json.schema_components(
        (Explanation, Health, Plant, Recomputation, ReplayReport, Timeline),
        schema_hook=lambda _kind: {"description": "any JSON value"},  # `object`
        ref_template=_REFERENCE,
    )
    return dict(sorted({**components, "Error": _ERROR_SCHEMA}.items()))


def answers(name: str, *, text: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route that gives one struct as JSON, or as plain text too."""
    content: dict[str, Any] = {
        "application/json": {"schema": {"$ref": _REFERENCE.format(name=name)}}
    }
    if text:
        content["text/plain"] = {"schema": {"type": "string"}}
    return {200: {"description": name, "content": content}, **_refusals()}


def table_answers(what: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route that gives a table in one of its formats."""
    return {
        200: {
            "description": what,
            "content": {
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
                "text/csv": {"schema": {"type": "string"}},
                "application/vnd.apache.parquet": {"schema": {"type": "string"}},
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {"type": "string"}
                },
            },
        },
        **_refusals(),
    }


def page_answers(what: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route that gives a table in pages."""
    found = table_answers(what)
    found[200]["headers"] = {
        "link": {
            "description": 'the next page, `<...&after=...>; rel="next"`; absent on the last one',
            "schema": {"type": "string"},
        }
    }
    return found


def _refusals() -> dict[int | str, dict[str, Any]]:
    content = {"application/json": {"schema": {"$ref": _REFERENCE.format(name="Error")}}}
    return {
        400: {"description": "a parameter cannot be used", "content": content},
        404: {"description": "nothing is known about this place", "content": content},
        503: {"description": "ask again later", "content": content},
    }
