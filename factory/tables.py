"""Tables for the terminal: what a played run came to."""

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from analytics.records import records
from contract.states import LEAF_FIELD, LEAVES
from factory.truth.kpis import Row, Value
from factory.truth.once import OnceResult

# Enough differences to find the cause; the JSON file has them all.
_SHOWN_DIFFERENCES = 20
_RATIOS = ("oee_index", "availability", "effectiveness", "quality_ratio")
# Columns where the output goes to a file or a pipe, which has no width of its own.
_FILE_WIDTH = 180


def terminal() -> Console:
    """Return where tables go; a pipe gets lines that are wide enough."""
    console = Console()
    return console if console.is_terminal else Console(width=_FILE_WIDTH)


def print_rows(rows: Sequence[Mapping[str, object]], *, title: str) -> None:
    """Print plain rows; an empty list says so."""
    console = terminal()
    if not rows:
        console.print(f"{title}: none")
        return
    table = Table(title=title, title_justify="left")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console.print(table, markup=False)


def print_once(result: OnceResult) -> None:
    """Print OEE beside truth per shift, conservation per agent, and what it took."""
    console = terminal()
    truth = {(row["path"], row["window"], row["window_start"]): row for row in result.truth}
    for level, title in (("line", "Lines and site"), ("unit", "Work units")):
        rows = [
            row
            for row in result.oee
            if row["window"] == "shift" and (row["level"] == level or _of_site(row, level))
        ]
        console.print(_oee_table(f"{title}, per shift", rows, truth))
    console.print(conservation_table(result.conservation))
    compared = len(result.truth)
    console.print(
        f"{result.samples:,} samples in {result.wall_s:.1f} s, "
        f"peak memory {result.peak_rss_mb:.0f} MB"
    )
    if result.untrue:
        console.print(f"[bold red]{len(result.untrue)} differences from the truth:")
        for found in result.untrue[:_SHOWN_DIFFERENCES]:
            console.print(f"  {found}", style="red", highlight=False, soft_wrap=True)
    else:
        console.print(f"[green]{compared} rows of units, lines and site equal the truth")
        console.print("[green]losses, stops, evidence and rates equal the truth")
    if result.missing:
        console.print(f"[bold red]{result.missing} samples are missing")
    else:
        console.print("[green]nothing is missing")


def _of_site(row: Row, level: str) -> bool:
    return level == "line" and row["level"] == "site"


def _oee_table(
    title: str, rows: Iterable[Row], truth: dict[tuple[Value, Value, Value], Row]
) -> Table:
    table = Table(
        title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False
    )
    # Names may fold in a narrow terminal, figures never.
    table.add_column("path", overflow="fold")
    for name in ("OEE %", "truth %", "A %", "E %", "Q %", "produced", "good", "scrap", "unknown h"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        true = truth.get((row["path"], row["window"], row["window_start"]), {})
        table.add_row(
            _short(row),
            percent(row["oee_index"]),
            percent(true.get("oee_index")),
            percent(row["availability"]),
            percent(row["effectiveness"]),
            percent(row["quality_ratio"]),
            *(count(row[name]) for name in ("produced_quantity", "good_quantity")),
            count(row["scrap_quantity"]),
            f"{float(row['unknown_time_s'] or 0) / 3600:.3f}",
        )
    return table


def _short(row: Row) -> str:
    """Return a path; of a unit, of which there are many, its line and name."""
    path = str(row["path"])
    return "/".join(path.split("/")[-2:]) if row.get("level") == "unit" else path


def leaves_table(title: str, rows: pd.DataFrame) -> Table:
    """Return KPI rows with every time leaf in h:mm:ss, quantities and coverage."""
    table = Table(title=title, title_justify="left")
    table.add_column("unit", no_wrap=True)
    table.add_column("hour from", no_wrap=True)
    heads = ("OEE %", "A %", "E %", "Q %", "OEE between %", "coverage %", "parts", "good")
    for name in (*heads, *LEAVES):
        table.add_column(name.replace("_", " "), justify="right")
    for row in records(rows):
        parts = float(row["produced_quantity"] or 0) + float(row["unknown_produced_quantity"] or 0)
        good = float(row["good_quantity"] or 0) + float(row["unknown_good_quantity"] or 0)
        table.add_row(
            str(row["path"]).rpartition("/")[2],
            str(row["window_start"]),
            *(percent(row[name]) for name in _RATIOS),
            f"{percent(row['oee_low'])} to {percent(row['oee_high'])}",
            percent(row["coverage"]),
            count(parts),
            count(good),
            *(clock(float(row[LEAF_FIELD[leaf]] or 0)) for leaf in LEAVES),
        )
    return table


def clock(seconds: float) -> str:
    """Write a duration as h:mm:ss."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def conservation_table(rows: Sequence[Row]) -> Table:
    """Return conservation per agent, in samples."""
    table = Table(title="Conservation, in samples", title_justify="left")
    if rows:
        for name in rows[0]:
            table.add_column(name.replace("_", " "), justify="left" if name == "agent" else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table


def percent(value: Value) -> str:
    """Write a ratio as percent, a dash where there is none."""
    if value is None or isinstance(value, str):
        return "-"
    return "-" if math.isnan(value) else f"{100 * value:.2f}"


def count(value: Value) -> str:
    """Write a quantity, with decimals only where a line has fractions of items."""
    return "-" if value is None or isinstance(value, str) else f"{value:,.6g}"
