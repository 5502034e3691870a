"""The connection plan as a list: a row per machine, what it needs and what it adds to rates."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.automation.connection_plan import (
    ACQUISITION,
    AUTOMATION,
    DIGITALISATION,
    KEY_PROCESSES,
    NETWORKING,
    OF_DIGITAL,
    Step,
)
from analytics.automation.process_register import Equipment
from analytics.listing.dictionary_names import Name
from analytics.listing.listing import Column, Listing
from contract.automation_rates import AUTOMATION_RATE
from contract.path import EquipmentPath

_GAINED = (NETWORKING, ACQUISITION, KEY_PROCESSES, AUTOMATION, DIGITALISATION)
_BECOME = (*_GAINED, OF_DIGITAL)
_GAINS = {f"{rate}_gain": rate for rate in _GAINED}
_AFTER = {f"{rate}_after": rate for rate in _BECOME}
PLAN_SHARES = frozenset((*_GAINS, *_AFTER))
_HEAD = ("rank", "path", "name_en", "name_zh", "kind", "action", "required_tags", "signals")
PLAN_COLUMNS: tuple[str, ...] = (*_HEAD, "gateway", *_GAINS, *_AFTER, "points")

PLAN = Listing(
    "plan",
    "Which machines to connect next",
    (
        Column("rank", "#", "whole"),
        Column("path", "path", "path"),
        Column("name_zh", "设备"),
        Column("action", "do"),
        Column(f"{NETWORKING}_gain", "networked +%", "percent"),
        Column(f"{NETWORKING}_after", "networked %", "percent"),
        Column(f"{ACQUISITION}_after", "acquired %", "percent"),
        Column(f"{KEY_PROCESSES}_after", "key NC %", "percent"),
        Column("points", "points", "figure", sparse=True),
        Column("required_tags", "tags", "whole"),
        Column("gateway", "gateway", sparse=True),
        Column("signals", "signals", sparse=True),
    ),
    ("path",),
)

PLAN_NAMES: tuple[Name, ...] = (
    ("rank", "1", "place in the order of connecting", "接入顺序"),
    ("path", "", "equipment path", "设备路径"),
    ("name_en", "", "name in English", "名称（英文）"),
    ("name_zh", "", "name in Chinese", "名称（中文）"),
    ("kind", "", "kind of equipment", "设备类型"),
    ("action", "", "connect, or restore a connection that was silent", "接入或恢复"),
    ("required_tags", "1", "values it should give at every heartbeat", "每次心跳应采数值数"),
    ("signals", "", "fields of samples that the gains rest on", "所需信号"),
    ("gateway", "", "what connecting it needs", "所需网关"),
    *(
        (
            field,
            "1",
            f"gain in the {AUTOMATION_RATE[rate].name_en}",
            f"{AUTOMATION_RATE[rate].name_zh}增量",
        )
        for field, rate in _GAINS.items()
    ),
    *(
        (
            field,
            "1",
            f"{AUTOMATION_RATE[rate].name_en} with this and all before it",
            f"累计后的{AUTOMATION_RATE[rate].name_zh}",
        )
        for field, rate in _AFTER.items()
    ),
    ("points", "own", "points of the index that it adds", "指数增加点数"),
)


def plan_rows(steps: Sequence[Step], equipment: Mapping[EquipmentPath, Equipment]) -> pd.DataFrame:
    """Return a row per step, in the order in which they gain most."""
    rows = [
        {
            "rank": step.rank,
            "path": str(step.path),
            **{
                name: getattr(equipment[step.path], name) for name in ("name_en", "name_zh", "kind")
            },
            "action": step.action,
            "required_tags": step.required_tags,
            "signals": " ".join(step.signals),
            "gateway": step.gateway,
            **{field: step.gains.get(rate, np.nan) for field, rate in _GAINS.items()},
            **{field: step.after.get(rate, np.nan) for field, rate in _AFTER.items()},
            "points": np.nan if step.points is None else step.points,
        }
        for step in steps
    ]
    frame = pd.DataFrame(rows, columns=list(PLAN_COLUMNS))
    return frame.astype(dict.fromkeys((*_GAINS, *_AFTER, "points"), "float64"))
