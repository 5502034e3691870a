"""Which master data stored rows rest on: kept as it is used, compared at every start.

A use is marked applied once every row rests on it; until then a process that starts again compares
with all contents since the last one that was.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfoNotFoundError

import msgspec

from analytics.books import MasterBook, MasterUse
from analytics.master.changes import Stood
from analytics.master.data import MasterData
from analytics.master.file import SiteFile
from analytics.master.work import MasterWork, work_of
from analytics.progress import LineProgress
from analytics.queries import iso
from analytics.reach import hour_ceiling
from analytics.register import register_of
from contract.path import EquipmentPath

_HOUR_MS = 3_600_000


class MasterHistory:
    """Looks at each site once, when the first of its lines is known."""

    def __init__(self, book: MasterBook, *, wall_ms: Callable[[], int]) -> None:
        self._book = book
        self._wall_ms = wall_ms
        self._applying: dict[EquipmentPath, MasterUse] = {}
        self._seen: set[EquipmentPath] = set()

    def compare(self, master: MasterData, lines: Mapping[EquipmentPath, LineProgress]) -> None:
        """Ask for what the lines of a site need, and note that these master data are in use."""
        site = EquipmentPath(master.enterprise, master.site)
        if site in self._seen:
            return
        uses = self._book.of(site)
        olds = _unapplied(uses, master.hash)
        if olds or not uses or not uses[-1].applied:
            self._begin(site, master, uses)
        self._seen.add(site)
        contents = {use: _read(use) for use in olds}
        readable = [content for content in contents.values() if isinstance(content, MasterData)]
        unread = [_sentence(use, why) for use, why in contents.items() if isinstance(why, str)]
        known = [(progress, _stood(progress, master)) for progress in lines.values() if olds]
        stood = [(progress, *stands) for progress, stands in known if stands is not None]
        for progress, line, since in stood:
            work = work_of(readable, master, line, samples_from=since, unread=bool(unread))
            _ask(progress, work)
        for progress, *_ in stood[:1]:
            # Said once for the site.
            progress.refused += unread

    def done(self, whole: Callable[[EquipmentPath], bool]) -> None:
        """Mark what is used as applied where a site has nothing left to compute."""
        for site, use in list(self._applying.items()):
            if whole(site):
                self._book.put(replace(use, applied=self._wall_ms()))
                del self._applying[site]

    def _begin(self, site: EquipmentPath, master: MasterData, uses: tuple[MasterUse, ...]) -> None:
        if uses and uses[-1].hash == master.hash:
            self._applying[site] = uses[-1]
            return
        since = max(self._wall_ms(), uses[-1].since + 1 if uses else 0)
        content = msgspec.json.encode(master.file, order="sorted").decode()
        use = MasterUse(site, since, master.hash, content)
        self._book.put(use)
        self._applying[site] = use


def _read(use: MasterUse) -> MasterData | str:
    """Return what a use said, or why it cannot be read."""
    try:
        return MasterData.of(msgspec.json.decode(use.content, type=SiteFile))
    except (msgspec.DecodeError, ZoneInfoNotFoundError) as error:
        return str(error)


def _sentence(use: MasterUse, why: str) -> str:
    return (
        f"{use.site}: master data {use.hash}, in use since {iso(use.since)}, were written by"
        f" another version and cannot be read ({why}): all that has samples is computed again, so"
        " there is nothing to do; rows whose samples have expired stay as they were"
    )


def _ask(progress: LineProgress, work: MasterWork | None) -> None:
    if work is None:
        return
    progress.whys.add(work.why)
    progress.stored += work.stored
    progress.moved_from = work.moved_from
    if work.samples is not None:
        progress.add(work.samples.first, work.samples.last)
    if work.refused:
        progress.refused.append(work.refused)


def _unapplied(uses: tuple[MasterUse, ...], digest: str) -> list[MasterUse]:
    """Return the uses of other contents that rows may rest on: the last applied one, and after."""
    last = max((place for place, use in enumerate(uses) if use.applied), default=0)
    return list({use.hash: use for use in uses[last:] if use.hash != digest}.values())


def _stood(progress: LineProgress, master: MasterData) -> tuple[Stood, int] | None:
    """Return what stands of a line, and from when on its samples do; None where nothing does."""
    facts = progress.facts
    if progress.run_start is None or progress.computed_to is None or facts is None:
        return None
    register = register_of(facts.register) if len(facts.register) else {}
    units = tuple(sorted({*register, *progress.units}))
    stood = Stood(progress.line, units, register, progress.run_start, progress.computed_to)
    if facts.first_time is None:
        return stood, progress.computed_to
    if facts.first_time <= progress.run_start:
        return stood, progress.run_start
    # What stood before the first sample that is left is not told by any.
    calendar = master.line(progress.line, units).calendar
    return stood, hour_ceiling(calendar, facts.first_time + _HOUR_MS)
