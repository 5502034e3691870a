"""Seconds and peak memory from samples in the embedded store to hourly KPIs of every unit.

    python -m bench.kpi_hours [--samples 10000000] [--units 200] [--runs 5]

Beside it, over the same store and on the same number of threads: bench/kpi_hours.sql in DuckDB,
which does the same clipping, resets and gaps, and a naive version in pandas. Each runs in a process
of its own; all must agree to 1e-9 before anything is timed.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analytics.master.data import MasterData
from analytics.oee.kpi import kpi_rows
from analytics.oee.recompute import compute_line
from analytics.oee.timeline import Run
from analytics.oee.windows import windows_in
from analytics.register import UnitRegister
from analytics.stores.duckdb_history import DuckdbHistory
from bench.kpi_pandas import pandas_hours
from bench.kpi_samples import MODULUS, PRODUCTS, SILENCE_MS, Size, write_samples
from bench.processes import peak_rss_mb
from contract.kpi import consumption_field
from contract.states import LEAVES

KEYS = ["work_center", "work_unit", "time"]
FIGURES = [
    "actual_production_time_s",
    "actual_unit_setup_time_s",
    "actual_unit_delay_time_s",
    "actual_unit_down_time_s",
    "unknown_time_s",
    "planned_busy_time_s",
    "produced_quantity",
    "good_quantity",
    "unknown_produced_quantity",
    "energy_kwh",
]
RATIOS = ["availability", "effectiveness", "quality_ratio", "oee_index"]
_QUERY = Path(__file__).with_suffix(".sql")


def analytics_hours(path: Path, size: Size) -> pd.DataFrame:
    """Read line by line through `History` and compute as the loop does."""
    master = MasterData.bare(enterprise="bench", site="site")
    found: list[pd.DataFrame] = []
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        history = DuckdbHistory(connection)
        for number, line in enumerate(size.lines):
            units = size.units_of(number)
            samples = history.samples(line, start=0, end=2**61)
            run = Run(int(samples["time"].min()), int(samples["time"].max()), ended=True)
            # Without stages: the peers know nothing of lines, so lines are not computed here.
            known = master.line(line)
            register = {
                unit: UnitRegister(PRODUCTS, 1.0, {"produced": MODULUS, "scrap": MODULUS})
                for unit in units
            }
            hours = windows_in(known.calendar, "hour", run.start, run.now)
            result = compute_line(
                known, samples, register, start=hours[0].start, end=hours[-1].end, run=run
            )
            rows = kpi_rows(
                result.unit_segments,
                hours,
                level="unit",
                settings=known.settings,
                runs={str(line): run},
                master_hash=master.hash,
            )
            found.append(rows)
    rows = pd.concat(found, ignore_index=True)
    energy = [consumption_field("energy_kwh", leaf) for leaf in LEAVES]
    rows["energy_kwh"] = rows[energy].sum(axis=1)
    for name in RATIOS:
        rows[name] = rows[name].mask(rows[f"{name}_null"] & ~rows["withheld"])
    return rows


def duckdb_hours(path: Path, _size: Size) -> pd.DataFrame:
    """Ask one query."""
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        rates = pd.DataFrame({"product": list(PRODUCTS), "seconds": list(PRODUCTS.values())})
        connection.register("rates", rates)
        return connection.execute(_QUERY.read_text(encoding="utf-8")).df()


def pandas_of(path: Path, _size: Size) -> pd.DataFrame:
    """Load the table and compute in pandas."""
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        columns = (
            '"work_center", "work_unit", "time", "state", "operation_mode", "order", "product"'
        )
        rows = connection.execute(
            f"SELECT {columns}, produced, scrap, energy_kwh FROM sample"  # noqa: S608 - constants
        ).df()
    return pandas_hours(rows, rates=PRODUCTS, silence_ms=SILENCE_MS, modulus=MODULUS)


VARIANTS: Mapping[str, Callable[[Path, Size], pd.DataFrame]] = {
    "analytics": analytics_hours,
    "duckdb": duckdb_hours,
    "pandas": pandas_of,
}


def differences(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return where two results differ by more than 1e-9 of the figure, or in which rows."""
    one, other = (rows.sort_values(KEYS, ignore_index=True) for rows in (one, other))
    if one[KEYS].astype(str).to_numpy().tolist() != other[KEYS].astype(str).to_numpy().tolist():
        return [f"rows: {len(one)} and {len(other)}"]
    found = []
    for name in (*FIGURES, *RATIOS):
        a, b = (rows[name].to_numpy(np.float64) for rows in (one, other))
        if name in RATIOS and "withheld" in one:
            # Analytics withholds ratios below a coverage; the peers know no such rule.
            keep = ~one["withheld"].to_numpy()
            a, b = a[keep], b[keep]
        close = np.isclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True)
        if not close.all():
            at = int(np.flatnonzero(~close)[0])
            found.append(f"{name}: {int((~close).sum())} rows, first {a[at]!r} and {b[at]!r}")
    return found


def run_variant(name: str, path: Path, size: Size, out: Path | None) -> None:
    """Run one variant in this process; print seconds, peak memory and rows."""
    began = time.perf_counter()
    rows = VARIANTS[name](path, size)
    seconds = time.perf_counter() - began
    peak = peak_rss_mb()
    if out is not None:
        rows.to_pickle(out)
    print(f"{seconds:.3f} {peak:.0f} {len(rows)}", flush=True)


def measured(name: str, path: Path, size: Size, out: Path | None = None) -> tuple[float, float]:
    """Run one variant in a process of its own; return seconds and peak memory in MB."""
    command = [sys.executable, "-m", "bench.kpi_hours", "--variant", name, "--store", str(path)]
    command += ["--samples", str(size.samples), "--units", str(size.units)]
    if out is not None:
        command += ["--out", str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, peak, _ = done.stdout.split()
    return float(seconds), float(peak)


def measure(size: Size, runs: int) -> int:
    """Compare the variants, then time them in turn; return 1 where they disagree."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        write_samples(path, size)
        results: dict[str, pd.DataFrame] = {}
        for name in VARIANTS:
            out = Path(folder) / f"{name}.pickle"
            measured(name, path, size, out)
            results[name] = pd.read_pickle(out)  # noqa: S301 - written a moment ago by ourselves
        for name in ("duckdb", "pandas"):
            wrong = differences(results["analytics"], results[name])
            if wrong:
                print(f"analytics and {name} differ: " + "; ".join(wrong))
                return 1
        print(
            f"{size.samples:,} samples of {size.units} units to"
            f" {len(results['analytics']):,} hours: all agree to 1e-9; one thread each"
        )
        del results
        figures = {name: [measured(name, path, size) for _ in range(runs)] for name in VARIANTS}
    base = statistics.median(seconds for seconds, _ in figures["duckdb"])
    for name, got in figures.items():
        seconds = statistics.median(one for one, _ in got)
        peak = max(one for _, one in got)
        print(
            f"{name:<10}{seconds:8.2f} s (median of {runs})  peak {peak:6.0f} MB"
            f"  {seconds / base:5.2f} times DuckDB"
        )
    return 0


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10_000_000)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--variant", choices=tuple(VARIANTS))
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    size = Size(given.units, given.samples)
    if given.variant is not None:
        run_variant(given.variant, given.store, size, given.out)
        return 0
    return measure(size, given.runs)


if __name__ == "__main__":
    sys.exit(main())
