"""Conservation: every sample an agent sent is found, or the gap is named."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.audit import Account, AuditRow, Delivered, Letter, audit

LINE = "demo/site/area/line"


def one(
    delivered: list[Delivered],
    accounts: list[Account] | None = None,
    letters: list[Letter] | None = None,
) -> AuditRow:
    """Audit one boot."""
    (row,) = audit(delivered, accounts or [], letters or [], {})
    return row


def ledger(*seqs: int, size: int = 10, boot: int = 1) -> list[Delivered]:
    """Messages of `size` samples each."""
    return [Delivered(LINE, boot, seq, seq * size, size, 0) for seq in seqs]


def test_everything_received_and_stored_is_conserved() -> None:
    """A run without a fault has nothing missing."""
    row = one(ledger(0, 1, 2), [Account(LINE, 1, 0, seq=2, samples=30)])
    assert row.ok
    assert (row.sent, row.stored, row.missing_seqs) == (30, 30, ())


def test_gap_in_the_middle_is_missing_with_its_messages() -> None:
    """The size of a gap is known from `first` of the message behind it."""
    row = one(ledger(0, 3))
    assert not row.ok
    assert (row.missing, row.missing_seqs) == (20, ((1, 2),))


def test_gap_at_the_beginning_is_missing() -> None:
    """Sequence numbers of a boot begin at 0."""
    row = one(ledger(2))
    assert (row.sent, row.missing, row.missing_seqs) == (30, 20, ((0, 1),))


def test_tail_announced_by_the_last_status_is_missing() -> None:
    """Samples that an agent said it sent and nobody received are not forgotten."""
    row = one(ledger(0, 1), [Account(LINE, 1, 0, seq=4, samples=50)])
    assert (row.sent, row.missing, row.missing_seqs) == (50, 30, ((2, 4),))


def test_boot_of_which_only_the_next_birth_tells_is_missing_whole() -> None:
    """A boot that left no message at all is known from what its successor remembers."""
    rows = audit(ledger(0, boot=2), [Account(LINE, 1, 0, seq=4, samples=50)], [], {})
    assert [(row.boot, row.missing) for row in rows] == [(1, 50), (2, 0)]


def test_tail_that_waits_in_the_spool_is_not_missing() -> None:
    """What the broker has not acknowledged yet is still safe at the agent."""
    row = one(ledger(0, 1), [Account(LINE, 1, 0, seq=4, samples=50, unsent=3)])
    assert (row.in_spool, row.missing) == (30, 0)


def test_spool_explains_no_more_messages_than_it_holds() -> None:
    """Two unsent messages do not excuse three that are absent."""
    row = one(ledger(0, 1), [Account(LINE, 1, 0, seq=4, samples=50, unsent=2)])
    assert (row.in_spool, row.missing) == (20, 10)


def test_dropped_by_policy_explains_the_oldest_gap() -> None:
    """A full spool that dropped ten samples says so, and only ten are excused."""
    row = one(ledger(0, 2, 4), [Account(LINE, 1, 0, seq=4, samples=50, dropped=10)])
    assert (row.dropped, row.missing, row.missing_seqs) == (10, 10, ((3, 3),))


def test_redelivered_messages_count_as_duplicates_and_store_nothing_more() -> None:
    """A ledger row per delivery: copies beyond the first are duplicates, in samples."""
    row = one([Delivered(LINE, 1, 0, 0, 10, 0, copies=3)])
    assert (row.stored, row.duplicates_received, row.sent) == (10, 20, 10)


def test_refused_samples_with_their_letters_are_conserved() -> None:
    """A rejected sample counts as dead-lettered only if its letter is in the file."""
    said = [Delivered(LINE, 1, 0, 0, 10, 2)]
    letters = [Letter(LINE, 1, 0, 4, resolved=False), Letter(LINE, 1, 0, 5, resolved=False)]
    row = one(said, letters=letters)
    assert (row.stored, row.dead_lettered, row.missing) == (8, 2, 0)
    row = one(said, letters=letters[:1])
    assert (row.stored, row.dead_lettered, row.missing, row.missing_seqs) == (8, 1, 1, ((0, 0),))


def test_resolved_letter_counts_as_stored() -> None:
    """After a replay the sample is stored."""
    row = one([Delivered(LINE, 1, 0, 0, 10, 1)], letters=[Letter(LINE, 1, 0, 4, resolved=True)])
    assert (row.stored, row.dead_lettered, row.missing) == (10, 0, 0)


def test_message_refused_whole_explains_its_gap() -> None:
    """A message that could be named but not read is no gap."""
    row = one(ledger(0, 2), letters=[Letter(LINE, 1, 1, None, resolved=False)])
    assert (row.stored, row.dead_lettered, row.missing) == (20, 10, 0)


def test_sample_lost_after_its_commit_is_missing() -> None:
    """A row that is in the ledger and not in the store is named."""
    row = one([Delivered(LINE, 1, 0, 0, 10, 0, short=3)])
    assert (row.stored, row.missing, row.missing_seqs) == (7, 3, ((0, 0),))


def test_lines_are_accounted_for_apart() -> None:
    """One line's spool does not excuse another's gap."""
    rows = audit(
        [Delivered("a/b/c/d", 1, 0, 0, 10, 0), Delivered("a/b/c/e", 1, 0, 0, 10, 0)],
        [Account("a/b/c/d", 1, 0, 1, 20, unsent=1), Account("a/b/c/e", 1, 0, 1, 20)],
        [],
        {},
    )
    assert [(row.line[-1], row.in_spool, row.missing) for row in rows] == [
        ("d", 10, 0),
        ("e", 0, 10),
    ]


def test_what_one_boot_dropped_excuses_no_other() -> None:
    """An agent counts what it dropped of its own boot, so a gap of another boot stays named."""
    rows = audit(
        [Delivered(LINE, 1, 1, 10, 10, 0), Delivered(LINE, 2, 1, 10, 10, 0)],
        [Account(LINE, 1, 0, 1, 20), Account(LINE, 2, 0, 1, 20, dropped=10)],
        [],
        {},
    )
    assert [(row.boot, row.dropped, row.missing, row.missing_seqs) for row in rows] == [
        (1, 0, 10, ((0, 0),)),
        (2, 10, 0, ()),
    ]


@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=12),
    lost=st.sets(st.integers(0, 11)),
    refused=st.sets(st.integers(0, 11)),
    unsent=st.integers(0, 4),
    dropped=st.integers(0, 20),
)
def test_every_sent_sample_has_exactly_one_place(
    sizes: list[int], lost: set[int], refused: set[int], unsent: int, dropped: int
) -> None:
    """Sent = stored + dead_lettered + dropped + in_spool + missing, whatever was lost."""
    firsts = [sum(sizes[:seq]) for seq in range(len(sizes))]
    delivered = [
        Delivered(LINE, 1, seq, first, size, 0)
        for seq, (first, size) in enumerate(zip(firsts, sizes, strict=True))
        if seq not in lost
    ]
    letters = [Letter(LINE, 1, seq, None, resolved=False) for seq in refused & lost]
    account = Account(LINE, 1, 0, len(sizes) - 1, sum(sizes), dropped, unsent)
    row = one(delivered, [account], letters)
    assert row.sent == sum(sizes)
    assert row.sent == row.stored + row.dead_lettered + row.dropped + row.in_spool + row.missing
    assert row.stored == sum(one.samples for one in delivered)
    if not lost:
        assert row.ok
    if lost and not (refused & lost) and not unsent and not dropped:
        assert row.missing == sum(size for seq, size in enumerate(sizes) if seq in lost)
