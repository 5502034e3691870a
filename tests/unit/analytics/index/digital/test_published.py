"""A period that was published is computed again from its file, and a change is split against it."""

from functools import cache

import msgspec
import pandas as pd
import pytest

from analytics.errors import BadConfig, BadQuery
from analytics.index.config import WeightConfig
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.compare import compare
from analytics.index.digital.edition_run import EditionRun, RunConfig, run_edition
from analytics.index.digital.editions import stand
from analytics.index.digital.published import FORM, Published, published_in
from analytics.index.digital.run_export import exported
from analytics.index.digital.scoring import index_config
from analytics.index.uncertainty_config import Study, UncertaintyConfig
from tests.unit.analytics.index.digital.city_editions import (
    edition_of,
    generated,
    small_city,
    with_reference,
)

FIRST, _, LAST = small_city().periods
TOLD = small_city().observations
# All answers of the first quarter are known, none that was stated again.
EARLY = min(one.vintage for one in TOLD if one.period == FIRST)


@cache
def run(*, imputed: bool = False) -> EditionRun:
    """Compute the first quarter as it was known then, by another reference and other weights."""
    catalogue = with_reference(shipped(), "DP1", 40.0)
    config = msgspec.structs.replace(
        index_config(catalogue),
        weights=WeightConfig(method="equal_by_indicator"),
        imputation="group_median" if imputed else "none",
    )
    study = Study(index=config, uncertainty=UncertaintyConfig(runs=2))
    return run_edition(
        TOLD,
        small_city().facts,
        catalogue,
        members=generated(FIRST)[1:],
        config=RunConfig(edition=catalogue.edition, period=FIRST, study=study, as_of=EARLY),
    )


def file(*, imputed: bool = False) -> bytes:
    """Export it."""
    return exported(run(imputed=imputed), "json")


@pytest.mark.parametrize("imputed", [False, True])
def test_what_was_published_is_computed_again(*, imputed: bool) -> None:
    """Every index of every unit, sector and the region comes out to the last bit."""
    whole = run(imputed=imputed)
    again = published_in(file(imputed=imputed), period=FIRST).stand()
    pd.testing.assert_frame_equal(again.own.scores, whole.own.scores, check_exact=True)
    pd.testing.assert_frame_equal(
        again.rolled.result.scores, whole.rolled.result.scores, check_exact=True
    )
    pd.testing.assert_frame_equal(again.cells.value, whole.cells.value, check_exact=True)


def test_references_and_corrections_since_are_parts_of_the_change() -> None:
    """Each has its part, none is 0, and all of them are the change from what was published."""
    before = published_in(file(), period=FIRST)
    first, second = before.stand(), stand(edition_of(), TOLD, LAST)
    parts = compare(first, second, TOLD, before=before.observations).parts
    assert parts.total == pytest.approx(second.index - run().index, abs=1e-9)
    assert 0.0 not in {parts.references, parts.restated, parts.left, parts.entered}
    assert parts.indicators.abs().sum() > 0


def test_what_became_known_since_is_a_restatement_and_nothing_else() -> None:
    """By the same references and for the same units, a period differs by its corrections alone."""
    whole = run()
    edition = msgspec.structs.replace(
        published_in(file(), period=FIRST).edition,
        vintage=max(one.vintage for one in TOLD),
    )
    late = [
        msgspec.structs.replace(one, vintage=EARLY, value=0.0, low=None, high=None)
        if one.indicator == "DF4" and one.period == FIRST and one.value is not None
        else one
        for one in TOLD
    ]
    before = published_in(file(), period=FIRST)
    # Corrected in place, without a vintage of its own: the file still has what was published.
    again = stand(edition, late, FIRST)
    parts = compare(before.stand(), again, late, before=before.observations).parts
    assert parts.restated == pytest.approx(again.index - whole.index, abs=1e-9)
    assert parts.restated < 0
    assert (parts.references, parts.left, parts.entered) == (0, 0, 0)


def altered(**other: object) -> bytes:
    """Export with something else in the place of what was published."""
    whole = msgspec.json.decode(file())
    whole["published"] |= other
    return msgspec.json.encode(whole)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"unit,node\n", "no JSON"),
        (b"[]", "no JSON"),
        (b'{"title": "x"}', "no JSON"),
        (b'{"run": {}}', "export it again"),
        (altered(form=FORM + 1), f"form {FORM + 1}; form {FORM} is read"),
        (altered(edition={}), "cannot be read"),
    ],
)
def test_a_file_of_something_else_is_refused(content: bytes, said: str) -> None:
    """It is told what is wrong with it."""
    with pytest.raises(BadConfig, match=said):
        published_in(content, period=FIRST)


def test_a_file_of_another_period_is_refused() -> None:
    """Both periods are named."""
    with pytest.raises(BadQuery, match=f"of {FIRST}, not of {LAST}"):
        published_in(file(), period=LAST)


def test_a_file_says_all_of_a_run_that_its_period_rests_on() -> None:
    """What comes back is the edition, its members and facts, and what counted, no more."""
    found: Published = published_in(file(), period=FIRST)
    assert found.edition.catalogue == run().catalogue
    assert found.edition.config == run().config.study.index
    assert found.edition.members == {FIRST: generated(FIRST)[1:]}
    assert found.edition.facts == dict(run().facts)
    assert found.observations == run().observations
