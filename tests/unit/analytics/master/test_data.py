"""Master data: what a wrong file is told, what a bare site means, and the demo plant's own."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analytics.cases import run_case
from analytics.errors import BadConfig
from analytics.master.data import (
    MasterData,
    load_master_data,
    master_data_of,
    parse_master_data,
)
from analytics.oee.rates import LineRates
from analytics.register import UnitRegister, register_of
from contract.path import EquipmentPath
from simulators.scenario_file import load_scenario

PLANT = Path(__file__).parents[4] / "factory" / "plants" / "demo-plant"
SITE = 'enterprise = "e"\nsite = "s"\n'
LINE = '[[lines]]\narea = "a"\nid = "l"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("enterprise = ", "is not TOML"),
        ('enterprise = "e"\n', "site"),
        (SITE + "silence = 3\n", "silence"),
        (SITE + 'zone = "Mars/Olympus"\n', "zone = 'Mars/Olympus' is no time zone"),
        (SITE + 'calendar = "day"\n', "calendar = 'day' names no calendar"),
        (SITE + LINE + LINE, "line a/l stands twice"),
        (SITE + LINE + 'calendar = "x"\n', "lines.a/l.calendar = 'x' names no calendar"),
        (
            SITE + LINE + 'stages = [{ id = "x", units = ["m"] }, { id = "y", units = ["m"] }]\n',
            "unit m is in two stages",
        ),
        (
            SITE + LINE + 'stages = [{ id = "x", units = ["m"] }]\nlast_counter = "n"\n',
            "unit 'n' is in no stage",
        ),
        (
            SITE + LINE + 'stages = [{ id = "x", units = ["m"] }]\nconstraint = "y"\n',
            "constraint 'y' names no stage",
        ),
        (
            SITE + '[[orders]]\nid = "1"\nline = "a/b"\nproduct = "p"\nplanned_quantity = 1\n',
            "orders.1.line = 'a/b' names no line",
        ),
        (SITE + "[calendars.c]\nshifts = [{ name = 'x', start = '6', end = '14:00' }]\n", "start"),
        (
            SITE + "[calendars.c]\nshifts = [{ name = 'a', start = '06:00', end = '14:15' },"
            " { name = 'b', start = '14:00', end = '22:00' }]\n",
            "calendars.c: shifts 'a' and 'b' overlap",
        ),
        (
            SITE + "[calendars.c]\nshifts = [{ name = 'day', start = '06:00', end = '14:00' },"
            " { name = 'extra', start = '12:00', end = '18:00', dates = [2026-05-09] }]\n",
            "'day' and 'extra' overlap on 2026-05-09",
        ),
    ],
)
def test_wrong_master_data_are_refused_with_a_sentence(text: str, said: str) -> None:
    """Bad configuration refuses to start and says what and where."""
    with pytest.raises(BadConfig, match=r"^site\.toml: ") as refused:
        parse_master_data(text, where="site.toml")
    assert said in str(refused.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is told with its path."""
    with pytest.raises(BadConfig, match=r"none\.toml: cannot be read"):
        load_master_data(tmp_path / "none.toml")


def test_hash_follows_content() -> None:
    """Spelling changes nothing, a rate does."""
    unit = "[lines.units.m]\nplanned_run_time_s = { p = "
    first = parse_master_data(SITE + LINE + unit + "1.0 }\n", where="x")
    spelled = parse_master_data("# a comment\n" + SITE + LINE + unit + "1.00 }\n", where="x")
    other = parse_master_data(SITE + LINE + unit + "2.0 }\n", where="x")
    assert first.hash == spelled.hash != other.hash


def test_bare_site_takes_each_unit_as_a_stage() -> None:
    """Without master data the last unit counts last and all time is planned."""
    line = MasterData.bare(enterprise="e", site="s").line(
        EquipmentPath.parse("e/s/a/l"), ["m1", "m2"]
    )
    assert [stage.units for stage in line.stages] == [("m1",), ("m2",)]
    assert line.last_counter("any") == "m2"
    assert {span.kind for span in line.calendar.spans(0, 86_400_000)} == {"planned"}


