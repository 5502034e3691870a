"""Reasons that people give later: where they count, where not, and what they leave alone."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.assign_reasons import Asked, check_reasons
from analytics.books import LateReason
from analytics.errors import BadQuery
from analytics.late_reasons import ToldHistory, with_late_reasons
from analytics.oee.recompute import LineResult, compute_line
from analytics.stores.memory_books import MemoryReasonBook
from analytics.stores.memory_history import MemoryHistory
from contract.kpi import LEAF_FIELDS, QUANTITY_KPI_FIELDS
from contract.path import EquipmentPath
from tests.suites.loop_plant import HOUR, LINE, START, Plant, tagged, working
from tests.unit.analytics.law_plant import HOUR as LAW_HOUR
from tests.unit.analytics.law_plant import Plant as LawPlant
from tests.unit.analytics.law_plant import line_master, plants

FILLER = LINE.unit("filler")
SILENCE = 30_000
MINUTE = 60_000


def said(*rows: tuple[int, str, str | None]) -> pd.DataFrame:
    """Spell samples of the filler: seconds from the start, state and reason."""
    return pd.DataFrame(
        [
            {
                "work_unit": "filler",
                "time": START + second * 1000,
                "state": state,
                "operation_mode": "processing",
                "reason": reason,
                "good": 7.0,
                "unavailable": None,
            }
            for second, state, reason in rows
        ]
    )


def told(start: int, end: int, reason: str, **other: object) -> LateReason:
    """Spell an entry of the filler, in seconds from the start."""
    entry = LateReason(FILLER, START + start * 1000, START + end * 1000, reason, given_at=1)
    return replace(entry, **other)  # type: ignore[arg-type]  # keywords as given


def reasons(rows: pd.DataFrame) -> dict[int, object]:
    """Return the reason of each sample by its second."""
    return {
        (int(time) - START) // 1000: word
        for time, word in zip(rows["time"], rows["reason"], strict=True)
    }


def test_only_what_says_nothing_is_corrected() -> None:
    """No reason, unmapped words and unspecified ones give way; a machine's own reason stays."""
    samples = said(
        (0, "not_executing", ""),
        (10, "not_executing", None),
        (20, "not_executing", "unmapped:E17"),
        (30, "not_executing", "program_stop"),
        (40, "not_executing", "cap_jam"),
        (50, "executing", ""),
        (60, "not_executing", ""),
    )
    entry = told(0, 60, "bottle_jam")
    found = with_late_reasons(samples, [entry], silence_ms=SILENCE)
    assert list(found["reason"]) == [*["bottle_jam"] * 4, "cap_jam", "", ""]
    forced = with_late_reasons(samples, [replace(entry, force=True)], silence_ms=SILENCE)
    assert list(forced["reason"]) == [*["bottle_jam"] * 5, "", ""]


def test_newest_entry_counts() -> None:
    """Of entries for the same time the newest counts; an empty one gives the word back."""
    samples = said((0, "not_executing", ""), (10, "not_executing", ""), (20, "executing", ""))
    first, second = told(0, 20, "cap_jam"), told(10, 20, "bottle_jam", given_at=2)
    found = with_late_reasons(samples, [second, first], silence_ms=SILENCE)
    assert list(found["reason"]) == ["cap_jam", "bottle_jam", ""]
    back = told(0, 20, "", given_at=3)
    found = with_late_reasons(samples, [back, second, first], silence_ms=SILENCE)
    assert list(found["reason"]) == ["", "", ""]


def test_entry_between_two_samples_divides_the_time() -> None:
    """A stretch that begins and ends inside a held sample counts to the ms, and only there."""
    samples = said((0, "not_executing", ""), (25, "not_executing", ""), (35, "executing", ""))
    found = with_late_reasons(samples, [told(5, 20, "cap_jam")], silence_ms=SILENCE)
    assert reasons(found) == {0: "", 5: "cap_jam", 20: "", 25: "", 35: ""}
    assert list(found["good"]) == [7.0] * 5


def test_silence_is_not_divided() -> None:
    """What nobody saw stays unknown whole, though a reason was given for the middle of it."""
    samples = said((0, "not_executing", ""), (60, "not_executing", ""))
    found = with_late_reasons(samples, [told(20, 40, "cap_jam")], silence_ms=SILENCE)
    assert reasons(found) == {0: "", 60: ""}


