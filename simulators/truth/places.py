"""Truth of places above a unit: rates and green measures of every line and of the sites they form.

Sums of the lines enter, of one day or of several; rows leave, lines first, then sites.
"""

from collections.abc import Iterable, Mapping, Sequence

from simulators.truth.automation import AutomationSums
from simulators.truth.green import GreenTruth, Level, LineCells, green_rows
from simulators.truth.rates import RateTruth, rates_of
from simulators.truth.row import TruthRow
from simulators.truth.standby import standby_row
from simulators.truth.unit import Window, WindowKind

__all__ = ["daily_rates", "greens", "period_rates", "standby"]

Lines = Mapping[str, AutomationSums]
"""Path of a line to its sums."""


def daily_rates(lines: Lines, rows: Sequence[TruthRow]) -> list[RateTruth]:
    """Return the rates of every production day; `rows` are those of the lines."""
    days = sorted({(row.window_start, row.window_end) for row in rows if _is_day(row)})
    return [rate for start, end in days for rate in period_rates(lines, rows, start=start, end=end)]


def period_rates(
    lines: Lines, rows: Iterable[TruthRow], *, start: int, end: int
) -> list[RateTruth]:
    """Return the rates over the production days that begin in [start, end)."""
    days = [row for row in rows if _is_day(row) and start <= row.window_start < end]
    facts = {
        path: sums.facts(row for row in days if row.path == path) for path, sums in lines.items()
    }
    found = [
        rate
        for path, line in facts.items()
        for rate in rates_of("line", path, [line], start=start, end=end)
    ]
    for site, paths in _sites(lines).items():
        of_site = [facts[path] for path in paths]
        found.extend(rates_of("site", site, of_site, start=start, end=end))
    return found


def greens(lines: Lines, rows: Iterable[TruthRow], kind: WindowKind) -> list[GreenTruth]:
    """Return the green measures of every unit, line and site in windows of a kind."""
    return [row for place in _places(lines, rows, kind) for row in green_rows(*place)]


def standby(lines: Lines, rows: Iterable[TruthRow], kind: WindowKind) -> list[GreenTruth]:
    """Return what standby outside production costs every unit, line and site."""
    return [standby_row(*place) for place in _places(lines, rows, kind)]


def _places(
    lines: Lines, rows: Iterable[TruthRow], kind: WindowKind
) -> Iterable[tuple[Level, str, Window, list[LineCells]]]:
    windows = sorted(
        {
            Window(row.window, row.window_start, row.window_end)
            for row in rows
            if (row.level, row.window) == ("line", kind)
        }
    )
    for window in windows:
        cells = {path: sums.cells(window) for path, sums in lines.items()}
        for path, line in cells.items():
            for unit in line.config.units:
                yield "unit", f"{path}/{unit.id}", window, [_of_unit(line, unit.id)]
            yield "line", path, window, [line]
        for site, paths in _sites(lines).items():
            yield "site", site, window, [cells[path] for path in paths]


def _is_day(row: TruthRow) -> bool:
    return (row.level, row.window) == ("line", "day")


def _of_unit(line: LineCells, unit: str) -> LineCells:
    return line._replace(
        amounts={key: amount for key, amount in line.amounts.items() if key.unit == unit},
        made={key: n for key, n in line.made.items() if key.unit == unit},
        idle_ms={key: ms for key, ms in line.idle_ms.items() if key == unit},
    )


def _sites(lines: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in lines:
        found.setdefault("/".join(path.split("/")[:2]), []).append(path)
    return found
