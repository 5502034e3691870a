"""The account of analytics in, a row of the series `pipeline` in InfluxDB out."""

from analytics.account import SERVICE, Counted
from analytics.errors import RowsRefused, StoreUnavailable
from contract.series import PIPELINE
from influx.connection import Influx
from influx.errors import InfluxAway
from influx.line_protocol import encode


class InfluxAccount:
    """Implements `Account`: a row of the series `pipeline`.

    Args:
        connection: with a token that may write telemetry.
        instance: tells several services apart.
    """

    def __init__(self, connection: Influx, *, instance: str = SERVICE) -> None:
        self._connection = connection
        self._instance = instance

    def write(self, counted: Counted, *, wall_ms: int) -> None:
        """Write what was counted by now; raise StoreUnavailable when the store is away."""
        lines = encode(
            PIPELINE,
            {
                "time": [wall_ms],
                "service": [SERVICE],
                "instance": [self._instance],
                "kind": ["counters"],
                "received": [counted.received],
                "stored": [counted.stored],
                "rejected": [counted.rejected],
                "retried": [counted.retried],
                "lag_ms": [None if counted.taken is None else wall_ms - counted.taken],
                "alive": [True],
            },
        )
        try:
            refusal = self._connection.write("telemetry", lines[0].encode())
        except InfluxAway as error:
            raise StoreUnavailable(f"no account can be written: {error}") from error
        if refusal is not None:
            raise RowsRefused(f"InfluxDB refused the account, a mistake of ours: {refusal.words}")
