"""Whether the CSV files of a site changed since they were read: what is used stays what it was.

A process that runs goes on with the register and records it read at its start, and says so.
"""

from pathlib import Path

from analytics.automation.site_sheets import load_sheets
from analytics.errors import BadConfig
from analytics.master.data import MasterData


class SheetsWatch:
    """Looks at the files of one site, as its master data in use name them."""

    def __init__(self, master: MasterData) -> None:
        self._master = master
        self._folder = master.sheets.folder
        self._stamp: object = ()
        self._told = ""

    def look(self) -> str:
        """Return a sentence about files that differ from what is in use; empty for nothing new."""
        if self._folder is None:
            return ""
        try:
            stamp = self._stamp_now(self._folder)
        except FileNotFoundError:  # somebody is saving it
            return ""
        if stamp == self._stamp:
            return ""
        self._stamp = stamp
        said = self._said(self._folder)
        news = "" if said == self._told else said
        self._told = said
        return news

    def _said(self, folder: Path) -> str:
        master = self._master
        site = f"{master.enterprise}/{master.site}"
        try:
            sheets = load_sheets(
                folder,
                register=master.file.register,
                records=master.file.records,
                place=master.place,
            )
        except BadConfig as error:
            return f"{site}: what was read at the start stays in use; {error}"
        if sheets.digests() == master.sheets.digests():
            return ""
        return (
            f"{site}: register or records changed; what was read at the start stays in use until"
            " the next start"
        )

    def _stamp_now(self, folder: Path) -> object:
        """Return what changes with every change of the files, without reading them."""
        names = (self._master.file.register, self._master.file.records)
        paths = [path for name in names if name for path in (folder / name).glob("*.csv")]
        stats = [(path, path.stat()) for path in sorted(paths)]
        return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)
