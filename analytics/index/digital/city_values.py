"""What the generated enterprises of the demo city tell: values, bounds, gaps and corrections.

From the values of `city_laws`, in this order:

- a discrete enterprise, small or micro, whose level is below -1.25 is all manual: DF1 is 0, DP1,
  DP2 and DP5 are 0 and DP6 is at its floor, the last four with status none_automatic;
- GC2 and GC4 are not applicable in the first four quarters of an enterprise that entered later;
- an answer is missing with probability `_UNANSWERED` of the size class, a whole questionnaire with
  0.01; a measured value is insufficient with 0.002;
- of 40 productive hours seen none has an assist with probability exp(-40 / DP6): then DP6 is 40 / 3
  h, the lower limit at 95 %, and censored;
- what machines or registers tell has bounds: shares uniform up to 4 points below and 1.5 above,
  logarithmic ones up to 0.1 of the logarithm each way, changes up to 2 points each way.

Values become known 30 days after the quarter; an answer is stated again 90 days later with
probability 0.005, one rung higher or lower or, of numbers, normal(0, 3) points or normal(0, 0.1) of
the logarithm away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp

import msgspec
import numpy as np

from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.digital.city_laws import LAWS, Quarter, quarters_of, shifted
from analytics.index.digital.city_plan import Enterprise
from analytics.index.digital.observation import CellStatus, Observation

_MANUAL_BELOW = -1.25
# What an all-manual enterprise tells. A register with nothing automatic in it is simply seen.
_NONE_AUTOMATIC: Mapping[str, CellStatus] = {
    "DF1": "observed",
    **dict.fromkeys(("DP1", "DP2", "DP5", "DP6"), "none_automatic"),
}
_AGAINST_BASE = ("GC2", "GC4")
_QUARTERS_TO_BASE = 4
_HOURS_SEEN = 40.0
_UNANSWERED: Mapping[str, float] = {"large": 0.005, "medium": 0.01, "small": 0.02, "micro": 0.04}
_NO_QUESTIONNAIRE, _INSUFFICIENT, _RESTATED = 0.01, 0.002, 0.005
_KNOWN_AFTER, _RESTATED_AFTER = timedelta(days=30), timedelta(days=120)
# Points below and above, by shape of the law; of logarithmic ones they are of the logarithm.
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "share": (4.0, 1.5),
    "change": (2.0, 2.0),
    "log": (0.1, 0.1),
}


@dataclass(frozen=True, slots=True)
class _Cell:
    status: CellStatus
    value: float | None = None
    low: float | None = None
    high: float | None = None


def observations_of(
    one: Enterprise, catalogue: Catalogue, periods: tuple[str, ...], seed: int
) -> Iterator[Observation]:
    """Yield what an enterprise tells of the quarters in which it is a member."""
    for quarter in quarters_of(one, catalogue, periods, seed):
        if not one.first <= quarter.number <= one.last:
            continue
        asked = quarter.draw.random() >= _NO_QUESTIONNAIRE
        for record in catalogue.indicators:
            cell = _cell(one, record, quarter, asked=asked)
            told = Observation(
                unit=one.facts.unit,
                indicator=record.id,
                period=quarter.period,
                vintage=_known(quarter.period, _KNOWN_AFTER),
                status=cell.status,
                source="generated",
                definition=record.definition,
                value=cell.value,
                low=cell.low,
                high=cell.high,
            )
            yield told
            again = _restated(cell, record, quarter)
            if again is not None:
                yield msgspec.structs.replace(
                    told,
                    vintage=_known(quarter.period, _RESTATED_AFTER),
                    value=again,
                    note="stated again",
                )


def _cell(one: Enterprise, record: IndicatorRecord, quarter: Quarter, *, asked: bool) -> _Cell:
    """Decide a cell; always takes as many random numbers, so that one gap moves no other."""
    chance, none, below, above = quarter.draw.random(4).tolist()
    value = quarter.values[record.id]
    if record.id in _NONE_AUTOMATIC and _all_manual(one, quarter):
        least = record.floor if record.id == "DP6" else 0.0
        return _Cell(_NONE_AUTOMATIC[record.id], least, least, least)
    entered = quarter.number - one.first if one.first else _QUARTERS_TO_BASE
    if record.id in _AGAINST_BASE and entered < _QUARTERS_TO_BASE:
        return _Cell("not_applicable")
    if record.measurement == "survey":
        answered = asked and chance >= _UNANSWERED[one.facts.size]
        return _Cell("observed", value) if answered else _Cell("missing")
    if chance < _INSUFFICIENT:
        return _Cell("insufficient")
    if record.id == "DP6" and none < exp(-_HOURS_SEEN / value):
        return _Cell("censored", _HOURS_SEEN / 3, _HOURS_SEEN / 3)
    less, more = _BOUNDS[LAWS[record.id].shape]
    low = shifted(value, record, points=-less * below, logarithm=-less * below)
    high = shifted(value, record, points=more * above, logarithm=more * above)
    return _Cell("observed", value, low, high)


def _all_manual(one: Enterprise, quarter: Quarter) -> bool:
    workshop = one.facts.process == "discrete" and one.facts.size in {"small", "micro"}
    return workshop and quarter.level < _MANUAL_BELOW


def _restated(cell: _Cell, record: IndicatorRecord, quarter: Quarter) -> float | None:
    chance, side = quarter.draw.random(2).tolist()
    drawn = float(quarter.draw.normal())
    if cell.value is None or record.measurement != "survey" or chance >= _RESTATED:
        return None
    if record.answer in {"ticks", "ladder"}:
        step = record.factor if side < 0.5 else -record.factor
        return float(np.clip(cell.value + step, *record.plausible))
    return shifted(cell.value, record, points=3.0 * drawn, logarithm=0.1 * drawn)


def _known(period: str, after: timedelta) -> int:
    year, quarter = int(period[:4]), int(period[-1])
    ends = datetime(year + quarter // 4, quarter % 4 * 3 + 1, 1, tzinfo=UTC)
    return round((ends + after).timestamp() * 1000)
