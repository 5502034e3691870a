"""Ctrl-C and SIGTERM as an event that the wiring waits for."""

import asyncio
import signal
import threading
from collections.abc import Callable

_LOOK_S = 0.5


def stop_event() -> asyncio.Event:
    """Return an event of the running loop that is set by SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def wait_for_signal(check: Callable[[], None]) -> None:
    """Block the main thread until SIGINT or SIGTERM; `check` may raise what failed meanwhile."""
    stop = threading.Event()
    before = {
        name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        # A wait without a time-out would keep the handler from running.
        while not stop.wait(_LOOK_S):
            check()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
