"""What people want to reach: targets with dates in, those that hold at an instant out. Pure."""

from analytics.master.calendar import Calendar
from analytics.master.file import DatedTargets, Targets
from analytics.master.validity import validity_of


def targets_at(
    targets: Targets | tuple[DatedTargets, ...], calendar: Calendar, at: int | None
) -> Targets:
    """Return the targets that hold at an instant (None: the newest); none before the first date."""
    if isinstance(targets, Targets):
        return targets
    return validity_of(((one.since, one) for one in targets), calendar).at(at) or Targets()