def test_master_data_win_over_the_birth() -> None:
    """The one source of ideal rates is master data; the row can say which was used."""
    data = parse_master_data(
        SITE
        + LINE
        + 'stages = [{ id = "x", units = ["m"] }]\n'
        + "[lines.units.m]\nplanned_run_time_s = { p = 1.0 }\n",
        where="x",
    )
    born = {"m": UnitRegister({"p": 9.0, "q": 2.0, "*": 4.0}, items_per_count=6.0)}
    rates = LineRates(data.line(EquipmentPath.parse("e/s/a/l")), born)
    assert (rates.unit_rate("m", "p").planned_run_time_s, rates.unit_rate("m", "p").source) == (
        1.0,
        "master",
    )
    assert rates.unit_rate("m", "q").planned_run_time_s == 2.0
    assert rates.unit_rate("m", "r").planned_run_time_s == 4.0
    assert rates.unit_rate("m", "r").source == "birth"
    assert rates.line_rate("q").planned_run_time_s == pytest.approx(2.0 / 6.0)


def test_ties_make_the_earlier_stage_the_constraint_unless_people_name_it() -> None:
    """Domain reference 1.6.4, and contract 5: master data may name the constraint."""
    stages = 'stages = [{ id = "x", units = ["m"] }, { id = "y", units = ["n"] }]\n'
    born = {unit: UnitRegister({"p": 2.0}) for unit in ("m", "n")}
    for extra, expected in (("", "m"), ('constraint = "y"\n', "n")):
        data = parse_master_data(SITE + LINE + stages + extra, where="x")
        rates = LineRates(data.line(EquipmentPath.parse("e/s/a/l")), born)
        assert rates.constraint_unit("p") == expected


def test_register_takes_the_newest_birth() -> None:
    """Rates, items per count and moduli come from the newest row of each unit."""
    metrics = '[{"name": "good", "unit": "1", "modulus": 2147483648}, {"name": "x", "unit": "1"}]'
    rows = pd.DataFrame(
        {
            "time": [2, 1],
            "work_unit": ["m", "m"],
            "planned_run_time_s": ['{"p": 2.0}', '{"p": 1.0}'],
            "items_per_count": [12.0, 1.0],
            "metrics": [metrics, None],
        }
    )
    beats = {"good": 10_000, "x": 10_000}
    assert register_of(rows) == {"m": UnitRegister({"p": 2.0}, 12.0, {"good": 2147483648}, beats)}


def test_demo_plant_mirrors_its_scenario() -> None:
    """Lines, stages, counters, rates, calendars and orders are those of the simulated plant."""
    data = load_master_data(PLANT / "site.toml")
    assert len(data.file.lines) == 3
    for scenario in load_scenario("demo-plant").lines:
        config = scenario.config
        line = data.line(EquipmentPath.parse(config.path))
        rates = LineRates(line, {})
        assert [(s.id, s.units) for s in line.stages] == [(s.id, s.units) for s in config.stages]
        for product in config.products:
            assert line.last_counter(product.id) == config.last_counter
            for name, seconds in product.planned_run_time_per_item_s.items():
                assert rates.unit_rate(name, product.id).planned_run_time_s == seconds
        for unit in config.units:
            assert rates.items_per_count(unit.id) == unit.items_per_count
        assert [(o.product, o.planned_quantity) for o in line.orders] == [
            (o.product, o.quantity) for o in config.orders
        ]
        written = data.file.calendars[line.entry.calendar]
        assert [(s.name, s.start, s.end) for s in written.shifts] == [
            (s.name, s.start, s.end) for s in config.calendar.shifts
        ]
        assert [(p.start, p.end, p.kind) for p in written.pauses] == [
            (p.start, p.end, p.kind) for p in config.calendar.pauses
        ]


def test_orders_may_recur() -> None:
    """A star in an order's id stands for any text."""
    data = load_master_data(PLANT / "site.toml")
    line = data.line(EquipmentPath.parse("demo/chongqing/bottling/line-1"))
    assert line.planned_quantity("B1-26030206-1") == 34800
    assert line.planned_quantity("unplanned") is None


def test_every_example_of_the_guide_is_valid(tmp_path: Path) -> None:
    """The cases and the master data of docs/case-files.md are accepted as they stand."""
    guide = (Path(__file__).parents[4] / "docs" / "case-files.md").read_text()
    blocks = [block.split("```")[0] for block in guide.split("```toml\n")[1:]]
    (master,) = (block for block in blocks if "[[want]]" not in block)
    for number, block in enumerate(one for one in blocks if one != master):
        path = tmp_path / f"case-{number}.toml"
        path.write_text(block)
        assert run_case(path).ok, block
    table = tomllib.loads(master)["master"] | {"enterprise": "e", "site": "s"}
    assert master_data_of(table, where="guide").file.lines[0].id == "line-1"
