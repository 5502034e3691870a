"""The ledger, the agents' accounts and the dead letters go in; conservation in samples comes out.

sent = stored + dead_lettered + dropped + in_spool + missing, per agent and boot (contract 4.7).
Pure: whatever store the rows were read from, the same sums.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Boot = tuple[str, int]  # the work center's path as text, and the boot of its agent


@dataclass(frozen=True, slots=True)
class Delivered:
    """All ledger rows of one message; `short` counts samples committed and no longer found."""

    line: str
    boot: int
    seq: int
    first: int
    samples: int
    rejected: int
    copies: int = 1
    short: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """What an agent said of one boot: in a status, or in the next birth (then `unsent` is 0).

    `unsent` counts spool rows of all boots that the broker had not acknowledged at `time`.
    """

    line: str
    boot: int
    time: int
    seq: int
    samples: int
    dropped: int = 0
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter with a name; `index` is None for a whole message."""

    line: str
    boot: int
    seq: int
    index: int | None
    resolved: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Conservation of one agent and boot, in samples; `missing_seqs` are closed ranges."""

    line: str
    boot: int
    sent: int
    stored: int
    merged: int
    dead_lettered: int
    dropped: int
    in_spool: int
    missing: int
    duplicates_received: int
    missing_seqs: tuple[tuple[int, int], ...]

    @property
    def ok(self) -> bool:
        """Tell whether every sample has a fate."""
        return self.missing == 0


@dataclass(slots=True)
class _Gap:
    """Messages that are not in the ledger; `tail` after the last one that is."""

    first_seq: int
    last_seq: int
    samples: int
    tail: bool = False


@dataclass(slots=True)
class _Sum:
    """One boot while it is summed."""

    sent: int = 0
    stored: int = 0
    dead: int = 0
    dropped: int = 0
    in_spool: int = 0
    short: int = 0
    duplicates: int = 0
    gaps: list[_Gap] = field(default_factory=list)
    short_seqs: list[int] = field(default_factory=list)


def audit(
    delivered: Iterable[Delivered],
    accounts: Iterable[Account],
    letters: Iterable[Letter],
    merged: Mapping[Boot, int],
) -> tuple[AuditRow, ...]:
    """Account for every sample; `merged` counts stored samples that share another's identity."""
    ledger: dict[Boot, list[Delivered]] = defaultdict(list)
    for row in delivered:
        ledger[row.line, row.boot].append(row)
    said: dict[Boot, list[Account]] = defaultdict(list)
    for account in accounts:
        said[account.line, account.boot].append(account)
    named: dict[Boot, list[Letter]] = defaultdict(list)
    for letter in letters:
        named[letter.line, letter.boot].append(letter)
    boots = sorted(set(ledger) | set(said))
    sums = {
        boot: _sum(sorted(ledger[boot], key=lambda row: row.seq), said[boot], named[boot])
        for boot in boots
    }
    for line in sorted({line for line, _ in boots}):
        mine = [boot for boot in boots if boot[0] == line]
        heard = [account for boot in mine for account in said[boot]]
        _spread_unsent([sums[boot] for boot in mine], heard)
    for boot in boots:
        _take_dropped(sums[boot], said[boot])
    return tuple(_row(boot, sums[boot], merged.get(boot, 0)) for boot in boots)


def _sum(ledger: Sequence[Delivered], said: Sequence[Account], letters: Sequence[Letter]) -> _Sum:
    """Sum what the ledger of one boot holds and find its gaps."""
    total = _Sum()
    of_seq: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        of_seq[letter.seq].append(letter)
    next_seq = next_first = 0
    for row in ledger:
        if row.seq > next_seq:
            total.gaps.append(_Gap(next_seq, row.seq - 1, max(0, row.first - next_first)))
        next_seq, next_first = row.seq + 1, row.first + row.samples
        parts = {one.index: one.resolved for one in of_seq[row.seq] if one.index is not None}
        resolved = min(row.rejected, sum(parts.values()))
        dead = min(row.rejected - resolved, len(parts) - sum(parts.values()))
        lost = row.rejected - resolved - dead  # refused, and its letter is not in the file
        total.stored += row.samples - row.rejected + resolved - row.short
        total.dead += dead
        total.duplicates += (row.copies - 1) * row.samples
        if row.short or lost:
            total.short += row.short + lost
            total.short_seqs.append(row.seq)
    last_seq = max((account.seq for account in said), default=-1)
    total.sent = max([next_first, *(account.samples for account in said)])
    if last_seq >= next_seq or total.sent > next_first:
        total.gaps.append(
            _Gap(next_seq, max(last_seq, next_seq), total.sent - next_first, tail=True)
        )
    for gap in total.gaps:
        _take_letters(total, gap, of_seq)
    return total


def _take_letters(total: _Sum, gap: _Gap, of_seq: Mapping[int, Sequence[Letter]]) -> None:
    """Take whole messages in the dead letters out of a gap; only a gap has their size."""
    messages = gap.last_seq - gap.first_seq + 1
    refused = sum(
        1
        for seq, letters in of_seq.items()
        if gap.first_seq <= seq <= gap.last_seq and any(one.index is None for one in letters)
    )
    dead = gap.samples * min(refused, messages) // messages
    gap.samples -= dead
    total.dead += dead


def _spread_unsent(sums: Sequence[_Sum], said: Sequence[Account]) -> None:
    """Give the newest account's unsent messages to the tails, newest boot first."""
    if not said:
        return
    left = max(said, key=lambda account: (account.time, account.boot)).unsent
    for one in reversed(sums):
        for gap in one.gaps:
            if gap.tail and left:
                messages = gap.last_seq - gap.first_seq + 1
                kept = min(left, messages)
                waiting = gap.samples * kept // messages
                gap.samples -= waiting
                one.in_spool += waiting
                left -= kept


def _take_dropped(total: _Sum, said: Sequence[Account]) -> None:
    """Give what the agent dropped of this boot to its oldest gaps, as its spool did."""
    left = max((account.dropped for account in said), default=0)
    for gap in total.gaps:
        taken = min(left, gap.samples)
        gap.samples -= taken
        total.dropped += taken
        left -= taken


def _row(boot: Boot, total: _Sum, merged: int) -> AuditRow:
    open_gaps = [gap for gap in total.gaps if gap.samples > 0]
    ranges = [(gap.first_seq, gap.last_seq) for gap in open_gaps]
    ranges += [(seq, seq) for seq in total.short_seqs]
    return AuditRow(
        boot[0],
        boot[1],
        total.sent,
        total.stored,
        merged,
        total.dead,
        total.dropped,
        total.in_spool,
        sum(gap.samples for gap in open_gaps) + total.short,
        total.duplicates,
        tuple(sorted(ranges)),
    )
