"""The thread that steps the incremental loop of analytics beside whatever else a process runs."""

import queue
import threading
from collections.abc import Callable, Sequence

import structlog

from analytics.account import Account
from analytics.automation.sheets_watch import SheetsWatch
from analytics.errors import StoreUnavailable
from analytics.health import Health
from analytics.loop import Analytics
from analytics.master.data import MasterData
from contract.path import EquipmentPath
from factory.stores import Stores
from factory.when import wall_ms

_STEP_S = 0.25
_LONGEST_REST_S = 10.0
_SETTLE_S = 0.02
_ACCOUNT_MS = 10_000


class AnalyticsThread(threading.Thread):
    """Steps the incremental loop until it is stopped; its failure is raised in the owner.

    While the store does not answer it begins anew from the stored cursor, with growing pauses.

    Args:
        build: makes a loop that goes on from the stored cursor.
        health: counts what the steps did.
        may_begin: asked until it says yes; no step is done before.
        account: where it tells every ten seconds what it did; None tells nobody.
        watches: looked at as often, for files that differ from what is in use.
    """

    def __init__(
        self,
        build: Callable[[], Analytics],
        health: Health,
        *,
        may_begin: Callable[[], bool] = lambda: True,
        account: Account | None = None,
        watches: Sequence[SheetsWatch] = (),
    ) -> None:
        super().__init__(name="analytics", daemon=True)
        self._build = build
        self._health = health
        self._may_begin = may_begin
        self._account = account
        self._watches = watches
        self._told_at = 0
        self._away = False
        self._log = structlog.get_logger("analytics")
        self._done = threading.Event()
        self._asked: queue.SimpleQueue[tuple[EquipmentPath, int, int]] = queue.SimpleQueue()
        self.loop = build()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Step, and rest between steps."""
        rest_s = _STEP_S
        try:
            while not self._may_begin():
                if self._done.wait(_STEP_S):
                    return
            while not self._done.wait(rest_s):
                rest_s = _STEP_S if self.step() else min(_LONGEST_REST_S, 2 * rest_s)
                self._tell()
        except BaseException as error:  # noqa: BLE001  kept, and raised by `stop` in the owner
            self.failure = error

    def recompute(self, line: EquipmentPath, *, start: int, end: int) -> None:
        """Ask from any thread for event times (ms UTC) to be computed again, however old."""
        self._asked.put((line, start, end))

    def step(self) -> bool:
        """Do one pass; return False when the store did not answer."""
        taken: list[tuple[EquipmentPath, int, int]] = []
        try:
            while not self._asked.empty():
                taken.append(self._asked.get())
                line, start, end = taken[-1]
                self.loop.recompute(line, start=start, end=end)
            result = self.loop.step()
        except StoreUnavailable as error:
            self._health.retried(str(error))
            if not self._away:
                self._log.warning("store_unavailable", reason=str(error))
            self._away = True
            # What the failed pass had taken is still behind the stored cursor.
            self.loop = self._build()
            for asked in taken:
                self._asked.put(asked)
            return False
        if self._away:
            self._log.info("store_available_again")
        self._away = False
        self._health.stepped(result, wall_ms=wall_ms())
        return True

    def look(self) -> None:
        """Say of each site's files that they differ from what is in use, once for each change."""
        for watch in self._watches:
            said = watch.look()
            if said:
                self._log.warning("files_not_in_use", reason=said)

    def _tell(self) -> None:
        now = wall_ms()
        if now - self._told_at < _ACCOUNT_MS:
            return
        self._told_at = now
        self.look()
        if self._account is None:
            return
        try:
            self._account.write(self._health.counted(), wall_ms=now)
        except StoreUnavailable as error:
            # A store that takes no account shows as silence there; the next row tells.
            self._health.retried(str(error))

    def stop(self) -> None:
        """End the thread and raise what made it fail."""
        self._done.set()
        self.join()
        self.raise_failure()

    def raise_failure(self) -> None:
        """Raise what made the thread fail, if it did."""
        if self.failure is not None:
            raise self.failure

    def settle(self) -> None:
        """End the thread, then step here until every window of the ended runs is computed."""
        self.stop()
        settle(self._settled, self.step)

    def _settled(self) -> bool:
        return self.loop.settled()  # a step may have begun with another loop


def analytics_of(stores: Stores, masters: Sequence[MasterData]) -> Analytics:
    """Return a loop over an open store that nobody else computes, to be stepped by hand."""
    history, kpis, books = stores.for_analytics()
    return Analytics(
        history,
        kpis,
        masters,
        wall_ms=wall_ms,
        logger=structlog.get_logger("analytics"),
        books=books,
    )


def settle(settled: Callable[[], bool], step: Callable[[], object]) -> None:
    """Step until all that was stored is computed."""
    pause = threading.Event()
    while not settled():
        step()
        pause.wait(_SETTLE_S)
