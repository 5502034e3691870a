"""Ctrl-C and SIGTERM as an event that the wiring waits for."""

import asyncio
import signal
import threading


def stop_event() -> asyncio.Event:
    """Return an event of the running loop that is set by SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def wait_for_signal() -> None:
    """Block the main thread until SIGINT or SIGTERM."""
    stop = threading.Event()
    before = {
        name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not stop.wait(0.5):
            pass  # a wait without a time-out would keep the handler from running
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
