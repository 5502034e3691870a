"""The catalogue as it is shipped: read once, checked against itself and the catalogues of rates."""

from collections import Counter
from functools import cache
from importlib.resources import files

import msgspec

from analytics.errors import BadConfig
from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from contract.automation_rates import AUTOMATION_RATE
from contract.green_measures import GREEN_MEASURE
from contract.rates import RateDefinition

_FILE = "catalogue.toml"


@cache
def shipped() -> Catalogue:
    """Return the catalogue of this package."""
    source = files("analytics.index.digital").joinpath(_FILE)
    return read(source.read_bytes(), where=_FILE)


def read(text: bytes, *, where: str) -> Catalogue:
    """Read and check a catalogue; raises BadConfig naming the indicator and the field."""
    try:
        found = msgspec.toml.decode(text, type=Catalogue)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadConfig(f"{where}: {error}") from error
    for name, count in Counter(one.id for one in found.indicators).items():
        if count > 1:
            raise BadConfig(f"{where}: indicator {name} stands {count} times: each has one record")
    dimensions = {one.id for one in found.dimensions}
    for one in found.indicators:
        _check(one, f"{where}: indicator {one.id}")
        if one.dimension not in dimensions:
            raise BadConfig(f"{where}: indicator {one.id}: there is no dimension {one.dimension}")
    return found


def rate_of(one: IndicatorRecord) -> RateDefinition | None:
    """Return the rate that an indicator is; None for survey items."""
    known = AUTOMATION_RATE if one.series == "automation" else GREEN_MEASURE
    return known.get(one.rate) if one.series else None


def _check(one: IndicatorRecord, where: str) -> None:
    _check_scale(one, where)
    if (one.measurement == "survey") == bool(one.series):
        raise BadConfig(f"{where}: a survey item has no series; every other indicator has one")
    if one.measurement == "survey" and one.answer is None:
        raise BadConfig(f"{where}: a survey item says what is asked: answer = ...")
    if one.answer in {"ticks", "ladder"} and not one.steps:
        raise BadConfig(f"{where}: answer = {one.answer!r} needs steps = how many there are")
    rate = rate_of(one)
    if one.series and rate is None:
        raise BadConfig(f"{where}: series {one.series} has no rate {one.rate!r}")
    if rate is not None and rate.definition != one.definition:
        raise BadConfig(
            f"{where}: definition {one.definition!r} is not that of the rate, {rate.definition!r}"
        )
    if rate is not None and rate.indicator != one.id:
        raise BadConfig(f"{where}: rate {rate.id} feeds {rate.indicator or 'no indicator'}")


def _check_scale(one: IndicatorRecord, where: str) -> None:
    floor, national, benchmark = one.floor, one.national.value, one.benchmark.value
    sign, than = (1, "<") if one.direction == "higher" else (-1, ">")
    if not floor * sign < national * sign < benchmark * sign:
        raise BadConfig(
            f"{where}: {one.direction} is better, so floor {floor:g} {than} national {national:g}"
            f" {than} benchmark {benchmark:g} must hold: a newer national value may need a newer"
            " benchmark"
        )
    low, high = one.plausible
    if not low < high or not all(low <= point <= high for point in (floor, national, benchmark)):
        raise BadConfig(
            f"{where}: plausible = [{low:g}, {high:g}] must rise and hold floor, national and"
            " benchmark"
        )
    if one.transform == "log" and low <= 0:
        raise BadConfig(f"{where}: on a logarithmic scale the plausible range lies above 0")