def test_other_units_are_left_alone() -> None:
    """An entry is for its own unit."""
    samples = said((0, "not_executing", "")).assign(work_unit="packer-1")
    found = with_late_reasons(samples, [told(0, 60, "cap_jam")], silence_ms=SILENCE)
    assert list(found["reason"]) == [""]


def test_process_values_are_measured_once() -> None:
    """A sample that is repeated at the edge of an entry brings no value a second time."""
    history = MemoryHistory()
    samples = said((0, "not_executing", ""), (20, "not_executing", ""))
    history.append("sample", tagged(samples.assign(process_values='{"speed": 1}'), LINE))
    book = MemoryReasonBook()
    book.put([told(5, 15, "cap_jam")])
    told_history = ToldHistory(history, book, silence_ms=lambda _line: SILENCE)
    asked = ("state", "operation_mode", "reason", "process_values")
    rows = told_history.samples(LINE, start=START, end=START + MINUTE, fields=asked)
    assert list(rows["reason"]) == ["", "cap_jam", "", ""]
    assert list(rows["process_values"].notna()) == [True, False, False, True]
    plain = told_history.samples(LINE, start=START, end=START + MINUTE, fields=("state",))
    assert len(plain) == 2


LAW_LINE = EquipmentPath.parse("e/s/a/l")
entries = st.lists(
    st.builds(
        lambda unit, start, length, reason, at, force: LateReason(
            LAW_LINE.unit(unit),
            START + start,
            START + start + length,
            reason,
            at,
            force=force,
        ),
        st.sampled_from(["m1", "m2", "m3"]),
        st.integers(0, 3 * LAW_HOUR),
        st.integers(1, LAW_HOUR),
        st.sampled_from(["cap_jam", "breakdown_drive", "operator_missing", ""]),
        st.integers(1, 9),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def law_result(plant: LawPlant, samples: pd.DataFrame) -> LineResult:
    """Compute the line of the laws from these samples."""
    run = plant.run
    hours = (run.start // LAW_HOUR * LAW_HOUR, -(-run.now // LAW_HOUR) * LAW_HOUR)
    return compute_line(line_master(), samples, {}, start=hours[0], end=hours[1], run=run)


@settings(deadline=None, max_examples=40)
@given(plants(), entries)
def test_reasons_move_no_time_and_no_piece(plant: LawPlant, given_late: list[LateReason]) -> None:
    """Whatever people say later, leaves and quantities stay as machines said them."""
    settings_of = line_master().settings
    samples = with_late_reasons(plant.samples, given_late, silence_ms=settings_of.silence_ms)
    before, after = law_result(plant, plant.samples), law_result(plant, samples)
    kept = ["time", "work_unit", "order", "product", *LEAF_FIELDS, *QUANTITY_KPI_FIELDS]
    for a, b in (
        (before.unit_segments, after.unit_segments),
        (before.line_segments, after.line_segments),
    ):
        pd.testing.assert_frame_equal(a[kept], b[kept], rtol=0, atol=1e-9)


def stopped_plant(**config: object) -> Plant:
    """Return a line whose filler stood without a reason from minute 20 to 30, two hours closed."""
    plant = Plant(**config)  # type: ignore[arg-type]  # keywords as given
    rows = working(START, START + 3 * HOUR)
    stands = (rows["time"] >= START + 20 * MINUTE) & (rows["time"] < START + 30 * MINUTE)
    rows.loc[stands & (rows["work_unit"] == "filler"), "state"] = "not_executing"
    plant.commit(rows)
    plant.settle()
    return plant


def check(plant: Plant, *asked: Asked) -> tuple[LateReason, ...]:
    """Check what is asked of the filler's plant."""
    return check_reasons(
        asked,
        kpi_store=plant.store,
        history=plant.history,
        book=plant.books.reasons,
        find=lambda path: LINE.unit(path) if path != "line-1" else LINE,
        wall_ms=plant.wall,
    )


def test_late_reason_corrects_a_closed_hour() -> None:
    """The loop finds the entry, gives the stop its reason, and keeps its length."""
    plant = stopped_plant()
    before = plant.read("stop", below=FILLER)
    assert list(before["reason"]) == [""]
    plant.books.reasons.put(check(plant, Asked("filler", START + 25 * MINUTE, None, "bottle_jam")))
    plant.settle()
    stops = plant.read("stop", below=FILLER)
    assert list(stops["reason"]) == ["bottle_jam"]
    assert list(stops["loss_group"]) == ["minor_stop"]
    assert list(stops["duration_s"]) == [600.0]


def test_late_reason_is_taken_once() -> None:
    """An entry that is computed is not asked for again, also after a restart."""
    plant = stopped_plant()
    plant.books.reasons.put(check(plant, Asked("filler", START + 25 * MINUTE, None, "bottle_jam")))
    plant.settle()
    plant.restart()
    plant.step()
    before = plant.read("kpi_revision")
    plant.wall += 100_000
    assert plant.loop.done()
    plant.settle()
    pd.testing.assert_frame_equal(plant.read("kpi_revision"), before)


def test_reason_that_is_no_code_is_refused() -> None:
    """A word that is not in the catalogue is answered with those it may have meant."""
    plant = stopped_plant()
    at = START + 25 * MINUTE
    with pytest.raises(BadQuery, match=r"row 2 .*'botle_jam' .* did you mean bottle_jam"):
        check(plant, Asked("filler", at, None, "cap_jam"), Asked("filler", at, None, "botle_jam"))
    with pytest.raises(BadQuery, match="pseudonym"):
        check(plant, Asked("filler", at, None, "cap_jam", by="Li Wei"))
    with pytest.raises(BadQuery, match="not after its start"):
        check(plant, Asked("filler", at, at, "cap_jam"))
    with pytest.raises(BadQuery, match="name a unit"):
        check(plant, Asked("line-1", at, None, "cap_jam"))


def test_reason_without_a_stop_is_refused() -> None:
    """Who names a time at which the unit ran is told when it stopped nearest."""
    plant = stopped_plant()
    with pytest.raises(BadQuery, match="nearest stop lasts from 2026-03-01T22:20:00Z"):
        check(plant, Asked("filler", START + 35 * MINUTE, None, "cap_jam"))
    with pytest.raises(BadQuery, match=r"did not stop there$"):
        check(plant, Asked("packer-1", START + 100 * HOUR, None, "cap_jam"))
    found = check(plant, Asked("filler", START + 15 * MINUTE, START + 25 * MINUTE, "cap_jam"))
    assert (found[0].start, found[0].end) == (START + 15 * MINUTE, START + 25 * MINUTE)


def test_reason_of_the_machine_wants_force() -> None:
    """A stop that has a reason keeps it unless force is asked for; people's own may be mended."""
    plant = stopped_plant()
    at = START + 25 * MINUTE
    plant.books.reasons.put(check(plant, Asked("filler", at, None, "bottle_jam", by="op-7")))
    plant.settle()
    plant.wall += 1
    plant.books.reasons.put(check(plant, Asked("filler", at, None, "cap_jam")))
    plant.settle()
    assert list(plant.read("stop", below=FILLER)["reason"]) == ["cap_jam"]
    named = working(START + 3 * HOUR + 10_000, START + 4 * HOUR)
    stands = (named["work_unit"] == "filler") & (named["time"] < START + 4 * HOUR - MINUTE)
    named.loc[stands, ["state", "reason"]] = ["not_executing", "glue"]
    plant.commit(named)
    plant.settle()
    late = START + 3 * HOUR + 30 * MINUTE
    with pytest.raises(BadQuery, match="the reason glue: ask with force"):
        check(plant, Asked("filler", late, None, "cap_jam"))
    plant.books.reasons.put(check(plant, Asked("filler", late, None, "cap_jam", force=True)))
    plant.settle()
    assert set(plant.read("stop", below=FILLER)["reason"]) == {"cap_jam"}


def test_time_whose_samples_expired_keeps_its_reasons() -> None:
    """Nothing can be computed where retention took the samples, and that is said at once."""
    plant = stopped_plant()
    plant.forget_samples_before(START + 2 * HOUR)
    with pytest.raises(BadQuery, match="have expired"):
        check(plant, Asked("filler", START + 25 * MINUTE, None, "cap_jam"))


def test_entries_are_given_at_instants_of_their_own() -> None:
    """Two lists in one ms, and rows of one list, never write over each other."""
    plant = stopped_plant()
    at = START + 25 * MINUTE
    first = check(plant, Asked("filler", at, None, "cap_jam"), Asked("filler", at, None, "glue"))
    plant.books.reasons.put(first)
    second = check(plant, Asked("filler", at, None, "bottle_jam"))
    instants = [one.given_at for one in (*first, *second)]
    assert instants == sorted(set(instants))
