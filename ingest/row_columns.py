"""Rows of the seam go in; columns under the names of the series come out, for any store."""

from collections.abc import Sequence

import msgspec

from contract.messages import WorkUnit
from contract.path import EquipmentPath
from contract.series import LINE_TAGS
from ingest.store import Columns, Delivery, PipelineRow, RegisterRow, Span, Value

# Register columns that hold JSON text.
_REGISTER_JSON = ("operations", "planned_run_time_s", "metrics")


def _line_columns(lines: Sequence[EquipmentPath | None]) -> dict[str, list[Value]]:
    return {
        tag: ["" if line is None else getattr(line, tag) for line in lines] for tag in LINE_TAGS
    }


def delivery_columns(rows: Sequence[Delivery]) -> tuple[Columns, int]:
    """Return the ledger rows as columns, and their number."""
    return {
        "time": [row.spooled for row in rows],
        **_line_columns([row.line for row in rows]),
        "boot": [row.boot for row in rows],
        "seq": [row.seq for row in rows],
        "first": [row.first for row in rows],
        "samples": [row.samples for row in rows],
        "rejected": [row.rejected for row in rows],
        "earliest": [row.earliest for row in rows],
        "latest": [row.latest for row in rows],
    }, len(rows)


def change_columns(worker: str, time: int, spans: Sequence[Span]) -> tuple[Columns, int]:
    """Return the change rows of one commit as columns, and their number."""
    return {
        "time": [time] * len(spans),
        "worker": [worker] * len(spans),
        **_line_columns([span.line for span in spans]),
        "first": [span.first for span in spans],
        "last": [span.last for span in spans],
    }, len(spans)


def pipeline_columns(rows: Sequence[PipelineRow]) -> tuple[Columns, int]:
    """Return pipeline rows as columns, and their number."""
    names = sorted({name for row in rows for name in row.fields})
    return {
        "time": [row.time for row in rows],
        "service": [row.service for row in rows],
        "instance": [row.instance for row in rows],
        "kind": [row.kind for row in rows],
        **_line_columns([row.line for row in rows]),
        **{name: [row.fields.get(name) for row in rows] for name in names},
    }, len(rows)


def register_columns(rows: Sequence[RegisterRow]) -> tuple[Columns, int]:
    """Return register rows as columns, and their number."""
    plain = tuple(
        name for name in WorkUnit.__struct_fields__ if name not in {"unit", *_REGISTER_JSON}
    )
    return {
        "time": [row.boot for row in rows],
        **_line_columns([row.line for row in rows]),
        "work_unit": [row.unit.unit for row in rows],
        **{name: [getattr(row.unit, name) for row in rows] for name in plain},
        **{
            name: [msgspec.json.encode(getattr(row.unit, name)).decode() for row in rows]
            for name in _REGISTER_JSON
        },
    }, len(rows)
