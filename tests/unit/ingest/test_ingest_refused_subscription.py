"""A broker that lets us in and does not let us hear; Mosquitto's ACL file knows no such setting.

So a socket answers here with the two packets that such a broker sends (MQTT 3.1.1, 3.2 and 3.9).
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from contract.topic import TopicFilter
from ingest.filters_file import FiltersFile
from ingest.subscriber import Access, Subscriber

_SUBSCRIBE = 0x82
_REFUSED = 0x80


@pytest.fixture
def refusing_broker() -> Iterator[tuple[int, threading.Event]]:
    """Its port, and an event that is set once it has refused a subscription."""
    refused = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_refuse, args=(server, refused), daemon=True)
        thread.start()
        yield server.getsockname()[1], refused
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _refuse(server: socket.socket, refused: threading.Event) -> None:
    with contextlib.suppress(OSError):
        peer, _ = server.accept()
        with peer:
            peer.recv(4096)
            peer.sendall(bytes((0x20, 2, 0, 0)))  # CONNACK: accepted, no session
            packet = peer.recv(4096)
            assert packet[0] == _SUBSCRIBE
            mid = packet[2:4] if packet[1] < 0x80 else packet[3:5]
            peer.sendall(bytes((0x90, 8)) + mid + bytes([_REFUSED] * 6))  # SUBACK
            refused.set()
            peer.recv(4096)  # until the subscriber leaves


def test_subscription_that_is_refused_is_no_connection(
    refusing_broker: tuple[int, threading.Event], tmp_path: Path
) -> None:
    """A worker that hears nothing does not call itself connected, and names the topics."""
    port, refused = refusing_broker
    with capture_logs() as said:
        subscriber = Subscriber(
            access=Access("127.0.0.1", port, "", "", "", 30, 1),
            client_id="deaf",
            filters=(TopicFilter(enterprise="demo"),),
            queue_limit_bytes=1_000_000,
            remembered=FiltersFile(tmp_path / "filters.json"),
            logger=structlog.get_logger(),
        )
        subscriber.start()
        assert refused.wait(10)
        while not any(one["event"] == "subscription_refused" for one in said):
            subscriber.next(0.05)
        assert not subscriber.is_connected
        subscriber.stop()
    (line,) = [one for one in said if one["event"] == "subscription_refused"]
    assert all(topic.startswith("sf/v1/demo/") for topic in line["topics"])
    assert line["topics"]
