"""One KPI row with what it was computed from in, the calculation as data out.

`analytics.explain.text` says the same in sentences.
"""

import msgspec
import pandas as pd

from analytics.errors import BadQuery
from analytics.explain.formulas import Calculation, calculations
from analytics.history import History
from analytics.kpi_store import KpiQuery, KpiStore, empty, stop_ends
from analytics.master.data import LineMaster, MasterData
from analytics.oee.formulas import FORMULA_SET
from analytics.oee.rates import LineRates
from analytics.queries import iso, readable
from analytics.register import register_of
from analytics.rerate import orders_begun
from contract.kpi import (
    CONSUMPTION_KPI_FIELDS,
    FLAG_FIELDS,
    KPI_LEVELS,
    QUANTITY_KPI_FIELDS,
    KpiLevel,
    Window,
)
from contract.path import EquipmentPath
from contract.states import LEAF_FIELD


class LeafTime(msgspec.Struct, frozen=True):
    """Time of one leaf: seconds, and its share of the window so far (0..1)."""

    leaf: str
    field: str
    seconds: float
    share: float


class IdealRate(msgspec.Struct, frozen=True):
    """What one product needs: planned run time per item in s, and whence it comes.

    Pieces are those counted while the place worked on it; a product whose rate changed meanwhile
    stands once with each. A line still counts pieces of the order
    before; each is rated by its own product.
    """

    product: str
    planned_run_time_s: float
    source: str
    produced: float
    good: float


