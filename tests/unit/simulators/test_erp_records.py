"""What an ERP exports of a played plant: postings and orders as files that the records read."""

import csv
from pathlib import Path

from simulators.erp_records import ORDERS_FILE, STOCK_FILE, StockPostings, write_orders
from simulators.scenario_file import load_scenario
from simulators.world import World

SCENARIO = load_scenario("demo-plant")
HOUR = 3_600_000


def exported(folder: Path, *, chunk: int) -> tuple[bytes, bytes]:
    """Play ten hours in chunks, export them and return both files."""
    folder.mkdir()
    postings = StockPostings()
    world = World(SCENARIO, seed=5, start=SCENARIO.start, sinks=lambda path: [postings.sink(path)])
    end = SCENARIO.start + 10 * HOUR
    for at in range(SCENARIO.start + chunk, end + 1, chunk):
        for line in world.lines.values():
            line.skip_until(at)
    world.finish()
    postings.write(folder)
    write_orders(folder, world.truth_orders(end))
    return (folder / STOCK_FILE).read_bytes(), (folder / ORDERS_FILE).read_bytes()


def test_files_are_the_same_bytes_however_the_run_is_cut(tmp_path: Path) -> None:
    """Chunks of an hour and of five give the same files."""
    hourly = exported(tmp_path / "hourly", chunk=HOUR)
    assert hourly == exported(tmp_path / "longer", chunk=5 * HOUR)


def test_every_completed_order_was_issued_and_posted_with_its_name(tmp_path: Path) -> None:
    """Each line has orders; each has material out of stock and goods into it; times rise."""
    exported(tmp_path / "out", chunk=HOUR)
    with (tmp_path / "out" / STOCK_FILE).open(encoding="utf-8", newline="") as lines:
        postings = list(csv.DictReader(lines))
    with (tmp_path / "out" / ORDERS_FILE).open(encoding="utf-8", newline="") as lines:
        orders = list(csv.DictReader(lines))
    assert [row["time"] for row in postings] == sorted(row["time"] for row in postings)
    assert {row["line"] for row in orders} == {
        "bottling/line-1",
        "sewing/line-2",
        "furniture/cell-3",
    }
    for order in orders:
        quantities = [float(row["quantity"]) for row in postings if row["order"] == order["order"]]
        assert min(quantities) < 0 < max(quantities)
        assert {order[step] for step in ("planned_by", "issued_by", "completed_by")} <= {
            "system",
            "hand",
        }
    assert all(row["order"] and row["unit"] and row["material"] for row in postings)
    assert {row["source"] for row in postings} == {"system", "hand"}
