"""KPI rows of the pipeline against rows of the simulator's own truth, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contract.kpi import BASE_FIELD_NAMES

Value = float | int | str | bool | None
Row = Mapping[str, Value]
Key = tuple[str, str, str, str]

KEY_FIELDS = ("level", "path", "window", "window_start")
# Whether a delay is a microstop is a reading of the TPM view; machines know no such threshold.
TOLD_FIELDS = tuple(name for name in BASE_FIELD_NAMES if name != "microstop_time_s")
RATIOS = ("availability", "effectiveness", "quality_ratio", "oee_index", "coverage")
# Leaves, quantities and consumption to 1e-6 of the true value, ratios to 1e-9.
BASE_TOLERANCE = 1e-6
RATIO_TOLERANCE = 1e-9
# Below this a true value counts as zero: sums of floats leave dust.
_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One field in which a row of the pipeline is not what really happened."""

    key: Key
    field: str
    got: Value
    want: Value

    def __str__(self) -> str:
        """Say where and by how much, in one line."""
        return f"{' '.join(self.key)} {self.field}: got {self.got}, truth {self.want}"


def key_of(row: Row) -> Key:
    """Return what identifies a KPI row."""
    level, path, window, window_start = (str(row[name]) for name in KEY_FIELDS)
    return (level, path, window, window_start)


def compare(got: Iterable[Row], want: Iterable[Row]) -> list[Mismatch]:
    """Return every difference beyond tolerance, rows that only one side has included."""
    have = {key_of(row): row for row in got}
    found: list[Mismatch] = []
    expected: set[Key] = set()
    for truth in want:
        key = key_of(truth)
        expected.add(key)
        row = have.get(key)
        if row is None:
            found.append(Mismatch(key, "row", got="absent", want="present"))
            continue
        found += _differences(key, row, truth)
    found += [
        Mismatch(key, "row", got="present", want="absent") for key in have if key not in expected
    ]
    return found


def _differences(key: Key, row: Row, truth: Row) -> list[Mismatch]:
    wanted = [(field, BASE_TOLERANCE) for field in TOLD_FIELDS if field in truth]
    wanted += [(field, RATIO_TOLERANCE) for field in RATIOS]
    found = [
        Mismatch(key, field, got=row.get(field), want=truth[field])
        for field, tolerance in wanted
        if not _close(row.get(field), truth[field], tolerance)
    ]
    if bool(row.get("partial")) != bool(truth.get("partial")):
        found.append(Mismatch(key, "partial", got=row.get("partial"), want=truth.get("partial")))
    return found


def _close(got: Value, want: Value, tolerance: float) -> bool:
    if got is None or want is None:
        return got is None and want is None
    if isinstance(got, str) or isinstance(want, str):
        return got == want
    return abs(got - want) <= max(_DUST, tolerance * abs(want))
