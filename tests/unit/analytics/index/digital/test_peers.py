"""Peers are alike and many enough, and a sector mix is no merit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.peers import (
    ALL,
    best_quarter,
    peer_groups,
    peer_statistics,
)
from analytics.index.digital.peers_standardised import sector_mix, standardised
from analytics.index.digital.suppression import TOTAL, DisclosureRule

SECTORS = ("apparel", "beverage", "liquor")
SIZES = ("large", "small")
PROCESSES = ("discrete", "process")


def unit(name: str, sector: str, size: str = "small", process: str = "discrete") -> UnitFacts:
    """Describe a unit of output 1."""
    return UnitFacts(
        unit=name,
        name_en=name,
        name_zh=name,
        sector=sector,
        size=size,
        process=process,
        output_value=1.0,
    )


@st.composite
def regions(draw: st.DrawFn) -> dict[str, UnitFacts]:
    """Draw one to thirty units."""
    kinds = draw(
        st.lists(
            st.tuples(st.sampled_from(SECTORS), st.sampled_from(SIZES), st.sampled_from(PROCESSES)),
            min_size=1,
            max_size=30,
        )
    )
    return {f"u{at}": unit(f"u{at}", *kind) for at, kind in enumerate(kinds)}


@given(facts=regions())
def test_groups_are_large_enough_and_hold_only_like_units(facts: dict[str, UnitFacts]) -> None:
    """Five members at least, or all there are; each has the properties in the group's name."""
    peers = peer_groups(list(facts), facts)
    for name, mine in facts.items():
        label, members = peers.group[name], peers.of(name)
        assert name in members
        assert len(members) >= 5 or (label == ALL and len(members) == len(facts))
        own = {mine.sector, mine.size, mine.process}
        wanted = set() if label == ALL else set(label.split("/"))
        assert wanted <= own
        for other in members:
            assert wanted <= {facts[other].sector, facts[other].size, facts[other].process}


def test_statistics_of_few_units_are_withheld() -> None:
    """Two units give nothing, three a median, five quartiles; a gap is no unit."""
    facts = {f"u{at}": unit(f"u{at}", "apparel") for at in range(5)}
    peers = peer_groups(list(facts), facts)
    figures = pd.DataFrame(
        {
            "two": [1.0, 2.0, np.nan, np.nan, np.nan],
            "three": [1.0, 2.0, 9.0, np.nan, np.nan],
            "five": [5.0, 1.0, 2.0, 4.0, 3.0],
        },
        index=list(facts),
    )
    found = peer_statistics(figures, peers, facts).loc["apparel/small/discrete"]
    assert list(found.loc["two", ["units", "reason"]]) == [2, "few_units"]
    assert found["median"].isna().tolist() == [True, False, False]
    assert found["upper"].isna().tolist() == [True, True, False]
    assert list(found.loc["five", ["lower", "median", "upper"]]) == [2.0, 3.0, 4.0]


def test_the_same_level_in_every_sector_is_equal_whatever_the_mix() -> None:
    """Sizes that differ only by their sectors differ raw and are equal when standardised."""
    levels = {"apparel": 80.0, "beverage": 120.0}
    kinds = [("large", "beverage")] * 4 + [("large", "apparel")] + [("small", "apparel")] * 4
    kinds += [("small", "beverage")]
    facts = {f"u{at}": unit(f"u{at}", sector, size) for at, (size, sector) in enumerate(kinds)}
    figure = pd.Series({name: levels[one.sector] for name, one in facts.items()})
    found = standardised(
        figure,
        facts,
        lambda one: one.size,
        standard=sector_mix(list(facts), facts),
        rule=DisclosureRule(least_units=1, largest_share=None),
    ).parts
    assert found["raw"].tolist() == pytest.approx([112.0, 88.0])
    assert found["standardised"].tolist() == pytest.approx([100.0, 100.0])
    assert found["covered"].tolist() == [1.0, 1.0]


