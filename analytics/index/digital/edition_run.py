"""One edition of a region in one period: everything that its tables, reports and pages show.

Observations, facts and one frozen configuration enter; cells, scores, ranks, bands, roll-up, peers
and references leave in one object. The configuration alone says how they were computed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import msgspec
import numpy as np
import pandas as pd

from analytics.errors import BadQuery
from analytics.index.bands import Bands
from analytics.index.config import Entry
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.doubts import DoubtConfig, doubts
from analytics.index.digital.observation import Observation, UnitFacts
from analytics.index.digital.peers import Peers, peer_groups, peer_statistics
from analytics.index.digital.peers_standardised import Standardised, sector_mix, standardised
from analytics.index.digital.reference_table import reference_table
from analytics.index.digital.roll_up import (
    REGION,
    Rolled,
    region_and_sectors,
    roll_up,
    roll_up_rule,
)
from analytics.index.digital.scoring import CellTable, cell_table, score, weight_shares
from analytics.index.digital.sme_table import sme_table
from analytics.index.digital.suppression import DisclosureRule
from analytics.index.engine import IndexResult
from analytics.index.leave_out import leave_one_out
from analytics.index.monte_carlo import Groups, bands_of
from analytics.index.sobol import Sensitivity, sensitivity
from analytics.index.uncertainty_config import Count, Study


class RunConfig(Entry, frozen=True, kw_only=True):
    """All that a run depends on beside its observations and facts.

    Args:
        edition: of the catalogue.
        as_of: what became known later does not count, ms UTC; None for all that is known.
        samples: of the study of sensitivity, (factors + 2) runs each; None for no such study.
        city: seed of the generated city around the measured units; None for no city.
    """

    edition: str
    period: str
    study: Study
    doubts: DoubtConfig = DoubtConfig()
    as_of: int | None = None
    disclosure: DisclosureRule = DisclosureRule()
    samples: Count | None = None
    city: int | None = None


@dataclass(frozen=True, slots=True)
class EditionRun:
    """What an edition makes of a period.

    Args:
        facts: of the members.
        observations: that counted, superseded vintages too.
        cells, own: of the units.
        shares: of each unit, of the index's weight: measured, declared, and so on.
        rolled: the region and its sectors.
        bands: None where no unit has an index. Units without one are in no study.
        mean_band: low, median and high of the mean of enterprise indices over all runs; bands of
            the region and its sectors are in `bands.groups`.
        peer_cells: of index and dimensions by peer group; withheld ones have a reason.
        by_size: means of the index of size classes, raw and with the region's mix of sectors, and
            of sectors by size; withheld where they would tell of one unit.
        references: the region's rates beside the references that they are scored by.
        sme: points of the covered items of the ministry's SME indicators.
        supplementary: green figures outside the index.
        vintage: of the newest observation that counted, ms UTC; 0 where there is none.
        inputs: digest of the observations that counted and of the facts.
    """

    config: RunConfig
    catalogue: Catalogue
    facts: Mapping[str, UnitFacts]
    observations: tuple[Observation, ...]
    cells: CellTable
    own: IndexResult
    shares: pd.DataFrame
    rolled: Rolled
    bands: Bands | None
    mean_band: "pd.Series[float]"
    leave_out: pd.DataFrame
    factors: Sensitivity | None
    peers: Peers
    peer_cells: pd.DataFrame
    by_size: Standardised
    references: pd.DataFrame
    sme: pd.DataFrame
    supplementary: pd.DataFrame
    vintage: int
    inputs: str

    @property
    def index(self) -> float:
        """The region's index; NaN where it is missing."""
        return float(self.rolled.result.index[REGION])


