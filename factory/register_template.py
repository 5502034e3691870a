"""Births and master data of a site in, the files of a process register to begin with out."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from analytics.automation.register_file import RegisterFile, process_register
from analytics.automation.register_sheets import (
    EQUIPMENT_COLUMNS,
    EQUIPMENT_FILE,
    OPERATION_COLUMNS,
    OPERATIONS_FILE,
)
from analytics.master.data import MasterData
from contract.messages import WorkUnit
from contract.path import EquipmentPath
from factory.errors import ConfigError
from factory.plant_files import packaged_plants

_README = "README.md"


def write_template(
    folder: Path, master: MasterData, births: Mapping[EquipmentPath, WorkUnit]
) -> tuple[Path, ...]:
    """Write a row for every machine that spoke or stands in a stage; never over a file.

    What machines said is filled in. Of a machine that never spoke only the path is known.
    """
    readme = (packaged_plants() / "demo-plant" / "register" / _README).read_text(encoding="utf-8")
    meaning = readme.split("\n## ")[0].split("\n", 1)[1]
    files = tuple(folder / name for name in (EQUIPMENT_FILE, OPERATIONS_FILE, _README))
    for path in files:
        if path.exists():
            raise ConfigError(f"{path} is there already: name an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    _write(files[0], EQUIPMENT_COLUMNS, _equipment(master, births))
    _write(files[1], OPERATION_COLUMNS, _operations(births))
    files[2].write_text(f"# Process register of {master.site}\n{meaning}\n", encoding="utf-8")
    return files


def _equipment(
    master: MasterData, births: Mapping[EquipmentPath, WorkUnit]
) -> Iterable[Mapping[str, object]]:
    staged = {
        EquipmentPath(master.enterprise, master.site, line.area, line.id, unit)
        for line in master.file.lines
        for stage in line.stages
        for unit in stage.units
    }
    born = process_register(RegisterFile(), births).equipment
    for path in sorted({*born, *staged}):
        one = born.get(path)
        if one is None:
            yield {"path": path}
            continue
        yield {
            "path": path,
            "name_en": one.name_en,
            "name_zh": one.name_zh,
            "kind": one.kind,
            "net_value_cny": f"{one.net_value_cny:.15g}",
            "digital_interface": one.digital_interface,
            "control_type": one.control_type,
            "connected": "no" if one.digital_interface == "none" else "yes",
            "required_tags": one.required_tags,
        }


def _operations(births: Mapping[EquipmentPath, WorkUnit]) -> Iterable[Mapping[str, object]]:
    for one in process_register(RegisterFile(), births).operations:
        yield {
            "path": one.path,
            "operation": one.id,
            "name_en": one.name_en,
            "name_zh": one.name_zh,
            "standard_time_s": f"{one.standard_time_s:.15g}",
            "control_type": one.control_type,
            "key": "yes" if one.key else "no",
        }


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> None:
    # The byte order mark makes spreadsheets read it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
