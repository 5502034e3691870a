"""What a played run's own ERP exported, beside the records that ship with its site."""

from pathlib import Path

from analytics.automation.records import Records
from analytics.automation.site_sheets import load_records
from analytics.master_data import MasterData


class PlayedRecords:
    """Reads the records of a site and those of a run's folder together, anew when files changed.

    Below the folder stands enterprise/site/line; one that is not there says nothing more. Calling
    it raises BadConfig where a file is wrong.
    """

    def __init__(self, played: Path) -> None:
        self._played = played
        self._read: dict[str, tuple[object, Records]] = {}

    def __call__(self, master: MasterData) -> Records:
        """Return what stands there now."""
        site = self._played / master.enterprise / master.site
        files = sorted(site.glob("*/*.csv"))
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
        self._read[master.hash] = now, found
        return found
