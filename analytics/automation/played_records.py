"""What a played run's own ERP exported, beside the records that ship with its site."""

from pathlib import Path

from analytics.automation.records import Records
from analytics.automation.site_sheets import load_records
from analytics.master_data import MasterData


def with_played(master: MasterData, played: Path) -> Records:
    """Return the records of a site and those of a run's folder together, or raise BadConfig.

    Args:
        master: of the site.
        played: the run's folder of records; one that is not there says nothing more.
    """
    if not played.is_dir():
        return master.records
    folder, name = master.sheets.folder, master.file.records
    own = [] if folder is None or not name else [folder / name]
    return load_records([*own, played], master.place)