@settings(deadline=None)
@given(facts=regions(), seed=st.integers(0, 2**32))
def test_a_part_with_the_standard_mix_keeps_its_figure(
    facts: dict[str, UnitFacts], seed: int
) -> None:
    """Standardised to its own mix, the region's figure is the raw one."""
    rng = np.random.default_rng(seed)
    figure = pd.Series(rng.uniform(1, 200, len(facts)), index=list(facts))
    rule = DisclosureRule(least_units=1, largest_share=None)
    found = standardised(
        figure, facts, lambda _: "all", standard=sector_mix(list(facts), facts), rule=rule
    ).parts
    assert found.loc["all", "standardised"] == pytest.approx(figure.mean())
    assert found.loc["all", "raw"] == pytest.approx(figure.mean())


def test_a_part_without_a_sector_says_how_much_it_covers() -> None:
    """What a part has no unit of cannot be standardised; the shares that remain are told."""
    facts = {f"u{at}": unit(f"u{at}", "apparel") for at in range(3)}
    figure = pd.Series(dict.fromkeys(facts, 90.0))
    standard = pd.Series({"apparel": 0.25, "liquor": 0.75})
    found = standardised(figure, facts, lambda one: one.size, standard=standard).parts
    assert list(found.loc["small", ["standardised", "covered"]]) == [90.0, 0.25]
    two = standardised(figure.iloc[:2], facts, lambda one: one.size, standard=standard).parts
    assert two.loc["small", "raw_withheld"] == "few_units"
    assert two[["raw", "standardised"]].isna().all(axis=None)


@settings(max_examples=60, deadline=None)
@given(facts=regions(), seed=st.integers(0, 2**32))
def test_standardised_figures_do_not_give_withheld_cells_away(
    facts: dict[str, UnitFacts], seed: int
) -> None:
    """No linear combination of a table, its totals and standardised figures gives a hidden cell."""
    rng = np.random.default_rng(seed)
    figure = pd.Series(rng.uniform(1, 200, len(facts)), index=list(facts))
    standard = sector_mix(list(facts), facts)
    found = standardised(figure, facts, lambda one: one.size, standard=standard)
    shown = found.table.reason == ""
    hidden = [
        (row, column)
        for row in map(str, shown.index)
        for column in map(str, shown.columns)
        if not shown.loc[row, column]
    ]
    members = {
        (row, column): [
            name
            for name, one in facts.items()
            if row in {one.sector, TOTAL} and column in {one.size, TOTAL}
        ]
        for row in map(str, shown.index)
        for column in map(str, shown.columns)
    }
    # Units are the unknowns here: a figure that is shown is a line over them.
    names = list(facts)
    lines = [
        [float(name in members[row, column]) for name in names]
        for row in map(str, shown.index)
        for column in map(str, shown.columns)
        if shown.loc[row, column]
    ]
    for part, value in zip(map(str, found.parts.index), found.parts["standardised"], strict=True):
        if np.isnan(value):
            continue
        own = {
            sector: members[sector, part]
            for sector in standard.index
            if members.get((sector, part))
        }
        lines.append(
            [
                sum(standard[sector] / len(units) for sector, units in own.items() if name in units)
                for name in names
            ]
        )
    equations = np.array(lines).reshape(len(lines), len(names))
    rank = np.linalg.matrix_rank(equations) if lines else 0
    for cell in hidden:
        line = [float(name in members[cell]) for name in names]
        assert np.linalg.matrix_rank(np.vstack([equations, line])) == rank + 1


def test_the_best_quarter_is_the_lower_one_of_what_should_be_low() -> None:
    """Of idle energy the lower quartile is the better one; what is withheld is left out."""
    facts = {f"u{at}": unit(f"u{at}", "apparel") for at in range(5)}
    figures = pd.DataFrame(
        {name: [1.0, 2.0, 3.0, 4.0, 5.0] for name in ("up", "down")}, index=list(facts)
    ).assign(few=[1.0, 2.0, np.nan, np.nan, np.nan])
    peers = peer_groups(list(facts), facts)
    found = best_quarter(
        peer_statistics(figures, peers, facts),
        peers.group["u0"],
        {"up": "higher", "down": "lower", "few": "higher"},
    )
    assert found == {"up": 4.0, "down": 2.0}