def run_edition(
    observations: Sequence[Observation],
    facts: Mapping[str, UnitFacts],
    catalogue: Catalogue,
    *,
    members: Sequence[str],
    config: RunConfig,
    supplementary: pd.DataFrame | None = None,
    workers: int = 1,
) -> EditionRun:
    """Compute an edition of a period.

    Raises BadQuery for members without facts and for a catalogue of another edition, and what the
    engine raises.
    """
    _check(config, facts, catalogue, members)
    study = config.study
    counted = _counted(observations, config, members)
    cells = cell_table(counted, catalogue, units=members, period=config.period, as_of=config.as_of)
    peers = peer_groups(members, facts)
    own = score(cells, study.index, peers=peers.group)
    parts = region_and_sectors(members, facts)
    rolled = roll_up(cells, own, catalogue, facts, parts)
    there = own.index.notna()
    known = _of_units(cells, [str(unit) for unit in own.index.index[there]])
    groups = [own.tree.root, *(one.id for one in catalogue.dimensions)]
    bands = None
    leave_out = pd.DataFrame()
    factors = None
    if len(known.value):
        bands = bands_of(
            cells.value,
            doubts(cells, catalogue, config.doubts),
            study,
            peers=peers.group,
            groups=Groups(
                tuple(parts),
                roll_up_rule(cells, catalogue, facts, parts),
                only=tuple(str(unit) for unit in own.index.index[~there]),
            ),
            workers=workers,
        )
        leave_out = leave_one_out(known.value, study.index, peers=peers.group)
        if config.samples is not None:
            factors = sensitivity(
                known.value,
                doubts(known, catalogue, config.doubts),
                study,
                samples=config.samples,
                peers=peers.group,
            )
    return EditionRun(
        config=config,
        catalogue=catalogue,
        facts={unit: facts[unit] for unit in members},
        observations=tuple(counted),
        cells=cells,
        own=own,
        shares=weight_shares(cells, own),
        rolled=rolled,
        bands=bands,
        mean_band=_mean_band(bands, study),
        leave_out=leave_out,
        factors=factors,
        peers=peers,
        peer_cells=peer_statistics(own.scores[groups], peers, facts, rule=config.disclosure),
        by_size=standardised(
            own.index,
            facts,
            lambda one: one.size,
            standard=sector_mix(members, facts),
            rule=config.disclosure,
        ),
        references=reference_table(rolled, catalogue),
        sme=sme_table(cells),
        supplementary=pd.DataFrame() if supplementary is None else supplementary,
        vintage=max((one.vintage for one in counted), default=0),
        inputs=_digest(counted, [facts[unit] for unit in members]),
    )


def config_json(config: RunConfig) -> str:
    """Spell a configuration, the same for equal ones."""
    return msgspec.json.format(msgspec.json.encode(config), indent=2).decode()


def config_from(text: str | bytes) -> RunConfig:
    """Read a configuration; raises `msgspec.ValidationError` naming the place."""
    return msgspec.json.decode(text, type=RunConfig)


def _check(
    config: RunConfig,
    facts: Mapping[str, UnitFacts],
    catalogue: Catalogue,
    members: Sequence[str],
) -> None:
    if config.edition != catalogue.edition:
        raise BadQuery(
            f"the configuration is of edition {config.edition}, the catalogue of"
            f" {catalogue.edition}: they belong together"
        )
    if not members:
        raise BadQuery(f"{config.period} has no units: import answers, or compute rates of it")
    unknown = sorted(set(members) - facts.keys())
    if unknown:
        raise BadQuery(f"there are no facts of {', '.join(unknown)}: tell their sector and size")


def _counted(
    observations: Sequence[Observation], config: RunConfig, members: Sequence[str]
) -> list[Observation]:
    """Return what the run rests on: of its period and units, known in time, in a stable order."""
    units = set(members)
    told = [
        one
        for one in observations
        if one.period == config.period
        and one.unit in units
        and (config.as_of is None or one.vintage <= config.as_of)
    ]
    return sorted(told, key=attrgetter("unit", "indicator", "vintage"))


def _digest(observations: Sequence[Observation], facts: Sequence[UnitFacts]) -> str:
    spelled = msgspec.json.encode([observations, sorted(facts, key=attrgetter("unit"))])
    return hashlib.blake2b(spelled, digest_size=16).hexdigest()


def _of_units(cells: CellTable, units: Sequence[str]) -> CellTable:
    rows = list(units)
    return replace(
        cells,
        value=cells.value.loc[rows],
        status=cells.status.loc[rows],
        source=cells.source.loc[rows],
        low=cells.low.loc[rows],
        high=cells.high.loc[rows],
    )


def _mean_band(bands: Bands | None, study: Study) -> "pd.Series[float]":
    """Return percentiles of the mean of the units' indices over the runs of a study."""
    names = ["low", "median", "high"]
    if bands is None:
        return pd.Series(np.nan, index=names)
    means = bands.scores.mean(axis=1, where=~np.isnan(bands.scores))
    percents = [study.uncertainty.low, 50.0, study.uncertainty.high]
    return pd.Series(np.percentile(means, percents), index=names)
