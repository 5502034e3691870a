"""One message as the broker delivered it, before anybody looked inside."""

from typing import NamedTuple


class Incoming(NamedTuple):
    """A delivered message; `epoch` names the connection that may acknowledge it."""

    topic: str
    payload: bytes
    mid: int = 0
    epoch: int = 0
    qos: int = 1
    retain: bool = False
