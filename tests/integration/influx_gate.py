"""A gateway before InfluxDB that refuses what InfluxDB alone never would: for tests of ingest."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from influx.config import InfluxConfig


class Gate:
    """A gateway on loopback that takes bodies up to a limit and remembers them.

    Args:
        limit: bytes; a longer body is answered with 413.
        fails_on: the first body that begins with this is answered with 503, after it was taken.
    """

    def __init__(self, *, limit: int = 10**9, fails_on: bytes = b"nothing") -> None:
        self.limit = limit
        self.bodies: list[bytes] = []
        self._fails_on = fails_on
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = gate.take(body)
                said = json.dumps({"code": "some", "message": "no more"}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(0 if status == 204 else len(said)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(said)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, body: bytes) -> int:
        """Answer one body with a status."""
        if len(body) > self.limit:
            return 413
        self.bodies.append(body)
        if body.startswith(self._fails_on):
            self._fails_on = b"nothing"
            return 503
        return 204

    def config(self, folder: Path) -> InfluxConfig:
        """Return how to reach it."""
        file = folder / "any.token"
        file.write_text("any\n")
        return InfluxConfig(url=f"http://127.0.0.1:{self._server.server_port}", token_file=file)

    def __enter__(self) -> Self:
        """Return itself, serving."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
