"""Turns enter; they leave no faster than a limit per second, so that a backlog floods nobody."""

import asyncio


class Pace:
    """A limit on the rate of turns; 0 is no limit."""

    __slots__ = ("_gap_s", "_next")

    def __init__(self, per_second: float) -> None:
        self._gap_s = 1.0 / per_second if per_second else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        """Wait for the next turn."""
        if not self._gap_s:
            return
        now = asyncio.get_running_loop().time()
        if self._next > now:
            await asyncio.sleep(self._next - now)
        self._next = max(self._next, now) + self._gap_s
