"""Cases in which samples come late: through the loop itself, with what was known in between.

Samples of a case enter in the order of their arrival; the KPI store they lead to leaves.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import count

import msgspec
import pandas as pd
import structlog

from analytics.cases.file import ARRIVES, CaseFile, Scalar, UnitEntry, Want, instant
from analytics.cases.samples import case_samples
from analytics.config import AnalyticsConfig
from analytics.errors import BadConfig
from analytics.kpi_store import KpiQuery
from analytics.loop import Analytics
from analytics.master.data import MasterData
from analytics.oee.timeline import Run
from analytics.revision_queries import known_at
from analytics.stores.memory_history import MemoryHistory
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath
from contract.series import LINE_TAGS

_STEP_MS = 10_000
_MOST_STEPS = 200

RowsOf = Callable[[Want], pd.DataFrame]
"""Gives the rows of the series `kpi` among which a wanted row must be."""


def comes_late(case: CaseFile) -> bool:
    """Tell whether a sample of the case says when it arrives."""
    return any(ARRIVES in sample for unit in case.units for sample in unit.samples)


def rows_after_arrivals(
    case: CaseFile,
    master: MasterData,
    lines: Mapping[EquipmentPath, Sequence[UnitEntry]],
    *,
    where: str,
) -> RowsOf:
    """Let the samples of a case arrive one lot after the other; return how to ask what came of it.

    What says no arrival comes first, with its heartbeats; a late sample says all its fields itself.
    """
    if case.stops or case.losses or case.constraints:
        raise BadConfig(
            f"{where}: a case with `{ARRIVES}` wants [[want]] tables only: put the rest elsewhere"
        )
    store, history = MemoryKpiStore(), MemoryHistory()
    arrivals = sorted(
        {
            instant(str(sample[ARRIVES]), case, where=where)
            for unit in case.units
            for sample in unit.samples
            if ARRIVES in sample
        }
    )
    start, now = (instant(text, case, where=where) for text in (case.start, case.now or case.end))
    run = Run(start, now, case.ended)
    for number, at in enumerate((run.now, *arrivals)):
        ticks = count(at, _STEP_MS)
        for line, units in lines.items():
            lot = [_arriving(unit, at if number else None, case, where) for unit in units]
            told = case if number == 0 else msgspec.structs.replace(case, heartbeat_s=None)
            _commit(history, line, case_samples(told, lot, run=run, where=where), wall=next(ticks))
            if number == 0:
                history.append("register", _tagged(_register(units), line))
        _settle(history, store, master, wall=lambda ticks=ticks: next(ticks), where=where)  # type: ignore[misc]  # bound now
    return lambda want: _rows(store, want)


def _arriving(unit: UnitEntry, at: int | None, case: CaseFile, where: str) -> UnitEntry:
    """Return a unit with the samples of one lot; None is what says no arrival."""

    def mine(sample: Mapping[str, Scalar]) -> bool:
        if ARRIVES not in sample:
            return at is None
        return at == instant(str(sample[ARRIVES]), case, where=where)

    kept = tuple(
        {name: value for name, value in sample.items() if name != ARRIVES}
        for sample in unit.samples
        if mine(sample)
    )
    return msgspec.structs.replace(unit, samples=kept)


def _commit(
    history: MemoryHistory, line: EquipmentPath, samples: pd.DataFrame, *, wall: int
) -> None:
    if samples.empty:
        return
    history.append("sample", _tagged(samples, line))
    first, last = int(samples["time"].min()), int(samples["time"].max())
    change = pd.DataFrame([{"worker": "case", "time": wall, "first": first, "last": last}])
    history.append("change", _tagged(change, line))


def _register(units: Sequence[UnitEntry]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "time": 0,
                "work_unit": unit.id,
                "planned_run_time_s": msgspec.json.encode(unit.planned_run_time_s).decode(),
                "items_per_count": unit.items_per_count,
                "metrics": msgspec.json.encode(
                    [
                        {"name": name, "unit": "1", "modulus": modulus}
                        for name, modulus in sorted(unit.moduli.items())
                    ]
                ).decode(),
            }
            for unit in units
        ]
    )


def _settle(
    history: MemoryHistory,
    store: MemoryKpiStore,
    master: MasterData,
    *,
    wall: Callable[[], int],
    where: str,
) -> None:
    loop = Analytics(
        history,
        store,
        [master],
        wall_ms=wall,
        logger=structlog.get_logger("cases"),
        config=AnalyticsConfig(duty=1.0),
    )
    for _ in range(_MOST_STEPS):
        loop.step()
        if loop.settled():
            return
    raise BadConfig(f"{where}: the loop does not come to an end: let less arrive at once")


def _rows(store: MemoryKpiStore, want: Want) -> pd.DataFrame:
    levels = (want.level,)
    windows = () if want.window == "range" else (want.window,)
    if want.as_of is None:
        rows = store.read(KpiQuery("kpi", levels=levels, windows=windows))
    else:
        revisions = store.read(KpiQuery("kpi_revision", levels=levels, windows=windows))
        rows = known_at(revisions, as_of=want.as_of)
    place = "work_unit" if want.level == "unit" else "work_center"
    name = want.path.rpartition("/")[2]
    return rows[rows[place] == name] if name and want.level != "site" else rows


def _tagged(rows: pd.DataFrame, line: EquipmentPath) -> pd.DataFrame:
    return rows.assign(**{tag: getattr(line, tag) for tag in LINE_TAGS})
