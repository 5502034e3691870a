"""`factory index`: the index of a period computed, explained and exported."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from analytics.errors import BadQuery
from analytics.export import to_csv, to_json, to_parquet
from analytics.export_table import to_table
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.city import SEED
from analytics.index.digital.doubts import told_of
from analytics.index.digital.edition_run import (
    EditionRun,
    RunConfig,
    run_edition,
)
from analytics.index.digital.raise_most import Item
from analytics.index.digital.roll_up import REGION
from analytics.index.digital.run_export import APART, RunFormat, beside, configuration_in, exported
from analytics.index.digital.run_tables import group_band, index_table
from analytics.index.digital.scoring import index_config
from analytics.index.digital.unit_story import story_text, unit_story
from analytics.index.uncertainty_config import (
    FIXED_SCALES,
    SCALES,
    Study,
    UncertaintyConfig,
)
from analytics.listing.listing import Column, Listing
from analytics.records import records
from factory.commands.printed import TextFormat, print_json
from factory.commands.reading import Source
from factory.errors import ConfigError
from factory.index_inputs import IndexInputs, index_inputs, items_behind
from factory.index_kept import keep_index

INDEX = Listing(
    "index",
    "index",
    (
        Column("unit", "unit"),
        Column("sector", "sector"),
        Column("size", "size"),
        Column("index", "index", "figure"),
        Column("band_low", "5 %", "figure"),
        Column("band_high", "95 %", "figure"),
        Column("rank", "rank", "whole"),
        Column("rank_low", "rank 5 %", "whole"),
        Column("rank_high", "rank 95 %", "whole"),
        Column("DF", "DF", "figure"),
        Column("DM", "DM", "figure"),
        Column("DP", "DP", "figure"),
        Column("GC", "GC", "figure"),
        Column("share_measured", "measured %", "percent"),
        Column("share_declared", "declared %", "percent"),
        Column("share_generated", "generated %", "percent"),
        Column("share_not_applicable", "not applicable %", "percent", sparse=True),
        Column("share_missing", "missing %", "percent"),
    ),
)


# A study of fewer units draws no scale that is made of the units themselves.
LEAST_SAMPLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """The options of the commands, as they were typed.

    Args:
        city: the demo city stands around the measured plants.
        config: a file whose configuration is run again, instead of the options below.
        runs, seed: of the study of uncertainty.
        samples: of the study of sensitivity; None for none.
    """

    source: Source
    city: bool = False
    city_seed: int = SEED
    period: str | None = None
    as_of: int | None = None
    config: Path | None = None
    runs: int = 10_000
    seed: int = 1
    samples: int | None = None
    workers: int = 1


def run_of(options: IndexOptions) -> tuple[EditionRun, IndexInputs]:
    """Compute what the options ask for."""
    catalogue = shipped()
    given = _configured(options.config)
    if given is not None:
        options = replace(options, period=given.period, as_of=given.as_of)
        if given.city is not None:
            options = replace(options, city=True, city_seed=given.city)
    inputs = inputs_of(options, catalogue)
    period = inputs.chosen(options.period)
    members = inputs.members[period]
    config = given or RunConfig(
        edition=catalogue.edition,
        period=period,
        as_of=options.as_of,
        study=Study(
            index=index_config(catalogue),
            uncertainty=UncertaintyConfig(
                runs=options.runs,
                seed=options.seed,
                scales=SCALES if len(members) >= LEAST_SAMPLE else FIXED_SCALES,
            ),
        ),
        samples=options.samples,
        city=options.city_seed if options.city else None,
    )
    run = run_edition(
        inputs.observations,
        inputs.facts,
        catalogue,
        members=members,
        config=config,
        supplementary=inputs.supplementary(config.period),
        workers=options.workers,
    )
    return run, inputs


def compute_index(
    options: IndexOptions,
    *,
    output: Literal["table", "csv", "json"],
    scenarios: Path | None = None,
    write: bool = False,
) -> None:
    """Print the index of every unit; `write` also keeps it in the store."""
    run, _ = run_of(options)
    if write:
        keep_index(options.source, run)
    rows = index_table(run)
    if scenarios is not None and run.bands is not None:
        put(scenarios, to_parquet(run.bands.scenarios))
    if output != "table":
        sys.stdout.buffer.write(to_csv(rows) if output == "csv" else to_json(rows))
        return
    titled = replace(INDEX, title=f"index of {run.config.period}, edition {run.config.edition}")
    sys.stdout.buffer.write(to_table(rows, titled))
    sys.stdout.write(_summary(run))


def export_index(
    options: IndexOptions, *, output: RunFormat, out: Path, public: bool = False
) -> None:
    """Write a file of the whole run or for publication, its configuration in it or beside it."""
    run, _ = run_of(options)
    put(out, exported(run, output, public=public))
    sys.stdout.write(f"{out}\n")
    if output in APART:
        other = out.with_name(f"{out.name}.run.json")
        put(other, beside(run, public=public))
        sys.stdout.write(f"{other}\n")


def explain_index(options: IndexOptions, unit: str, *, output: TextFormat) -> None:
    """Print what makes a unit's index, and what would raise it most."""
    run, inputs = run_of(options)
    name = named(unit, run.facts)
    story = unit_story(run, name, items=items_of(options, run, inputs, name))
    if output == "text":
        sys.stdout.write(story_text(run, story))
        return
    whole = {
        "facts": story.facts,
        "index": story.index,
        "rank": story.rank,
        "band": story.band,
        "ranks": story.ranks,
        "peers": story.peers,
        "indicators": records(story.standing.rename_axis("indicator").reset_index()),
        "strengths": story.strengths,
        "weaknesses": story.weaknesses,
        "raises": story.raises,
        "what_if": story.supposed,
    }
    print_json(whole)


