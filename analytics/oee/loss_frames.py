"""Losses and momentary constraints as rows of the contract's series."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.oee.chain import UNKNOWN_ROOT
from analytics.oee.counters import Floats, Ints
from analytics.oee.frames import path_columns, typed_frame
from analytics.oee.line_losses import HeldBack
from analytics.oee.loss_groups import LossTable
from analytics.oee.losses import LossRows
from analytics.oee.segments import Segments
from contract.path import EquipmentPath
from contract.series import LINE_TRADE, LOSS

MOMENTARY_CONSTRAINT = "momentary_constraint"


def loss_frame(
    line: EquipmentPath,
    rows: Mapping[str, LossRows],
    segments: Mapping[str, Segments],
    *,
    losses: LossTable,
    names: Sequence[str],
) -> pd.DataFrame:
    """Return rows of the series `loss`; the key of a line's own rows is the empty name.

    `names` is what codes of roots are called.
    """
    loss = _joined([found.loss for found in rows.values()])
    root = _joined([found.root for found in rows.values()])
    meant = losses.losses
    whose = np.array([found.attribution for found in meant], object)[loss]
    columns = {
        **_of_segments(line, {unit: found.segment for unit, found in rows.items()}, segments),
        "leaf": np.array([found.leaf for found in meant], object)[loss],
        "loss_group": np.array([found.group for found in meant], object)[loss],
        "attribution": np.where(root == UNKNOWN_ROOT, "unknown", whose),
        "reason": np.array([found.reason for found in meant], object)[loss],
        "root_unit": np.array(names, object)[root],
        **{
            name: _floats([getattr(found, name) for found in rows.values()])
            for name in ("duration_s", "count", "pieces")
        },
    }
    return typed_frame(LOSS, columns)


def constraint_frame(
    line: EquipmentPath,
    rows: Mapping[str, HeldBack],
    segments: Mapping[str, Segments],
    *,
    names: Sequence[str],
) -> pd.DataFrame:
    """Return rows of the series `line_trade`: who held a line back, s, and of how many s."""
    root = _joined([found.root for found in rows.values()])
    columns = {
        **_of_segments(line, {unit: found.segment for unit, found in rows.items()}, segments),
        "measure": np.full(len(root), MOMENTARY_CONSTRAINT, object),
        "part": np.array(names, object)[root],
        "numerator": _floats([found.duration_s for found in rows.values()]),
        "denominator": _floats([found.of_s for found in rows.values()]),
    }
    return typed_frame(LINE_TRADE, columns)


def _of_segments(
    line: EquipmentPath, places: Mapping[str, Ints], segments: Mapping[str, Segments]
) -> dict[str, object]:
    """Return what each row says of its segment; `places` are positions among a unit's."""
    count = sum(len(place) for place in places.values())
    units = [np.full(len(place), unit, object) for unit, place in places.items()]
    words = {
        name: np.concatenate(
            [
                np.zeros(0, object),
                *(
                    np.array(getattr(segments[unit], name), object)[place]
                    for unit, place in places.items()
                ),
            ]
        )
        for name in ("shift", "order", "product")
    }
    return {
        "time": _joined([segments[unit].start[place] for unit, place in places.items()]),
        **path_columns(line, np.concatenate([np.zeros(0, object), *units]), count),
        "end": _joined([segments[unit].end[place] for unit, place in places.items()]),
        **words,
        "void": np.zeros(count, np.bool_),
    }


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _floats(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])
