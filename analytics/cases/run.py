"""Case files through the real calculation: what was wanted beside what came out.

A folder of case files enters, one result per file leaves; `factory cases` prints them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.cases.arrivals import RowsOf, comes_late, rows_after_arrivals
from analytics.cases.file import (
    NULL,
    CaseFile,
    Scalar,
    StopEntry,
    UnitEntry,
    Want,
    instant,
    load_case,
    want_of,
)
from analytics.cases.green import run_green_case
from analytics.cases.green_file import is_of_green
from analytics.cases.losses import constraint_figures, loss_figures
from analytics.cases.rate_file import is_of_rates
from analytics.cases.rates import run_rate_case
from analytics.cases.result import CaseResult, Check, check_number
from analytics.cases.samples import case_samples
from analytics.errors import BadConfig
from analytics.master.data import LineMaster, MasterData, master_data_of
from analytics.oee.fall_off import with_fall_off
from analytics.oee.kpi import kpi_rows
from analytics.oee.rates import LineRates
from analytics.oee.recompute import LineResult, compute_line
from analytics.oee.timeline import Run
from analytics.oee.windows import Window, windows_in
from analytics.register import UnitRegister
from analytics.views import views_of
from contract.path import EquipmentPath

# A paper report knows no heartbeats: what was said holds until something else is said.
_NO_SILENCE_S = 1e9


def run_cases(folder: Path) -> list[CaseResult]:
    """Run every case file below a folder, in order of their names."""
    files = sorted(folder.rglob("*.toml"))
    if not files:
        raise BadConfig(f"{folder}: holds no case file: name a folder with *.toml files")
    return [run_case(path) for path in files]


def run_case(path: Path) -> CaseResult:
    """Run one case file; raise BadConfig where it cannot be understood."""
    if is_of_rates(path):
        return run_rate_case(path)
    if is_of_green(path):
        return run_green_case(path)
    case = load_case(path)
    if comes_late(case):
        master = _master(case, str(path))
        lines = _by_line(case, master, str(path))
        late = rows_after_arrivals(case, master, lines, where=str(path))
        return CaseResult(path.stem, case.title, tuple(_check_rows(case, late, path)))
    computed = _compute(case, str(path))
    checks = _check_rows(case, lambda want: _rows(want, computed), path)
    for unit, stops in case.stops.items():
        checks += _check_stops(unit, stops, computed, where=f"{path}: stops.{unit}")
    results = list(computed.results.values())
    sums = [figure for entry in case.losses for figure in loss_figures(entry, results)]
    if case.constraints:
        sums += constraint_figures(case.constraints, results)
    checks += [check_number(*figure) for figure in sums]
    if not checks:
        raise BadConfig(f"{path}: wants nothing: add a [[want]] table")
    return CaseResult(path.stem, case.title, tuple(checks))


@dataclass(frozen=True, slots=True)
class _Computed:
    """A case and what came out of it, per line."""

    case: CaseFile
    master: MasterData
    start: int
    end: int
    run: Run
    lines: Mapping[EquipmentPath, LineMaster]
    results: Mapping[EquipmentPath, LineResult]
    rates: Mapping[EquipmentPath, LineRates]


def _master(case: CaseFile, where: str) -> MasterData:
    site: dict[str, object] = {"enterprise": "case", "site": "case", "silence_s": _NO_SILENCE_S}
    return master_data_of(site | case.master, where=f"{where}: master")


def _compute(case: CaseFile, where: str) -> _Computed:
    master = _master(case, where)
    start, end = (instant(t, case, where=where) for t in (case.start, case.end))
    run = Run(
        start if case.run_start is None else instant(case.run_start, case, where=where),
        end if case.now is None else instant(case.now, case, where=where),
        case.ended,
    )
    lines: dict[EquipmentPath, LineMaster] = {}
    results: dict[EquipmentPath, LineResult] = {}
    rates: dict[EquipmentPath, LineRates] = {}
    for line, units in _by_line(case, master, where).items():
        known = master.line(line, [unit.id for unit in units])
        register = {
            unit.id: UnitRegister(unit.planned_run_time_s, unit.items_per_count, unit.moduli)
            for unit in units
        }
        samples = case_samples(case, units, run=run, where=where)
        results[line] = compute_line(known, samples, register, start=start, end=end, run=run)
        rates[line] = LineRates(known, register)
        lines[line] = known
    return _Computed(case, master, start, end, run, lines, results, rates)


def _by_line(
    case: CaseFile, master: MasterData, where: str
) -> dict[EquipmentPath, list[UnitEntry]]:
    named = [f"{entry.area}/{entry.id}" for entry in master.file.lines]
    only = named[0] if len(named) == 1 else "area/line"
    lines: dict[EquipmentPath, list[UnitEntry]] = {}
    for unit in case.units:
        line = unit.line or only
        if named and line not in named:
            raise BadConfig(f"{where}: unit {unit.id}: line {line!r} is not in its master data")
        path = EquipmentPath.parse(f"{master.enterprise}/{master.site}/{line}")
        lines.setdefault(path, []).append(unit)
    return lines


def _check_rows(case: CaseFile, rows_of: RowsOf, path: Path) -> list[Check]:
    checks: list[Check] = []
    for number, entry in enumerate(case.want, start=1):
        where = f"{path}: want {number}"
        want = want_of(entry, case, where=where)
        if want.as_of is not None and not comes_late(case):
            raise BadConfig(f"{where}: as_of: nothing arrives late in this case: leave it out")
        checks += _check_row(want, rows_of(want), where=where)
    return checks


def _check_row(want: Want, rows: pd.DataFrame, *, where: str) -> list[Check]:
    if want.start is not None:
        rows = rows[rows["time"] == want.start]
    name = " ".join(filter(None, (want.level, want.path, want.window)))
    if rows.empty:
        return [Check(name, "a row", "no row", ok=False)]
    if rows[["work_center", "work_unit"]].drop_duplicates().shape[0] > 1:
        raise BadConfig(f"{where}: several rows answer: write path")
    row = rows.iloc[0].to_dict()
    for view in views_of(rows).values():
        row |= {name: value for name, value in view.iloc[0].items() if name not in row}
    return [
        _check(f"{name} {figure}", wanted=wanted, got=_figure(row, figure), want=want)
        for figure, wanted in want.figures.items()
    ]


def _rows(want: Want, computed: _Computed) -> pd.DataFrame:
    paths = list(computed.results)
    owner = next((p for p in paths if str(p).endswith(f"/{want.path}")), paths[0])
    if want.level == "unit":
        # The fall-off ratio rests on the other units of the line, so none is left out before.
        rows = pd.concat([_kpis(want, computed, path, [path]) for path in paths])
        return rows[rows["work_unit"] == want.path] if want.path else rows
    of_line = want.level == "line" and want.path
    return _kpis(want, computed, owner, [owner] if of_line else paths)


def _kpis(
    want: Want, computed: _Computed, owner: EquipmentPath, paths: Sequence[EquipmentPath]
) -> pd.DataFrame:
    line, rates = computed.lines[owner], computed.rates[owner]
    calendar = line.site_calendar if want.level == "site" else line.calendar
    if want.window == "range":
        windows = [Window("shift", computed.start, computed.end)]
    else:
        windows = windows_in(calendar, want.window, computed.start, computed.end)
    results = [computed.results[path] for path in paths]
    is_unit = want.level == "unit"
    rows = kpi_rows(
        pd.concat([r.unit_segments if is_unit else r.line_segments for r in results]),
        windows,
        level=want.level,
        settings=line.settings,
        runs={str(path): computed.run for path in computed.results},
        master_hash=computed.master.hash,
        constraint_unit=lambda product, at: rates.constraint_unit(product, at=at),
    )
    return with_fall_off(rows, line.stages, rates.items_per_count) if is_unit else rows


def _figure(row: Mapping[Hashable, Any], name: str) -> Scalar:
    value = row[name]
    if row.get(f"{name}_null", False) or value != value:  # noqa: PLR0124 - NaN is not itself
        return NULL
    return value if isinstance(value, str) else np.asarray(value).item()


def _check(what: str, *, wanted: float | bool | str, got: Scalar, want: Want) -> Check:
    if isinstance(wanted, bool | str) or isinstance(got, bool | str):
        ok = wanted == got and isinstance(wanted, bool) == isinstance(got, bool)
        return Check(what, str(wanted), str(got), ok)
    return check_number(what, wanted, got, tolerance=want.tolerance)


def _check_stops(
    unit: str, wanted: Sequence[StopEntry], computed: _Computed, *, where: str
) -> list[Check]:
    stops = pd.concat([result.stops for result in computed.results.values()])
    mine = stops[stops["work_unit"] == unit].sort_values("time")
    got = [
        f"{time - computed.start} ms +{duration:g} s {leaf} {reason}".rstrip()
        for time, duration, leaf, reason in zip(
            mine["time"], mine["duration_s"], mine["leaf"], mine["reason"], strict=True
        )
    ]
    expected = [
        f"{instant(stop.start, computed.case, where=where) - computed.start} ms"
        f" +{stop.duration_s:g} s {stop.leaf} {stop.reason}".rstrip()
        for stop in wanted
    ]
    return [Check(f"stops of {unit}", "; ".join(expected), "; ".join(got), expected == got)]
