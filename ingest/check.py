"""The samples of one message go in; those that may be stored come out, the others with a reason.

Event time is never clamped (contract 2.3): it is stored as said, or refused.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from contract.codec import encode_sample
from contract.path import SEGMENT
from contract.sample import Sample
from ingest.decode import DecodedData, Rejected

FUTURE_TOLERANCE_MS = 300_000  # contract 2.3: five minutes ahead of ingest's wall clock


@dataclass(frozen=True, slots=True)
class Checked:
    """Samples to store with their places in the message, rejections, and units no birth named."""

    samples: tuple[Sample, ...]
    indexes: Sequence[int]
    rejected: tuple[Rejected, ...]
    unregistered: tuple[str, ...]


def check(
    decoded: DecodedData, *, known: AbstractSet[str], wall_ms: int, retention_ms: int | None
) -> Checked:
    """Apply the time rules and look for unknown units; `retention_ms` None keeps every age."""
    samples = decoded.data.samples
    latest = wall_ms + FUTURE_TOLERANCE_MS
    oldest = 0 if retention_ms is None else wall_ms - retention_ms
    units = {sample.unit for sample in samples}
    in_time = all([oldest <= sample.t <= latest for sample in samples])  # noqa: C419 - hot, a list is twice as fast
    unknown = () if known >= units else tuple(sorted(units - known))
    misspelt = frozenset(name for name in unknown if SEGMENT.fullmatch(name) is None)
    if in_time and not misspelt:
        return Checked(samples, decoded.indexes, decoded.rejected, unknown)
    good: list[Sample] = []
    places: list[int] = []
    bad: list[Rejected] = list(decoded.rejected)
    for index, sample in zip(decoded.indexes, samples, strict=True):
        if sample.unit in misspelt:
            bad.append(_reject(decoded, index, sample, "bad_sample", f"unit {sample.unit!r}"))
        elif sample.t > latest:
            ahead = f"{(sample.t - wall_ms) / 1000:.3f} s ahead of the wall clock"
            bad.append(_reject(decoded, index, sample, "in_the_future", ahead))
        elif sample.t < oldest:
            age = f"{(wall_ms - sample.t) / 86_400_000:.1f} days old, older than the store keeps"
            bad.append(_reject(decoded, index, sample, "expired", age))
        else:
            good.append(sample)
            places.append(index)
    stored = {sample.unit for sample in good}
    return Checked(
        tuple(good), places, tuple(bad), tuple(name for name in unknown if name in stored)
    )


def _reject(decoded: DecodedData, index: int, sample: Sample, reason: str, detail: str) -> Rejected:
    data = decoded.data
    return Rejected(
        reason,
        f"sample of {sample.unit} at {sample.t}: {detail}",
        str(decoded.topic),
        encode_sample(sample),
        data.boot,
        data.seq,
        index,
        data.spooled,
        data.historical,
    )
