"""The split of a change adds up, whatever changed; an edition stays as it was frozen."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import BadQuery
from analytics.index import BadIndex
from analytics.index.config import Aggregator, ScaleConfig, WeightConfig
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.compare import compare
from analytics.index.digital.editions import (
    from_json,
    frozen,
    newest,
    restated,
    stand,
    to_json,
    trend,
)
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.scoring import index_config
from tests.unit.analytics.index.digital.city_editions import (
    LATE,
    edition_of,
    generated,
    small_city,
    with_reference,
)

FIRST, MIDDLE, LAST = small_city().periods
TOLD = small_city().observations
AGGREGATORS: list[tuple[Aggregator, ...]] = [
    ("mean",),
    ("geometric",),
    ("mean", "mpi"),
    ("mpi",),
    ("harmonic", "mean"),
]


@settings(max_examples=25, deadline=None)
@given(
    aggregators=st.tuples(st.sampled_from(AGGREGATORS), st.sampled_from(AGGREGATORS)),
    seed=st.integers(0, 2**32),
)
def test_the_split_of_a_change_adds_up(
    aggregators: tuple[tuple[Aggregator, ...], tuple[Aggregator, ...]], seed: int
) -> None:
    """Indicators, entry and exit, references and restatement are the change, to 1e-9."""
    rng = np.random.default_rng(seed)
    members = [
        {
            period: [unit for unit in generated(period) if rng.random() < 0.7]
            for period in (FIRST, MIDDLE, LAST)
        }
        for _ in range(2)
    ]
    national = float(rng.uniform(20, 70))
    old = edition_of(
        "old", aggregators=aggregators[0], members=members[0], vintage=1_760_000_000_000
    )
    new = edition_of(
        "new",
        catalogue=with_reference(shipped(), "DP1", national),
        aggregators=aggregators[1],
        members=members[1],
        weights=WeightConfig(method="equal_by_indicator"),
    )
    before, after = stand(old, TOLD, FIRST), stand(new, TOLD, LAST)
    found = compare(before, after, TOLD)
    assert found.parts.total == pytest.approx(after.index - before.index, abs=1e-9)
    assert found.region.loc["index", "change"] == pytest.approx(found.parts.total, abs=1e-9)


def test_nothing_changed_has_no_parts() -> None:
    """A period beside itself, by the same edition."""
    one = stand(edition_of(), TOLD, FIRST)
    found = compare(one, one, TOLD)
    assert found.parts.total == 0.0
    assert not found.parts.indicators.any()
    assert (found.units["moved"].dropna() == 0).all()


def test_each_part_stands_for_its_own_cause() -> None:
    """With the same members, references and vintage only indicators are left, and so on."""
    stable = [unit for unit in generated(FIRST) if unit in generated(LAST)]
    same = edition_of(members={FIRST: stable, LAST: stable})
    parts = compare(stand(same, TOLD, FIRST), stand(same, TOLD, LAST), TOLD).parts
    assert (parts.references, parts.restated, parts.left, parts.entered) == (0, 0, 0, 0)
    fewer = edition_of(members={FIRST: stable, LAST: stable[:-4]})
    assert compare(stand(same, TOLD, FIRST), stand(fewer, TOLD, FIRST), TOLD).parts.left == 0
    parts = compare(stand(fewer, TOLD, FIRST), stand(fewer, TOLD, LAST), TOLD).parts
    assert parts.left != 0
    assert parts.entered == 0
    easier = edition_of(catalogue=with_reference(shipped(), "DP1", 40.0))
    parts = compare(stand(edition_of(), TOLD, FIRST), stand(easier, TOLD, FIRST), TOLD).parts
    assert parts.references > 0
    assert parts.total == parts.references


def test_entry_and_exit_are_told_unit_by_unit() -> None:
    """A unit that is gone has no later rank, one that is new no earlier."""
    edition = edition_of(members={FIRST: generated(FIRST)[:40], LAST: generated(FIRST)[1:41]})
    found = compare(stand(edition, TOLD, FIRST), stand(edition, TOLD, LAST), TOLD).units
    assert found.loc[generated(FIRST)[0], "membership"] == "left"
    assert found.loc[generated(FIRST)[40], "membership"] == "entered"
    assert (found["membership"] == "both").sum() == 39
    moved = found[found["membership"] == "both"]
    assert moved["moved"].dropna().to_numpy() == pytest.approx(
        (moved["rank_from"] - moved["rank_to"]).dropna().to_numpy()
    )


def test_what_has_nothing_in_common_is_refused() -> None:
    """Two periods without a common unit cannot be compared."""
    edition = edition_of(members={FIRST: generated(FIRST)[:10], LAST: generated(FIRST)[20:30]})
    with pytest.raises(BadQuery, match="no unit"):
        compare(stand(edition, TOLD, FIRST), stand(edition, TOLD, LAST), TOLD)


def test_an_edition_does_not_see_what_became_known_later() -> None:
    """Corrections after its vintage change nothing; its restatement has them."""
    late = max(one.vintage for one in TOLD if one.period == FIRST) + 1
    first = next(one for one in TOLD if one.period == FIRST and one.indicator == "DF4")
    other = 0.0 if first.value else 100.0
    told = (*TOLD, msgspec.structs.replace(first, value=other, status="observed", vintage=late))
    early = edition_of(vintage=late - 1)
    again = restated(early, vintage=late)
    assert stand(early, told, FIRST).index == stand(early, TOLD, FIRST).index
    changed = stand(again, told, FIRST).cells.value.compare(stand(early, told, FIRST).cells.value)
    assert len(changed) == 1
    parts = compare(stand(early, told, FIRST), stand(again, told, FIRST), told).parts
    assert parts.total == parts.restated != 0
    assert again.restates == early.vintage


def test_vintages_of_an_edition_are_kept() -> None:
    """The newest one counts, or that of the time asked for; a restatement is later."""
    first = edition_of(vintage=LATE)
    second = restated(first, vintage=LATE + 1, members={FIRST: generated(FIRST)[:5]})
    assert newest([second, first], "2025") == second
    assert newest([second, first], "2025", as_of=LATE) == first
    with pytest.raises(BadQuery):
        newest([first], "2024")
    with pytest.raises(BadQuery, match="later"):
        restated(second, vintage=LATE)


def test_an_edition_survives_its_file() -> None:
    """It is read back as it was written, and is equal text when equal."""
    edition = edition_of()
    assert from_json(to_json(edition)) == edition
    assert to_json(from_json(to_json(edition))) == to_json(edition)


@pytest.mark.parametrize("scale", ["min_max", "z_score", "rank"])
def test_what_depends_on_the_units_cannot_be_frozen(scale: str) -> None:
    """Scales and weights from the sample are refused with their name."""
    catalogue = shipped()
    config = index_config(catalogue)
    loose = {
        "min_max": ScaleConfig(method="min_max"),
        "z_score": ScaleConfig(method="z_score"),
        "rank": ScaleConfig(method="rank"),
    }
    for wrong in (
        msgspec.structs.replace(config, scale=loose[scale]),
        msgspec.structs.replace(config, weights=WeightConfig(method="entropy")),
    ):
        with pytest.raises(BadIndex, match="depends on the units"):
            frozen("x", vintage=1, catalogue=catalogue, config=wrong, members={}, facts={})


def test_the_trend_has_every_period() -> None:
    """A row per period: the index, its dimensions, the mean of indices, and of how many."""
    stands = [stand(edition_of(), TOLD, period) for period in (FIRST, MIDDLE, LAST)]
    found = trend(stands)
    assert list(found.index) == [FIRST, MIDDLE, LAST]
    assert found["index"].to_numpy() == pytest.approx([one.index for one in stands])
    assert found.loc[LAST, "own_mean"] == pytest.approx(stands[-1].own.index.mean())
    of_dimension = [one.rolled.result.scores["DF"][REGION] for one in stands]
    assert found["DF"].to_numpy() == pytest.approx(of_dimension)
