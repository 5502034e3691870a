"""What a unit was doing, as people read it: pieces of time with state, mode, reason and order.

Samples enter; joined pieces leave for the board and for explanations.
"""

import numpy as np
import pandas as pd

from analytics.master.data import LineMaster
from analytics.oee.columns import line_columns
from analytics.oee.grid import grid_of
from analytics.oee.time_model import MODES, STATES
from analytics.oee.timeline import NO_SAMPLE, Run, timeline_of
from contract.states import LEAVES

STORY_COLUMNS = ("start", "end", "leaf", "state", "operation_mode", "reason", "order", "product")


def unit_timeline(
    master: LineMaster, samples: pd.DataFrame, *, unit: str, start: int, end: int, run: Run
) -> pd.DataFrame:
    """Return a unit's pieces over the run's part of [start, end), equal neighbours joined.

    Columns: start, end (ms UTC), leaf, state, operation_mode, reason, order, product. An unknown
    piece of a silence shows what was said last; before the first sample it shows empty words.
    """
    line = line_columns(samples[samples["work_unit"] == unit])
    columns = line.unit(unit)
    grid = grid_of(master.calendar, master.site_calendar, start=start, end=end)
    pieces = timeline_of(
        columns,
        grid,
        run=run,
        silence_ms=master.settings.silence_ms,
        microstop_threshold_ms=master.settings.microstop_threshold_ms,
    )
    words = {"leaf": np.array(LEAVES, object)[pieces.leaf]}
    said = pieces.sample != NO_SAMPLE
    for name in STORY_COLUMNS[3:]:
        words[name] = np.full(len(said), "", object)
    if columns is not None:
        for name, codes, names in (
            ("state", columns.state, STATES),
            ("operation_mode", columns.mode, MODES),
            ("reason", columns.reason, line.reasons),
            ("order", columns.order, line.orders),
            ("product", columns.product, line.products),
        ):
            words[name][said] = np.array(names, object)[codes[pieces.sample[said]]]
    frame = pd.DataFrame({"start": pieces.start, "end": pieces.end, **words})
    named = frame[list(STORY_COLUMNS[2:])]
    stretch = named.ne(named.shift()).any(axis=1).cumsum()
    joined = frame.groupby(stretch, sort=False).agg(
        {"start": "first", "end": "last", **dict.fromkeys(STORY_COLUMNS[2:], "first")}
    )
    return joined.reset_index(drop=True)
