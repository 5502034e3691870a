"""Tasks go in one at a time and are done on a thread of their own, so that gathering goes on.

While the store is busy with one batch the next is decoded; never are two in flight.
"""

import queue
import threading
from collections.abc import Callable


class Committer:
    """One thread and one task; whoever hands over the next waits until the last is done."""

    def __init__(self) -> None:
        self._tasks: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="ingest-committer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def hand_over(self, task: Callable[[], None]) -> None:
        """Let the task be done next; raise what made an earlier one fail."""
        self.finish()
        self._tasks.put(task)

    def finish(self) -> None:
        """Wait until what was handed over is done; raise what made it fail."""
        self._tasks.join()
        self.raise_failure()

    def raise_failure(self) -> None:
        """Raise what made a task fail, if one did; no task is done after it."""
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """End the thread when the task in hand is done."""
        self._tasks.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            task = self._tasks.get()
            try:
                if task is None:
                    return
                if self._failure is None:
                    task()
            except BaseException as error:  # noqa: BLE001 - raised in the thread that hands over
                self._failure = error
            finally:
                self._tasks.task_done()
