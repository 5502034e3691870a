"""A line whose filler is measured and whose packer counts defects, and what its samples say."""

import random

import msgspec
import pandas as pd

from analytics.master.data import MasterData, master_data_of
from tests.suites.loop_plant import START, plant

SUBGROUP = 5
CHARACTERISTICS = [
    {
        "unit": "filler",
        "name": "fill_level",
        "chart": "xbar_r",
        "subgroup": SUBGROUP,
        "unit_of_measure": "ml",
        "products": {"A": {"lower_spec": 490.0, "target": 500.0, "upper_spec": 510.0}},
    },
    {"unit": "filler", "name": "torque", "chart": "individuals", "subgroup": 1},
    {"unit": "packer-1", "name": "defects", "chart": "u", "subgroup": 20},
    {"unit": "packer-1", "name": "rejects", "chart": "p", "subgroup": 20},
]


def measured_plant(characteristics: object = None) -> MasterData:
    """Return the master data of the line with its charts."""
    bare = msgspec.to_builtins(plant().file)
    (line,) = bare["lines"]
    charted = line | {"characteristics": characteristics or CHARACTERISTICS}
    return master_data_of(bare | {"lines": [charted]}, where="test")


def story(seed: int, *, minutes: int, calm: bool = False) -> pd.DataFrame:
    """Draw what the line says; a calm one has no silences, gaps, restarts or changes of order."""
    return pd.concat([_filler(seed, minutes, calm=calm), _packer(seed, minutes, calm=calm)])


def _said(unit: str, t: int, order: tuple[str, str], **more: object) -> dict[str, object]:
    return {
        "work_unit": unit,
        "time": t,
        "state": "executing",
        "operation_mode": "processing",
        "reason": "",
        "order": order[0],
        "product": order[1],
        **more,
    }


def _filler(seed: int, minutes: int, *, calm: bool) -> pd.DataFrame:
    draw = random.Random(f"{seed}/filler")
    rows: list[dict[str, object]] = []
    t, order, good = START, ("O1", "A"), 0
    numbers = {"fill_level": 0, "torque": 0}
    held: dict[str, object] = {}
    while t <= START + minutes * 60_000:
        said: dict[str, object] = {}
        for name in ("fill_level", "torque"):
            if draw.random() < 0.6:
                numbers[name] += 1
                said[f"{name}_number"] = numbers[name]
                # Coarse values, so that one often equals the one before and is not said again.
                said[name] = round(draw.gauss(500, 0.8)) if name == "fill_level" else draw.gauss()
        if not calm:
            if draw.random() < 0.01:
                order = draw.choice([("O1", "A"), ("O2", "B"), ("", "")])
            if draw.random() < 0.01:
                numbers["fill_level"] += draw.choice([1, -numbers["fill_level"]])
            if draw.random() < 0.01:
                said["fill_level"] = None
        said = {name: value for name, value in said.items() if held.get(name, "") != value}
        held |= said
        good += draw.randrange(3)
        values = msgspec.json.encode(said).decode() if said else None
        rows.append(_said("filler", t, order, good=good, scrap=0, process_values=values))
        t += _step(draw, calm=calm)
    return pd.DataFrame(rows)


def _packer(seed: int, minutes: int, *, calm: bool) -> pd.DataFrame:
    draw = random.Random(f"{seed}/packer")
    rows: list[dict[str, object]] = []
    t, order, good, scrap, defects = START, ("O1", "A"), 0, 0, 0
    while t <= START + minutes * 60_000:
        if not calm and draw.random() < 0.01:
            order = draw.choice([("O1", "A"), ("O2", "B")])
        good += draw.randrange(5)
        scrap += draw.random() < 0.2
        defects += draw.choice([0, 0, 0, 1, 2])
        rows.append(_said("packer-1", t, order, good=good, scrap=scrap, defects=defects))
        t += _step(draw, calm=calm)
    return pd.DataFrame(rows)


def _step(draw: random.Random, *, calm: bool) -> int:
    if not calm and draw.random() < 0.01:
        return draw.choice([40_000, 400_000, 2_000_000])
    return draw.choice([10_000, 10_000, 3_217, 4_000])
