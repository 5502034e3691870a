"""The board's server on a real socket: bound, busy, stopped with a viewer attached."""

import socket
import threading

import httpx
import pytest

from analytics.export import export
from dashboards.board.app import create_app
from dashboards.board.errors import PortBusy
from dashboards.board.server import serve
from tests.unit.dashboards.made_plant import MadePlant
from tests.unit.dashboards.made_stories import SHIFT_START


def made() -> MadePlant:
    """A plant at the start of its shift."""
    return MadePlant(wall=lambda: SHIFT_START + 60_000)


def test_busy_port_is_told_before_anything_runs() -> None:
    """A taken port raises PortBusy with the port and what to do."""
    plant = made()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serving = serve(create_app(plant, plant, plant, export=export), host="127.0.0.1", port=port)
        with pytest.raises(PortBusy, match=rf"{port}.*--port"), serving:
            pass


def test_address_of_another_computer_is_told() -> None:
    """An address that is not ours raises PortBusy with the address."""
    plant = made()
    serving = serve(create_app(plant, plant, plant, export=export), host="192.0.2.1", port=0)
    with pytest.raises(PortBusy, match=r"192\.0\.2\.1"), serving:
        pass


def test_leaving_ends_open_streams_and_frees_the_port() -> None:
    """The context ends at once although a viewer listens, and the port can be bound again."""
    plant = made()
    began, ended = threading.Event(), threading.Event()

    def listen(url: str) -> None:
        with httpx.stream("GET", f"{url}/api/v1/events", timeout=30) as answer:
            for line in answer.iter_lines():
                if line.startswith("event: plant"):
                    began.set()
        ended.set()

    with serve(create_app(plant, plant, plant, export=export), host="127.0.0.1", port=0) as url:
        threading.Thread(target=listen, args=(url,), daemon=True).start()
        assert began.wait(20)
    assert ended.wait(20)
    port = int(url.rsplit(":", 1)[1])
    with serve(
        create_app(plant, plant, plant, export=export), host="127.0.0.1", port=port
    ) as again:
        assert httpx.get(f"{again}/healthz").status_code == 200
