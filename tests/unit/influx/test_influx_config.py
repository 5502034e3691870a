"""Addresses and token files that cannot be used are told, and never show a token."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from influx.config import InfluxConfig, read_token
from influx.errors import BadInfluxConfig


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8086",
        "http://",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://[::1",
        "http://127.0.0.1:8086/",
        "http://127.0.0.1:8086?org=factory",
        "http://user:word@127.0.0.1:8086",
        "ftp://127.0.0.1",
    ],
)
def test_address_that_no_client_can_use_is_refused(url: str) -> None:
    """What is no server's address is told with the form of one, before a client trips over it."""
    with pytest.raises(ValidationError, match="write http://host:port"):
        InfluxConfig(url=url, token_file=Path("board.token"))


@pytest.mark.parametrize("url", ["http://influxdb:8086", "https://plant.example", "http://[::1]:1"])
def test_address_of_a_server_is_taken(url: str) -> None:
    """Names, numbers and the usual port are all addresses."""
    assert InfluxConfig(url=url, token_file=Path("board.token")).url == url


@pytest.mark.parametrize(
    "content", [b"", b"two words", "t\u00f6ken".encode(), b"\xec\xff", b"a\0b"]
)
def test_file_without_a_token_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that holds no word that a header can carry is named, and its content is not shown."""
    path = tmp_path / "board.token"
    path.write_bytes(content)
    with pytest.raises(BadInfluxConfig, match="holds no token") as refusal:
        read_token(path)
    assert str(path) in str(refusal.value)
    assert "words" not in str(refusal.value)
