"""No published figure tells one unit's: by itself, or by what rows and columns add up to."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.city import demo_city
from analytics.index.digital.scoring import cell_table, index_config, score
from analytics.index.digital.suppression import (
    TOTAL,
    Amounts,
    DisclosureRule,
    published,
    two_way,
    unsafe,
)

RULE = DisclosureRule()
Cells = dict[tuple[str, str], list[float | None]]


@st.composite
def tables(draw: st.DrawFn, least_columns: int = 1) -> Cells:
    """Draw tables of one to six rows and columns, many cells with few units or one large one."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(least_columns, 6))
    amounts = st.lists(st.sampled_from([None, 1.0, 2.0, 5.0, 200.0]), max_size=6)
    return {
        (f"r{row}", f"c{column}"): draw(amounts)
        for row, column in product(range(rows), range(columns))
    }


def derivable(reasons: pd.DataFrame, counts: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the withheld cells that some linear combination of what is known gives.

    Every row and every column of a table of sums is an equation of its cells and its total; a cell
    follows when its unit vector lies in the space of the equations over the withheld cells.
    """
    hidden = [
        (row, column)
        for row, column in product(reasons.index, reasons.columns)
        if reasons.loc[row, column]
    ]
    lines = [{(row, column) for column in reasons.columns} for row in reasons.index]
    if len(reasons.columns) == 1:
        lines = []
    lines += [{(row, column) for row in reasons.index} for column in reasons.columns]
    # A total stands with the other sign in its line; signs of both lines of a cell may differ.
    equations = np.array(
        [
            [0 if cell not in line else -1 if _is_total_of(line, cell) else 1 for cell in hidden]
            for line in lines
        ],
        np.int64,
    ).reshape(len(lines), len(hidden))
    rank = np.linalg.matrix_rank(equations) if hidden else 0
    found = set()
    for place, cell in enumerate(hidden):
        one = np.zeros((1, len(hidden)), np.int64)
        one[0, place] = 1
        if np.linalg.matrix_rank(np.vstack([equations, one])) == rank:
            found.add(cell)
    assert all(counts.loc[cell] for cell in hidden)
    return found


def _is_total_of(line: set[tuple[str, str]], cell: tuple[str, str]) -> bool:
    across = len({row for row, _ in line}) == 1
    return cell[1] == TOTAL if across else cell[0] == TOTAL


def counts_of(cells: Cells, reasons: pd.DataFrame) -> pd.DataFrame:
    """Return units per cell, totals included."""
    return pd.DataFrame(
        {
            column: {
                row: sum(
                    len(amounts)
                    for (mine, other), amounts in cells.items()
                    if row in {mine, TOTAL} and column in {other, TOTAL}
                )
                for row in reasons.index
            }
            for column in reasons.columns
        }
    )


@settings(max_examples=300, deadline=None)
@given(cells=tables())
def test_no_withheld_cell_follows_from_a_table_with_totals(cells: Cells) -> None:
    """No linear combination of published cells and totals gives a withheld one."""
    reasons = two_way(dict(cells), RULE)
    assert not derivable(reasons, counts_of(cells, reasons))


@settings(max_examples=200, deadline=None)
@given(cells=tables())
def test_no_withheld_cell_follows_from_a_row_with_its_total(cells: Cells) -> None:
    """The same for cells in one direction."""
    row = {(name, TOTAL): amounts for (name, column), amounts in cells.items() if column == "c0"}
    reasons = two_way(row, RULE)
    assert not derivable(reasons, counts_of(row, reasons))


@settings(max_examples=200, deadline=None)
@given(cells=tables())
def test_unsafe_cells_are_withheld_with_their_reason_and_empty_ones_are_not(cells: Cells) -> None:
    """Every cell that tells too much by itself says why; an empty cell has nothing to hide."""
    reasons = two_way(dict(cells), RULE)
    for (row, column), amounts in cells.items():
        own = unsafe(amounts, RULE)
        assert reasons.loc[row, column] in ({own} if own or not amounts else {"", "complementary"})


@settings(max_examples=200, deadline=None)
@given(cells=tables())
def test_what_a_total_tells_of_withheld_cells_is_of_enough_units(cells: Cells) -> None:
    """Where a row's total is shown, its withheld cells stand for three units or more."""
    reasons = two_way(dict(cells), RULE)
    counts = counts_of(cells, reasons)
    for table, units in ((reasons, counts), (reasons.T, counts.T)):
        for row in table.index:
            hidden = [name for name in table.columns[:-1] if table.loc[row, name]]
            if hidden and not table.loc[row, TOTAL]:
                assert units.loc[row, hidden].sum() >= 3


@given(cells=tables())
def test_nothing_is_withheld_where_all_is_safe(cells: Cells) -> None:
    """Rows of four equal units each keep every cell."""
    safe: dict[tuple[str, str], Amounts] = {key: [1.0] * 4 for key in cells}
    assert (two_way(safe, RULE) == "").all(axis=None)


@pytest.mark.parametrize(
    ("amounts", "rule", "reason"),
    [
        ([], RULE, ""),
        ([1.0, 1.0], RULE, "few_units"),
        ([None, None, None], RULE, ""),
        ([71.0, 15.0, 14.0], RULE, "dominated"),
        ([70.0, 16.0, 14.0], RULE, ""),
        ([70.0, 16.0, 4.0], DisclosureRule(largest_share=None, p_percent=10.0), "p_percent"),
        ([70.0, 16.0, 8.0], DisclosureRule(largest_share=None, p_percent=10.0), ""),
        ([9.0], DisclosureRule(least_units=1, largest_share=None), ""),
    ],
)
def test_rules_on_paper(amounts: list[float | None], rule: DisclosureRule, reason: str) -> None:
    """Few units, one with more than 70 %, and others below p per cent of the largest."""
    assert unsafe(amounts, rule) == reason


def test_the_city_by_sector_and_size_is_safe_to_publish() -> None:
    """Large liquor makers are few: their cell is withheld, others with it; the rest is shown."""
    city = demo_city(shipped(), measured="2025-Q4")
    units = [unit for unit in city.members["2025-Q3"] if not city.facts[unit].measured]
    cells = cell_table(city.observations, shipped(), units=units, period="2025-Q3")
    index = score(cells, index_config(shipped())).index
    table = published(index, city.facts, rows=lambda one: one.sector, columns=lambda one: one.size)
    assert not derivable(table.reason, table.units)
    assert ("liquor", "large", "few_units") in table.withheld()
    assert "complementary" in {reason for _, _, reason in table.withheld()}
    assert table.mean.isna().equals((table.reason != "") | (table.units == 0))
    shown = table.mean.loc[TOTAL, TOTAL]
    assert shown == pytest.approx(index.mean())
