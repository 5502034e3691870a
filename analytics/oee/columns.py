"""Samples of a line as plain columns: words become codes once, counters become floats.

A DataFrame with columns of the series `sample` enters; one `UnitColumns` per work unit leaves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.oee.counters import Floats, Ints
from analytics.oee.time_model import MODES, STATES, Codes
from contract.sample import CONSUMPTION_FIELDS, QUANTITY_FIELDS
from contract.states import ITEM_STATES, OPERATION_MODES

COUNTERS = (*QUANTITY_FIELDS, "inspected_automatically", *CONSUMPTION_FIELDS)
# Names stand between commas, blanks or quotes, whichever the store wrote.
_NAME = re.compile(r"[a-z0-9_]+")
_WORDS = ("order", "product", "reason", "operator")
_UNAVAILABLE_STATE = STATES.index("unavailable")
_NOT_PROVIDED = MODES.index("not_provided")
_UNAVAILABLE_MODE = MODES.index("unavailable")
_ACTIVE, _NONE, _UNAVAILABLE_ORDER = range(3)


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """One work unit's samples in order of time; words are codes into the line's `names`.

    Args:
        order_context: codes of `time_model.ORDER_CONTEXTS`.
        counters: cumulative values of the counters this unit has; NaN is unavailable. It has those
            that it gave or called unavailable, however long a slice they are missing in.
    """

    unit: str
    t: Ints
    state: Codes
    mode: Codes
    order_context: Codes
    order: Ints
    product: Ints
    reason: Ints
    operator: Ints
    counters: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class LineColumns:
    """All units of a line, in order of their names, with the words their codes stand for."""

    units: tuple[UnitColumns, ...]
    orders: tuple[str, ...]
    products: tuple[str, ...]
    reasons: tuple[str, ...]
    operators: tuple[str, ...]

    def unit(self, name: str) -> UnitColumns | None:
        """Return the samples of a unit, None where it never said anything."""
        return next((columns for columns in self.units if columns.unit == name), None)


def line_columns(samples: pd.DataFrame) -> LineColumns:
    """Take samples in any order of rows; a row repeated changes nothing."""
    units, names = pd.factorize(samples["work_unit"], sort=True)
    time = samples["time"].to_numpy(np.int64)
    if not _strictly_rising(units, time):
        rows = np.lexsort((time, units))
        # Equal identities hold equal content here: History has merged them (contract 4.5).
        last = np.append((np.diff(units[rows]) != 0) | (np.diff(time[rows]) != 0), True)
        rows = rows[last]
        samples, units, time = samples.take(rows), units[rows], time[rows]
    words = {name: _words(samples, name) for name in _WORDS}
    state = _coded(samples, "state", ITEM_STATES, missing=_UNAVAILABLE_STATE)
    mode = _coded(samples, "operation_mode", OPERATION_MODES, missing=_NOT_PROVIDED)
    lost = Lost.of(samples)
    mode[lost.where("operation_mode")] = _UNAVAILABLE_MODE
    order_lost = lost.where("order")
    counters = {
        name: samples[name].to_numpy(np.float64, na_value=np.nan)
        for name in COUNTERS
        if name in samples
    }
    edges = np.searchsorted(units, np.arange(len(names) + 1))
    found = []
    for name, begin, end in zip(names, edges[:-1], edges[1:], strict=True):
        part = slice(begin, end)
        had = {key: values[part] for key, values in counters.items()}
        called = lost.named(part)
        found.append(
            UnitColumns(
                unit=str(name),
                t=time[part],
                state=state[part],
                mode=mode[part],
                order_context=_order_context(words["order"], part, order_lost[part]),
                order=words["order"].codes[part],
                product=words["product"].codes[part],
                reason=words["reason"].codes[part],
                operator=words["operator"].codes[part],
                counters={
                    key: values
                    for key, values in had.items()
                    if key in called or not np.isnan(values).all()
                },
            )
        )
    return LineColumns(tuple(found), *(words[name].names for name in _WORDS))


@dataclass(frozen=True, slots=True)
class Lost:
    """What sources called unavailable by name: of each sample a code of `fields`, or -1."""

    codes: npt.NDArray[np.intp]
    fields: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, samples: pd.DataFrame) -> "Lost":
        """Read the column `unavailable`."""
        if "unavailable" not in samples:
            return cls(np.full(len(samples), -1, np.intp), ())
        codes, names = pd.factorize(samples["unavailable"])
        return cls(codes, tuple(frozenset(_NAME.findall(str(text))) for text in names))

    def where(self, field: str) -> npt.NDArray[np.bool_]:
        """Return where a field was called unavailable."""
        return np.array([*(field in called for called in self.fields), False])[self.codes]

    def named(self, part: slice) -> frozenset[str]:
        """Return every field that was called unavailable in some samples."""
        if not self.fields:
            return frozenset()
        codes = np.unique(self.codes[part]).tolist()
        return frozenset().union(*(self.fields[code] for code in codes if code >= 0))


@dataclass(frozen=True, slots=True)
class _Words:
    """A column of words: codes into names (null is the empty word) and where it was null."""

    codes: Ints
    null: npt.NDArray[np.bool_]
    names: tuple[str, ...]


def _strictly_rising(units: npt.NDArray[np.intp], time: Ints) -> bool:
    # Unit after unit, each in order of time.
    further = np.diff(units)
    return bool(((further > 0) | ((further == 0) & (np.diff(time) > 0))).all())


def _words(samples: pd.DataFrame, name: str) -> _Words:
    if name not in samples:
        count = len(samples)
        return _Words(np.zeros(count, np.int64), np.ones(count, np.bool_), ("",))
    codes, names = pd.factorize(samples[name])
    texts = tuple(str(text) for text in names)
    if "" not in texts:
        texts = (*texts, "")
    codes = codes.astype(np.int64, copy=False)
    null = codes < 0
    return _Words(np.where(null, texts.index(""), codes), null, texts)


def _coded(
    samples: pd.DataFrame,
    name: str,
    words: tuple[str, ...],
    *,
    missing: int,
) -> Codes:
    if name not in samples:
        return np.full(len(samples), missing, np.int8)
    codes, names = pd.factorize(samples[name])
    # The last place answers the code -1 of a null.
    table = np.array([words.index(str(text)) for text in names] + [missing], dtype=np.int8)
    return table[codes]


def _order_context(order: _Words, part: slice, lost: npt.NDArray[np.bool_]) -> Codes:
    codes, null = order.codes[part], order.null[part]
    context = np.where(codes == order.names.index(""), _NONE, _ACTIVE).astype(np.int8)
    context[null] = _ACTIVE
    # A unit that names orders elsewhere has lost this one; one that never does has no such signal.
    context[null & (lost | (not null.all()))] = _UNAVAILABLE_ORDER
    return context
