"""Which values share a subgroup, and what is dropped rather than mixed."""

import msgspec
import numpy as np
import pandas as pd

from analytics.spc.charts import CHARTS
from analytics.spc.counts import counts
from analytics.spc.measurements import decoded, measurements
from analytics.spc.shift_runs import Shifts, UnitRuns, unit_runs
from analytics.spc.subgroups import Subgroups, counted_subgroups, measured_subgroups
from tests.suites.loop_plant import HOUR, LINE, START, plant

# One shift ends eight hours after the start.
SHIFT_END = START + 8 * HOUR
Said = tuple[int, dict[str, object]]


def runs_of(samples: pd.DataFrame) -> UnitRuns:
    """Read samples of the suite's plant, whose silence is 30 s."""
    shifts = Shifts.between(plant().line(LINE).calendar, START, START + 24 * HOUR)
    return unit_runs(samples, shifts, silence_ms=30_000, now=START + 24 * HOUR)


def samples_of(said: list[Said], *, heartbeats: bool = True) -> pd.DataFrame:
    """Return samples of one unit, each lasting until the next but for the fields given."""
    rows: list[dict[str, object]] = []
    held: dict[str, object] = {"order": "O1", "product": "A", "good": 0.0, "scrap": 0.0}
    for t, fields in said:
        while heartbeats and rows and t - int(str(rows[-1]["time"])) > 10_000:
            rows.append({"time": int(str(rows[-1]["time"])) + 10_000, **held})
        values = {k: v for k, v in fields.items() if k.startswith("level")}
        held |= {k: v for k, v in fields.items() if k not in values}
        text = msgspec.json.encode(values).decode() if values else None
        rows.append({"time": t, **held, "process_values": text})
    frame = pd.DataFrame(rows).assign(
        work_unit="filler", state="executing", operation_mode="processing"
    )
    for name in ("inspected_automatically", "produced", "rework", "defects"):
        if name not in frame:
            frame[name] = np.nan
    return frame.sort_values("time", kind="stable", ignore_index=True)


def measured(said: list[Said], *, size: int = 3, heartbeats: bool = True) -> Subgroups:
    """Group what was measured."""
    samples = samples_of(said, heartbeats=heartbeats)
    runs = runs_of(samples)
    values = measurements(decoded(samples), "level", runs)
    return measured_subgroups(values, runs, CHARTS["xbar_r"], size, after=-1)


def level(number: int, value: float | None, **more: object) -> dict[str, object]:
    """Say one measurement."""
    return {"level_number": number, "level": value, **more}


def at(step: int) -> int:
    """Return the time of a step of ten seconds."""
    return START + 10_000 * step


def test_consecutive_values_make_a_subgroup() -> None:
    """Three values of one order are one point with their mean, range and squares."""
    found = measured([(at(n), level(n, value)) for n, value in enumerate([4.0, 6.0, 8.0, 5.0], 1)])
    assert found.mean.tolist() == [6.0]
    assert found.spread.tolist() == [4.0]
    assert (found.minimum.tolist(), found.maximum.tolist()) == ([4.0], [8.0])
    assert found.sum_of_squares.tolist() == [8.0]
    assert (found.first.tolist(), found.time.tolist()) == ([at(1)], [at(3)])
    assert (found.shift.tolist(), found.order.tolist()) == (["early"], ["O1"])
    assert found.dropped == 0


def test_repeated_value_is_measured_once() -> None:
    """Heartbeats and restarts of an agent repeat a number: nothing was measured again."""
    said = [(at(1), level(1, 4.0)), (at(2), {}), (at(3), level(1, 4.0)), (at(4), level(2, 6.0))]
    found = measured([*said, (at(5), level(3, 8.0))])
    assert found.mean.tolist() == [6.0]


def test_value_equal_to_the_one_before_is_not_said_again() -> None:
    """Process values go by exception: a new number alone says that the same was measured."""
    said: list[Said] = [(at(1), level(1, 4.0))]
    said += [(at(2), {"level_number": 2}), (at(3), {"level_number": 3})]
    assert measured(said).mean.tolist() == [4.0]


def test_missing_number_ends_a_subgroup() -> None:
    """A measurement that never arrived leaves its neighbours apart."""
    numbers = [1, 2, 4, 5, 6]
    found = measured([(at(n), level(n, float(n))) for n in numbers])
    assert found.mean.tolist() == [5.0]
    assert found.dropped == 2


def test_numbers_may_begin_again() -> None:
    """A gauge that was switched on again begins a new subgroup."""
    numbers = [8, 9, 1, 2, 3]
    found = measured([(at(n), level(number, 1.0 * n)) for n, number in enumerate(numbers, 1)])
    assert found.mean.tolist() == [4.0]
    assert found.dropped == 2


def test_number_of_nothing_is_no_measurement() -> None:
    """A gauge that was switched on says 0 until it has measured, and parts what it measures."""
    said: list[Said] = [(at(0), level(0, 0.0))]
    said += [(at(n), level(n, 1.0 * n)) for n in (1, 2)]
    said += [(at(3), level(0, 0.0))]
    said += [(at(3 + n), level(n, 1.0 * n)) for n in (1, 2, 3)]
    found = measured(said)
    assert found.mean.tolist() == [2.0]
    assert found.dropped == 2


def test_unavailable_value_ends_a_subgroup() -> None:
    """A gauge that counted but could not say is not part of a mean."""
    values = [4.0, None, 5.0, 6.0, 7.0]
    found = measured([(at(n), level(n, value)) for n, value in enumerate(values, 1)])
    assert found.mean.tolist() == [6.0]
    assert found.dropped == 2


