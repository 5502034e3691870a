"""One pass over one site: what its lines computed in, the site's rows and the cursor out."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace

from analytics.history import Feed
from analytics.kpi_store import KpiBatch, KpiStore
from analytics.line_pass import Limits, LinePass, said
from analytics.master.data import MasterData
from analytics.oee.timeline import Run
from analytics.pipeline import Scope
from analytics.progress import LineProgress, OpenWindow
from analytics.resume import open_windows
from analytics.window_kpis import LONG_WINDOWS, kpis_of, no_windows, revised, touched
from contract.path import EquipmentPath


@dataclass(slots=True)
class SiteProgress:
    """The memory of the loop for one site."""

    path: EquipmentPath
    open: set[OpenWindow] = field(default_factory=set)
    long_due: set[OpenWindow] = field(default_factory=set)
    long_computed_at: int = 0
    long_computed_to: int = 0

    @classmethod
    def resumed(cls, store: KpiStore, path: EquipmentPath) -> "SiteProgress":
        """Find it again in the store after a restart."""
        found = open_windows(store, path, level="site")
        return cls(path, found, {window for window in found if window.kind in LONG_WINDOWS})


def site_passes(
    store: KpiStore,
    sites: MutableMapping[EquipmentPath, SiteProgress],
    lines: Mapping[EquipmentPath, LineProgress],
    passes: Sequence[LinePass],
    *,
    master_of: Callable[[EquipmentPath], MasterData],
    wall: int,
    limits: Limits,
) -> tuple[int, int]:
    """Do the sites of which lines were computed; return rows and revisions written."""
    rows = revisions = 0
    for path in sorted({done.line.at_site for done in passes}):
        if path not in sites:
            sites[path] = SiteProgress.resumed(store, path)
        own = [progress for line, progress in sorted(lines.items()) if line.at_site == path]
        written = site_pass(
            store,
            sites[path],
            own,
            [done for done in passes if done.line.at_site == path],
            master=master_of(own[0].line),
            wall=wall,
            limits=limits,
        )
        rows += written[0]
        revisions += written[1]
    return rows, revisions


def site_pass(
    store: KpiStore,
    site: SiteProgress,
    lines: Sequence[LineProgress],
    passes: Sequence[LinePass],
    *,
    master: MasterData,
    wall: int,
    limits: Limits,
) -> tuple[int, int]:
    """Sum the site's windows that the passes touched; return rows and revisions written.

    A window closes when those of all its lines have. The cursor of every line that has nothing
    pending is written here, last of all: what it covers is computed at every level by now.
    """
    known = [(line, line.now) for line in lines if line.now is not None]
    closed_before = min(limits.closed_before(line, now) for line, now in known)
    over = all(now.ended and line.whole for line, now in known)
    windows = {window for window in site.open if window.end <= closed_before}
    for done in passes:
        short, long = touched(done.scope, start=done.start, end=done.end, at_site=True)
        windows |= short
        site.long_due |= long
    # As for lines: what is closed does not wait for its turn.
    windows |= {window for window in site.long_due if window.end <= closed_before}
    newest = max(now.time for _, now in known)
    if over or limits.long_now(
        computed_at=site.long_computed_at,
        computed_to=site.long_computed_to,
        wall=wall,
        now=newest,
    ):
        windows |= site.long_due
        site.long_computed_at, site.long_computed_to = wall, newest
    runs = {
        str(line.line): Run(line.run_start, now.time, now.ended)
        for line, now in known
        if line.run_start is not None
    }
    computed = kpis_of(store, _at(passes, master), site.path, windows=sorted(windows), runs=runs)
    owed = {w for w in windows - site.open if any(line.owes(w) for line in lines)}
    moved = [done.moved_from for done in passes if done.moved_from is not None]
    rows = revised(
        store,
        site.path,
        computed,
        owed=owed,
        closed_before=closed_before,
        committed_at=wall,
        why=said({why for done in passes for why in done.whys}),
        gone=no_windows(
            store,
            _at(passes, master),
            site.path,
            since=min(moved, default=None),
            run_start=min((run.start for run in runs.values()), default=0),
        ),
    )
    whole = [line for line in lines if line.whole]
    cursor: dict[Feed, int] = {}
    for line in whole:
        cursor.update(line.positions)
    store.write(
        KpiBatch(
            kpis=rows.kpis,
            kpi_revisions=rows.kpi_revisions,
            gone=rows.gone,
            cursor=cursor,
            unfinished={line.line: None for line in whole if line.unfinished is not None},
        )
    )
    for line in whole:
        line.unfinished = None
    known_windows = site.open | (windows - owed)
    site.open = {window for window in known_windows if window.end > closed_before}
    site.long_due = (site.long_due - windows) | owed
    return len(rows.kpis), len(rows.kpi_revisions)


def _at(passes: Sequence[LinePass], master: MasterData) -> Scope:
    return replace(passes[0].scope, master=master)
