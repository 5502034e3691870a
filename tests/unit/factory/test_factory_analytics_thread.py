"""The thread that steps analytics tells of a store that is away, and forgets no request for it."""

import structlog
from structlog.testing import capture_logs

from analytics.errors import StoreUnavailable
from analytics.health import Health
from analytics.history import Changes, Cursor, History, LineFacts
from analytics.loop import Analytics
from analytics.memory_history import MemoryHistory
from analytics.memory_kpi_store import MemoryKpiStore
from contract.path import EquipmentPath
from factory.analytics_thread import AnalyticsThread

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


def thread_over(history: History) -> AnalyticsThread:
    """Return a thread that is stepped by hand."""
    return AnalyticsThread(
        lambda: Analytics(
            history, MemoryKpiStore(), wall_ms=lambda: 0, logger=structlog.get_logger()
        ),
        Health(),
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
