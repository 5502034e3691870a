"""Samples that later messages announce are missing until they come, and never longer."""

from hypothesis import given
from hypothesis import strategies as st

from contract.path import EquipmentPath
from ingest.gaps import MOST_GAPS, Gaps

LINE = EquipmentPath("demo", "site", "area", "line")
OTHER = EquipmentPath("demo", "site", "area", "other")


def take(gaps: Gaps, *places: tuple[int, int], boot: int = 1) -> int:
    """Take messages (first, samples) of one boot and return what is missing."""
    for first, samples in places:
        gaps.take(LINE, boot=boot, first=first, samples=samples)
    return gaps.missing


def test_gap_is_missing_until_its_message_is_sent_again() -> None:
    """What was skipped counts in samples, and an older message that comes later fills it."""
    gaps = Gaps()
    assert take(gaps, (0, 10), (30, 10)) == 20
    assert take(gaps, (10, 10)) == 10
    assert take(gaps, (10, 10)) == 10
    assert take(gaps, (20, 10)) == 0


def test_count_begins_with_the_first_message_seen() -> None:
    """A worker that starts in the middle of a boot calls nothing before it missing."""
    gaps = Gaps()
    assert take(gaps, (500, 10), (510, 10)) == 0
    assert take(gaps, (0, 10)) == 0


def test_boots_and_lines_are_counted_apart() -> None:
    """A new boot begins anew, while the gap of the one before stays open until it is filled."""
    gaps = Gaps()
    take(gaps, (0, 5), (10, 5))
    assert take(gaps, (0, 5), boot=2) == 5
    gaps.take(OTHER, boot=2, first=0, samples=3)
    assert gaps.missing == 5
    assert take(gaps, (5, 5), boot=1) == 0
    assert take(gaps, (0, 5), boot=3) == 0


def test_message_of_an_older_boot_seen_after_a_newer_one_is_no_gap() -> None:
    """Rows of an older boot that are sent again open nothing."""
    gaps = Gaps()
    take(gaps, (0, 5), boot=2)
    assert take(gaps, (90, 5), (95, 5), boot=1) == 0
    assert take(gaps, (5, 5), boot=2) == 0


def test_number_of_open_gaps_is_bounded() -> None:
    """A sender that only skips costs no memory without end; what it skipped stays counted."""
    gaps = Gaps()
    messages = 3 * MOST_GAPS
    assert take(gaps, *((2 * place, 1) for place in range(messages))) == messages - 1
    assert take(gaps, (1, 1)) == messages - 1  # given up before
    assert take(gaps, (2 * messages - 3, 1)) == messages - 2


@given(
    sizes=st.lists(st.integers(0, 5), min_size=1, max_size=15),
    order=st.lists(st.integers(0, 14), min_size=1, max_size=40),
)
def test_missing_is_what_was_announced_and_has_not_come(sizes: list[int], order: list[int]) -> None:
    """Whatever is lost, doubled or late: announced minus come, from the first message seen."""
    gaps = Gaps()
    firsts = [sum(sizes[:seq]) for seq in range(len(sizes))]
    come: set[int] = set()
    announced = begin = -1
    for seq in order:
        if seq >= len(sizes):
            continue
        first, size = firsts[seq], sizes[seq]
        begin = first if begin < 0 else begin
        come |= set(range(first, first + size))
        announced = max(announced, first + size)
        missing = take(gaps, (first, size))
        assert missing == len(set(range(begin, announced)) - come)
