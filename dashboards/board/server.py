"""Serves an app on a thread of its own, with its own event loop, for as long as a context lasts."""

import asyncio
import contextlib
import errno
import socket
import threading
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from dashboards.board.errors import BoardError, PortBusy

_START_S = 10.0
_STOP_S = 5.0


@contextlib.contextmanager
def serve(app: FastAPI, *, host: str, port: int) -> Iterator[str]:
    """Yield the URL that is served; port 0 takes a free one.

    Raises PortBusy before anything runs when the address cannot be bound.
    """
    listening = _bind(host, port)
    bound = listening.getsockname()[1]
    runner = _Runner(app, listening)
    runner.start()
    try:
        runner.wait_started()
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        runner.stop()
        listening.close()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortBusy(
                f"port {port} of {host} is in use by another program; end it, or choose another "
                "port with --port (0 takes any free one)"
            ) from error
        if error.errno == errno.EACCES:
            raise PortBusy(
                f"port {port} of {host} may not be opened by this user; choose one above 1023 "
                "with --port"
            ) from error
        raise PortBusy(
            f"{host} is no address of this computer ({error.strerror}); use 127.0.0.1"
        ) from error


class _Runner(threading.Thread):
    def __init__(self, app: FastAPI, listening: socket.socket) -> None:
        super().__init__(name="board", daemon=True)
        self._closing: threading.Event = app.state.closing
        self._listening = listening
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,  # the logging of the process is the wiring's
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=int(_STOP_S),
            ),
            self._ready,
        )

    def run(self) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[self._listening]))
        except BaseException as error:  # noqa: BLE001 - kept, and raised by wait_started
            self._failure = error
        finally:
            self._ready.set()

    def wait_started(self) -> None:
        if not self._ready.wait(_START_S) or not self._server.started:
            raise BoardError(f"the board did not start: {self._failure or 'no answer'}")

    def stop(self) -> None:
        self._closing.set()
        self._server.should_exit = True
        self.join(_STOP_S + 1)


class _Server(uvicorn.Server):
    """Says when it answers, and leaves the process's signals alone."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()
