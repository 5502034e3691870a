"""What agents said and what the ledger holds in, the facts of a line's run out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pandas as pd

from analytics.history import LineFacts
from contract.messages import Source
from contract.path import EquipmentPath

_decode_sources = msgspec.json.Decoder(tuple[Source, ...]).decode


@dataclass(frozen=True, slots=True)
class Said:
    """The newest birth or status row of a line, columns of `contract.series.PIPELINE`."""

    kind: str
    time: int
    boot: int
    session: int | None
    clock: str | None
    samples: int | None
    ended: int | None
    sources: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """First and newest event time stored; samples of the newest boot that reached the ledger."""

    first: int | None
    newest: int | None
    reached: int


def facts_of(
    line: EquipmentPath, register: pd.DataFrame, *, said: Sequence[Said], account: Account
) -> LineFacts:
    """Join what is known; only the newest boot may say that its run ended."""
    birth = max(
        (row for row in said if row.kind == "birth"),
        key=lambda row: (row.boot, row.session or 0, row.time),
        default=None,
    )
    status = max(
        (row for row in said if row.kind == "status"),
        key=lambda row: (row.boot, row.time),
        default=None,
    )
    newest_boot = max((row.boot for row in said), default=0)
    ended = None
    if status is not None and status.boot == newest_boot:
        ended = status.ended
    return LineFacts(
        line=line,
        register=register,
        clock="wall" if birth is not None and birth.clock == "wall" else "played",
        first_time=account.first,
        newest_time=account.newest,
        ended=ended,
        ended_said_at=status.time if status is not None and ended is not None else None,
        ended_complete=(
            status is not None and ended is not None and account.reached >= (status.samples or 0)
        ),
        clock_offset_ms=_largest_offset(status),
    )


def _largest_offset(status: Said | None) -> int:
    if status is None or not status.sources:
        return 0
    offsets = [
        abs(source.clock_offset_ms or 0)
        for source in _decode_sources(status.sources)
        if not source.clock_corrected
    ]
    return max(offsets, default=0)