def put(out: Path, content: bytes) -> None:
    """Write a file that an option named."""
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"{out}: {error.strerror}") from error


def items_of(
    options: IndexOptions, run: EditionRun, inputs: IndexInputs, unit: str
) -> Mapping[str, Sequence[Item]] | None:
    """Return what the rates of a measured plant were counted from, None of any other unit."""
    period = run.config.period
    if not run.facts[unit].measured or period not in inputs.spans:
        return None
    start = inputs.spans[period][0]
    return items_behind(options.source, run.catalogue, unit, period, start=start)


def inputs_of(options: IndexOptions, catalogue: Catalogue) -> IndexInputs:
    """Read what the options name."""
    return index_inputs(
        options.source,
        catalogue,
        city=options.city,
        seed=options.city_seed,
        as_of=options.as_of,
    )


def _configured(file: Path | None) -> RunConfig | None:
    if file is None:
        return None
    try:
        return configuration_in(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"--config {file}: {error.strerror}") from error


def named(unit: str, known: Iterable[str]) -> str:
    """Return the one unit that a name, or the beginning of its path, means."""
    found = [one for one in known if unit in {one, one.partition("/")[0]}]
    if len(found) != 1:
        raise BadQuery(f"{unit!r} names {len(found)} units: write one as `compute` lists them")
    return found[0]


def _summary(run: EditionRun) -> str:
    shares = ", ".join(
        f"{str(name).replace('_', ' ')} {share:.1%}" for name, share in run.shares.mean().items()
    )
    if run.bands is None:
        return (
            f"no unit has an index, for want of answers: write a survey with `factory index"
            f" template --period {run.config.period} --out survey.xlsx`\nweight: {shares}\n"
        )
    uncertainty = run.config.study.uncertainty
    band, mean = group_band(run, REGION), run.mean_band
    return (
        f"region {_points(run.index)} ({_points(band['low'])} to {_points(band['high'])}),"
        " indicators rolled up, then scored; mean of enterprise indices"
        f" {_points(float(run.own.index.mean()))} ({_points(mean['low'])} to"
        f" {_points(mean['high'])}); {uncertainty.low:g} to {uncertainty.high:g} per cent of"
        f" {uncertainty.runs} runs\n"
        f"weight: {shares}\n"
        f"study: {told_of(run.config.study, run.config.doubts)}\n"
    )


def _points(score: float) -> str:
    return "-" if math.isnan(score) else f"{score:.1f}"
