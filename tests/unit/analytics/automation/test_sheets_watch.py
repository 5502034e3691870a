"""A process that runs keeps the register it read at its start, and says when the file differs."""

import os
from pathlib import Path

from analytics.automation.sheets_watch import SheetsWatch
from analytics.master.data import load_master_data
from tests.unit.analytics.automation.register_texts import EQUIPMENT, SITE_TOML, put


def _put(folder: Path, equipment: str, *, at: int) -> None:
    """Write a register as saved at a second of its own, however fast the test is."""
    put(folder, equipment=equipment)
    os.utime(folder / "equipment.csv", (at, at))


def test_a_running_process_keeps_the_old_register_and_says_so(tmp_path: Path) -> None:
    """Mistakes change nothing and are all told, once; a right change waits for the next start."""
    folder = tmp_path / "register"
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    _put(folder, EQUIPMENT, at=1)
    master = load_master_data(tmp_path / "site.toml")
    before = master.register
    watch = SheetsWatch(master)
    assert watch.look() == ""

    _put(folder, EQUIPMENT.replace("120000", "-1").replace("opc_ua", "opcua"), at=2)
    said = watch.look()
    assert "what was read at the start stays in use; 2 mistakes" in said
    assert said.count("equipment.csv, row 2, column") == 2
    assert watch.look() == ""

    _put(folder, EQUIPMENT.replace("120000", "130000"), at=3)
    assert "until the next start" in watch.look()
    _put(folder, EQUIPMENT, at=4)
    assert watch.look() == ""
    assert master.register == before


def test_a_site_without_files_has_nothing_to_watch(tmp_path: Path) -> None:
    """Master data that name no folder are never said to differ."""
    (tmp_path / "site.toml").write_text('enterprise = "e"\nsite = "s"\n', encoding="utf-8")
    assert SheetsWatch(load_master_data(tmp_path / "site.toml")).look() == ""
