"""What the KPI store remembers in, the loop's memory of a line or a site out."""

from analytics.kpi_store import KpiQuery, KpiStore
from analytics.progress import LineProgress, OpenWindow
from analytics.window_kpis import LONG_WINDOWS
from contract.kpi import WINDOWS, KpiLevel
from contract.path import EquipmentPath

_DAY_MS = 86_400_000


def resume(store: KpiStore, line: EquipmentPath) -> LineProgress:
    """Return how far a line was computed when the process ended; a new line begins empty."""
    progress = LineProgress(line)
    own = store.read(KpiQuery("segment", below=line, levels=("line",)))
    if own.empty:
        return progress
    progress.run_start = int(own["time"].min())
    progress.computed_to = int(own["end"].max())
    recent = store.read(
        KpiQuery("segment", start=progress.computed_to - _DAY_MS, below=line, levels=("unit",))
    )
    progress.see([str(unit) for unit in recent["work_unit"].unique()])
    progress.open = open_windows(store, line, level="line")
    progress.long_due = {window for window in progress.open if window.kind in LONG_WINDOWS}
    return progress


def open_windows(store: KpiStore, path: EquipmentPath, *, level: KpiLevel) -> set[OpenWindow]:
    """Return the windows of a line or a site that were provisional."""
    rows = store.read(KpiQuery("kpi", below=path, levels=(level,)))
    rows = rows[rows["revision"] == 0]
    kinds = {kind: kind for kind in WINDOWS}
    return {
        OpenWindow(kinds[kind], int(start), int(end))
        for kind, start, end in zip(rows["window"], rows["time"], rows["end"], strict=True)
    }
