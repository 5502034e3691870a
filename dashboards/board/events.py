"""Server-sent events: the picture of the plant whenever it changed, else a sign of life."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator

from dashboards.board.errors import BoardError
from dashboards.board.snapshot import SharedPicture

_TICK_S = 0.25
_TICKS_PER_LOOK = 4
_TICKS_PER_SIGN = 20
_LOGGER = logging.getLogger(__name__)


async def plant_events(picture: SharedPicture, closing: threading.Event) -> AsyncIterator[bytes]:
    """Yield the picture at once and at most once per second after; end when `closing` is set.

    The sign of life, every 5 s, is a comment for proxies and an event `alive` for the page.
    """
    sent = -1
    silent = 0
    tick = 0
    yield b"retry: 2000\n\n"
    while not closing.is_set():
        if tick % _TICKS_PER_LOOK == 0:
            try:
                now = await asyncio.to_thread(picture.get)
            except BoardError as error:  # told to the page, which keeps its last picture
                _LOGGER.warning("the plant cannot be read: %s", error)
            else:
                if now.version != sent:
                    sent, silent = now.version, 0
                    yield b"event: plant\nid: %d\ndata: %s\n\n" % (now.version, now.body)
        tick += 1
        silent += 1
        if silent >= _TICKS_PER_SIGN:
            silent = 0
            yield b": keep-alive\nevent: alive\ndata: {}\n\n"
        await asyncio.sleep(_TICK_S)
