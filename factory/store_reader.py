"""KPIs, conservation and dead letters of one open store, for the commands and the API."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from pathlib import Path

import msgspec
import pandas as pd

from analytics.automation.rate_places import RecordsOf
from analytics.explain.difference import difference_text, explain_difference
from analytics.explain.kpi import explain
from analytics.explain.text import explanation_text
from analytics.history import History
from analytics.late_reasons import ToldHistory
from analytics.master.data import MasterData
from analytics.queries import iso, oee_rows
from contract.kpi import Window
from contract.path import EquipmentPath
from dashboards.board.model import Explanation, OeeQuery, ReplayReport
from factory.errors import ConfigError
from factory.stores import Reading
from factory.when import wall_ms
from ingest.dead_letters import DeadLetter, DeadLetters
from ingest.replay import Replay
from ingest.store import Store

AUDIT_COLUMNS = (
    "line",
    "boot",
    "sent",
    "stored",
    "merged",
    "duplicates_received",
    "dead_lettered",
    "dropped",
    "in_spool",
    "missing",
    "missing_seqs",
)
LETTER_COLUMNS = (
    "first_seen",
    "reason",
    "detail",
    "topic",
    "boot",
    "seq",
    "index",
    "payload",
    "resolved_at",
)
_PAYLOAD_SHOWN = 500


class StoreReader:
    """Implements the board's seams for KPIs and delivery; any thread may call it."""

    def __init__(
        self,
        stores: Reading,
        *,
        masters: Iterable[MasterData],
        dead_letters: Sequence[Path],
        retention_ms: int | None = None,
        writer: Callable[[], Store] | None = None,
        records: RecordsOf = attrgetter("records"),
    ) -> None:
        """Read `stores`; a replay of dead letters needs a `writer` to try them with.

        `records` tells what stands in the records of a site now.
        """
        self.records = records
        self._stores = stores
        self.masters = tuple(masters)
        self._by_site = {EquipmentPath(one.enterprise, one.site): one for one in self.masters}
        self._dead_letters = tuple(dead_letters)
        self._retention_ms = retention_ms
        self._writer = writer
        self._replaying = threading.Lock()
        self.history: History = ToldHistory(
            stores.history,
            stores.books.reasons,
            silence_ms=lambda line: self.master(line).settings.silence_ms,
        )
        self.kpis = stores.kpis

    def master(self, path: EquipmentPath) -> MasterData:
        """Return the master data of a path's site, bare where none was given."""
        site = path.at_site
        return self._by_site.get(site) or MasterData.bare(
            enterprise=site.enterprise, site=site.site
        )

    def oee(self, query: OeeQuery) -> pd.DataFrame:
        """Return KPI rows."""
        return oee_rows(
            self.kpis,
            start=query.start,
            end=query.end,
            level=query.level,
            window=query.window,
            below=self.place(query.path),
        )

    def explain(
        self,
        path: str,
        *,
        at: int | None,
        window: Window,
        revisions: tuple[int, int] | None = None,
    ) -> Explanation:
        """Explain a window, or what differs between two of its revisions.

        `path` may be the end of a path, such as a unit's name.
        """
        full = self.find(path)
        if revisions is not None:
            differs = explain_difference(self.kpis, full, window=window, at=at, revisions=revisions)
            return Explanation(text=difference_text(differs), data=msgspec.to_builtins(differs))
        found = explain(self.kpis, self.history, self.master(full), full, window=window, at=at)
        return Explanation(text=explanation_text(found), data=msgspec.to_builtins(found))

    def audit(self) -> tuple[pd.DataFrame, bool]:
        """Return conservation per agent and boot."""
        rows = self._stores.audit(self._letters(unresolved_only=False))
        records = [
            {name: getattr(row, name) for name in AUDIT_COLUMNS[:-1]}
            | {"missing_seqs": _ranges(row.missing_seqs)}
            for row in rows
        ]
        return pd.DataFrame(records, columns=list(AUDIT_COLUMNS)), all(row.ok for row in rows)

    def dead_letters(self, *, resolved: bool) -> pd.DataFrame:
        """Return what was refused, oldest first; payloads are cut to what a line can show."""
        found = self._letters(unresolved_only=not resolved)
        records = [
            (
                iso(one.first_seen),
                one.rejected.reason,
                one.rejected.detail,
                one.rejected.topic,
                one.rejected.boot,
                one.rejected.seq,
                one.rejected.index,
                one.rejected.payload[:_PAYLOAD_SHOWN].decode(errors="backslashreplace"),
                "" if one.resolved_at is None else iso(one.resolved_at),
            )
            for one in found
        ]
        return pd.DataFrame(records, columns=list(LETTER_COLUMNS), dtype=object)

    def replay_dead_letters(self) -> ReplayReport:
        """Try every open dead letter again; one replay at a time."""
        if self._writer is None:
            raise ConfigError(
                "whoever answers here may only read the store: run `factory dead-letters replay` "
                "where the token of ingest is"
            )
        tried = resolved = 0
        with self._replaying, contextlib.closing(self._writer()) as store:
            registered = self._registered()
            for path in self._dead_letters:
                with contextlib.closing(DeadLetters.open(path)) as letters:
                    replay = Replay(
                        store=store,
                        dead_letters=letters,
                        worker="replay",
                        retention_ms=self._retention_ms,
                        registered=registered,
                    )
                    done = replay.run(letters.list(unresolved_only=True), wall_ms=wall_ms())
                tried += len(done)
                resolved += sum(1 for one in done if one.refused is None)
        return ReplayReport(tried=tried, resolved=resolved, refused=tried - resolved)

    def _letters(self, *, unresolved_only: bool) -> list[DeadLetter]:
        found: list[DeadLetter] = []
        for path in self._dead_letters:
            with contextlib.closing(DeadLetters.open(path)) as letters:
                found += letters.list(unresolved_only=unresolved_only)
        return sorted(found, key=lambda letter: letter.first_seen)

    def lines(self) -> tuple[EquipmentPath, ...]:
        """Return every work center the store has heard of, by path."""
        return self._stores.lines()

    def find_line(self, path: str) -> EquipmentPath:
        """Return the one line that is, or ends with, `path`; raise ConfigError otherwise."""
        found = self.find(path)
        if found.level != "line":
            raise ConfigError(
                f"{path!r} is a {found.level}: name a line, such as {self.lines()[0]}"
            )
        return found

    def _registered(self) -> frozenset[str]:
        return frozenset(
            str(line.unit(str(unit)))
            for line in self.lines()
            for unit in self.history.facts(line).register["work_unit"]
        )

    def place(self, path: str | None) -> EquipmentPath | None:
        """Return the place that a path names: a head of one, also an area, or the end of one.

        None names no place; raises ConfigError that lists what there is.
        """
        if path is None:
            return None
        heads = {
            "/".join((line.enterprise, line.site, line.area, line.work_center)[:depth])
            for line in self.lines()
            for depth in range(1, 5)
        }
        if path in heads:
            return EquipmentPath.parse(path)
        areas = [head for head in heads if head.count("/") == 2 and head.endswith(f"/{path}")]
        return EquipmentPath.parse(areas[0]) if len(areas) == 1 else self.find(path)

    def find(self, path: str) -> EquipmentPath:
        """Return the one place whose path is, or ends with, `path`.

        Raises ConfigError that lists what there is.
        """
        lines = self.lines()
        units = [
            line.unit(str(unit))
            for line in lines
            for unit in self.history.facts(line).register["work_unit"]
        ]
        places = [*dict.fromkeys(line.at_site for line in lines), *lines, *units]
        found = [one for one in places if str(one) == path] or [
            one for one in places if str(one).endswith(f"/{path}")
        ]
        if len(found) == 1:
            return found[0]
        known = "\n  ".join(str(one) for one in (found or places))
        what = "names several places" if found else "is no place in this store"
        raise ConfigError(f"{path!r} {what}; there is:\n  {known or 'nothing yet'}")


def _ranges(pairs: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in pairs)
