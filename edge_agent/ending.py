"""Tasks enter that shall end; they are cancelled until they have.

Up to Python 3.11 `asyncio.wait_for`, which every MQTT publish goes through, drops a cancellation
that comes in the same step as the answer; the task then lives on and whoever waits for it hangs.
"""

import asyncio

_AGAIN_S = 1.0  # long enough for a task to close its connection


async def end(*tasks: "asyncio.Task[None]") -> None:
    """Cancel tasks until each is done; what they raise stays with them."""
    while pending := {task for task in tasks if not task.done()}:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=_AGAIN_S)
