"""`factory index template` and `import`: surveys written for units, and read into the book."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.demo_region import city_plants
from analytics.index.digital.observation import UnitFacts
from analytics.index.digital.survey import read_whole_survey
from analytics.index.digital.survey_template import write_template
from factory.commands.reading import Source
from factory.errors import ConfigError
from factory.index_facts import keep_facts, read_facts
from factory.index_inputs import written_store
from factory.when import wall_ms


def template(
    source: Source, out: Path, *, units: Sequence[str], period: str, lang: Literal["zh", "en"]
) -> None:
    """Write a survey to be filled in."""
    write_template(out, shipped(), _units(source, units), period, lang)
    sys.stdout.write(f"{out}\n")


def import_survey(source: Source, file: Path, *, units: Sequence[str], period: str) -> None:
    """Keep the answers of a survey; one with faults changes nothing."""
    now = wall_ms()
    survey = read_whole_survey(file, shipped(), _units(source, units), period, vintage=now)
    with written_store(source) as stores:
        added = stores.for_analytics()[2].observations.put(survey.observations)
    keep_facts(source.data_dir, survey.facts, vintage=now)
    sys.stdout.write(f"{len(survey.observations)} answers read, {len(added)} of them new\n")


def _units(source: Source, names: Sequence[str]) -> tuple[UnitFacts, ...]:
    """Return the named units, or all whose facts are known; of a new one nothing is known yet."""
    known = {one.unit: one for one in (*city_plants(), *read_facts(source.data_dir))}
    if not names:
        told = read_facts(source.data_dir)
        if not told:
            raise ConfigError("no survey was read yet: name units with --unit U")
        return told
    return tuple(known.get(name, _new(name)) for name in names)


def _new(unit: str) -> UnitFacts:
    return UnitFacts(unit=unit, name_en="", name_zh="", sector="", size="", process="")
