"""What a played run's own ERP exported, beside the records that ship with its site."""

from dataclasses import replace
from pathlib import Path

from analytics.automation.records import Records
from analytics.automation.site_sheets import load_records
from analytics.master.data import MasterData
from contract.path import EquipmentPath

_ORDERS = "orders.csv"


class PlayedRecords:
    """Reads the records of a site and those of a run's folder together, anew when files changed.

    Below the folder stands one named by its path for every line; one that is not there says nothing
    more. Where the run tells orders by name, patterns that stood for them do not count. Calling it
    raises BadConfig where a file is wrong.
    """

    def __init__(self, played: Path) -> None:
        self._played = played
        self._read: dict[str, tuple[object, Records]] = {}

    def __call__(self, master: MasterData) -> Records:
        """Return what stands there now."""
        site = self._played / master.enterprise / master.site
        files = sorted(site.glob("*/*/*.csv"))
        if not files:
            return master.records
        stats = [(path, path.stat()) for path in files]
        now = master.hash, tuple((path, one.st_mtime_ns, one.st_size) for path, one in stats)
        before = self._read.get(master.hash)
        if before is not None and before[0] == now:
            return before[1]
        folder, name = master.sheets.folder, master.file.records
        own = [] if folder is None or not name else [folder / name]
        found = load_records([*own, *sorted({path.parent for path in files})], master.place)
        named = {
            EquipmentPath.parse(path.parent.relative_to(self._played).as_posix())
            for path in files
            if path.name == _ORDERS
        }
        orders = tuple(one for one in found.orders if "*" not in one.order or one.line not in named)
        self._read[master.hash] = now, replace(found, orders=orders)
        return self._read[master.hash][1]
