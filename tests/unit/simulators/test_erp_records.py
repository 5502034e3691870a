"""What an ERP exports of a played plant: postings and orders as files that the records read."""

import csv
from pathlib import Path

from simulators.erp_records import ORDERS_FILE, STOCK_FILE, ErpExport
from simulators.scenario_file import load_scenario
from simulators.world import World

SCENARIO = load_scenario("demo-plant")
HOUR = 3_600_000


def exported(folder: Path, *, chunk: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Play ten hours in chunks; return the postings and orders that were exported, line by line."""
    configs = {line.config.path: line.config for line in SCENARIO.lines}
    with ErpExport(folder) as erp:
        world = World(
            SCENARIO, seed=5, start=SCENARIO.start, sinks=lambda path: [erp.sink(configs[path])]
        )
        end = SCENARIO.start + 10 * HOUR
        for at in range(SCENARIO.start + chunk, end + 1, chunk):
            for line in world.lines.values():
                line.skip_until(at)
        world.finish()
    return rows_of(folder, STOCK_FILE), rows_of(folder, ORDERS_FILE)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """Read a file of every line."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob(f"demo/chongqing/*/*/{name}")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += csv.DictReader(lines)
    return found


def test_files_are_the_same_bytes_however_the_run_is_cut(tmp_path: Path) -> None:
    """Chunks of an hour and of five give the same files."""
    hourly = exported(tmp_path / "hourly", chunk=HOUR)
    assert hourly == exported(tmp_path / "longer", chunk=5 * HOUR)


def test_every_completed_order_was_issued_and_posted_with_its_name(tmp_path: Path) -> None:
    """Each line has orders; each has material out of stock and goods into it; times rise."""
    postings, orders = exported(tmp_path / "out", chunk=HOUR)
    for line in {row["line"] for row in postings}:
        times = [row["time"] for row in postings if row["line"] == line]
        assert times == sorted(times)
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
