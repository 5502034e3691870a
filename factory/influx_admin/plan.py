"""What InfluxDB must hold for one set of buckets: databases, and tokens with their rights; no I/O.

Whoever holds one role's token can do no more than that role; but to InfluxDB 2, who may write a
bucket may also delete it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from contract.series import Bucket
from influx.buckets import BUCKETS, LIVE, BucketSet
from influx.errors import BadInfluxConfig

Action = Literal["read", "write"]
Role = Literal["ingest", "analytics", "grafana", "board"]
ROLES: tuple[Role, ...] = get_args(Role)
RETENTION_POLICY = "autogen"
DAY_S = 86_400
_READ_ALL: frozenset[tuple[Action, Bucket]] = frozenset(("read", bucket) for bucket in BUCKETS)

RIGHTS: Mapping[Role, frozenset[tuple[Action, Bucket]]] = {
    "ingest": frozenset({("write", "telemetry"), ("write", "register")}),
    "analytics": _READ_ALL | {("write", "telemetry"), ("write", "kpi")},
    "grafana": _READ_ALL,
    "board": _READ_ALL,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that setting up looked at, and what became of it."""

    what: str
    how: Literal["made", "there", "changed"]
    why: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.how:<8} {self.what}" + (f" ({self.why})" if self.why else "")


def roles_of(world: str) -> tuple[Role, ...]:
    """Return the roles that have a token for this set alone; Grafana's one token reads all sets."""
    return tuple(role for role in ROLES if role != "grafana" or not world)


def token_file(tokens: Path, name: str, world: str = "") -> Path:
    """Return where the token of a role, or of the admin, lies for this set of buckets."""
    shared = name in {"admin", "grafana"}
    return (tokens if shared or not world else tokens / world) / f"{name}.token"


def description(role: Role, world: str) -> str:
    """Return what a token is called on the server, by which it is found again."""
    return f"factory {role}, world {world}" if world and role != "grafana" else f"factory {role}"


def worlds(names: Iterable[str]) -> list[str]:
    """Return the sets whose three buckets all exist; the live set is the empty name."""
    known = frozenset(names)
    found = [""] if known.issuperset(BUCKETS) else []
    for name in sorted(known):
        world, dash, bucket = name.rpartition("-")
        if dash and bucket == BUCKETS[0] and _is_world(world):
            whole = known.issuperset(BucketSet(world).name(one) for one in BUCKETS)
            found += [world] if whole else []
    return found


def rights(role: Role, world: str, names: Iterable[str]) -> frozenset[tuple[Action, str]]:
    """Return what a role's token may do, by names of buckets that exist."""
    known = frozenset(names)
    sets = worlds(known) if role == "grafana" else [world]
    return frozenset(
        (action, name)
        for one in sets
        for action, bucket in RIGHTS[role]
        if (name := BucketSet(one).name(bucket)) in known
    )


def _is_world(name: str) -> bool:
    try:
        return BucketSet(name).world not in {"", LIVE}
    except BadInfluxConfig:
        return False
