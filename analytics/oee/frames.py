"""Segments and stops as rows of the contract's series."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.framed import framed
from analytics.oee.segments import Segments
from contract.kpi import BASE_FIELD_NAMES, FLAG_FIELDS
from contract.path import EquipmentPath
from contract.reasons import Attribution, LossGroup
from contract.series import SEGMENT, STOP, UNIT_TAGS, FieldType, Measurement
from contract.states import Leaf

_KINDS = {"int": np.int64, "float": np.float64, "bool": np.bool_}


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a unit, [start, end) in ms UTC; shift and root as at its start."""

    start: int
    end: int
    leaf: Leaf
    reason: str
    loss_group: LossGroup
    attribution: Attribution
    root_unit: str
    order: str
    product: str
    shift: str


def segment_frame(
    line: EquipmentPath,
    segments: Mapping[str, Segments],
    *,
    clock_suspect: Collection[str] = (),
) -> pd.DataFrame:
    """Return rows of the series `segment`; the key of a line's own segments is the empty name."""
    parts = [(unit, found) for unit, found in segments.items() if len(found.start)]
    counts = [len(found.start) for _, found in parts]
    total = sum(counts)
    columns: dict[str, object] = {
        "time": _joined([found.start for _, found in parts], np.int64),
        **path_columns(line, np.repeat(np.array([u for u, _ in parts], object), counts), total),
        "end": _joined([found.end for _, found in parts], np.int64),
        "shift": _texts([text for _, found in parts for text in found.shift]),
        "order": _texts([text for _, found in parts for text in found.order]),
        "product": _texts([text for _, found in parts for text in found.product]),
    }
    for name in BASE_FIELD_NAMES:
        columns[name] = _joined([found.base[name] for _, found in parts], np.float64)
    for name in FLAG_FIELDS:
        flags = [
            np.full(len(found.start), unit in clock_suspect)
            if name == "clock_suspect"
            else found.flags.get(name, np.zeros(len(found.start), np.bool_))
            for unit, found in parts
        ]
        columns[name] = _joined(flags, np.bool_)
    columns["planned_run_time_source"] = _texts([t for _, found in parts for t in found.source])
    columns["void"] = np.zeros(total, np.bool_)
    return typed_frame(SEGMENT, columns)


def stop_frame(line: EquipmentPath, stops: Mapping[str, Sequence[Stop]]) -> pd.DataFrame:
    """Return rows of the series `stop`."""
    rows = [(unit, stop) for unit, found in stops.items() for stop in found]
    units = _texts([unit for unit, _ in rows])
    columns: dict[str, object] = {
        "time": np.array([stop.start for _, stop in rows], np.int64),
        **path_columns(line, units, len(rows)),
        "duration_s": np.array([(s.end - s.start) / 1000 for _, s in rows], np.float64),
        "leaf": _texts([stop.leaf for _, stop in rows]),
        "reason": _texts([stop.reason for _, stop in rows]),
        "loss_group": _texts([stop.loss_group for _, stop in rows]),
        "attribution": _texts([stop.attribution for _, stop in rows]),
        "root_unit": _texts([stop.root_unit for _, stop in rows]),
        "order": _texts([stop.order for _, stop in rows]),
        "product": _texts([stop.product for _, stop in rows]),
        "shift": _texts([stop.shift for _, stop in rows]),
        "void": np.zeros(len(rows), np.bool_),
    }
    return typed_frame(STOP, columns)


def path_columns(line: EquipmentPath, units: object, count: int) -> dict[str, object]:
    """Return the tags of a unit's rows; `units` are their work units."""
    above = (line.enterprise, line.site, line.area, line.work_center)
    tags: dict[str, object] = {
        tag: _texts([text] * count) for tag, text in zip(UNIT_TAGS, above, strict=False)
    }
    tags["work_unit"] = units
    return tags


def typed_frame(measurement: Measurement, columns: Mapping[str, object]) -> pd.DataFrame:
    """Return rows of a series with its columns in order, of the same types however few rows."""
    kinds: dict[str, FieldType] = {"time": "int", **dict.fromkeys(measurement.tags, "text")}
    kinds |= {field.name: field.type for field in measurement.fields}
    return framed(
        {name: np.asarray(columns[name], _KINDS.get(kind, object)) for name, kind in kinds.items()}
    )


def _texts(texts: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    return np.array(texts, object)


def _joined(parts: Sequence[object], kind: type[np.generic]) -> object:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, kind)  # type: ignore[arg-type]
