"""Composite indices of any hierarchy: a table and a configuration in, scores and ranks out."""

from analytics.index.config import (
    GroupConfig,
    IndexConfig,
    IndicatorConfig,
    ScaleConfig,
    TreatmentConfig,
    WeightConfig,
    from_json,
    to_json,
)
from analytics.index.engine import IndexResult, compute
from analytics.index.errors import BadIndex, BadTable, CannotAggregate, IndexFault
from analytics.index.pairs import compare_pairs

__all__ = [
    "BadIndex",
    "BadTable",
    "CannotAggregate",
    "GroupConfig",
    "IndexConfig",
    "IndexFault",
    "IndexResult",
    "IndicatorConfig",
    "ScaleConfig",
    "TreatmentConfig",
    "WeightConfig",
    "compare_pairs",
    "compute",
    "from_json",
    "to_json",
]
