"""How values of the 28 indicators are drawn for an enterprise whose state of automation is known.

The latent level of quarter q is level + growth * q + a shock (each 0.6 of the last one plus
normal(0, 0.08)). Every indicator has

  u = loading * level + dimension + own + noise,

`dimension` normal(0, 0.35) once per enterprise and dimension, `own` normal(0, 0.3) once per
enterprise and indicator, `noise` normal(0, 0.1) each time; one that follows another takes 0.8 of
that one's u in place of loading * level + dimension. Its value is, with d = 1 where higher is
better and -1 where lower is:

- share: 100 * logistic(logit(centre / 100) + spread * d * u), per cent;
- log: centre * exp(spread * d * u);
- change: centre + spread * d * u;

kept inside the plausible range; ticks and ladders go to the nearest rung; networked equipment is
never more than digital equipment (DF3 at most DF2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.index.digital.catalogue import Catalogue, IndicatorRecord
from analytics.index.digital.city_plan import Enterprise

Shape = Literal["share", "log", "change"]
_OF_FOLLOWED = 0.8


@dataclass(frozen=True, slots=True)
class Law:
    """How one indicator is drawn; `centre` is that of an enterprise of level 0."""

    shape: Shape
    centre: float
    loading: float
    spread: float = 1.0
    follows: str = ""


# What another one follows stands before it.
LAWS: Mapping[str, Law] = {
    "DF1": Law("share", 40.0, 1.0),
    "DF2": Law("share", 54.0, 1.0),
    "DF3": Law("share", 38.0, 0.0, follows="DF2"),
    "DF4": Law("share", 50.0, 0.8),
    "DF5": Law("share", 38.0, 0.9),
    "DF6": Law("share", 50.0, 0.8),
    "DF7": Law("share", 48.0, 0.6),
    "DM1": Law("share", 48.0, 0.7),
    "DM2": Law("share", 48.0, 0.6),
    "DM3": Law("share", 38.0, 0.6),
    "DM4": Law("log", 0.75, 0.6, spread=0.7),
    "DM5": Law("share", 70.0, 0.7),
    "DM6": Law("share", 64.0, 0.8),
    "DM7": Law("share", 23.0, 0.9),
    "DP1": Law("share", 56.0, 1.1),
    "DP2": Law("share", 42.0, 1.1),
    "DP3": Law("share", 47.0, 1.0),
    "DP4": Law("share", 59.0, 0.5, spread=0.5),
    "DP5": Law("share", 22.0, 0.0, follows="DP2"),
    "DP6": Law("log", 0.75, 0.0, spread=1.4, follows="DP2"),
    "DP7": Law("share", 28.0, 0.9),
    "DP8": Law("share", 32.0, 0.9),
    "GC1": Law("share", 38.0, 0.9),
    "GC2": Law("change", 98.5, 0.6, spread=6.0),
    "GC3": Law("change", 98.5, 0.5, spread=6.0),
    "GC4": Law("change", 97.5, 0.0, spread=6.0, follows="GC2"),
    "GC5": Law("share", 32.0, 0.6, spread=0.7),
    "GC6": Law("log", 4.2, 0.6, spread=0.6),
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """One enterprise in one quarter: its level, values without gaps, and its random numbers."""

    number: int
    period: str
    level: float
    values: Mapping[str, float]
    draw: np.random.Generator


def quarters_of(
    one: Enterprise, catalogue: Catalogue, periods: tuple[str, ...], seed: int
) -> Iterator[Quarter]:
    """Yield all quarters of an enterprise, whether it is a member in them or not."""
    records = catalogue.by_id()
    stream = np.random.default_rng([seed, one.number, 1])
    dimension = {each.id: float(stream.normal(0, 0.35)) for each in catalogue.dimensions}
    own = {name: float(stream.normal(0, 0.3)) for name in LAWS}
    shock = 0.0
    for number, period in enumerate(periods):
        shock = 0.6 * shock + float(stream.normal(0, 0.08))
        level = one.level + one.growth * number + shock
        draw = np.random.default_rng([seed, one.number, 2, number])
        latent: dict[str, float] = {}
        for name, law in LAWS.items():
            common = law.loading * level + dimension[records[name].dimension]
            if law.follows:
                common = _OF_FOLLOWED * latent[law.follows]
            latent[name] = common + own[name] + float(draw.normal(0, 0.1))
        values = {name: _value(latent[name], law, records[name]) for name, law in LAWS.items()}
        values["DF3"] = min(values["DF3"], values["DF2"])
        yield Quarter(number, period, level, values, draw)


def shifted(value: float, record: IndicatorRecord, *, points: float, logarithm: float) -> float:
    """Move a value by points, or by its logarithm where the law is logarithmic, if plausible."""
    if LAWS[record.id].shape == "log":
        return _within(value * float(np.exp(logarithm)), record)
    return _within(value + points, record)


def _within(value: float, record: IndicatorRecord) -> float:
    """Keep a value inside what is believed, to four significant places."""
    low, high = record.plausible
    return float(np.clip(float(f"{value:.4g}"), low, high))


def _value(latent: float, law: Law, record: IndicatorRecord) -> float:
    moved = law.spread * (latent if record.direction == "higher" else -latent)
    if law.shape == "log":
        return _within(law.centre * float(np.exp(moved)), record)
    if law.shape == "change":
        return _within(law.centre + moved, record)
    share = law.centre / 100.0
    found = 100.0 / (1.0 + (1.0 - share) / share * float(np.exp(-moved)))
    if record.answer in {"ticks", "ladder"}:
        return min(round(found / record.factor) * record.factor, record.plausible[1])
    return _within(found, record)
