"""Measures of the trades over a played shift equal what the simulator's journal says they were.

The truth has its own words for causes; they are led through the machines' numbers and the agents'
mapping files to our reasons, so that no list of pairs stands here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.kpi_store import KpiStore
from analytics.oee.windows import Window, windows_in
from analytics.queries import iso
from analytics.trade.queries import trade_rows
from contract.kpi import WINDOWS
from contract.path import EquipmentPath
from contract.trade_measures import TRADE_MEASURES
from factory.truth.losses import reasons_of
from factory.world_run import PlantSetup
from simulators.faults import CounterReset, Duplicates, Fault, OutOfOrder, SilentMachine
from simulators.truth.trade import TradeTruth
from tests.e2e.played import LINES
from tests.e2e.played import played as played_world

# Long enough for orders to end and for tools to be changed twice.
HOURS = 8.0
Fraction = tuple[float, float]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which measure of which place and window."""

    measure: str
    path: str
    part: str
    window: str
    window_start: str


# What samples cannot tell to 1e-6, and how near numerators come: absolutely, and per denominator.
NEAR = {
    # Told in steps of 5 % of the conveyor.
    "buffer_fill": (0.0, 0.05),
    # Told in steps of 50 Wh by each of four machines, at both ends of a window; kWh.
    "energy_per_panel": (0.4, 0.0),
}
# What the truth does not sum: the wear of a tool is a state of the machine, no event of its own.
NOT_IN_TRUTH = {"tool_wear"}
# The truth has these of inspections alone; other stations judge their own pieces, too.
OF_INSPECTIONS = {"defects_per_hundred", "percent_defective", "right_first_time"}


@dataclass(frozen=True, slots=True)
class Played:
    """What the pipeline says, and what was true."""

    got: dict[Key, Fraction]
    true: dict[Key, Fraction]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, demo_plant: PlantSetup) -> Played:
    """A shift of the demo plant."""
    return play(demo_plant, tmp_path_factory.mktemp("trade") / "world", hours=HOURS)


def play(plant: PlantSetup, folder: Path, *, hours: float, faults: Sequence[Fault] = ()) -> Played:
    """Play a plant through broker, agents, ingest, store and analytics."""
    with played_world(plant, folder, faults, hours) as (run, end):
        return Played(
            dict(measured(run.owner.stores.kpis, plant, start=plant.scenario.start, end=end)),
            dict(meant(run.world.truth_trades(end), plant)),
        )


def measured(
    store: KpiStore, plant: PlantSetup, *, start: int, end: int
) -> Iterator[tuple[Key, Fraction]]:
    """Read every measure of every hour, shift and day."""
    (master,) = plant.masters
    for kind in WINDOWS[:3]:

        def windows(line: EquipmentPath, kind: str = kind) -> Sequence[Window]:
            return windows_in(master.line(line).calendar, kind, start, end)  # type: ignore[arg-type]  # a word of WINDOWS

        rows = trade_rows(store, windows=windows)
        names = ("measure", "path", "part", "window", "window_start", "numerator", "denominator")
        for *key, numerator, denominator in rows[list(names)].itertuples(index=False, name=None):
            yield Key(*key), (numerator, denominator)


def meant(truth: Sequence[TradeTruth], plant: PlantSetup) -> Iterator[tuple[Key, Fraction]]:
    """Spell the truth under our names."""
    reasons = {
        line.config.path: reasons_of(plant, line.config.path) for line in plant.scenario.lines
    }
    for row in truth:
        part = row.part
        if row.measure == "off_standard_time":
            part = reasons[row.line][part]
        path = f"{row.line}/{row.unit}" if row.unit else row.line
        key = Key(row.measure, path, part, row.window, iso(row.window_start))
        yield key, (row.numerator, row.denominator)


def test_the_truth_has_every_measure(played: Played) -> None:
    """Nothing is equal for want of something to compare."""
    assert {key.measure for key in played.true} == set(TRADE_MEASURES) - NOT_IN_TRUTH


def differences(played: Played, measures: Collection[str]) -> list[str]:
    """Return every numerator and denominator that is not within 1e-6 of the truth, or `NEAR`."""
    found: list[str] = []
    for key, true in sorted(played.true.items()):
        if key.measure not in measures:
            continue
        got = played.got.get(key, (0.0, 0.0))
        absolute, relative = NEAR.get(key.measure, (1e-9, 0.0))
        near = max(absolute, relative * true[1], 1e-6 * abs(true[0]))
        if abs(got[0] - true[0]) > near or got[1] != pytest.approx(true[1], rel=1e-6):
            found.append(f"{key}: got {got}, truth {true}")
    return found


@pytest.mark.parametrize("measure", sorted(set(TRADE_MEASURES) - NOT_IN_TRUTH))
def test_measure_equals_truth(played: Played, measure: str) -> None:
    """In every hour, the shift and the day, and in every part."""
    assert differences(played, {measure}) == []


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([Duplicates(line=line, probability=0.2) for line in LINES], id="duplicate"),
        pytest.param(
            [CounterReset(line=line, at_s=at_s) for line in LINES for at_s in (1234, 3333)],
            id="counter_reset",
        ),
        pytest.param(
            [OutOfOrder(line=line, probability=0.1) for line in LINES],
            id="out_of_order",
        ),
    ],
)
def test_measures_equal_truth_where_a_fault_takes_nothing_away(
    demo_plant: PlantSetup, tmp_path: Path, faults: list[Fault]
) -> None:
    """Readings that come twice or late and counters that restart change no measure."""
    played = play(demo_plant, tmp_path / "world", hours=1.0, faults=faults)
    assert differences(played, TRADE_MEASURES.keys()) == []


def test_silence_takes_away_and_adds_nothing(demo_plant: PlantSetup, tmp_path: Path) -> None:
    """Silent machines make amounts smaller, never larger, and nobody else the constraint.

    What they consumed in silence is told behind it, under the leaf `unknown`.
    """
    units = ("filler", "packer"), ("op12-1", "op22-1"), ("router-1", "drill")
    faults = [
        SilentMachine(line=line, unit=unit, from_s=from_s, to_s=from_s + 400)
        for line, pair in zip(LINES, units, strict=True)
        for unit, from_s in zip(pair, (700, 2000), strict=True)
    ]
    played = play(demo_plant, tmp_path / "world", hours=1.0, faults=faults)
    larger: list[str] = []
    smaller: set[str] = set()
    for key, got in sorted(played.got.items()):
        if key.measure in NOT_IN_TRUTH | OF_INSPECTIONS or key.part == "unknown":
            continue
        true = played.true.get(key, (0.0, got[1]))
        absolute, relative = NEAR.get(key.measure, (1e-9, 0.0))
        if got[0] > true[0] + max(absolute, relative * true[1], 1e-6 * true[0]):
            larger.append(f"{key}: numerator {got[0]}, truth {true[0]}")
        if got[1] > true[1] * (1 + 1e-6):
            larger.append(f"{key}: denominator {got[1]}, truth {true[1]}")
        if got[1] < true[1] * (1 - 1e-6):
            smaller.add(key.measure)
    assert larger == []
    assert {"din8743_general", "buffer_fill", "line_efficiency", "wip_pieces"} <= smaller
    assert {"spindle_time_share", "line_balance", "program_standard_ratio"} <= smaller


def test_nothing_is_measured_that_was_not(played: Played) -> None:
    """Every row with an amount stands in the truth, but for what the truth does not sum."""
    more = [
        key
        for key, (numerator, _) in played.got.items()
        if numerator and key not in played.true and key.measure not in NOT_IN_TRUTH | OF_INSPECTIONS
    ]
    assert more == []
