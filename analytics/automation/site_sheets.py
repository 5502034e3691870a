"""The CSV files that a site's master data name in, register and records out, or BadConfig.

Every mistake of every file is told at once; with one, nothing of them is used.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from analytics.automation.records import Records
from analytics.automation.records_file import RecordsPlace, read_records
from analytics.automation.register_file import RegisterFile
from analytics.automation.register_sheets import read_register
from analytics.automation.sheet import Mistake
from analytics.errors import BadConfig


@dataclass(frozen=True, slots=True)
class SiteSheets:
    """What the files of a site say, and in which folder theirs lie; without any, nothing."""

    register: RegisterFile = field(default_factory=RegisterFile)
    records: Records = field(default_factory=Records)
    folder: Path | None = None

    def digests(self) -> dict[str, str]:
        """Return a digest of what each of them says, whatever its spelling."""
        return {"register": _digest(self.register), "records": _digest(self.records)}


def load_sheets(folder: Path, *, register: str, records: str, place: RecordsPlace) -> SiteSheets:
    """Read register and records from the folders of these names; an empty name is nothing."""
    rows, kept = RegisterFile(), Records()
    mistakes: list[Mistake] = []
    if register:
        rows, found = read_register(folder / register, site=place.site, lines=place.lines)
        mistakes += found
    if records:
        kept, found = read_records([folder / records], place)
        mistakes += found
    refuse(mistakes)
    return SiteSheets(rows, kept, folder)


def load_records(folders: Sequence[Path], place: RecordsPlace) -> Records:
    """Read the records of some folders, as of a played run beside those of its site."""
    records, mistakes = read_records(folders, place)
    refuse(mistakes)
    return records


def refuse(mistakes: Collection[Mistake]) -> None:
    """Raise BadConfig with every mistake on a line of its own; without any, return."""
    if mistakes:
        count = f"{len(mistakes)} mistakes" if len(mistakes) > 1 else "one mistake"
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        raise BadConfig(f"{count} in CSV files, so nothing of them is used:{lines}")


def _digest(what: RegisterFile | Records) -> str:
    return hashlib.blake2b(msgspec.json.encode(what, order="sorted"), digest_size=8).hexdigest()
