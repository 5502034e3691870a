"""DF5: how many of the 14 business links are captured automatically, seen where it can be."""

from collections import Counter
from collections.abc import Callable, Mapping

from analytics.automation.counted import Counted, share
from analytics.automation.rate import RateItem
from analytics.automation.records import LinkRecord
from analytics.automation.seen import Seen

LINKS = 14


def acquisition_link_coverage(seen: Seen) -> Counted:
    """Count links with automatic capture; one that samples would show must be seen in them."""
    links = seen.sums.records.links
    if not links:
        return share((), status="missing")
    items = [_item(link, seen) for link in links]
    # Each site tells of its own 14.
    told = max(Counter(link.id for link in links).values())
    rest = max(0, LINKS * told - len(items))
    items += [RateItem(seen.sums.path, "", 0.0, float(rest), 0.0, 0.0, 0.0)] * bool(rest)
    return share(items)


def _item(link: LinkRecord, seen: Seen) -> RateItem:
    seen_now = any(_shows(name, seen) for name in link.evidence)
    captured = link.captured_automatically
    counted = captured and (seen_now or not link.evidence)
    return RateItem(
        seen.sums.path,
        link.id,
        float(counted),
        1.0,
        lower=float(captured and seen_now),
        upper=float(captured),
        declared=float(captured),
    )


def _shows(field: str, seen: Seen) -> bool:
    """Tell whether sums show that a field of samples came with something in it."""
    if field in _WORDS:
        return _WORDS[field](seen)
    if any(unit.get(_COUNTED.get(field, field), 0.0) > 0 for unit in seen.units.values()):
        return True
    rows = seen.sums.segments
    named = _SEGMENT_FIELDS.get(field, tuple(n for n in rows.columns if n.startswith(f"{field}_")))
    columns = [name for name in named if name in rows.columns]
    return bool(columns) and bool((rows[columns] > 0).any(axis=None))


def _named(column: str) -> Callable[[Seen], bool]:
    return lambda seen: bool(len(seen.rows)) and bool((seen.rows[column] != "").any())


def _known(seen: Seen) -> bool:
    return seen.known_s(seen.units) > 0


_WORDS: Mapping[str, Callable[[Seen], bool]] = {
    "state": _known,
    "operation_mode": _known,
    "control_mode": lambda seen: seen.automatic_seen,
    "operation": _named("operation"),
    "order": _named("order"),
    "product": _named("product"),
    "program": lambda seen: seen.total("program_cycles") > 0,
}
# Counters that evidence sums up under another name.
_COUNTED: Mapping[str, str] = {
    "operator_acknowledge": "assists",
    "operator_reset": "assists",
    "operator_door": "assists",
    "operator_e_stop_release": "assists",
    "operator_leave_automatic": "assists",
    "operator_manual_touch": "manual_touches",
}
# What segments have only where samples name it; other counters stand there under their own name.
_SEGMENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "operator": ("attended_time_s",),
    "defects": ("defect_quantity",),
    "reason": (
        "failure_count",
        "repair_count",
        "corrective_maintenance_time_s",
        "preventive_maintenance_time_s",
    ),
}
