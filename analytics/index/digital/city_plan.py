"""Who is in the demo city: sectors, sizes, levels of automation, entry and exit, from one seed.

Every enterprise draws from a stream of its own, so that another one changes nothing for it. Drawn:

- level, the latent state of automation at the first quarter: normal, mean `_LEVEL_SECTOR +
  _LEVEL_SIZE + _LEVEL_PROCESS`, deviation 0.55;
- growth of the level per quarter: normal(0.04, 0.02);
- output, CNY a year: log-normal around `_OUTPUT` of the size class, deviation of the logarithm 0.5,
  kept inside the class; assets: output times log-normal(median 0.45, 0.3);
- entry and exit: three enterprises enter and three others, small or micro, leave, each quarter
  after the first equally likely; drawn without replacement from a stream of the city.

The three measured plants stand in the city from the last quarter on; their facts are assumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from analytics.index.digital.observation import UnitFacts

SECTORS: Mapping[str, str] = {
    "apparel": "服装",
    "beverage": "饮料",
    "liquor": "白酒",
    "furniture": "家具",
}
MEASURED_PLANTS: tuple[UnitFacts, ...] = tuple(
    UnitFacts(
        unit=f"demo-{line}",
        name_en=f"{line} demo",
        name_zh=f"{name_zh}示范",
        sector=sector,
        size="medium",
        process=process,
        asset_value=40e6,
        output_value=90e6,
        measured=True,
    )
    for line, name_zh, sector, process in (
        ("bottling", "灌装", "beverage", "mixed"),
        ("sewing", "缝制", "apparel", "discrete"),
        ("furniture", "家具", "furniture", "discrete"),
    )
)

_SIZES: Mapping[str, Mapping[str, int]] = {
    "apparel": {"large": 1, "medium": 4, "small": 7, "micro": 5},
    "beverage": {"large": 2, "medium": 3, "small": 3, "micro": 1},
    "liquor": {"large": 1, "medium": 2, "small": 3, "micro": 2},
    "furniture": {"large": 1, "medium": 4, "small": 5, "micro": 3},
}
# Kinds of process in the order in which a sector's enterprises take them, again and again.
_PROCESSES: Mapping[str, tuple[str, ...]] = {
    "apparel": ("discrete",),
    "beverage": ("process", "mixed"),
    "liquor": ("process", "process", "mixed"),
    "furniture": ("discrete", "discrete", "discrete", "mixed"),
}
_LEVEL_SECTOR = {"apparel": -0.35, "beverage": 0.45, "liquor": 0.15, "furniture": -0.05}
_LEVEL_SIZE = {"large": 0.9, "medium": 0.35, "small": -0.25, "micro": -0.9}
_LEVEL_PROCESS = {"discrete": 0.0, "mixed": 0.1, "process": 0.2}
# Smallest, middle and largest output of a size class, CNY a year (classes of industry by revenue).
_OUTPUT = {
    "large": (400e6, 700e6, 3e9),
    "medium": (20e6, 90e6, 400e6),
    "small": (3e6, 9e6, 20e6),
    "micro": (0.3e6, 1.5e6, 3e6),
}
_MOVES = 3


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One generated enterprise.

    Args:
        number: that of its stream of random numbers.
        level, growth: latent state of automation at the first quarter, and its rise per quarter.
        first, last: quarters of the city between which it is a member, both included.
    """

    facts: UnitFacts
    number: int
    level: float
    growth: float
    first: int
    last: int


def enterprises(seed: int, quarters: int) -> tuple[Enterprise, ...]:
    """Return the generated enterprises of a city that is watched for `quarters`."""
    known = [
        _drawn(seed, number, facts) for number, facts in zip(count(1), _listed(), strict=False)
    ]
    stream = np.random.default_rng([seed, 0])
    later = max(quarters - 1, 0)
    moves = min(_MOVES, later)
    leavers = [place for place, one in enumerate(known) if one[0].size in {"small", "micro"}]
    left = stream.choice(leavers, moves, replace=False).tolist()
    stayed = sorted(set(range(len(known))) - set(left))
    entered = stream.choice(stayed, moves, replace=False).tolist()
    first = dict(zip(entered, stream.integers(1, later + 1, moves).tolist(), strict=True))
    last = dict(zip(left, stream.integers(0, later, moves).tolist(), strict=True))
    return tuple(
        Enterprise(facts, place + 1, level, growth, first.get(place, 0), last.get(place, later))
        for place, (facts, level, growth) in enumerate(known)
    )


def _listed() -> Iterator[UnitFacts]:
    """Yield the enterprises without their money, by sector and size, under neutral names."""
    for sector, sector_zh in SECTORS.items():
        sizes = [size for size, many in _SIZES[sector].items() for _ in range(many)]
        kinds = _PROCESSES[sector]
        for place, size in enumerate(sizes):
            code = f"{place + 1:02d}"
            yield UnitFacts(
                unit=f"{sector}-{code}",
                name_en=f"{sector} {code}",
                name_zh=f"{sector_zh}{code}",
                sector=sector,
                size=size,
                process=kinds[place % len(kinds)],
            )


def _drawn(seed: int, number: int, plain: UnitFacts) -> tuple[UnitFacts, float, float]:
    stream = np.random.default_rng([seed, number, 0])
    least, middle, most = _OUTPUT[plain.size]
    mean = _LEVEL_SECTOR[plain.sector] + _LEVEL_SIZE[plain.size] + _LEVEL_PROCESS[plain.process]
    level, growth = float(stream.normal(mean, 0.55)), float(stream.normal(0.04, 0.02))
    output = float(np.clip(middle * np.exp(stream.normal(0, 0.5)), least, most))
    assets = output * 0.45 * float(np.exp(stream.normal(0, 0.3)))
    facts = UnitFacts(
        unit=plain.unit,
        name_en=plain.name_en,
        name_zh=plain.name_zh,
        sector=plain.sector,
        size=plain.size,
        process=plain.process,
        asset_value=round(assets, -3),
        output_value=round(output, -3),
    )
    return facts, level, growth
