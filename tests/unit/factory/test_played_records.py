"""What the simulated plant's ERP exports is read beside the records that ship with the plant."""

from pathlib import Path

from analytics.automation.played_records import with_played
from analytics.automation.recurring_orders import named_orders
from analytics.master_data import load_master_data
from factory.plant_files import packaged_plants
from simulators.erp_records import StockPostings, write_orders
from simulators.scenario_file import load_scenario
from simulators.world import World

HOUR = 3_600_000
HOURS = 4


def test_a_run_adds_its_postings_and_names_its_orders(tmp_path: Path) -> None:
    """Every posting and order of the run is read as it was; the plant's other records stay."""
    scenario, postings = load_scenario("demo-plant"), StockPostings()
    world = World(scenario, seed=5, start=scenario.start, sinks=lambda path: [postings.sink(path)])
    end = scenario.start + HOURS * HOUR
    for line in world.lines.values():
        line.skip_until(end)
    world.finish()
    written = postings.write(tmp_path).read_text(encoding="utf-8").splitlines()
    orders = world.truth_orders(end)
    write_orders(tmp_path, orders)

    master = load_master_data(packaged_plants() / "demo-plant" / "site.toml")
    records = with_played(master, tmp_path)
    assert len(records.stock) == len(written) - 1 > 0
    assert {one.keyed for one in records.stock} == {True, False}
    assert records.bills == master.records.bills

    at_work = [(one.path.line, one.order) for one in records.stock]
    told = {(str(one.line), one.order): one for one in named_orders(records, at_work).orders}
    whole = [one for one in orders if one.told]
    assert whole
    for one in whole:
        record = told[one.line, one.order]
        assert (record.planned_by, record.issued_by, record.completed_by) == (
            one.planned_by,
            one.issued_by,
            one.completed_by,
        )
    lines = {one.line for one in whole}
    assert {key for key in told if key[0] in lines} == {(one.line, one.order) for one in whole}


def test_a_run_without_records_has_those_of_its_site(tmp_path: Path) -> None:
    """A folder that was never written says nothing more."""
    master = load_master_data(packaged_plants() / "demo-plant" / "site.toml")
    assert with_played(master, tmp_path / "none") == master.records
