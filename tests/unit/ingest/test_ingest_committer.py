"""One task at a time on a thread of its own: in order, and never quietly failed."""

import threading

import pytest

from ingest.committer import Committer


@pytest.fixture
def committer() -> Committer:
    """One that has begun."""
    made = Committer()
    made.start()
    return made


def test_tasks_are_done_in_order_and_never_two_at_once(committer: Committer) -> None:
    """Handing over the second waits for the first; finishing waits for all."""
    done: list[int] = []
    first_may_end = threading.Event()

    def first() -> None:
        first_may_end.wait(30)
        done.append(1)

    committer.hand_over(first)
    assert done == []
    first_may_end.set()
    committer.hand_over(lambda: done.append(2))
    assert done[0] == 1
    committer.finish()
    assert done == [1, 2]
    committer.stop()


def test_failed_task_is_raised_where_the_next_is_handed_over(committer: Committer) -> None:
    """A failure ends the work: it is told at every turn, and no task is done after it."""
    done: list[int] = []

    def fail() -> None:
        raise OSError("the store is on fire")

    committer.hand_over(fail)
    for _ in range(2):
        with pytest.raises(OSError, match="on fire"):
            committer.hand_over(lambda: done.append(1))
    with pytest.raises(OSError, match="on fire"):
        committer.finish()
    committer.stop()
    assert done == []
