"""The thread that steps analytics tells of a store that is away, and forgets no request for it."""

from collections.abc import Sequence
from pathlib import Path

import structlog
from structlog.testing import capture_logs

from analytics.automation.sheets_watch import SheetsWatch
from analytics.errors import StoreUnavailable
from analytics.health import Health
from analytics.history import Changes, Cursor, History, LineFacts
from analytics.loop import Analytics
from analytics.master.data import load_master_data
from analytics.stores.memory_history import MemoryHistory
from analytics.stores.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath
from factory.analytics_thread import AnalyticsThread
from tests.unit.analytics.automation.register_texts import EQUIPMENT, SITE_TOML, put

LINE = EquipmentPath("demo", "chongqing", "bottling", "line-1")


class Fleeting(MemoryHistory):
    """A history that does not answer while it is away, and counts whose facts were asked for."""

    away = True
    asked = 0

    def changed_since(self, cursor: Cursor) -> Changes:
        """Return what changed, or raise while away."""
        self._answer()
        return super().changed_since(cursor)

    def facts(self, line: EquipmentPath) -> LineFacts:
        """Return facts, or raise while away."""
        self._answer()
        self.asked += 1
        return super().facts(line)

    def _answer(self) -> None:
        if self.away:
            raise StoreUnavailable("the history is away")


def thread_over(history: History, watches: Sequence[SheetsWatch] = ()) -> AnalyticsThread:
    """Return a thread that is stepped by hand."""
    return AnalyticsThread(
        lambda: Analytics(
            history, MemoryKpiStore(), wall_ms=lambda: 0, logger=structlog.get_logger()
        ),
        Health(),
        watches=watches,
    )


def test_store_that_is_away_is_told_once_and_once_that_it_is_back() -> None:
    """A service that computes nothing says why, without a line for each try."""
    history = Fleeting()
    thread = thread_over(history)
    with capture_logs() as said:
        assert [thread.step(), thread.step()] == [False, False]
        history.away = False
        assert [thread.step(), thread.step()] == [True, True]
    assert [line["event"] for line in said] == ["store_unavailable", "store_available_again"]
    assert said[0]["reason"] == "the history is away"


def test_request_that_met_a_store_away_is_done_later() -> None:
    """Who asked for a line again was told yes, so it is asked for until the store answers."""
    history = Fleeting()
    thread = thread_over(history)
    thread.recompute(LINE, start=0, end=1)
    assert not thread.step()
    history.away = False
    assert thread.step()
    assert history.asked > 0


def test_files_with_mistakes_are_told_while_the_old_ones_stay_in_use(tmp_path: Path) -> None:
    """A register that is spoilt under a running analytics is a warning that names each mistake."""
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    register = put(tmp_path / "register")
    master = load_master_data(tmp_path / "site.toml")
    thread = thread_over(Fleeting(), watches=[SheetsWatch(master)])
    put(register, equipment=EQUIPMENT + "e/s/a/l/saw,,,,,,,yes,,,\n")
    with capture_logs() as said:
        thread.look()
        thread.look()
    (warning,) = said
    assert warning["event"] == "files_not_in_use"
    assert "row 5, column path: e/s/a/l/saw stands twice" in warning["reason"]
    assert len(master.register.equipment) == 3
