"""Start-up pieces: what is lost between an order's start and its first good piece, and no more."""

import pandas as pd
import pytest

from analytics.oee.recompute import LineResult, compute_line
from analytics.oee.timeline import Run
from tests.unit.analytics.law_plant import HOUR, START, line_master

RUN = Run(START, START + 2 * HOUR, ended=True)


def says(unit: str, *rows: tuple[float, str, dict[str, float]]) -> pd.DataFrame:
    """Say an order and counters at seconds after START, and the same every ten seconds between."""
    said, held = dict[int, dict[str, object]](), dict[str, object]()
    changes = {START + round(second * 1000): (order, counted) for second, order, counted in rows}
    for t in sorted({*range(START, RUN.now + 1, 10_000), *changes}):
        if t in changes:
            order, counted = changes[t]
            held |= {"order": order, "product": "p2", **counted}
        said[t] = held.copy()
    return pd.DataFrame(
        [
            {
                "time": t,
                "work_unit": unit,
                "state": "executing",
                "operation_mode": "processing",
                "reason": "",
                **fields,
            }
            for t, fields in said.items()
        ]
    )


def computed(samples: pd.DataFrame) -> LineResult:
    """Compute the two hours of the run."""
    return compute_line(line_master(), samples, {}, start=START, end=RUN.now, run=RUN)


def pieces(result: LineResult, unit: str, group: str) -> float:
    """Return the pieces that a unit lost in a group."""
    rows = result.losses
    mine = (rows["work_unit"] == unit) & (rows["loss_group"] == group)
    return float(rows["pieces"][mine].sum())


@pytest.mark.parametrize("unit", ["m1", ""])
def test_good_told_a_moment_after_its_piece_is_no_start_up(unit: str) -> None:
    """A machine that counts pieces and good ones in samples of their own scrapped nothing."""
    rows: list[tuple[float, str, dict[str, float]]] = [(0, "o1", {"produced": 0, "good": 0})]
    for number in range(1, 20):
        rows += [(100 * number, "o1", {"produced": number})]
        rows += [(100 * number + 1, "o1", {"good": number})]
    counted = says("m3", (0, "o1", {"good": 0}), (3000, "o1", {"good": 9}))
    result = computed(pd.concat([says("m1", *rows), counted], ignore_index=True))
    assert pieces(result, unit, "start_up") == 0.0
    assert pieces(result, unit, "quality") == 0.0


@pytest.mark.parametrize(("told_s", "group"), [(99.0, "start_up"), (99.001, "quality")])
def test_line_s_start_up_ends_with_the_second_of_its_first_good_piece(
    told_s: float, group: str
) -> None:
    """The last machine tells it at 99.9 s: another's scrap told in that second came no earlier."""
    first = says("m3", (0, "o1", {"good": 0}), (99.9, "o1", {"good": 1}))
    scrap = says("m1", (0, "o1", {"produced": 0, "good": 0}), (told_s, "o1", {"produced": 1}))
    result = computed(pd.concat([first, scrap], ignore_index=True))
    lost = {name: pieces(result, "", name) for name in ("start_up", "quality")}
    assert lost == {"start_up": 0.0, "quality": 0.0, group: 1.0}
