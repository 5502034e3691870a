"""Ctrl-C and SIGTERM as an event that the wiring waits for."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator

_LOOK_S = 0.5
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """A run of fixed length was stopped before its end; ends the command as Ctrl-C does."""


def run_until_stopped(main: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> bool:
    """Run `main` with an event that SIGINT and SIGTERM set; return whether one of them did.

    What runs ends by itself then: nothing is cancelled in the middle of a message.
    """

    async def run() -> bool:
        stop = asyncio.Event()
        for name in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await main(stop)
        return stop.is_set()

    with _handlers_put_back():
        return asyncio.run(run())


def wait_for_signal(check: Callable[[], None]) -> None:
    """Block the main thread until SIGINT or SIGTERM; `check` may raise what failed meanwhile."""
    stop = threading.Event()
    with _handlers_put_back():
        for name in _SIGNALS:
            signal.signal(name, lambda *_: stop.set())
        # A wait without a time-out would keep the handler from running.
        while not stop.wait(_LOOK_S):
            check()


@contextlib.contextmanager
def _handlers_put_back() -> Iterator[None]:
    before = {name: signal.getsignal(name) for name in _SIGNALS}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
