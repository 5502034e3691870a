"""The buckets of one history: the live plant's, or those of one played world (contract 5)."""

import re
from dataclasses import dataclass
from typing import get_args

from contract.series import Bucket
from influx.errors import BadInfluxConfig

BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
# The live set's second name, so that a dashboard can choose a set by what stands before "-kpi".
LIVE = "live"
_WORLD = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class BucketSet:
    """Names of the buckets of `world`; the empty world is the live plant."""

    world: str = ""

    def __post_init__(self) -> None:
        if self.world and (_WORLD.fullmatch(self.world) is None or self.world == LIVE):
            raise BadInfluxConfig(
                f"world {self.world!r} names no set of buckets: write up to 63 of a-z, 0-9 and -, "
                f"beginning with a letter or digit, and not {LIVE!r}; the empty name is the live "
                "plant"
            )

    def name(self, bucket: Bucket) -> str:
        """Return the name of the bucket, which is also its InfluxQL database."""
        return f"{self.world}-{bucket}" if self.world else bucket

    def databases(self, bucket: Bucket) -> tuple[str, ...]:
        """Return all InfluxQL databases that are mapped to the bucket."""
        return (self.name(bucket),) if self.world else (bucket, f"{LIVE}-{bucket}")
