"""What the simulated plant's ERP exports is read beside the records that ship with the plant."""

from pathlib import Path

from analytics.automation.played_records import PlayedRecords
from analytics.automation.recurring_orders import named_orders
from analytics.master.data import load_master_data
from factory.plant_files import packaged_plants
from simulators.erp_records import ErpExport
from simulators.scenario_file import load_scenario
from simulators.world import World

HOUR = 3_600_000
HOURS = 4


def test_a_run_adds_its_postings_and_names_its_orders(tmp_path: Path) -> None:
    """Every posting and order of the run is read as it was; the plant's other records stay."""
    scenario = load_scenario("demo-plant")
    configs = {line.config.path: line.config for line in scenario.lines}
    end = scenario.start + HOURS * HOUR
    with ErpExport(tmp_path) as erp:
        world = World(
            scenario, seed=5, start=scenario.start, sinks=lambda path: [erp.sink(configs[path])]
        )
        for line in world.lines.values():
            line.skip_until(end)
        world.finish()
    orders = world.truth_orders(end)

    master = load_master_data(packaged_plants() / "demo-plant" / "site.toml")
    records = PlayedRecords(tmp_path)(master)
    assert len(records.stock) == sum(one.postings for one in orders) > 0
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
    assert told.keys() == {(one.line, one.order) for one in whole}


def test_a_run_without_records_has_those_of_its_site(tmp_path: Path) -> None:
    """A folder that was never written says nothing more."""
    master = load_master_data(packaged_plants() / "demo-plant" / "site.toml")
    assert PlayedRecords(tmp_path / "none")(master) == master.records
