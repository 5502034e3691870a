"""One work unit over a stretch of time, for the board: what it did and what it counted."""

from collections.abc import Sequence

from analytics.history import LineFacts
from analytics.oee.rates import LineRates
from analytics.register import UnitRegister, register_of
from analytics.timeline import Counted, counted, timeline
from contract.states import LEAVES, Leaf
from dashboards.board.model import Bucket, Stretch, Timeline
from factory.errors import ConfigError
from factory.store_reader import StoreReader
from factory.when import wall_ms

_BUCKET_MS = 300_000
_NOT_BUSY = frozenset({"unscheduled", "planned_down"})


def unit_timeline(store: StoreReader, path: str, *, start: int, end: int) -> Timeline:
    """Return a unit's stretches in [start, end) and its pieces per five minutes."""
    unit = store.find(path)
    if unit.level != "unit":
        raise ConfigError(f"{path!r} is a {unit.level}: name a unit, such as one of {unit}")
    history, master = store.history, store.master(unit)
    pieces = timeline(history, master, unit, start=start, end=end, wall=wall_ms())
    stretches = tuple(
        Stretch(
            start=piece.start,
            end=piece.end,
            leaf=leaf_of(piece.leaf),
            state=piece.state or None,
            operation_mode=piece.operation_mode or None,
            reason=piece.reason,
            order=piece.order,
            product=piece.product,
        )
        for piece in pieces
    )
    rate: tuple[Bucket, ...] = ()
    if stretches:
        rates = LineRates(master.line(unit.line), registers(history.facts(unit.line)))
        buckets = counted(
            history, unit, start=stretches[0].start, end=stretches[-1].end, bucket_ms=_BUCKET_MS
        )
        rate = tuple(
            Bucket(one.start, one.end, one.produced, _ideal(unit.work_unit, rates, stretches, one))
            for one in buckets
        )
    return Timeline(path=str(unit), start=start, end=end, stretches=stretches, rate=rate)


def registers(facts: LineFacts) -> dict[str, UnitRegister]:
    """Return the newest register entry of each unit of a line."""
    return register_of(facts.register) if len(facts.register) else {}


def leaf_of(text: str) -> Leaf:
    """Return the leaf that a text names."""
    for leaf in LEAVES:
        if leaf == text:
            return leaf
    raise ValueError(f"{text!r} is no time leaf")  # a bug of ours: analytics writes only leaves


def _ideal(
    unit: str, rates: LineRates, stretches: Sequence[Stretch], bucket: Counted
) -> float | None:
    """Return what the planned run times allow in a bucket's busy time; None without a rate."""
    total, known = 0.0, False
    for one in stretches:
        overlap = min(one.end, bucket.end) - max(one.start, bucket.start)
        seconds = rates.unit_rate(unit, one.product, at=one.start).planned_run_time_s
        if overlap > 0 and seconds and one.leaf not in _NOT_BUSY:
            known = True
            total += overlap / 1000 / seconds
    return total if known else None