def test_order_ends_a_subgroup() -> None:
    """Values of two orders are never mixed; a value belongs to what ran before it."""
    said = [(at(n), level(n, 1.0 * n)) for n in (1, 2)]
    said += [(at(3), level(3, 3.0, order="O2", product="B"))]
    said += [(at(n), level(n, 1.0 * n)) for n in (4, 5, 6)]
    found = measured(said)
    assert found.mean.tolist() == [2.0, 5.0]
    assert found.product.tolist() == ["A", "B"]


def test_silence_ends_a_subgroup() -> None:
    """What was measured before and after unknown time stays apart even where no number misses."""
    said = [(at(1), level(1, 1.0)), (at(2), level(2, 2.0))]
    said += [(at(10 + n), level(n, 1.0 * n)) for n in (3, 4, 5)]
    assert measured(said, heartbeats=True).mean.tolist() == [2.0]
    assert measured(said, heartbeats=False).mean.tolist() == [4.0]


def test_shift_ends_a_subgroup() -> None:
    """A value at the very end of a shift belongs to it, the next one to the next shift."""
    times = [SHIFT_END - 20_000, SHIFT_END - 10_000, SHIFT_END]
    times += [SHIFT_END + 10_000 * n for n in (1, 2, 3)]
    found = measured([(t, level(n, 1.0 * n)) for n, t in enumerate(times, 1)])
    assert found.mean.tolist() == [2.0, 5.0]
    assert found.shift.tolist() == ["early", "late"]


def test_number_said_again_in_the_next_shift_is_no_measurement() -> None:
    """An agent that starts again repeats what it holds; an hour after the shift began it is new.

    So the outcome does not depend on how far back samples are read.
    """
    said: list[Said] = [(SHIFT_END - 10_000, level(7, 5.0)), (SHIFT_END + 10_000, level(7, 5.0))]
    assert measured(said, size=1).time.tolist() == [SHIFT_END - 10_000]
    early: list[Said] = [(SHIFT_END - HOUR - 1, level(7, 5.0)), said[1]]
    assert measured(early, size=1).time.tolist() == [early[0][0], SHIFT_END + 10_000]


def counted(said: list[Said], name: str, *, size: int = 10) -> Subgroups:
    """Group what was counted."""
    samples = samples_of(said)
    runs = runs_of(samples)
    chart = CHARTS["u" if name == "defects" else "p"]
    return counted_subgroups(counts(samples, name, runs, {}), runs, chart, size, after=-1)


def test_pieces_make_a_point_once_there_are_enough() -> None:
    """A rise belongs whole to its sample, so a point may have more pieces than asked for."""
    said: list[Said] = [(at(0), {"defects": 0.0})]
    said += [(at(1), {"good": 6.0, "scrap": 0.0, "defects": 2.0})]
    said += [(at(2), {"good": 11.0, "scrap": 1.0, "defects": 3.0})]
    said += [(at(3), {"good": 20.0, "scrap": 2.0, "defects": 9.0})]
    found = counted(said, "defects")
    assert found.size.tolist() == [12, 10]
    assert found.mean.tolist() == [3 / 12, 6 / 10]
    assert found.time.tolist() == [at(2), at(3)]
    rejects = counted(said, "rejects")
    assert rejects.mean.tolist() == [1 / 12, 1 / 10]


def test_defect_told_after_its_piece_belongs_to_the_next_point() -> None:
    """No defect is lost between two points."""
    said: list[Said] = [(at(0), {"defects": 0.0})]
    said += [(at(1), {"good": 10.0}), (at(2), {"defects": 4.0}), (at(3), {"good": 20.0})]
    assert counted(said, "defects").mean.tolist() == [0.0, 0.4]


def test_pieces_of_an_order_that_ends_are_dropped() -> None:
    """The pieces of a point that was begun are counted as dropped, not given to the next order."""
    said: list[Said] = [(at(0), {}), (at(1), {"good": 7.0})]
    said += [(at(2), {"order": "O2", "product": "B"}), (at(3), {"good": 18.0})]
    found = counted(said, "rejects")
    assert (found.size.tolist(), found.product.tolist()) == ([11], ["B"])
    assert found.dropped == 7


def test_pieces_across_unknown_time_are_in_no_point() -> None:
    """What was counted while nobody listened is in no ratio (1.7, missing data)."""
    said: list[Said] = [(at(0), {}), (at(1), {"good": 7.0})]
    samples = samples_of(
        [*said, (at(10), {"good": 50.0}), (at(11), {"good": 62.0})], heartbeats=False
    )
    runs = runs_of(samples)
    found = counted_subgroups(counts(samples, "rejects", runs, {}), runs, CHARTS["p"], 10, after=-1)
    assert found.size.tolist() == [12]


def test_inspected_pieces_are_the_pieces_where_they_are_counted() -> None:
    """A station that inspects only some pieces divides by those."""
    said: list[Said] = [(at(0), {"defects": 0.0, "inspected_automatically": 0.0})]
    said += [(at(1), {"good": 100.0, "defects": 5.0, "inspected_automatically": 10.0})]
    assert counted(said, "defects").mean.tolist() == [0.5]


def test_good_told_after_its_piece_is_no_reject() -> None:
    """Without a counter of scrap a piece waits for its good one, at most into the next point."""
    said: list[Said] = [(START, {"produced": 0.0, "good": 0.0, "scrap": np.nan})]
    for step in range(1, 13):
        said.append((at(step), {"produced": float(step)}))
        said.append((at(step) + 1000, {"good": float(step)}))
    samples = samples_of(said)
    runs = runs_of(samples)
    found = counts(samples, "rejects", runs, {})
    points = counted_subgroups(found, runs, CHARTS["p"], 4, after=-1)
    assert (points.mean * points.size).tolist() == [1.0, 0.0, 0.0]
