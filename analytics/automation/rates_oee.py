"""DP4: OEE of a line, site or enterprise, rolled up by scheduled time as everywhere else."""

import numpy as np
import pandas as pd

from analytics.automation.counted import Counted
from analytics.automation.rate import RateItem
from analytics.automation.seen import Seen, ordered
from analytics.oee.ratios import ratios_of
from analytics.oee.segment_sums import SegmentSums, sums_of
from contract.kpi import KpiLevel
from contract.path import EquipmentPath
from contract.rates import Status

_NOTHING = Counted(
    items=(), numerator=0.0, denominator=0.0, value=None, lower=None, upper=None, enough="missing"
)
_LINE_DEPTH = 3


def overall_equipment_effectiveness(seen: Seen) -> Counted:
    """Divide the planned run time of good pieces by known scheduled time, of all lines."""
    rows = ordered(seen.sums.segments)
    if len(rows):
        rows = rows[rows["path"].map(lambda path: path.count("/") == _LINE_DEPTH)]
    if not len(rows):
        return _NOTHING
    rows = rows.reset_index(drop=True)
    heads = np.flatnonzero((rows["path"] != rows["path"].shift()).to_numpy())
    lines = [EquipmentPath.parse(path) for path in rows["path"].to_numpy(object)[heads]]
    each = sums_of(rows, heads)
    items = [
        RateItem(line, "", good, known, lower=low, upper=high)
        for line, (good, known, _, low, high, _) in zip(
            lines, _shown(each, seen, level="line"), strict=True
        )
    ]
    whole = sums_of(rows, np.array([0]))
    level: KpiLevel = "line" if seen.sums.level == "line" else "site"
    (good, known, value, low, high, coverage) = _shown(whole, seen, level=level)[0]
    short = coverage < seen.sums.settings.withhold_below_coverage
    status: Status = "observed" if value is not None else "insufficient" if short else "missing"
    return Counted(
        items=tuple(items),
        numerator=good,
        denominator=known,
        value=value,
        lower=low,
        upper=high if high is None or value is None else max(high, value),
        enough=status,
    )


_Shown = tuple[float, float, float | None, float | None, float | None, float]


def _shown(sums: SegmentSums, seen: Seen, *, level: KpiLevel) -> list[_Shown]:
    """Return numerator, denominator, value, bounds and coverage of each group."""
    base, settings = sums.base, seen.sums.settings
    ratios = ratios_of(base, settings, level=level, unrated=sums.flags["ideal_rate_missing"])
    known = base["planned_busy_time_s"] - base["unknown_time_s"]
    columns = [ratios.columns[name] for name in ("oee_index", "oee_low", "oee_high")]
    table = pd.DataFrame(dict(enumerate(columns))).astype(object)
    said = table.where(table.notna(), None).itertuples(index=False, name=None)
    return [
        (float(good), float(of), *shares, float(coverage))
        for good, of, shares, coverage in zip(
            base["planned_run_time_good_s"], known, said, ratios.coverage, strict=True
        )
    ]
