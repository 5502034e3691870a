"""What births say of each work unit: rates, items per count, rollovers and heartbeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import pandas as pd

from contract.messages import Metric

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class UnitRegister:
    """One work unit's newest birth.

    Args:
        planned_run_time_s: product to planned run time per count of this unit, s (ISO 22400-2 PRI).
        items_per_count: line items in one count of this unit.
        moduli: counter to the value at which it rolls over to 0; absent where it never does.
        heartbeats_ms: every value that the unit gives, to how often it must, ms.
    """

    planned_run_time_s: Mapping[str, float] = field(default_factory=dict)
    items_per_count: float = 1.0
    moduli: Mapping[str, int] = field(default_factory=dict)
    heartbeats_ms: Mapping[str, int] = field(default_factory=dict)


def register_of(rows: pd.DataFrame) -> dict[str, UnitRegister]:
    """Return the newest row of each work unit of a line from rows of the series `register`."""
    newest = rows.sort_values("time", kind="stable").drop_duplicates("work_unit", keep="last")
    return {
        str(unit): UnitRegister(
            planned_run_time_s=_decoded(rates, dict[str, float], {}),
            items_per_count=float(items) if pd.notna(items) else 1.0,
            moduli={
                metric.name: metric.modulus for metric in metrics if metric.modulus is not None
            },
            heartbeats_ms={metric.name: round(metric.heartbeat_s * 1000) for metric in metrics},
        )
        for unit, rates, items, metrics in zip(
            newest["work_unit"],
            newest["planned_run_time_s"],
            newest["items_per_count"],
            (_decoded(text, list[Metric], []) for text in newest["metrics"]),
            strict=True,
        )
    }


def _decoded(text: object, kind: type[_T], empty: _T) -> _T:
    """Return the value of a JSON column; an absent column is empty."""
    return msgspec.json.decode(text, type=kind) if isinstance(text, str) and text else empty
