"""`factory index compare`: two periods side by side, the earlier one also as it was published."""

import sys
from pathlib import Path

from analytics.errors import BadConfig, BadQuery
from analytics.index.config import IndexConfig
from analytics.index.digital.catalogue import Catalogue
from analytics.index.digital.catalogue_file import shipped
from analytics.index.digital.compare import Comparison, compare
from analytics.index.digital.compare_text import comparison_text
from analytics.index.digital.editions import Edition, frozen, stand
from analytics.index.digital.published import Published, published_in
from analytics.index.digital.scoring import index_config
from analytics.records import records
from factory.commands.index import IndexOptions, inputs_of
from factory.commands.printed import TextFormat, print_json
from factory.errors import ConfigError
from factory.index_inputs import IndexInputs


def compare_index(
    options: IndexOptions,
    first: str,
    second: str,
    *,
    output: TextFormat,
    published: Path | None = None,
) -> None:
    """Print how two periods differ, and what of it each cause and indicator did.

    Args:
        options: what is known, and when.
        first: the earlier period.
        second: the later one.
        output: words or JSON.
        published: an exported JSON of the first period, by which it stands.
    """
    catalogue = shipped()
    before = None if published is None else _published(published, first)
    inputs = inputs_of(options, catalogue)
    for period in (first, second):
        inputs.chosen(period)
    edition = edition_of(inputs, catalogue, index_config(catalogue), as_of=options.as_of)
    found = compared(edition, inputs, first, second, before=before)
    if output == "text":
        sys.stdout.write(comparison_text(found, catalogue))
    else:
        print_json(_whole(found))


def edition_of(
    inputs: IndexInputs, catalogue: Catalogue, config: IndexConfig, *, as_of: int | None
) -> Edition:
    """Freeze what was known, so that periods can be compared by it."""
    known = max((one.vintage for one in inputs.observations), default=0)
    return frozen(
        catalogue.edition,
        vintage=known if as_of is None else as_of,
        catalogue=catalogue,
        config=config,
        members=inputs.members,
        facts=inputs.facts,
    )


def compared(
    edition: Edition,
    inputs: IndexInputs,
    first: str,
    second: str,
    *,
    before: Published | None = None,
) -> Comparison:
    """Compare two periods by an edition, the first one by what was published where that is given.

    Indicators that were not published then are known as they are in the inputs.
    """
    told = inputs.observations
    after = stand(edition, told, second)
    if before is None:
        return compare(stand(edition, told, first), after, told)
    ids = before.edition.catalogue.by_id()
    added = [one for one in told if one.indicator not in ids]
    return compare(before.stand(), after, told, before=[*before.observations, *added])


def _published(file: Path, period: str) -> Published:
    try:
        return published_in(file.read_bytes(), period=period)
    except OSError as error:
        raise ConfigError(f"--published {file}: {error.strerror}") from error
    except (BadConfig, BadQuery) as error:
        raise ConfigError(f"--published {file}: {error}") from error


def _whole(found: Comparison) -> dict[str, object]:
    return {
        "from": found.first,
        "to": found.second,
        "region": records(found.region.rename_axis("node").reset_index()),
        "parts": {
            "references": found.parts.references,
            "restated": found.parts.restated,
            "left": found.parts.left,
            "entered": found.parts.entered,
            "indicators": found.parts.indicators.to_dict(),
        },
        "units": records(found.units.rename_axis("unit").reset_index()),
        "sectors": records(found.sectors.rename_axis("sector").reset_index()),
    }
