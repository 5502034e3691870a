"""A region is rolled up indicator by indicator, then scored; what it rests on is told."""

import msgspec
import numpy as np
import pytest

from analytics.index.digital.catalogue import Catalogue, RollUp
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.observation import CellStatus, Observation, UnitFacts
from analytics.index.digital.roll_up import REGION, region_and_sectors, roll_up
from analytics.index.digital.roll_up_references import mismatches
from analytics.index.digital.scoring import CellTable, cell_table, index_config, score

PERIOD = "2025-Q4"


def facts(unit: str, sector: str, *, asset: float | None, output: float | None) -> UnitFacts:
    """Describe a unit."""
    return UnitFacts(
        unit=unit,
        name_en=unit,
        name_zh=unit,
        sector=sector,
        size="small",
        process="discrete",
        asset_value=asset,
        output_value=output,
    )


UNITS = {
    "a": facts("a", "apparel", asset=1.0, output=3.0),
    "b": facts("b", "apparel", asset=3.0, output=1.0),
    "c": facts("c", "liquor", asset=None, output=None),
}


def with_rule(rule: RollUp, indicator: str = "DP1") -> Catalogue:
    """Return the shipped catalogue with another roll-up of one indicator."""
    return msgspec.structs.replace(
        shipped(),
        indicators=tuple(
            msgspec.structs.replace(one, roll_up=rule) if one.id == indicator else one
            for one in shipped().indicators
        ),
    )


def cells_of(**told: float | CellStatus) -> CellTable:
    """Return all units at the national references, DP1 as told."""
    rows = []
    for unit in UNITS:
        for one in shipped().indicators:
            value = told.get(unit, one.national.value) if one.id == "DP1" else one.national.value
            rows.append(
                Observation(
                    unit=unit,
                    indicator=one.id,
                    period=PERIOD,
                    vintage=1,
                    status=value if isinstance(value, str) else "observed",
                    source="survey",
                    definition=one.definition,
                    value=None if isinstance(value, str) else value,
                )
            )
    return cell_table(rows, shipped(), units=list(UNITS), period=PERIOD)


@pytest.mark.parametrize(
    ("rule", "region", "apparel"),
    [
        ("mean", (20 + 60 + 70) / 3, 40.0),
        ("asset_weighted", (20 + 3 * 60) / 4, 50.0),
        ("output_weighted", (3 * 20 + 60) / 4, 30.0),
        ("share_of_firms", 100 * 2 / 3, 50.0),
    ],
)
def test_each_rule_rolls_up_as_on_paper(rule: RollUp, region: float, apparel: float) -> None:
    """A unit whose weight is not known does not count where weights do."""
    cells = cells_of(a=20.0, b=60.0, c=70.0)
    own = score(cells, index_config(shipped()))
    found = roll_up(cells, own, with_rule(rule), UNITS, region_and_sectors(list(UNITS), UNITS))
    assert found.values.loc[REGION, "DP1"] == pytest.approx(region)
    assert found.values.loc["apparel", "DP1"] == pytest.approx(apparel)
    assert found.counted.loc[REGION, "DP1"] == (2 if rule.endswith("weighted") else 3)


def test_the_index_of_a_region_is_not_the_mean_of_indices() -> None:
    """Values are rolled up before they are scored, so the kink sets the two apart."""
    cells = cells_of(a=0.0, b=75.0, c=62.9)
    config = index_config(shipped())
    found = roll_up(cells, score(cells, config), shipped(), UNITS, {REGION: list(UNITS)})
    of_dimension = found.result.scores.loc[REGION, "DP"]
    rolled = 103.8 * ((0 + 75 + 62.9) / 3) / 62.9
    assert of_dimension == pytest.approx((7 * 103.8 + rolled) / 8)
    mean = 103.8 + ((1.0 - 103.8) + (177.4 - 103.8)) / 3 / 8 / 4
    assert found.mean_of_indices.loc[REGION, "mean"] == pytest.approx(mean)
    assert found.mean_of_indices.loc[REGION, "units"] == 3


def test_all_at_the_references_score_103_8() -> None:
    """The anchors survive the roll-up; a share of firms is of firms, not of what they told."""
    cells = cells_of()
    own = score(cells, index_config(shipped()))
    found = roll_up(cells, own, shipped(), UNITS, region_and_sectors(list(UNITS), UNITS))
    firms = [one.id for one in shipped().indicators if one.roll_up == "share_of_firms"]
    assert (found.values[firms] == 100.0).all(axis=None)
    others = [one.id for one in shipped().indicators if one.id not in firms]
    scores = found.result.scores[others].to_numpy()
    assert scores[~np.isnan(scores)] == pytest.approx(103.8)
    assert np.isnan(found.ranks[REGION])
    assert found.ranks.drop(REGION).min() == 1.0


def test_too_few_units_give_no_value_and_none_automatic_counts() -> None:
    """Below half of those it applies to a value is missing; not applicable is none of them."""
    own_config = index_config(shipped())
    few = cells_of(a="missing", b="insufficient", c=70.0)
    found = roll_up(few, score(few, own_config), shipped(), UNITS, {REGION: list(UNITS)})
    assert found.values["DP1"].isna().all()
    enough = cells_of(a="not_applicable", b="not_applicable", c=70.0)
    found = roll_up(enough, score(enough, own_config), shipped(), UNITS, {REGION: list(UNITS)})
    assert found.values.loc[REGION, "DP1"] == pytest.approx(70.0)
    assert found.applicable.loc[REGION, "DP1"] == 1


def test_references_of_something_else_are_told() -> None:
    """The published NC rate is declared and of key firms; an assumed one has no population."""
    found = list(mismatches(shipped(), level="region", population="consumer goods"))
    fields = {(one.indicator, one.reference, one.field): one for one in found}
    assert fields["DP1", "national", "definition"].of_reference == "key_process_nc_rate.declared.v1"
    assert fields["DP1", "national", "population"].of_reference == "key firms"
    assert ("DP1", "national", "level") not in fields
    assert ("DF1", "national", "population") not in fields
    assert ("DF1", "national", "level") in fields
