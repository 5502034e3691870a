"""What the OpenAPI document says about answers: schemas of the msgspec structs, and of tables."""

from typing import Any

import msgspec

from dashboards.board.catalogue import Catalogue
from dashboards.board.model import (
    AssignedReasons,
    Explanation,
    Health,
    Plant,
    Recomputation,
    ReplayReport,
    Timeline,
)

_REFERENCE = "#/components/schemas/{name}"
_ROWS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
_AUDIT_SCHEMA: dict[str, Any] = {
    "title": "Audit",
    "type": "object",
    "properties": {
        "ok": {"type": "boolean", "description": "nothing is missing"},
        "rows": _ROWS,
    },
    "required": ["ok", "rows"],
}
_ERROR_SCHEMA: dict[str, Any] = {
    "title": "Error",
    "type": "object",
    "properties": {"error": {"type": "string", "description": "what, where and what to do"}},
    "required": ["error"],
}


def component_schemas() -> dict[str, Any]:
    """Return the schemas of every struct that is answered, by name."""
    _, components = msgspec.json.schema_components(
        (
            AssignedReasons,
            Catalogue,
            Explanation,
            Health,
            Plant,
            Recomputation,
            ReplayReport,
            Timeline,
        ),
        schema_hook=lambda _kind: {"description": "any JSON value"},  # `object`
        ref_template=_REFERENCE,
    )
    return dict(sorted({**components, "Audit": _AUDIT_SCHEMA, "Error": _ERROR_SCHEMA}.items()))


def answers(name: str, *, text: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route that gives one struct as JSON, or as plain text too."""
    content: dict[str, Any] = {
        "application/json": {"schema": {"$ref": _REFERENCE.format(name=name)}}
    }
    if text:
        content["text/plain"] = {"schema": {"type": "string"}}
    return {200: {"description": name, "content": content}, **refusals()}


def table_answers(what: str, *, json: str = "") -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route that gives a table; `json` names a schema other than rows."""
    schema = {"$ref": _REFERENCE.format(name=json)} if json else _ROWS
    return {
        200: {
            "description": what,
            "content": {
                "application/json": {"schema": schema},
                "text/csv": {"schema": {"type": "string"}},
                "application/vnd.apache.parquet": {"schema": {"type": "string"}},
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {"type": "string"}
                },
            },
        },
        **refusals(),
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


def refusals() -> dict[int | str, dict[str, Any]]:
    """Return what any route may answer instead."""
    content = {"application/json": {"schema": {"$ref": _REFERENCE.format(name="Error")}}}
    return {
        400: {"description": "a parameter cannot be used", "content": content},
        404: {"description": "nothing is known about this place", "content": content},
        503: {"description": "ask again later", "content": content},
    }