class Stopped(msgspec.Struct, frozen=True):
    """Time lost to one reason in the window, and the stops that it lies in."""

    leaf: str
    reason: str
    stops: int
    seconds: float


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A KPI row and everything it stands on; times ISO 8601 UTC, durations in s."""

    level: str
    path: str
    window: str
    window_start: str
    window_end: str
    zone: str
    shift: str
    revision: int
    formula_set: str
    master_data: str
    leaves: tuple[LeafTime, ...]
    planned_busy_time_s: float
    planned_run_time_produced_s: float
    planned_run_time_good_s: float
    quantities: dict[str, float]
    consumption: dict[str, float]
    ideal_rates: tuple[IdealRate, ...]
    constraint_unit: str
    calculations: tuple[Calculation, ...]
    stops: tuple[Stopped, ...]
    coverage: float
    flags: tuple[str, ...]
    e_max: float
    withhold_below_coverage: float


def explain(
    kpi_store: KpiStore,
    history: History,
    master: MasterData,
    path: EquipmentPath,
    *,
    window: Window,
    at: int | None = None,
) -> Explanation:
    """Explain the row of a unit, line or site whose window holds `at` (ms UTC; None: the newest).

    Raises BadQuery when there is no such row.
    """
    level = _level(path)
    rows = kpi_store.read(
        KpiQuery(
            "kpi",
            start=0 if at is None else at,
            end=2**62 if at is None else at + 1,
            below=path,
            levels=(level,),
            windows=(window,),
            reaching_back=at is not None,
        )
    )
    if rows.empty:
        when = "yet" if at is None else f"for the {window} that holds {iso(at)}"
        raise BadQuery(f"there is no KPI of {path} {when}: nothing was stored of it by then")
    row = rows.iloc[[-1]]
    shown = readable(row).iloc[0]
    line = master.line(path.line) if path.work_center else None
    leaves = {leaf: float(shown[field]) for leaf, field in LEAF_FIELD.items()}
    total = sum(leaves.values())
    return Explanation(
        level=level,
        path=str(path),
        window=window,
        window_start=str(shown["window_start"]),
        window_end=str(shown["window_end"]),
        zone=str((line.calendar if line else master.calendar).zone),
        shift=str(shown["shift"]),
        revision=int(shown["revision"]),
        formula_set=str(shown["formula"] or FORMULA_SET),
        master_data=str(shown["master_data"]),
        leaves=tuple(
            LeafTime(leaf, LEAF_FIELD[leaf], seconds, seconds / total if total else 0.0)
            for leaf, seconds in leaves.items()
        ),
        planned_busy_time_s=float(shown["planned_busy_time_s"]),
        planned_run_time_produced_s=float(shown["planned_run_time_produced_s"]),
        planned_run_time_good_s=float(shown["planned_run_time_good_s"]),
        quantities={name: float(shown[name]) for name in QUANTITY_KPI_FIELDS},
        consumption={name: float(shown[name]) for name in CONSUMPTION_KPI_FIELDS if shown[name]},
        ideal_rates=_ideal_rates(
            kpi_store,
            history,
            line,
            path,
            start=int(row["time"].iloc[0]),
            end=int(row["end"].iloc[0]),
        ),
        constraint_unit=str(shown["constraint_unit"]),
        calculations=calculations(
            shown, level=level, e_max=master.settings.e_max, display_cap=master.file.display_cap
        ),
        stops=_stops(kpi_store, path, start=int(row["time"].iloc[0]), end=int(row["end"].iloc[0])),
        coverage=float(shown["coverage"]),
        flags=tuple(name for name in FLAG_FIELDS if shown[name]),
        e_max=master.settings.e_max,
        withhold_below_coverage=master.settings.withhold_below_coverage,
    )


def _level(path: EquipmentPath) -> KpiLevel:
    for level in KPI_LEVELS:
        if path.level == level:
            return level
    raise BadQuery(f"{path} is an {path.level}: KPIs are of units, lines and sites")


def _ideal_rates(
    store: KpiStore,
    history: History,
    line: LineMaster | None,
    path: EquipmentPath,
    *,
    start: int,
    end: int,
) -> tuple[IdealRate, ...]:
    if line is None:
        return ()
    level: KpiLevel = "unit" if path.work_unit else "line"
    segments = store.read(KpiQuery("segment", start=start, end=end, below=path, levels=(level,)))
    facts = history.facts(path.line)
    register = register_of(facts.register) if len(facts.register) else {}
    rates = LineRates(line, register)
    if path.work_unit:
        ats = segments["time"].tolist()
    else:
        # A line keeps the values of its order's start (decision 18).
        before = empty("segment")
        if line.rate_changes:
            before = store.read(KpiQuery("segment", end=start, below=path, levels=("line",)))
        orders = orders_begun(pd.concat([before, segments]) if len(before) else segments, "")
        ats = [rates.valid_since(since) for _, since in orders[len(before) :]]
    found: dict[tuple[str, float, str], tuple[float, float]] = {}
    counted = zip(
        *(segments[name] for name in ("product", "produced_quantity", "good_quantity")), strict=True
    )
    for (product, produced, good), at in zip(counted, ats, strict=True):
        name = str(product)
        rate = (
            rates.unit_rate(path.work_unit, name, at=at)
            if path.work_unit
            else rates.line_rate(name, at=at)
        )
        key = name, rate.planned_run_time_s, rate.source
        whole = found.get(key, (0.0, 0.0))
        found[key] = whole[0] + float(produced), whole[1] + float(good)
    return tuple(
        IdealRate(*key, *pieces) for key, pieces in sorted(found.items()) if key[0] or pieces[0]
    )


def _stops(store: KpiStore, path: EquipmentPath, *, start: int, end: int) -> tuple[Stopped, ...]:
    if not path.work_unit:
        return ()
    rows = store.read(KpiQuery("stop", start=start, end=end, below=path, reaching_back=True))
    ends = stop_ends(rows)
    # Clipped at the window's edges, as its leaves are (domain reference 1.6.6).
    inside = (ends.clip(upper=end) - rows["time"].clip(lower=start)) / 1000
    rows = rows.assign(duration_s=inside)[inside > 0]
    found = [
        Stopped(str(leaf), str(reason), len(own), float(own["duration_s"].sum()))
        for (leaf, reason), own in rows.groupby(["leaf", "reason"], sort=True)
    ]
    return tuple(sorted(found, key=lambda stop: (-stop.seconds, stop.leaf, stop.reason)))
