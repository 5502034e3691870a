"""SIGTERM in, the same clean end as Ctrl-C out, so that a terminated run ends its broker too."""

import signal
import sys

_TERMINATED = 128 + signal.SIGTERM  # as a shell reports it


def end_as_interrupted(*_: object) -> None:
    """End as Ctrl-C does, also where a shell lets its background jobs ignore that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        sys.exit(_TERMINATED)
    signal.raise_signal(signal.SIGINT)
