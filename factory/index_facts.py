"""Facts of units that surveys told, in a file of the data directory; entries are only ever added.

What is told anew is an entry of its own with the time from which it is known.
"""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import msgspec

from analytics.index.digital.observation import UnitFacts
from factory.errors import ConfigError

FACTS_FILE = "index-units.json"


class ToldFacts(UnitFacts, frozen=True, kw_only=True):
    """Facts with the wall time from which they are known, ms UTC; 0 in files of before."""

    vintage: int = 0


def read_facts(data_dir: Path, *, as_of: int | None = None) -> tuple[UnitFacts, ...]:
    """Return the facts of each unit that were known at `as_of` (ms UTC), by unit."""
    known = {
        one.unit: one
        for one in sorted(_entries(data_dir), key=attrgetter("vintage"))
        if as_of is None or one.vintage <= as_of
    }
    return tuple(_plain(known[unit]) for unit in sorted(known))


def keep_facts(data_dir: Path, facts: Sequence[UnitFacts], *, vintage: int) -> None:
    """Add facts that differ from what was told last of their unit, known from `vintage` on."""
    last = {one.unit: one for one in read_facts(data_dir)}
    news = [
        ToldFacts(**{**msgspec.structs.asdict(one), "vintage": vintage})
        for one in facts
        if last.get(one.unit) != one
    ]
    if not news:
        return
    rows = sorted((*_entries(data_dir), *news), key=attrgetter("unit", "vintage"))
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / FACTS_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(rows)) + b"\n")


def _entries(data_dir: Path) -> tuple[ToldFacts, ...]:
    file = data_dir / FACTS_FILE
    if not file.exists():
        return ()
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[ToldFacts, ...])
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{file}: {error}") from error


def _plain(told: ToldFacts) -> UnitFacts:
    return msgspec.convert(msgspec.structs.asdict(told), UnitFacts)
