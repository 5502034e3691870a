"""GET /metrics and /healthz for a service that runs as its own process; nothing else."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST

from ingest.health import Health


class HealthServer:
    """Serves the health of one worker on a thread of its own."""

    def __init__(self, health: Health, *, host: str, port: int, wall_ms: Callable[[], int]) -> None:
        self._server = ThreadingHTTPServer((host, port), _handler(health, wall_ms))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="ingest-http", daemon=True
        )

    @property
    def port(self) -> int:
        """The port that is served; the one the system chose where 0 was asked for."""
        return self._server.server_port

    def start(self) -> None:
        """Begin serving."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(health: Health, wall_ms: Callable[[], int]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, health.metrics())
            elif self.path == "/healthz":
                verdict = health.healthz(wall_ms=wall_ms())
                status = 200 if verdict.ok else 503
                self._answer(status, "text/plain; charset=utf-8", f"{verdict.reason}\n".encode())
            else:
                self._answer(404, "text/plain; charset=utf-8", b"only /metrics and /healthz\n")

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
            """Log nothing: a scrape every few seconds is no news."""

    return Handler
